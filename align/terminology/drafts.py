"""Draft concepts: from known terms, from linked candidates, or from one language alone."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from align.encoding.protocol import SpanEncoder
from align.model import MultiAlignment
from align.terminology.candidates import Candidate
from align.terminology.cells import Column
from align.terminology.classes import classify
from align.terminology.known import KnownMatches, Place
from align.terminology.linking import Links, link_sides, make_side
from align.terminology.model import KnownConcept
from align.terminology.tokens import iter_words
from align.terminology.vocabulary import load_vocabulary
from sources.language import primary_subtag

__all__ = ["Draft", "known_drafts", "linked_drafts", "single_drafts"]

MUTUAL_TOLERANCE: Final = 0.97
UNANSWERED: Final = 0.45
"""What a link counts that the other side does not return."""

WEAK_LINK: Final = 0.36
"""Links below this are not printed."""

JOINED_ONCE: Final = 0.75
"""What is left of the fit of "A and B" seen once: two terms more often than one."""

KNOWN_BONUS: Final = 2.0

GENERAL_FIELDS: Final = frozenset({"procedure", "roles", "development", "peace"})
GENERAL_FACTOR: Final = 0.75
"""What is left of the score of what every United Nations document names: its own field first."""

MARKED_SCORE: Final = 1.2
"""The least score of what Chinese puts between 《 and 》."""

TITLE_FACTOR: Final = 1.5
CASED: Final = frozenset({"en", "fr", "es", "ru"})
NAME_FACTOR: Final = 0.3
"""What is left of the score of the names of persons and places."""


@dataclass(slots=True)
class Draft:
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


def known_drafts(
    columns: Sequence[Column], matches: Sequence[KnownMatches], known: Sequence[KnownConcept]
) -> list[Draft]:
    """Return a draft for each known concept that the text names in enough languages."""
    drafts = []
    for index, concept in enumerate(known):
        draft = Draft(0.0, known=concept, key=f"known {concept.identifier}")
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
        if concept.subject_field in GENERAL_FIELDS:
            draft.score *= GENERAL_FACTOR
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


def _agreement(columns: Sequence[Column], draft: Draft) -> float:
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


def linked_drafts(
    alignment: MultiAlignment,
    columns: Sequence[Column],
    candidates: Sequence[list[Candidate]],
    encoder: SpanEncoder,
) -> list[Draft]:
    """Return a draft for each candidate of the first language with its best equivalents."""
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
        draft = Draft(0.0, key=candidate.key, length=candidate.length)
        draft.places[0] = _places(columns[0], candidate)
        draft.forms[0] = _ranked_forms(candidate.forms)[:1]
        quality = _link_quality(index, links, draft, columns, candidates)
        draft.score = quality**2 * _own_score(candidate)
        draft.title = candidate.title
        if candidate.title and columns[0].subtag == "zh":
            draft.score = max(draft.score, MARKED_SCORE)
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


def _is_name(columns: Sequence[Column], draft: Draft) -> bool:
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
    links: Mapping[int, Links],
    draft: Draft,
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


def single_drafts(column: Column, candidates: Sequence[Candidate]) -> list[Draft]:
    """Return a draft for each candidate of a text that has no other language."""
    drafts = []
    for candidate in candidates:
        marked = candidate.title and column.subtag == "zh"
        drafts.append(
            Draft(
                max(_own_score(candidate) / 8, MARKED_SCORE if marked else 0.0),
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
