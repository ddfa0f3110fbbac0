"""Say how sure a bead is: the posterior of the search, put right by what known beads showed.

The confidence is a product of two probabilities, each a logistic model fitted on generated
documents (Platt, "Probabilistic outputs for support vector machines", 1999): that the two texts are
translations of each other at all, and that the bead is right if they are.
"""

import math
from dataclasses import dataclass

import numpy as np

from align.scoring.fitted import fitted_values
from align.search.lattice import Floats

__all__ = [
    "CONFIDENCE_FEATURES",
    "Calibration",
    "confidence_features",
    "load_calibration",
    "order_evidence",
]

CONFIDENCE_FEATURES = (
    "bias",
    "posterior_logit",
    "similarity",
    "left_alone",
    "surroundings",
    "greatest_leak",
)
"""Names of what the model of a bead sees, in order."""

# A posterior is kept away from 0 and 1 by this much, so that its log-odds stay finite.
_EDGE = 1e-4


@dataclass(frozen=True, slots=True)
class Calibration:
    """Two logistic models.

    Attributes:
        bead: one weight per confidence feature.
        bitext: bias and weight of the order evidence of the two texts.
    """

    bead: tuple[float, ...]
    bitext: tuple[float, float]

    def probabilities(self, features: Floats, translated: float) -> Floats:
        """Return the probability of each bead that it is right, shape (k,).

        Args:
            features: shape (k, 6), see `confidence_features`.
            translated: probability that the texts are translations at all; see `translated`.
        """
        total = np.clip(features @ np.array(self.bead), -30.0, 30.0)
        probabilities: Floats = translated / (1.0 + np.exp(-total))
        return probabilities

    def translated(self, tie_count: int, chain_length: int) -> float:
        """Return the probability that the two texts are translations of each other.

        Args:
            tie_count: segments that are each other's nearest neighbour.
            chain_length: how many of them follow one another in both texts.
        """
        bias, weight = self.bitext
        return _logistic(bias + weight * order_evidence(tie_count, chain_length))


def order_evidence(tie_count: int, chain_length: int) -> float:
    """Return how much longer the chain of ties is than chance would have it, as a logarithm.

    Among k ties in random order the longest rising chain has about 2 sqrt(k) - 1.77 k^(1/6)
    (Baik, Deift and Johansson, "On the distribution of the length of the longest increasing
    subsequence of random permutations", 1999). About 0 for texts that have nothing to do with each
    other; grows with the length of true translations.
    """
    if tie_count == 0:
        return 0.0
    expected = max(1.0, 2.0 * math.sqrt(tie_count) - 1.77 * tie_count ** (1.0 / 6.0))
    return math.log(max(chain_length, 1) / expected)


def confidence_features(posteriors: Floats, similarities: Floats, leaks: Floats) -> Floats:
    """Return the features of the beads of a path, shape (k, 6), in the order of their names.

    Args:
        posteriors: shape (k,), probability of each bead under the search's model.
        similarities: shape (k,), of its two spans, 0 chance, 1 typical; not a number for a
            segment left alone.
        leaks: shape (k,), the most that one of its spans says of the other side's neighbours, 0
            to 1; not a number for a segment left alone.
    """
    kept = np.clip(posteriors, _EDGE, 1.0 - _EDGE)
    return np.stack(
        [
            np.ones(len(posteriors)),
            np.log(kept / (1.0 - kept)),
            np.nan_to_num(similarities, nan=0.0),
            np.isnan(similarities),
            _surroundings(posteriors),
            np.nan_to_num(leaks, nan=0.0),
        ],
        axis=1,
    )


def _surroundings(posteriors: Floats) -> Floats:
    """Return, for each bead, the mean posterior of the two beads before and the two after.

    At the ends the first and the last bead stand in for those that are not there.
    """
    padded = np.pad(posteriors, 2, mode="edge")
    surroundings: Floats = (padded[:-4] + padded[1:-3] + padded[3:-1] + padded[4:]) / 4.0
    return surroundings


def load_calibration() -> Calibration:
    """Return the calibration that ships with the package."""
    values = fitted_values()["confidence"]
    return Calibration(
        tuple(float(values[name]) for name in CONFIDENCE_FEATURES),
        (float(values["translated_bias"]), float(values["translated_order_evidence"])),
    )


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(min(value, 30.0), -30.0)))
