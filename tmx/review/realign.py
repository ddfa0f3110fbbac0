"""Align a stretch of a document anew, between the nearest rows that a person has set."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from align.corrected import FixedRow, align_corrected
from align.encoding.protocol import SpanEncoder
from align.model import MultiAlignment, Segment, SegmentedText, Span
from tmx.model import PropertyType
from tmx.review.moves import languages_of, make_row
from tmx.store.document_rows import DocumentRow, Piece
from tmx.store.rows import with_property

__all__ = ["Stretch", "fixed_rows", "realign", "texts_of"]

_Place: TypeAlias = tuple[int, int]
"""Position of a text and index of a segment in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Rows aligned anew: `rows[start:stop]` of the document give way to `after`."""

    start: int
    stop: int
    after: tuple[DocumentRow, ...]


def realign(
    rows: Sequence[DocumentRow], around: int, *, encoder: SpanEncoder | None = None
) -> Stretch:
    """Return what the aligner makes of the rows around one, between rows that a person has set.

    The whole document is aligned with what is fixed; of the result only the stretch is taken that
    lies around the row, so that nothing else changes.

    Args:
        rows: all rows of a document.
        around: index of a row.
        encoder: as for `align_texts`.

    Raises:
        AlignmentError: the document cannot be aligned, because of its languages for example.
    """
    texts, places = texts_of(rows)
    fixed = fixed_rows(rows, places, [text.language for text in texts])
    alignment = align_corrected(texts, fixed, encoder=encoder)
    old_cuts, new_cuts = _common_cuts(places, alignment)
    begin, end = _bounds(rows, around)
    start = max(number for number, cut in enumerate(old_cuts) if cut <= begin)
    stop = min(number for number, cut in enumerate(old_cuts) if cut >= end)
    before = range(old_cuts[start], old_cuts[stop])
    after = range(new_cuts[start], new_cuts[stop])
    maker = _RowMaker(rows, places, before, alignment)
    return Stretch(
        start=before.start, stop=before.stop, after=tuple(maker.row(number) for number in after)
    )


def texts_of(
    rows: Sequence[DocumentRow],
) -> tuple[tuple[SegmentedText, ...], list[tuple[tuple[int, ...], ...]]]:
    """Return the language versions of a document, and per row the ids of its segments in each.

    The first language of the first row is the source. Segments stand in the order of their text,
    whatever rows they are in.
    """
    languages = languages_of(rows)
    texts = []
    ids: list[list[tuple[int, ...]]] = [[] for _ in rows]
    for language in languages:
        held = [
            (piece.index, number, inner, piece)
            for number, row in enumerate(rows)
            for inner, piece in enumerate(row.cells.get(language, ()))
        ]
        held.sort(key=lambda each: each[:3])
        place = {(number, inner): index for index, (_, number, inner, _) in enumerate(held)}
        for number, row in enumerate(rows):
            count = len(row.cells.get(language, ()))
            ids[number].append(tuple(place[number, inner] for inner in range(count)))
        texts.append(_text(language, [piece for *_, piece in held]))
    return tuple(texts), [tuple(each) for each in ids]


def fixed_rows(
    rows: Sequence[DocumentRow],
    places: Sequence[tuple[tuple[int, ...], ...]],
    languages: Sequence[str],
) -> list[FixedRow]:
    """Return what a person has set in some rows; to set the source's cell sets the whole row."""
    found = []
    for row, cells in zip(rows, places, strict=True):
        tags = set(languages) if languages[0] in row.fixed else row.fixed
        links = frozenset(p for p, tag in enumerate(languages) if p and tag in tags)
        is_whole = all(_is_run(cells[p]) for p in (0, *links))
        if links and is_whole:
            found.append(FixedRow(cells=cells, links=links))
    return found


def _is_run(ids: Sequence[int]) -> bool:
    return all(following == one + 1 for one, following in pairwise(ids))


