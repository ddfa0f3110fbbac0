"""The quick search: the recurrences of `align.search.reference`, one row at a time in numpy.

Within a row the only dependence is a run of insertions; it is a running maximum (or running
log-sum) once the prices are written as differences of a cumulative sum. A row then costs a
handful of numpy calls whatever its width. Compiled code was not needed: 100,000 rows take
seconds, and the package stays free of a compiler.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from align.search.lattice import Band, Floats, Integers, Lattice, Step

__all__ = ["Posteriors", "bead_posteriors", "best_path"]

_NEVER = -np.inf
# Rows whose predecessor indices are worked out together: enough to hide the cost of a call,
# few enough to stay within a few megabytes.
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Posteriors:
    """Probabilities under the distribution exp(score) over all paths.

    Attributes:
        beads: shape (shapes, nodes), probability of the bead of that shape that ends there.
        total: log of the sum of exp(score) over all paths.
    """

    beads: Floats
    total: float


@dataclass(slots=True)
class _Table:
    """Forward values per node and state, with one slot more that stands for "outside"."""

    matched: Floats
    deleted: Floats
    inserted: Floats
    closed: Floats
    choice: Integers


def best_path(lattice: Lattice) -> tuple[float, list[Step]]:
    """Return the score of the best path and its beads, first to last."""
    table = _forward(lattice, summing=False)
    return float(table.closed[-2]), _trace(lattice, table)


def bead_posteriors(lattice: Lattice) -> Posteriors:
    """Return the probability of every bead of the lattice."""
    forward = _forward(lattice, summing=True)
    matched = _backward(lattice)
    total = float(forward.closed[-2])
    beads = np.empty_like(lattice.scores)
    for begin, end, before in _neighbours(lattice, backwards=True):
        weight = forward.closed[before] + lattice.scores[:, begin:end] + matched[begin:end]
        np.exp(weight - total, out=beads[:, begin:end])
    return Posteriors(beads=beads, total=total)


def _neighbours(lattice: Lattice, *, backwards: bool) -> Iterator[tuple[int, int, Integers]]:
    """Yield blocks of nodes with the flat index of the node one bead away, for every shape.

    With `backwards` it is the node where a bead that ends here begins, otherwise the node where
    a bead that begins here ends. Blocks come first to last in either case.
    """
    band, starts = lattice.band, lattice.band.starts
    sign = -1 if backwards else 1
    for first in range(0, band.source_length + 1, _BLOCK):
        last = min(first + _BLOCK, band.source_length + 1)
        rows, columns = band.rows_and_columns(first, last)
        indices = np.stack(
            [band.locate(rows + sign * m, columns + sign * n, starts) for m, n in lattice.shapes]
        )
        yield int(starts[first]), int(starts[last]), indices


def _forward(lattice: Lattice, *, summing: bool) -> _Table:
    band, gaps, starts = lattice.band, lattice.gaps, lattice.band.starts
    add = np.logaddexp if summing else np.maximum
    size = int(starts[-1])
    table = _Table(
        matched=np.full(size + 1, _NEVER),
        deleted=np.full(size + 1, _NEVER),
        inserted=np.full(size + 1, _NEVER),
        closed=np.full(size + 1, _NEVER),
        choice=np.zeros(size, dtype=np.int64),
    )
    price = np.concatenate([[0.0], np.cumsum(gaps.insertion)])
    row = 0
    for begin, end, before in _neighbours(lattice, backwards=True):
        while row <= band.source_length and starts[row] < end:
            here = slice(int(starts[row]), int(starts[row + 1]))
            block = slice(here.start - begin, here.stop - begin)
            ways = table.closed[before[:, block]] + lattice.scores[:, here]
            table.choice[here] = ways.argmax(axis=0)
            matched = np.logaddexp.reduce(ways, axis=0) if summing else ways.max(axis=0)
            if row == 0:
                matched[0] = 0.0
            deleted = np.full(len(matched), _NEVER)
            if row > 0:
                above, inside = _row_above(band, starts, row)
                deleted[inside] = (
                    add(table.matched[above] + gaps.opening, table.deleted[above])
                    + gaps.deletion[row - 1]
                )
            # inserted[j] = max over k < j of open[k] + price of inserting k to j
            prices = price[band.low[row] : band.high[row]]
            opened = add(matched, deleted) + gaps.opening - prices
            inserted = np.full(len(matched), _NEVER)
            inserted[1:] = add.accumulate(opened)[:-1] + prices[1:]
            table.matched[here], table.deleted[here] = matched, deleted
            table.inserted[here] = inserted
            table.closed[here] = add(add(matched, deleted), inserted)
            row += 1
    return table


def _row_above(band: Band, starts: Integers, row: int) -> tuple[slice, slice]:
    """Return where the columns shared with the row above lie: flat there, relative here."""
    low = int(band.low[row])
    high = min(int(band.high[row]), int(band.high[row - 1]))
    above = int(starts[row - 1]) + low - int(band.low[row - 1])
    return slice(above, above + high - low), slice(0, high - low)


def _backward(lattice: Lattice) -> Floats:
    """Return, per node, the log-sum over all ways to the end after a bead has closed there."""
    band, gaps, starts = lattice.band, lattice.gaps, lattice.band.starts
    size = int(starts[-1])
    matched = np.full(size + 1, _NEVER)
    deleted = np.full(size + 1, _NEVER)
    price = np.concatenate([[0.0], np.cumsum(gaps.insertion)])
    shape_rows = np.arange(len(lattice.shapes))[:, None]
    scores = np.concatenate([lattice.scores, np.full((len(lattice.shapes), 1), _NEVER)], axis=1)
    row = band.source_length
    for begin, _, after in reversed(list(_neighbours(lattice, backwards=False))):
        while row >= 0 and starts[row] >= begin:
            here = slice(int(starts[row]), int(starts[row + 1]))
            ends = after[:, here.start - begin : here.stop - begin]
            onward = np.logaddexp.reduce(scores[shape_rows, ends] + matched[ends], axis=0)
            if row == band.source_length:
                onward[-1] = 0.0
            deleting = np.full(len(onward), _NEVER)
            if row < band.source_length:
                below, inside = _row_below(band, starts, row)
                deleting[inside] = deleted[below] + gaps.deletion[row]
            # finishing[j] = log-sum over k >= j of onward[k] + price of inserting j to k
            prices = price[band.low[row] : band.high[row]]
            finishing = np.logaddexp.accumulate((onward + prices)[::-1])[::-1] - prices
            inserting = np.full(len(onward), _NEVER)
            inserting[:-1] = finishing[1:] + np.diff(prices)
            opened = np.logaddexp(onward, inserting + gaps.opening)
            matched[here] = np.logaddexp(opened, deleting + gaps.opening)
            deleted[here] = np.logaddexp(opened, deleting)
            row -= 1
    return matched[:-1]


def _row_below(band: Band, starts: Integers, row: int) -> tuple[slice, slice]:
    """Return where the columns shared with the row below lie: flat there, relative here."""
    low, high = int(band.low[row + 1]), int(band.high[row])
    below = int(starts[row + 1])
    inside = low - int(band.low[row])
    return slice(below, below + high - low), slice(inside, inside + high - low)


def _trace(lattice: Lattice, table: _Table) -> list[Step]:
    """Follow the best choices back from the last node."""
    band, starts, opening = lattice.band, lattice.band.starts, lattice.gaps.opening
    steps: list[Step] = []
    i, j = band.source_length, band.target_length

    def values(i: int, j: int) -> tuple[float, float, float]:
        at = int(starts[i] + j - band.low[i])
        return float(table.matched[at]), float(table.deleted[at]), float(table.inserted[at])

    def best(matched: float, deleted: float, inserted: float) -> int:
        top = max(matched, deleted, inserted)
        return 0 if matched == top else 1 if deleted == top else 2

    state = best(*values(i, j))
    while (i, j) != (0, 0):
        if state == 1:
            steps.append((range(i - 1, i), range(0)))
            i -= 1
            matched, deleted, _ = values(i, j)
            state = 0 if matched + opening >= deleted else 1
        elif state == 2:
            steps.append((range(0), range(j - 1, j)))
            j -= 1
            matched, deleted, inserted = values(i, j)
            state = best(matched + opening, deleted + opening, inserted)
        else:
            m, n = lattice.shapes[int(table.choice[starts[i] + j - band.low[i]])]
            steps.append((range(i - m, i), range(j - n, j)))
            i, j = i - m, j - n
            state = best(*values(i, j))
    return steps[::-1]
