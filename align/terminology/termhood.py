"""Say how likely a candidate is a term: a logistic model over what is known of it.

`align.training.fit_termhood` fits the weights on two texts whose terms were marked by hand, one
model for a text alone and one for a text with its other languages. The score is a probability:
of the candidates that get .8, eight in ten were marked.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from align.terminology.candidates import Candidate
from align.terminology.classes import head_class

__all__ = [
    "KNOWN_FEATURES",
    "LINKED_FEATURES",
    "MODELS",
    "OWN_FEATURES",
    "LinkEvidence",
    "Neighbours",
    "find_neighbours",
    "own_features",
    "probability",
]

OWN_FEATURES: Final = (
    "one",
    "count",
    "rarity",
    "commonest word",
    "length",
    "single word",
    "long",
    "shape",
    "opening verb",
    "closing verb",
    "lone opening",
    "lone closing",
    "place",
    "left",
    "right",
    "free",
    "title",
    "absorbed",
    "hosts",
    "inner",
    "named head",
    "other head",
    "joined",
    "holds known",
)
LINKED_FEATURES: Final = (
    *OWN_FEATURES,
    "quality",
    "answered",
    "edge",
    "linked",
    "target whole",
    "target rarity",
    "target title",
    "name",
    "better inside",
    "better around",
)
KNOWN_FEATURES: Final = (
    "one",
    "agreement",
    "count",
    "general",
    "length",
    "short",
    "named",
    "languages",
)
_REACH: Final = 3
"""Words on either side by which a longer candidate is looked for."""

MODELS: Final[Mapping[tuple[str, ...], str]] = {
    OWN_FEATURES: "alone",
    LINKED_FEATURES: "linked",
    KNOWN_FEATURES: "known",
}
_LEAST_SHAPE: Final = 0.05
_NAMED: Final = frozenset({"treaty", "body", "conference"})
_WEIGHTS: Final = Path(__file__).parent / "data" / "termhood.json"


@dataclass(frozen=True, slots=True)
class LinkEvidence:
    """What the other languages say of a candidate, means over them.

    Attributes:
        quality: strength of its links, 0 to 1.
        answered: share of the languages whose equivalent chose it too.
        edge: how well the edges of both are covered, 0 to 1.
        linked: share of the languages in which it has an equivalent worth printing.
        target_whole: how much the equivalents look like whole names, 0 to 1.
        target_rarity: how rare their words are, as `Reference.rarity`.
        target_title: share of the equivalents that their texts mark as titles.
        name: True if it is the name of a person or place.
        better_inside: by how much a candidate within it has the stronger links.
        better_around: the same of one that holds it.
    """

    quality: float
    answered: float
    edge: float
    linked: float
    target_whole: float
    target_rarity: float
    target_title: float
    name: bool
    better_inside: float
    better_around: float

    def values(self) -> list[float]:
        """Return the features in the order of `LINKED_FEATURES`."""
        return [
            self.quality,
            self.answered,
            self.edge,
            self.linked,
            self.target_whole,
            self.target_rarity / 4.0,
            self.target_title,
            float(self.name),
            self.better_inside,
            self.better_around,
        ]


@dataclass(slots=True)
class Neighbours:
    """Candidates that hold a candidate and that it holds, as indices with common occurrences."""

    hosts: Counter[int]
    inner: Counter[int]


def find_neighbours(candidates: Sequence[Candidate]) -> list[Neighbours]:
    """Return for each candidate those up to three words longer or shorter."""
    index_of = {
        occurrence[:3]: index
        for index, candidate in enumerate(candidates)
        for occurrence in candidate.occurrences
    }
    found = [Neighbours(Counter(), Counter()) for _ in candidates]
    reach = range(_REACH + 1)
    for index, candidate in enumerate(candidates):
        for cell, first, last, *_ in candidate.occurrences:
            for before in reach:
                for after in reach:
                    host = index_of.get((cell, first - before, last + after))
                    if host is not None and host != index:
                        found[index].hosts[host] += 1
                        found[host].inner[index] += 1
    return found


def own_features(
    candidate: Candidate, neighbours: Neighbours, candidates: Sequence[Candidate]
) -> list[float]:
    """Return the features in the order of `OWN_FEATURES`."""
    count = len(candidate.occurrences)
    left = sum(occurrence.left for occurrence in candidate.occurrences) / count
    right = sum(occurrence.right for occurrence in candidate.occurrences) / count
    free = sum(occurrence.left and occurrence.right for occurrence in candidate.occurrences)
    absorbed = max(neighbours.hosts.values(), default=0) / count
    inner = max((len(candidates[index].occurrences) for index in neighbours.inner), default=0)
    head = head_class(candidate.form, candidate.language)
    return [
        1.0,
        math.log2(1 + count),
        candidate.rarity / 4.0,
        candidate.commonest / 4.0,
        float(min(candidate.length, 4)),
        float(candidate.length == 1),
        float(max(0, candidate.length - 4)),
        math.log(max(candidate.shape, _LEAST_SHAPE)),
        float(candidate.edges.opening_verb),
        float(candidate.edges.closing_verb),
        float(candidate.edges.lone_opening),
        float(candidate.edges.lone_closing),
        float(candidate.edges.place),
        left,
        right,
        free / count,
        float(candidate.title),
        absorbed,
        math.log2(1 + len(neighbours.hosts)),
        math.log2(max(1.0, inner / count)),
        float(head in _NAMED),
        float(head is not None and head not in _NAMED),
        float(candidate.joined),
        float(candidate.holds_known),
    ]


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    told: dict[str, dict[str, float]] = json.loads(_WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return told


def probability(features: Sequence[float], names: Sequence[str]) -> float:
    """Return how likely a candidate is a term that somebody would record, 0 to 1.

    Args:
        features: its values.
        names: `OWN_FEATURES`, `LINKED_FEATURES` or, for what a glossary knows, `KNOWN_FEATURES`.
    """
    weights = _weights()[MODELS[tuple(names)]]
    total = sum(weights[name] * value for name, value in zip(names, features, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
