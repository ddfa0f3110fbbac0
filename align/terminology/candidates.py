"""Gather what could be a term: word sequences bounded by function words and punctuation."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from align.terminology.cells import Cell, Column
from align.terminology.reference import Reference, load_reference
from align.terminology.tokens import fold_key
from align.terminology.vocabulary import Vocabulary, load_vocabulary

__all__ = ["Candidate", "Occurrence", "find_candidates"]

MAXIMUM_WORDS: Final = 8
MAXIMUM_CHINESE_WORDS: Final = 8
MAXIMUM_CHINESE_LENGTH: Final = 16
_LETTERS: Final = re.compile(r"[^\W\d_]{2,}")


class Occurrence(NamedTuple):
    """Where a candidate stands: the position of its cell in the column, and its words."""

    cell: int
    first: int
    last: int


@dataclass(slots=True)
class Candidate:
    """A word sequence that may be a term; forms with equal stems are one candidate."""

    key: str
    language: str
    occurrences: list[Occurrence] = field(default_factory=list)
    forms: Counter[str] = field(default_factory=Counter)
    length: int = 0
    rarity: float = 0.0
    termhood: float = 0.0

    @property
    def form(self) -> str:
        """The commonest form; of equally common ones the shortest, then the first in order."""
        return min(self.forms, key=lambda form: (-self.forms[form], len(form), form))


def find_candidates(column: Column) -> dict[str, Candidate]:
    """Return the candidates of a column by key, scored by `termhood`."""
    vocabulary = load_vocabulary(column.subtag)
    reference = load_reference(column.subtag)
    candidates: dict[str, Candidate] = {}
    for position, cell in enumerate(column.cells):
        for first, last in _spans(cell, column.subtag, vocabulary):
            words = tuple(word.text for word in cell.words[first:last])
            key = fold_key(words, column.subtag)
            candidate = candidates.get(key)
            if candidate is None:
                content = [word for word in words if word.casefold() not in vocabulary.inside]
                candidate = candidates[key] = Candidate(
                    key,
                    column.subtag,
                    length=len(content),
                    rarity=_rarity(content, reference),
                )
            candidate.occurrences.append(Occurrence(position, first, last))
            candidate.forms[cell.text[cell.words[first].start : cell.words[last - 1].end]] += 1
    _score(candidates)
    return candidates


def _spans(cell: Cell, subtag: str, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    chinese = subtag == "zh"
    limit = MAXIMUM_CHINESE_WORDS if chinese else MAXIMUM_WORDS
    spans: list[tuple[int, int]] = []
    roles = [_role(word.text, subtag, vocabulary) for word in cell.words]
    loose = [
        chinese and role == "content" and len(word.text) == 1
        for word, role in zip(cell.words, roles, strict=True)
    ]
    for start, end in cell.chunks:
        for first in range(start, end):
            if roles[first] != "content" or (loose[first] and first > start and loose[first - 1]):
                continue
            for last in range(first + 1, min(end, first + limit) + 1):
                role = roles[last - 1]
                if role == "outside":
                    break
                if role != "content" or (loose[last - 1] and last < end and loose[last]):
                    continue
                text = cell.text[cell.words[first].start : cell.words[last - 1].end]
                if chinese and not 2 <= len(text) <= MAXIMUM_CHINESE_LENGTH:
                    continue
                if _LETTERS.search(text):
                    spans.append((first, last))
    return spans


def _role(word: str, subtag: str, vocabulary: Vocabulary) -> str:
    folded = word.casefold()
    if folded in vocabulary.outside or not _is_wordlike(folded, subtag):
        return "outside"
    if folded in vocabulary.inside:
        return "inside"
    return "content"


def _is_wordlike(word: str, subtag: str) -> bool:
    if any(character.isdigit() for character in word):
        return False
    if subtag == "en":
        return not (word.endswith("ly") and len(word) > 4)
    if subtag == "ru":
        return not word.endswith(("ться", "лись", "лась", "лось", "ются", "ется", "ится", "ятся"))
    return True


def _rarity(words: list[str], reference: Reference) -> float:
    return sum(map(reference.rarity, words)) / max(1, len(words))


def _score(candidates: dict[str, Candidate]) -> None:
    """Set `termhood`: the root of the C-value times the square of the rarity.

    C-value: Frantzi, Ananiadou and Mima, "Automatic recognition of multi-word terms", 2000.
    An occurrence inside a longer candidate that is repeated counts for that one.
    """
    nested: Counter[str] = Counter()
    hosts: Counter[str] = Counter()
    repeated = sorted(
        (item for item in candidates.values() if len(item.occurrences) > 1),
        key=lambda item: (item.key, item.language),
    )
    spans: dict[tuple[int, int, int], str] = {
        tuple(occurrence): candidate.key  # type: ignore[misc]
        for candidate in candidates.values()
        for occurrence in candidate.occurrences
    }
    for host in repeated:
        cell, first, last = host.occurrences[0]
        for start in range(first, last):
            for end in range(start + 1, last + 1):
                inner = spans.get((cell, start, end))
                if inner is not None and inner != host.key:
                    nested[inner] += len(host.occurrences)
                    hosts[inner] += 1
    for key, candidate in candidates.items():
        count = len(candidate.occurrences)
        free = count - (nested[key] / hosts[key] if hosts[key] else 0.0)
        value = math.log2(candidate.length + 1) * max(free, 0.0)
        candidate.termhood = math.sqrt(value) * candidate.rarity**2
