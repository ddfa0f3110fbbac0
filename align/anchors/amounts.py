"""Read numbers with what is said of them: scale, per cent, currency."""

import re
from collections.abc import Sequence
from typing import Final

from align.anchors.conventions import Conventions
from align.anchors.dates import Found
from align.anchors.grammar import (
    BEFORE_DIGIT,
    NO_LETTER,
    Part,
    Reader,
    without_groups,
    word_pattern,
)
from align.anchors.numerals import LEXEME, REVERSED, read_number, scaled

__all__ = ["AMOUNT", "currency_code", "currency_pattern", "read_amount"]


def _amount_pattern(c: Conventions) -> str:
    return without_groups(_amount_detail(c))


def _amount_detail(c: Conventions) -> str:
    before = currency_pattern(c.currencies_before)
    after = currency_pattern(c.currencies_after)
    lexeme = rf"(?:{REVERSED}|{LEXEME})" if c.reversed_groups else LEXEME
    scales = (
        rf"(?:[ -]?(?P<scale>{word_pattern(c.scales)}){NO_LETTER})?"
        if c.scales
        else "(?P<scale>(?!))?"
    )
    return (
        rf"(?:(?P<before>{before}) ?|{BEFORE_DIGIT})(?P<number>{lexeme}){scales}"
        rf"(?:(?P<percent>{c.percent})|(?P<after>{after}))?"
    )


def _amount_reader(c: Conventions) -> Reader:
    detail = re.compile(_amount_detail(c))

    def read(text: str, match: re.Match[str]) -> list[Found]:
        if match.group().isdigit():
            return [Found("number", match.group(), *match.span())]
        parts = detail.match(text, match.start())
        if parts is None:
            return []
        scale = c.scales[parts["scale"].lower()] if parts["scale"] else 1
        unit = "%" if parts["percent"] else currency_code(c.currencies_before, parts["before"])
        unit = unit or currency_code(c.currencies_after, parts["after"])
        value = read_number(parts["number"], c)
        return read_amount(value, scale, unit, match.span())

    return read


def currency_pattern(currencies: Sequence[tuple[str, str]]) -> str:
    """Return a pattern of all currencies; one that never matches if there are none."""
    return "|".join(pattern for pattern, _ in currencies) or "(?!)"


def currency_code(currencies: Sequence[tuple[str, str]], text: str | None) -> str:
    """Return the ISO 4217 code of what a pattern of `currency_pattern` found, or nothing."""
    if not text:
        return ""
    return next((code for pattern, code in currencies if re.fullmatch(pattern, text)), "")


def read_amount(value: str | None, scale: int, unit: str, span: tuple[int, int]) -> list[Found]:
    """Return the anchor of a number times `scale`; none if the number could not be read.

    Args:
        value: canonical number, or None.
        scale: what a word such as "million" multiplies it by.
        unit: `%`, an ISO 4217 code, or nothing.
        span: place in the folded text.
    """
    if value is None or (value.count(".") > 1 and (scale > 1 or unit)):
        return []
    if scale > 1:
        value = scaled(value, scale)
    if unit == "%":
        return [Found("percent", f"{value}%", *span)]
    if unit:
        return [Found("money", f"{unit} {scaled(value, 1)}", *span)]
    return [Found("number", value, *span)]


AMOUNT: Final = Part("amount", _amount_pattern, _amount_reader)
