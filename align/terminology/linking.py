"""Find what a candidate of one language is called in another, through the aligned rows.

Evidence of several kinds is weighed: how often both stand in the same rows (Dice), which says
much about frequent terms and nothing about those seen once; how alike their words are as a whole
in the encoder's space; how fully their words cover each other in the lexicon of the two
languages; and whether the target looks like a whole or like a part of something longer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from align.terminology.lexicon import Lexicon, learn_lexicon, pair_likeness
from align.terminology.sides import LONGEST, Indices, Side

__all__ = ["PAIR_FEATURES", "Links", "link_sides", "pair_features"]

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
_WEIGHTS: Final = Path(__file__).parent / "data" / "links.json"


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
