"""Find what a candidate of one language is called in another, through the aligned rows.

Two kinds of evidence are added: how often both stand in the same rows (Dice), which says much
about frequent terms and nothing about those seen once; and how alike their words are in the
bundled encoder's space, which says something about all.
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

__all__ = ["Links", "candidate_vectors", "link_candidates"]

SIMILARITY_WEIGHT: Final = 0.65
PRIOR_ROWS: Final = 1.0
"""Dice is shrunk by n / (n + this): one common row proves nothing."""

BEST_KEPT: Final = 8


@dataclass(frozen=True, slots=True)
class Links:
    """The best equivalents of each source candidate.

    Attributes:
        target: shape (n, k), indices into the target candidates, best first; -1 where fewer.
        score: shape (n, k), 0 to 1; 0 where fewer.
        back: per target candidate the source candidate that suits it best, -1 for none.
        back_score: per target candidate the score of that link.
    """

    target: NDArray[np.int64]
    score: NDArray[np.float64]
    back: NDArray[np.int64]
    back_score: NDArray[np.float64]


def candidate_vectors(
    candidates: Sequence[Candidate], column: Column, encoder: SpanEncoder
) -> NDArray[np.float32]:
    """Return one vector per candidate, shape (n, d), rows of length 1 or 0.

    A candidate's vector is the sum of its words' vectors in its first occurrence, so each word
    is encoded once.
    """
    words: dict[str, int] = {}
    spans: list[list[int]] = []
    for candidate in candidates:
        place = candidate.occurrences[0]
        cell = column.cells[place.cell]
        spans.append(
            [
                words.setdefault(word.text, len(words))
                for word in cell.words[place.first : place.last]
            ]
        )
    sums, _ = encoder.token_sums(list(words) or [" "])
    vectors = np.zeros((len(candidates), sums.shape[1]), dtype=np.float32)
    if spans:
        flat = np.fromiter((index for span in spans for index in span), np.int64)
        starts = np.cumsum([0] + [len(span) for span in spans[:-1]])
        vectors = np.add.reduceat(sums[flat], starts, axis=0)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)


def link_candidates(
    source: Sequence[Candidate],
    target: Sequence[Candidate],
    source_rows: Sequence[NDArray[np.int64]],
    target_rows: Sequence[NDArray[np.int64]],
    source_vectors: NDArray[np.float32],
    target_vectors: NDArray[np.float32],
) -> Links:
    """Return the links between the candidates of two languages.

    Args:
        source: candidates of the one language.
        target: candidates of the other.
        source_rows: per row of the alignment, the indices of the source candidates in it, once.
        target_rows: the same for the target.
        source_vectors: shape (n, d).
        target_vectors: shape (m, d).
    """
    size = len(target)
    keys = [
        (here[:, None] * size + there[None, :]).ravel()
        for here, there in zip(source_rows, target_rows, strict=True)
        if len(here) and len(there)
    ]
    if not keys:
        return _empty(len(source), size)
    pairs, joint = np.unique(np.concatenate(keys), return_counts=True)
    first, second = np.divmod(pairs, size)
    source_count = _row_counts(source_rows, len(source))
    target_count = _row_counts(target_rows, size)
    dice = 2.0 * joint / (source_count[first] + target_count[second])
    similarity = np.empty(len(pairs))
    for start in range(0, len(pairs), 1 << 16):
        part = slice(start, start + (1 << 16))
        similarity[part] = np.einsum(
            "ij,ij->i", source_vectors[first[part]], target_vectors[second[part]]
        )
    score = SIMILARITY_WEIGHT * np.clip(similarity, 0.0, 1.0) + (
        1.0 - SIMILARITY_WEIGHT
    ) * dice * joint / (joint + PRIOR_ROWS)
    score = np.round(score, 6)  # the last bits differ between processors
    return _best(first, second, score, len(source), size)


def _row_counts(rows: Sequence[NDArray[np.int64]], size: int) -> NDArray[np.float64]:
    return np.bincount(np.concatenate(rows), minlength=size).astype(np.float64)


def _best(
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    score: NDArray[np.float64],
    source_size: int,
    target_size: int,
) -> Links:
    links = _empty(source_size, target_size)
    order = np.lexsort((second, -score, first))
    owners = first[order]
    starts = np.searchsorted(owners, np.arange(source_size))
    rank = np.arange(len(order)) - starts[owners]
    kept = rank < BEST_KEPT
    links.target[owners[kept], rank[kept]] = second[order][kept]
    links.score[owners[kept], rank[kept]] = score[order][kept]
    order = np.lexsort((first, -score, second))
    owners, where = np.unique(second[order], return_index=True)
    links.back[owners] = first[order][where]
    links.back_score[owners] = score[order][where]
    return links


def _empty(source_size: int, target_size: int) -> Links:
    return Links(
        target=np.full((source_size, BEST_KEPT), -1, dtype=np.int64),
        score=np.zeros((source_size, BEST_KEPT)),
        back=np.full(target_size, -1, dtype=np.int64),
        back_score=np.zeros(target_size),
    )
