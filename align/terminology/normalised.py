"""Bring a text into one form and keep the way back to where each character stood.

The same words reach us as NFC or NFD, with or without Arabic vowel signs, in full-width or
ASCII punctuation, with line breaks of any kind. Terms are counted and printed in one form;
evidence points into the text as it was given.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from align.model import Span

__all__ = ["BREAK", "NormalisedText", "normalise_plain", "normalise_text"]

BREAK: Final = "\x1f"
"""Stands where a segment ends or a glyph was lost: no term reaches over it."""

# Arabic vowel signs (Unicode 16, Arabic block) and tatweel; marks of direction and zero width.
_DROPPED: Final = frozenset(
    [chr(code) for code in range(0x064B, 0x0660)]
    + [chr(code) for code in range(0x0610, 0x061B)]
    + [chr(code) for code in range(0x06D6, 0x06EE)]
    + [chr(code) for code in range(0x200B, 0x2010)]
    + [chr(code) for code in range(0x202A, 0x202F)]
    + [chr(code) for code in range(0x2060, 0x206A)]
    + ["\u0670", "\u0640", "\ufeff", "\u00ad"]
)
# NFC keeps hamza and madda as part of the letter; alone they must not be dropped before it.
_COMPOSING: Final = frozenset("\u0653\u0654\u0655")
_FOLDED: Final = {
    "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-",
    "\u2212": "-", "\u3000": " ", "\uff61": "。", "\u201f": "\u201c",
}  # fmt: skip
_WIDE: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_UNUSUAL: Final = re.compile(
    "[" + "".join(map(re.escape, sorted({*_DROPPED, *_FOLDED, *map(chr, _WIDE)}))) + r"]"
    r"|[^\S ]| {2}|^ | $"
)
_HAN: Final = re.compile(r"[一-鿿㐀-䶿]")


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """A text in one form.

    Attributes:
        text: the normalised words.
        origin: for each code point of `text` and for its end, the offset in the given text.
    """

    text: str
    origin: tuple[int, ...]

    def original(self, start: int, end: int) -> Span:
        """Return the range of the given text that `text[start:end]` was made from."""
        if end <= start:
            return Span(self.origin[start], self.origin[start])
        # Marks dropped after the last character still belong to it.
        return Span(self.origin[start], max(self.origin[end - 1] + 1, self._tail(end)))

    def _tail(self, end: int) -> int:
        gap = self.origin[end] if end < len(self.origin) else self.origin[-1]
        spaced = end < len(self.text) and self.text[end].isspace()
        return gap if spaced or end == len(self.text) else min(gap, self.origin[end - 1] + 1)


def normalise_text(text: str, language: str, breaks: tuple[int, ...] = ()) -> NormalisedText:
    """Return the text in NFC, without vowel signs, wide forms folded, white space single.

    Args:
        text: as given.
        language: its primary subtag; Chinese loses spaces beside ideographs.
        breaks: offsets in `text` before which a `BREAK` is put.
    """
    if language != "zh" and _is_plain(text):
        return _splice(text, sorted(set(breaks)))
    characters: list[str] = []
    origin: list[int] = []
    marks = frozenset(breaks)
    position = 0
    while position < len(text):
        if position in marks:
            characters.append(BREAK)
            origin.append(position)
        end = position + 1
        while end < len(text) and unicodedata.combining(text[end]) and end not in marks:
            end += 1
        for character in _fold(text[position:end]):
            if character.isspace():
                if characters and characters[-1] in (" ", BREAK):
                    continue
                character = " "  # noqa: PLW2901 - one form for every kind of white space
            characters.append(character)
            origin.append(position)
        position = end
    if language == "zh":
        _drop_spaces(characters, origin)
    while characters and characters[-1] == " ":
        characters.pop()
        end_offset = origin.pop()
        text = text[: max(end_offset, 0)]
    return NormalisedText("".join(characters), (*origin, len(text)))


def _is_plain(text: str) -> bool:
    """Return whether normalising would change nothing: most cells, so it pays to ask."""
    return unicodedata.is_normalized("NFC", text) and _UNUSUAL.search(text) is None


def _splice(text: str, breaks: list[int]) -> NormalisedText:
    """Return a plain text with its breaks put in."""
    pieces: list[str] = []
    origin: list[int] = []
    start = 0
    for offset in breaks:
        if offset >= len(text):
            break
        pieces += [text[start:offset], BREAK]
        origin += [*range(start, offset), offset]
        start = offset
    pieces.append(text[start:])
    origin += range(start, len(text) + 1)
    return NormalisedText("".join(pieces), tuple(origin))


def normalise_plain(text: str, language: str) -> str:
    """Return the normalised words alone."""
    return normalise_text(text, language).text.strip()


def _fold(cluster: str) -> str:
    if len(cluster) == 1 and cluster.isascii():
        return cluster
    kept = "".join(
        character for character in cluster if character not in _DROPPED or character in _COMPOSING
    )
    composed = unicodedata.normalize("NFC", kept)
    return "".join(
        _FOLDED.get(character) or _WIDE.get(ord(character)) or character for character in composed
    )


def _drop_spaces(characters: list[str], origin: list[int]) -> None:
    """Take out spaces that touch an ideograph: typesetting, not words."""
    kept = [
        index
        for index, character in enumerate(characters)
        if character != " "
        or not (
            (index and _HAN.match(characters[index - 1]))
            or (index + 1 < len(characters) and _HAN.match(characters[index + 1]))
        )
    ]
    characters[:] = [characters[index] for index in kept]
    origin[:] = [origin[index] for index in kept]
