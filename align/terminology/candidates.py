"""Gather what could be a term: word sequences bounded by function words and punctuation."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from align.terminology.cells import Cell, Column
from align.terminology.coordination import (
    CONJUNCTIONS,
    MAXIMUM_WORDS,
    enumerations,
    joins_phrases,
)
from align.terminology.normalised import BREAK
from align.terminology.reference import load_reference
from align.terminology.roles import Role, word_roles
from align.terminology.shape import Edges, term_edges, term_shape
from align.terminology.structure import find_short_forms, find_titles
from align.terminology.tokens import fold_key, has_proclitic
from align.terminology.vocabulary import Vocabulary, load_vocabulary

__all__ = ["Candidate", "Occurrence", "candidates_in_order", "find_candidates"]

MAXIMUM_CHINESE_WORDS: Final = 8
MAXIMUM_CHINESE_LENGTH: Final = 16
UNIT_COUNT: Final = 3
UNIT_INDEPENDENCE: Final = 0.7
_BEGINNING: Final = frozenset(BREAK + "“«")
"""Behind these a capital says no more than that something begins."""

_OPENING: Final = frozenset({Role.CONTENT, Role.ORDINAL, Role.VERB, Role.MODIFIER})
_CLOSING: Final = frozenset({Role.CONTENT, Role.VERB})
_OWN: Final = frozenset({Role.CONTENT, Role.MODIFIER})
"""What belongs to the words beside it: anything else bounds them."""

_LETTERS: Final = re.compile(r"[^\W\d_]{2,}")


class Occurrence(NamedTuple):
    """Where a candidate stands: the position of its cell in the column, and its words.

    `left` and `right` say whether a function word, a mark or an end stands beside it.
    """

    cell: int
    first: int
    last: int
    left: bool
    right: bool


@dataclass(slots=True)
class Candidate:
    """A word sequence that may be a term; forms with equal stems are one candidate.

    Attributes:
        key: its stems.
        language: primary subtag.
        occurrences: where it stands.
        forms: how it is written there, with counts.
        length: in words.
        rarity: mean rarity of its words of content, as `Reference.rarity`.
        commonest: rarity of the commonest of them.
        title: True if the text marks it as a title, or as the long or short form of a name.
        shape: how much it looks like the name of a thing; see `term_shape`.
        edges: what stands at its edges.
        joined: True if it holds a conjunction.
        holds_known: True if a known term stands within it.
        nested: occurrences that are part of a longer unit.
    """

    key: str
    language: str
    occurrences: list[Occurrence] = field(default_factory=list)
    forms: Counter[str] = field(default_factory=Counter)
    length: int = 0
    rarity: float = 0.0
    commonest: float = 0.0
    title: bool = False
    shape: float = 1.0
    edges: Edges = field(default_factory=Edges)
    joined: bool = False
    holds_known: bool = False
    nested: set[Occurrence] = field(default_factory=set)

    @property
    def free(self) -> list[Occurrence]:
        """The occurrences outside longer units, or all of them if there are none outside."""
        free = [occurrence for occurrence in self.occurrences if occurrence not in self.nested]
        return free or self.occurrences

    @property
    def independence(self) -> float:
        """How often a function word or mark stands beside it, 0 to 1: fragments never stand so."""
        left = sum(occurrence.left for occurrence in self.occurrences)
        right = sum(occurrence.right for occurrence in self.occurrences)
        # Half an occurrence more on each side: one alone proves little either way.
        return math.sqrt((left + 0.5) * (right + 0.5)) / (len(self.occurrences) + 1)

    @property
    def form(self) -> str:
        """The commonest form; of equally common ones the shortest, then the first in order."""
        return min(self.forms, key=lambda form: (-self.forms[form], len(form), form))


def candidates_in_order(columns: Iterable[Column]) -> list[list[Candidate]]:
    """Return the candidates of each column, where nothing is known, by key."""
    return [
        sorted(find_candidates(column).values(), key=lambda item: item.key) for column in columns
    ]


def find_candidates(
    column: Column, is_taken: Callable[[int, int, int], bool] | None = None
) -> dict[str, Candidate]:
    """Return the candidates of a column by key.

    Args:
        column: the cells of one language.
        is_taken: tells for the position of a cell and a range of its text whether a known term
            has the words already; None where nothing is known.
    """
    vocabulary = load_vocabulary(column.subtag)
    reference = load_reference(column.subtag)
    candidates: dict[str, Candidate] = {}
    for position, cell in enumerate(column.cells):
        roles = word_roles(cell, column.subtag, vocabulary)
        titles = _marked(cell, column.subtag, vocabulary)
        spans = dict.fromkeys(titles, (True, True))
        spans |= dict.fromkeys(enumerations(cell, column.subtag, roles), (True, True))
        # Words of a title in 《》, or of a long form with its short one, stand for the whole.
        closed = titles if column.subtag == "zh" else set()
        for first, last, left, right in _spans(cell, column.subtag, roles):
            if not any(start <= first and last <= end for start, end in closed):
                spans.setdefault((first, last), (left, right))
        for (first, last), (left, right) in spans.items():
            start, end = cell.words[first].start, cell.words[last - 1].end
            if is_taken is not None and is_taken(position, start, end):
                continue
            words = tuple(word.text for word in cell.words[first:last])
            key = fold_key(words, column.subtag)
            candidate = candidates.get(key)
            if candidate is None:
                content = [word for word in words if word.casefold() not in vocabulary.inside]
                rarities = [reference.rarity(word) for word in content]
                candidate = candidates[key] = Candidate(
                    key,
                    column.subtag,
                    length=_length(content, column.subtag),
                    rarity=sum(rarities) / max(1, len(rarities)),
                    commonest=min(rarities, default=0.0),
                    shape=term_shape(words, column.subtag),
                    edges=term_edges(words, roles[first:last], column.subtag),
                    joined=not CONJUNCTIONS.get(column.subtag, frozenset()).isdisjoint(words),
                )
            candidate.occurrences.append(Occurrence(position, first, last, left, right))
            candidate.forms[_display(cell, start, end, column.subtag)] += 1
            candidate.title |= (first, last) in titles
    _mark_nested(candidates)
    # Seen once with words of content on both sides: half of all candidates, hardly ever a term.
    return {
        key: candidate
        for key, candidate in candidates.items()
        if len(candidate.occurrences) > 1
        or candidate.title
        or candidate.occurrences[0].left
        or candidate.occurrences[0].right
    }


def _mark_nested(candidates: dict[str, Candidate]) -> None:
    """Tell occurrences that are part of a longer unit: "developed countries" after "least".

    A unit is one word or two longer, repeated, and stands alone nearly always.
    """
    place_of: dict[tuple[int, int, int], tuple[Candidate, Occurrence]] = {}
    for candidate in candidates.values():
        for occurrence in candidate.occurrences:
            place_of[occurrence[:3]] = (candidate, occurrence)
    for host in candidates.values():
        if len(host.occurrences) < UNIT_COUNT or host.independence < UNIT_INDEPENDENCE:
            continue
        for cell, first, last, *_ in host.occurrences:
            for cut in (1, 2):
                for span in ((first + cut, last), (first, last - cut)):
                    inner = place_of.get((cell, *span))
                    if inner is not None and inner[0].length + cut == host.length:
                        inner[0].nested.add(inner[1])


def _marked(cell: Cell, subtag: str, vocabulary: Vocabulary) -> set[tuple[int, int]]:
    """Return the word ranges that the text itself marks: titles, and full and short forms."""
    marked = set(find_titles(cell, subtag, vocabulary))
    starts = {word.start: index for index, word in enumerate(cell.words)}
    ends = {word.end: index + 1 for index, word in enumerate(cell.words)}
    for found in find_short_forms(cell, subtag, vocabulary):
        for start, end in ((found.start, found.end), (found.short_start, found.short_end)):
            if start in starts and end in ends:
                marked.add((starts[start], ends[end]))
    return marked


def _display(cell: Cell, start: int, end: int, subtag: str) -> str:
    """Return the words as printed, without the capital that only a sentence's start gives."""
    text = cell.text[start:end]
    before = cell.text[:start].rstrip(' "“”«(—–-\x1f')
    between = cell.text[len(before) : start]
    at_start = not before or before[-1] in ".?!:" or not _BEGINNING.isdisjoint(between)
    plain = text[1:] == text[1:].lower()
    if subtag != "zh" and at_start and plain and len(text) > 1:
        return text[0].lower() + text[1:]
    return text


