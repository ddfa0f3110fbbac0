"""Say how much a run of words looks like the name of a thing, whatever its translations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from align.terminology.chinese_words import load_chinese_words
from align.terminology.reference import load_reference
from align.terminology.roles import Role
from align.terminology.vocabulary import Vocabulary, load_vocabulary

__all__ = ["term_shape"]

CLEAR_VERB: Final = 8
LIKELY_VERB: Final = 7
OPENING_VERB: Final = 0.4
CLOSING_VERB: Final = 0.6
"""What is left of a Chinese run that a verb opens (its object follows) or closes (it may be one)."""

LONE_OPENING: Final = 0.4
LONE_CLOSING: Final = 0.3
"""What is left of one that begins or ends with a single character that is no noun: a cut word."""

PLACE_ALONE: Final = 0.1
PLACE_FIRST: Final = 0.4
"""What is left of the name of a place, and of what belongs to one: 尼日利亚代表."""

_NAMED_HEADS: Final = frozenset({"treaty", "body", "conference"})


def term_shape(words: Sequence[str], roles: Sequence[Role], subtag: str) -> float:
    """Return how much the words look like the name of a thing, 0 to 1.

    Verbs at the edges count most, for a verb and its object look like a compound.
    """
    vocabulary = load_vocabulary(subtag)
    verbness = load_reference(subtag).verbness
    shape = 1.0
    for index, word in enumerate(words):
        folded = word.casefold()
        if folded in vocabulary.listed:
            continue
        at_edge = index in (0, len(words) - 1)
        verbal = verbness.get(folded, 4)
        if verbal >= CLEAR_VERB:
            shape *= 0.3 if at_edge else 0.7
        elif verbal >= LIKELY_VERB and at_edge:
            shape *= 0.6
        if at_edge and folded in vocabulary.edge:
            shape *= 0.5
    return shape * _chinese_shape(words, roles, vocabulary) if subtag == "zh" else shape


def _chinese_shape(words: Sequence[str], roles: Sequence[Role], vocabulary: Vocabulary) -> float:
    tags = load_chinese_words().tags
    first, last = words[0], words[-1]
    shape = 1.0
    if len(words) > 1 and roles[0] is Role.VERB:
        shape *= OPENING_VERB
    if roles[-1] is Role.VERB:
        shape *= CLOSING_VERB
    if len(words) > 1 and len(first) == 1 and tags.get(first, "n") not in "na":
        shape *= LONE_OPENING
    if len(words) > 1 and len(last) == 1 and tags.get(last, "n") != "n":
        shape *= LONE_CLOSING
    if tags.get(first) == "N" and first not in vocabulary.listed:
        if len(words) == 1:
            shape *= PLACE_ALONE
        elif vocabulary.heads.get(last) not in _NAMED_HEADS:
            shape *= PLACE_FIRST
    return shape
