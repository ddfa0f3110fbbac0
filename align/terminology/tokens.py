"""Cut normalised text into words, with their stems: what candidates and links are counted in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from align.snowball import snowball_stem
from align.terminology.reference import load_reference

__all__ = [
    "Word",
    "fold_key",
    "has_proclitic",
    "iter_words",
    "segment_chinese",
    "stem",
    "without_proclitic",
]

_WORD: Final = re.compile(r"[^\W_]+(?:[-.·][^\W_]+)*")
# French articles and particles written with an apostrophe; the same signs close an English word.
_FRENCH: Final = re.compile(
    r"(?:[cdjlmnst]|qu|lorsqu|jusqu|puisqu|quelqu)'|[^\W_]+(?:[-.·'][^\W_]+)*", re.IGNORECASE
)
_ENGLISH: Final = re.compile(r"[^\W_]+(?:[-.·'][^\W_]+)*")
_HAN_OR_WORD: Final = re.compile(r"[一-鿿㐀-䶿]+|[A-Za-z0-9]+(?:[-./][A-Za-z0-9]+)*")
# Snowball keeps the plural of short words (armas) and cuts nuclear and nucleares differently.
_SPANISH_PLURAL: Final = re.compile(r"(?<=\w\w[lrndzj])es$|(?<=\w\w[aeiouáéíóú])s$")
_ALGORITHMS: Final = {
    "en": "english", "fr": "french", "es": "spanish", "ru": "russian", "ar": "arabic",
}  # fmt: skip
_CHINESE_WORD: Final = 6
_SHORTEST_WITH_PROCLITIC: Final = 5
_SHORTEST: Final = 4
_UNKNOWN_COST: Final = 14.0
"""Cost of a character that the reference never saw: about one in a million."""

# Alef and yeh forms that writers interchange; used for keys only, never for display.
_ARABIC_KEY: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه"})
_PROCLITIC_AND_ARTICLE: Final = re.compile(r"(?:[وف][بكل]?ال|[بك]ال|[وف]?لل)\w{2,}")
_ARABIC_CLITICS: Final = re.compile(r"^(?:[وف]?[بكل]?ال|[وف]?لل|[وف])(?=\w{3,})")


class Word(NamedTuple):
    """A word and its place in the normalised text."""

    text: str
    start: int
    end: int


def iter_words(
    text: str, language: str, costs: Mapping[str, float] | None = None
) -> Iterator[Word]:
    """Yield the words of the text in order.

    Args:
        text: normalised.
        language: primary subtag.
        costs: for Chinese, the price of each known word (see `segment_chinese`); without it
            every ideograph is a word.
    """
    if language == "zh":
        for match in _HAN_OR_WORD.finditer(text):
            if match[0][0].isascii():
                yield Word(match[0], match.start(), match.end())
                continue
            for start, end in segment_chinese(match[0], costs or {}):
                yield Word(match[0][start:end], match.start() + start, match.start() + end)
        return
    pattern = _FRENCH if language == "fr" else _ENGLISH if language == "en" else _WORD
    for match in pattern.finditer(text):
        if language == "en" and match[0].endswith("'s"):
            yield Word(match[0][:-2], match.start(), match.end() - 2)
            yield Word("'s", match.end() - 2, match.end())
        else:
            yield Word(match[0], match.start(), match.end())


def segment_chinese(run: str, costs: Mapping[str, float]) -> list[tuple[int, int]]:
    """Return the cheapest cut of a run of ideographs into known words (Viterbi, unigram)."""
    best = [0.0] + [float("inf")] * len(run)
    back = [0] * (len(run) + 1)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - _CHINESE_WORD), end):
            price = costs.get(run[start:end])
            if price is None:
                if end - start > 1:
                    continue
                price = _UNKNOWN_COST
            if best[start] + price < best[end]:
                best[end] = best[start] + price
                back[end] = start
    cuts: list[tuple[int, int]] = []
    end = len(run)
    while end:
        cuts.append((back[end], end))
        end = back[end]
    return cuts[::-1]


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """Return what inflected forms of a word share, for counting, never for display.

    Snowball for fr, es, ru and ar. English loses the plural alone: Snowball makes one word of
    "developed" and "developing", which are opposites here.
    """
    folded = word.casefold()
    if language == "en":
        return _english_singular(folded)
    if language == "ar":
        folded = without_proclitic(_ARABIC_CLITICS.sub("", folded))
        return snowball_stem(folded, "arabic").translate(_ARABIC_KEY) or folded
    if language == "es":
        folded = _SPANISH_PLURAL.sub("", folded)
    if language == "ru":
        folded = folded.replace("ё", "е")
    name = _ALGORITHMS.get(language)
    if name is None:
        return folded
    # Compounds inflect in each part: государства-члены, государств-членов.
    found = "-".join(snowball_stem(part, name) for part in folded.split("-"))
    # Snowball leaves Ассамблеи one letter longer than Ассамблее.
    return found.removesuffix("е") if language == "ru" and len(found) > _SHORTEST else found


def has_proclitic(word: str) -> bool:
    """Return whether a preposition or conjunction is glued to the front of an Arabic word."""
    return bool(_PROCLITIC_AND_ARTICLE.fullmatch(word)) or without_proclitic(word) != word


def without_proclitic(word: str) -> str:
    """Return an Arabic word without a one-letter preposition or conjunction glued to it.

    The letter is taken off only if what remains is the commoner word: لقانون is ل and قانون, but
    the ل of لجنة is its own.
    """
    if len(word) < _SHORTEST_WITH_PROCLITIC or word[0] not in "وفبلك":
        return word
    zipf = load_reference("ar").zipf
    return word[1:] if zipf.get(word[1:], 0.0) > zipf.get(word, 0.0) else word


def fold_key(words: tuple[str, ...], language: str) -> str:
    """Return the key under which forms of one term are counted together."""
    if language == "zh":
        return "".join(words).casefold()
    return " ".join(stem(word, language) for word in words)


def _english_singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
