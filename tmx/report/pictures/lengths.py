"""Length of the source against the length of the target, bead by bead, with the odd ones out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from tmx.report.pictures.scale import short
from tmx.report.schema import PairEntry

__all__ = ["SIZE", "LengthPlot", "Outlier", "length_plot"]

SIZE: Final = 200
_MOST_POINTS: Final = 500
# Robust standard deviations beyond which a length is called odd: the usual three, as in the
# report's check of lengths; the deviation itself is learnt from the beads of this document.
_ODD: Final = 3.0
_MAD_TO_DEVIATION: Final = 1.4826  # of a normal distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlier:
    """A bead whose lengths do not fit: where it is drawn, its 0-based row, its lengths."""

    x: str
    y: str
    row: int
    source_length: int
    target_length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthPlot:
    """Points in a square of `SIZE`, origin at the lower left; lengths in code points.

    Attributes:
        source: language tag of the horizontal axis.
        target: language tag of the vertical axis.
        points: path of zero-length strokes, one per bead.
        line_x: right end of the line of the common ratio.
        line_y: its height there.
        ratio: target characters per source character, over the whole pair.
        longest_source: length at the right edge.
        longest_target: length at the upper edge.
        outliers: the odd ones, in the order of the text.
        drawn: how many points are drawn.
        beads: how many there are.
    """

    source: str
    target: str
    points: str
    line_x: str
    line_y: str
    ratio: float
    longest_source: int
    longest_target: int
    outliers: tuple[Outlier, ...]
    drawn: int
    beads: int


def length_plot(
    pair: PairEntry,
    source_lengths: Sequence[int],
    target_lengths: Sequence[int],
    row_of: Sequence[int],
) -> LengthPlot | None:
    """Return the plot of a pair, None if no bead has both sides.

    Args:
        pair: its beads.
        source_lengths: code points of each source segment.
        target_lengths: code points of each target segment.
        row_of: the row of each source segment.
    """
    beads = [
        (sum(source_lengths[start:stop]), sum(target_lengths[target_start:target_stop]), start)
        for start, stop, target_start, target_stop, _, _ in pair["beads"]
        if start != stop and target_start != target_stop
    ]
    if not beads:
        return None
    ratio = sum(target for _, target, _ in beads) / max(sum(source for source, _, _ in beads), 1)
    longest_source = max([1, *(source for source, _, _ in beads)])
    longest_target = max([1, *(target for _, target, _ in beads)])
    odd = _odd_ones(beads, ratio)
    step = math.ceil(len(beads) / _MOST_POINTS)
    drawn = beads[::step]
    reach = min(longest_source, longest_target / ratio) if ratio else longest_source

    def place(source: float, target: float) -> tuple[str, str]:
        return short(source / longest_source * SIZE), short(SIZE - target / longest_target * SIZE)

    line_x, line_y = place(reach, reach * ratio)
    return LengthPlot(
        source=pair["source"],
        target=pair["target"],
        points="".join("M{} {}h0".format(*place(source, target)) for source, target, _ in drawn),
        line_x=line_x,
        line_y=line_y,
        ratio=ratio,
        longest_source=longest_source,
        longest_target=longest_target,
        outliers=tuple(
            Outlier(
                x=place(source, target)[0],
                y=place(source, target)[1],
                row=row_of[start],
                source_length=source,
                target_length=target,
            )
            for source, target, start in odd
        ),
        drawn=len(drawn),
        beads=len(beads),
    )


def _odd_ones(beads: Sequence[tuple[int, int, int]], ratio: float) -> list[tuple[int, int, int]]:
    """Return the beads whose length is far from expected.

    The difference grows with the square root of the length (Gale and Church, "A Program for
    Aligning Sentences in Bilingual Corpora", 1993), hence the division.
    """
    differences = [
        (target - ratio * source) / math.sqrt(max(source, 1)) for source, target, _ in beads
    ]
    middle = median(differences)
    deviation = _MAD_TO_DEVIATION * median(abs(each - middle) for each in differences)
    if not deviation:
        return []
    return [
        bead
        for bead, difference in zip(beads, differences, strict=True)
        if abs(difference - middle) > _ODD * deviation
    ]
