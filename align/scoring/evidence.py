"""All features of all candidates at once: what weights are fitted on, and a check of the search."""

from dataclasses import dataclass

import numpy as np

from align.encoding.protocol import Vectors
from align.scoring.features import (
    BEAD_FEATURES,
    bead_features,
    deletion_features,
    insertion_features,
)
from align.scoring.grid import Grid
from align.scoring.scale import Scale
from align.scoring.side import Side
from align.scoring.weights import Weights
from align.search.lattice import Band, Booleans, Floats, Gaps, Lattice

__all__ = ["Evidence", "build_lattice", "gather_evidence"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The features of everything a lattice can choose.

    Attributes:
        band: the nodes.
        shapes: bead shapes.
        beads: shape (shapes, nodes, features), float32; see `BEAD_FEATURES`.
        valid: shape (shapes, nodes), False where the bead would leave the band.
        deletions: shape (n, features); see `GAP_FEATURES`.
        insertions: shape (m, features).
    """

    band: Band
    shapes: tuple[tuple[int, int], ...]
    beads: Vectors
    valid: Booleans
    deletions: Floats
    insertions: Floats


def gather_evidence(
    source: Side, target: Side, band: Band, shapes: tuple[tuple[int, int], ...], scale: Scale
) -> Evidence:
    """Return the features of every bead of these shapes that fits into the band."""
    grid = Grid(source, target, [band], shapes, scale)
    beads = np.zeros((len(shapes), grid.size, len(BEAD_FEATURES)), dtype=np.float32)
    valid = np.zeros((len(shapes), grid.size), dtype=bool)
    for index, shape in enumerate(shapes):
        nodes = grid.valid(*shape)
        valid[index, nodes] = True
        features = bead_features(grid, *shape, nodes)
        for column, name in enumerate(BEAD_FEATURES):
            beads[index, nodes, column] = features[name]
    return Evidence(
        band=band,
        shapes=shapes,
        beads=beads,
        valid=valid,
        deletions=deletion_features(grid),
        insertions=insertion_features(grid),
    )


def build_lattice(evidence: Evidence, weights: Weights) -> Lattice:
    """Return the lattice whose scores are the weighted sums of the features."""
    scores = evidence.beads.astype(np.float64) @ weights.beads
    return Lattice(
        band=evidence.band,
        shapes=evidence.shapes,
        scores=np.where(evidence.valid, scores, -np.inf),
        gaps=Gaps(
            opening=weights.opening,
            deletion=evidence.deletions @ weights.gaps,
            insertion=evidence.insertions @ weights.gaps,
        ),
    )
