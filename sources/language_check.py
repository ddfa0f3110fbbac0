"""Check that a text is in the language stated: by script, letters and common words.

A document system that lacks a version may send the English one instead; nothing later would
notice. The six languages are told from each other and from the neighbours that share their script;
no model is needed for that. Other languages than the six are not checked.
"""

import re
from collections import Counter
from functools import cache
from typing import Final

from sources.document import SourceError
from sources.language import describe_language, primary_subtag

__all__ = [
    "WrongLanguageError",
    "check_language",
    "recognise_language",
    "remark_on_writing",
    "traditional_share",
]


class WrongLanguageError(SourceError):
    """A text that is not in the language stated for it.

    Attributes:
        found: subtag of the language it is in, or empty where that cannot be told.
    """

    def __init__(self, message: str, found: str = "") -> None:
        super().__init__(message)
        self.found = found


# Fewer letters carry too little evidence (a title page, a list of names).
_FEWEST_LETTERS: Final = 200
_MOST_CHARACTERS: Final = 200_000
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
_LANGUAGE_OF: Final = {"Arab": "ar", "Hani": "zh", "Cyrl": "ru"}
_OTHER_SCRIPTS: Final = {"Kana": "Japanese", "Hang": "Korean", "Grek": "Greek", "Hebr": "Hebrew"}
# Russian has ы, which Ukrainian, Bulgarian and Serbian lack; 1.8 per cent of the letters in the
# sample and the shipped texts. Arabic has none of the letters that Persian and Urdu add.
_LETTERS_OF_RUSSIAN: Final = re.compile("[ыЫ]")
_LETTERS_BEYOND_RUSSIAN: Final = re.compile("[іїєґўјљњћђџІЇЄҐЎЈЉЊЋЂЏ]")
_LEAST_RUSSIAN_SHARE: Final = 0.003
_LETTERS_BEYOND_ARABIC: Final = re.compile("[پچژگکیےٹڈڑں]")
_MOST_FOREIGN_SHARE: Final = 0.02
# The commonest words that these languages do not share.
_COMMON_WORDS: Final = {
    "en": "the of and to that is was for with by this it are be which at from",
    "fr": "les des et du une que dans pour par sur au est qui aux été sont pas ce",
    "es": "los las el del y que una por con para se al como más su sus lo fue",
    "pt": "não os dos ao uma em das pela pelo mais são aos foi à com as",
    "it": "di che il della per non dei alla gli nel delle le è una degli",
    "de": "der die und das den von zu mit für auf ist des nicht im dem",
    "nl": "het een van voor niet zijn met worden deze door aan dat",
}
_NEIGHBOURS: Final = {"pt": "Portuguese", "it": "Italian", "de": "German", "nl": "Dutch"}
# Share of common words among all words. In the sample and the shipped texts the language's own
# list covers 15 to 29 per cent of the words, the lists of the other two of the six under 3.
_OWN_SHARE: Final = 0.08
# Of the characters that only one of the two ways of writing has. The sample and the shipped texts
# hold no traditional one; a name or a quoted title may.
_MOST_TRADITIONAL: Final = 0.05


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
    found, what = _found(text, script)
    if found == stated:
        return
    if script == "Latn" and described.script == "Latn" and not found:
        if _common_share(text)[stated] >= _OWN_SHARE:
            return
        what = "is in none of English, French and Spanish"
    raise WrongLanguageError(
        f"{name} {what}, but {described.name} ({language}) was stated; "
        f"give the {described.name} file or state the language it is in.",
        found,
    )


def recognise_language(text: str) -> str | None:
    """Return which of the six languages a text is in, or None without clear evidence."""
    script, letters = _main_script(text)
    if script is None or letters < _FEWEST_LETTERS:
        return None
    found, _ = _found(text, script)
    return found if describe_language(found) else None


