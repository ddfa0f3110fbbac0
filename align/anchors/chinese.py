"""The grammar of Chinese: the year comes first and numbers are written in two scripts."""

import re
from typing import Final

from align.anchors.amounts import currency_code, currency_pattern, read_amount
from align.anchors.conventions import Conventions
from align.anchors.dates import Found, date_value, is_date
from align.anchors.grammar import (
    Grammar,
    Part,
    Reader,
    compile_parts,
    plain_numbers,
    without_groups,
)
from align.anchors.moments import NUMERIC_DATE, time_reader
from align.anchors.numerals import LEXEME, read_chinese, read_number
from align.anchors.references import RESOLUTION

__all__ = ["compile_chinese"]

_DIGIT: Final = "一二三四五六七八九〇零"
_HAN: Final = "[一二两三四五六七八九十百千万亿〇零]"
_YEAR: Final = rf"(?P<year>(?<!\d)\d{{4}}|[{_DIGIT}]{{4}}) ?年"
_MONTH: Final = r"(?P<month>(?<!\d)\d{1,2}|十[一二]?|[一二三四五六七八九]) ?月(?!球)"
_DAY: Final = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_DAYS: Final = rf"(?P<days>{_DAY}(?:(?:、|,|和|至|到|-| ){{1,2}}{_DAY}){{0,8}}) ?[日号](?!元|本)"
_DATE: Final = (
    rf"{_YEAR} ?{_MONTH} ?{_DAYS}",
    rf"{_YEAR} ?{_MONTH}",
    rf"{_MONTH} ?{_DAYS}",
    r"(?P<short>(?<!\d)\d{1,2} ?年 ?\d{1,2} ?月)",
    r"(?P<month>(?<!\d)\d{1,2}) ?月(?!球)",
    r"(?P<days>(?<!\d)\d{1,2}) ?日(?!元|本|程|常)",
)
# 千克 is a kilogram and no thousand; 千吨 are kilotons or thousands of tons.
_SCALE_STOPS: Final = {"千": "(?![克米瓦兆卡赫吨伏])", "百万": "(?!吨)", "千万": "(?!吨)"}
_AMBIGUOUS_UNIT: Final = re.compile(" ?(?:[百千]万吨|千吨)")
_SAFE_ORDINAL: Final = 21  # smaller ordinals are words in the other languages
_SAFE_CARDINAL: Final = 11  # the Editorial Manual spells out numbers up to ten
_CENTURY: Final = 100


def compile_chinese(conventions: Conventions) -> Grammar:
    """Return the grammar of Chinese."""
    trigger = (
        rf"\d|[$€£]|E?S-\d|(?:凌晨|清晨|[上下中]午|傍?晚[上间]?|早上?) ?\d"
        rf"|第|附件|百分之|{_HAN}{{2}}|[一二三四五六七八九十] ?月"
    )
    parts = (NUMERIC_DATE, _DATE_PART, _TIME, RESOLUTION, _ORDINAL, _DECADE, _AMOUNT, _NUMERAL)
    return compile_parts(conventions, parts, trigger=trigger, year_first=True)


def _date_pattern(c: Conventions) -> str:
    del c
    return without_groups("|".join(f"(?:{pattern})" for pattern in _DATE))


def _date_reader(c: Conventions) -> Reader:
    del c
    patterns = tuple(re.compile(pattern) for pattern in _DATE)
    one_day = re.compile(_DAY)

    def read(text: str, match: re.Match[str]) -> list[Found]:
        parts = next(filter(None, (pattern.match(text, match.start()) for pattern in patterns)))
        groups = parts.groupdict()
        if groups.get("short"):
            return []  # a year of two digits or a number of years: not to be told apart
        year, month = _number(groups.get("year")), _number(groups.get("month"))
        days = groups.get("days")
        if days is None:
            if month is None or not is_date(year, month, None):
                return plain_numbers(text, match)
            return [Found("date", date_value(year, month, None), *match.span())]
        found = []
        for piece in one_day.finditer(days):
            day = _number(piece.group()) or 0
            if not is_date(year, month or 1, day):
                return plain_numbers(text, match)
            value = date_value(year, month, day) if month else f"---{day:02d}"
            place = parts.start("days") + piece.start()
            found.append(Found("date", value, place, place + len(piece.group())))
        found[0] = found[0]._replace(start=match.start())
        found[-1] = found[-1]._replace(end=match.end())
        return found

    return read


