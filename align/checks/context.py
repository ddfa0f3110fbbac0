"""Prepare an alignment for its checks: cells with text, anchors and length, worked out once."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from align.anchors import Anchor, anchor_weight, find_anchors
from align.checks.model import Mark
from align.model import MultiAlignment, Segment, Span
from sources.language import sentence_separator

__all__ = ["Cell", "Context", "TermEntry", "comparable"]

TermEntry = Mapping[str, Sequence[str]]
"""Equivalents of one concept: per language tag the terms that may stand for it."""

# Letters that one ideograph stands for; see the same figure in align.scoring.side.
_HAN_LETTERS: Final = 3.0
_HAN: Final = re.compile("[\u3400-\u9fff]")
_NOT_TEXT: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Cell:
    """The segments of one row in one language; never empty.

    Attributes:
        row: index of the row.
        position: index of the language in the alignment.
        language: BCP 47 tag.
        segments: the segments in order.
        confidence: probability that the cell belongs to its row.
    """

    row: int
    position: int
    language: str
    segments: tuple[Segment, ...]
    confidence: float

    @cached_property
    def text(self) -> str:
        """The words without labels; segments are joined as the language joins sentences."""
        return sentence_separator(self.language).join(segment.body for segment in self.segments)

    @cached_property
    def anchors(self) -> tuple[tuple[Segment, Anchor], ...]:
        """The anchors of each segment; spans count the segment's text, label included."""
        found = []
        for segment in self.segments:
            shift = len(segment.text) - len(segment.body)
            for anchor in find_anchors(segment.body, self.language):
                span = Span(anchor.span.start + shift, anchor.span.end + shift)
                found.append((segment, Anchor(anchor.kind, anchor.value, span)))
        return tuple(found)

    @cached_property
    def anchor_weights(self) -> Mapping[tuple[str, str], float]:
        """How much each anchor weighs, by kind and value, times its occurrences."""
        weights: dict[tuple[str, str], float] = {}
        for _, anchor in self.anchors:
            key = (anchor.kind, anchor.value)
            weights[key] = weights.get(key, 0.0) + anchor_weight(anchor)
        return weights

    @cached_property
    def length(self) -> float:
        """Length in letters, at least 1; an ideograph counts three."""
        return 1.0 + len(self.text) + (_HAN_LETTERS - 1.0) * len(_HAN.findall(self.text))

    @property
    def numbers(self) -> tuple[str, ...]:
        """Canonical labels of the paragraphs that begin in the cell."""
        return tuple(segment.number for segment in self.segments if segment.number is not None)

    def marks(self) -> tuple[Mark, ...]:
        """Return the whole cell as places to show."""
        return tuple(
            Mark(self.language, segment.index, Span(0, len(segment.text)))
            for segment in self.segments
        )


@dataclass(frozen=True)
class Context:
    """What the checks look at.

    Attributes:
        alignment: the alignment as given.
        terms: known equivalents, for the check of terms.
        grid: per row, per language of the alignment, the cell or None.
    """

    alignment: MultiAlignment
    terms: tuple[TermEntry, ...]
    grid: tuple[tuple[Cell | None, ...], ...]

    @classmethod
    def of(cls, alignment: MultiAlignment, terms: Sequence[TermEntry] = ()) -> "Context":
        """Return the context of an alignment."""
        grid = tuple(
            tuple(
                Cell(
                    row=number,
                    position=position,
                    language=text.language,
                    segments=tuple(text.segments[index] for index in row.cells[position]),
                    confidence=row.cell_confidence[position],
                )
                if row.cells[position]
                else None
                for position, text in enumerate(alignment.texts)
            )
            for number, row in enumerate(alignment.rows)
        )
        return cls(alignment=alignment, terms=tuple(terms), grid=grid)

    @property
    def languages(self) -> tuple[str, ...]:
        """Language tags in the order of the cells."""
        return self.alignment.languages

    def cells(self, row: int) -> tuple[Cell, ...]:
        """Return the cells of a row that have text."""
        return tuple(cell for cell in self.grid[row] if cell is not None)

    def column(self, position: int) -> tuple[Cell | None, ...]:
        """Return the cells of one language, row by row."""
        return tuple(row[position] for row in self.grid)


def comparable(text: str) -> str:
    """Return a text without case, punctuation, spaces and compatibility forms, for comparing."""
    return _NOT_TEXT.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
