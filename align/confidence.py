"""Say how sure a bead is: the posterior of the search, put right by what known beads showed.

The search's posterior tells how much better a bead is than its rivals. It is too sure of itself
where the whole text is wrong (a target that is no translation at all), so a logistic model over
the posterior and a few features of the bead was fitted on generated documents, wrong pairs of
documents among them (Platt, "Probabilistic outputs for support vector machines", 1999).
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import numpy as np

__all__ = ["CONFIDENCE_FEATURES", "Calibration", "confidence_features", "load_calibration"]

CONFIDENCE_FEATURES = (
    "bias",
    "posterior_logit",
    "similarity",
    "left_alone",
    "surroundings",
    "tied_share",
)
"""Names of what the logistic model sees, in order."""

# A posterior is kept away from 0 and 1 by this much, so that its log-odds stay finite.
_EDGE = 1e-4


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model: one weight per confidence feature."""

    weights: tuple[float, ...]

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the probability that a bead with these features is right."""
        total = sum(
            weight * features[name]
            for weight, name in zip(self.weights, CONFIDENCE_FEATURES, strict=True)
        )
        return 1.0 / (1.0 + math.exp(-max(min(total, 30.0), -30.0)))


def confidence_features(
    posterior: float,
    similarity: float | None,
    surroundings: float,
    tied_share: float,
) -> dict[str, float]:
    """Return the features of one bead.

    Args:
        posterior: probability of the bead under the search's model.
        similarity: of its two spans, 0 chance, 1 typical; None for a segment left alone.
        surroundings: mean posterior of the two beads before and the two after it.
        tied_share: share of the shorter text's segments that lie on the chain of mutual nearest
            neighbours; low where the texts are no translations of each other.
    """
    kept = min(max(posterior, _EDGE), 1.0 - _EDGE)
    return {
        "bias": 1.0,
        "posterior_logit": math.log(kept / (1.0 - kept)),
        "similarity": 0.0 if similarity is None else similarity,
        "left_alone": float(similarity is None),
        "surroundings": surroundings,
        "tied_share": tied_share,
    }


def surroundings_of(posteriors: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
    """Return, for each bead, the mean posterior of the two beads before and the two after."""
    padded = np.pad(posteriors, 2, mode="edge") if len(posteriors) else posteriors
    return [
        float((padded[i] + padded[i + 1] + padded[i + 3] + padded[i + 4]) / 4.0)
        for i in range(len(posteriors))
    ]


def load_calibration() -> Calibration:
    """Return the calibration that ships with the package."""
    text = resources.files("align.scoring").joinpath("weights.json").read_text(encoding="utf-8")
    values = json.loads(text)["confidence"]
    return Calibration(tuple(float(values[name]) for name in CONFIDENCE_FEATURES))
