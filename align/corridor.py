"""Find the corridor in which two texts run side by side, in time linear in their length.

Segments that are each other's nearest neighbour are ties; the heaviest chain of ties that
never runs backwards is the path; the corridor is a band around it. Long texts are first compared
in blocks of neighbouring segments, because sums of vectors find the way without looking at every
pair (the idea of coarse to fine is Vecalign's: Thompson and Koehn, EMNLP 2019).
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from align.encoding.protocol import Vectors
from align.search.lattice import Band, Integers, full_band

__all__ = [
    "Tie",
    "cut_band",
    "find_ties",
    "heaviest_chain",
    "search_band",
    "search_margin",
    "sure_nodes",
]

# Texts whose full grid is at most this many nodes are searched whole.
_SMALL_GRID: Final = 400
# Texts of up to this many segments are compared whole, each segment with each.
_COMPARED_WHOLE: Final = 2_000
# Longer ones are compared in blocks first, n ** (2 / 3) of them, which balances the work among the
# blocks with the work around their path; never fewer than this.
_LEAST_BLOCKS: Final = 500
# Segments that are compared at once.
_ROWS_COMPARED: Final = 128
# Ties between blocks follow one another if so many blocks or fewer lie between them.
_NEAR: Final = 2
# Rectangles between ties of up to this many nodes are searched whole; larger ones only along
# their diagonal and sides.
_RECTANGLE: Final = 4_000
# The corridor takes in the columns that the path takes in so many rows before and after; the ties
# of free translations are often off. docs/aligner.md has what was measured.
_CLOSE_MARGIN: Final = 1
_FREE_MARGIN: Final = 8
# Blocks of a long text show the path only roughly; ties are looked for so far beyond it.
_REACH: Final = 9
# So many steps in a row to the next segment on both sides do not happen by chance: of 1,175 such
# runs in documents generated from the fitting text, 15 pairs, none lay off the true path.
_RUN: Final = 4
# Source segments of the longest part that is searched at once; its candidates take 100 MB or so.
_LONGEST_PART: Final = 5_000


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


def search_margin(largest_bead: int, *, free: bool) -> int:
    """Return how many rows before and after the corridor takes its columns from.

    Args:
        largest_bead: most segments a bead may hold on either side.
        free: whether the translation is a free one.
    """
    return max(_FREE_MARGIN if free else _CLOSE_MARGIN, largest_bead - 4)


def search_band(source_length: int, target_length: int, chain: Sequence[Tie], margin: int) -> Band:
    """Return the band of nodes worth searching; the whole grid for short texts.

    Args:
        source_length: number of source segments.
        target_length: number of target segments.
        chain: ties that rise on both sides; the path runs along them.
        margin: see `search_margin`.
    """
    if (source_length + 1) * (target_length + 1) <= _SMALL_GRID:
        return full_band(source_length, target_length)
    path = [(tie.source, tie.target) for tie in chain]
    return _corridor(source_length, target_length, path, margin)


def cut_band(band: Band, nodes: Sequence[tuple[int, int]]) -> list[Band]:
    """Return the parts of a band between nodes that its path goes through.

    A part that would be too long for the memory is cut in the middle of the band as well. There
    is no sure node in it for thousands of segments, as in texts that say the same again and again.

    Args:
        band: what is cut.
        nodes: counted from the band's first node, in order, rising on both sides.
    """
    row, column = band.place
    corners = [(0, 0)]
    for k, q in [*nodes, (band.source_length, band.target_length)]:
        while k - corners[-1][0] > _LONGEST_PART:
            i, j = corners[-1]
            middle = int(band.low[i + _LONGEST_PART] + band.high[i + _LONGEST_PART]) // 2
            corners.append((i + _LONGEST_PART, min(max(middle, j), q)))
        corners.append((k, q))
    return [
        Band(
            low=np.maximum(band.low[i : k + 1], j) - j,
            high=np.minimum(band.high[i : k + 1], q + 1) - j,
            place=(row + i, column + j),
        )
        for (i, j), (k, q) in pairwise(corners)
    ]


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
        scores = source[rows] @ target[columns].T
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


def _corridor(n: int, m: int, path: list[tuple[int, int]], margin: int) -> Band:
    """Return the band around the path through the nodes before and after every tie."""
    corners = [(0, 0), *path, (n, m)]
    low, high = [m] * (n + 1), [0] * (n + 1)
    for (i, j), (k, q) in pairwise(corners):
        if (k - i + 1) * (q - j + 1) <= _RECTANGLE:
            for row in range(i, k + 1):
                low[row], high[row] = min(low[row], j), max(high[row], q)
        else:
            line = np.rint(np.linspace(j, q, k - i + 1)).astype(np.int64).tolist()
            reach = max(_RECTANGLE // (2 * (k - i + 1)), _REACH)
            reach += -(-(q - j) // max(k - i, 1))
            for row, column in zip(range(i, k + 1), line, strict=True):
                low[row], high[row] = min(low[row], column - reach), max(high[row], column + reach)
    return _widened(np.array(low), np.array(high), m, margin)


def _widened(low: Integers, high: Integers, m: int, margin: int) -> Band:
    """Return the band with the margin added on all sides and its borders made monotone."""
    padded_low = np.pad(low, margin, mode="edge")
    padded_high = np.pad(high, margin, mode="edge")
    window = 2 * margin + 1
    low = np.lib.stride_tricks.sliding_window_view(padded_low, window).min(axis=1)
    high = np.lib.stride_tricks.sliding_window_view(padded_high, window).max(axis=1)
    low = np.minimum.accumulate(np.clip(low, 0, m)[::-1])[::-1]
    high = np.maximum.accumulate(np.clip(high, 0, m)) + 1
    low[0], high[-1] = 0, m + 1
    return Band(low=low, high=high)
