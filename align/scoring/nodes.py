"""Number the nodes of several bands one after another, and find the neighbours of each."""

from collections.abc import Sequence

import numpy as np

from align.search.lattice import Band, Integers

__all__ = ["Nodes"]


class Nodes:
    """The nodes of several bands, band after band, row after row.

    Attributes:
        bands: in the order of their places.
        size: number of nodes.
        rows: shape (size,), how many source segments of the whole text each node has behind it.
        columns: shape (size,), the same of the target.
        begins: per band its first node; one more for the end.
    """

    def __init__(self, bands: Sequence[Band]) -> None:
        self.bands = bands
        # A line is a row of a band. Neighbouring bands may hold lines of the same source segment.
        counts = [band.source_length + 1 for band in bands]
        self._firsts = firsts = np.cumsum([0, *counts])
        self._first_line = np.repeat(firsts[:-1], counts)
        self._last_line = np.repeat(firsts[1:] - 1, counts)
        self._low = np.concatenate([band.low + band.place[1] for band in bands])
        self._high = np.concatenate([band.high + band.place[1] for band in bands])
        self._starts = np.concatenate([[0], np.cumsum(self._high - self._low)])
        self._widths = self._high - self._low
        self.size = int(self._starts[-1])
        self.begins = self._starts[firsts]
        rows = [band.place[0] + np.arange(count) for band, count in zip(bands, counts, strict=True)]
        self.rows = np.repeat(np.concatenate(rows), self._widths)
        self._numbers = np.arange(self.size)
        # Number of the node in column 0 of a line, were there one.
        self._bases = self._starts[:-1] - self._low
        self.columns = self._numbers - np.repeat(self._bases, self._widths)

    def at(self, bands: Integers, rows: Integers, columns: Integers) -> Integers:
        """Return the node at each row and column of a band; they must lie in it."""
        top = np.array([band.place[0] for band in self.bands])
        lines = self._firsts[bands] + rows - top[bands]
        nodes: Integers = self._bases[lines] + columns
        return nodes

    def neighbours(self, down: int, right: int) -> Integers:
        """Return the node so many rows down and columns right of each, in the same band.

        `size` stands for a node outside.
        """
        lines = np.arange(len(self._low)) + down
        inside = (lines >= self._first_line) & (lines <= self._last_line)
        lines = np.where(inside, lines, 0)
        low = np.where(inside, self._low[lines] - right, self.size)
        high = np.where(inside, self._high[lines] - right, 0)
        step = self._bases[lines] - self._bases + right
        low, high, step = (np.repeat(each, self._widths) for each in (low, high, step))
        reached = (self.columns >= low) & (self.columns < high)
        return np.where(reached, self._numbers + step, self.size)
