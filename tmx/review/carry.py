"""Find what reviewers decided again when a document is aligned anew, and let it stand.

A decision concerns texts, not numbers: the cells of a row that a person has set are sought in the
new texts by their letters (spaces aside), nearest to where they stood. A cell whose edge falls
into a segment cuts it. What is not found any more, because its text has changed, is counted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from align.bitext import AlignmentModel
from align.corrected import FixedRow, align_corrected
from align.documents import align_documents
from align.encoding.protocol import SpanEncoder
from align.model import MultiAlignment, Segment, SegmentedText, Span
from align.segmentation import segment_document
from sources import Document
from tmx.model import PropertyType, TranslationUnit, UnitStatus
from tmx.review.realign import texts_of
from tmx.store.decision_copies import copy_decisions
from tmx.store.decisions import write_fixed
from tmx.store.document_rows import DocumentRow, read_page
from tmx.store.errors import StoreError
from tmx.store.memory import Memory
from tmx.store.rows import with_property

__all__ = ["Carried", "align_reviewed"]

_Letters: TypeAlias = tuple[str, ...]
"""The texts of a row's cells without their spaces, per language of the alignment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What reviewers decided, in terms of a new alignment.

    Attributes:
        source: the memory it was decided in, None if there was none.
        document: name of the document.
        rows: per index of a row of the alignment, the row of old that it is.
        fixed: per index of a row the languages a person has set.
        lost: rows whose texts were not found again.
    """

    source: Path | None = None
    document: str = ""
    rows: Mapping[int, DocumentRow] = field(default_factory=dict)
    fixed: Mapping[int, frozenset[str]] = field(default_factory=dict)
    lost: int = 0

    def marked(self, units: Iterable[TranslationUnit]) -> Iterator[TranslationUnit]:
        """Yield the units of the alignment's rows with verdict and remarks of old."""
        for index, unit in enumerate(units):
            old = self.rows.get(index)
            if old is None:
                yield unit
                continue
            marked = replace(unit, notes=old.unit.notes)
            if old.status is not UnitStatus.UNREVIEWED:
                marked = with_property(marked, PropertyType.STATUS, str(old.status))
            yield marked

    def judged_segments(self, alignment: MultiAlignment) -> dict[int, UnitStatus]:
        """Return per source segment of the alignment what a person said of its row."""
        return {
            segment: old.status
            for index, old in self.rows.items()
            if old.status is not UnitStatus.UNREVIEWED
            for segment in alignment.rows[index].cells[0]
        }

    def write(self, memory: Memory) -> None:
        """Write what is fixed and the record of decisions into the new memory."""
        if self.source is None:
            return
        write_fixed(memory, self.document, self.fixed)
        copy_decisions(self.source, memory, self.document)


def align_reviewed(
    documents: Sequence[Document],
    earlier: Path,
    document: str,
    *,
    encoder: SpanEncoder | None = None,
    model: AlignmentModel | None = None,
    progress: Callable[[str], None] | None = None,
) -> tuple[MultiAlignment, Carried]:
    """Return the alignment of documents with the decisions of an earlier memory, if there is one.

    Args:
        documents: the language versions, the source first.
        earlier: a memory that need not exist.
        document: name of the document in it.
        encoder: as for `align_documents`.
        model: as for `align_documents`.
        progress: as for `align_documents`.

    Raises:
        AlignmentError: the documents cannot be aligned.
    """
    rows = _reviewed(earlier, document)
    if not rows:
        alignment = align_documents(documents, encoder=encoder, model=model, progress=progress)
        return alignment, Carried()
    texts = [segment_document(each) for each in documents]
    finder = _Finder(rows, texts)
    wanted = [number for number, row in enumerate(rows) if row.fixed]
    found = {number: cells for number in wanted if (cells := finder.find(number)) is not None}
    cut = finder.cut_texts()
    fixed = [finder.fixed_row(number, cells, cut) for number, cells in found.items()]
    alignment = align_corrected(cut, fixed, encoder=encoder, model=model, progress=progress)
    return alignment, _carried(alignment, fixed, rows, earlier, document, len(wanted) - len(found))


def _reviewed(earlier: Path, document: str) -> tuple[DocumentRow, ...]:
    """Return the rows of a document if somebody has looked at one of them."""
    if not earlier.is_file():
        return ()
    # An older or a damaged memory has no decisions that could be kept.
    with suppress(StoreError), Memory.open(earlier) as memory:
        rows = read_page(memory, document)
        if any(row.fixed or row.status is not UnitStatus.UNREVIEWED for row in rows):
            return rows
    return ()


def _carried(  # noqa: PLR0917 - everything meets here
    alignment: MultiAlignment,
    fixed: Sequence[FixedRow],
    rows: Sequence[DocumentRow],
    earlier: Path,
    document: str,
    lost: int,
) -> Carried:
    languages = alignment.languages
    judged = {
        _letters(row, languages): row
        for row in rows
        if row.status is not UnitStatus.UNREVIEWED or row.unit.notes
    }
    old_rows: dict[int, DocumentRow] = {}
    linked: dict[int, frozenset[str]] = {}
    by_source = {each.cells[0]: each for each in fixed if each.cells[0]}
    by_cells = {each.cells: each for each in fixed}
    for index, row in enumerate(alignment.rows):
        texts = tuple(
            _squeezed("".join(text.segments[i].text for i in cell))
            for text, cell in zip(alignment.texts, row.cells, strict=True)
        )
        if texts in judged:
            old_rows[index] = judged[texts]
        mine = by_source.get(row.cells[0]) or by_cells.get(row.cells)
        if mine is not None:
            tags = {languages[p] for p in mine.links if mine.cells[p] == row.cells[p]}
            if len(tags) == len(languages) - 1:
                tags.add(languages[0])
            linked[index] = frozenset(tags)
    return Carried(source=earlier, document=document, rows=old_rows, fixed=linked, lost=lost)


