"""Find where a text departs from the usual equivalent of a term: "translated otherwise"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from align.model import MultiAlignment, Span
from align.terminology.cells import Column, original_span, read_columns
from align.terminology.known import Place, match_terms, named_anywhere, term_patterns
from align.terminology.model import Concept, KnownConcept

__all__ = ["Inconsistency", "consistent_terms", "find_inconsistencies"]

USUAL_SHARE: Final = 0.5
"""An equivalent is usual if it stands in this share of the rows that name the term."""

USUAL_ROWS: Final = 2
"""One row has no usage: a term must be translated in this many to have a usual equivalent."""

STRICT_SHARE: Final = 0.9
STRICT_ROWS: Final = 5
SHORTEST_CHINESE: Final = 3
LIKELY: Final = 0.5
"""From these on a departure is worth a warning, of concepts that are likely terms: on 873 rows of
clean text, the project's own and the sample, 1.7 warnings per 100 rows. Shares of .85 and .8 gave
four and eight times as many. Words of two Chinese characters (条约, 主席, 国家) are those that
other languages replace by pronouns."""


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
    sources = _named_rows(columns[0], entries)
    named = [
        set(named_anywhere(column, term_patterns(column.subtag, entries))) for column in columns
    ]
    cells = [{cell.row for cell in column.cells} for column in columns]
    found: list[Inconsistency] = []
    for index, concept in enumerate(concepts):
        rows = sources[index]
        for position in range(1, len(columns)):
            language = columns[position].language
            expected = concept.terms.get(language, ())
            there = [row for row in sorted(rows) if row in cells[position]]
            kept = [row for row in there if (row, index) in named[position]]
            if not expected or len(kept) < max(USUAL_ROWS, USUAL_SHARE * len(there)):
                continue
            for row in there:
                if (row, index) not in named[position]:
                    departure = _departure(concept, columns[0], rows[row])
                    found.append(replace(departure, target=language, expected=expected))
    order = {column.language: position for position, column in enumerate(columns)}
    return tuple(sorted(found, key=lambda item: (item.concept, item.row, order[item.target])))


def consistent_terms(
    concepts: Sequence[Concept], alignment: MultiAlignment
) -> tuple[Mapping[str, tuple[str, ...]], ...]:
    """Return the equivalents that a document keeps to, for the check of terms.

    Per concept one mapping of language tags to terms: the first language and those that use the
    equivalent in nearly all of many rows. Concepts without such a language stand with the first
    language alone: they keep the check from seeing shorter terms within them.
    """
    columns = read_columns(alignment)
    first = columns[0].language
    concepts = [item for item in concepts if item.known or item.score >= LIKELY]
    entries = tuple(
        KnownConcept(identifier="", concept_class="", terms=concept.terms) for concept in concepts
    )
    rows = _named_rows(columns[0], entries)
    named = [
        set(named_anywhere(column, term_patterns(column.subtag, entries))) for column in columns
    ]
    cells = [{cell.row for cell in column.cells} for column in columns]
    found: list[Mapping[str, tuple[str, ...]]] = []
    for index, concept in enumerate(concepts):
        own = concept.terms.get(first, ())
        if not own:
            continue
        kept = {first: own}
        for position, column in enumerate(columns[1:], start=1):
            there = [row for row in rows[index] if row in cells[position]]
            usual = sum((row, index) in named[position] for row in there)
            if (
                column.language in concept.terms
                and (columns[0].subtag != "zh" or len(own[0]) >= SHORTEST_CHINESE)
                and usual >= max(STRICT_ROWS, STRICT_SHARE * len(there))
            ):
                kept[column.language] = concept.terms[column.language]
        found.append(kept)
    return tuple(found)


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
