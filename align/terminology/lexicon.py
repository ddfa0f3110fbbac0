"""Learn which words of two languages stand for each other, from the aligned rows.

IBM Model 1 [1], trained in both directions with a fixed number of rounds and the vocabulary in
sorted order, so that the same rows give the same table. It starts not from equal chances but from
the likeness of the words in the encoder's space: in one short document most words occur once, and
equal chances would stay equal.

[1] Brown and others, "The Mathematics of Statistical Machine Translation", Computational
    Linguistics 19(2), 1993.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Lexicon", "learn_lexicon", "pair_likeness"]

ROUNDS: Final = 4
SHARPNESS: Final = 6.0
"""How much the start favours words that are alike: exp(6) between likeness 0 and 1."""

DENSE_LIMIT: Final = 20_000_000
"""Cells of the largest matrix made: 80 MB."""

SPARSE: Final = 3
"""Where less than a third of the pairs is wanted, single products are quicker than a matrix."""

_AT_ONCE: Final = 1 << 13

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """How well words of two languages stand for each other.

    Attributes:
        keys: sorted, source word times `width` plus target word; shape (n,).
        values: 0 to 1; shape (n,).
        width: size of the target vocabulary.
        table: the same as a matrix, where it is small enough; its last row and column are zeros,
            which is where -1 points.
    """

    keys: Indices
    values: NDArray[np.float64]
    width: int
    table: NDArray[np.float32] | None = None

    def lookup(self, source: Indices, target: Indices) -> NDArray[np.float64]:
        """Return the values of pairs of words, 0 for pairs that share no row or where one is -1."""
        if self.table is not None:
            return np.asarray(self.table[source, target], dtype=np.float64)
        wanted = source * self.width + target
        place = np.minimum(np.searchsorted(self.keys, wanted), max(0, len(self.keys) - 1))
        if not len(self.keys):
            return np.zeros(wanted.shape)
        found = (self.keys[place] == wanted) & (source >= 0) & (target >= 0)
        return np.where(found, self.values[place], 0.0)


def learn_lexicon(
    source_rows: Sequence[Indices],
    target_rows: Sequence[Indices],
    source_vectors: NDArray[np.float32],
    target_vectors: NDArray[np.float32],
) -> Lexicon:
    """Return the lexicon of two languages.

    Args:
        source_rows: per row the words of the source, as indices; empty where it has none.
        target_rows: the same of the target.
        source_vectors: one per word of the source vocabulary, shape (n, d), length 1 or 0.
        target_vectors: shape (m, d).
    """
    width = max(1, len(target_vectors))
    keys, tokens_source, tokens_target = _entries(source_rows, target_rows, width)
    if not len(keys):
        return Lexicon(np.zeros(0, np.int64), np.zeros(0), width)
    pairs, inverse = np.unique(keys, return_inverse=True)
    first, second = np.divmod(pairs, width)
    likeness = pair_likeness(source_vectors, target_vectors, first, second)
    prior = np.exp(SHARPNESS * likeness)
    forward = _train(prior, inverse, tokens_target, first)
    backward = _train(prior, inverse, tokens_source, second)
    learned = np.sqrt(forward * backward)
    # Either kind of evidence is enough; rounding hides the last bits of different processors.
    values = np.round(1.0 - (1.0 - learned) * (1.0 - likeness), 5)
    table = None
    if len(source_vectors) * width <= DENSE_LIMIT:
        table = np.zeros((len(source_vectors) + 1, width + 1), dtype=np.float32)
        table[first, second] = values
    return Lexicon(pairs, values, width, table)


def pair_likeness(
    source: NDArray[np.float32], target: NDArray[np.float32], first: Indices, second: Indices
) -> NDArray[np.float64]:
    """Return the cosine of pairs of rows of length 1, never below 0, rounded to five digits.

    The rounding hides the last bits, in which processors differ.
    """
    cells = len(source) * len(target)
    if cells <= min(DENSE_LIMIT, SPARSE * len(first)):
        values = (source @ target.T)[first, second].astype(np.float64)
    else:
        values = np.empty(len(first))
        for start in range(0, len(first), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            values[part] = np.einsum("ij,ij->i", source[first[part]], target[second[part]])
    return np.asarray(np.round(np.clip(values, 0.0, 1.0), 5))


def _entries(
    source_rows: Sequence[Indices], target_rows: Sequence[Indices], width: int
) -> tuple[Indices, Indices, Indices]:
    """Return for every pair of words in a row its key and the two running token numbers."""
    keys, sources, targets = [], [], []
    source_offset = target_offset = 0
    for here, there in zip(source_rows, target_rows, strict=True):
        if len(here) and len(there):
            keys.append((here[:, None] * width + there[None, :]).ravel())
            sources.append(np.repeat(np.arange(len(here)) + source_offset, len(there)))
            targets.append(np.tile(np.arange(len(there)) + target_offset, len(here)))
        source_offset += len(here)
        target_offset += len(there)
    if not keys:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty
    return np.concatenate(keys), np.concatenate(sources), np.concatenate(targets)


def _train(
    prior: NDArray[np.float64], inverse: Indices, tokens: Indices, given: Indices
) -> NDArray[np.float64]:
    """Return the probability of each pair given its `given` word, by expectation maximisation."""
    probability = prior / np.bincount(given, weights=prior)[given]
    for _ in range(ROUNDS):
        weights = probability[inverse]
        weights = weights / np.bincount(tokens, weights=weights)[tokens]
        # The prior stays in play, so that a word seen once is not decided by its row's length.
        counts = np.bincount(inverse, weights=weights, minlength=len(prior)) * prior
        probability = counts / np.bincount(given, weights=counts)[given]
    return probability
