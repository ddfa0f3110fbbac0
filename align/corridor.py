"""Find the corridor in which two texts run side by side: a band around the chain of their ties."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from align.search.lattice import Band, Integers, full_band
from align.ties import Tie

__all__ = ["cut_band", "search_band", "search_margin", "sure_nodes"]

# Texts whose full grid is at most this many nodes are searched whole.
_SMALL_GRID: Final = 400
# Rectangles between ties of up to this many nodes are searched whole; larger ones only along
# their diagonal and sides.
_RECTANGLE: Final = 4_000
# The corridor takes in the columns that the path takes in so many rows before and after; the ties
# of free translations are often off. docs/aligner.md has what was measured.
_CLOSE_MARGIN: Final = 1
_FREE_MARGIN: Final = 8
# Where a large rectangle is searched along its diagonal, at least so far to both sides.
_REACH: Final = 9
# So many steps in a row to the next segment on both sides do not happen by chance: of 1,175 such
# runs in documents generated from the fitting text, 15 pairs, none lay off the true path.
_RUN: Final = 4
# Source segments of the longest part that is searched at once; its candidates take 100 MB or so.
_LONGEST_PART: Final = 5_000


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