def _text(language: str, pieces: Sequence[Piece]) -> SegmentedText:
    segments = []
    paragraph = 0
    for index, piece in enumerate(pieces):
        paragraph = max(paragraph, piece.paragraph if piece.paragraph >= 0 else index)
        segments.append(
            Segment(
                index=index,
                text=piece.text,
                paragraph=paragraph,
                span=Span(0, len(piece.text)),
                number=piece.number,
                label_length=piece.label_length,
                lost=piece.lost,
            )
        )
    return SegmentedText(language=language, segments=tuple(segments))


def _bounds(rows: Sequence[DocumentRow], around: int) -> tuple[int, int]:
    """Return the stretch around a row that no fixed row interrupts; the row itself is in it."""
    begin = around
    while begin > 0 and not rows[begin - 1].fixed:
        begin -= 1
    end = around + 1
    while end < len(rows) and not rows[end].fixed:
        end += 1
    return begin, end


def _common_cuts(
    places: Sequence[tuple[tuple[int, ...], ...]], alignment: MultiAlignment
) -> tuple[list[int], list[int]]:
    """Return where both lists of rows have passed the same segments: cuts of old and new rows."""
    new_row = {
        (position, index): number
        for number, row in enumerate(alignment.rows)
        for position, cell in enumerate(row.cells)
        for index in cell
    }
    sizes = [sum(map(len, row.cells)) for row in alignment.rows]
    old_cuts, new_cuts = [0], [0]
    passed: Counter[int] = Counter()
    begun = reached = whole = 0
    for number, cells in enumerate(places, start=1):
        for segment in _segments(cells):
            at = new_row[segment]
            passed[at] += 1
            begun += passed[at] == 1
            whole += passed[at] == sizes[at]
            reached = max(reached, at + 1)
        if begun == whole == reached:
            old_cuts.append(number)
            new_cuts.append(reached)
    return old_cuts, new_cuts


def _segments(cells: Sequence[Sequence[int]]) -> list[_Place]:
    return [(position, index) for position, cell in enumerate(cells) for index in cell]


class _RowMaker:
    """Makes rows of an alignment, out of the old rows where they are the same."""

    def __init__(
        self,
        rows: Sequence[DocumentRow],
        places: Sequence[tuple[tuple[int, ...], ...]],
        before: range,
        alignment: MultiAlignment,
    ) -> None:
        self._alignment = alignment
        self._rows = [rows[number] for number in before]
        self._cells = [places[number] for number in before]
        self._pieces: Mapping[_Place, Piece] = {
            (position, index): piece
            for number in before
            for position, tag in enumerate(alignment.languages)
            for index, piece in zip(
                places[number][position], rows[number].cells.get(tag, ()), strict=True
            )
        }
        self._home = {
            segment: number
            for number, cells in enumerate(self._cells)
            for segment in _segments(cells)
        }
        self._used: set[int] = set()

    def row(self, number: int) -> DocumentRow:
        """Return the row that stands for a row of the alignment."""
        new = self._alignment.rows[number]
        homes = Counter(self._home[segment] for segment in _segments(new.cells))
        # The old row that the first segment comes from lends its label and its number.
        first = self._home[_segments(new.cells)[0]]
        if self._cells[first] == new.cells:
            self._used.add(first)
            return self._rows[first]
        old = self._rows[first]
        if first in self._used:
            old = replace(old, unit_id=None, unit=replace(old.unit, tuid=None, notes=()))
        self._used.add(first)
        made = make_row(
            replace(old, fixed=frozenset()),
            {
                tag: tuple(self._pieces[position, index] for index in new.cells[position])
                for position, tag in enumerate(self._alignment.languages)
            },
            [self._rows[home] for home in sorted(homes)],
        )
        unit = with_property(made.unit, PropertyType.CONFIDENCE, f"{new.confidence:.4f}")
        unit = with_property(unit, PropertyType.STATUS, "unreviewed")
        return replace(made, unit=unit, fixed=self._still_fixed(new.cells))

    def _still_fixed(self, cells: Sequence[tuple[int, ...]]) -> frozenset[str]:
        """Return the languages whose cell was fixed to the same source cell before."""
        tags = self._alignment.languages
        return frozenset(
            tag
            for old, own in zip(self._rows, self._cells, strict=True)
            for position, tag in enumerate(tags)
            if tag in old.fixed and own[position] == cells[position] and own[0] == cells[0]
        )
