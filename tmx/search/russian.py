"""Know the forms of Russian words that a stemmer does not bring together.

A stemmer cuts endings; it does not know that материал and материалы, защита and защите, or
боеголовка and боеголовок are one word. The dictionary of pymorphy3 (OpenCorpora) does. It is asked
for the words of a query alone: the index holds stems of all words there are, and a query seeks the
stems of all forms of its words.
"""

import re
from functools import lru_cache
from typing import Final

from align.russian_dictionary import readings

__all__ = ["russian_forms"]

_CYRILLIC: Final = re.compile(r"[а-яё]{3,}")
# A reading less likely than this (of 1) is rather another word that looks the same.
_LEAST_SCORE: Final = 0.1
# Verbs are left to the stemmer: their participles are words of their own here.
_INFLECTED: Final = frozenset({"NOUN", "ADJF", "PRTF", "NUMR", "NPRO"})
# Grammemes that tell the participles of a verb, and degrees of an adjective, from each other.
_KINDS: Final = frozenset({"pres", "past", "actv", "pssv", "Supr", "Cmp2"})
_REMEMBERED: Final = 5000


@lru_cache(maxsize=_REMEMBERED)
def russian_forms(word: str) -> tuple[str, ...]:
    """Return the forms of a Russian noun, adjective or participle, in lower case.

    Args:
        word: in lower case, in any form.

    Returns:
        Nothing for words of other kinds and for those the dictionary does not know.
    """
    if not _CYRILLIC.fullmatch(word):
        return ()
    forms: dict[str, None] = {}
    for parse in readings(word):
        if parse.is_known and parse.tag.POS in _INFLECTED and parse.score >= _LEAST_SCORE:
            kinds = parse.tag.grammemes & _KINDS
            for form in parse.lexeme:
                if form.tag.POS == parse.tag.POS and form.tag.grammemes & _KINDS == kinds:
                    forms[form.word] = None
    return tuple(forms)
