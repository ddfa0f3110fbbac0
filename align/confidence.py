"""Say how sure a bead is: the posterior of the search, put right by what known beads showed.

The confidence is a product of two probabilities, each a logistic model fitted on generated
documents (Platt, "Probabilistic outputs for support vector machines", 1999): that the two texts are
translations of each other at all, and that the bead is right if they are.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from align.search.lattice import Floats

__all__ = [
    "CONFIDENCE_FEATURES",
    "Calibration",
    "confidence_features",
    "load_calibration",
    "surroundings_of",
]

CONFIDENCE_FEATURES = ("bias", "posterior_logit", "similarity", "left_alone", "surroundings")
"""Names of what the model of a bead sees, in order."""

# A posterior is kept away from 0 and 1 by this much, so that its log-odds stay finite.
_EDGE = 1e-4


@dataclass(frozen=True, slots=True)
class Calibration:
    """Two logistic models.

    Attributes:
        bead: one weight per confidence feature.
        bitext: bias and weight of the tied share of the two texts.
    """

    bead: tuple[float, ...]
    bitext: tuple[float, float]

    def probability(self, features: Mapping[str, float], tied_share: float) -> float:
        """Return the probability that a bead is right.

        Args:
            features: of the bead; see `confidence_features`.
            tied_share: share of the shorter text's segments that lie on the chain of mutual
                nearest neighbours, 0 to 1.
        """
        total = sum(
            weight * features[name]
            for weight, name in zip(self.bead, CONFIDENCE_FEATURES, strict=True)
        )
        return self.translated(tied_share) * _logistic(total)

    def translated(self, tied_share: float) -> float:
        """Return the probability that the two texts are translations of each other."""
        bias, weight = self.bitext
        return _logistic(bias + weight * tied_share)


def confidence_features(
    posterior: float, similarity: float | None, surroundings: float
) -> dict[str, float]:
    """Return the features of one bead.

    Args:
        posterior: probability of the bead under the search's model.
        similarity: of its two spans, 0 chance, 1 typical; None for a segment left alone.
        surroundings: mean posterior of the two beads before and the two after it.
    """
    kept = min(max(posterior, _EDGE), 1.0 - _EDGE)
    return {
        "bias": 1.0,
        "posterior_logit": math.log(kept / (1.0 - kept)),
        "similarity": 0.0 if similarity is None else similarity,
        "left_alone": float(similarity is None),
        "surroundings": surroundings,
    }


def surroundings_of(posteriors: Floats) -> list[float]:
    """Return, for each bead, the mean posterior of the two beads before and the two after.

    At the ends the first and the last bead stand in for those that are not there.
    """
    values = posteriors.tolist()
    last = len(values) - 1
    return [
        sum(values[min(max(i + step, 0), last)] for step in (-2, -1, 1, 2)) / 4.0
        for i in range(len(values))
    ]


def load_calibration() -> Calibration:
    """Return the calibration that ships with the package."""
    text = resources.files("align.scoring").joinpath("weights.json").read_text(encoding="utf-8")
    values = json.loads(text)["confidence"]
    return Calibration(
        tuple(float(values[name]) for name in CONFIDENCE_FEATURES),
        (float(values["translated_bias"]), float(values["translated_tied_share"])),
    )


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(min(value, 30.0), -30.0)))
