"""Say how much a run of words looks like the name of a thing, whatever its translations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from align.terminology.chinese_words import load_chinese_words
from align.terminology.reference import CLEAR_VERB, load_reference
from align.terminology.roles import Role
from align.terminology.vocabulary import load_vocabulary

__all__ = ["Edges", "term_edges", "term_shape"]

LIKELY_VERB: Final = 7
_NAMED_HEADS: Final = frozenset({"treaty", "body", "conference"})


@dataclass(frozen=True, slots=True)
class Edges:
    """What stands at the edges of a run of Chinese words; all False in other languages.

    Attributes:
        opening_verb: it begins with a verb, whose object follows (支持裁军).
        closing_verb: it ends with one, which may be its head (年度宣布).
        lone_opening: it begins with a single character that is no noun: a cut word.
        lone_closing: it ends with one.
        place: it begins with the name of a place and is no treaty, body or conference.
    """

    opening_verb: bool = False
    closing_verb: bool = False
    lone_opening: bool = False
    lone_closing: bool = False
    place: bool = False


def term_edges(words: Sequence[str], roles: Sequence[Role], subtag: str) -> Edges:
    """Return what stands at the edges of a run of words."""
    if subtag != "zh":
        return Edges()
    tags = load_chinese_words().tags
    vocabulary = load_vocabulary(subtag)
    first, last, many = words[0], words[-1], len(words) > 1
    return Edges(
        opening_verb=many and roles[0] is Role.VERB,
        closing_verb=roles[-1] is Role.VERB,
        lone_opening=many and len(first) == 1 and tags.get(first, "n") not in "na",
        lone_closing=many and len(last) == 1 and tags.get(last, "n") != "n",
        place=tags.get(first) == "N"
        and first not in vocabulary.listed
        and not (many and vocabulary.heads.get(last) in _NAMED_HEADS),
    )


def term_shape(words: Sequence[str], subtag: str) -> float:
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
    return shape
