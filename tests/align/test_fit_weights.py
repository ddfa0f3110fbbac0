"""The fit of the weights of the search, on a document small enough to see through."""

from dataclasses import replace

import numpy as np

from align.model import SegmentedText
from align.scoring.evidence import gather_evidence
from align.scoring.features import BEAD_FEATURES
from align.scoring.scale import Scale
from align.scoring.side import side_from_vectors
from align.scoring.weights import load_weights
from align.search.lattice import bead_shapes, full_band
from align.training.aligner import Example, fit_weights


def test_only_the_named_weights_are_fitted() -> None:
    vectors = np.random.default_rng(4).normal(size=(4, 8)).astype(np.float32)
    sides = (
        side_from_vectors(SegmentedText.from_lines("en", ["“A.", "b.”", "C.", "D."]), vectors),
        side_from_vectors(SegmentedText.from_lines("fr", ["« A.", "B. »", "C.", "D."]), vectors),
    )
    scale = Scale(chance=0.0, typical=1.0, letters=1.0, speech=1.0)
    evidence = gather_evidence(*sides, full_band(4, 4), bead_shapes(2), scale)
    example = Example(evidence, tuple(((i,), (i,)) for i in range(4)))
    start = load_weights()
    column = BEAD_FEATURES.index("speech_cut")
    start = replace(start, beads=np.where(np.arange(len(start.beads)) == column, 5.0, start.beads))
    fitted, losses = fit_weights([example], start, rounds=10, penalty=0.0, only=["speech_cut"])
    assert min(losses) < losses[0]
    moved = fitted.to_vector() != start.to_vector()
    assert np.flatnonzero(moved).tolist() == [column]
