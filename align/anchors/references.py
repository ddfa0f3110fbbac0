"""Read resolution numbers, ordinals in words, and Roman numerals after their words."""

import re
from typing import Final

from align.anchors.conventions import Conventions
from align.anchors.dates import Found
from align.anchors.grammar import (
    BEFORE_DIGIT,
    NO_LETTER,
    Part,
    Reader,
    plain_numbers,
    word_pattern,
)
from align.anchors.numerals import read_chinese, read_roman, write_roman

__all__ = ["RESOLUTION", "ROMAN", "WORDED"]

_FIRST_NUMERIC_SESSION: Final = 31  # sessions were Roman before the thirty-first (1976)
_TELLING_COUNCIL_NUMBER: Final = 100
_CONTEXT: Final = 60  # code points before a reference in which its word is looked for
_ROMAN: Final = r"[IVXLХ]{1,7}(?![^\W\d_])"


def _resolution_pattern(c: Conventions) -> str:
    sessions = "".join(rf"{pattern}|" for pattern, _ in c.sessions)
    letters = "".join(f"|{re.escape(letter)}" for letter in c.resolution_letters)
    return (
        rf"{BEFORE_DIGIT}(?<![/.])(?:{sessions}E?S-)?\d{{1,2}}/\d{{1,3}}(?![\d/]|[.,]\d)"
        rf"(?: ?(?:[A-Z]{letters})(?![A-Za-zÀ-ÿА-яЁё\u0621-\u064a\d-]))?"
        rf"|{BEFORE_DIGIT}\d{{1,4}}(?: ?(?:[A-Z]{letters}))? ?\((?:(?:19|20)\d\d|[IVXLХ]+|"
        r"[一二三四五六七八九十]+|د ?- ?\d+)\)"
    )


def _resolution_reader(c: Conventions) -> Reader:
    announced = re.compile(c.resolution_words, re.IGNORECASE)
    latin = {letter: letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"} | dict(c.resolution_letters)
    session = re.compile(r"(?P<head>[^\d]*)(?P<session>\d+)/(?P<number>\d+) ?(?P<letter>\D*)")
    old = re.compile(r"(?P<number>\d+) ?(?P<letter>[^\d(]*?) ?\((?P<inside>.*)\)")

    def read(text: str, match: re.Match[str]) -> list[Found]:
        parts = session.fullmatch(match.group())
        context = text[max(0, match.start() - _CONTEXT) : match.end() + _CONTEXT // 4]
        sure = announced.search(context) is not None
        if parts:
            head = next((to for pattern, to in c.sessions if re.match(pattern, parts["head"])), "")
            head = head or parts["head"]
            sure = sure or bool(head) or int(parts["session"]) >= _FIRST_NUMERIC_SESSION
            if not sure:
                return plain_numbers(text, match)
            letter = latin.get(parts["letter"], "")
            value = f"{head}{int(parts['session'])}/{int(parts['number'])}{letter}"
            return [Found("resolution", value, *match.span())]
        parts = old.fullmatch(match.group())
        if parts is None:
            return []
        inside = _inside(parts["inside"])
        telling = inside.isdigit() or len(inside) > 1
        if inside and (sure or (telling and int(parts["number"]) >= _TELLING_COUNCIL_NUMBER)):
            value = f"{parts['number']}{latin.get(parts['letter'], '')}({inside})"
            return [Found("resolution", value, *match.span())]
        return plain_numbers(text, match)

    return read


def _inside(text: str) -> str:
    """Return what stands in the parentheses of an old resolution: a year or a Roman session."""
    if text.isdigit():
        return text
    digits = re.search(r"\d+", text)
    chinese = read_chinese(text) if re.fullmatch("[一-鿿]+", text) else None
    number = int(digits.group()) if digits else chinese
    return write_roman(number) if number else text.replace("Х", "X")


def _reference_pattern(c: Conventions) -> str:
    patterns = []
    if c.ordinals:
        patterns.append(
            rf"{c.ordinal_stop}(?<![^\W\d_]){c.word_prefix}{word_pattern(c.ordinals)}(?:{c.ordinal_ending}){NO_LETTER}"
        )
    if c.references:
        patterns.append(
            rf"(?<![^\W\d_]){c.word_prefix}{word_pattern(c.references)}{NO_LETTER}{c.reference_stop}"
        )
    return "|".join(patterns)


def _reference_reader(c: Conventions) -> Reader:
    known = dict(c.ordinals) | dict(c.references)
    forms = re.compile(word_pattern(known))

    def read(text: str, match: re.Match[str]) -> list[Found]:
        head = forms.search(text, match.start(), match.end())
        return [Found("number", str(known[head.group().lower()]), *match.span())] if head else []

    return read


def _roman_pattern(c: Conventions) -> str:
    patterns = []
    if c.roman_after:
        more = rf"(?:(?:, | ?- ?| [^\W\d_]{{1,3}} ){_ROMAN})*"
        patterns.append(rf"(?<![^\W\d_])(?:{c.roman_after}) {_ROMAN}{more}")
    if c.roman_before:
        patterns.append(rf"(?<![^\W\d_])(?:{c.roman_before})")
    return "|".join(patterns)


def _roman_reader(c: Conventions) -> Reader:
    del c
    numeral = re.compile(r"(?<![^\W\d_])[IVXLХ]{1,7}(?=e|$|[^\w])")

    def read(text: str, match: re.Match[str]) -> list[Found]:
        found = []
        for part in numeral.finditer(text, *match.span()):
            value = read_roman(part.group().replace("Х", "X"))
            # After a reference word "I" may still be the pronoun: look at what follows.
            pronoun = part.group() == "I" and re.match(
                r" (?!of|and|or|to|et|y|и|de|du|del)[a-z]", text[part.end() :]
            )
            if value and not pronoun:
                found.append(Found("number", str(value), *part.span()))
        return found

    return read


RESOLUTION: Final = Part("resolution", _resolution_pattern, _resolution_reader)
WORDED: Final = Part("reference", _reference_pattern, _reference_reader)
ROMAN: Final = Part("roman", _roman_pattern, _roman_reader)
