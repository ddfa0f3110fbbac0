"""Find the corridor in which two texts run side by side, in time linear in their length.

Segments that are each other's nearest neighbour are ties; the heaviest chain of ties that
never runs backwards is the path; the corridor is a band around it. Long texts are first compared
in blocks of neighbouring segments, because sums of vectors find the way without looking at every
pair (the idea of coarse to fine is Vecalign's: Thompson and Koehn, EMNLP 2019).
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from align.encoding.protocol import Vectors
from align.search.lattice import Band, Integers, full_band

__all__ = ["Tie", "find_ties", "heaviest_chain", "search_band", "sure_nodes"]

# Texts whose full grid is at most this many nodes are searched whole.
_SMALL_GRID: Final = 2_500
# Most blocks a side is cut into for the coarse comparison: 2,000 by 4,000 dot products take a
# fraction of a second, and blocks of a 300,000-segment text then still hold only 150.
_BLOCKS: Final = 2_000
# Rectangles between ties of up to this many nodes are searched whole; larger ones only along
# their diagonal and sides.
_RECTANGLE: Final = 4_000
# The corridor reaches this many segments beyond the path on either side: more than any bead of
# the search, so that a tie that is off by a few segments does no harm.
_MARGIN: Final = 9
# So many steps in a row to the next segment on both sides do not happen by chance: of 1,175 such
# runs in documents generated from the fitting text, 15 pairs, none lay off the true path.
_RUN: Final = 4


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


def search_band(source_length: int, target_length: int, chain: Sequence[Tie]) -> Band:
    """Return the band of nodes worth searching; the whole grid for short texts."""
    if (source_length + 1) * (target_length + 1) <= _SMALL_GRID:
        return full_band(source_length, target_length)
    path = [(tie.source, tie.target) for tie in chain]
    return _corridor(source_length, target_length, path)


def sure_nodes(chain: Sequence[Tie], spacing: int) -> list[tuple[int, int]]:
    """Return nodes the path surely goes through, at least `spacing` source segments apart.

    A node is taken for sure in the middle of `_RUN` steps in a row between ties that are
    neighbours on both sides. A long text is cut at such nodes and its parts are searched one after
    the other, which keeps memory constant.
    """
    nodes: list[tuple[int, int]] = []
    last = run = 0
    for before, tie in pairwise(chain):
        follows = tie.source == before.source + 1 and tie.target == before.target + 1
        run = run + 1 if follows else 0
        if run >= _RUN and before.source - last >= spacing:
            middle = _RUN // 2
            last = tie.source - middle
            nodes.append((last, tie.target - middle))
            run = 0
    return nodes


def find_ties(source: Vectors, target: Vectors) -> list[Tie]:
    """Return mutual nearest neighbours, in source order.

    Args:
        source: shape (n, d), sums or vectors of the source segments.
        target: shape (m, d), the same of the target segments.
    """
    ours, theirs = _centred(source), _centred(target)
    longest = max(len(ours), len(theirs))
    if longest <= 2 * _BLOCKS:
        low = np.zeros(len(ours), dtype=np.int64)
        high = np.full(len(ours), len(theirs), dtype=np.int64)
        return _mutual_neighbours(ours, theirs, low, high)
    size = -(-longest // _BLOCKS)
    step = max(size // 2, 1)
    coarse_source = _blocks(ours, size, size)
    coarse_target = _blocks(theirs, size, step)
    low = np.zeros(len(coarse_source), dtype=np.int64)
    high = np.full(len(coarse_source), len(coarse_target), dtype=np.int64)
    chain = heaviest_chain(_mutual_neighbours(coarse_source, coarse_target, low, high))
    path = [(tie.source * size, tie.target * step) for tie in chain]
    centre = _interpolate(len(ours), len(theirs), path)[:-1]
    reach = 2 * size + _MARGIN
    low = np.clip(centre - reach, 0, max(len(theirs) - 1, 0))
    high = np.clip(centre + reach + 1, 1, len(theirs))
    return _mutual_neighbours(ours, theirs, low, high)


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
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    units = np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 0)
    units -= units.mean(axis=0)
    lengths = np.linalg.norm(units, axis=1, keepdims=True)
    centred: Vectors = np.divide(units, lengths, out=np.zeros_like(units), where=lengths > 1e-6)
    return centred


def _blocks(vectors: Vectors, size: int, step: int) -> Vectors:
    """Return the unit sums of `size` neighbouring vectors, one block every `step`."""
    prefix = np.zeros((len(vectors) + 1, vectors.shape[1]))
    np.cumsum(vectors, axis=0, dtype=np.float64, out=prefix[1:])
    begins = np.arange(0, len(vectors), step)
    sums = prefix[np.minimum(begins + size, len(vectors))] - prefix[begins]
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    blocks = np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 1e-6)
    result: Vectors = blocks.astype(np.float32)
    return result


def _mutual_neighbours(
    source: Vectors, target: Vectors, low: Integers, high: Integers
) -> list[Tie]:
    """Return mutual nearest neighbours; row i is compared with targets low[i] to high[i]."""
    best_target = np.zeros(len(source), dtype=np.int64)
    best_score = np.full(len(source), -np.inf, dtype=np.float32)
    reached = np.full(len(target), -np.inf, dtype=np.float32)
    by_source = np.zeros(len(target), dtype=np.int64)
    for first in range(0, len(source), 256):
        rows = slice(first, min(first + 256, len(source)))
        begin, end = int(low[rows].min()), int(high[rows].max())
        scores = source[rows] @ target[begin:end].T
        columns = np.arange(begin, end)
        outside = (columns < low[rows, None]) | (columns >= high[rows, None])
        scores[outside] = -np.inf
        best_target[rows] = begin + scores.argmax(axis=1)
        best_score[rows] = scores.max(axis=1)
        top = scores.max(axis=0)
        better = top > reached[begin:end]
        reached[begin:end][better] = top[better]
        by_source[begin:end][better] = first + scores.argmax(axis=0)[better]
    return [
        Tie(i, int(j), float(weight))
        for i, (j, weight) in enumerate(zip(best_target, best_score, strict=True))
        if weight > 0 and by_source[j] == i
    ]


def _interpolate(n: int, m: int, path: list[tuple[int, int]]) -> Integers:
    """Return, for each row 0 to n, the column of the line through the points of the path."""
    rows = [0, *(i for i, _ in path if 0 < i < n), n]
    columns = [0, *(j for i, j in path if 0 < i < n), m]
    return np.rint(np.interp(np.arange(n + 1), rows, columns)).astype(np.int64)


def _corridor(n: int, m: int, path: list[tuple[int, int]]) -> Band:
    """Return the band around the path through the nodes before and after every tie."""
    corners = [(0, 0), *((i, j) for i, j in path), (n, m)]
    low = np.full(n + 1, m, dtype=np.int64)
    high = np.zeros(n + 1, dtype=np.int64)
    for (i, j), (k, q) in pairwise(corners):
        if (k - i + 1) * (q - j + 1) <= _RECTANGLE:
            low[i : k + 1] = np.minimum(low[i : k + 1], j)
            high[i : k + 1] = np.maximum(high[i : k + 1], q)
        else:
            line = np.rint(np.linspace(j, q, k - i + 1)).astype(np.int64)
            reach = max(_RECTANGLE // (2 * (k - i + 1)), _MARGIN)
            slope = -(-(q - j) // max(k - i, 1))
            low[i : k + 1] = np.minimum(low[i : k + 1], line - reach - slope)
            high[i : k + 1] = np.maximum(high[i : k + 1], line + reach + slope)
    return _widened(low, high, m)


def _widened(low: Integers, high: Integers, m: int) -> Band:
    """Return the band with the margin added on all sides and its borders made monotone."""
    padded_low = np.pad(low, _MARGIN, mode="edge")
    padded_high = np.pad(high, _MARGIN, mode="edge")
    window = 2 * _MARGIN + 1
    low = np.lib.stride_tricks.sliding_window_view(padded_low, window).min(axis=1) - _MARGIN
    high = np.lib.stride_tricks.sliding_window_view(padded_high, window).max(axis=1) + _MARGIN
    low = np.minimum.accumulate(np.clip(low, 0, m)[::-1])[::-1]
    high = np.maximum.accumulate(np.clip(high, 0, m)) + 1
    low[0], high[-1] = 0, m + 1
    return Band(low=low, high=high)