class _Finder:
    """Seeks the cells of old rows in new texts."""

    def __init__(self, rows: Sequence[DocumentRow], texts: Sequence[SegmentedText]) -> None:
        self._rows = rows
        self._texts = texts
        self._streams = [
            _squeezed("".join(segment.text for segment in text.segments)) for text in texts
        ]
        self._old_starts = _old_starts(rows)
        self._taken: list[list[tuple[int, int]]] = [[] for _ in texts]

    def find(self, number: int) -> list[tuple[int, int] | None] | None:
        """Return per text the range of letters a row's cell takes, None for an empty cell.

        None instead of it all if a cell that is fixed cannot be found.
        """
        row = self._rows[number]
        source = self._texts[0].language
        found: list[tuple[int, int] | None] = []
        for position, text in enumerate(self._texts):
            tag = text.language
            matters = position == 0 or tag in row.fixed or source in row.fixed
            letters = _squeezed("".join(piece.text for piece in row.cells.get(tag, ())))
            if not letters or not matters:
                found.append(None)
                continue
            start = self._nearest(position, letters, self._old_starts.get((number, tag), 0))
            if start is None:
                return None
            found.append((start, start + len(letters)))
        for taken, place in zip(self._taken, found, strict=True):
            if place is not None:
                taken.append(place)
        return found

    def cut_texts(self) -> list[SegmentedText]:
        """Return the texts with a segment border at every edge of a cell that was found."""
        return [
            _cut(text, {edge for place in taken for edge in place})
            for text, taken in zip(self._texts, self._taken, strict=True)
        ]

    def fixed_row(
        self,
        number: int,
        places: Sequence[tuple[int, int] | None],
        cut: Sequence[SegmentedText],
    ) -> FixedRow:
        """Return a row that was found in terms of the cut texts."""
        row = self._rows[number]
        tags = [text.language for text in cut]
        links = {
            p for p, tag in enumerate(tags) if p and (tag in row.fixed or tags[0] in row.fixed)
        }
        cells = tuple(
            _segments_within(text, place) for text, place in zip(cut, places, strict=True)
        )
        return FixedRow(cells=cells, links=frozenset(links))

    def _nearest(self, position: int, letters: str, old: int) -> int | None:
        stream = self._streams[position]
        best: int | None = None
        at = stream.find(letters)
        while at >= 0:
            end = at + len(letters)
            is_free = all(end <= start or stop <= at for start, stop in self._taken[position])
            if is_free and (best is None or abs(at - old) < abs(best - old)):
                best = at
            at = stream.find(letters, at + 1)
        return best


def _old_starts(rows: Sequence[DocumentRow]) -> dict[tuple[int, str], int]:
    """Return per row and language how many letters stood before its cell."""
    texts, places = texts_of(rows)
    starts: dict[tuple[int, str], int] = {}
    for position, text in enumerate(texts):
        before = [0]
        for segment in text.segments:
            before.append(before[-1] + len(_squeezed(segment.text)))
        for number, cells in enumerate(places):
            if cells[position]:
                starts[number, text.language] = before[cells[position][0]]
    return starts


def _letters(row: DocumentRow, languages: Sequence[str]) -> _Letters:
    return tuple(
        _squeezed("".join(piece.text for piece in row.cells.get(tag, ()))) for tag in languages
    )


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _segments_within(text: SegmentedText, place: tuple[int, int] | None) -> tuple[int, ...]:
    if place is None:
        return ()
    found = []
    at = 0
    for segment in text.segments:
        end = at + len(_squeezed(segment.text))
        if place[0] <= at and end <= place[1] and end > at:
            found.append(segment.index)
        at = end
    return tuple(found)


def _cut(text: SegmentedText, edges: set[int]) -> SegmentedText:
    """Return a text with its segments cut at places counted in letters."""
    segments: list[Segment] = []
    at = 0
    for segment in text.segments:
        size = len(_squeezed(segment.text))
        inner = sorted(edge - at for edge in edges if at < edge < at + size)
        for part in _parts(segment, inner):
            segments.append(replace(part, index=len(segments)))
        at += size
    return SegmentedText(language=text.language, segments=tuple(segments))


def _parts(segment: Segment, letters: Sequence[int]) -> Iterator[Segment]:
    """Yield a segment in parts that end after so many letters each."""
    begin = passed = 0
    text = segment.text
    ends: list[tuple[int, int]] = []
    for at, character in enumerate(text):
        if passed in letters and passed not in {each[0] for each in ends}:
            ends.append((passed, at))
        passed += not character.isspace()
    for _, end in [*ends, (passed, len(text))]:
        part = text[begin:end]
        lead = len(part) - len(part.lstrip())
        start = begin + lead
        words = part.strip()
        stop = start + len(words)
        yield replace(
            segment,
            text=words,
            span=Span(segment.span.start + start, segment.span.start + stop),
            number=segment.number if begin == 0 else None,
            label_length=min(segment.label_length, len(words)) if begin == 0 else 0,
            lost=tuple(
                each - start for each in segment.lost if start <= each <= start + len(words)
            ),
        )
        begin = end
