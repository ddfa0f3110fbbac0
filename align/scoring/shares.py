"""How a span is shared out among two parts of the other side: least squares of two vectors.

A span of one side is written as a multiple of some segments of the other plus a multiple of the
segment beside them. The multiples follow from dot products and lengths alone (Cramer's rule), so
nothing but sums over rectangles is needed. Both multiples are about 1 where both parts were
translated; the segment's is about 0 where it has no part in the span.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from align.search.lattice import Booleans, Floats, Integers

__all__ = ["Neighbours", "neighbours_of_spans", "outer_share"]

# Least squared sine between two vectors whose parts are told apart; dot products in single
# precision are right to about a millionth.
_LEAST_DETERMINANT: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Spans of one side and the segment beside each, by the place where the span ends.

    Attributes:
        inside: shape (n + 1,), square of the length of the span's vector; not a number where
            there is no such span.
        outside: the same of the segment beside it.
        between: dot product of both.
        apart: whether they point in ways different enough to be told apart.
    """

    inside: Floats
    outside: Floats
    between: Floats
    apart: Booleans


def neighbours_of_spans(norms: list[Floats], width: int, *, after: bool) -> Neighbours:
    """Return the spans of so many segments with the segment before them, or after them.

    Args:
        norms: norms[m][i], length of the vector of the m segments that end before segment i.
        width: segments in a span; norms know one more.
        after: which neighbour.
    """
    outside = _moved(norms[1], -1 if after else width) ** 2
    joined = (_moved(norms[width + 1], -1) if after else norms[width + 1]) ** 2
    inside = norms[width] ** 2
    between = 0.5 * (joined - inside - outside)
    with np.errstate(invalid="ignore"):
        apart = between**2 < (1.0 - _LEAST_DETERMINANT) * inside * outside
    return Neighbours(inside, outside, between, apart)


def outer_share(
    spans: Neighbours, ends: Integers, inside_dots: Floats, outside_dots: Floats
) -> Floats:
    """Return the segment's multiple over the larger of both, NaN where there is none.

    Args:
        spans: see `neighbours_of_spans`.
        ends: shape (k,), the place where each span ends.
        inside_dots: shape (k,), dot product of the other side's span with the span.
        outside_dots: the same with the segment beside it.
    """
    between = spans.between[ends]
    # The determinant is positive and cancels in the ratio.
    for_inside = inside_dots * spans.outside[ends] - outside_dots * between
    for_outside = outside_dots * spans.inside[ends] - inside_dots * between
    with np.errstate(invalid="ignore", divide="ignore"):
        share: Floats = for_outside / np.maximum(np.abs(for_inside), np.abs(for_outside))
    return share


def _moved(values: Floats, places: int) -> Floats:
    """Return the values so many places later, or earlier if negative; NaN where none comes."""
    missing = np.full(min(abs(places), len(values)), np.nan)
    if places >= 0:
        return np.concatenate([missing, values[: max(len(values) - places, 0)]])
    return np.concatenate([values[-places:], missing])
