"""Cut texts into the pieces the page shows: words, findings, lost glyphs, hidden characters."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tmx.report.schema import SegmentEntry

__all__ = ["Piece", "cell_pieces", "text_pieces", "visible"]

# Characters that change the order or the look of the text around them. The page names them
# instead of obeying them: a reviewer must see what is there. The plain marks (U+200E, U+200F)
# and the joiners stay, they are part of Arabic typing.
_STEERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
LOST_GLYPH: Final = "▯"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and what it is: `text`, `mark`, `lost`, `hidden` or `cut`."""

    kind: str
    text: str


def cell_pieces(
    segments: Iterable[SegmentEntry],
    marks: Mapping[int, Sequence[tuple[int, int]]] | None = None,
    *,
    glue: str = " ",
) -> tuple[Piece, ...]:
    """Return the pieces of a cell; a piece `cut` stands between two segments.

    Args:
        segments: the segments of the cell, in order.
        marks: per segment index the ranges to mark in its text, in code points.
        glue: what stands between two segments: a space, in Chinese nothing.
    """
    pieces: list[Piece] = []
    for number, segment in enumerate(segments):
        if number:
            pieces.append(Piece("cut", glue))
        pieces += text_pieces(
            segment["text"],
            lost=segment.get("lost", ()),
            marks=(marks or {}).get(segment["index"], ()),
        )
    return tuple(pieces)


def text_pieces(
    text: str, *, lost: Iterable[int] = (), marks: Sequence[tuple[int, int]] = ()
) -> list[Piece]:
    """Return the pieces of one text, with lost glyphs shown and steering characters named."""
    gaps = set(lost)
    if not gaps and not marks and not any(_is_hidden(each) for each in set(text)):
        return [Piece("text", text)] if text else []
    marked = {at for start, stop in marks for at in range(max(start, 0), min(stop, len(text)))}
    pieces: list[Piece] = []
    for at in range(len(text) + 1):
        if at in gaps:
            pieces.append(Piece("lost", LOST_GLYPH))
        if at == len(text):
            break
        if _is_hidden(text[at]):
            piece = Piece("hidden", f"U+{ord(text[at]):04X}")
        else:
            piece = Piece("mark" if at in marked else "text", text[at])
        if pieces and pieces[-1].kind == piece.kind and piece.kind in {"text", "mark"}:
            pieces[-1] = Piece(piece.kind, pieces[-1].text + piece.text)
        else:
            pieces.append(piece)
    return pieces


def visible(text: str) -> str:
    """Return a short text with steering characters named in angle brackets."""
    return "".join(f"⟨U+{ord(each):04X}⟩" if _is_hidden(each) else each for each in text)


def _is_hidden(character: str) -> bool:
    if character in "\t\n":
        return False
    return character in _STEERING or unicodedata.category(character) in {"Cc", "Cs"}
