"""Histogram of confidence, bead shapes by pair, and what a threshold would accept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tmx.report.pictures.scale import band_of, short
from tmx.report.schema import HISTOGRAM_BINS, ConfidenceFigures, PairFigures

__all__ = [
    "HEIGHT",
    "LEAST_THRESHOLD",
    "SHAPE_KINDS",
    "WIDTH",
    "AcceptedLine",
    "Bar",
    "ShapeBar",
    "accepted_lines",
    "histogram_bars",
    "shape_bars",
    "shape_kind",
]

WIDTH: Final = 400
HEIGHT: Final = 160
LEAST_THRESHOLD: Final = 0.5  # nobody accepts what is more likely wrong than right
SHAPE_KINDS: Final = ("1-1", "1-2, 2-1", "larger n-m", "unaligned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of the histogram: place, size, confidence band, range in words, count."""

    x: str
    y: str
    width: str
    height: str
    band: int
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeBar:
    """The beads of one pair: for each of `SHAPE_KINDS` start and width in percent, and count."""

    source: str
    target: str
    parts: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedLine:
    """What would be accepted at each threshold: a path in `WIDTH` by `HEIGHT`, and its name."""

    name: str
    path: str


def histogram_bars(figures: ConfidenceFigures) -> tuple[Bar, ...]:
    """Return the bars of a histogram; a bin that holds anything is at least two units high."""
    tallest = max(figures["histogram"], default=0) or 1
    step = WIDTH / HISTOGRAM_BINS
    bars = []
    for place, count in enumerate(figures["histogram"]):
        height = max(count / tallest * HEIGHT, 2.0) if count else 0.0
        low, high = place / HISTOGRAM_BINS, (place + 1) / HISTOGRAM_BINS
        bars.append(
            Bar(
                x=short(place * step + 1),
                y=short(HEIGHT - height),
                width=short(step - 2),
                height=short(height),
                band=band_of(low + 1e-9),
                label=f"{low:.2f} to {high:.2f}",
                count=count,
            )
        )
    return tuple(bars)


def shape_kind(shape: str) -> int:
    """Return the place in `SHAPE_KINDS` of a bead shape such as `2-1`."""
    source, target = (int(side) for side in shape.split("-"))
    if not source or not target:
        return 3
    if source == target == 1:
        return 0
    return 1 if {source, target} == {1, 2} else 2


def shape_bars(pairs: Sequence[PairFigures]) -> tuple[ShapeBar, ...]:
    """Return one stacked bar per pair."""
    bars = []
    for pair in pairs:
        counts = [0] * len(SHAPE_KINDS)
        for shape, count in pair["shapes"].items():
            counts[shape_kind(shape)] += count
        start = 0.0
        parts = []
        for count in counts:
            width = 100 * count / max(pair["beads"], 1)
            parts.append((short(start), short(width), count))
            start += width
        bars.append(ShapeBar(source=pair["source"], target=pair["target"], parts=tuple(parts)))
    return tuple(bars)


def accepted_lines(confidences: Mapping[str, Sequence[float]]) -> tuple[AcceptedLine, ...]:
    """Return, for each named list of confidences, the share that reaches each threshold.

    The thresholds run from `LEAST_THRESHOLD` at the left to 1 at the right.
    """
    lines = []
    for name, values in confidences.items():
        if not values:
            continue
        steps = [f"M0 {short(0)}"]
        left = len(values)
        for value in sorted(values):
            across = (value - LEAST_THRESHOLD) / (1 - LEAST_THRESHOLD)
            steps.append(f"H{short(max(across, 0.0) * WIDTH)}")
            left -= 1
            steps.append(f"V{short(HEIGHT - left / len(values) * HEIGHT)}")
        steps.append(f"H{WIDTH}")
        lines.append(AcceptedLine(name=name, path=_thinned(steps)))
    return tuple(lines)


def _thinned(steps: Sequence[str]) -> str:
    """Return the path without steps that end where the one before ended."""
    kept: list[str] = []
    for step in steps:
        if kept and kept[-1][0] == step[0]:
            kept[-1] = step
        elif len(kept) > 1 and kept[-2] == step:
            kept.pop()
        else:
            kept.append(step)
    return "".join(kept)
