"""Read dates and times of day."""

import re
from typing import Final

from align.anchors.conventions import Conventions
from align.anchors.dates import Found, date_value, is_date
from align.anchors.grammar import (
    BEFORE_DIGIT,
    NO_LETTER,
    Part,
    Reader,
    plain_numbers,
    without_groups,
    word_pattern,
)

__all__ = ["DATE", "NUMERIC_DATE", "TIME", "time_reader"]

_NOON: Final = 12
_HOURS: Final = 24
_MINUTES: Final = 60
_YEAR_DIGITS: Final = 4


def _date_pattern(c: Conventions) -> str:
    if not c.months:
        return ""
    # "September/October" is no dual name of one month: not to be read.
    month = word_pattern(c.months, lower=c.months_in_lower_case) + NO_LETTER + "(?!/)"
    year = rf"(?:{c.before_year}\d{{4}}(?!\d))"
    days = rf"{BEFORE_DIGIT}{c.day}(?:(?:, ?{c.day}){{0,6}}{c.day_range}{c.day})?{c.before_month}"
    patterns = [
        rf"{days}{month}{year}?",
        rf"(?<![^\W\d_])(?<!/){c.word_prefix}{month}(?:{c.month_range}{month})?{year}",
    ]
    if c.month_first:
        single = rf"{c.day}(?:{c.day_range}{c.day})?"
        patterns.insert(1, rf"(?<![^\W\d_]){month} {single}(?!\d)(?:,? \d{{4}}(?!\d))")
    return "|".join(patterns)


def _date_reader(c: Conventions) -> Reader:
    token = re.compile(rf"\d+|{word_pattern(c.months, lower=c.months_in_lower_case)}{NO_LETTER}")

    def read(text: str, match: re.Match[str]) -> list[Found]:
        days: list[tuple[int, int, int]] = []
        months: list[tuple[int, int, int]] = []
        year: int | None = None
        for part in token.finditer(match.group()):
            piece = part.group()
            start, end = match.start() + part.start(), match.start() + part.end()
            if not piece.isdigit():
                months.append((c.months[piece.lower()], start, end))
            elif len(piece) == _YEAR_DIGITS:
                year = int(piece)
            else:
                days.append((int(piece), start, end))
        values: list[tuple[int, int | None, int, int]]
        values = [(months[0][0], day, start, end) for day, start, end in days]
        values = values or [(month, None, start, end) for month, start, end in months]
        if not all(is_date(year, month, day) for month, day, _, _ in values):
            return plain_numbers(text, match)
        last = len(values) - 1
        return [
            Found(
                "date",
                date_value(year, month, day),
                start,
                match.end() if index == last else end,
            )
            for index, (month, day, start, end) in enumerate(values)
        ]

    return read


def _numeric_date_pattern(c: Conventions) -> str:
    del c
    return (
        rf"{BEFORE_DIGIT}(?:\d{{4}}-\d\d-\d\d|\d{{4}}/\d\d?/\d\d?|\d{{4}}\.\d\d?\.\d\d?"
        r"|\d\d?/\d\d?/\d{4}|\d\d?\.\d\d?\.\d{4})(?![\d/])(?!\.\d)"
    )


def _numeric_date_reader(c: Conventions) -> Reader:
    def read(text: str, match: re.Match[str]) -> list[Found]:
        del text
        first, second, third = (int(piece) for piece in re.split("[-./]", match.group()))
        readings = [(first, second, third)]
        if third > first:
            readings = [(third, second, first)]
            if not c.day_before_month:
                readings.append((third, first, second))
        dates = {date_value(*reading) for reading in readings if is_date(*reading)}
        # 3/4/2010 is 3 April or 4 March: better no date than a wrong one.
        return [Found("date", date, *match.span()) for date in dates] if len(dates) == 1 else []

    return read


def _time_pattern(c: Conventions) -> str:
    patterns = [without_groups(pattern) for pattern in c.times]
    clock = r"(?:[01]?\d|2[0-3]):[0-5]\d(?![:\d])"
    return "|".join(rf"{BEFORE_DIGIT}(?:{pattern})" for pattern in (*patterns, clock))


def time_reader(c: Conventions) -> Reader:
    """Return what reads a time of day into 24 hours."""
    clock = r"(?P<hour>\d+):(?P<minute>\d\d)"
    patterns = [re.compile(pattern) for pattern in (*c.times, clock)]

    def read(text: str, match: re.Match[str]) -> list[Found]:
        for pattern in patterns:
            parts = pattern.match(text, match.start())
            if parts is None or parts.end() != match.end():
                continue
            groups = parts.groupdict()
            hour, minute = int(groups["hour"]), int(groups.get("minute") or 0)
            if groups.get("unsure") is not None and hour <= _NOON:
                return []
            if groups.get("afternoon") and hour < _NOON:
                hour += _NOON
            if groups.get("morning") and hour == _NOON:
                hour = 0
            if hour < _HOURS and minute < _MINUTES:
                return [Found("time", f"{hour:02d}:{minute:02d}", *match.span())]
        return []

    return read


DATE: Final = Part("date", _date_pattern, _date_reader)
NUMERIC_DATE: Final = Part("numeric_date", _numeric_date_pattern, _numeric_date_reader)
TIME: Final = Part("time", _time_pattern, time_reader)
