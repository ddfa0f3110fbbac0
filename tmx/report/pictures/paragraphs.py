"""The text from left to right, a column per paragraph: doubt above, languages below."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tmx.report.pictures.scale import band_of, short
from tmx.report.schema import ParagraphFigures

__all__ = ["DOUBT_HEIGHT", "LINE_HEIGHT", "WIDTH", "Column", "columns"]

WIDTH: Final = 1000
DOUBT_HEIGHT: Final = 70
LINE_HEIGHT: Final = 18
_MOST_COLUMNS: Final = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A paragraph, or a few neighbours where there are too many to draw.

    Attributes:
        x: left edge.
        width: without the gap to the next.
        doubt: height of the bar for 1 - lowest confidence, 0 to `DOUBT_HEIGHT`.
        band: confidence band of the lowest confidence.
        errors: findings of severity error.
        warnings: findings of severity warning.
        lowest: lowest confidence of its rows.
        coverage: per language, the share of its rows that have text in it.
        row: its first row.
        name: what the printed numbers call it.
    """

    x: str
    width: str
    doubt: str
    band: int
    errors: int
    warnings: int
    lowest: float
    coverage: tuple[float, ...]
    row: int
    name: str


def columns(paragraphs: Sequence[ParagraphFigures], languages: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns in the order of the text."""
    size = max(math.ceil(len(paragraphs) / _MOST_COLUMNS), 1)
    groups = [paragraphs[start : start + size] for start in range(0, len(paragraphs), size)]
    step = WIDTH / max(len(groups), 1)
    return tuple(_column(group, languages, at * step, step) for at, group in enumerate(groups))


def _column(
    group: Sequence[ParagraphFigures], languages: Sequence[str], x: float, step: float
) -> Column:
    lowest = min(each["lowest_confidence"] for each in group)
    rows = [len(each["rows"]) for each in group]
    return Column(
        x=short(x),
        width=short(max(step - min(2.0, step / 5), 0.5)),
        doubt=short(max((1.0 - lowest) * DOUBT_HEIGHT, 1.0)),
        band=band_of(lowest),
        errors=sum(each["errors"] for each in group),
        warnings=sum(each["warnings"] for each in group),
        lowest=lowest,
        coverage=tuple(
            sum(each["coverage"][tag] * count for each, count in zip(group, rows, strict=True))
            / sum(rows)
            for tag in languages
        ),
        row=group[0]["rows"][0],
        name=_name(group),
    )


def _name(group: Sequence[ParagraphFigures]) -> str:
    first, last = (_own_name(each) for each in (group[0], group[-1]))
    return first if len(group) == 1 else f"{first} to {last}"


def _own_name(paragraph: ParagraphFigures) -> str:
    if paragraph["place"]:
        return f"paragraph {paragraph['place']}"
    return f"unnumbered block {paragraph['paragraph'] + 1}"