def traditional_share(text: str) -> float:
    """Return how much of a Chinese text is written in traditional characters, 0 to 1.

    Only characters that one way of writing has and the other has not are counted: those in just
    one of the character sets GB 2312 (simplified) and Big5 (traditional).
    """
    simplified, traditional = _telling_characters()
    counts = Counter(text[:_MOST_CHARACTERS])
    ours = sum(count for character, count in counts.items() if character in simplified)
    theirs = sum(count for character, count in counts.items() if character in traditional)
    return theirs / (ours + theirs) if ours + theirs else 0.0


def remark_on_writing(text: str, language: str) -> str:
    """Return what is to be said of the way a Chinese text is written, empty where nothing is.

    United Nations Chinese is simplified, and so is what the encoder learnt.
    """
    if primary_subtag(language) != "zh":
        return ""
    share = traditional_share(text)
    says_traditional = bool({"hant", "tw", "hk", "mo"} & set(language.lower().split("-")[1:]))
    if share > _MOST_TRADITIONAL and not says_traditional:
        return (
            f"is written in traditional characters ({share:.0%} of those that tell); expected "
            f"simplified ones for {language}; take the simplified version or state zh-Hant"
        )
    if says_traditional and share < 1 - _MOST_TRADITIONAL:
        return (
            f"is written in simplified characters ({1 - share:.0%} of those that tell); expected "
            f"traditional ones for {language}; state zh"
        )
    return ""


def _found(text: str, script: str) -> tuple[str, str]:
    """Return the subtag of the language, empty without clear evidence, and words that say it."""
    if script == "Latn":
        found = _by_common_words(text)
    elif script == "Cyrl":
        found = "ru" if _is_russian(text) else ""
    elif script == "Arab":
        found = "ar" if _share(_LETTERS_BEYOND_ARABIC, text, script) < _MOST_FOREIGN_SHARE else ""
    else:
        found = _LANGUAGE_OF.get(script, "")
    described = describe_language(found) if found else None
    if described:
        return found, f"is in {described.name}"
    if found:
        return found, f"is in {_NEIGHBOURS[found]}"
    if script in _LANGUAGE_OF:
        return "", f"is in another language of the same script ({script})"
    if script in _OTHER_SCRIPTS:
        return "", f"is in {_OTHER_SCRIPTS[script]}"
    return "", f"is written in another script ({script})"


def _is_russian(text: str) -> bool:
    foreign = _share(_LETTERS_BEYOND_RUSSIAN, text, "Cyrl")
    own = _share(_LETTERS_OF_RUSSIAN, text, "Cyrl")
    return own >= _LEAST_RUSSIAN_SHARE and foreign < _MOST_FOREIGN_SHARE


def _by_common_words(text: str) -> str:
    shares = _common_share(text)
    best = max(shares, key=lambda language: shares[language])
    second = sorted(shares.values())[-2]
    # Neighbours share more words than the three of the six do.
    is_clear = shares[best] > (1.3 if best in _NEIGHBOURS else 2) * second
    return best if shares[best] >= _OWN_SHARE and is_clear else ""


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


def _share(letters: re.Pattern[str], text: str, script: str) -> float:
    sample = text[:_MOST_CHARACTERS]
    return len(letters.findall(sample)) / max(1, len(_SCRIPTS[script].findall(sample)))


def _common_share(text: str) -> dict[str, float]:
    words = Counter(re.findall(r"[a-zà-öø-ÿœ]+", text[:_MOST_CHARACTERS].lower()))
    total = max(1, words.total())
    return {
        language: sum(words[word] for word in common.split()) / total
        for language, common in _COMMON_WORDS.items()
    }


@cache
def _telling_characters() -> tuple[frozenset[str], frozenset[str]]:
    """Return the ideographs that only simplified, and that only traditional Chinese has."""
    ideographs = [chr(code) for code in range(0x4E00, 0xA000)]
    gb = frozenset(each for each in ideographs if each.encode("gb2312", "ignore"))
    big5 = frozenset(each for each in ideographs if each.encode("big5", "ignore"))
    return gb - big5, big5 - gb
