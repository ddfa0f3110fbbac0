"""Bring digits, spaces, slashes and letter forms of the six languages to one, keeping offsets."""

import re
from typing import Final

__all__ = ["Folded", "fold"]

Folded = tuple[str, tuple[int, ...] | None]
"""The folded text and, where characters were dropped, the original offset of each of its own."""

# Bidirectional controls, soft hyphens and joiners; Arabic vowel signs and the stretching stroke.
_DROPPED: Final = re.compile(
    "[\u00ad\u061c\u0640\u064b-\u0652\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)
_SPACES: Final = (
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
)
_ZEROS: Final = "\u0660\u06f0"  # Arabic-Indic digits, eastern and western
_SINGLES: Final = {
    "\u066a": "%",
    "\u066b": ".",
    "\u066c": " ",
    "\u2044": "/",
    "\u2215": "/",
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2212": "-",
    "\u2019": "'",
    "○": "〇",
    # Matching of Arabic words ignores the seat of hamza, final ya and ta marbuta.
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ٱ": "ا",
    "ى": "ي",
    "ة": "ه",
}


def _table() -> dict[int, str]:
    table = {ord(space): " " for space in _SPACES}
    table |= {ord(character): plain for character, plain in _SINGLES.items()}
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for zero in _ZEROS:
        table |= {ord(zero) + value: str(value) for value in range(10)}
    return table


_TABLE: Final = _table()
_CHANGED: Final = re.compile("[" + re.escape("".join(map(chr, _TABLE))) + "]")


def fold(text: str) -> Folded:
    """Return `text` in folded form, one character for one, and the offsets if any were dropped.

    Arabic-Indic digits become 0-9, full-width forms half-width, all spaces and the Arabic
    thousands separator a plain space, the Arabic decimal separator a point, dashes a hyphen.
    """
    if text.isascii():
        return text, None
    if _DROPPED.search(text) is None:
        return text.translate(_TABLE) if _CHANGED.search(text) else text, None
    kept: list[str] = []
    offsets: list[int] = []
    end = 0
    for match in _DROPPED.finditer(text):
        kept.append(text[end : match.start()])
        offsets += range(end, match.start())
        end = match.end()
    kept.append(text[end:])
    offsets += range(end, len(text))
    return "".join(kept).translate(_TABLE), tuple(offsets)
