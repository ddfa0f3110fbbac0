"""The best path through the bands of a grid: its beads, how sure each is, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np

from align.confidence import CONFIDENCE_FEATURES, Calibration, confidence_features
from align.model import Bead
from align.scoring.features import BEAD_FEATURES, bead_features
from align.scoring.grid import Grid
from align.search.lattice import Floats, Integers, Lattice
from align.search.lockstep import Lockstep

__all__ = ["Path", "find_path", "judge", "left_alone"]

_SIMILARITY: Final = BEAD_FEATURES.index("similarity")
_GREATEST_LEAK: Final = BEAD_FEATURES.index("greatest_leak")
_OF_ALL: Final = (*CONFIDENCE_FEATURES, "translated")
# Columns of the table that explains the beads, by name. The features of the confidence come last
# and stand for those of the same name before them.
_OF_ALONE: Final = {name: len(BEAD_FEATURES) + place for place, name in enumerate(_OF_ALL)}
_OF_BEADS: Final = {name: place for place, name in enumerate(BEAD_FEATURES)} | _OF_ALONE


@dataclass(frozen=True, slots=True)
class Path:
    """The best path through every band of a grid, one after the other; k beads.

    Attributes:
        bands: shape (k,), index of the band of each bead.
        heights: shape (k,), source segments of each.
        widths: shape (k,), target segments of each.
        rows: shape (k,), source segments of the text that lie behind the end of each.
        columns: shape (k,), the same of the target.
        nodes: shape (k,), node of the grid at which each ends.
        shapes: shape (k,), index of the shape of each; -1 for a segment left alone.
        posteriors: shape (k,), probability of each under the search's model.
    """

    bands: Integers
    heights: Integers
    widths: Integers
    rows: Integers
    columns: Integers
    nodes: Integers
    shapes: Integers
    posteriors: Floats


def find_path(grid: Grid, lattices: Sequence[Lattice]) -> Path:
    """Return the best path through the lattices of a grid's bands."""
    search = Lockstep(lattices)
    paths = [path for _, path in search.best_paths()]
    heights, widths = np.array(list(chain.from_iterable(paths)), dtype=np.int64).T
    bands = np.repeat(np.arange(len(paths)), [len(path) for path in paths])
    places = np.array([band.place for band in grid.bands])
    ends = np.array([band.end for band in grid.bands])
    # What lies between one band and the next is no part of the path.
    skipped = places - np.concatenate([[(0, 0)], ends[:-1]])
    rows, columns = (
        np.cumsum(steps) + np.cumsum(skipped[:, side])[bands]
        for side, steps in enumerate((heights, widths))
    )
    nodes = grid.nodes.at(bands, rows, columns)
    largest = max(max(shape) for shape in grid.shapes)
    kinds = np.full((largest + 1, largest + 1), -1)
    for index, shape in enumerate(grid.shapes):
        kinds[shape] = index
    shapes = kinds[heights, widths]
    beads = np.concatenate([found.beads for found in search.bead_posteriors()], axis=1)
    lengths = len(grid.source), len(grid.target)
    alone = left_alone(beads, grid.shapes, (grid.rows, grid.columns), lengths)
    posteriors = np.where(
        shapes >= 0,
        beads[shapes, nodes],
        np.where(heights > 0, alone[0][rows - 1], alone[1][columns - 1]),
    )
    return Path(bands, heights, widths, rows, columns, nodes, shapes, posteriors)


def left_alone(
    beads: Floats,
    shapes: Sequence[tuple[int, int]],
    nodes: tuple[Integers, Integers],
    lengths: tuple[int, int],
) -> tuple[Floats, Floats]:
    """Return, for each segment of source and target, the probability that no bead covers it.

    Args:
        beads: shape (shapes, nodes), probability of the bead of that shape that ends there.
        shapes: the bead shapes (m, n).
        nodes: row and column of each node.
        lengths: number of source and of target segments.
    """
    heights, widths = zip(*shapes, strict=True)
    return (
        _alone_on_side(beads, heights, nodes[0], lengths[0]),
        _alone_on_side(beads, widths, nodes[1], lengths[1]),
    )


def _alone_on_side(beads: Floats, spans: Sequence[int], ends: Integers, length: int) -> Floats:
    covered = np.zeros(length + 1)
    backs = range(min(max(spans), length))
    reaching = np.array([[float(span > back) for span in spans] for back in backs]) @ beads
    for back, probability in zip(backs, reaching, strict=True):
        ending = np.bincount(ends, weights=probability, minlength=length + 1)
        covered[: length + 1 - back] += ending[back:]
    alone: Floats = np.clip(1.0 - covered[1:], 0.0, 1.0)
    return alone


def judge(
    grid: Grid, path: Path, calibration: Calibration, translated: float, origin: tuple[int, int]
) -> list[Bead]:
    """Return the beads of a path with their confidence and the features behind it.

    Args:
        grid: what the path leads through.
        path: the path.
        calibration: from posteriors to confidence.
        translated: probability that the two texts are translations of each other at all.
        origin: index that the first segments of the grid's sides have in the whole texts.
    """
    seen = _bead_features(grid, path)
    judged = confidence_features(path.posteriors, seen[:, _SIMILARITY], seen[:, _GREATEST_LEAK])
    table = np.concatenate([seen, judged, np.full((len(seen), 1), translated)], axis=1)
    confidences = calibration.probabilities(judged, translated)
    sources = (path.rows - path.heights + origin[0], path.rows + origin[0])
    targets = (path.columns - path.widths + origin[1], path.columns + origin[1])
    nothing = range(0)
    return [
        Bead(
            source=range(i, k) if k > i else nothing,
            target=range(j, q) if q > j else nothing,
            confidence=confidence,
            features=_Explanation(_OF_BEADS if shape >= 0 else _OF_ALONE, table, place),
        )
        for place, (i, k, j, q, confidence, shape) in enumerate(
            zip(
                *(each.tolist() for each in (*sources, *targets, confidences, path.shapes)),
                strict=True,
            )
        )
    ]


def _bead_features(grid: Grid, path: Path) -> Floats:
    """Return the features of the beads, shape (k, features); NaN for segments left alone."""
    table = np.full((len(path.shapes), len(BEAD_FEATURES)), np.nan)
    for shape in np.unique(path.shapes[path.shapes >= 0]).tolist():
        places = path.shapes == shape
        m, n = grid.shapes[shape]
        features = bead_features(grid, m, n, path.nodes[places])
        for column, name in enumerate(BEAD_FEATURES):
            table[places, column] = features[name]
    return table


class _Explanation(Mapping[str, float]):
    """One row of a table as a mapping; hundreds of thousands of beads share the table."""

    __slots__ = ("_columns", "_row", "_table")

    def __init__(self, columns: Mapping[str, int], table: Floats, row: int) -> None:
        self._columns, self._table, self._row = columns, table, row

    def __getitem__(self, name: str) -> float:
        return float(self._table[self._row, self._columns[name]])

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __reduce__(self) -> tuple[type, tuple[dict[str, float]]]:
        return dict, (dict(self),)
