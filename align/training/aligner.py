"""Fit the weights of the aligner: maximum likelihood of known beads under the search's own model.

The search is a semi-Markov conditional random field (Sarawagi and Cohen, NIPS 2004): the score of
a path is linear in the features of its beads, so the gradient of its log-likelihood is the
difference between the features of the true path and those expected under the model.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from align.path import left_alone
from align.scoring.evidence import Evidence, build_lattice
from align.scoring.features import BEAD_FEATURES, GAP_FEATURES
from align.scoring.weights import Weights
from align.search.lattice import Floats
from align.search.lockstep import Lockstep

__all__ = ["Example", "fit_weights"]

# What both sides hold never speaks against a bead. Left free, the weight of shared anchors fell
# below 0 to make up for others; documents of the fitting text did no better for it (.9922, bound
# .9924).
_NEVER_AGAINST: Final = [BEAD_FEATURES.index(name) for name in ("anchors_shared", "label_shared")]

Bead = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Example:
    """One document to learn from.

    Attributes:
        evidence: what the search sees of it.
        beads: the true beads.
        weight: how much it counts beside others.
    """

    evidence: Evidence
    beads: tuple[Bead, ...]
    weight: float = 1.0


def fit_weights(
    examples: Sequence[Example],
    start: Weights,
    *,
    rounds: int = 150,
    penalty: float = 0.5,
    only: Sequence[str] = (),
) -> tuple[Weights, list[float]]:
    """Return the weights that make the true beads likeliest, and the loss of each round.

    Args:
        examples: documents whose evidence and beads are known.
        start: where to begin.
        rounds: steps of Adam over all examples.
        penalty: strength of the pull of every weight towards 0 (L2).
        only: names of the features of beads to fit, the other weights stay; all without any.

    The result depends on nothing but the arguments.
    """
    truths = [_true_counts(example) for example in examples]
    position = start.to_vector()
    free = np.array([not only or name in only for name in BEAD_FEATURES])
    free = np.append(free, np.full(len(position) - len(free), not only))
    first, second = np.zeros_like(position), np.zeros_like(position)
    losses = []
    best, best_loss = position, np.inf
    for step in range(1, rounds + 1):
        weights = Weights.from_vector(position)
        gradient = penalty * position
        loss = 0.5 * penalty * float(position @ position)
        for example, truth in zip(examples, truths, strict=True):
            expected, total = _expected_counts(example.evidence, weights)
            gradient += example.weight * (expected - truth)
            loss += example.weight * (total - float(truth @ position))
        gradient[~free] = 0.0
        losses.append(loss)
        if loss < best_loss:
            best, best_loss = position, loss
        first = 0.9 * first + 0.1 * gradient
        second = 0.99 * second + 0.01 * gradient * gradient
        rate = 0.2 * (1.0 - 0.9 * step / rounds)
        position = position - rate * (first / (1 - 0.9**step)) / (
            np.sqrt(second / (1 - 0.99**step)) + 1e-8
        )
        position[_NEVER_AGAINST] = np.maximum(position[_NEVER_AGAINST], 0.0)
    return Weights.from_vector(best), losses


def _true_counts(example: Example) -> Floats:
    """Return the summed features of the true path, in the order of `Weights.to_vector`."""
    evidence = example.evidence
    band, starts = evidence.band, evidence.band.starts
    beads = np.zeros(len(BEAD_FEATURES))
    deletions = np.zeros(len(GAP_FEATURES))
    insertions = np.zeros(len(GAP_FEATURES))
    openings = 0
    i = j = 0
    in_gap = ""
    for source, target in example.beads:
        i, j = i + len(source), j + len(target)
        if source and target:
            shape = evidence.shapes.index((len(source), len(target)))
            beads += evidence.beads[shape, starts[i] + j - band.low[i]]
            in_gap = ""
        else:
            side = "source" if source else "target"
            openings += side != in_gap
            in_gap = side
            for index in source:
                deletions += evidence.deletions[index]
            for index in target:
                insertions += evidence.insertions[index]
    return np.concatenate([beads, deletions + insertions, [openings]])


def _expected_counts(evidence: Evidence, weights: Weights) -> tuple[Floats, float]:
    """Return the features expected under the model and the log of its normaliser.

    What is expected of gaps is the derivative of the normaliser; the share of a segment left
    alone is one minus the probability that some bead covers it.
    """
    lattice = build_lattice(evidence, weights)
    # The number of runs opened has no closed form from bead probabilities alone: differentiate.
    step = 1e-4
    nudged = replace(lattice, gaps=replace(lattice.gaps, opening=weights.opening + step))
    posteriors, higher = Lockstep([lattice, nudged]).bead_posteriors()
    beads = np.einsum("kc,kcf->f", posteriors.beads, evidence.beads, optimize=True)
    band = lattice.band
    alone_source, alone_target = left_alone(
        posteriors.beads, lattice.shapes, band.rows_and_columns(), band.end
    )
    gaps = alone_source @ evidence.deletions + alone_target @ evidence.insertions
    openings = (higher.total - posteriors.total) / step
    return np.concatenate([beads, gaps, [openings]]), posteriors.total
