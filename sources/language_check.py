"""Check that a text is in the language stated: by script, and by common words for en, fr, es.

A document system that lacks a version may send the English one instead; nothing later would
notice. Languages beyond the six are not checked.
"""

import re
from collections import Counter
from typing import Final

from sources.document import SourceError
from sources.language import describe_language, primary_subtag

__all__ = ["WrongLanguageError", "check_language", "recognise_language"]


class WrongLanguageError(SourceError):
    """A text that is not in the language stated for it."""


# Fewer letters carry too little evidence (a title page, a list of names).
_FEWEST_LETTERS: Final = 200
_MOST_CHARACTERS: Final = 200_000
_SCRIPT_OF: Final = {
    "ar": "Arab",
    "zh": "Hani",
    "ru": "Cyrl",
    "en": "Latn",
    "fr": "Latn",
    "es": "Latn",
}
_LANGUAGE_OF: Final = {"Arab": "ar", "Hani": "zh", "Cyrl": "ru"}
_SCRIPTS: Final = {
    "Latn": re.compile("[A-Za-zÀ-ÖØ-öø-ɏ]"),
    "Cyrl": re.compile("[Ѐ-ӿ]"),
    "Arab": re.compile("[ؠ-يٮ-ۓ\ufb50-\ufdff\ufe70-\ufefc]"),
    "Hani": re.compile("[\u3400-\u9fff\uf900-\ufaff]"),
    "Kana": re.compile("[ぁ-ヿ]"),
    "Hang": re.compile("[가-힯]"),
    "Grek": re.compile("[Ͱ-Ͽ]"),
    "Hebr": re.compile("[א-ת]"),
    "Deva": re.compile("[ऀ-ॿ]"),
    "Thai": re.compile("[ก-๛]"),
}
# An ideograph says about as much as three letters.
_WEIGHT: Final = {"Hani": 3}
# The commonest words that the three languages do not share.
_COMMON_WORDS: Final = {
    "en": "the of and to that is was for with by this it are be which at from",
    "fr": "les des et du une que dans pour par sur au est qui aux été sont pas ce",
    "es": "los las el del y que una por con para se al como más su sus lo fue",
}
# Share of common words among all words. In the sample the language's own list covers 15 to 29
# per cent of the words, the lists of the two others under 3.
_OWN_SHARE: Final = 0.08


def check_language(text: str, language: str, name: str) -> None:
    """Make sure that `text` is in `language`, as far as its six languages can be told apart.

    Args:
        text: the words of a document.
        language: BCP 47 tag stated for it; languages beyond the six pass.
        name: the file's name, for the message.

    Raises:
        WrongLanguageError: the evidence speaks clearly for another language.
    """
    stated = primary_subtag(language)
    described = describe_language(language)
    if described is None:
        return
    script, letters = _main_script(text)
    if letters < _FEWEST_LETTERS or script is None:
        return
    found = recognise_language(text)
    if found == stated:
        return
    if script == _SCRIPT_OF[stated] and (found is None and script != "Latn"):
        return
    if script == "Latn" and found is None and _SCRIPT_OF[stated] == "Latn":
        if _common_share(text)[stated] >= _OWN_SHARE:
            return
        what = "is in none of English, French and Spanish"
    else:
        other = describe_language(found) if found else None
        what = f"is in {other.name}" if other else f"is written in another script ({script})"
    raise WrongLanguageError(
        f"{name} {what}, but {described.name} ({language}) was stated; "
        f"give the {described.name} file or state the language it is in."
    )


def recognise_language(text: str) -> str | None:
    """Return which of the six languages a text is in, or None without clear evidence."""
    script, letters = _main_script(text)
    if script is None or letters < _FEWEST_LETTERS:
        return None
    if script in _LANGUAGE_OF:
        return _LANGUAGE_OF[script]
    if script != "Latn":
        return None
    shares = _common_share(text)
    best = max(shares, key=lambda language: shares[language])
    second = sorted(shares.values())[-2]
    return best if shares[best] >= _OWN_SHARE and shares[best] > 2 * second else None


def _main_script(text: str) -> tuple[str | None, int]:
    """Return the script most of the text is in and how many letters it has in it."""
    sample = text[:_MOST_CHARACTERS]
    counts = {
        script: len(pattern.findall(sample)) * _WEIGHT.get(script, 1)
        for script, pattern in _SCRIPTS.items()
    }
    if counts["Kana"] and counts["Kana"] * 10 > counts["Hani"]:
        counts["Kana"] += counts.pop("Hani")
    script = max(counts, key=lambda name: counts[name])
    return (script, counts[script]) if counts[script] else (None, 0)


def _common_share(text: str) -> dict[str, float]:
    words = Counter(re.findall(r"[a-zà-öø-ÿœ]+", text[:_MOST_CHARACTERS].lower()))
    total = max(1, words.total())
    return {
        language: sum(words[word] for word in common.split()) / total
        for language, common in _COMMON_WORDS.items()
    }
