"""Find slips: runs of rows in which one version is shifted against the others.

Two kinds of evidence count. The aligner's own confidence may stay low for several rows; or the
lengths and anchors of a version may fit the row before or after better than their own, three
times in a row or more. The second kind finds a slip that the aligner was sure of.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from statistics import median
from typing import Final

from align.checks.confidence import WEAK
from align.checks.context import Cell, Context
from align.checks.model import Finding, Severity, language_name

__all__ = ["SlipsCheck"]

_SHORTEST: Final = 3
# Nats by which the shifted reading must beat the printed one, over the whole run. In the 2,026 rows
# of align/training/text no run of three rows gains more than 3 by chance, in 1,000 rows of news and
# encyclopaedia (UD-PUD) none gains 5.
_LEAST_GAIN: Final = 5.0
_FEWEST_BETTER: Final = 2  # one row alone proves nothing, whatever it gains
# One misfit must not outweigh a run: a length or an anchor can be wrong for its own reasons.
_GREATEST_MISFIT: Final = 6.0
_MAD_TO_DEVIATION: Final = 1.4826
_LEAST_DEVIATION: Final = 0.08  # of the logarithm of lengths, about one word in twelve
_FEWEST_ROWS: Final = 8
_SHARE_OF_ANCHORS: Final = 1.5


@dataclass(frozen=True, slots=True)
class _Ratio:
    middle: float
    deviation: float


@dataclass(frozen=True, slots=True)
class _Run:
    start: int
    end: int
    reason: str


class SlipsCheck:
    """Everything after here is shifted."""

    id = "run"
    severity = Severity.ERROR
    rule = "No three rows in a row fit their neighbours better than themselves or are all weak."

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per run, at its first row."""
        first = 1 if len(context.languages) == 2 else 0
        for position in range(first, len(context.languages)):
            runs = [*_weak_runs(context, position), *_shifted_runs(context, position)]
            for run in _without_overlaps(runs):
                cells = context.column(position)[run.start : run.end]
                yield Finding(
                    check=self.id,
                    severity=self.severity,
                    row=run.start,
                    languages=(context.languages[position],),
                    message=(
                        f"{language_name(context.languages[position])} seems to be shifted over "
                        f"{run.end - run.start} rows: {run.reason}"
                    ),
                    marks=tuple(mark for cell in cells if cell for mark in cell.marks()),
                )


def _without_overlaps(runs: Sequence[_Run]) -> list[_Run]:
    kept: list[_Run] = []
    for run in sorted(runs, key=lambda run: (run.start - run.end, run.start)):
        if all(run.end <= other.start or other.end <= run.start for other in kept):
            kept.append(run)
    return sorted(kept, key=lambda run: run.start)


def _weak_runs(context: Context, position: int) -> Iterator[_Run]:
    column = context.column(position)
    start = 0
    for row in range(len(column) + 1):
        cell = column[row] if row < len(column) else None
        if cell is not None and cell.confidence < WEAK:
            continue
        if row - start >= _SHORTEST:
            yield _Run(start, row, "the confidence is low throughout")
        start = row + 1


def _shifted_runs(context: Context, position: int) -> Iterator[_Run]:
    column = context.column(position)
    ratios = _ratios(context, position)
    if not ratios:
        return
    for shift, words in ((1, "next"), (-1, "previous")):
        gains = [_gain(context, position, row, shift, ratios) for row in range(len(column))]
        for start, end in _stretches(gains):
            better = sum(gain > 0 for gain in gains[start:end])
            is_long = end - start >= _SHORTEST and better >= _FEWEST_BETTER
            if is_long and sum(gains[start:end]) >= _LEAST_GAIN:
                yield _Run(
                    start, end, f"the text of the {words} row fits better, by length and numbers"
                )


def _stretches(gains: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Yield the stretches whose sum of gains is greatest (Kadane's maximal subarrays).

    A stretch ends where all it had gained is lost again, or as much as makes a run: what comes
    after is another one.
    """
    start = 0
    total = best = 0.0
    found: tuple[int, int] | None = None
    for row, gain in enumerate(gains):
        if total <= 0:
            start, total = row, 0.0
        total += gain
        if total > best:
            best, found = total, (start, row + 1)
        if found is not None and (total <= 0 or total < best - _LEAST_GAIN):
            yield found
            best, total, found = 0.0, 0.0, None
    if found is not None:
        yield found


def _gain(
    context: Context, position: int, row: int, shift: int, ratios: dict[int, _Ratio]
) -> float:
    """Return by how much the neighbouring cell fits the row better than the row's own."""
    own = context.grid[row][position]
    other = context.grid[row + shift][position] if 0 <= row + shift < len(context.grid) else None
    around = [cell for cell in context.cells(row) if cell.position in ratios]
    if own is None or other is None or not around:
        return 0.0
    return _fit(other, around, ratios) - _fit(own, around, ratios)


def _fit(cell: Cell, around: Sequence[Cell], ratios: dict[int, _Ratio]) -> float:
    """Return the mean evidence, in nats, that a cell says the same as its fellows."""
    anchors = cell.anchor_weights
    total = 0.0
    for fellow in around:
        ratio = ratios[fellow.position]
        score = (log(cell.length / fellow.length) - ratio.middle) / ratio.deviation
        total -= min(_GREATEST_MISFIT, score * score / 2)
        if anchors or fellow.anchor_weights:
            evidence = _agreement(anchors, fellow.anchor_weights)
            total += max(-_GREATEST_MISFIT, min(_GREATEST_MISFIT, evidence))
    return total / len(around)


def _agreement(
    first: Mapping[tuple[str, str], float], second: Mapping[tuple[str, str], float]
) -> float:
    """Return the weight of the anchors two cells share less that of those they do not."""
    shared = sum(min(weight, second.get(key, 0.0)) for key, weight in first.items())
    apart = sum(first.values()) + sum(second.values()) - 2 * shared
    return _SHARE_OF_ANCHORS * (shared - apart)


def _ratios(context: Context, position: int) -> dict[int, _Ratio]:
    """Return the usual logarithm of the ratio of lengths to each other version."""
    ratios = {}
    for other in range(len(context.languages)):
        logs = [
            log(own.length / cell.length)
            for row in context.grid
            if other != position
            and (own := row[position]) is not None
            and (cell := row[other]) is not None
        ]
        if len(logs) < _FEWEST_ROWS:
            continue
        middle = median(logs)
        deviation = _MAD_TO_DEVIATION * median(abs(value - middle) for value in logs)
        ratios[other] = _Ratio(middle, max(_LEAST_DEVIATION, deviation))
    return ratios
