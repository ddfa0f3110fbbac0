"""The type of an anchor and what a shared one is worth."""

from dataclasses import dataclass
from typing import Final

from align.model import Span

__all__ = ["Anchor", "anchor_weight"]

# Kinds that are telling whatever their value is.
_WEIGHTS: Final = {"symbol": 3.0, "resolution": 2.0, "money": 2.0, "time": 2.0}
_FULL_DATE_LENGTH: Final = len("2010-10-05")
_TELLING_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class Anchor:
    """Something in a text that every translation of it should hold too.

    Attributes:
        kind: `symbol`, `date`, `time`, `resolution`, `percent`, `money` or `number`.
        value: canonical form, equal in all languages: `A/65/496`, `2010-10-05`, `2010-10`,
            `--10-05` (no year said), `15:30`, `65/93`, `1540(2004)`, `2625(XXV)`, `3.25%`,
            `USD 1500000`, `12345.67`.
        span: place in the text.
    """

    kind: str
    value: str
    span: Span


def anchor_weight(anchor: Anchor) -> float:
    """Return how much a shared anchor tells, 0.5 to 3; higher is better.

    Symbols and full dates 3; resolutions, money, times, days and months, and numbers of three
    digits or more 2; percentages below 1; small integers 0.5. Set by judgement, to be fitted by
    who weighs them: a small number may be a word in another language, so it tells little.
    """
    fixed = _WEIGHTS.get(anchor.kind)
    if fixed is not None:
        return fixed
    if anchor.kind == "date":
        return 3.0 if len(anchor.value) == _FULL_DATE_LENGTH else 2.0
    if sum(map(str.isdigit, anchor.value)) >= _TELLING_DIGITS:
        return 2.0
    return 1.0 if anchor.kind == "percent" else 0.5
