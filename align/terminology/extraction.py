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

from align.encoding import load_encoder
from align.encoding.protocol import SpanEncoder
from align.model import MultiAlignment, Span
from align.terminology.candidates import Candidate, find_candidates
from align.terminology.cells import Column, original_span, read_columns
from align.terminology.classes import classify
from align.terminology.known import KnownMatches, Place, match_known
from align.terminology.linking import Links, link_sides, make_side
from align.terminology.model import Concept, Evidence, KnownConcept
from align.terminology.structure import find_short_forms
from align.terminology.tokens import fold_key, iter_words
from align.terminology.vocabulary import load_vocabulary
from sources.language import primary_subtag

__all__ = ["extract_terms"]

MUTUAL_TOLERANCE: Final = 0.97
UNANSWERED: Final = 0.45
"""What a link counts that the other side does not return."""

WEAK_LINK: Final = 0.36
"""Links below this are not printed."""

HOST_FIT: Final = 0.6
HAPAX_HOST_FIT: Final = 0.85
"""What share of the fit of a unit within it a longer one must have, if repeated or seen once."""

JOINED_ONCE: Final = 0.75
"""What is left of the fit of "A and B" seen once: two terms more often than one."""

KNOWN_BONUS: Final = 2.0

HOLDS_KNOWN: Final = 0.3
"""What is left of the termhood of words around a known term: mostly phrases, seldom terms."""

TITLE_FACTOR: Final = 1.5
CASED: Final = frozenset({"en", "fr", "es", "ru"})
NAME_FACTOR: Final = 0.3
"""What is left of the score of the names of persons and places."""


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
    fit: float = 1.0
    length: int = 2


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
    matches = match_known(columns, known)
    candidates = [
        _free_candidates(column, match) for column, match in zip(columns, matches, strict=True)
    ]
    drafts = _known_drafts(columns, matches, known)
    if len(columns) > 1 and candidates[0]:
        drafts += _linked_drafts(alignment, columns, candidates, encoder or load_encoder())
    else:
        drafts += _single_drafts(columns[0], candidates[0])
    drafts = _drop_fragments(drafts)
    drafts = _tie_short_forms(columns, drafts)
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
    candidates = find_candidates(
        column, lambda cell, start, end: _is_taken(start, end, taken.get(cell, []))
    )
    for candidate in candidates.values():
        first = candidate.occurrences[0]
        words = column.cells[first.cell].words
        start, end = words[first.first].start, words[first.last - 1].end
        if not candidate.title and any(
            start <= left and right <= end for left, right in taken.get(first.cell, [])
        ):
            candidate.termhood *= HOLDS_KNOWN
    return sorted(candidates.values(), key=lambda item: item.key)


