"""The quick search: the recurrences of `align.search.reference`, many lattices in step.

A row of a band is a handful of nodes, too few for numpy to be worth its calls. So lattices are laid
side by side, and step r works on row r of all of them at once. Within a row the only dependence is
a run of insertions; it is a running maximum (or running log-sum) once the prices are written as
differences of a cumulative sum. Compiled code was not needed, and the package stays free of a
compiler.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from align.search.lattice import Booleans, Floats, Integers, Lattice

__all__ = ["Lockstep", "Posteriors", "Shape"]

Shape = tuple[int, int]

_NEVER: Final = -np.inf
# Lattices go together while at most so many cells, and no more than so many times the nodes, are
# worked on: rows of a step are padded to the widest, which costs more than the calls it saves
# when one lattice is much wider than the others, as around a missing page.
_MOST_CELLS: Final = 200_000
_MOST_PADDING: Final = 3
_FEW_CELLS: Final = 4_000


@dataclass(frozen=True, slots=True)
class Posteriors:
    """Probabilities under the distribution exp(score) over all paths.

    Attributes:
        beads: shape (shapes, nodes), probability of the bead of that shape that ends there.
        total: log of the sum of exp(score) over all paths.
    """

    beads: Floats
    total: float


class Lockstep:
    """A search of many lattices in step; they have the same shapes."""

    def __init__(self, lattices: Sequence[Lattice]) -> None:
        self._count = len(lattices)
        self._batches = [
            (members, _Batch([lattices[member] for member in members]))
            for members in _batches(lattices)
        ]

    def best_paths(self) -> list[tuple[float, list[Shape]]]:
        """Return the score of the best path of each lattice, and the shapes of its beads in order.

        A source segment left alone is (1, 0), a target segment (0, 1).
        """
        found: list[tuple[float, list[Shape]]] = [(0.0, [])] * self._count
        for members, batch in self._batches:
            table = _forward(batch, summing=False)
            scores = table.closed[batch.lasts].tolist()
            for member, score, path in zip(members, scores, _paths(batch, table), strict=True):
                found[member] = score, path
        return found

    def bead_posteriors(self) -> list[Posteriors]:
        """Return the probability of every bead of each lattice."""
        found: dict[int, Posteriors] = {}
        for members, batch in self._batches:
            table = _forward(batch, summing=True)
            onward = _backward(batch)
            totals = table.closed[batch.lasts].tolist()
            for member, nodes, total in zip(members, batch.nodes, totals, strict=True):
                beads = np.exp(table.ways[:, nodes] + (onward[nodes] - total))
                found[member] = Posteriors(beads=beads, total=total)
        return [found[member] for member in range(self._count)]


def _batches(lattices: Sequence[Lattice]) -> Iterator[list[int]]:
    """Yield the lattices that go together, longest first."""
    widths = [int((lattice.band.high - lattice.band.low).max()) for lattice in lattices]
    members: list[int] = []
    rows = nodes = 0
    for member in sorted(range(len(lattices)), key=widths.__getitem__):
        band = lattices[member].band
        most_rows = max(rows, band.source_length + 1)
        cells = (len(members) + 1) * most_rows * (widths[member] + 2)
        fitting = min(_MOST_CELLS, max(_MOST_PADDING * (nodes + band.size), _FEW_CELLS))
        if members and cells > fitting:
            yield _longest_first(lattices, members)
            members, nodes, most_rows = [], 0, band.source_length + 1
        members.append(member)
        rows, nodes = most_rows, nodes + band.size
    if members:
        yield _longest_first(lattices, members)


def _longest_first(lattices: Sequence[Lattice], members: list[int]) -> list[int]:
    return sorted(members, key=lambda member: -lattices[member].band.source_length)


@dataclass(frozen=True, slots=True)
class _Row:
    """Where one row of all lattices that have it lies in the flat arrays.

    Attributes:
        number: of the row.
        begin: first cell.
        count: how many lattices have this row; they are the first ones of the batch.
        width: cells per lattice: its nodes, and one cell or more on either side that is never
            reached.
    """

    number: int
    begin: int
    count: int
    width: int

    @property
    def cells(self) -> slice:
        return slice(self.begin, self.begin + self.count * self.width)

    @property
    def shape(self) -> tuple[int, int]:
        return self.count, self.width


class _Batch:
    """Lattices side by side, longest first, in flat arrays over cells.

    Attributes:
        lattices: as given.
        rows: row by row, where they lie.
        lows: shape (rows, lattices), first column of each row.
        nodes: per lattice, the cell of each of its nodes.
        lasts: cell of the last node of each lattice.
        scores: shape (shapes, cells); minus infinity where there is no node.
        inside: shape (cells,), whether a node is there.
        prices: shape (cells,), what inserting all target segments before the node costs.
        openings: shape (lattices, 1), price of opening a gap.
        deletions: shape (rows, lattices, 1), price of deleting the segment before the row.
    """

    def __init__(self, lattices: Sequence[Lattice]) -> None:
        self.lattices = lattices
        self.shapes = lattices[0].shapes
        bands = [lattice.band for lattice in lattices]
        lengths = [band.source_length for band in bands]
        widths = np.zeros((lengths[0] + 1, len(bands)), dtype=np.int64)
        self.lows = np.zeros_like(widths)
        self.deletions = np.zeros((lengths[0] + 1, len(bands), 1))
        for number, (band, length) in enumerate(zip(bands, lengths, strict=True)):
            widths[: length + 1, number] = band.high - band.low
            self.lows[: length + 1, number] = band.low
            self.deletions[1 : length + 1, number, 0] = lattices[number].gaps.deletion
        counts = np.count_nonzero(widths, axis=1)
        padded = widths.max(axis=1) + 2
        begins = np.concatenate([[0], np.cumsum(counts * padded)])
        self.rows = [
            _Row(*values)
            for values in zip(
                range(len(counts)), begins.tolist(), counts.tolist(), padded.tolist(), strict=False
            )
        ]
        # Cell of a lattice's column 0 in each row, which may lie before the row.
        self.bases = begins[:-1, None] + padded[:, None] * np.arange(len(bands)) + 1 - self.lows
        self.size = int(begins[-1])
        self.nodes = []
        for number, band in enumerate(bands):
            rows, columns = band.rows_and_columns(0, band.source_length + 1)
            self.nodes.append(self.bases[rows, number] + columns)
        self.lasts = np.array([nodes[-1] for nodes in self.nodes])
        everywhere = np.concatenate(self.nodes)
        self.scores = np.full((len(self.shapes), self.size), _NEVER)
        self.scores[:, everywhere] = np.concatenate(
            [lattice.scores for lattice in lattices], axis=1
        )
        self.inside: Booleans = np.zeros(self.size, dtype=bool)
        self.inside[everywhere] = True
        self.prices = np.zeros(self.size)
        for nodes, lattice in zip(self.nodes, lattices, strict=True):
            price = np.concatenate([[0.0], np.cumsum(lattice.gaps.insertion)])
            _, columns = lattice.band.rows_and_columns(0, lattice.band.source_length + 1)
            self.prices[nodes] = price[columns]
        self._begins: dict[tuple[int, int], Integers] = {}
        self.openings = np.array([[lattice.gaps.opening] for lattice in lattices])

    @cached_property
    def shapes_by_height(self) -> list[tuple[int, Integers, Integers]]:
        """Per number m of source segments: m, the shapes that have it, their n (k, 1, 1)."""
        heights = sorted({m for m, _ in self.shapes})
        chosen = [[s for s, (m, _) in enumerate(self.shapes) if m == h] for h in heights]
        return [
            (height, np.array(own), np.array([[[self.shapes[s][1]]] for s in own]))
            for height, own in zip(heights, chosen, strict=True)
        ]

    def begins(self, row: _Row, m: int, n: Integers) -> Integers:
        """Return the cells where the beads (m, n) that end in a row begin, shape (k, cells)."""
        if (row.number, m) not in self._begins:
            self._begins[row.number, m] = self.beside(row, -m, -n)
        return self._begins[row.number, m]

    def beside(self, row: _Row, down: int, right: Integers | int) -> Integers:
        """Return the cell some rows down and columns right of each cell of a row.

        Cells that are never reached stand for nodes outside. Of the lattices that have both rows.

        Args:
            row: where to look from.
            down: how many rows.
            right: how many columns, or an array of them that is broadcast.
        """
        other = self.rows[row.number + down]
        count = min(row.count, other.count)
        shift = self.lows[row.number, :count] - self.lows[other.number, :count]
        places = shift[:, None] + np.arange(row.width) + right
        np.maximum(places, 0, out=places)
        np.minimum(places, other.width - 1, out=places)
        places += other.begin + other.width * np.arange(count)[:, None]
        return places


@dataclass(slots=True)
class _Table:
    """Forward values per cell and state.

    Attributes:
        matched: a bead has just closed.
        deleted: a source segment was left alone.
        inserted: a target segment was left alone.
        closed: any of the three.
        ways: shape (shapes, cells), the way there by each shape.
    """

    matched: Floats
    deleted: Floats
    inserted: Floats
    closed: Floats
    ways: Floats


def _forward(batch: _Batch, *, summing: bool) -> _Table:
    add = np.logaddexp if summing else np.maximum
    reduce = _log_sum if summing else np.maximum.reduce
    nowhere = np.full(batch.size, _NEVER)
    states = nowhere.copy(), nowhere.copy(), nowhere.copy(), nowhere
    table = _Table(*states, batch.scores.copy())
    for row in batch.rows:
        here, shape = row.cells, row.shape
        inside = batch.inside[here].reshape(shape)
        openings = batch.openings[: row.count]
        ways = table.ways[:, here].reshape(-1, *shape)
        for m, shapes, n in batch.shapes_by_height:
            if m > row.number:
                ways[shapes] = _NEVER
            else:
                ways[shapes] += table.closed.take(batch.begins(row, m, n))
        table.ways[:, here] = ways.reshape(len(ways), -1)
        matched = reduce(ways)
        deleted = np.full(shape, _NEVER)
        if row.number == 0:
            matched[:, 1] = 0.0
        else:
            above = batch.beside(row, -1, 0)
            run = add(table.matched.take(above) + openings, table.deleted.take(above))
            run += batch.deletions[row.number, : row.count]
            np.copyto(deleted, run, where=inside)
        # inserted[j] = max over k < j of opened[k] + price of inserting k to j
        open_states = add(matched, deleted)
        prices = batch.prices[here].reshape(shape)
        runs = add.accumulate(open_states + openings - prices, axis=1)[:, :-1] + prices[:, 1:]
        inserted = np.full(shape, _NEVER)
        np.copyto(inserted[:, 1:], runs, where=inside[:, 1:])
        table.matched[here], table.deleted[here] = matched.ravel(), deleted.ravel()
        table.inserted[here] = inserted.ravel()
        table.closed[here] = add(open_states, inserted).ravel()
    return table


def _backward(batch: _Batch) -> Floats:
    """Return, per cell, the log-sum over all ways to the end after a bead has closed there."""
    matched = np.full(batch.size, _NEVER)
    deleted = np.full(batch.size, _NEVER)
    for row in reversed(batch.rows):
        here, shape = row.cells, row.shape
        inside = batch.inside[here].reshape(shape)
        prices = batch.prices[here].reshape(shape)
        openings = batch.openings[: row.count]
        onward = _onward(batch, row, matched)
        deleting = np.full(shape, _NEVER)
        if row.number + 1 < len(batch.rows):
            below = batch.beside(row, 1, 0)
            price = batch.deletions[row.number + 1, : len(below)]
            deleting[: len(below)] = deleted.take(below) + price
        # finishing[j] = log-sum over k >= j of onward[k] + price of inserting j to k
        onward = np.where(inside, onward, _NEVER)
        finishing = np.logaddexp.accumulate((onward + prices)[:, ::-1], axis=1)[:, ::-1] - prices
        inserting = np.full(shape, _NEVER)
        inserting[:, :-1] = finishing[:, 1:] + np.diff(prices, axis=1)
        opened = np.logaddexp(onward, inserting + openings)
        matched[here][batch.inside[here]] = np.logaddexp(opened, deleting + openings)[inside]
        deleted[here][batch.inside[here]] = np.logaddexp(opened, deleting)[inside]
    return matched


def _onward(batch: _Batch, row: _Row, matched: Floats) -> Floats:
    """Return the log-sum over the beads that begin at each cell of a row, and all after them."""
    ways = np.full((len(batch.shapes), *row.shape), _NEVER)
    for m, shapes, n in batch.shapes_by_height:
        if row.number + m < len(batch.rows):
            ends = batch.beside(row, m, n)
            ways[shapes, : ends.shape[1]] = matched.take(ends) + batch.scores.ravel().take(
                ends + batch.size * shapes[:, None, None]
            )
    onward = _log_sum(ways)
    below = batch.rows[row.number + 1].count if row.number + 1 < len(batch.rows) else 0
    ending = np.arange(below, row.count)
    onward[ending, batch.lasts[below : row.count] - row.begin - ending * row.width] = 0.0
    return onward


def _log_sum(values: Floats) -> Floats:
    """Return the log of the sum of the exponentials over the first axis."""
    top = values.max(axis=0)
    base = np.where(top > _NEVER, top, 0.0)
    with np.errstate(divide="ignore"):
        total: Floats = base + np.log(np.exp(values - base).sum(axis=0))
    return total


def _paths(batch: _Batch, table: _Table) -> Iterator[list[Shape]]:
    """Yield the shapes of the beads of each lattice's best path, followed back from its end."""
    openings = np.concatenate(
        [np.repeat(batch.openings[: row.count, 0], row.width) for row in batch.rows]
    )
    # From which state a path comes: 0 matched, 1 deleted, 2 inserted; one byte per cell.
    closing = np.argmax([table.matched, table.deleted, table.inserted], axis=0)
    opened = table.matched + openings, table.deleted + openings
    inserting = np.argmax([*opened, table.inserted], axis=0)
    before_closing, before_inserting, before_deleting, chosen = (
        each.astype(np.uint8).tobytes()
        for each in (closing, inserting, opened[0] < table.deleted, table.ways.argmax(axis=0))
    )
    for number, lattice in enumerate(batch.lattices):
        bases = batch.bases[:, number].tolist()
        i, j = lattice.band.source_length, lattice.band.target_length
        steps: list[Shape] = []
        state = before_closing[bases[i] + j]
        while i or j:
            if state == 1:
                steps.append((1, 0))
                i -= 1
                state = before_deleting[bases[i] + j]
            elif state == 2:
                steps.append((0, 1))
                j -= 1
                state = before_inserting[bases[i] + j]
            else:
                m, n = lattice.shapes[chosen[bases[i] + j]]
                steps.append((m, n))
                i, j = i - m, j - n
                state = before_closing[bases[i] + j]
        yield steps[::-1]
