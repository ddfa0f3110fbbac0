"""Find cells that are far too long or too short for their counterparts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
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
_TWICE: Final = 2.0


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
    """Cells out of proportion, which hint at omissions inside a sentence.

    A cell is held against every other version and judged by the middle one, so that one terse
    version does not throw doubt on all the others.
    """

    id = "len"
    severity = Severity.WARNING
    rule = (
        "The length of a text is in proportion to the other versions: within three standard "
        "deviations, learned robustly from the document itself."
    )

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per cell out of proportion; short documents yield none."""
        models = {
            pair: model
            for pair in permutations(range(len(context.languages)), 2)
            if (model := _fitted(context, pair)) is not None
        }
        for row in range(len(context.grid)):
            cells = context.cells(row)
            # In a pair both would be told, for the same reason.
            for cell in cells[1:] if len(context.languages) == 2 else cells:
                others = [other for other in cells if (other.position, cell.position) in models]
                if not others:
                    continue
                held = [(models[other.position, cell.position], other.length) for other in others]
                if abs(median(model.score(length, cell.length) for model, length in held)) > _LIMIT:
                    usual = median(length * model.ratio for model, length in held)
                    yield _finding(cell, others, cell.length / usual)


def _fitted(context: Context, pair: tuple[int, int]) -> LengthModel | None:
    return fit_lengths(
        [
            (source.length, target.length)
            for row in context.grid
            if (source := row[pair[0]]) is not None and (target := row[pair[1]]) is not None
        ]
    )


def _finding(cell: Cell, others: Sequence[Cell], share: float) -> Finding:
    beside = language_name(others[0].language) if len(others) == 1 else "the other versions"
    size = f"{100 * share:.0f} % of" if share < _TWICE else f"{share:.1f} times"
    named = (*others, cell) if len(others) == 1 else (cell,)
    return Finding(
        check=LengthsCheck.id,
        severity=Severity.WARNING,
        row=cell.row,
        languages=tuple(each.language for each in named),
        message=(
            f"{language_name(cell.language)} is too {'long' if share > 1 else 'short'}: "
            f"{size} its usual length beside {beside}"
        ),
        marks=tuple(mark for each in named for mark in each.marks()),
    )
