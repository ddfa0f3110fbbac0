"""Find where a text departs from the usual equivalent of a term: "translated otherwise"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from align.model import MultiAlignment, Span
from align.terminology.cells import Column, original_span, read_columns
from align.terminology.known import Place, match_terms, term_patterns
from align.terminology.model import Concept, KnownConcept

__all__ = ["Inconsistency", "find_inconsistencies"]

USUAL_SHARE: Final = 0.5
"""An equivalent is usual if it stands in this share of the rows that name the term."""

USUAL_ROWS: Final = 2
"""One row has no usage: a term must be translated in this many to have a usual equivalent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inconsistency:
    """A row in which a term stands and its usual equivalent does not.

    Attributes:
        concept: rank of the concept among those given.
        row: 0-based index into the alignment's rows.
        source: tag of the language that names the term.
        target: tag of the language that lacks the equivalent.
        term: the term as it stands in the source.
        span: its place in the joined text of the source cell (see `cell_text`).
        expected: the usual equivalents, preferred first.
    """

    concept: int
    row: int
    source: str
    target: str
    term: str
    span: Span
    expected: tuple[str, ...]


def find_inconsistencies(
    concepts: Sequence[Concept], alignment: MultiAlignment
) -> tuple[Inconsistency, ...]:
    """Return the departures from usage, by rank of the concept, then row, then language.

    The first language of the alignment is the source. Inflected forms count as the term, and a
    term inside a longer one of the list does not count. A language whose cell is empty is an
    omission, which is another check's business.
    """
    columns = read_columns(alignment)
    if len(columns) == 1:
        return ()
    # What was seen in one row has no usage, and would only hide the shorter terms within it.
    concepts = [item for item in concepts if item.known or len(item.evidence) >= USUAL_ROWS]
    entries = tuple(
        KnownConcept(
            identifier=str(concept.rank),
            concept_class=concept.concept_class,
            terms=concept.terms,
        )
        for concept in concepts
    )
    named = [_named_rows(column, entries) for column in columns]
    cells = [{cell.row for cell in column.cells} for column in columns]
    found: list[Inconsistency] = []
    for index, concept in enumerate(concepts):
        rows = named[0][index]
        for position in range(1, len(columns)):
            language = columns[position].language
            expected = concept.terms.get(language, ())
            there = [row for row in sorted(rows) if row in cells[position]]
            kept = [row for row in there if row in named[position][index]]
            if not expected or len(kept) < max(USUAL_ROWS, USUAL_SHARE * len(there)):
                continue
            for row in there:
                if row not in named[position][index]:
                    departure = _departure(concept, columns[0], rows[row])
                    found.append(replace(departure, target=language, expected=expected))
    order = {column.language: position for position, column in enumerate(columns)}
    return tuple(sorted(found, key=lambda item: (item.concept, item.row, order[item.target])))


def _named_rows(
    column: Column, entries: tuple[KnownConcept, ...]
) -> defaultdict[int, dict[int, Place]]:
    """Return per concept the rows that name it and the first place there."""
    rows: defaultdict[int, dict[int, Place]] = defaultdict(dict)
    for place, concepts, _ in match_terms(column, term_patterns(column.subtag, entries)):
        for concept in concepts:
            rows[concept].setdefault(column.cells[place.cell].row, place)
    return rows


def _departure(concept: Concept, column: Column, place: Place) -> Inconsistency:
    """Return the source side of a departure."""
    cell = column.cells[place.cell]
    return Inconsistency(
        concept=concept.rank,
        row=cell.row,
        source=column.language,
        target="",
        term=cell.text[place.start : place.end],
        span=original_span(cell, place.start, place.end),
        expected=(),
    )
