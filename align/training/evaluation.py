"""Retrieval among translations: does every sentence find its own?"""

from __future__ import annotations

import numpy as np

from align.encoding.errors import DimensionError
from align.encoding.protocol import Vectors


def retrieval_accuracy(
    source: Vectors,
    target: Vectors,
    source_more: Vectors | None = None,
    target_more: Vectors | None = None,
) -> float:
    """Return the share of sentences whose nearest neighbour is their translation.

    Args:
        source: shape (n, d), rows of length 1.
        target: shape (n, d), row i translates row i of `source`.
        source_more: shape (m, d), further candidates on the source side; none when None.
        target_more: the same on the target side.

    Returns:
        The mean of both directions, 0 to 1. A tie counts as found only by the first candidate.

    Raises:
        DimensionError: the two sides differ in shape, or are empty.
    """
    if source.shape != target.shape or not len(source):
        raise DimensionError(
            f"found shapes {source.shape} and {target.shape}, expected two equal ones with at "
            "least one row; pass translations line by line"
        )
    return (_found(source, target, target_more) + _found(target, source, source_more)) / 2


def _found(queries: Vectors, answers: Vectors, more: Vectors | None) -> float:
    candidates = answers if more is None else np.concatenate((answers, more))
    best = (queries @ candidates.T).argmax(axis=1)
    return float((best == np.arange(len(queries))).mean())
