"""Reduce inflected words to stems, so that one form of a word finds the others.

Snowball stemmers (Porter, "Snowball: A language for stemming algorithms", 2001) for the five
official languages that inflect; Arabic words lose their clitics first. A stem is a key, not a
word: it is folded like everything else. Languages without a stemmer keep the folded word.
"""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from align.snowball import snowball_stem
from tmx.search.normalise import fold_word
from tmx.search.russian import russian_forms

__all__ = ["query_stems", "stem", "stemmed_languages"]

_ALGORITHMS: Final = {
    "ar": "arabic",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "ru": "russian",
}
# Conjunction, preposition with article, conjunction or preposition alone: taken off in this
# order, also from roots that only begin alike (وزارة, لجنة). Both sides lose the same letters,
# with the article and without, so they still meet; three letters must be left.
_ARABIC_CLITICS: Final = re.compile(r"^[وف]?(?:[بك]?ال|لل)(?=.{3})")
_ARABIC_CONJUNCTION: Final = re.compile(r"^و(?=.{4})")
_ARABIC_PREPOSITION: Final = re.compile(r"^[بل](?=.{3})")
_ARABIC_PLURAL: Final = re.compile(r"(?<=.{3})ات$")
# Arabic nouns with their broken plurals, one a line.
_BROKEN_PLURALS: Final = Path(__file__).parents[1] / "data" / "arabic_plurals.tsv"
# What may stand before a noun, with the article; of short ones the stemmer leaves it on.
_ARABIC_PARTICLES: Final = ("", "ال", "وال", "بال", "لل")
# The stemmer takes -es for a verb's ending after these consonants (nucleares, naciones).
_SPANISH_PLURAL: Final = re.compile(r"(?<=..[lrndzj])es$")
# Words the algorithm takes for something else (desar-me), spelled as in the field's texts.
_EXCEPTIONS: Final = {"es": {"desarme": "desarm", "desarmes": "desarm"}}
# Words of one or two letters have nothing to lose.
_SHORTEST: Final = 3
_SHORTEST_DOUBLE: Final = 4
# Building a memory keeps its own table of stems; this one serves searches.
_REMEMBERED: Final = 20_000


def stemmed_languages() -> frozenset[str]:
    """Return the language subtags that have a stemmer."""
    return frozenset(_ALGORITHMS)


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str, language: str) -> str:
    """Return the folded stem of a prepared word (case folded, accents kept).

    Args:
        word: a `Token.word`.
        language: language subtag (`ru`).
    """
    folded = fold_word(word)
    exception = _EXCEPTIONS.get(language, {}).get(folded)
    if exception is not None:
        return exception
    algorithm = _ALGORITHMS.get(language)
    if algorithm is None or len(folded) < _SHORTEST or not folded.isalpha():
        return folded
    if language == "ar":
        word = _strip_arabic(folded)
    elif language == "es":
        word = _SPANISH_PLURAL.sub("", word)
    return fold_word(snowball_stem(word, algorithm)) or folded


@lru_cache(maxsize=_REMEMBERED)
def query_stems(word: str, language: str) -> tuple[str, ...]:
    """Return the stems to seek for a word somebody typed, with or without its accents.

    Those of all its forms for Russian (`tmx.search.russian`), of its plural or singular for Arabic
    nouns that change within.
    """
    stems = [stem(word, language), stem(fold_word(word), language)]
    if language == "ru":
        stems += [stem(form, language) for form in russian_forms(word)]
        if len(stems[0]) >= _SHORTEST_DOUBLE:
            # Words in -ея have stems of two lengths (Ассамблея, Ассамблее).
            stems += [stems[0].removesuffix("е")]
            stems += [f"{stems[0]}е"] if fold_word(word).startswith(f"{stems[0]}е") else []
    elif language == "ar":
        stems += [each for found in stems for each in _arabic_families().get(found, ())]
    return tuple(dict.fromkeys(stems))


@cache
def _arabic_families() -> dict[str, list[str]]:
    """Return, per stem of a noun with a broken plural, the stems of all its forms."""
    families: dict[str, list[str]] = {}
    for line in _BROKEN_PLURALS.read_text(encoding="utf-8").splitlines():
        stems = {
            stem(f"{particle}{word}", "ar")
            for word in line.split("\t")
            for particle in _ARABIC_PARTICLES
        }
        for each in stems:
            families.setdefault(each, []).extend(sorted(stems))
    return families


def _strip_arabic(word: str) -> str:
    bare = _ARABIC_CLITICS.sub("", word)
    bare = _ARABIC_CONJUNCTION.sub("", bare)
    bare = _ARABIC_PREPOSITION.sub("", bare)
    return _ARABIC_PLURAL.sub("", bare)
