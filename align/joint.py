"""Let the other languages speak in every pair: a weak pair is helped by strong ones.

After a first alignment of all pairs, each segment's vector takes in a little of the vectors of the
segments that surely render it in the other languages. What the six wordings share stays, what is
peculiar to one wording fades, and the second alignment of each pair sees better vectors. Chinese
and Arabic gain from what English tells of both.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from align.model import Alignment
from align.scoring.side import Side

__all__ = ["align_jointly", "borrow_evidence"]

# What a rendering in another language weighs beside the segment's own vector, and how sure its
# bead must be. On documents made in six languages at once (first halves of the fitting text,
# 15 pairs, other seeds than the benchmark) weights of 0.2 and 0.4 did equally well, 1.0 worse than
# none; taking in beads of 0.5 and more gained nothing on United Nations style.
_WEIGHT: Final = 0.2
_LEAST_CONFIDENCE: Final = 0.9


def align_jointly(
    sides: Sequence[Side],
    positions: Sequence[tuple[int, int]],
    align_pair: Callable[[int, int, Sequence[Side]], Alignment],
) -> dict[tuple[int, int], Alignment]:
    """Return the alignments of pairs; of three languages and more each pair is aligned twice.

    Args:
        sides: the language versions.
        positions: the pairs (i, j), i < j, that are wanted.
        align_pair: aligns sides i and j of those it is given.
    """
    pairs = {(a, b): align_pair(a, b, sides) for a, b in positions}
    if len(sides) < 3:
        return pairs
    known = borrow_evidence(sides, pairs)
    return {(a, b): align_pair(a, b, known) for a, b in positions}


def borrow_evidence(
    sides: Sequence[Side], pairs: Mapping[tuple[int, int], Alignment]
) -> tuple[Side, ...]:
    """Return the sides with vectors that have taken in the other languages'.

    Only 1-1 beads count: a merged bead would smear its neighbours into one another. The length of
    each segment's vector, which says how much it weighs in a span, stays as it was.

    Args:
        sides: the language versions.
        pairs: the first alignment of every pair of positions (i, j), i < j.
    """
    units, lengths = zip(*(_units_and_lengths(side) for side in sides), strict=True)
    sums = [own.copy() for own in units]
    for (a, b), alignment in sorted(pairs.items()):
        sure = [
            bead
            for bead in alignment.beads
            if len(bead.source) == len(bead.target) == 1
            and bead.confidence >= _LEAST_CONFIDENCE
            and not bead.moved
        ]
        ours = np.array([bead.source.start for bead in sure], dtype=np.int64)
        theirs = np.array([bead.target.start for bead in sure], dtype=np.int64)
        weights = _WEIGHT * np.array([bead.confidence for bead in sure], dtype=np.float32)[:, None]
        sums[a][ours] += weights * units[b][theirs]
        sums[b][theirs] += weights * units[a][ours]
    return tuple(
        replace(side, sums=_scaled(total, own))
        for side, total, own in zip(sides, sums, lengths, strict=True)
    )


def _units_and_lengths(side: Side) -> tuple[np.ndarray, np.ndarray]:
    lengths = np.linalg.norm(side.sums, axis=1, keepdims=True)
    units = np.divide(side.sums, lengths, out=np.zeros_like(side.sums), where=lengths > 0)
    return units, lengths


def _scaled(vectors: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Return the vectors with these lengths; shapes (n, d) and (n, 1)."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    units = np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)
    return np.asarray(units * lengths, dtype=np.float32)
