"""Put footnotes together: found at the foot of a page, read after the text."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from sources.document import Box, Paragraph, ParagraphKind
from sources.glyphs import find_lost_glyphs
from sources.joining import join_lines, known_words

__all__ = ["NOTE_START", "NoteLine", "build_notes"]

NOTE_START: Final = re.compile(r"(?P<number>[¹²³⁰⁴-⁹]+|\d{1,3}|\*{1,3})[\s.)]*(?=\S)")
_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


class NoteLine(NamedTuple):
    """A line of the small print: its text and where it stands, as in `PhysicalLine`."""

    text: str
    page: int | None = None
    number: int | None = None
    box: Box | None = None


def build_notes(lines: Sequence[NoteLine], first_index: int) -> tuple[Paragraph, ...]:
    """Return notes made of the lines of all notes, in order.

    A line that begins with a number begins a note; lines before the first are passed over.
    """
    collected: list[tuple[str, str, NoteLine]] = []
    known = known_words(line.text for line in lines)
    for line in lines:
        match = NOTE_START.match(line.text)
        if match:
            collected.append((match["number"], line.text[match.end() :], line))
        elif collected:
            number, so_far, first = collected[-1]
            if first.box and line.box and first.page == line.page:
                first = first._replace(box=first.box.joined(line.box))
            collected[-1] = (number, join_lines(so_far, line.text, known), first)
    marked = find_lost_glyphs([(text, ParagraphKind.NOTE) for _, text, _ in collected])
    return tuple(
        Paragraph(
            index=first_index + place,
            kind=ParagraphKind.NOTE,
            text=text,
            label=number,
            number=number.translate(_RAISED),
            page=first.page,
            lost=lost,
            line=first.number,
            box=first.box,
        )
        for place, ((text, lost), (number, _, first)) in enumerate(
            zip(marked, collected, strict=True)
        )
    )
