"""Extract the concepts of an aligned document with their terms in every language.

The way, after section numbers of the code below: (1) lay out the rows as words; (2) match known
terms, which take their words out of the game; (3) gather candidates per language; (4) link those
of the first language to every other; (5) score what is both rare and translated as a unit;
(6) drop fragments; (7) tie short forms and variants to their heads.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from align.encoding import load_encoder
from align.encoding.protocol import SpanEncoder
from align.model import MultiAlignment, Span
from align.terminology.candidates import Candidate, find_candidates
from align.terminology.cells import Column, original_span, read_columns
from align.terminology.classes import classify
from align.terminology.known import KnownMatches, Place, match_known
from align.terminology.linking import Links, candidate_vectors, link_candidates
from align.terminology.model import Concept, Evidence, KnownConcept
from align.terminology.structure import find_short_forms
from align.terminology.vocabulary import load_vocabulary

__all__ = ["extract_terms"]

MUTUAL_TOLERANCE: Final = 0.97
UNANSWERED: Final = 0.45
"""What a link counts that the other side does not return."""

WEAK_LINK: Final = 0.36
"""Links below this are not printed."""

KNOWN_BONUS: Final = 2.0


@dataclass(slots=True)
class _Draft:
    """A concept in the making.

    `places` and `forms` go by the position of the language in the alignment.
    """

    score: float
    places: dict[int, list[Place]] = field(default_factory=dict)
    forms: dict[int, list[str]] = field(default_factory=dict)
    known: KnownConcept | None = None
    title: bool = False
    key: str = ""
    name: bool = False


def extract_terms(
    alignment: MultiAlignment,
    *,
    known: Sequence[KnownConcept] = (),
    limit: int = 200,
    encoder: SpanEncoder | None = None,
) -> tuple[Concept, ...]:
    """Return the concepts of an alignment, best first.

    Args:
        alignment: one language or more; the first is the one that terms are proposed from.
        known: concepts of a glossary; they are found first and marked `known`.
        limit: the most concepts to return.
        encoder: gives words of all languages comparable vectors; the bundled one when None.

    Returns:
        At most `limit` concepts with ranks from 1; none for a text without words. The same input
        gives the same concepts, byte for byte.
    """
    columns = read_columns(alignment)
    matches = [match_known(column, known) for column in columns]
    candidates = [
        _free_candidates(column, match) for column, match in zip(columns, matches, strict=True)
    ]
    drafts = _known_drafts(columns, matches, known)
    if len(columns) > 1 and candidates[0]:
        drafts += _linked_drafts(alignment, columns, candidates, encoder or load_encoder())
    else:
        drafts += _single_drafts(columns[0], candidates[0])
    drafts = _drop_fragments(drafts)
    _tie_short_forms(columns, drafts)
    drafts.sort(key=lambda draft: (-round(draft.score, 6), draft.key))
    return tuple(
        _finish(draft, rank, columns, alignment)
        for rank, draft in enumerate(drafts[:limit], start=1)
    )


def _free_candidates(column: Column, matches: KnownMatches) -> list[Candidate]:
    """Return the candidates less those that lie in, or cut across, a known term."""
    taken: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for places in matches.places.values():
        for place in places:
            taken[place.cell].append((place.start, place.end))
    candidates = find_candidates(column)
    if taken:
        for candidate in candidates.values():
            candidate.occurrences[:] = [
                occurrence
                for occurrence in candidate.occurrences
                if not _is_taken(
                    column.cells[occurrence.cell].words[occurrence.first].start,
                    column.cells[occurrence.cell].words[occurrence.last - 1].end,
                    taken[occurrence.cell],
                )
            ]
    return sorted(
        (item for item in candidates.values() if item.occurrences), key=lambda item: item.key
    )


def _is_taken(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(
        first < end and start < last and not (start <= first and last <= end)
        or (first <= start and end <= last)
        for first, last in taken
    )


def _known_drafts(
    columns: Sequence[Column], matches: Sequence[KnownMatches], known: Sequence[KnownConcept]
) -> list[_Draft]:
    drafts = []
    for index, concept in enumerate(known):
        draft = _Draft(0.0, known=concept, key=f"known {concept.identifier}")
        for position, match in enumerate(matches):
            if match.places.get(index):
                draft.places[position] = match.places[index]
                draft.forms[position] = _ranked_forms(match.forms[index])
        # A word of one language alone may be a chance homonym.
        if 0 not in draft.places and len(draft.places) < min(2, len(columns)):
            continue
        count = max(len(places) for places in draft.places.values())
        agreement = _agreement(columns, draft)
        draft.score = KNOWN_BONUS * (0.5 + agreement) * (1.0 + math.log2(1 + count) / 4)
        drafts.append(draft)
    return drafts


def _agreement(columns: Sequence[Column], draft: _Draft) -> float:
    """Return the share of rows and languages in which a known concept is found, 0 to 1."""
    rows = [
        {columns[position].cells[place.cell].row for place in places}
        for position, places in draft.places.items()
    ]
    union = set().union(*rows)
    return sum(map(len, rows)) / (len(union) * len(columns))


def _ranked_forms(forms: Counter[str]) -> list[str]:
    folded: dict[str, str] = {}
    for form in sorted(forms, key=lambda form: (-forms[form], len(form), form)):
        folded.setdefault(form.casefold(), form)
    return list(folded.values())


def _linked_drafts(
    alignment: MultiAlignment,
    columns: Sequence[Column],
    candidates: Sequence[list[Candidate]],
    encoder: SpanEncoder,
) -> list[_Draft]:
    row_count = len(alignment.rows)
    rows = [
        _rows_of(column, items, row_count)
        for column, items in zip(columns, candidates, strict=True)
    ]
    vectors = [
        candidate_vectors(items, column, encoder)
        for column, items in zip(columns, candidates, strict=True)
    ]
    others = [position for position in range(1, len(columns)) if candidates[position]]
    links = {
        position: link_candidates(
            candidates[0], candidates[position], rows[0], rows[position], vectors[0],
            vectors[position],
        )
        for position in others
    }  # fmt: skip
    drafts = []
    for index, candidate in enumerate(candidates[0]):
        draft = _Draft(0.0, key=candidate.key)
        draft.places[0] = _places(columns[0], candidate)
        draft.forms[0] = _ranked_forms(candidate.forms)[:1]
        quality = _link_quality(index, links, draft, columns, candidates)
        weight = math.sqrt(candidate.length) if candidate.length > 1 else 0.8
        draft.score = quality**2 * math.sqrt(candidate.termhood) * weight
        if columns[0].subtag == "zh":
            draft.score *= _edge_factor(candidate, columns[0])
        drafts.append(draft)
    return drafts


def _edge_factor(candidate: Candidate, column: Column) -> float:
    edge = load_vocabulary(column.subtag).edge
    place = candidate.occurrences[0]
    words = column.cells[place.cell].words[place.first : place.last]
    return 0.5 ** ((words[0].text in edge) + (words[-1].text in edge))


def _link_quality(
    index: int,
    links: dict[int, Links],
    draft: _Draft,
    columns: Sequence[Column],
    candidates: Sequence[list[Candidate]],
) -> float:
    """Return the mean strength of a candidate's links, 0 to 1; set the draft's other languages."""
    total = 0.0
    for position, link in links.items():
        target = int(link.target[index, 0])
        if target < 0:
            continue
        score = float(link.score[index, 0])
        answered = score >= MUTUAL_TOLERANCE * link.back_score[target]
        total += score if answered else UNANSWERED * score
        if answered and score >= WEAK_LINK:
            equivalent = candidates[position][target]
            shared = {columns[0].cells[place.cell].row for place in draft.places[0]}
            draft.places[position] = [
                place
                for place in _places(columns[position], equivalent)
                if columns[position].cells[place.cell].row in shared
            ]
            draft.forms[position] = _ranked_forms(equivalent.forms)[:1]
    return total / max(1, len(links))


def _single_drafts(column: Column, candidates: Sequence[Candidate]) -> list[_Draft]:
    drafts = []
    for candidate in candidates:
        factor = _edge_factor(candidate, column) if column.subtag == "zh" else 1.0
        weight = math.sqrt(candidate.length) if candidate.length > 1 else 0.8
        drafts.append(
            _Draft(
                math.sqrt(candidate.termhood) / 8 * factor * weight,
                places={0: _places(column, candidate)},
                forms={0: _ranked_forms(candidate.forms)[:1]},
                key=candidate.key,
            )
        )
    return drafts


def _places(column: Column, candidate: Candidate) -> list[Place]:
    places = []
    for occurrence in candidate.occurrences:
        words = column.cells[occurrence.cell].words
        places.append(
            Place(occurrence.cell, words[occurrence.first].start, words[occurrence.last - 1].end)
        )
    return places


def _rows_of(
    column: Column, candidates: Sequence[Candidate], row_count: int
) -> list[NDArray[np.int64]]:
    found: list[set[int]] = [set() for _ in range(row_count)]
    for index, candidate in enumerate(candidates):
        for occurrence in candidate.occurrences:
            found[column.cells[occurrence.cell].row].add(index)
    return [np.array(sorted(indices), dtype=np.int64) for indices in found]


def _drop_fragments(drafts: list[_Draft]) -> list[_Draft]:
    """Return the drafts that stand free somewhere: not inside, nor across, a better one."""
    kept: list[_Draft] = []
    taken: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for draft in sorted(drafts, key=lambda draft: (-round(draft.score, 6), draft.key)):
        if draft.score <= 0.0:
            continue
        places = draft.places.get(0, [])
        if places and draft.known is None:
            free = sum(
                not _is_taken(place.start, place.end, taken[place.cell]) for place in places
            )
            if free < max(1, len(places) // 8):
                continue
        kept.append(draft)
        for place in places:
            taken[place.cell].append((place.start, place.end))
    return kept


def _tie_short_forms(columns: Sequence[Column], drafts: list[_Draft]) -> None:
    """Make one concept of a full form and the short form that stands in brackets behind it."""


def _finish(
    draft: _Draft, rank: int, columns: Sequence[Column], alignment: MultiAlignment
) -> Concept:
    by_row: defaultdict[int, dict[str, Span]] = defaultdict(dict)
    for position, places in sorted(draft.places.items()):
        column = columns[position]
        for place in places:
            cell = column.cells[place.cell]
            by_row[cell.row].setdefault(
                column.language, original_span(cell, place.start, place.end)
            )
    first_language = alignment.languages[0]
    evidence = tuple(
        Evidence(row=row, spans=spans)
        for row, spans in sorted(by_row.items())
        if first_language in spans or len(spans) > 1
    )
    forms = {columns[position].subtag: forms[0] for position, forms in draft.forms.items()}
    return Concept(
        rank=rank,
        score=1.0 - math.exp(-draft.score),
        concept_class=draft.known.concept_class
        if draft.known
        else classify(forms, title=draft.title),
        known=draft.known is not None,
        identifier=draft.known.identifier if draft.known else "",
        terms={
            columns[position].language: tuple(forms)
            for position, forms in sorted(draft.forms.items())
        },
        evidence=evidence,
    )


_ = find_short_forms