def _spans(cell: Cell, subtag: str, roles: Sequence[Role]) -> list[tuple[int, int, bool, bool]]:
    chinese = subtag == "zh"
    limit = MAXIMUM_CHINESE_WORDS if chinese else MAXIMUM_WORDS
    spans: list[tuple[int, int, bool, bool]] = []
    loose = [
        chinese and role is Role.CONTENT and len(word.text) == 1
        for word, role in zip(cell.words, roles, strict=True)
    ]
    # A preposition or conjunction that Arabic writes on the word bounds it as a word would.
    glued = [subtag == "ar" and has_proclitic(word.text) for word in cell.words]
    for start, end in cell.chunks:
        for first in range(start, end):
            if roles[first] not in _OPENING or (
                loose[first] and first > start and loose[first - 1]
            ):
                continue
            for last in range(first + 1, min(end, first + limit) + 1):
                role = roles[last - 1]
                if role is Role.OUTSIDE:
                    break
                if role not in _CLOSING or (loose[last - 1] and last < end and loose[last]):
                    continue
                text = cell.text[cell.words[first].start : cell.words[last - 1].end]
                if chinese and not 2 <= len(text) <= MAXIMUM_CHINESE_LENGTH:
                    continue
                if _LETTERS.search(text) and not joins_phrases(cell, first, last, subtag):
                    left = first == start or roles[first - 1] not in _OWN or glued[first]
                    right = last == end or roles[last] not in _OWN or glued[last]
                    spans.append((first, last, left, right))
    return spans


def _length(content: Sequence[str], subtag: str) -> int:
    """Return the length in words; a Chinese word has two characters on the average."""
    return max(1, round(len("".join(content)) / 2)) if subtag == "zh" else len(content)
