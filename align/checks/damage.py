"""Find damage that the texts brought along: lost glyphs, page furniture, broken characters."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from align.checks.context import Cell, Context
from align.checks.model import Finding, Mark, Severity, language_name
from align.model import Segment, Span

__all__ = ["DamageCheck"]

_PATTERNS: Final = (
    ("a replacement character (U+FFFD)", re.compile("\ufffd")),
    ("a character of private use", re.compile("[\ue000-\uf8ff]")),
    ("a control character", re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")),
    ("the trace of a lost glyph", re.compile(r"\(cid:\d+\)")),
    (
        "a job number of the page's foot",
        re.compile(r"\b\d{2}-\d{5}(?:\d{2})? ?\([ACEFRS]\) ?\d{0,3}"),
    ),
    ("a soft hyphen or a broken word", re.compile("\u00ad")),
)
_OPENING: Final = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
_CLOSING: Final = "\u202c\u2069"
_LOST: Final = "a lost glyph"


class DamageCheck:
    """Segments whose text is not what was printed."""

    id = "text"
    severity = Severity.WARNING
    rule = (
        "The text is whole: no lost glyph, no page furniture, no broken or decomposed characters, "
        "no bidirectional marks left open."
    )

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per segment and kind of damage."""
        for row in range(len(context.grid)):
            for cell in context.cells(row):
                for segment in cell.segments:
                    yield from _examine(cell, segment)


def _examine(cell: Cell, segment: Segment) -> Iterator[Finding]:
    text = segment.text
    found: dict[str, list[Span]] = {}
    if segment.lost:
        found[_LOST] = [Span(offset, min(len(text), offset + 1)) for offset in segment.lost]
    for name, pattern in _PATTERNS:
        spans = [Span(*match.span()) for match in pattern.finditer(text)]
        if spans:
            found[name] = spans
    if not unicodedata.is_normalized("NFC", text):
        found["decomposed characters (not NFC)"] = [Span(0, len(text))]
    if sum(map(text.count, _OPENING)) != sum(map(text.count, _CLOSING)):
        found["a bidirectional mark left open"] = [Span(0, len(text))]
    for name, spans in found.items():
        yield Finding(
            check=DamageCheck.id,
            severity=Severity.WARNING,
            row=cell.row,
            languages=(cell.language,),
            message=f"{language_name(cell.language)} has {name}",
            marks=tuple(Mark(cell.language, segment.index, span) for span in spans),
        )
