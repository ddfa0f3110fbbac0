"""Draft concepts: from known terms, from linked candidates, or from one language alone."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from align.encoding.protocol import SpanEncoder
from align.model import MultiAlignment
from align.terminology.agreement import Equivalents, weigh_links
from align.terminology.candidates import Candidate
from align.terminology.cells import Column
from align.terminology.classes import classify
from align.terminology.known import KnownMatches, Place
from align.terminology.linking import Links
from align.terminology.model import KnownConcept
from align.terminology.sides import Side, make_sides
from align.terminology.termhood import (
    KNOWN_FEATURES,
    LINKED_FEATURES,
    OWN_FEATURES,
    LinkEvidence,
    find_neighbours,
    own_features,
    probability,
)
from align.terminology.tokens import iter_words
from align.terminology.vocabulary import load_vocabulary
from sources.language import primary_subtag

__all__ = ["Draft", "known_drafts", "linked_drafts", "single_drafts"]

MUTUAL_TOLERANCE: Final = 0.4
UNANSWERED: Final = 0.45
"""What a link counts that the other side does not return."""

WEAK_LINK: Final = 0.1
"""Links below this do not make a term of a candidate."""

LEAST_SURE: Final = 0.4
"""Equivalents less sure than this are not given: of terms of the glossary in the project's own
text, half of it left out of the fit, 97 in 100 get one and 88 in 100 of these are right."""

WHOLE_SHARE: Final = 0.5
"""What share of the score of a part the whole must have to be printed in its place."""

LEAST_OWN: Final = 0.02
"""Candidates of the first language below this probability are not linked: one in fifty marked
terms of the development texts, and a fifth of all candidates."""

GENERAL_FIELDS: Final = frozenset({"procedure", "roles", "development", "peace"})
"""What every United Nations document names, whatever its own field."""


CASED: Final = frozenset({"en", "fr", "es", "ru"})


@dataclass(slots=True)
class Draft:
    """A concept in the making.

    `places` and `forms` go by the position of the language in the alignment; `features` are what
    `probability` made the score of; `attested` are all forms of a term that the text has; `sure`
    is the probability of each equivalent.
    """

    score: float
    places: dict[int, list[Place]] = field(default_factory=dict)
    forms: dict[int, list[str]] = field(default_factory=dict)
    known: KnownConcept | None = None
    title: bool = False
    key: str = ""
    features: tuple[float, ...] = ()
    attested: dict[int, list[str]] = field(default_factory=dict)
    sure: dict[int, float] = field(default_factory=dict)


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
        form = draft.forms.get(0, [""])[0]
        length = len(form) / 2 if columns[0].subtag == "zh" else len(form.split())
        draft.features = (
            1.0,
            agreement,
            math.log2(1 + count),
            float(concept.subject_field in GENERAL_FIELDS),
            float(min(length, 5)),
            float(length <= 1),
            float(concept.concept_class in {"treaty", "body", "conference", "title"}),
            len(draft.places) / len(columns),
        )
        draft.score = probability(draft.features, KNOWN_FEATURES)
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
    own, kept = _worth_linking(candidates[0])
    if not kept:
        return []
    candidates = [kept, *candidates[1:]]
    sides = make_sides(columns, candidates, len(alignment.rows), encoder)
    linked = weigh_links(
        {position: side for position, side in enumerate(sides) if candidates[position]}
    )
    others = {
        position: Target(columns[position], candidates[position], sides[position], found)
        for position, found in linked.items()
    }
    links = [found.links for found in linked.values()]
    neighbours = find_neighbours(kept)
    quality = [_quality(index, links) for index in range(len(kept))]
    drafts = []
    for index, candidate in enumerate(kept):
        draft = Draft(0.0, key=candidate.key)
        draft.places[0] = _places(columns[0], candidate)
        draft.attested[0] = _ranked_forms(candidate.forms)
        draft.forms[0] = draft.attested[0][:1]
        targets = _set_equivalents(index, draft, columns[0], others)
        evidence = LinkEvidence(
            quality=quality[index],
            answered=_share(_is_answered(index, link) for link in links),
            edge=_mean(float(link.edge[index, 0]) for link in links),
            linked=_share(
                _is_answered(index, link) and float(link.score[index, 0]) >= WEAK_LINK
                for link in links
            ),
            target_whole=_mean(item.independence * item.shape for item in targets),
            target_rarity=_mean(item.rarity for item in targets),
            target_title=_mean(float(item.title) for item in targets),
            name=_is_name(columns, draft),
            better_inside=_better(quality, index, neighbours[index].inner),
            better_around=_better(quality, index, neighbours[index].hosts),
        )
        draft.features = (*own[index], *evidence.values())
        draft.score = probability(draft.features, LINKED_FEATURES)
        draft.title = candidate.title
        drafts.append(draft)
    return drafts


def _worth_linking(candidates: Sequence[Candidate]) -> tuple[list[list[float]], list[Candidate]]:
    """Return the candidates that may be terms for all their own language says, with features."""
    neighbours = find_neighbours(candidates)
    features = [
        own_features(candidate, around, candidates)
        for candidate, around in zip(candidates, neighbours, strict=True)
    ]
    kept = [
        index
        for index, values in enumerate(features)
        if probability(values, OWN_FEATURES) >= LEAST_OWN
    ]
    return [features[index] for index in kept], [candidates[index] for index in kept]


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def _share(values: Iterable[bool]) -> float:
    return _mean(float(value) for value in values)


def _better(quality: Sequence[float], index: int, others: Iterable[int]) -> float:
    """Return by how much the best of the others exceeds a candidate, never below 0."""
    return max(0.0, max((quality[other] for other in others), default=0.0) - quality[index])


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


def _is_answered(index: int, link: Links) -> bool:
    """Return whether the best link of a candidate has no better one for itself."""
    target = int(link.target[index, 0])
    score = float(link.score[index, 0])
    return target >= 0 and score >= MUTUAL_TOLERANCE * float(link.back_score[target])


def _quality(index: int, links: Sequence[Links]) -> float:
    """Return the mean strength of a candidate's links, 0 to 1."""
    return _mean(
        float(link.score[index, 0]) * (1.0 if _is_answered(index, link) else UNANSWERED)
        for link in links
    )


