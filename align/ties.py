"""Find the ties of two texts, in time nearly linear in their length.

Ties are segments that are each other's nearest neighbour. Long texts are first compared in blocks
of neighbouring segments, because sums of vectors find the way without looking at every pair (the
idea of coarse to fine is Vecalign's: Thompson and Koehn, EMNLP 2019).
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from align.encoding.protocol import Vectors
from align.search.lattice import Integers

__all__ = ["Tie", "find_ties", "heaviest_chain"]

# Texts of up to this many segments are compared whole, each segment with each.
_COMPARED_WHOLE: Final = 2_000
# Longer ones are compared in blocks first, n ** (2 / 3) of them, which balances the work among the
# blocks with the work around their path; never fewer than this.
_LEAST_BLOCKS: Final = 500
# Segments that are compared at once.
_ROWS_COMPARED: Final = 128
# Ties between blocks follow one another if so many blocks or fewer lie between them.
_NEAR: Final = 2
# Blocks of a long text show the path only roughly; ties are looked for so far beyond it.
_REACH: Final = 9


@dataclass(frozen=True, slots=True)
class Tie:
    """A source and a target segment that are each other's nearest neighbour.

    Attributes:
        source: index of the source segment.
        target: index of the target segment.
        weight: cosine of their centred vectors, above 0.
    """

    source: int
    target: int
    weight: float


def find_ties(source: Vectors, target: Vectors) -> list[Tie]:
    """Return mutual nearest neighbours, in source order.

    Args:
        source: shape (n, d), sums or vectors of the source segments.
        target: shape (m, d), the same of the target segments.
    """
    ours, theirs = _centred(source), _centred(target)
    longest = max(len(ours), len(theirs))
    if longest <= _COMPARED_WHOLE:
        return _mutual_neighbours(ours, theirs, lambda _rows: np.arange(len(theirs)))
    blocks = max(_LEAST_BLOCKS, round(longest ** (2 / 3)))
    step = -(-longest // (2 * blocks))
    coarse_source = _blocks(ours, step)[::2]
    coarse_target = _blocks(theirs, step)
    coarse = _mutual_neighbours(
        coarse_source, coarse_target, lambda _rows: np.arange(len(coarse_target))
    )
    return _mutual_neighbours(ours, theirs, _Windows(coarse, step, len(ours), len(theirs)))


class _Windows:
    """Which target segments are worth comparing with some source segments of a long text.

    Those near the path of the ties between blocks, and near other ties between blocks that run on
    side by side: there a part of the text may have moved.
    """

    def __init__(
        self, coarse: list[Tie], step: int, source_length: int, target_length: int
    ) -> None:
        chain = heaviest_chain(coarse)
        path = [(2 * step * tie.source, step * tie.target) for tie in chain]
        self._centre = _interpolate(source_length, target_length, path)
        self._target_length = target_length
        self._reach = 4 * step + _REACH
        self._step = step
        others = sorted(set(coarse) - set(chain), key=lambda tie: tie.source)
        self._others = [
            tie
            for place, tie in enumerate(others)
            if any(
                _runs_on(tie, each) for each in others[max(place - _NEAR, 0) : place + _NEAR + 1]
            )
        ]
        self._starts = [2 * step * tie.source for tie in self._others]

    def __call__(self, rows: slice) -> Integers:
        """Return the target segments, ascending."""
        centre = self._centre[rows]
        spans = [(int(centre.min()) - self._reach, int(centre.max()) + self._reach + 1)]
        first = bisect_left(self._starts, rows.start - self._reach)
        last = bisect_left(self._starts, rows.stop + self._reach)
        for tie in self._others[first:last]:
            middle = self._step * tie.target
            spans.append((middle - self._reach, middle + self._reach + 1))
        ends = [(max(begin, 0), min(end, self._target_length)) for begin, end in spans]
        if len(ends) == 1:
            return np.arange(*ends[0])
        return np.unique(np.concatenate([np.arange(*each) for each in ends]))


def _runs_on(tie: Tie, other: Tie) -> bool:
    """Return whether one tie between blocks follows the other as texts side by side do.

    Target blocks begin twice as often as source blocks.
    """
    down, right = other.source - tie.source, other.target - tie.target
    return 0 < abs(down) <= _NEAR and abs(right - 2 * down) <= 1


def heaviest_chain(ties: list[Tie]) -> list[Tie]:
    """Return the chain of greatest total weight whose source and target both rise.

    Weighted longest increasing subsequence in O(k log k): the best totals so far are kept in
    rising order of the target they end at.
    """
    ends: list[int] = []
    totals: list[float] = []
    last: list[int] = []
    before = [-1] * len(ties)
    order = sorted(range(len(ties)), key=lambda k: (ties[k].source, -ties[k].target))
    for k in order:
        tie = ties[k]
        place = bisect_left(ends, tie.target)
        total = tie.weight + (totals[place - 1] if place else 0.0)
        before[k] = last[place - 1] if place else -1
        if place < len(ends) and ends[place] == tie.target:
            if totals[place] >= total:
                continue
            ends[place], totals[place], last[place] = tie.target, total, k
        elif place and totals[place - 1] >= total:
            continue
        else:
            ends.insert(place, tie.target)
            totals.insert(place, total)
            last.insert(place, k)
        worse = place + 1
        while worse < len(ends) and totals[worse] <= total:
            worse += 1
        del ends[place + 1 : worse], totals[place + 1 : worse], last[place + 1 : worse]
    chain: list[Tie] = []
    k = last[-1] if last else -1
    while k >= 0:
        chain.append(ties[k])
        k = before[k]
    return chain[::-1]


def _centred(sums: Vectors) -> Vectors:
    """Return unit vectors less their mean, again of length 1; what all segments share is noise."""
    units = _units(sums, 0.0)
    units -= units.mean(axis=0)
    return _units(units, 1e-6)


def _units(vectors: Vectors, least: float) -> Vectors:
    """Return the vectors with length 1, or 0 for those no longer than the least."""
    lengths = np.sqrt(np.einsum("nd,nd->n", vectors, vectors))
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > least)
    units: Vectors = vectors * scale[:, None]
    return units


def _blocks(vectors: Vectors, step: int) -> Vectors:
    """Return the unit sums of `2 * step` neighbouring vectors, one block every `step`."""
    sums = vectors[::step].copy()
    for place in range(1, step):
        others = vectors[place::step]
        sums[: len(others)] += others
    sums[:-1] += sums[1:]
    return _units(sums, 1e-6)


def _mutual_neighbours(
    source: Vectors, target: Vectors, window: Callable[[slice], Integers]
) -> list[Tie]:
    """Return mutual nearest neighbours.

    Args:
        source: shape (n, d), unit vectors.
        target: shape (m, d), unit vectors.
        window: returns the target rows to compare some source rows with, ascending.
    """
    best_target = np.zeros(len(source), dtype=np.int64)
    best_score = np.full(len(source), -np.inf, dtype=np.float32)
    reached = np.full(len(target), -np.inf, dtype=np.float32)
    by_source = np.zeros(len(target), dtype=np.int64)
    for first in range(0, len(source), _ROWS_COMPARED):
        rows = slice(first, min(first + _ROWS_COMPARED, len(source)))
        columns = window(rows)
        if not len(columns):
            continue
        begin, end = int(columns[0]), int(columns[-1]) + 1
        compared = target[begin:end] if end - begin == len(columns) else target[columns]
        scores = source[rows] @ compared.T
        best = scores.argmax(axis=1)
        best_target[rows] = columns[best]
        best_score[rows] = scores[np.arange(len(best)), best]
        top = scores.max(axis=0)
        better = np.flatnonzero(top > reached[columns])
        reached[columns[better]] = top[better]
        by_source[columns[better]] = first + (scores[:, better] == top[better]).argmax(axis=0)
    mutual = np.flatnonzero((best_score > 0) & (by_source[best_target] == np.arange(len(source))))
    return [
        Tie(i, j, weight)
        for i, j, weight in zip(
            mutual.tolist(), best_target[mutual].tolist(), best_score[mutual].tolist(), strict=True
        )
    ]


def _interpolate(n: int, m: int, path: list[tuple[int, int]]) -> Integers:
    """Return, for each row 0 to n, the column of the line through the points of the path."""
    rows = [0, *(i for i, _ in path if 0 < i < n), n]
    columns = [0, *(j for i, j in path if 0 < i < n), m]
    return np.rint(np.interp(np.arange(n + 1), rows, columns)).astype(np.int64)
