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

__all__ = ["AMOUNT", "currency_code", "currency_pattern", "read_amount", "share_units"]

# "1.5m" is a length or a sum, "1,5 M€" always a sum: what is not sure is not read.
_ABBREVIATED: Final = re.compile(
    r" ?(?:M|Md|Mds|MM|k|K)(?:\$|€|EUR|USD)|(?:m|mn|M|k|K|tn)(?![^\W\d_])"
)
_CONTEXT: Final = 30
_SHARE: Final = re.compile(r"(?:[A-Z]{3} )?(\d{1,3}(?:\.\d+)?)")


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
    label = re.compile(rf"(?:{c.label_words})[^\W\d_]{{0,3}} $") if c.label_words else None

    def read(text: str, match: re.Match[str]) -> list[Found]:
        if _ABBREVIATED.match(text, match.end()):
            return []
        if match.group().isdigit():
            # '1' is how Arabic prints the label (i).
            is_label = text[max(0, match.start() - 1) : match.end() + 1] == f"'{match.group()}'"
            return [] if is_label else [Found("number", match.group(), *match.span())]
        parts = detail.match(text, match.start())
        if parts is None:
            return []
        scale = c.scales[parts["scale"].lower()] if parts["scale"] else 1
        if (
            parts["scale"]
            and label is not None
            and label.search(text, max(0, match.start() - _CONTEXT), match.start())
        ):
            scale = 1  # "paragraph 12 A", where A and thousand are one word
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
        return [Found("percent", f"{value}%", *span, scale)]
    if unit:
        return [Found("money", f"{unit} {scaled(value, 1)}", *span, scale)]
    return [Found("number", value, *span, scale)]


def share_units(found: Sequence[Found], text: str, joint: re.Pattern[str]) -> list[Found]:
    """Return the anchors with what is said once for two numbers said of both.

    "30 and 40 per cent" are 30% and 40%; "$10-15 million" are 10 and 15 million dollars.
    """
    result = list(found)
    for index in range(len(result) - 1, 0, -1):
        here, after = result[index - 1], result[index]
        gap = text[here.end : after.start]
        is_part_of_name = here.start > 0 and text[here.start - 1] == "-"  # "P-1 to 30 per cent"
        if is_part_of_name or not gap.strip() or not joint.fullmatch(gap):
            continue
        if here.kind == "number" and after.kind == "percent" and _SHARE.fullmatch(here.value):
            result[index - 1] = here._replace(kind="percent", value=f"{here.value}%")
        elif after.scale > 1 and {here.kind, after.kind} <= {"number", "money"}:
            result[index - 1 : index + 1] = _share_scale(here, after)
    return result


def _share_scale(here: Found, after: Found) -> tuple[Found, Found]:
    small = _SHARE.fullmatch(here.value)
    if here.scale == 1 and not small:
        return here, after
    value = here.value.split(" ")[-1]
    if small and here.scale == 1:
        value = scaled(value, after.scale)
    if here.kind == after.kind == "number":
        return here._replace(value=value), after
    unit = (here if here.kind == "money" else after).value.split(" ")[0]
    after_unit = after.value.split(" ")[0] if after.kind == "money" else unit
    after_value = after.value.split(" ")[-1]
    return (
        here._replace(kind="money", value=f"{unit} {value}"),
        after._replace(kind="money", value=f"{after_unit} {after_value}"),
    )


AMOUNT: Final = Part("amount", _amount_pattern, _amount_reader)
