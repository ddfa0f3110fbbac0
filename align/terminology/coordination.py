"""Tell how words are joined: lists with commas that are one term, and phrases that are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from align.terminology.cells import Cell
from align.terminology.roles import Role
from align.terminology.russian_words import is_modifier
from align.terminology.vocabulary import load_vocabulary

__all__ = ["CONJUNCTIONS", "MAXIMUM_WORDS", "enumerations", "joins_phrases"]

MAXIMUM_WORDS: Final = 7
"""Words of the longest candidate, titles aside."""

CONJUNCTIONS: Final = {
    "en": frozenset({"and", "or"}),
    "fr": frozenset({"et", "ou"}),
    "es": frozenset({"y", "e", "o"}),
    "ru": frozenset({"и", "или"}),
    "zh": frozenset({"和", "或", "及", "与"}),
    "ar": frozenset(),
}
_LISTED: Final = frozenset({Role.CONTENT, Role.MODIFIER})
_COMMAS: Final = frozenset({",", "、", "،"})


def enumerations(cell: Cell, subtag: str, roles: Sequence[Role]) -> Iterator[tuple[int, int]]:
    """Yield word ranges with a comma inside, as in "illegal, unreported and unregulated fishing".

    A comma is bridged only between two words of a list that a conjunction closes.
    """
    conjunctions = CONJUNCTIONS.get(subtag)
    if conjunctions is None:
        return
    words = cell.words
    for index in range(1, len(words) - 1):
        between = cell.text[words[index - 1].end : words[index].start].strip()
        if between not in _COMMAS:
            continue
        for closing in range(index + 1, min(index + 4, len(words) - 1)):
            if roles[closing - 1] is Role.OUTSIDE:
                break
            if words[closing].text in conjunctions or (
                subtag == "ar" and words[closing].text.startswith("و")
            ):
                yield from _around(cell, index, closing, subtag, roles)
                break


def _around(
    cell: Cell, comma: int, closing: int, subtag: str, roles: Sequence[Role]
) -> Iterator[tuple[int, int]]:
    words = cell.words
    for first in range(max(0, comma - 2), comma):
        if roles[first] not in _LISTED or Role.OUTSIDE in roles[first:comma]:
            continue
        for last in range(closing + (subtag != "ar"), min(closing + 4, len(words))):
            if roles[last] is Role.OUTSIDE or (
                last > closing + 1
                and cell.text[words[last - 1].end : words[last].start].strip(" -'")
            ):
                break
            if roles[last] is Role.CONTENT and last - first < MAXIMUM_WORDS:
                yield first, last + 1


def joins_phrases(cell: Cell, first: int, last: int, subtag: str) -> bool:
    """Return whether words are two phrases of a sentence: First Committee and in plenary meeting.

    An adjective before a preposition is none either: its noun stands elsewhere (ru).
    """
    prepositions = load_vocabulary(subtag).prepositions
    if not prepositions:
        return False
    conjunctions = CONJUNCTIONS[subtag]
    words = [word.text.casefold() for word in cell.words[first:last]]
    if subtag == "ru" and len(words) > 1 and words[1] in prepositions and is_modifier(words[0]):
        return True
    return any(
        word in prepositions and words[place] in conjunctions and word not in words[:place]
        for place, word in enumerate(words[1:])
    )
