"""Lattices laid side by side, row by row, in flat arrays: what a search in step works on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from align.search.lattice import Booleans, Integers, Lattice

__all__ = ["NEVER", "Batch", "Row", "batches"]

NEVER: Final = -np.inf
"""Score of what cannot be."""
# Lattices go together while at most so many cells, and no more than so many times the nodes, are
# worked on: rows of a step are padded to the widest, which costs more than the calls it saves
# when one lattice is much wider than the others, as around a missing page.
_MOST_CELLS: Final = 200_000
_MOST_PADDING: Final = 3
_FEW_CELLS: Final = 4_000


def batches(lattices: Sequence[Lattice]) -> Iterator[list[int]]:
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
class Row:
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
        """Where all cells of the row lie."""
        return slice(self.begin, self.begin + self.count * self.width)

    @property
    def shape(self) -> tuple[int, int]:
        """Lattices and cells per lattice."""
        return self.count, self.width


class Batch:
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
            Row(*values)
            for values in zip(
                range(len(counts)), begins.tolist(), counts.tolist(), padded.tolist(), strict=False
            )
        ]
        # Cell of a lattice's column 0 in each row, which may lie before the row.
        self.bases = begins[:-1, None] + padded[:, None] * np.arange(len(bands)) + 1 - self.lows
        self.size = int(begins[-1])
        self.nodes = []
        self.prices = np.zeros(self.size)
        for number, lattice in enumerate(lattices):
            rows, columns = lattice.band.rows_and_columns()
            nodes = self.bases[rows, number] + columns
            price = np.concatenate([[0.0], np.cumsum(lattice.gaps.insertion)])
            self.prices[nodes] = price[columns]
            self.nodes.append(nodes)
        self.lasts = np.array([nodes[-1] for nodes in self.nodes])
        everywhere = np.concatenate(self.nodes)
        self.scores = np.full((len(self.shapes), self.size), NEVER)
        self.scores[:, everywhere] = np.concatenate(
            [lattice.scores for lattice in lattices], axis=1
        )
        self.inside: Booleans = np.zeros(self.size, dtype=bool)
        self.inside[everywhere] = True
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

    def begins(self, row: Row, m: int, n: Integers) -> Integers:
        """Return the cells where the beads (m, n) that end in a row begin, shape (k, cells)."""
        if (row.number, m) not in self._begins:
            self._begins[row.number, m] = self.beside(row, -m, -n)
        return self._begins[row.number, m]

    def beside(self, row: Row, down: int, right: Integers | int) -> Integers:
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
