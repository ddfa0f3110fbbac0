"""Read numerals: grouped digits in each language's way, Roman and Chinese numerals."""

import re
from decimal import Decimal
from typing import Final

from align.anchors.conventions import Conventions

__all__ = [
    "LEXEME",
    "REVERSED",
    "plain",
    "read_chinese",
    "read_number",
    "read_roman",
    "scaled",
    "write_roman",
]

LEXEME: Final = r"(?:\d{1,3}(?: \d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
"""Pattern of a run of digits with its separators, in any convention."""
REVERSED: Final = r"\d{3}(?: \d{3})* \d{1,2}(?![\d/]|[.,]\d| \d{3})"
"""Pattern of a number whose groups run from right to left, as in some Arabic texts: 650 27."""

_GROUP: Final = 3
_CHINESE_DIGITS: Final = {
    character: value
    for value, characters in enumerate(
        ("〇零", "一", "二两", "三", "四", "五", "六", "七", "八", "九")
    )
    for character in characters
}
_LONGEST_CHINESE: Final = 24  # 九千九百九十九亿九千九百九十九万九千九百九十九 has 23
_SMALL_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_LARGE_UNITS: Final = {"万": 10**4, "亿": 10**8}
_ROMAN_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ROMAN: Final = re.compile("(?=[IVXLC])C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_CHINESE_SECTION: Final = re.compile(
    "(?:(?P<千>[一二两三四五六七八九])千)?(?:零?(?P<百>[一二两三四五六七八九])百)?"
    "(?:零?(?P<十>[一二三四五六七八九]?)(?P<ten>十))?(?:零?(?P<one>[一二两三四五六七八九]))?"
)


def read_number(lexeme: str, conventions: Conventions) -> str | None:
    """Return the value of a run of digits with separators, or None where it has two readings.

    Decimals keep the zeros that are printed; `4.1.2` stays as it is, being no number.
    """
    if lexeme.isdigit():
        return lexeme
    return _read_separated(lexeme, conventions)


def _read_separated(lexeme: str, conventions: Conventions) -> str | None:
    if " " in lexeme:
        return _read_spaced(lexeme, conventions)
    groups = re.split("[.,]", lexeme)
    separators = [character for character in lexeme if character in ".,"]
    if len(separators) == 1:
        return _read_single(groups[0], groups[1], separators[0], conventions)
    last = separators[-1]
    if set(separators) == {last}:
        if _are_thousands(groups) and not last == "." == conventions.decimal:
            return "".join(groups)
        return lexeme if last == "." else None
    is_number = last not in separators[:-1] and _are_thousands(groups[:-1])
    return f"{''.join(groups[:-1])}.{groups[-1]}" if is_number else None


def _read_single(whole: str, rest: str, separator: str, conventions: Conventions) -> str | None:
    looks_grouped = len(rest) == _GROUP and len(whole) <= _GROUP and whole[0] != "0"
    if looks_grouped and separator == conventions.thousands:
        return whole + rest
    if separator in conventions.decimal:
        return None if looks_grouped and len(conventions.decimal) > 1 else f"{whole}.{rest}"
    if looks_grouped:
        return None
    return f"{whole}.{rest}" if separator == "." else None


def _read_spaced(lexeme: str, conventions: Conventions) -> str | None:
    whole, mark, rest = lexeme.replace(",", ".").partition(".")
    groups = whole.split(" ")
    if conventions.reversed_groups and len(groups[0]) == _GROUP and len(groups) > 1:
        if groups[0].startswith("0") or len(groups[-1]) < _GROUP:
            groups.reverse()
        elif not groups[-1].startswith("0"):
            return None  # 596 300 is 596,300 or 300,596: which one, only the other languages say
    if any(len(group) != _GROUP for group in groups[1:]) or groups[0].startswith("0"):
        return None
    return "".join(groups) + (f".{rest}" if mark else "")


def _are_thousands(groups: list[str]) -> bool:
    return (
        len(groups[0]) <= _GROUP
        and groups[0][0] != "0"
        and all(len(group) == _GROUP for group in groups[1:])
    )


def scaled(value: str, factor: int) -> str:
    """Return `value` times `factor`, without needless zeros: `1.50` and 1000000 give `1500000`."""
    return plain(Decimal(value) * factor)


def plain(value: Decimal) -> str:
    """Return a decimal without exponent and without zeros at the end of its fraction."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_roman(text: str) -> int | None:
    """Return the value of a Roman numeral below 400, or None if it is not well formed."""
    if _ROMAN.fullmatch(text) is None:
        return None
    values = [_ROMAN_VALUES[character] for character in text]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value for value, after in zip(values, following, strict=True)
    )


def write_roman(number: int) -> str:
    """Return a number below 400 in Roman numerals."""
    pairs = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"))
    result = ""
    for value, letters in (*pairs, (4, "IV"), (1, "I")):
        count, number = divmod(number, value)
        result += letters * count
    return result


def read_chinese(text: str) -> int | None:
    """Return the value of a Chinese numeral (三百二十一, 二〇一〇, 三千万), or None."""
    if not text or len(text) > _LONGEST_CHINESE:
        return None
    if all(character in _CHINESE_DIGITS for character in text):
        return int("".join(str(_CHINESE_DIGITS[character]) for character in text))
    total = 0
    for unit in ("亿", "万"):
        head, found, tail = text.rpartition(unit)
        if not found:
            continue
        section = read_chinese(head) if unit == "亿" else _read_section(head)
        if not section:
            return None
        total += section * _LARGE_UNITS[unit]
        text = tail.removeprefix("零")
    if not text:
        return total
    section = _read_section(text)
    return None if section is None else total + section


def _read_section(text: str) -> int | None:
    match = _CHINESE_SECTION.fullmatch(text)
    if not text or match is None:
        return None
    digits = _CHINESE_DIGITS
    total = sum(digits[match[name]] * _SMALL_UNITS[name] for name in ("千", "百") if match[name])
    if match["ten"]:
        total += (digits[match["十"]] if match["十"] else 1) * _SMALL_UNITS["十"]
    return total + (digits[match["one"]] if match["one"] else 0)
