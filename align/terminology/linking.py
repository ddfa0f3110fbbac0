"""Find what a candidate of one language is called in another, through the aligned rows.

Evidence of several kinds is weighed: how often both stand in the same rows (Dice), which says
much about frequent terms and nothing about those seen once; how alike their words are as a whole
in the encoder's space; how fully their words cover each other in the lexicon of the two
languages; and whether the target looks like a whole or like a part of something longer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from align.encoding.protocol import SpanEncoder
from align.terminology.candidates import Candidate
from align.terminology.cells import Column
from align.terminology.lexicon import Lexicon, learn_lexicon, pair_likeness
from align.terminology.reference import load_reference
from align.terminology.termhood import Neighbours, find_neighbours
from align.terminology.tokens import stem
from align.terminology.vocabulary import load_vocabulary

__all__ = [
    "PAIR_FEATURES",
    "Links",
    "Side",
    "link_sides",
    "make_sides",
    "pair_features",
    "restricted",
]

PAIR_FEATURES: Final = (
    "one",
    "likeness",
    "source covered",
    "target covered",
    "coverage",
    "edge",
    "dice",
    "common rows",
    "share of source",
    "share of target",
    "source whole",
    "target left",
    "target right",
    "target free",
    "target shape",
    "target absorbed",
    "target title",
    "target single",
    "target joined",
    "length ratio",
)
PRIOR_ROWS: Final = 1.0
"""Dice is shrunk by n / (n + this): one common row proves nothing."""

FIRST_PASS: Final = 10
"""Equivalents per candidate that the coverage is worked out for."""

BEST_KEPT: Final = 8
LONGEST: Final = 9
ABSORBED_SHARE: Final = 0.9
"""Share of its occurrences in one longer candidate from which a repeated one is a part of it."""

_WEIGHTS: Final = Path(__file__).parent / "data" / "links.json"

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Side:
    """One language made ready for linking.

    Attributes:
        rows: per row of the alignment, the candidates in it, each once.
        counts: rows per candidate.
        vectors: one per candidate, shape (n, d), length 1 or 0.
        looks: what each candidate looks like whatever it is linked to, shape (n, 9): wholeness,
            boundary to the left, to the right and on both sides, shape, share of occurrences in
            one longer candidate, title, one word, conjunction; each 0 to 1.
        lengths: words per candidate.
        absorbing: per candidate the one that it always stands in, -1 for none: a repeated part of
            a longer unit.
        words: per candidate its words by number, padded with -1, shape (n, LONGEST).
        weights: how much each of these words matters, 0 where padded.
        word_rows: per row its words by number.
        word_vectors: one per word, length 1 or 0.
    """

    rows: Sequence[Indices]
    counts: NDArray[np.float64]
    vectors: NDArray[np.float32]
    looks: NDArray[np.float64]
    lengths: NDArray[np.float64]
    absorbing: Indices
    words: Indices
    weights: NDArray[np.float64]
    word_rows: Sequence[Indices]
    word_vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Links:
    """The best equivalents of each source candidate.

    Attributes:
        target: shape (n, k), indices into the target candidates, best first; -1 where fewer.
        score: shape (n, k), 0 to 1; 0 where fewer.
        edge: shape (n, k), how well the first and last words of both are covered, 0 to 1: where
            it is low, one of the two has a word too many.
        back: per target candidate the source candidate that suits it best, -1 for none.
        back_score: per target candidate the score of that link.
    """

    target: Indices
    score: NDArray[np.float64]
    edge: NDArray[np.float64]
    back: Indices
    back_score: NDArray[np.float64]


def make_sides(
    columns: Sequence[Column],
    candidates: Sequence[Sequence[Candidate]],
    row_count: int,
    encoder: SpanEncoder,
) -> list[Side]:
    """Return each column and its candidates ready for linking."""
    return [
        _make_side(column, items, row_count, encoder)
        for column, items in zip(columns, candidates, strict=True)
    ]


def _make_side(
    column: Column, candidates: Sequence[Candidate], row_count: int, encoder: SpanEncoder
) -> Side:
    """Return a column and its candidates ready for linking.

    Words are counted by stem; a stem has the vector of the first form seen.
    """
    numbers: dict[str, int] = {}
    forms: list[str] = []
    word_rows: list[Indices] = [np.zeros(0, np.int64)] * row_count
    cells: list[list[int]] = []
    for cell in column.cells:
        found = []
        for word in cell.words:
            key = stem(word.text, column.subtag)
            number = numbers.setdefault(key, len(numbers))
            if number == len(forms):
                forms.append(word.text)
            found.append(number)
        cells.append(found)
        word_rows[cell.row] = np.array(found, dtype=np.int64)
    sums, _ = encoder.token_sums(forms or [" "])
    words = np.full((len(candidates), LONGEST), -1, dtype=np.int64)
    found_rows: list[set[int]] = [set() for _ in range(row_count)]
    for index, candidate in enumerate(candidates):
        place = candidate.occurrences[0]
        span = cells[place.cell][place.first : place.last][:LONGEST]
        words[index, : len(span)] = span
        for occurrence in candidate.free:
            found_rows[column.cells[occurrence.cell].row].add(index)
    rows = [np.array(sorted(found), dtype=np.int64) for found in found_rows]
    neighbours = find_neighbours(candidates)
    padded = np.vstack([sums, np.zeros((1, sums.shape[1]), np.float32)])
    importance = np.append(_importance(forms, column.subtag), 0.0)
    return Side(
        rows=rows,
        counts=np.bincount(
            np.concatenate([*rows, np.zeros(0, np.int64)]), minlength=len(candidates)
        ).astype(np.float64),
        vectors=_unit(padded[words].sum(axis=1)),
        looks=_looks(candidates, neighbours),
        absorbing=_absorbing(candidates, neighbours),
        lengths=np.array([item.length for item in candidates], dtype=np.float64),
        words=words,
        weights=importance[words],
        word_rows=word_rows,
        word_vectors=_unit(sums),
    )


def restricted(side: Side, kept: Indices) -> Side:
    """Return a side with some of its candidates, in the order given, to link them onward.

    Args:
        side: a language.
        kept: sorted numbers of candidates.
    """
    number = np.full(len(side.vectors), -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    return replace(
        side,
        rows=[found[found >= 0] for found in (number[row] for row in side.rows)],
        counts=side.counts[kept],
        vectors=side.vectors[kept],
        looks=side.looks[kept],
        lengths=side.lengths[kept],
        absorbing=np.full(len(kept), -1, dtype=np.int64),
        words=side.words[kept],
        weights=side.weights[kept],
    )


def _absorbing(candidates: Sequence[Candidate], neighbours: Sequence[Neighbours]) -> Indices:
    """Return the candidate in which each always stands; see `Side.absorbing`."""
    found = np.full(len(candidates), -1, dtype=np.int64)
    for index, around in enumerate(neighbours):
        count = len(candidates[index].occurrences)
        hosts = [
            (-candidates[host].length, -candidates[host].independence, host)
            for host, shared in around.hosts.items()
            if shared >= ABSORBED_SHARE * count
        ]
        if count > 1 and hosts:
            # The nearest: one that adds more is reached from there.
            found[index] = max(hosts)[2]
    return found


def _looks(
    candidates: Sequence[Candidate], neighbours: Sequence[Neighbours]
) -> NDArray[np.float64]:
    """Return what candidates look like; see `Side.looks`."""
    rows = []
    for item, around in zip(candidates, neighbours, strict=True):
        count = len(item.occurrences)
        rows.append(
            (
                item.independence * item.shape,
                sum(place.left for place in item.occurrences) / count,
                sum(place.right for place in item.occurrences) / count,
                sum(place.left and place.right for place in item.occurrences) / count,
                item.shape,
                max(around.hosts.values(), default=0) / count,
                float(item.title),
                float(item.length == 1),
                float(item.joined),
            )
        )
    return np.array(rows, dtype=np.float64).reshape(len(rows), 9)


def link_sides(source: Side, target: Side) -> Links:
    """Return the links between the candidates of two languages.

    The score of a link is the probability that the two are equivalents, after a logistic model
    that `align.training.fit_links` fits.
    """
    sizes = (len(source.vectors), len(target.vectors))
    first, second, features = pair_features(source, target)
    if not len(first):
        return _empty(*sizes)
    score = 1.0 / (1.0 + np.exp(-np.clip(features @ _pair_weights(), -30.0, 30.0)))
    edge = features[:, PAIR_FEATURES.index("edge")]
    return _best(first, second, np.round(score, 6), edge, sizes)


@cache
def _pair_weights() -> NDArray[np.float64]:
    told = json.loads(_WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return np.array([told[name] for name in PAIR_FEATURES], dtype=np.float64)


def pair_features(source: Side, target: Side) -> tuple[Indices, Indices, NDArray[np.float64]]:
    """Return pairs of candidates that may be equivalents, and what speaks for each.

    Returns:
        Source candidates, target candidates, and features in the order of `PAIR_FEATURES`,
        shape (n, 20); empty where the two have no row in common.
    """
    size = len(target.vectors)
    keys = [
        (here[:, None] * size + there[None, :]).ravel()
        for here, there in zip(source.rows, target.rows, strict=True)
        if len(here) and len(there)
    ]
    if not keys:
        none = np.zeros(0, np.int64)
        return none, none, np.zeros((0, len(PAIR_FEATURES)))
    lexicon = learn_lexicon(
        source.word_rows, target.word_rows, source.word_vectors, target.word_vectors
    )
    pairs, joint = np.unique(np.concatenate(keys), return_counts=True)
    first, second = np.divmod(pairs, size)
    dice = 2.0 * joint / (source.counts[first] + target.counts[second])
    dice *= joint / (joint + PRIOR_ROWS)
    likeness = pair_likeness(source.vectors, target.vectors, first, second)
    rough = np.round(likeness + dice, 5)
    kept = np.unique(
        np.concatenate(
            [_top(first, second, rough, FIRST_PASS), _top(second, first, rough, FIRST_PASS)]
        )
    )
    first, second, joint = first[kept], second[kept], joint[kept]
    forward, backward, edge = _coverage(source, target, first, second, lexicon)
    ratio = np.abs(np.log2((source.lengths[first] + 0.5) / (target.lengths[second] + 0.5)))
    features = np.column_stack(
        [
            np.ones(len(first)),
            likeness[kept],
            forward,
            backward,
            2.0 * forward * backward / np.maximum(forward + backward, 1e-9),
            edge,
            dice[kept],
            np.log2(1.0 + joint),
            joint / source.counts[first],
            joint / target.counts[second],
            source.looks[first, 0],
            target.looks[second, 1:],
            ratio,
        ]
    )
    return first, second, np.round(features, 5)


def _importance(forms: Sequence[str], subtag: str) -> NDArray[np.float64]:
    """Return per word how much it matters for the meaning: rarity, little for function words."""
    reference = load_reference(subtag)
    inside = load_vocabulary(subtag).inside
    return np.array(
        [0.1 if form.casefold() in inside else 0.5 + reference.rarity(form) / 6.0 for form in forms]
        or [0.0]
    )


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(
        np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0), np.float32
    )


def _coverage(
    source: Side, target: Side, first: Indices, second: Indices, lexicon: Lexicon
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return how fully the words of each pair, and those at their edges, stand for each other.

    First how fully the source is covered, then the target, then the worst edge of both sides;
    each 0 to 1.
    """
    forward, backward, edge = np.empty(len(first)), np.empty(len(first)), np.empty(len(first))
    for start in range(0, len(first), 1 << 13):
        part = slice(start, start + (1 << 13))
        here, there = first[part], second[part]
        table = lexicon.lookup(
            np.broadcast_to(source.words[here][:, :, None], (len(here), LONGEST, LONGEST)),
            np.broadcast_to(target.words[there][:, None, :], (len(here), LONGEST, LONGEST)),
        )
        rows, columns = table.max(axis=2), table.max(axis=1)
        forward[part] = _weighted(rows, source.weights[here])
        backward[part] = _weighted(columns, target.weights[there])
        edge[part] = np.sqrt(
            _edges(rows, source.words[here]) * _edges(columns, target.words[there])
        )
    return forward, backward, edge


