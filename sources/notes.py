"""Put footnotes together: found at the foot of a page, read after the text."""

import re
from collections.abc import Sequence
from typing import Final

from sources.document import Paragraph, ParagraphKind
from sources.glyphs import find_lost_glyphs
from sources.joining import join_lines, known_words

__all__ = ["NOTE_START", "build_notes"]

NOTE_START: Final = re.compile(r"(?P<number>[¹²³⁰⁴-⁹]+|\d{1,3}|\*{1,3})[\s.)]*(?=\S)")
_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def build_notes(lines: Sequence[tuple[str, int | None]], first_index: int) -> tuple[Paragraph, ...]:
    """Return notes made of the lines of all notes, each with its page, in order.

    A line that begins with a number begins a note; lines before the first are passed over.
    """
    collected: list[tuple[str, str, int | None]] = []
    known = known_words(text for text, _ in lines)
    for text, page in lines:
        match = NOTE_START.match(text)
        if match:
            collected.append((match["number"], text[match.end() :], page))
        elif collected:
            number, so_far, begun = collected[-1]
            collected[-1] = (number, join_lines(so_far, text, known), begun)
    marked = find_lost_glyphs([(text, ParagraphKind.NOTE) for _, text, _ in collected])
    return tuple(
        Paragraph(
            index=first_index + place,
            kind=ParagraphKind.NOTE,
            text=text,
            label=number,
            number=number.translate(_RAISED),
            page=page,
            lost=lost,
        )
        for place, ((text, lost), (number, _, page)) in enumerate(
            zip(marked, collected, strict=True)
        )
    )