def _number(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() and text.isascii() else read_chinese(text)


def _time_pattern(c: Conventions) -> str:
    clock = r"(?:[01]?\d|2[0-3]):[0-5]\d(?![:\d])"
    return "|".join(rf"(?<!\d)(?:{without_groups(pattern)})" for pattern in (*c.times, clock))


def _ordinal_pattern(c: Conventions) -> str:
    del c
    return rf"第 ?{_HAN}+ ?[条章款]?|附件 ?[一二三四五六七八九十]{{1,3}}"


def _ordinal_reader(c: Conventions) -> Reader:
    del c
    detail = re.compile(rf"(?P<head>第|附件) ?(?P<number>{_HAN}+) ?(?P<noun>[条章款]?)")

    def read(text: str, match: re.Match[str]) -> list[Found]:
        parts = detail.match(text, match.start())
        value = read_chinese(parts["number"]) if parts else None
        if parts is None or value is None or text[match.end() : match.end() + 1] in {"几", "点"}:
            return []
        if not parts["noun"] and parts["head"] == "第" and value < _SAFE_ORDINAL:
            return []
        return [Found("number", str(value), *match.span())]

    return read


def _decade_pattern(c: Conventions) -> str:
    del c
    number = rf"(?:\d{{1,2}}|{_HAN}{{1,3}})"
    return rf"(?<!\d)(?:{number} ?世纪 ?(?:{number} ?年代)?|{number} ?年代)"


def _decade_reader(c: Conventions) -> Reader:
    del c
    detail = re.compile(r"(?:(?P<century>[^ ]+?) ?世纪)? ?(?:(?P<decade>[^ ]+?) ?年代)?")

    def read(text: str, match: re.Match[str]) -> list[Found]:
        del text
        parts = detail.fullmatch(match.group())
        if parts is None:
            return []
        century, decade = _number(parts["century"]), _number(parts["decade"])
        if century and decade is not None:
            year = (century - 1) * _CENTURY + decade
            return [Found("number", str(year), *match.span())]
        if century and century >= _SAFE_ORDINAL:
            return [Found("number", str(century), *match.span())]
        return []

    return read


def _amount_detail(c: Conventions) -> str:
    before = currency_pattern(c.currencies_before)
    scales = "|".join(scale + _SCALE_STOPS.get(scale, "") for scale in c.scales)
    return (
        rf"(?:(?P<before>{before}) ?|(?<![A-Za-z\d])(?<!\d[.,/])|百分之 ?)(?P<number>{LEXEME})"
        rf"(?: ?[多余]? ?(?P<scale>{scales})(?:(?P<rest>{LEXEME}) ?万)?)?"
        rf"(?:(?P<percent> ?%)| ?[多余]?(?P<after>{currency_pattern(c.currencies_after)}))?"
    )


def _amount_pattern(c: Conventions) -> str:
    return without_groups(_amount_detail(c))


def _amount_reader(c: Conventions) -> Reader:
    detail = re.compile(_amount_detail(c))

    def read(text: str, match: re.Match[str]) -> list[Found]:
        parts = detail.match(text, match.start())
        if parts is None or _AMBIGUOUS_UNIT.match(text, match.end()):
            return []
        value = read_number(parts["number"], c)
        scale = c.scales[parts["scale"]] if parts["scale"] else 1
        if parts["rest"]:
            rest = read_number(parts["rest"], c)
            if value is None or rest is None or not rest.isdigit() or not value.isdigit():
                return []
            value, scale = str(int(value) * scale + int(rest) * c.scales["万"]), 1
        unit = "%" if parts["percent"] or match.group().startswith("百分之") else ""
        unit = unit or currency_code(c.currencies_before, parts["before"])
        unit = unit or currency_code(c.currencies_after, parts["after"])
        return read_amount(value, scale, unit, match.span())

    return read


def _numeral_pattern(c: Conventions) -> str:
    currencies = currency_pattern(c.currencies_after)
    return (
        rf"[{_DIGIT}]{{4}} ?年|百分之{_HAN}+(?:点[{_DIGIT}]+)?"
        rf"|(?<![点数几成上第分])(?:十|[{_DIGIT}两]){_HAN}+[多余]?(?:{currencies})?"
    )


def _numeral_reader(c: Conventions) -> Reader:
    detail = re.compile(
        rf"(?P<year>[{_DIGIT}]{{4}}) ?年|百分之(?P<percent>{_HAN}+)(?:点(?P<rest>[{_DIGIT}]+))?"
        rf"|(?P<number>{_HAN}+)[多余]?(?P<after>{currency_pattern(c.currencies_after)})?"
    )

    def read(text: str, match: re.Match[str]) -> list[Found]:
        parts = detail.fullmatch(match.group())
        after = text[match.end() : match.end() + 1]
        is_kilo = match.group().endswith("千") and not re.match(_SCALE_STOPS["千"], after)
        if parts is None or after in {"几", "点", "分", "时", "時"} or is_kilo:
            return []
        value = read_chinese(parts["year"] or parts["percent"] or parts["number"])
        if value is None:
            return []
        if parts["year"]:
            return [Found("number", str(value), *match.span())]
        if parts["percent"]:
            rest = "".join(str(read_chinese(digit)) for digit in parts["rest"] or "")
            return [Found("percent", f"{value}.{rest}%".replace(".%", "%"), *match.span())]
        if value < _SAFE_CARDINAL or not re.search("[十百千万亿]", parts["number"]):
            return []
        currency = currency_code(c.currencies_after, parts["after"])
        kind = "money" if currency else "number"
        return [Found(kind, f"{currency} {value}".strip(), *match.span())]

    return read


_DATE_PART: Final = Part("date", _date_pattern, _date_reader)
_TIME: Final = Part("time", _time_pattern, time_reader)
_ORDINAL: Final = Part("ordinal", _ordinal_pattern, _ordinal_reader)
_DECADE: Final = Part("decade", _decade_pattern, _decade_reader)
_AMOUNT: Final = Part("amount", _amount_pattern, _amount_reader)
_NUMERAL: Final = Part("numeral", _numeral_pattern, _numeral_reader)
