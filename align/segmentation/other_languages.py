"""Split languages beyond the six with the library sentencex, behind the same protocol.

sentencex (MIT, Wikimedia Foundation) knows the sentence marks and abbreviations of about 300
languages and needs neither models nor downloads.
"""

import importlib
from collections.abc import Iterator
from typing import Any

from align.model import Span
from sources.language import LanguageError

__all__ = ["LibrarySegmenter"]


class LibrarySegmenter:
    """Splits any language by the rules of sentencex."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._library = _library(language)

    def spans(self, text: str) -> Iterator[Span]:
        """Yield the sentences of `text` as the library finds them."""
        start = 0
        for piece in self._library.segment(self._language, text):
            if piece:
                yield Span(start, start + len(piece))
                start += len(piece)
        if start < len(text):
            yield Span(start, len(text))


def _library(language: str) -> Any:  # noqa: ANN401 - a module without type information
    try:
        return importlib.import_module("sentencex")
    except ImportError as error:
        raise LanguageError(
            f"sentences in {language!r} need the library sentencex, which is not installed; "
            f"install it with `pip install sentencex`, or give one segment per line."
        ) from error
