"""Find cells that are far too long or too short for their counterparts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median
from typing import Final

from align.checks.context import Cell, Context
from align.checks.model import Finding, Severity, language_name

__all__ = ["LengthModel", "LengthsCheck", "fit_lengths"]

_FEWEST_ROWS: Final = 20
_LIMIT: Final = 3.0
# Standard deviation = 1.4826 median absolute deviations for the normal distribution.
_MAD_TO_DEVIATION: Final = 1.4826


@dataclass(frozen=True, slots=True)
class LengthModel:
    """How long a translation is: the model of Gale and Church (1993), fitted robustly.

    Attributes:
        ratio: letters of the target per letter of the source.
        deviation: of the difference, per square root of the mean length.
    """

    ratio: float
    deviation: float

    def score(self, source: float, target: float) -> float:
        """Return how many standard deviations the target is too long (or short: negative)."""
        expected = source * self.ratio
        return (target - expected) / (self.deviation * sqrt((expected + target) / 2))


def fit_lengths(pairs: Sequence[tuple[float, float]]) -> LengthModel | None:
    """Return the model of a document's own pairs of lengths, None where they are too few."""
    if len(pairs) < _FEWEST_ROWS:
        return None
    ratio = median(target / source for source, target in pairs)
    differences = [
        abs(target - source * ratio) / sqrt((source * ratio + target) / 2)
        for source, target in pairs
    ]
    # A deviation below that of counting single letters would flag noise.
    return LengthModel(ratio=ratio, deviation=max(1.0, _MAD_TO_DEVIATION * median(differences)))


class LengthsCheck:
    """Cells out of proportion, which hint at omissions inside a sentence."""

    id = "len"
    severity = Severity.WARNING
    rule = (
        "The length of a translation is in proportion to its source: within three standard "
        "deviations, learned robustly from the document itself."
    )

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per cell out of proportion; short documents yield none."""
        models = [
            fit_lengths(
                [
                    (row[0].length, cell.length)
                    for row in context.grid
                    if row[0] is not None and (cell := row[position]) is not None
                ]
            )
            for position in range(1, len(context.languages))
        ]
        for row in context.grid:
            source = row[0]
            for cell, model in zip(row[1:], models, strict=True):
                if source is None or cell is None or model is None:
                    continue
                score = model.score(source.length, cell.length)
                if abs(score) > _LIMIT:
                    yield _finding(source, cell, score)


def _finding(source: Cell, cell: Cell, score: float) -> Finding:
    return Finding(
        check=LengthsCheck.id,
        severity=Severity.WARNING,
        row=cell.row,
        languages=(source.language, cell.language),
        message=(
            f"{language_name(cell.language)} is too {'long' if score > 0 else 'short'} for "
            f"{language_name(source.language)}, by {abs(score):.1f} standard deviations"
        ),
        marks=(*source.marks(), *cell.marks()),
    )
