"""Say of each word of a cell whether a term may hold it, begin or end with it, or stops at it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from align.terminology.cells import Cell
from align.terminology.chinese_words import load_chinese_words
from align.terminology.reference import CLEAR_VERB, load_reference
from align.terminology.russian_words import is_modifier, is_predicate, takes_object
from align.terminology.vocabulary import Vocabulary

__all__ = ["Role", "word_roles"]

_NOT_ADVERBS: Final = frozenset(
    {"early", "family", "supply", "assembly", "ally", "anomaly", "monopoly", "reply", "elderly"}
)
_ADVERBS: Final = {
    "fr": re.compile(
        r"\w{2,}(?:al|ell|iv|ièr|eus|iqu|air|abl|ibl)ement|\w{2,}(?:amm|emm)ent", re.IGNORECASE
    ),
    "es": re.compile(r"\w{3,}mente", re.IGNORECASE),
}
"""Adverbs made of adjectives; règlement and parlement are none."""

_AGREEING: Final = {
    "fr": re.compile(r"(\w+(?:[éu]|i[st]))(?:e?s|e)"),
    "es": re.compile(r"(\w+[ai]d)(?:[ao]s|a)"),
}
"""Participles in the feminine or the plural: the lists have the masculine singular. Within a term
they may stand (pêche illicite, non déclarée et non réglementée)."""

_COUNTED: Final = re.compile(
    r"[一二三四五六七八九十两几百千万亿]+[个座名份项次种年月日段类套起家位条分]?|[一二三四五六七八九十百]+[次条]?"
)
_ORDINAL: Final = re.compile(r"第[一二三四五六七八九十百]+")
_MEASURES: Final = frozenset(
    "届次票条段款章类号名位份项个种起国年月日时分秒周天枚艘架座家所台辆套批册卷页点度米吨克元万亿倍成级式轮方期版多余"
)
"""What may stand between a number and what it counts: no beginning of a term."""

_STOPPING: Final = frozenset("drptmqis")
"""Tags of Chinese words that no term holds unless the lists say so; see `ChineseWords`."""

_MIDDLE_DOT: Final = "·•‧"


class Role(StrEnum):
    """What a word may be to a term.

    `VERB` may be its head (审查, 宣布) or the predicate before it: it may stand at an edge, at a
    price, and bounds its neighbours. `MODIFIER` asks for a noun behind it, `INSIDE` for words on
    both sides.
    """

    CONTENT = "content"
    ORDINAL = "ordinal"
    MODIFIER = "modifier"
    VERB = "verb"
    INSIDE = "inside"
    OUTSIDE = "outside"


def word_roles(cell: Cell, subtag: str, vocabulary: Vocabulary) -> list[Role]:
    """Return the role of each word of a cell, in order."""
    if subtag == "zh":
        roles: list[Role] = []
        for index, word in enumerate(cell.words):
            before = cell.words[index - 1].text if index else ""
            glued = bool(index) and cell.words[index - 1].end == word.start
            roles.append(_chinese_role(word.text, before if glued else "", vocabulary))
        for index in _foreign_names(cell):
            roles[index] = Role.OUTSIDE
        return roles
    return [_spaced_role(word.text, subtag, vocabulary) for word in cell.words]


def _spaced_role(word: str, subtag: str, vocabulary: Vocabulary) -> Role:
    folded = word.casefold()
    if folded in vocabulary.outside or not _is_wordlike(folded, subtag):
        return Role.OUTSIDE
    if folded in vocabulary.inside or _is_listed_participle(folded, subtag, vocabulary):
        return Role.INSIDE
    if subtag == "ru":
        return _russian_role(word)
    return (
        Role.VERB if load_reference(subtag).verbness.get(folded, 0) >= CLEAR_VERB else Role.CONTENT
    )


def _russian_role(word: str) -> Role:
    if is_predicate(word):
        return Role.OUTSIDE
    if takes_object(word):
        return Role.INSIDE
    return Role.MODIFIER if is_modifier(word) else Role.CONTENT


def _is_wordlike(word: str, subtag: str) -> bool:
    if any(character.isdigit() for character in word):
        return False
    if subtag == "en":
        return not (word.endswith("ly") and len(word) > 4) or word in _NOT_ADVERBS
    adverb = _ADVERBS.get(subtag)
    return adverb is None or not adverb.fullmatch(word)


def _is_listed_participle(word: str, subtag: str, vocabulary: Vocabulary) -> bool:
    """Return whether a word is another form of a participle of the lists."""
    agreeing = _AGREEING.get(subtag)
    found = agreeing.fullmatch(word) if agreeing else None
    ending = "o" if subtag == "es" else ""
    return found is not None and found[1] + ending in vocabulary.outside


def _chinese_role(word: str, before: str, vocabulary: Vocabulary) -> Role:
    if word in vocabulary.inside:
        return Role.INSIDE
    if _is_counted(word, before):
        return Role.OUTSIDE
    for words, role in (
        (vocabulary.either, Role.VERB),
        (vocabulary.outside, Role.OUTSIDE),
        (vocabulary.listed, Role.CONTENT),
    ):
        if word in words:
            return role
    if _ORDINAL.fullmatch(word):
        return Role.ORDINAL
    tag = load_chinese_words().tags.get(word, "n") if len(word) > 1 else "n"
    if tag in _STOPPING:
        return Role.OUTSIDE
    return Role.VERB if tag == "v" else Role.CONTENT


def _is_counted(word: str, before: str) -> bool:
    """Return whether a word is a number, or a measure or currency behind one."""
    if _COUNTED.fullmatch(word) or any(character.isdigit() for character in word):
        return True
    if before in {"万", "亿"}:
        return True
    return bool(before) and word in _MEASURES and _is_number(before)


def _is_number(word: str) -> bool:
    return word[-1].isdigit() or bool(_COUNTED.fullmatch(word) or _ORDINAL.fullmatch(word))


def _foreign_names(cell: Cell) -> set[int]:
    """Return the words about a middle dot: 约瑟夫·戴斯 names a person."""
    found: set[int] = set()
    tags = load_chinese_words().tags
    for index in range(len(cell.words) - 1):
        here, after = cell.words[index], cell.words[index + 1]
        if cell.text[here.end : after.start].strip() not in tuple(_MIDDLE_DOT):
            continue
        found |= {index, index + 1}
        # A name that is cut into single characters goes on until a word.
        place = index
        while place and len(cell.words[place].text) == 1:
            place -= 1
            if len(cell.words[place].text) > 1 and tags.get(cell.words[place].text) != "P":
                break
            found.add(place)
        place = index + 1
        while place + 1 < len(cell.words) and len(cell.words[place].text) == 1:
            place += 1
            here = cell.words[place]
            if len(here.text) > 1 or cell.words[place - 1].end != here.start:
                break
            found.add(place)
    return found
