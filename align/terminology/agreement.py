"""Let the languages of a text confirm each other's links, and say how sure each equivalent is.

A link between two languages rests on what these two say. With a third, the equivalent of the
equivalent can be asked for: what a Chinese term is called in Arabic is the likelier if its English
equivalent is called so too. The pivot of a language is the one among the others that the source is
linked to best. What came of it is the probability that an equivalent is right, from a logistic
model that `align.training.fit_agreement` fits; there is one for texts of two languages only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from align.terminology.linking import Links, link_sides
from align.terminology.sides import Side, restricted

__all__ = [
    "AGREEMENT_FEATURES",
    "AGREEMENT_MODELS",
    "PAIR_ALONE",
    "Equivalents",
    "agreement_features",
    "weigh_links",
]

PAIR_ALONE: Final = ("one", "direct", "lead", "answered", "edge")
AGREEMENT_FEATURES: Final = (*PAIR_ALONE, "pivot", "pivot lead")
AGREEMENT_MODELS: Final[Mapping[tuple[str, ...], str]] = {
    PAIR_ALONE: "alone",
    AGREEMENT_FEATURES: "confirmed",
}
_FLOOR: Final = 0.001
_WEIGHTS: Final = Path(__file__).parent / "data" / "agreement.json"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Equivalents:
    """The likeliest equivalents in one language of each source candidate.

    Attributes:
        target: shape (n, k), indices into the target candidates, best first; -1 where fewer.
        probability: shape (n, k), that each is right, 0 to 1; 0 where fewer.
        links: what the two languages alone say.
    """

    target: NDArray[np.int64]
    probability: Floats
    links: Links


def weigh_links(sides: Mapping[int, Side]) -> dict[int, Equivalents]:
    """Return per language but the first its equivalents of the candidates of the first.

    Args:
        sides: by position in the alignment; the first is the source, position 0.
    """
    direct = {position: link_sides(sides[0], side) for position, side in sides.items() if position}
    return {
        position: _weighed(links, agreement_features(position, direct, sides))
        for position, links in direct.items()
    }


def agreement_features(
    position: int, direct: Mapping[int, Links], sides: Mapping[int, Side]
) -> Floats:
    """Return what speaks for each of the equivalents in one language.

    Shape (n, k, 7), in the order of `AGREEMENT_FEATURES`; without a third language (n, k, 5), in
    that of `PAIR_ALONE`.

    Args:
        position: the language.
        direct: links of the source with each other language.
        sides: all languages.
    """
    links = direct[position]
    strength = _logit(links.score)
    back = np.where(links.target >= 0, links.back_score[links.target], 0.0)
    found = [
        np.ones_like(strength),
        strength,
        strength - _best_other(strength),
        np.minimum(0.0, strength - _logit(back)),
        links.edge,
    ]
    support = _support(position, direct, sides)
    if support is not None:
        told = _logit(support)
        found += [told, told - _best_other(told)]
    return np.stack(found, axis=2)


def _support(
    position: int, direct: Mapping[int, Links], sides: Mapping[int, Side]
) -> Floats | None:
    """Return how strongly the equivalent in the pivot language is linked to each equivalent.

    None if there is no pivot, or it is linked to nothing.
    """
    others = [other for other in direct if other != position]
    targets = direct[position].target
    if not others or not len(targets):
        return None
    pivot = min(
        others, key=lambda other: (-round(float(direct[other].score[:, 0].mean()), 6), other)
    )
    # The best equivalent alone is asked: with the second one too fewer of the answers were right.
    asked = direct[pivot].target[:, 0]
    known, place = np.unique(asked, return_inverse=True)
    if known[0] < 0:
        # -1 stands first; it has no links.
        known, place = known[1:], place - 1
    if not len(known):
        return None
    onward = link_sides(restricted(sides[pivot], known), sides[position])
    same = onward.target[place][:, None, :] == targets[:, :, None]
    found = np.where(same, onward.score[place][:, None, :], 0.0).max(axis=2)
    return np.asarray(found * (asked >= 0)[:, None] * (targets >= 0))


def _best_other(values: Floats) -> Floats:
    """Return for each equivalent the best value among the others of its source."""
    order = np.sort(values, axis=1)
    best, second = order[:, -1:], order[:, -2:-1]
    return np.where(values == best, second, best)


def _logit(values: Floats) -> Floats:
    clipped = np.clip(values, _FLOOR, 1.0 - _FLOOR)
    return np.asarray(np.log(clipped / (1.0 - clipped)))


def _weighed(links: Links, features: Floats) -> Equivalents:
    told = 1.0 / (1.0 + np.exp(-np.clip(features @ _weights(features.shape[2]), -30.0, 30.0)))
    probability = np.where(links.target >= 0, np.round(told, 6), 0.0)
    order = np.argsort(-probability, axis=1, kind="stable")
    return Equivalents(
        target=np.take_along_axis(links.target, order, axis=1),
        probability=np.take_along_axis(probability, order, axis=1),
        links=links,
    )


@cache
def _weights(count: int) -> Floats:
    """Return the weights of the model with this many features, in their order."""
    told = json.loads(_WEIGHTS.read_text(encoding="utf-8"))["weights"]
    names = next(names for names in AGREEMENT_MODELS if len(names) == count)
    return np.array([told[AGREEMENT_MODELS[names]][name] for name in names], dtype=np.float64)
