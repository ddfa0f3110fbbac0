"""Complete dates: a year or month said once holds for the dates joined to it."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

__all__ = ["Found", "complete_dates", "date_value", "is_date"]

_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_YEARLESS: Final = re.compile(r"--(\d\d)(?:-(\d\d))?")
_DATED: Final = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
_TO_THE_DAY: Final = re.compile(r"(\d{4}-\d\d|--\d\d)-(\d\d)")
_DAY_ALONE: Final = re.compile(r"---(\d\d)")
_MONTH_ALONE: Final = re.compile(r"--\d\d")
_FIRST_YEAR: Final = 1000
_LAST_YEAR: Final = 2199


class Found(NamedTuple):
    """An anchor in folded text.

    `value` of an unfinished date is `--05`, `--05-07` or `---07`; `scale` is what a word such as
    "million" has multiplied it by.
    """

    kind: str
    value: str
    start: int
    end: int
    scale: int = 1


def is_date(year: int | None, month: int, day: int | None) -> bool:
    """Return whether there can be such a day; 29 February is taken for granted."""
    return (
        (year is None or _FIRST_YEAR <= year <= _LAST_YEAR)
        and 1 <= month <= len(_DAYS)
        and (day is None or 1 <= day <= _DAYS[month - 1])
    )


def date_value(year: int | None, month: int, day: int | None) -> str:
    """Return a date as ISO 8601 writes it, truncated where a part was not said."""
    head = "-" if year is None else f"{year:04d}"
    return f"{head}-{month:02d}" + ("" if day is None else f"-{day:02d}")


def complete_dates(
    found: Sequence[Found], text: str, joint: re.Pattern[str], *, year_first: bool
) -> list[Found]:
    """Return the anchors with years and months carried across `joint`.

    "1 March to 31 August 2013" says the year at the end; 2013 年 3 月 1 日至 8 月 31 日 at the
    head. A month alone that found no year says too little and is dropped; a day alone is a
    number.
    """
    result = list(found)
    order = range(1, len(result)) if year_first else range(len(result) - 1, 0, -1)
    for index in order:
        before, here = result[index - 1], result[index]
        if not _are_joined(before, here, text, joint):
            continue
        if year_first:
            result[index] = here._replace(value=_carry_on(before.value, here.value))
        else:
            result[index - 1] = before._replace(value=_carry_back(before.value, here.value))
    return [_settle(item) for item in result if not _MONTH_ALONE.fullmatch(item.value)]


def _are_joined(before: Found, here: Found, text: str, joint: re.Pattern[str]) -> bool:
    return (
        before.kind == here.kind == "date"
        and joint.fullmatch(text, before.end, max(before.end, here.start)) is not None
    )


def _carry_on(before: str, here: str) -> str:
    day, complete = _DAY_ALONE.fullmatch(here), _TO_THE_DAY.fullmatch(before)
    if day and complete:
        return f"{complete[1]}-{day[1]}" if day[1] > complete[2] else here
    dated, yearless = _DATED.fullmatch(before), _YEARLESS.fullmatch(here)
    if dated and yearless and _in_order(dated[2], dated[3], yearless[1], yearless[2]):
        return f"{dated[1]}-{here[2:]}"
    return here


def _carry_back(here: str, after: str) -> str:
    yearless, dated = _YEARLESS.fullmatch(here), _DATED.fullmatch(after)
    if yearless and dated and _in_order(yearless[1], yearless[2], dated[2], dated[3]):
        return f"{dated[1]}-{here[2:]}"
    return here


def _in_order(month: str, day: str | None, next_month: str, next_day: str | None) -> bool:
    """Return whether both can lie in one year in this order; else the year is not carried."""
    return (month, day or "") <= (next_month, next_day or "99")


def _settle(item: Found) -> Found:
    day = _DAY_ALONE.fullmatch(item.value)
    if item.kind == "date" and day:
        return item._replace(kind="number", value=str(int(day[1])))
    return item
