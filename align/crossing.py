"""Join neighbouring beads between which a clause has crossed from one sentence to the next.

One version ends its sentence a clause earlier than the other. To the search this looks like two
1-1 beads, each nearly right; in truth the four sentences are one bead. So at each border between
two beads every clause beside it is moved across, and the two likenesses are looked at: if the side
that gives and the side that takes both gain, the clause was on the wrong side.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from align.model import Bead
from align.scoring.fitted import fitted_values
from align.scoring.scale import Scale
from align.scoring.side import Side
from align.search.lattice import Floats, Integers

__all__ = [
    "CROSSING_FEATURES",
    "Border",
    "Crossing",
    "find_borders",
    "join_crossed",
    "load_crossing",
]

CROSSING_FEATURES: Final = ("bias", "least_gain", "gain", "posterior_logit", "looseness")
"""Names of what the model of a border sees, in order."""

# Beads surer than this are left as they are, and their clauses are not encoded. Of 45 borders that
# a clause had crossed, in documents generated from the fitting text, 44 lay below.
_SUREST: Final = 6.0
# So many clauses next to the border are tried on each side of it.
_MOST_CLAUSES: Final = 12
# Gains beyond this say no more.
_MOST_GAIN: Final = 0.3
_NO_DIRECTION: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Crossing:
    """A logistic model of a border: the probability that a clause has crossed it.

    Attributes:
        weights: one per feature, in the order of `CROSSING_FEATURES`.
    """

    weights: tuple[float, ...]

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the probability that the beads on both sides are one."""
        total = sum(
            weight * features[name]
            for weight, name in zip(self.weights, CROSSING_FEATURES, strict=True)
        )
        return 1.0 / (1.0 + math.exp(-max(min(total, 30.0), -30.0)))


@dataclass(frozen=True, slots=True)
class Border:
    """The place between two beads that follow one another on both sides.

    Attributes:
        place: index of the bead before it.
        features: see `CROSSING_FEATURES`. `least_gain` is the best that a move does for the bead
            that gains less, `gain` the best sum of both; in tenths of the scale of similarity.
    """

    place: int
    features: Mapping[str, float]


def join_crossed(
    beads: Sequence[Bead],
    source: Side,
    target: Side,
    scale: Scale,
    crossing: Crossing,
    *,
    largest_bead: int,
    translated: float,
) -> list[Bead]:
    """Return the beads with those made one that a clause has crossed between.

    Args:
        beads: the beads of a part, in order on both sides.
        source: the source segments of the part.
        target: the target segments of the part.
        scale: what chance and a typical translation look like.
        crossing: the model of borders.
        largest_bead: most segments a bead may hold on either side.
        translated: probability that the texts are translations of each other at all.
    """
    chances = {
        border.place: crossing.probability(border.features)
        for border in find_borders(beads, source, target, scale, largest_bead)
    }
    joined: list[Bead] = []
    place = 0
    while place < len(beads):
        chance = chances.get(place, 0.0)
        if chance > 0.5 and chance >= chances.get(place + 1, 0.0):
            joined.append(_joined(beads[place], beads[place + 1], chance, translated))
            place += 1
        else:
            joined.append(beads[place])
        place += 1
    return joined


def load_crossing() -> Crossing:
    """Return the model of borders that ships with the package."""
    values = fitted_values()["crossing"]
    return Crossing(tuple(float(values[name]) for name in CROSSING_FEATURES))


def find_borders(
    beads: Sequence[Bead], source: Side, target: Side, scale: Scale, largest_bead: int
) -> Iterator[Border]:
    """Yield the borders that a clause may have crossed: doubtful ones, with a clause beside them.

    Nothing is yielded where the sides know no clauses; see `Side`.
    """
    if source.clauses is None and target.clauses is None:
        return
    places = [
        place
        for place in range(len(beads) - 1)
        if _may_join(beads[place], beads[place + 1], source, target, largest_bead)
    ]
    if not places:
        return
    least, total = _gains([(beads[p], beads[p + 1]) for p in places], source, target, scale)
    for place, smaller, both in zip(places, least.tolist(), total.tolist(), strict=True):
        if math.isfinite(smaller):
            yield Border(
                place,
                {
                    "bias": 1.0,
                    "least_gain": 10.0 * max(min(smaller, _MOST_GAIN), -_MOST_GAIN),
                    "gain": 10.0 * max(min(both, _MOST_GAIN), -_MOST_GAIN),
                    "posterior_logit": min(_doubt(beads[place]), _doubt(beads[place + 1])),
                    "looseness": scale.looseness,
                },
            )


