"""Find what a candidate of one language is called in another, through the aligned rows.

Three kinds of evidence are added: how often both stand in the same rows (Dice), which says much
about frequent terms and nothing about those seen once; how alike their words are as a whole in
the encoder's space; and how fully their words cover each other in the lexicon of the two
languages, which is what tells a term from its fragments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from align.encoding.protocol import SpanEncoder
from align.terminology.candidates import Candidate
from align.terminology.cells import Column
from align.terminology.lexicon import Lexicon, learn_lexicon, pair_likeness
from align.terminology.reference import load_reference
from align.terminology.tokens import stem
from align.terminology.vocabulary import load_vocabulary

__all__ = ["Links", "Side", "link_sides", "make_side"]

SIMILARITY_WEIGHT: Final = 0.25
COVERAGE_WEIGHT: Final = 0.45
DICE_WEIGHT: Final = 0.30
PRIOR_ROWS: Final = 1.0
"""Dice is shrunk by n / (n + this): one common row proves nothing."""

FRAGMENT_COST: Final = 0.2
"""What part of its score a candidate loses that never stands alone."""

FIRST_PASS: Final = 10
"""Equivalents per candidate that the coverage is worked out for."""

BEST_KEPT: Final = 8
LONGEST: Final = 9

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Side:
    """One language made ready for linking.

    Attributes:
        rows: per row of the alignment, the candidates in it, each once.
        counts: rows per candidate.
        vectors: one per candidate, shape (n, d), length 1 or 0.
        wholeness: how often each candidate stands alone and how much it looks like a name.
        words: per candidate its words by number, padded with -1, shape (n, LONGEST).
        weights: how much each of these words matters, 0 where padded.
        word_rows: per row its words by number.
        word_vectors: one per word, length 1 or 0.
    """

    rows: Sequence[Indices]
    counts: NDArray[np.float64]
    vectors: NDArray[np.float32]
    wholeness: NDArray[np.float64]
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


def make_side(
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
    padded = np.vstack([sums, np.zeros((1, sums.shape[1]), np.float32)])
    importance = np.append(_importance(forms, column.subtag), 0.0)
    return Side(
        rows=rows,
        counts=np.bincount(
            np.concatenate([*rows, np.zeros(0, np.int64)]), minlength=len(candidates)
        ).astype(np.float64),
        vectors=_unit(padded[words].sum(axis=1)),
        wholeness=np.array([item.independence * item.shape for item in candidates]),
        words=words,
        weights=importance[words],
        word_rows=word_rows,
        word_vectors=_unit(sums),
    )


def link_sides(source: Side, target: Side) -> Links:
    """Return the links between the candidates of two languages."""
    size = len(target.vectors)
    keys = [
        (here[:, None] * size + there[None, :]).ravel()
        for here, there in zip(source.rows, target.rows, strict=True)
        if len(here) and len(there)
    ]
    if not keys:
        return _empty(len(source.vectors), size)
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
    first, second = first[kept], second[kept]
    coverage, edge = _coverage(source, target, first, second, lexicon)
    score = (
        SIMILARITY_WEIGHT * likeness[kept] + COVERAGE_WEIGHT * coverage + DICE_WEIGHT * dice[kept]
    )
    # A word that never stands alone is a part of the term that is sought.
    score *= 1.0 - FRAGMENT_COST * (1.0 - target.wholeness[second])
    score *= 1.0 - FRAGMENT_COST * (1.0 - source.wholeness[first])
    return _best(first, second, np.round(score, 6), edge, (len(source.vectors), size))


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
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how fully the words of each pair, and those at their edges, stand for each other.

    Both are 0 to 1 and look both ways; of the edges the worst on each side counts.
    """
    result = np.empty(len(first))
    edge = np.empty(len(first))
    for start in range(0, len(first), 1 << 13):
        part = slice(start, start + (1 << 13))
        here, there = first[part], second[part]
        table = lexicon.lookup(
            np.broadcast_to(source.words[here][:, :, None], (len(here), LONGEST, LONGEST)),
            np.broadcast_to(target.words[there][:, None, :], (len(here), LONGEST, LONGEST)),
        )
        rows, columns = table.max(axis=2), table.max(axis=1)
        forward = _weighted(rows, source.weights[here])
        backward = _weighted(columns, target.weights[there])
        result[part] = 2.0 * forward * backward / np.maximum(forward + backward, 1e-9)
        edge[part] = np.sqrt(
            _edges(rows, source.words[here]) * _edges(columns, target.words[there])
        )
    return result, np.round(edge, 5)


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
