"""Snowball stems, in compiled code: 20 to 50 times as quick as the same in Python.

Source: Porter, "Snowball: A language for stemming algorithms", 2001.
"""

import threading
from typing import Final

import Stemmer

__all__ = ["snowball_stem"]


def snowball_stem(word: str, algorithm: str) -> str:
    """Return the stem of a word in lower case.

    Args:
        word: what the algorithm cannot shorten comes back as it is.
        algorithm: by its name in English, as in `russian`.
    """
    stemmer = _STEMMERS.made.get(algorithm)
    if stemmer is None:
        # The library's own cache is off: callers have theirs.
        stemmer = _STEMMERS.made[algorithm] = Stemmer.Stemmer(algorithm, 0)
    return str(stemmer.stemWord(word))


class _Stemmers(threading.local):
    """A thread's own stemmers: one keeps the word it is at work on."""

    def __init__(self) -> None:
        self.made: dict[str, Stemmer.Stemmer] = {}


_STEMMERS: Final = _Stemmers()
