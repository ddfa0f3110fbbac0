"""Bring a term from the form the text inflects it in to the one a glossary records.

Only what can be done surely is done. Russian adjectives and their noun become nominative when the
dictionary knows all of them and they agree. Arabic loses prefixed particles, pronouns of owners
and the ending of the indefinite accusative. Articles go at the beginning, and before the second of
two joined nouns if the first has none: la paix et la sécurité is recorded as paix et sécurité. All
else stays as the text has it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from align.russian_dictionary import is_known, readings
from align.terminology.reference import load_reference
from align.terminology.russian_words import ADJECTIVES
from align.terminology.tokens import without_proclitic

if TYPE_CHECKING:
    from pymorphy3.analyzer import Parse

__all__ = ["base_form", "is_plural"]

_ARTICLES: Final = {
    "en": re.compile(r"^(?:the|an?)\s+(?=\w)", re.IGNORECASE),
    "fr": re.compile(r"^(?:(?:les?|la|une?|des|du)\s+|l'|d')(?=\w)", re.IGNORECASE),
    "es": re.compile(r"^(?:el|las?|los|una?s?)\s+(?=\w)", re.IGNORECASE),
}
_JOINED: Final = {
    "en": re.compile(r"(?P<before>.*?\b(?:and|or) )(?:the|an?) (?=\w)"),
    "fr": re.compile(
        r"(?P<before>.*?\b(?:et|ou) )(?:(?P<of>de la|de l'|du|des)|les?|la|l')(?:(?<=')| )(?=\w)"
    ),
    "es": re.compile(
        r"(?P<before>.*?\b(?:[ye]|[ou]) )(?:(?P<of>de las?|de los|del)|el|las?|los) (?=\w)"
    ),
}
_ARTICLE_BEFORE: Final = re.compile(r"\b(?:the|an?|les?|la|du|des|el|las|los|del)\b|\b[ld]'")
_OF_BEFORE: Final = re.compile(r"\bde\b")
_CONJUNCTIONS: Final = frozenset({"и", "или"})
_ARTICLE_AFTER_PARTICLE: Final = re.compile(r"^(?:[وف]?[بك]|[وف])(?=ال\w{2})")
_FUSED_ARTICLE: Final = re.compile(r"^[وف]?لل(?=\w{2})")
_PRONOUN: Final = re.compile(r"(?<=\w{3})(?:هما|هم|ها|ه)$")
_INDEFINITE_ACCUSATIVE: Final = re.compile(r"(?<=\w{3})ا$")
_PREPOSITION: Final = re.compile(r"\s(?:of|on|for|to|in|and|with|by|against|de|del|en|para|y)\s.*")
_NO_PLURALS: Final = ("ss", "us", "is")


def base_form(form: str, language: str, *, plural: bool | None = None) -> str:
    """Return a term in its base form, or as it is where that is not sure.

    Args:
        form: as the text has it, normalised.
        language: primary subtag.
        plural: whether the term is one of several in languages that show it; None if unknown.
            Decides where a Russian form may be either: резолюции is of one or several.
    """
    if language == "ru":
        return _russian(form, {True: "plur", False: "sing", None: None}[plural])
    if language == "ar":
        return _arabic(form)
    article = _ARTICLES.get(language)
    return _without_inner_article(article.sub("", form), language) if article else form


def is_plural(form: str, language: str) -> bool | None:
    """Return whether an English or Spanish term is in the plural; None for other languages."""
    if language not in {"en", "es"}:
        return None
    words = _PREPOSITION.sub("", form).split(" ")
    head = words[-1 if language == "en" else 0].casefold()
    if language == "en" and words[-1] == "parties":
        return True
    return head.endswith("s") and not head.endswith(_NO_PLURALS)


def _without_inner_article(form: str, language: str) -> str:
    found = _JOINED[language].match(form)
    if found is None or _ARTICLES[language].match(form):
        return form
    before, joined_by_of = found["before"], found.groupdict().get("of")
    if _ARTICLE_BEFORE.search(before) or (joined_by_of and _OF_BEFORE.search(before)):
        return form  # contre la drogue et le crime
    return before + form[found.end() :]


@lru_cache(maxsize=20_000)
def _russian(form: str, number_told: str | None) -> str:
    words = form.split(" ")
    best = _agreeing(_noun_phrase(words), number_told)
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
    found: list[list[Parse]] = []
    for place, word in enumerate(words, start=1):
        parses = readings(word) if is_known(word) and word not in _CONJUNCTIONS else ()
        found.append([parse for parse in parses if parse.tag.POS in {*ADJECTIVES, "NOUN"}])
        kinds = {parse.tag.POS for parse in found[-1]}
        if not kinds:
            return []
        # Many adjectives serve as nouns too: only the last of them may be the head.
        if "NOUN" in kinds and (kinds == {"NOUN"} or place == len(words)):
            return [] if _CONJUNCTIONS.intersection(words[place : place + 1]) else found
    return []


def _agreeing(found: list[list[Parse]], wanted: str | None) -> list[Parse] | None:
    """Return one reading per word such that all agree.

    One of the number wanted if there is any; of these a nominative one if there is any.
    """
    choices = []
    for noun in found[-1] if found else ():
        if noun.tag.POS != "NOUN":
            continue
        case, number = noun.tag.case, noun.tag.number
        chosen = []
        for adjectives in found[:-1]:
            fitting = [
                parse
                for parse in adjectives
                if parse.tag.POS in ADJECTIVES
                and (parse.tag.case, parse.tag.number) == (case, number)
                and (number == "plur" or parse.tag.gender == noun.tag.gender)
            ]
            if not fitting:
                break
            chosen.append(fitting[0])
        else:
            other = wanted is not None and number != wanted
            choices.append((other, case != "nomn", -noun.score, [*chosen, noun]))
    return min(choices, key=lambda item: item[:3])[3] if choices else None


def _like(word: str, model: str) -> str:
    """Return a word with the capital of the one it was made of, and ё only where that has it."""
    if "ё" not in model.lower():
        word = word.replace("ё", "е")
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def _arabic(form: str) -> str:
    words = form.split(" ")
    first = _FUSED_ARTICLE.sub("ال", words[0])
    words[0] = without_proclitic(_ARTICLE_AFTER_PARTICLE.sub("", first))
    if len(words) == 1 or not words[-1].startswith("و"):  # what is joined to the rest stays
        words[-1] = _without_pronoun(words[-1])
    return " ".join(_without_accusative(word) for word in words)


def _without_pronoun(word: str) -> str:
    """Return a word without the pronoun of its owner: رئيسه is رئيس, ولايتها is ولاية.

    A conjunction before it goes with it: ورئيسه. The ending goes only if what remains is the
    commoner word; اتجاه keeps its own.
    """
    bare = _PRONOUN.sub("", word)
    if bare == word:
        return word
    zipf = load_reference("ar").zipf
    forms = [bare, bare[1:]] if bare[0] in "وف" else [bare]
    forms += [f"{form[:-1]}ة" for form in forms if form.endswith("ت")]
    best = max(forms, key=lambda form: zipf.get(form, 0.0))
    return best if zipf.get(best, 0.0) > zipf.get(word, 0.0) else word


def _without_accusative(word: str) -> str:
    """Return a word without the alef of the indefinite accusative: خطرا is خطر.

    The letter goes only if what remains is the commoner word; قضايا keeps its own.
    """
    bare = _INDEFINITE_ACCUSATIVE.sub("", word)
    zipf = load_reference("ar").zipf
    return bare if bare != word and zipf.get(bare, 0.0) > zipf.get(word, 0.0) else word
