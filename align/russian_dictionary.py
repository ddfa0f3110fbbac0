"""The dictionary of Russian word forms: OpenCorpora's, as pymorphy3 reads it.

It takes a moment and 15 MB to load, so it is loaded when first asked and once.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import Parse

__all__ = ["is_known", "readings"]


def readings(word: str) -> tuple[Parse, ...]:
    """Return the dictionary's readings of a word, likeliest first; guesses for unknown words."""
    return _readings(word.lower())


@lru_cache(maxsize=100_000)
def _readings(word: str) -> tuple[Parse, ...]:
    return tuple(_analyser().parse(word))


@lru_cache(maxsize=100_000)
def is_known(word: str) -> bool:
    """Return whether the dictionary has a word, each part of one with hyphens; no acronym is."""
    return not word.isupper() and all(
        _analyser().word_is_known(part) for part in word.lower().split("-")
    )


@cache
def _analyser() -> MorphAnalyzer:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")
