"""Find the terms a query may mean, the best kind first, and no kind before it is needed.

What is typed first, a letter or two, begins or stands in thousands of terms; but twenty that begin
with it are shown, and those that hold it need not be read.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import Final, NamedTuple

from tmx.search.normalise import tokenize
from tmx.search.spelling import mended_words, near_terms
from tmx.search.term_keys import folded_key, stem_keys

__all__ = ["Candidate", "TermKind", "ranked_candidates", "term_languages"]

# A range of keys that begin alike may be large; what is shown is sorted from this many.
_MOST_READ: Final = 2000
_LAST: Final = "\U0010ffff"
# Articles that people paste with a term; glossaries record terms without.
_ARTICLE: Final = re.compile(
    r"^\s*(?:(?:the|les?|la|el|los|las|une?|una)\s+|[ld]['\u2019])(?=\w)", re.IGNORECASE
)
# From one language to the next along the index, which DISTINCT would read as a whole.
_LANGUAGES: Final = (
    "WITH RECURSIVE found (tag) AS (SELECT min(language_group) FROM term UNION ALL "
    "SELECT (SELECT min(language_group) FROM term WHERE language_group > tag) FROM found "
    "WHERE tag IS NOT NULL) SELECT tag FROM found WHERE tag IS NOT NULL"
)
_SELECT: Final = (
    "SELECT term.text = ?, -coalesce(score, 1.0), length(term.text), concept.position, "
    "term.position, term.id, concept.id FROM term_key CROSS JOIN term ON term.id = term_id "
    "CROSS JOIN concept ON concept.id = concept_id WHERE "
)
# The plus keeps the planner at the keys, which tell far more than the language.
_OF_GROUP: Final = "+term.language_group = ?"


class TermKind(IntEnum):
    """How a term answers a query, the best first."""

    EXACT = 0
    NORMALISED = 1
    INFLECTED = 2
    PREFIX = 3
    INSIDE = 4
    INSIDE_INFLECTED = 5
    FUZZY = 6


class Candidate(NamedTuple):
    """A term that may be meant; tuples sort as they are shown.

    Attributes:
        kind: how it answers.
        rank: score, length and place, so that the better is the smaller.
        term: its row number.
        concept: row number of its entry.
    """

    kind: TermKind
    rank: tuple[float, ...]
    term: int
    concept: int


def ranked_candidates(
    connection: sqlite3.Connection,
    text: str,
    asked: str | None,
    furthest: TermKind = TermKind.FUZZY,
) -> Iterator[Candidate]:
    """Yield the terms a text may mean, the best first, each entry once.

    Args:
        connection: of the memory.
        text: a word or phrase.
        asked: language group of the text, None for any.
        furthest: nothing that answers in a looser way is sought.
    """
    seen: set[int] = set()
    finder = _Finder(connection, asked)
    for stage in finder.stages(text, furthest):
        for candidate in sorted(stage):
            if candidate.concept not in seen:
                seen.add(candidate.concept)
                yield candidate
    if not seen and furthest is TermKind.FUZZY:
        for candidate in sorted(finder.nearly(text)):
            if candidate.concept not in seen:
                seen.add(candidate.concept)
                yield candidate


def term_languages(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the language groups of all terms."""
    return tuple(row[0] for row in connection.execute(_LANGUAGES))


class _Finder:
    """Seeks terms by their keys."""

    def __init__(self, connection: sqlite3.Connection, asked: str | None) -> None:
        self._connection = connection
        self._asked = asked

    def stages(self, text: str, furthest: TermKind) -> Iterator[list[Candidate]]:
        """Yield the candidates of one kind, or of several that answer alike, after another."""
        texts = [text]
        whole = self._whole(text)
        bare = _ARTICLE.sub("", text)
        if not whole and bare != text:
            texts.append(bare)
            whole = self._whole(bare)
        yield whole
        for kind, stage in (
            (TermKind.PREFIX, self._beginning),
            (TermKind.INSIDE, self._inside),
            (TermKind.INSIDE_INFLECTED, self._inside_inflected),
        ):
            if kind <= furthest:
                yield [candidate for each in texts for candidate in stage(each)]

    def nearly(self, text: str) -> list[Candidate]:
        """Return the terms one letter away, or what is found with the words mended one by one."""
        key = folded_key(text)
        near = [number for number, group in near_terms(self._connection, key) if self._is(group)]
        if near:
            marks = ", ".join("?" * len(near))
            return self._read(f"kind = 'folded' AND term.id IN ({marks})", near, TermKind.FUZZY)
        mended = mended_words(self._connection, key)
        if mended is None:
            return []
        return [
            candidate._replace(kind=TermKind.FUZZY)
            for stage in self.stages(mended, TermKind.FUZZY)
            for candidate in stage
        ]

    def _whole(self, text: str) -> list[Candidate]:
        key = folded_key(text)
        if not key:
            return []
        found = self._read("key = ? AND kind = 'folded'", [key], TermKind.NORMALISED, text)
        for group, stems in self._stems(text):
            found += self._read(
                f"key = ? AND kind = 'stem' AND {_OF_GROUP}", [stems, group], TermKind.INFLECTED
            )
        return found

    def _beginning(self, text: str) -> list[Candidate]:
        key = folded_key(text)
        condition = "key > ? AND key < ? AND kind = 'folded'"
        return self._read(condition, [key, key + _LAST], TermKind.PREFIX) if key else []

    def _inside(self, text: str) -> list[Candidate]:
        key = folded_key(text)
        condition = "key >= ? AND key < ? AND kind = 'ending'"
        return self._read(condition, [key, key + _LAST], TermKind.INSIDE) if key else []

    def _inside_inflected(self, text: str) -> list[Candidate]:
        found = []
        for group, stems in self._stems(text):
            # Equal, or going on with another word: a stem is never the beginning of a stem.
            found += self._read(
                "(key = ? OR (key > ? AND key < ?)) AND kind IN ('stem', 'stem_ending') "
                f"AND {_OF_GROUP}",
                [stems, f"{stems} ", f"{stems}!", group],
                TermKind.INSIDE_INFLECTED,
            )
        return found

    def _stems(self, text: str) -> Iterator[tuple[str, str]]:
        tokens = tokenize(text)
        for group in (self._asked,) if self._asked else term_languages(self._connection):
            for stems in stem_keys(tokens, group):
                yield group, stems

    def _read(
        self, condition: str, values: Sequence[object], kind: TermKind, text: str = ""
    ) -> list[Candidate]:
        """Return the terms that meet a condition; those that are `text` letter by letter: EXACT."""
        sql = f"{_SELECT}{condition}"
        if self._asked is not None:
            sql, values = f"{sql} AND {_OF_GROUP}", [*values, self._asked]
        rows = self._connection.execute(f"{sql} LIMIT {_MOST_READ}", (text, *values))
        return [
            Candidate(TermKind.EXACT if is_same else kind, tuple(rank), term, concept)
            for is_same, *rank, term, concept in rows
        ]

    def _is(self, group: str) -> bool:
        return self._asked is None or group == self._asked
