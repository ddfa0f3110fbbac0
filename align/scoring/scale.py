"""Say what chance and a typical translation look like in one bitext."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.encoding.protocol import Vectors
from align.scoring.side import Side
from align.search.lattice import Floats

__all__ = ["Scale", "fit_scale"]

# Least distance between chance and a typical translation. Texts that have nothing in common
# would otherwise blow noise up to a match; the 15 pairs of the fitting text lie at 0.49 or more.
_LEAST_REACH = 0.25

# A translation looser than this is a free one. Of documents generated from the fitting text (120)
# the loosest has 0.16; of 35 stretches of hand-aligned literary text half have 0.25 and more.
_FREE = 0.2


@dataclass(frozen=True, slots=True)
class Scale:
    """The measures of one bitext, the same for all its parts.

    Attributes:
        chance: mean cosine of segments drawn at random from both sides.
        typical: median cosine of segments that are each other's nearest neighbour.
        letters: source letters per target letter, over the whole texts.
        looseness: share of the segments of the shorter side that have no neighbour they follow in
            order, 0 to 1; free translations have many, and their vectors say less.
        speech: how alike the sides are in speeches that go on over several segments, 0 where one
            side has none to 1; their marks are evidence so far as both sides set them alike.
    """

    chance: float
    typical: float
    letters: float
    looseness: float = 0.0
    speech: float = 0.0

    def apply(self, cosines: Floats) -> Floats:
        """Return similarities: 0 is chance, 1 a typical translation, cut at -1 and 2."""
        return np.clip((cosines - self.chance) / (self.typical - self.chance), -1.0, 2.0)

    @property
    def free(self) -> bool:
        """Whether this is a free translation, as of literature."""
        return self.looseness > _FREE

    @property
    def reach(self) -> float:
        """How far a typical translation lies above chance, in cosine."""
        return self.typical - self.chance


def fit_scale(source: Side, target: Side, neighbours: Sequence[tuple[int, int]]) -> Scale:
    """Return the scale of a bitext.

    Args:
        source: one side.
        target: the other.
        neighbours: source and target index of segments that are each other's nearest neighbour.
    """
    ours, theirs = _lengths(source.sums), _lengths(target.sums)
    chance = float(_mean_direction(source.sums, ours) @ _mean_direction(target.sums, theirs))
    typical = 1.0
    if neighbours:
        i, j = np.array(neighbours).T
        dots = np.einsum("nd,nd->n", source.sums[i], target.sums[j])
        typical = float(np.median(dots / (ours[i] * theirs[j])))
    # A side that is mostly untranslated must not pass for a language of very short words.
    letters = float(np.clip(source.lengths.sum() / target.lengths.sum(), 0.5, 2.0))
    shorter = min(len(source), len(target))
    return Scale(
        chance=chance,
        typical=max(typical, chance + _LEAST_REACH),
        letters=letters,
        looseness=1.0 - len(neighbours) / shorter,
        speech=_alike(float(source.speech_goes_on.mean()), float(target.speech_goes_on.mean())),
    )


def _alike(first: float, second: float) -> float:
    """Return the smaller of two shares over the larger, 0 where one is 0."""
    return min(first, second) / max(first, second) if min(first, second) > 0.0 else 0.0


def _lengths(sums: Vectors) -> Floats:
    """Return the lengths of vectors; infinite for one without direction, which counts as 0."""
    lengths = np.sqrt(np.einsum("nd,nd->n", sums, sums))
    return np.where(lengths > 0, lengths, np.inf)


def _mean_direction(sums: Vectors, lengths: Floats) -> Floats:
    """Return the mean of the vectors, each divided by its length."""
    return (1.0 / lengths) @ sums / len(sums)
