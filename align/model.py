"""The types of an alignment: segments, beads, rows. Frozen, with their invariants checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sources.errors import SixfoldError
from sources.language import sentence_separator

__all__ = [
    "Alignment",
    "AlignmentError",
    "Bead",
    "MultiAlignment",
    "Row",
    "Segment",
    "SegmentedText",
    "Signature",
    "Span",
]


class AlignmentError(SixfoldError):
    """Input that cannot be aligned; the message says what is wrong with which side."""


class Span(NamedTuple):
    """A half-open range of Unicode code points: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A sentence, heading or item: the smallest thing that is aligned.

    Attributes:
        index: 0-based place in its text.
        text: the words as printed; the label of a paragraph stays at the head of its first
            segment.
        paragraph: 0-based index of its paragraph.
        span: place within the paragraph's full text (label included).
        number: canonical label of the paragraph if this is its first segment, else None.
        label_length: code points of the printed label at the head of `text`, 0 without one.
        lost: offsets in `text` where a glyph was lost in extraction.
    """

    index: int
    text: str
    paragraph: int
    span: Span
    number: str | None = None
    label_length: int = 0
    lost: tuple[int, ...] = ()

    @property
    def body(self) -> str:
        """The text without its label."""
        return self.text[self.label_length :].lstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentedText:
    """One language version of a document, cut into segments.

    `segments[i].index == i`, and paragraphs never run backwards.
    """

    language: str
    segments: tuple[Segment, ...]

    def __post_init__(self) -> None:
        previous = 0
        for position, segment in enumerate(self.segments):
            if segment.index != position:
                raise ValueError(f"segment {position} says it is number {segment.index}")
            if segment.paragraph < previous:
                raise ValueError(f"segment {position} goes back to paragraph {segment.paragraph}")
            previous = segment.paragraph

    def __len__(self) -> int:
        return len(self.segments)

    def joined(self, indices: Iterable[int]) -> str:
        """Return the text of some segments in a row, with what the language puts between them."""
        return sentence_separator(self.language).join(self.segments[i].text for i in indices)

    @classmethod
    def from_lines(cls, language: str, lines: Iterable[str]) -> "SegmentedText":
        """Return a text with one segment per line, each its own paragraph."""
        segments = tuple(
            Segment(index=index, text=line, paragraph=index, span=Span(0, len(line)))
            for index, line in enumerate(lines)
        )
        return cls(language=language, segments=segments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bead:
    """Segments of a source text and the segments of a target text that say the same.

    One side may be empty (an omission or an addition), not both. The name is Brown, Lai and
    Mercer's ("Aligning sentences in parallel corpora", ACL 1991).

    Attributes:
        source: consecutive segment indices of the source text.
        target: consecutive segment indices of the target text.
        confidence: calibrated probability that the bead is right, 0 to 1.
        moved: True if the bead lies outside the reading order of its neighbours.
        features: the evidence behind the confidence, by name, for explanation.
    """

    source: range
    target: range
    confidence: float
    moved: bool = False
    features: Mapping[str, float] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        if not self.source and not self.target:
            raise ValueError("a bead needs a segment on one side at least")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"a confidence lies between 0 and 1, not at {self.confidence}")

    @property
    def shape(self) -> str:
        """Number of segments on each side: `2-1`."""
        return f"{len(self.source)}-{len(self.target)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How a result was made: program version, model and options, in a fixed order.

    The same signature on the same input gives the same result, byte for byte.
    """

    version: str
    encoder: str
    options: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        parts = [f"sixfold|{self.version}", f"encoder={self.encoder}"]
        parts += [f"{name}={value}" for name, value in self.options]
        return "|".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """A whole bitext aligned: every segment of both sides lies in exactly one bead.

    Beads come in source order; beads not marked as moved do not cross.
    """

    source_length: int
    target_length: int
    beads: tuple[Bead, ...]
    signature: Signature

    def __post_init__(self) -> None:
        _check_partition((bead.source for bead in self.beads), self.source_length, "source")
        _check_partition((bead.target for bead in self.beads), self.target_length, "target")
        source_end = target_end = 0
        for bead in self.beads:
            if bead.moved:
                continue
            if (bead.source and bead.source.start < source_end) or (
                bead.target and bead.target.start < target_end
            ):
                raise ValueError(f"bead {bead.source}-{bead.target} crosses an earlier one")
            source_end = bead.source.stop if bead.source else source_end
            target_end = bead.target.stop if bead.target else target_end


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The smallest group of segments that is closed in every language.

    Attributes:
        cells: one tuple of segment indices per language of the `MultiAlignment`, in its order;
            empty where the language has nothing.
        confidence: probability that all cells say the same, 0 to 1.
        cell_confidence: per language, the probability that its cell belongs to the row.
    """

    cells: tuple[tuple[int, ...], ...]
    confidence: float
    cell_confidence: tuple[float, ...]

    def __post_init__(self) -> None:
        if not any(self.cells):
            raise ValueError("a row needs a segment in one language at least")
        if len(self.cell_confidence) != len(self.cells):
            raise ValueError("a row needs one confidence per cell")


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiAlignment:
    """Many language versions of one document, aligned together.

    Attributes:
        texts: the segmented texts; the first is the source.
        rows: in the order of the source text; every segment of every text lies in one row.
        pairs: for each pair of text positions (i, j), i < j, the beads between them.
        signature: how it was made.
    """

    texts: tuple[SegmentedText, ...]
    rows: tuple[Row, ...]
    pairs: Mapping[tuple[int, int], Alignment]
    signature: Signature

    def __post_init__(self) -> None:
        for position, text in enumerate(self.texts):
            seen = sorted(index for row in self.rows for index in row.cells[position])
            if seen != list(range(len(text))):
                raise ValueError(f"the rows do not hold every {text.language} segment once")

    @property
    def languages(self) -> tuple[str, ...]:
        """Language tags in the order of the cells."""
        return tuple(text.language for text in self.texts)


def _check_partition(ranges: Iterable[range], length: int, side: str) -> None:
    seen = sorted(index for indices in ranges for index in indices)
    if seen != list(range(length)):
        raise ValueError(f"the beads do not hold every {side} segment once")
