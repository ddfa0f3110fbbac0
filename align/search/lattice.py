"""Say what is searched: a band of nodes, the scores of the beads that end there, gap prices.

A node (i, j) means: the first i source segments and the first j target segments are done. A bead
of shape (m, n) that ends at (i, j) comes from (i - m, j - n). The nodes of a row i form one
interval of columns, so the band is ragged and lies in flat arrays, row after row.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Band",
    "Booleans",
    "Floats",
    "Gaps",
    "Integers",
    "Lattice",
    "Step",
    "bead_shapes",
    "full_band",
]

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

Step = tuple[range, range]
"""One bead of a path: source indices and target indices."""


@dataclass(frozen=True, slots=True)
class Band:
    """The nodes that are searched.

    Attributes:
        low: shape (n + 1,), first column of each row.
        high: shape (n + 1,), one past the last column of each row.
        place: row and column that its first node has in the two texts.
    """

    low: Integers
    high: Integers
    place: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        if self.low[0] != 0 or (self.high <= self.low).any():
            raise ValueError("a band begins at column 0 and has a node in every row")
        if (np.diff(self.low) < 0).any() or (np.diff(self.high) < 0).any():
            raise ValueError("the borders of a band never move left")
        if (self.low[1:] >= self.high[:-1]).any():
            raise ValueError("neighbouring rows of a band share a column at least")

    @property
    def source_length(self) -> int:
        """Number of source segments n."""
        return len(self.low) - 1

    @property
    def target_length(self) -> int:
        """Number of target segments m."""
        return int(self.high[-1]) - 1

    @property
    def end(self) -> tuple[int, int]:
        """Row and column that its last node has in the two texts."""
        return self.place[0] + self.source_length, self.place[1] + self.target_length

    @property
    def source_segments(self) -> slice:
        """Where the source segments between its rows stand in the whole text."""
        return slice(self.place[0], self.end[0])

    @property
    def target_segments(self) -> slice:
        """The same of the target."""
        return slice(self.place[1], self.end[1])

    @property
    def size(self) -> int:
        """Number of nodes."""
        return int((self.high - self.low).sum())

    @property
    def starts(self) -> Integers:
        """Shape (n + 2,): where each row begins in the flat arrays; the last is the size."""
        return np.concatenate([[0], np.cumsum(self.high - self.low)])

    def rows_and_columns(self) -> tuple[Integers, Integers]:
        """Return row and column of every node."""
        widths = self.high - self.low
        rows = np.repeat(np.arange(len(widths)), widths)
        begins = np.repeat(np.cumsum(widths) - widths, widths)
        return rows, np.arange(len(rows)) - begins + self.low[rows]


def full_band(source_length: int, target_length: int) -> Band:
    """Return the band that holds every node."""
    return Band(
        low=np.zeros(source_length + 1, dtype=np.int64),
        high=np.full(source_length + 1, target_length + 1, dtype=np.int64),
    )


def bead_shapes(largest: int) -> tuple[tuple[int, int], ...]:
    """Return the shapes with one to `largest` segments on either side, small ones first."""
    shapes = [(m, n) for m in range(1, largest + 1) for n in range(1, largest + 1)]
    return tuple(sorted(shapes, key=lambda shape: (sum(shape), abs(shape[0] - shape[1]), shape)))


@dataclass(frozen=True, slots=True)
class Gaps:
    """What it costs to leave segments without a counterpart (scores, so mostly negative).

    Attributes:
        opening: added once per run of deletions or insertions.
        deletion: shape (n,), for each source segment left alone.
        insertion: shape (m,), for each target segment left alone.
    """

    opening: float
    deletion: Floats
    insertion: Floats


@dataclass(frozen=True, slots=True)
class Lattice:
    """Everything a search needs to know.

    Attributes:
        band: the nodes.
        shapes: the bead shapes (m, n), m and n at least 1.
        scores: shape (shapes, nodes), score of the bead of that shape that ends at that node;
            minus infinity where it would leave the band. Higher is better.
        gaps: the price of segments without a counterpart.
    """

    band: Band
    shapes: tuple[tuple[int, int], ...]
    scores: Floats
    gaps: Gaps

    def __post_init__(self) -> None:
        expected = (len(self.shapes), int(self.band.starts[-1]))
        if self.scores.shape != expected:
            raise ValueError(f"scores have shape {self.scores.shape}, expected {expected}")
