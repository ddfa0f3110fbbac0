"""Search texts that stand in the same order, part by part, and judge every bead of the path."""

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np

from align.confidence import Calibration, confidence_features, surroundings_of
from align.corridor import Tie, search_band, sure_nodes
from align.crossing import Crossing, join_crossed
from align.model import AlignmentError, Bead
from align.scoring.features import BEAD_FEATURES, bead_features
from align.scoring.grid import Grid
from align.scoring.scale import Scale
from align.scoring.side import Side
from align.scoring.support import Support
from align.scoring.weights import Weights, score_grid
from align.search.banded import Posteriors, bead_posteriors, best_path
from align.search.lattice import Floats, Integers, Lattice, Step, bead_shapes

__all__ = ["AlignmentModel", "ForwardSearch", "left_alone", "shifted", "ties_between"]

# A long text is searched in parts of about this many segments, so that memory stays constant.
_PART: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentModel:
    """What a bitext is aligned with.

    Attributes:
        weights: of the features.
        calibration: from posteriors to confidence.
        crossing: tells where a clause crossed from one bead to the next; None never looks.
        largest_bead: most segments a bead may hold on either side, 1 to 8.
    """

    weights: Weights
    calibration: Calibration
    crossing: Crossing | None = None
    largest_bead: int = 4

    def __post_init__(self) -> None:
        if not 1 <= self.largest_bead <= 8:
            raise AlignmentError(
                f"a bead of {self.largest_bead} segments a side was asked for, expected 1 to 8; "
                f"choose a number in that range."
            )

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits that change with the weights and the calibration."""
        values = np.concatenate(
            [
                self.weights.to_vector(),
                self.calibration.bead,
                self.calibration.bitext,
                self.crossing.weights if self.crossing else [],
            ]
        )
        return hashlib.sha256(np.round(values, 6).tobytes()).hexdigest()[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardSearch:
    """The search of texts that stand in the same order, and what is the same for all their parts.

    Attributes:
        scale: what chance and a typical translation look like.
        translated: probability that the two texts are translations of each other at all.
        model: weights and calibration.
        support: what other languages say of the pairs of segments, if there are any.
    """

    scale: Scale
    translated: float
    model: AlignmentModel
    support: Support | None = None

    def align_forward(
        self,
        source: Side,
        target: Side,
        chain: Sequence[Tie],
        old_source: Integers,
        old_target: Integers,
    ) -> list[Bead]:
        """Return the beads of texts in the same order, part by part.

        Args:
            source: what is left of the source without moved blocks.
            target: what is left of the target.
            chain: ties of the whole texts.
            old_source: index in the whole source of each segment left.
            old_target: the same of the target.
        """
        new_source = {int(old): new for new, old in enumerate(old_source)}
        new_target = {int(old): new for new, old in enumerate(old_target)}
        own = [
            Tie(new_source[tie.source], new_target[tie.target], tie.weight)
            for tie in chain
            if tie.source in new_source and tie.target in new_target
        ]
        beads: list[Bead] = []
        corners = [(0, 0), *sure_nodes(own, _PART), (len(source), len(target))]
        for (i, j), (k, q) in pairwise(corners):
            inside = ties_between(own, (i, j), (k, q))
            part = self.align_part(source.part(i, k), target.part(j, q), inside)
            beads += [shifted(bead, i, j) for bead in part]
        return beads

    def align_part(self, source: Side, target: Side, chain: list[Tie]) -> tuple[Bead, ...]:
        """Return the beads of one part; with nothing on one side, the other is left alone."""
        if not len(source) or not len(target):
            return tuple(_left_over(len(source), len(target)))
        band = search_band(len(source), len(target), chain)
        shapes = bead_shapes(self.model.largest_bead)
        grid = Grid(source, target, band, shapes, self.scale, support=self.support)
        lattice = score_grid(grid, self.model.weights)
        _, path = best_path(lattice)
        beads = self._judge(grid, lattice, path)
        if self.model.crossing is None:
            return beads
        return join_crossed(
            beads,
            source,
            target,
            self.scale,
            self.model.crossing,
            largest_bead=self.model.largest_bead,
            translated=self.translated,
        )

    def _judge(self, grid: Grid, lattice: Lattice, path: list[Step]) -> tuple[Bead, ...]:
        """Return the beads of the path with their confidence and the features behind it."""
        nodes = _end_nodes(lattice, path)
        features = _path_features(grid, lattice, path, nodes)
        posteriors = _path_posteriors(lattice, path, nodes)
        beads = []
        for (source, target), posterior, around, found in zip(
            path, posteriors, surroundings_of(posteriors), features, strict=True
        ):
            evidence = confidence_features(
                float(posterior),
                found.get("similarity"),
                around,
                found.get("greatest_leak", 0.0),
            )
            beads.append(
                Bead(
                    source=source,
                    target=target,
                    confidence=self.model.calibration.probability(evidence, self.translated),
                    features={**found, **evidence, "translated": self.translated},
                )
            )
        return tuple(beads)


def _path_posteriors(lattice: Lattice, path: list[Step], nodes: list[int]) -> Floats:
    """Return the probability of each bead of the path under the search's model."""
    posteriors = bead_posteriors(lattice)
    alone = left_alone(lattice, posteriors)
    return np.array(
        [
            posteriors.beads[lattice.shapes.index((len(source), len(target))), node]
            if source and target
            else (alone[0][source.start] if source else alone[1][target.start])
            for (source, target), node in zip(path, nodes, strict=True)
        ]
    )