def _is_taken(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(
        (first < end and start < last and not (start <= first and last <= end))
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
                draft.forms[position] = _in_order(
                    match.terms[index], concept, columns[position].subtag
                )
        # A word of one language alone may be a chance homonym.
        if 0 not in draft.places and 2 * len(draft.places) < len(columns):
            continue
        count = max(len(places) for places in draft.places.values())
        agreement = _agreement(columns, draft)
        draft.score = KNOWN_BONUS * (0.5 + agreement) * (1.0 + math.log2(1 + count) / 4)
        drafts.append(draft)
    return drafts


def _in_order(found: Counter[str], concept: KnownConcept, subtag: str) -> list[str]:
    """Return the terms found in the order of the glossary, the preferred first."""
    order = [
        term
        for language in sorted(concept.terms)
        if primary_subtag(language) == subtag
        for term in concept.terms[language]
    ]
    return [term for term in dict.fromkeys(order) if term in found]


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
    sides = [
        make_side(column, items, row_count, encoder)
        for column, items in zip(columns, candidates, strict=True)
    ]
    links = {
        position: link_sides(sides[0], sides[position])
        for position in range(1, len(columns))
        if candidates[position]
    }
    drafts = []
    for index, candidate in enumerate(candidates[0]):
        draft = _Draft(0.0, key=candidate.key, length=candidate.length)
        draft.places[0] = _places(columns[0], candidate)
        draft.forms[0] = _ranked_forms(candidate.forms)[:1]
        quality = _link_quality(index, links, draft, columns, candidates)
        draft.score = quality**2 * _own_score(candidate)
        draft.title = candidate.title
        if _is_name(columns, draft):
            draft.score *= NAME_FACTOR
        draft.fit = quality * _fit(candidate)
        drafts.append(draft)
    return drafts


def _own_score(candidate: Candidate) -> float:
    """Return how much a candidate looks like a term in its own language, whatever its links."""
    length = math.sqrt(min(candidate.length, 4)) if candidate.length > 1 else 0.8
    if candidate.title:
        length *= TITLE_FACTOR
    whole = candidate.shape * (0.3 + 0.7 * candidate.independence)
    return math.sqrt(candidate.termhood) * length * whole


def _fit(candidate: Candidate) -> float:
    """Return how much a candidate looks like a whole, 0 to 1: overlapping ones compete by it."""
    fit = (0.5 + 0.5 * candidate.shape) * (0.5 + 0.5 * candidate.independence)
    if candidate.joined and len(candidate.occurrences) == 1:
        fit *= JOINED_ONCE
    return fit


def _is_name(columns: Sequence[Column], draft: _Draft) -> bool:
    """Return whether all that write names with capitals do so, and no head word says what it is."""
    named = 0
    for position, forms in draft.forms.items():
        subtag = columns[position].subtag
        if subtag in CASED:
            content = [
                word.text
                for word in iter_words(forms[0], subtag)
                if word.text not in load_vocabulary(subtag).inside
            ]
            if not all(word[0].isupper() and not word.isupper() for word in content):
                return False
            if classify({subtag: forms[0]}) != "concept":
                return False
            named += 1
    return named > 1


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
        drafts.append(  # noqa: PERF401 - many names
            _Draft(
                _own_score(candidate) / 8,
                places={0: _places(column, candidate)},
                forms={0: _ranked_forms(candidate.forms)[:1]},
                key=candidate.key,
                title=candidate.title,
                fit=_fit(candidate),
                length=candidate.length,
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


def _drop_fragments(drafts: list[_Draft]) -> list[_Draft]:
    """Return the drafts that are units: not inside, across, nor loosely around better ones.

    They are looked at by how well they fit their equivalents as a whole, a little in favour of
    the longer; then those go that stand nowhere outside a longer unit.
    """
    kept: list[_Draft] = []
    taken: defaultdict[int, list[tuple[int, int, float]]] = defaultdict(list)
    for draft in sorted(drafts, key=lambda draft: (-_order(draft), draft.key)):
        if draft.score <= 0.0:
            continue
        places = draft.places.get(0, [])
        if places and draft.known is None:
            free = 0
            for place in places:
                around = taken[place.cell]
                ranges = [(start, end) for start, end, _ in around]
                inside = max(
                    (
                        fit
                        for start, end, fit in around
                        if place.start <= start and end <= place.end
                    ),
                    default=0.0,
                )
                loose = HOST_FIT if len(places) > 1 else HAPAX_HOST_FIT
                fits = draft.title or draft.fit >= loose * inside
                free += fits and not _is_taken(place.start, place.end, ranges)
            if free < max(1, len(places) // 8):
                continue
        kept.append(draft)
        for place in places:
            weight = min(draft.fit, 1.0) if draft.length > 1 and not draft.known else 0.0
            taken[place.cell].append((place.start, place.end, weight))
    return [draft for draft in kept if _stands_free(draft, taken)]


def _order(draft: _Draft) -> float:
    length = len(draft.forms[0][0]) if 0 in draft.forms else 0
    return round(draft.fit * (1.0 + 0.02 * min(length, 10)) + (2.0 if draft.known else 0.0), 6)


def _stands_free(draft: _Draft, taken: defaultdict[int, list[tuple[int, int, float]]]) -> bool:
    if draft.known is not None or 0 not in draft.places:
        return True
    return any(
        not any(
            start <= place.start and place.end <= end and (start, end) != (place.start, place.end)
            for start, end, _ in taken[place.cell]
        )
        for place in draft.places[0]
    )


def _tie_short_forms(columns: Sequence[Column], drafts: list[_Draft]) -> list[_Draft]:
    """Return the drafts with short forms and variants tied to their heads.

    A short form stands in brackets behind its full form; a variant has the same equivalents in
    two other languages at least and shares half its letters with the head.
    """
    owner: dict[tuple[int, Place], int] = {}
    for index, draft in enumerate(drafts):
        for position, places in draft.places.items():
            for place in places:
                owner[position, place] = index
    head = list(range(len(drafts)))
    for position, column in enumerate(columns):
        vocabulary = load_vocabulary(column.subtag)
        for number, cell in enumerate(column.cells):
            for found in find_short_forms(cell, column.subtag, vocabulary):
                full = owner.get((position, Place(number, found.start, found.end)))
                short = owner.get((position, Place(number, found.short_start, found.short_end)))
                if full is not None and short is not None and head[full] != head[short]:
                    _tie(head, keep=head[full], drop=head[short])
    _tie_variants(columns, drafts, head)
    for index, draft in enumerate(drafts):
        if head[index] != index:
            _merge(drafts[head[index]], draft)
    return [draft for index, draft in enumerate(drafts) if head[index] == index]


def _tie_variants(columns: Sequence[Column], drafts: Sequence[_Draft], head: list[int]) -> None:
    by_form: dict[tuple[int, str], list[int]] = {}
    for index, draft in enumerate(drafts):
        for position, forms in draft.forms.items():
            if position:
                subtag = columns[position].subtag
                words = tuple(word.text for word in iter_words(forms[0], subtag))
                by_form.setdefault((position, fold_key(words, subtag)), []).append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for indices in by_form.values():
        for place, first in enumerate(indices):
            shared.update((first, second) for second in indices[place + 1 :])
    for (first, second), count in sorted(shared.items()):
        if count > 1 and head[first] != head[second] and _alike(drafts[first], drafts[second]):
            _tie(head, keep=head[first], drop=head[second])


def _tie(head: list[int], *, keep: int, drop: int) -> None:
    head[:] = [keep if item == drop else item for item in head]


def _alike(first: _Draft, second: _Draft) -> bool:
    if 0 not in first.forms or 0 not in second.forms or (first.known and second.known):
        return False
    one, other = sorted((set(first.forms[0][0]), set(second.forms[0][0])), key=len)
    return 2 * len(one & other) > len(one)


def _merge(head: _Draft, draft: _Draft) -> None:
    head.known = head.known or draft.known
    head.title = head.title or draft.title
    head.score = max(head.score, draft.score)
    for position, places in draft.places.items():
        head.places[position] = sorted({*head.places.get(position, []), *places})
    for position, forms in draft.forms.items():
        head.forms[position] = list(dict.fromkeys([*head.forms.get(position, []), *forms]))


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