def _edges(values: NDArray[np.float64], words: Indices) -> NDArray[np.float64]:
    """Return the lower of the values of the first and the last word of each candidate."""
    last = np.maximum((words >= 0).sum(axis=1) - 1, 0)
    return np.asarray(np.minimum(values[:, 0], values[np.arange(len(values)), last]))


def _weighted(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((values * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9))


def _top(owner: Indices, other: Indices, score: NDArray[np.float64], count: int) -> Indices:
    """Return the places of the best `count` pairs of each owner."""
    order = np.lexsort((other, -score, owner))
    owners = owner[order]
    starts = np.flatnonzero(np.append(True, owners[1:] != owners[:-1]))
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return np.asarray(order[rank < count])


def _best(
    first: Indices,
    second: Indices,
    score: NDArray[np.float64],
    edge: NDArray[np.float64],
    sizes: tuple[int, int],
) -> Links:
    source_size, target_size = sizes
    links = _empty(source_size, target_size)
    order = np.lexsort((second, -score, first))
    owners = first[order]
    starts = np.searchsorted(owners, np.arange(source_size))
    rank = np.arange(len(order)) - starts[owners]
    kept = rank < BEST_KEPT
    links.target[owners[kept], rank[kept]] = second[order][kept]
    links.score[owners[kept], rank[kept]] = score[order][kept]
    links.edge[owners[kept], rank[kept]] = edge[order][kept]
    order = np.lexsort((first, -score, second))
    owners, where = np.unique(second[order], return_index=True)
    links.back[owners] = first[order][where]
    links.back_score[owners] = score[order][where]
    return links


def _empty(source_size: int, target_size: int) -> Links:
    return Links(
        target=np.full((source_size, BEST_KEPT), -1, dtype=np.int64),
        score=np.zeros((source_size, BEST_KEPT)),
        edge=np.zeros((source_size, BEST_KEPT)),
        back=np.full(target_size, -1, dtype=np.int64),
        back_score=np.zeros(target_size),
    )
