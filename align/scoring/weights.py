"""The weights of the features, and the lattice they make of the evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from align.scoring.features import (
    BEAD_FEATURES,
    GAP_FEATURES,
    bead_features,
    deletion_features,
    insertion_features,
)
from align.scoring.fitted import fitted_values
from align.scoring.grid import Grid
from align.search.lattice import Floats, Gaps, Lattice

__all__ = ["Weights", "load_weights", "score_grid"]

# What the other languages' evidence weighs, per pair of segments within a bead. Documents made in
# six languages at once from the fitting text: see docs/aligner.md for the weights tried.
SUPPORT_WEIGHT: Final = 3.0


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight per feature; a score is a log-odds, so weights are in nats per unit.

    Attributes:
        beads: shape (len(BEAD_FEATURES),).
        gaps: shape (len(GAP_FEATURES),), for every segment left alone.
        opening: added once per run of segments left alone.
    """

    beads: Floats
    gaps: Floats
    opening: float

    def to_vector(self) -> Floats:
        """Return all weights as one vector: beads, gaps, opening."""
        return np.concatenate([self.beads, self.gaps, [self.opening]])

    @classmethod
    def from_vector(cls, vector: Floats) -> "Weights":
        """Return the weights a vector of `to_vector` stands for."""
        count = len(BEAD_FEATURES)
        return cls(vector[:count], vector[count:-1], float(vector[-1]))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Weights":
        """Return the weights of a JSON object with `beads`, `gaps` (by name) and `opening`."""
        return cls(
            np.array([data["beads"][name] for name in BEAD_FEATURES]),
            np.array([data["gaps"][name] for name in GAP_FEATURES]),
            float(data["opening"]),
        )

    def to_dict(self) -> dict[str, object]:
        """Return a JSON object that `from_dict` reads."""
        return {
            "beads": dict(zip(BEAD_FEATURES, np.round(self.beads, 4).tolist(), strict=True)),
            "gaps": dict(zip(GAP_FEATURES, np.round(self.gaps, 4).tolist(), strict=True)),
            "opening": round(self.opening, 4),
        }


def load_weights() -> Weights:
    """Return the weights of the package; `weights.json` says what they were fitted on."""
    return Weights.from_dict(fitted_values())


def score_grid(grid: Grid, weights: Weights) -> list[Lattice]:
    """Return the lattice of each band: weighted sums of the features, never held at once."""
    scores = np.full((len(grid.shapes), grid.size), -np.inf)
    for index, shape in enumerate(grid.shapes):
        nodes = grid.valid(*shape)
        features = bead_features(grid, *shape, nodes)
        total = np.zeros(len(nodes))
        for name, weight in zip(BEAD_FEATURES, weights.beads, strict=True):
            total += weight * features[name]
        if grid.support_rectangles:
            total += SUPPORT_WEIGHT * np.nan_to_num(grid.support_rectangles[shape][nodes], nan=0.0)
        scores[index, nodes] = total
    deletions = deletion_features(grid) @ weights.gaps
    insertions = insertion_features(grid) @ weights.gaps
    return [
        Lattice(
            band=band,
            shapes=grid.shapes,
            scores=scores[:, begin:end],
            gaps=Gaps(
                opening=weights.opening,
                deletion=deletions[band.source_segments],
                insertion=insertions[band.target_segments],
            ),
        )
        for band, (begin, end) in zip(grid.bands, pairwise(grid.nodes.begins), strict=True)
    ]
