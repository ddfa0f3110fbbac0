"""Find what stands in quotation marks: which segments speak, and where a speech goes on.

Who speaks is the same in all versions of a text. A bead that ends in the midst of a speech on one
side and at the end of it on the other is cut at the wrong place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from align.search.lattice import Integers

__all__ = ["Speech", "find_speech"]

_MARK: Final = re.compile("[“”„«»「」『』\"'‘’]")
_DOUBLE, _SINGLE = "double", "single"
_OPENING: Final = dict.fromkeys("“„«「", _DOUBLE) | dict.fromkeys("‘『", _SINGLE)
_CLOSING: Final = dict.fromkeys("”»」", _DOUBLE) | dict.fromkeys("’』", _SINGLE)
_STRAIGHT: Final = {'"': _DOUBLE, "'": _SINGLE}
_BEFORE_SPEECH: Final = "([-–—“‘"
# A mark that is not closed within so many segments was no opening one, or its end was forgotten.
# The longest speech of six literary chapters goes on over 15.
_LONGEST: Final = 30


@dataclass(frozen=True, slots=True)
class Speech:
    """Which segments stand in quotation marks.

    Attributes:
        held: shape (n,), 1 where some of the segment does.
        goes_on: shape (n,), 1 where the quotation goes on in the next segment.
    """

    held: Integers
    goes_on: Integers


def find_speech(texts: Sequence[str]) -> Speech:
    """Return what of the segments of a text stands in quotation marks."""
    held = np.zeros(len(texts), dtype=np.int64)
    goes_on = np.zeros(len(texts), dtype=np.int64)
    within, mark_within, since = "", "", 0
    for place, text in enumerate(texts):
        if within and place - since > _LONGEST:
            within = ""
        for match in _MARK.finditer(text):
            kind, opens, closes = _read(text, match.start(), mark_within if within else "")
            if within and kind == within and closes:
                held[since : place + 1] = 1
                goes_on[since:place] = 1
                within = ""
            elif opens and within in ("", kind):
                # A speech of several paragraphs opens at each of them and closes once.
                since = since if within else place
                within, mark_within = kind, match[0]
                held[place] = 1
    return Speech(held, goes_on)


def _read(text: str, place: int, opened: str) -> tuple[str, bool, bool]:
    """Return the kind of a mark, whether it may open a quotation and whether it may close one.

    Args:
        text: of a segment.
        place: of the mark in it.
        opened: the mark that opened the quotation it stands in, if it stands in one.
    """
    mark = text[place]
    before, after = text[place - 1 : place] or " ", text[place + 1 : place + 2] or " "
    in_word = before.isalnum() and after.isalnum()
    if mark in _STRAIGHT:
        if mark == "'" and in_word:
            return _SINGLE, False, False
        begins = before.isspace() or before in _BEFORE_SPEECH
        # Arabic writes particles onto the mark, Chinese has no spaces at all.
        opens = not after.isspace() and (begins or (mark == '"' and not opened))
        return _STRAIGHT[mark], opens, not begins
    # A quotation that opens with a low mark closes with what opens an English one.
    if mark == "“":
        return _DOUBLE, opened != "„", opened == "„"
    if mark in "‘’" and in_word:
        return _SINGLE, False, False
    return _OPENING.get(mark) or _CLOSING[mark], mark in _OPENING, mark in _CLOSING