def _may_join(first: Bead, second: Bead, source: Side, target: Side, largest: int) -> bool:
    return (
        bool(first.source and first.target and second.source and second.target)
        and first.source.stop == second.source.start
        and first.target.stop == second.target.start
        and len(first.source) + len(second.source) <= largest
        and len(first.target) + len(second.target) <= largest
        and not source.after_break[second.source.start]
        and not target.after_break[second.target.start]
        and not _begin_paragraphs(second, source, target)
        and min(_doubt(first), _doubt(second)) < _SUREST
    )


def _begin_paragraphs(bead: Bead, source: Side, target: Side) -> bool:
    """Return whether both sides begin a paragraph here; no clause crosses into the next one."""
    known = source.paragraphs_known and target.paragraphs_known
    begins = source.starts_paragraph[bead.source.start], target.starts_paragraph[bead.target.start]
    return known and all(begins)


def _doubt(bead: Bead) -> float:
    return bead.features["posterior_logit"]


def _gains(
    pairs: Sequence[tuple[Bead, Bead]], source: Side, target: Side, scale: Scale
) -> tuple[Floats, Floats]:
    """Return, per border, the best smaller gain and the best sum of both; -inf without a move."""
    least = np.full(len(pairs), -np.inf)
    total = np.full(len(pairs), -np.inf)
    halves = (
        (source, [(first.source, second.source) for first, second in pairs]),
        (target, [(first.target, second.target) for first, second in pairs]),
    )
    for (side, ranges), (other, other_ranges) in (halves, halves[::-1]):
        borders, moved = _moves(side, ranges)
        if not len(borders):
            continue
        gains = []
        for half, sign in ((0, 1.0), (1, -1.0)):
            own = _span_sums(side, [each[half] for each in ranges])
            still = _span_sums(other, [each[half] for each in other_ranges])
            after = _cosines(own[borders] + sign * moved, still[borders])
            gains.append((after - _cosines(own, still)[borders]) / scale.reach)
        known = np.isfinite(gains[0]) & np.isfinite(gains[1])
        np.maximum.at(least, borders[known], np.minimum(*gains)[known])
        np.maximum.at(total, borders[known], np.add(*gains)[known])
    return least, total


def _moves(side: Side, ranges: Sequence[tuple[range, range]]) -> tuple[Integers, Floats]:
    """Return the border of each move and what it adds to the span before the border."""
    borders: list[int] = []
    moved: list[Floats] = []
    if side.clauses is not None:
        lasts = [first.stop - 1 for first, _ in ranges]
        nexts = [second.start for _, second in ranges]
        found = side.clauses.beginnings(side.places[[*lasts, *nexts]].tolist())
        for border, last in enumerate(lasts):
            endings = found[border][-_MOST_CLAUSES:] - side.sums[last]
            beginnings = found[len(lasts) + border][:_MOST_CLAUSES]
            borders += [border] * (len(endings) + len(beginnings))
            moved += [*endings, *beginnings]
    return np.array(borders, dtype=np.int64), np.array(moved)


def _span_sums(side: Side, ranges: Sequence[range]) -> Floats:
    return np.array([side.sums[each.start : each.stop].sum(axis=0) for each in ranges])


def _cosines(first: Floats, second: Floats) -> Floats:
    """Return the cosine of each pair of rows, not a number where one has no direction."""
    lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        cosines = np.einsum("nd,nd->n", first, second) / lengths
    return np.where(lengths > _NO_DIRECTION, cosines, np.nan)


def _joined(first: Bead, second: Bead, chance: float, translated: float) -> Bead:
    return Bead(
        source=range(first.source.start, second.source.stop),
        target=range(first.target.start, second.target.stop),
        confidence=translated * chance,
        features={"crossing": chance, "translated": translated},
    )
