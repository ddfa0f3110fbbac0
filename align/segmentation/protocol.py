"""What a sentence splitter must offer."""

from collections.abc import Iterator
from typing import Protocol

from align.model import Span

__all__ = ["Segmenter"]


class Segmenter(Protocol):
    """Cuts a text into sentences without changing it."""

    def spans(self, text: str) -> Iterator[Span]:
        """Yield the sentences of `text` as spans that follow each other and cover it whole.

        White space after a sentence belongs to it, so that joining the pieces gives the text
        back. Nothing is yielded for an empty text.
        """
        ...