def _whole_target(index: int, link: Equivalents, side: Side) -> int:
    """Return the best equivalent, or the unit of which it is a part wherever it stands."""
    scores = dict(zip(link.target[index].tolist(), link.probability[index].tolist(), strict=True))
    target = int(link.target[index, 0])
    least = WHOLE_SHARE * float(link.probability[index, 0])
    while scores.get(host := int(side.absorbing[target]), 0.0) >= least and host >= 0:
        target = host
    return target


@dataclass(frozen=True, slots=True)
class Target:
    """Another language: its column, its candidates ready for linking, and what they are to ours."""

    column: Column
    candidates: Sequence[Candidate]
    side: Side
    links: Equivalents


def _set_equivalents(
    index: int, draft: Draft, source: Column, others: Mapping[int, Target]
) -> list[Candidate]:
    """Set the draft's other languages; return the equivalents."""
    targets = []
    for position, other in others.items():
        link = other.links
        if float(link.probability[index, 0]) < LEAST_SURE:
            continue
        equivalent = other.candidates[_whole_target(index, link, other.side)]
        targets.append(equivalent)
        shared = {source.cells[place.cell].row for place in draft.places[0]}
        draft.places[position] = [
            place
            for place in _places(other.column, equivalent)
            if other.column.cells[place.cell].row in shared
        ]
        draft.sure[position] = float(link.probability[index, 0])
        draft.attested[position] = _ranked_forms(equivalent.forms)
        draft.forms[position] = draft.attested[position][:1]
    return targets


def single_drafts(column: Column, candidates: Sequence[Candidate]) -> list[Draft]:
    """Return a draft for each candidate of a text that has no other language."""
    neighbours = find_neighbours(candidates)
    drafts = []
    for candidate, around in zip(candidates, neighbours, strict=True):
        features = tuple(own_features(candidate, around, candidates))
        drafts.append(
            Draft(
                probability(features, OWN_FEATURES),
                places={0: _places(column, candidate)},
                forms={0: _ranked_forms(candidate.forms)[:1]},
                attested={0: _ranked_forms(candidate.forms)},
                key=candidate.key,
                title=candidate.title,
                features=features,
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
