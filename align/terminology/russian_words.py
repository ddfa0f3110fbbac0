"""Read Russian words with a dictionary: what part of speech they are, and in which forms.

Snowball stems are enough to count terms; to say where one may begin or end, or to bring it into
the nominative, takes a dictionary (pymorphy3, OpenCorpora).
"""

from functools import lru_cache
from typing import Final

from align.russian_dictionary import is_known, readings

__all__ = ["ADJECTIVES", "is_modifier", "is_predicate", "takes_object"]

ADJECTIVES: Final = frozenset({"ADJF", "PRTF"})
_ADVERBS: Final = frozenset({"ADVB", "COMP"})
_PREDICATES: Final = frozenset({"VERB", "INFN", "GRND", "PRTS", "ADJS", "PRED"})
_CERTAIN: Final = 0.5
"""Share of a dictionary's uses of a word from which it is taken to be a verb: стали is one in
98 of 100, steel in the rest."""


@lru_cache(maxsize=100_000)
def is_predicate(word: str) -> bool:
    """Return whether a word is a verb or a short form of an adjective: no term holds one."""
    return is_known(word) and _share(word, _PREDICATES) >= _CERTAIN


@lru_cache(maxsize=100_000)
def is_modifier(word: str) -> bool:
    """Return whether a word is an adjective or adverb and never a noun: no term ends with one.

    An adverb goes before its adjective: наименее развитые страны.
    """
    return is_known(word) and all(
        parse.tag.POS in ADJECTIVES | _ADVERBS for parse in readings(word)
    )


@lru_cache(maxsize=100_000)
def takes_object(word: str) -> bool:
    """Return whether a word is an active participle (обладающие): its object follows.

    Reflexive ones stand like adjectives: расщепляющийся материал.
    """
    return (
        is_modifier(word)
        and not word.lower().endswith("ся")
        and all("actv" in parse.tag for parse in readings(word))
    )


def _share(word: str, parts: frozenset[str]) -> float:
    return sum(float(parse.score) for parse in readings(word) if parse.tag.POS in parts)
