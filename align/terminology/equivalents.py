"""Answer for a given term: what is it called in the other languages of an alignment?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from align.encoding import load_encoder
from align.encoding.protocol import SpanEncoder
from align.model import MultiAlignment
from align.terminology.candidates import Candidate, candidates_in_order
from align.terminology.cells import read_columns
from align.terminology.linking import Links, link_sides
from align.terminology.normalised import normalise_plain
from align.terminology.sides import make_sides
from align.terminology.tokens import fold_key, iter_words
from sources.language import primary_subtag

__all__ = ["find_equivalents"]

COMPETITION: Final = 0.5
"""What a target loses of its score, as a share of its lead with another source candidate."""

NEARLY: Final = 0.93
"""A longer form is preferred down to this share of the best score; set on the SDG text."""


def find_equivalents(
    alignment: MultiAlignment,
    terms: Sequence[str],
    *,
    language: str,
    limit: int = 3,
    encoder: SpanEncoder | None = None,
) -> dict[str, Mapping[str, tuple[tuple[str, float], ...]]]:
    """Return the likeliest equivalents of terms, best first, with scores from 0 to 1.

    Args:
        alignment: the rows to learn from.
        terms: what is asked for; any inflected form will do.
        language: tag of the language they are in, one of the alignment's.
        limit: the most equivalents per language.
        encoder: the bundled one when None.

    Returns:
        Per term and language tag the forms as the text has them; a term that the text does not
        have is absent.
    """
    encoder = encoder or load_encoder()
    columns = read_columns(alignment)
    position = alignment.languages.index(language)
    subtag = primary_subtag(language)
    candidates = candidates_in_order(columns)
    sides = make_sides(columns, candidates, len(alignment.rows), encoder)
    numbers = {candidate.key: index for index, candidate in enumerate(candidates[position])}
    wanted: dict[str, int] = {}
    for term in terms:
        plain = normalise_plain(term, subtag)
        key = fold_key(tuple(word.text for word in iter_words(plain, subtag)), subtag)
        if key in numbers:
            wanted[term] = numbers[key]
    links = {
        other: link_sides(sides[position], sides[other])
        for other in range(len(columns))
        if other != position and wanted
    }
    return {
        term: {
            columns[other].language: rank_equivalents(index, link, candidates[other], limit)
            for other, link in links.items()
        }
        for term, index in wanted.items()
    }


def rank_equivalents(
    index: int, links: Links, targets: Sequence[Candidate], limit: int
) -> tuple[tuple[str, float], ...]:
    """Return the best equivalents of one candidate, those that answer it first."""
    ranked = []
    for target, score in zip(links.target[index], links.score[index], strict=True):
        if target >= 0:
            # One-to-one competition: a target that suits another source better steps back.
            better = max(0.0, float(links.back_score[target]) - float(score))
            ranked.append((-round(float(score) - COMPETITION * better, 6), int(target)))
    ranked.sort()
    if ranked:
        ranked = _longest_first(ranked, targets)
    return tuple((targets[target].form, -score) for score, target in ranked[:limit])


def _longest_first(
    ranked: list[tuple[float, int]], targets: Sequence[Candidate]
) -> list[tuple[float, int]]:
    """Put a term before its own part where the two are nearly as good."""
    best = 0
    for place, (score, target) in enumerate(ranked):
        holds = targets[ranked[best][1]].key in targets[target].key
        if place and holds and score <= NEARLY * ranked[0][0]:
            best = place
    return [ranked[best], *ranked[:best], *ranked[best + 1 :]]
