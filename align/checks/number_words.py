"""Know when a number may be written in words: a missing figure is then no evidence of an error."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from sources.language import primary_subtag

__all__ = ["may_be_in_words"]

# Stems of cardinals, ordinals and the commonest words built on them. A stem that also begins
# other words costs a missed error at most, never a false one.
# fmt: off
_STEMS: Final[Mapping[str, Mapping[int, str]]] = {
    "en": {
        1: "one|first|once|single|sole", 2: "two|second|twice|both|half|pair|couple|bilateral",
        3: "three|third|thrice|trilateral", 4: "four|quarter|quadr", 5: "five|fifth|quin",
        6: "six", 7: "seven", 8: "eight", 9: "nine|ninth", 10: r"ten(?:ths?|s)?\b|decade",
        11: "eleven", 12: "twel|dozen|noon", 13: "thirteen", 14: "fourteen", 15: "fifteen",
        16: "sixteen", 17: "seventeen", 18: "eighteen", 19: "nineteen", 20: "twent|score",
        30: "thirt", 40: "fort", 50: "fift|half", 60: "sixt", 70: "sevent", 80: "eight",
        90: "ninet", 100: "hundred|centur", 1000: "thousand", 10**6: "million",
        10**9: "billion",
    },
    "fr": {
        1: r"une?\b|premi|seul", 2: "deux|second|demi|moitié|double|bilat",
        3: "trois|tiers|tripl|trilat", 4: "quatr|quart", 5: "cinq", 6: "six", 7: "sept(?!em)",
        8: "huit", 9: "neuf|neuv", 10: "dix|décenn", 11: "onz", 12: "douz|midi", 13: "treiz",
        14: "quatorz", 15: "quinz", 16: "seiz", 17: "dix-sept", 18: "dix-huit",
        19: "dix-neu", 20: "vingt", 30: "trent", 40: "quarant", 50: "cinquant|moitié",
        60: "soixant", 70: "soixant|septant", 80: "quatre-vingt", 90: "quatre-vingt|nonant",
        100: r"cents?\b|centaine|centième|siècle", 1000: r"mille|millier", 10**6: "million",
        10**9: "milliard",
    },
    "es": {
        1: r"un[oa]?\b|primer|sol[oa]\b",
        2: r"dos|segund|medi[oa]s?\b|mitad|ambos|ambas|doble|bilat",
        3: "tre[sc]|tercer|tercio|tripl|trilat", 4: "cuatr|cuart", 5: "cinco|quint",
        6: "seis|sext", 7: "siete|séptim", 8: "ocho|octav", 9: "nuev|noven",
        10: "diez|décim|decen|década", 11: "once|undécim", 12: "doce|duodécim|mediod",
        13: "trece|decimoterc", 14: "catorce|decimocuart", 15: "quince|decimoquint",
        16: "dieciséis|decimosext", 17: "diecisiete|decimosépt", 18: "dieciocho|decimoct",
        19: "diecinueve|decimonov", 20: "veint|vigésim|vigesim", 30: "trein|trigésim",
        40: "cuarent|cuadragésim", 50: "cincuent|quincuagésim|mitad", 60: "sesent|sexagésim",
        70: "setent|septuagésim", 80: "ochent|octogésim", 90: "novent|nonagésim",
        100: r"cien\b|cient[oa]s?\b|centenar|siglo", 1000: r"mil\b|miles|milla",
        10**6: "millon|millón", 10**9: "mil millones",
    },
    "ru": {
        1: "один|одн|перв|единствен",
        2: r"дв(?:а|е|ух|ум|умя|ое|оих|о[йи]н)|втор|об[ае]\b|обоих|полов|пар[аыу]\b",
        3: r"три\b|тр[её][хм]|тремя|трое|трет|трой", 4: "четыр|четвер", 5: "пят", 6: "шест",
        7: r"сем[ьи]\b|седьм",
        8: "восем|восьм", 9: "девят", 10: "десят", 11: "одиннадцат", 12: "двенадцат|полдень|полудн",
        13: "тринадцат", 14: "четырнадцат", 15: "пятнадцат", 16: "шестнадцат",
        17: "семнадцат", 18: "восемнадцат", 19: "девятнадцат", 20: "двадцат",
        30: "тридцат", 40: "сорок", 50: "пят[ьи]десят|половин", 60: "шест[ьи]десят",
        70: "сем[ьи]десят", 80: "вос[еь]м[ьи]?десят", 90: "девяност",
        100: r"ст[оа]\b|сот|век(?:а|е|ов)?\b|двести|двух?сот|трист|[а-я]+сот", 1000: "тысяч",
        10**6: "миллион|млн",
        10**9: "миллиард|млрд",
    },
    "ar": {
        1: "", 2: "", 3: "ثلاث|ثالث|ثلث", 4: "[اأ]ربع|رابع|ربع", 5: "خمس|خامس",
        6: "ست|سادس|سدس", 7: "سبع|سابع", 8: "ثمان|ثامن", 9: "تسع|تاسع",
        10: "عشر|عاشر|عقد", 11: "عشر", 12: "عشر|ظهر", 13: "عشر", 14: "عشر", 15: "عشر",
        16: "عشر", 17: "عشر", 18: "عشر", 19: "عشر", 20: "عشر", 30: "ثلاث", 40: "[اأ]ربع",
        50: "خمس|نصف", 60: "ست", 70: "سبع", 80: "ثمان", 90: "تسع",
        100: "مائ|مئ|قرن", 1000: "[اأآ]ل[اآ]?ف", 10**6: "ملي", 10**9: "بلي|مليار|بلاي",
    },
    "zh": {
        1: "一|首|唯|单", 2: "二|两|双|半", 3: "三", 4: "四", 5: "五", 6: "六", 7: "七",
        8: "八", 9: "九", 10: "十", 20: "二十|廿", 30: "三十", 40: "四十", 50: "五十|半",
        60: "六十", 70: "七十", 80: "八十", 90: "九十", 100: "百|世纪", 1000: "千|万",
        10**6: "万|亿", 10**9: "亿",
        **{10 + unit: "十" + digit for unit, digit in enumerate("一二三四五六七八九", start=1)},
    },
}
# fmt: on
_NO_LETTER: Final = r"(?<![^\W\d_])"
# Chinese sets no spaces; Arabic writes particles and the article on to the word.
_BEFORE: Final = {"zh": "", "ar": _NO_LETTER + "(?:[وفبلك]{0,2}(?:ال|لل)?)"}
_TWENTY: Final = 20
_HUNDRED: Final = 100


def may_be_in_words(value: int, text: str, language: str) -> bool:
    """Return whether `text` has words that `value` could be written in.

    Languages beyond the six: yes for numbers up to a hundred, since nothing is known of them.
    """
    subtag = primary_subtag(language)
    if subtag not in _STEMS:
        return value <= _HUNDRED
    if value == 0:
        return True
    return all(_has(text, subtag, part) for part in _parts(value))


def _parts(value: int) -> tuple[int, ...]:
    """Return the numbers whose words a number is composed of; 26 is twenty and six."""
    if value <= _TWENTY:
        return (value,)
    if value < _HUNDRED:
        unit = value % 10
        return (value - unit, unit) if unit else (value,)
    scale = max(scale for scale in (_HUNDRED, 1000, 10**6, 10**9) if value >= scale)
    head, rest = divmod(value, scale)
    # What follows a larger unit is not looked at: "a million and a half" has no five hundred.
    tail = _parts(rest) if rest and scale == _HUNDRED else ()
    return (*(_parts(head) if head > 1 else ()), scale, *tail)


@lru_cache(maxsize=8192)
def _has(text: str, subtag: str, value: int) -> bool:
    stems = _STEMS[subtag].get(value)
    if stems is None:
        return False
    return _pattern(subtag, value).search(text) is not None


@lru_cache(maxsize=512)
def _pattern(subtag: str, value: int) -> re.Pattern[str]:
    stems = _STEMS[subtag][value]
    return re.compile(f"{_BEFORE.get(subtag, _NO_LETTER)}(?:{stems})", re.IGNORECASE)
