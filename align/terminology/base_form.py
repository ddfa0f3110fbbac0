"""Bring a term from the form the text inflects it in to the one a glossary records.

Only what can be done surely is done: Russian adjectives and their noun become nominative when the
dictionary knows all of them and they agree; Arabic loses prefixed particles and the ending of the
indefinite accusative; an article at the beginning goes. All else stays as the text has it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from align.terminology.reference import load_reference

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import Parse

__all__ = ["base_form"]

_ARTICLES: Final = {
    "en": re.compile(r"^(?:the|an?)\s+(?=\w)", re.IGNORECASE),
    "fr": re.compile(r"^(?:(?:les?|la|une?|des|du)\s+|l'|d')(?=\w)", re.IGNORECASE),
    "es": re.compile(r"^(?:el|las?|los|una?s?)\s+(?=\w)", re.IGNORECASE),
}
_CONJUNCTIONS: Final = frozenset({"и", "или"})
_ADJECTIVES: Final = frozenset({"ADJF", "PRTF"})
_ARTICLE_AFTER_PARTICLE: Final = re.compile(r"^(?:[وف]?[بك]|[وف])(?=ال\w{2})")
_FUSED_ARTICLE: Final = re.compile(r"^[وف]?لل(?=\w{2})")
_INDEFINITE_ACCUSATIVE: Final = re.compile(r"(?<=\w{3})ا$")


def base_form(form: str, language: str) -> str:
    """Return a term in its base form, or as it is where that is not sure.

    Args:
        form: as the text has it, normalised.
        language: primary subtag.
    """
    if language == "ru":
        return _russian(form)
    if language == "ar":
        return _arabic(form)
    article = _ARTICLES.get(language)
    return article.sub("", form) if article else form


@lru_cache(maxsize=20_000)
def _russian(form: str) -> str:
    words = form.split(" ")
    best = _agreeing(_noun_phrase(words))
    if best is None or best[-1].tag.case == "nomn":
        return form
    number, gender = best[-1].tag.number, best[-1].tag.gender
    wanted = {"nomn", number} | ({gender} if number == "sing" and gender else set())
    made = []
    for parse, word in zip(best, words, strict=False):
        inflected = parse.inflect({"nomn", number} if parse is best[-1] else wanted)
        if inflected is None:
            return form
        made.append(_like(inflected.word, word))
    return " ".join([*made, *words[len(made) :]])


def _noun_phrase(words: list[str]) -> list[list[Parse]]:
    """Return the readings of the adjectives at the beginning and their noun; none if not sure."""
    readings: list[list[Parse]] = []
    for place, word in enumerate(words, start=1):
        found = _analyser().parse(word) if _is_known(word) and word not in _CONJUNCTIONS else []
        readings.append([parse for parse in found if parse.tag.POS in {*_ADJECTIVES, "NOUN"}])
        kinds = {parse.tag.POS for parse in readings[-1]}
        if not kinds:
            return []
        # Many adjectives serve as nouns too: only the last of them may be the head.
        if "NOUN" in kinds and (kinds == {"NOUN"} or place == len(words)):
            return [] if _CONJUNCTIONS.intersection(words[place : place + 1]) else readings
    return []


def _agreeing(readings: list[list[Parse]]) -> list[Parse] | None:
    """Return one reading per word such that all agree; a nominative one if there is any."""
    choices = []
    for noun in readings[-1] if readings else ():
        if noun.tag.POS != "NOUN":
            continue
        case, number = noun.tag.case, noun.tag.number
        chosen = []
        for adjectives in readings[:-1]:
            fitting = [
                parse
                for parse in adjectives
                if parse.tag.POS in _ADJECTIVES
                and (parse.tag.case, parse.tag.number) == (case, number)
                and (number == "plur" or parse.tag.gender == noun.tag.gender)
            ]
            if not fitting:
                break
            chosen.append(fitting[0])
        else:
            choices.append((case != "nomn", -noun.score, [*chosen, noun]))
    return min(choices, key=lambda item: item[:2])[2] if choices else None


def _like(word: str, model: str) -> str:
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def _is_known(word: str) -> bool:
    return word.isupper() is False and all(
        _analyser().word_is_known(part) for part in word.lower().split("-")
    )


@cache
def _analyser() -> MorphAnalyzer:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


def _arabic(form: str) -> str:
    words = form.split(" ")
    first = _FUSED_ARTICLE.sub("ال", words[0])
    words[0] = _ARTICLE_AFTER_PARTICLE.sub("", first)
    return " ".join(_without_accusative(word) for word in words)


def _without_accusative(word: str) -> str:
    """Return a word without the alef of the indefinite accusative: خطرا is خطر.

    The letter goes only if what remains is the commoner word; قضايا keeps its own.
    """
    bare = _INDEFINITE_ACCUSATIVE.sub("", word)
    zipf = load_reference("ar").zipf
    return bare if bare != word and zipf.get(bare, 0.0) > zipf.get(word, 0.0) else word