def ties_between(chain: Sequence[Tie], begin: tuple[int, int], end: tuple[int, int]) -> list[Tie]:
    """Return the ties of a chain between two nodes, counted from the first of them."""
    (i, j), (k, q) = begin, end
    first = bisect_left(chain, i, key=lambda tie: tie.source)
    last = bisect_left(chain, k, key=lambda tie: tie.source)
    return [
        Tie(tie.source - i, tie.target - j, tie.weight)
        for tie in chain[first:last]
        if j <= tie.target < q
    ]


def shifted(bead: Bead, i: int, j: int) -> Bead:
    """Return the bead with i added to its source indices and j to its target indices."""
    if i == j == 0:
        return bead
    return replace(
        bead,
        source=range(bead.source.start + i, bead.source.stop + i) if bead.source else range(0),
        target=range(bead.target.start + j, bead.target.stop + j) if bead.target else range(0),
    )


def _end_nodes(lattice: Lattice, path: list[Step]) -> list[int]:
    """Return the flat index of the node at which each step ends."""
    band, starts = lattice.band, lattice.band.starts
    nodes, i, j = [], 0, 0
    for source, target in path:
        i, j = i + len(source), j + len(target)
        nodes.append(int(starts[i] + j - band.low[i]))
    return nodes


def _path_features(
    grid: Grid, lattice: Lattice, path: list[Step], nodes: list[int]
) -> list[dict[str, float]]:
    """Return the features of each bead of the path; a segment left alone has none."""
    found: list[dict[str, float]] = [{} for _ in path]
    wanted: dict[int, list[int]] = {}
    for index, (source, target) in enumerate(path):
        if source and target:
            shape = lattice.shapes.index((len(source), len(target)))
            wanted.setdefault(shape, []).append(index)
    for shape, indices in wanted.items():
        values = bead_features(grid, *lattice.shapes[shape])
        columns = {name: np.broadcast_to(values[name], grid.size) for name in BEAD_FEATURES}
        for index in indices:
            found[index] = {name: float(column[nodes[index]]) for name, column in columns.items()}
    return found


def _left_over(source_length: int, target_length: int) -> list[Bead]:
    """Return every segment alone: there is no other way, so it is certain."""
    features = {"no_choice": 1.0}
    ours = [
        Bead(source=range(i, i + 1), target=range(0), confidence=1.0, features=features)
        for i in range(source_length)
    ]
    theirs = [
        Bead(source=range(0), target=range(j, j + 1), confidence=1.0, features=features)
        for j in range(target_length)
    ]
    return ours + theirs


def left_alone(lattice: Lattice, posteriors: Posteriors) -> tuple[Floats, Floats]:
    """Return, for each segment of both sides, the probability that no bead covers it."""
    band = lattice.band
    rows, columns = band.rows_and_columns(0, band.source_length + 1)
    covered = np.zeros(band.source_length + 1), np.zeros(band.target_length + 1)
    for (m, n), probability in zip(lattice.shapes, posteriors.beads, strict=True):
        for side, width, ends in ((covered[0], m, rows), (covered[1], n, columns)):
            for back in range(width):
                np.add.at(side, np.maximum(ends - back, 0), probability)
    return tuple(np.clip(1.0 - side[1:], 0.0, 1.0) for side in covered)  # type: ignore[return-value]
