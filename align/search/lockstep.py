"""The quick search: the recurrences of `align.search.reference`, many lattices in step.

A row of a band is a handful of nodes, too few for numpy to be worth its calls. So lattices are laid
side by side, and step r works on row r of all of them at once. Within a row the only dependence is
a run of insertions; it is a running maximum (or running log-sum) once the prices are written as
differences of a cumulative sum. Compiled code was not needed, and the package stays free of a
compiler.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from align.search.batch import NEVER, Batch, Row, batches
from align.search.lattice import Floats, Lattice

__all__ = ["Lockstep", "Posteriors", "Shape"]

Shape = tuple[int, int]


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
            (members, Batch([lattices[member] for member in members]))
            for members in batches(lattices)
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


def _forward(batch: Batch, *, summing: bool) -> _Table:
    add = np.logaddexp if summing else np.maximum
    reduce = _log_sum if summing else np.maximum.reduce
    nowhere = np.full(batch.size, NEVER)
    states = nowhere.copy(), nowhere.copy(), nowhere.copy(), nowhere
    table = _Table(*states, batch.scores.copy())
    for row in batch.rows:
        here, shape = row.cells, row.shape
        inside = batch.inside[here].reshape(shape)
        openings = batch.openings[: row.count]
        ways = table.ways[:, here].reshape(-1, *shape)
        for m, shapes, n in batch.shapes_by_height:
            if m > row.number:
                ways[shapes] = NEVER
            else:
                ways[shapes] += table.closed.take(batch.begins(row, m, n))
        table.ways[:, here] = ways.reshape(len(ways), -1)
        matched = reduce(ways)
        deleted = np.full(shape, NEVER)
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
        inserted = np.full(shape, NEVER)
        np.copyto(inserted[:, 1:], runs, where=inside[:, 1:])
        table.matched[here], table.deleted[here] = matched.ravel(), deleted.ravel()
        table.inserted[here] = inserted.ravel()
        table.closed[here] = add(open_states, inserted).ravel()
    return table


def _backward(batch: Batch) -> Floats:
    """Return, per cell, the log-sum over all ways to the end after a bead has closed there."""
    matched = np.full(batch.size, NEVER)
    deleted = np.full(batch.size, NEVER)
    for row in reversed(batch.rows):
        here, shape = row.cells, row.shape
        inside = batch.inside[here].reshape(shape)
        prices = batch.prices[here].reshape(shape)
        openings = batch.openings[: row.count]
        onward = _onward(batch, row, matched)
        deleting = np.full(shape, NEVER)
        if row.number + 1 < len(batch.rows):
            below = batch.beside(row, 1, 0)
            price = batch.deletions[row.number + 1, : len(below)]
            deleting[: len(below)] = deleted.take(below) + price
        # finishing[j] = log-sum over k >= j of onward[k] + price of inserting j to k
        onward = np.where(inside, onward, NEVER)
        finishing = np.logaddexp.accumulate((onward + prices)[:, ::-1], axis=1)[:, ::-1] - prices
        inserting = np.full(shape, NEVER)
        inserting[:, :-1] = finishing[:, 1:] + np.diff(prices, axis=1)
        opened = np.logaddexp(onward, inserting + openings)
        matched[here][batch.inside[here]] = np.logaddexp(opened, deleting + openings)[inside]
        deleted[here][batch.inside[here]] = np.logaddexp(opened, deleting)[inside]
    return matched


def _onward(batch: Batch, row: Row, matched: Floats) -> Floats:
    """Return the log-sum over the beads that begin at each cell of a row, and all after them."""
    ways = np.full((len(batch.shapes), *row.shape), NEVER)
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
    base = np.where(top > NEVER, top, 0.0)
    with np.errstate(divide="ignore"):
        total: Floats = base + np.log(np.exp(values - base).sum(axis=0))
    return total


def _paths(batch: Batch, table: _Table) -> Iterator[list[Shape]]:
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
