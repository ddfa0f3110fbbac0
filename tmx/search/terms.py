"""Look terms up in any language and form, and recognise them in a sentence."""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from align.model import Span
from sources.language import primary_subtag
from tmx.model import ConceptEntry, Term
from tmx.search.evidence import iter_proofs
from tmx.search.language_group import language_group
from tmx.search.normalise import Token, tokenize
from tmx.search.spelling import mended_words, near_terms
from tmx.search.stems import stemmed_languages
from tmx.search.term_keys import KeyKind, folded_key, joined_key, stem_keys
from tmx.store.entry_rows import read_entry
from tmx.store.errors import store_errors
from tmx.store.memory import Memory
from tmx.store.records import UnitFilter

__all__ = ["TermKind", "TermMatch", "TermOccurrence", "lookup", "recognise"]

# A range of keys that begin alike may be large; what is shown is sorted from this many.
_MOST_CANDIDATES: Final = 2000
_LONGEST_TERM_TOKENS: Final = 24
# Articles that people paste with a term; glossaries record terms without.
_ARTICLE: Final = re.compile(
    r"^\s*(?:(?:the|les?|la|el|los|las|une?|una)\s+|[ld]['\u2019])(?=\w)", re.IGNORECASE
)
_KEYS_PER_QUERY: Final = 400
# From one language to the next along the index, which DISTINCT would read as a whole.
_LANGUAGES_OF_TERMS: Final = (
    "WITH RECURSIVE found (tag) AS (SELECT min(language_group) FROM term UNION ALL "
    "SELECT (SELECT min(language_group) FROM term WHERE language_group > tag) FROM found "
    "WHERE tag IS NOT NULL) SELECT tag FROM found WHERE tag IS NOT NULL"
)


class TermKind(IntEnum):
    """How a term answers a query, the best first."""

    EXACT = 0
    NORMALISED = 1
    INFLECTED = 2
    PREFIX = 3
    INSIDE = 4
    INSIDE_INFLECTED = 5
    FUZZY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class TermMatch:
    """An entry that answers a query.

    Attributes:
        entry: the whole entry.
        language: of the term that matched.
        term: the term that matched.
        kind: how it did.
        equivalents: (language, term) in the languages asked for, or in all others.
    """

    entry: ConceptEntry
    language: str
    term: Term
    kind: TermKind
    equivalents: tuple[tuple[str, Term], ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class TermOccurrence:
    """A term recognised in a sentence: where, and what it is."""

    span: Span
    match: TermMatch


def lookup(
    memory: Memory,
    text: str,
    *,
    to: Sequence[str] = (),
    language: str | None = None,
    wanted: UnitFilter | None = None,
    limit: int = 20,
) -> tuple[TermMatch, ...]:
    """Find the entries a text may mean, whatever its language: the best first, each entry once.

    Order: the text as it stands, the same but for form (case, accents, full width, Arabic vowel
    signs), inflected forms of the whole, terms that begin with it, terms that hold it, inflected
    forms within a term, and, only where there is nothing else, terms one letter away, whole or in
    one of their words. Within a kind: by score, then shorter first. An article before the term
    is dropped where the text as it stands finds nothing whole.

    Args:
        memory: where to look.
        text: a word or phrase; a single Chinese character will do.
        to: languages wanted; entries without any of them are left out.
        language: language of the text, None for any.
        wanted: keep the entries that a wanted unit proves (`tmx.search.evidence`); its languages
            count for nothing here. None keeps all.
        limit: most entries returned.

    Raises:
        StoreError: the memory is damaged.
        LanguageError: a language tag is malformed.
    """
    groups = tuple(language_group(tag) for tag in to)
    asked = language_group(language) if language is not None else None
    with store_errors(memory.path, "search"):
        connection = memory.connection
        found = _candidates(connection, text, asked)
        bare = _ARTICLE.sub("", text)
        if bare != text and min(found.values(), default=TermKind.FUZZY) > TermKind.INFLECTED:
            found = {**found, **_candidates(connection, bare, asked)}
        if not found:
            found = _near_misses(connection, text, asked)
        ranked = _ranked(connection, found)
        matches = []
        for number, kind, concept in ranked:
            match = _match(connection, number, concept, kind, groups)
            if match is not None and (
                wanted is None or any(iter_proofs(memory, match.entry, wanted=wanted))
            ):
                matches.append(match)
            if len(matches) == limit:
                break
    return tuple(matches)


def recognise(
    memory: Memory, sentence: str, *, language: str | None = None, to: Sequence[str] = ()
) -> tuple[TermOccurrence, ...]:
    """Find the terms in a sentence, longest first from the left, none within another.

    Args:
        memory: where to look.
        sentence: any text.
        language: language of the sentence, None for any.
        to: languages wanted; entries without any of them are left out.
    """
    groups = tuple(language_group(tag) for tag in to)
    asked = language_group(language) if language is not None else None
    tokens = tokenize(sentence)
    with store_errors(memory.path, "search"):
        connection = memory.connection
        known = _known_keys(connection, tokens, asked)
        occurrences: list[TermOccurrence] = []
        position = 0
        while position < len(tokens):
            for size in range(min(_LONGEST_TERM_TOKENS, len(tokens) - position), 0, -1):
                number = known.get((position, size))
                match = number and _match(connection, number[0], number[1], number[2], groups)
                if match:
                    last = tokens[position + size - 1]
                    span = Span(tokens[position].start, last.end)
                    occurrences.append(TermOccurrence(span=span, match=match))
                    position += size
                    break
            else:
                position += 1
    return tuple(occurrences)


def _candidates(
    connection: sqlite3.Connection, text: str, asked: str | None
) -> dict[int, TermKind]:
    """Return the best kind per term number."""
    key = folded_key(text)
    found: dict[int, TermKind] = {}
    if not key:
        return found
    # A folded key that only begins with the query is a prefix; an ending that does holds it.
    sql = (
        "SELECT term.id, term.text, term_key.key, term_key.kind, term.language_group "
        "FROM term_key JOIN term ON term.id = term_key.term_id "
        "WHERE key >= ? AND key < ? AND kind IN ('folded', 'ending') LIMIT ?"
    )
    for number, term, term_key, kind, group in connection.execute(
        sql, (key, key + "\U0010ffff", _MOST_CANDIDATES)
    ):
        if asked is None or group == asked:
            rank = _kind(term == text, term_key == key, kind)
            found[number] = min(rank, found.get(number, rank))
    tokens = tokenize(text)
    for group in _groups(connection, asked):
        for stem_key in stem_keys(tokens, group):
            # Equal, or going on with another word: a stem is never the beginning of a stem.
            rows = connection.execute(
                "SELECT term.id, key, kind FROM term_key JOIN term ON term.id = term_id "
                "WHERE (key = ? OR (key > ? AND key < ?)) AND kind IN ('stem', 'stem_ending') "
                # The plus keeps the planner at the keys, which tell far more than the language.
                "AND +language_group = ? LIMIT ?",
                (stem_key, f"{stem_key} ", f"{stem_key}!", group, _MOST_CANDIDATES),
            )
            for number, term_key, kind in rows:
                is_whole = kind == KeyKind.STEM and term_key == stem_key
                rank = TermKind.INFLECTED if is_whole else TermKind.INSIDE_INFLECTED
                found[number] = min(rank, found.get(number, rank))
    return found


def _kind(is_same: bool, is_whole: bool, kind: str) -> TermKind:  # noqa: FBT001 - three facts
    if kind == KeyKind.ENDING:
        return TermKind.INSIDE
    if is_same:
        return TermKind.EXACT
    return TermKind.NORMALISED if is_whole else TermKind.PREFIX


def _near_misses(
    connection: sqlite3.Connection, text: str, asked: str | None
) -> dict[int, TermKind]:
    """Return the terms one letter away, or what is found with the words mended one by one."""
    key = folded_key(text)
    found = {
        number: TermKind.FUZZY
        for number, group in near_terms(connection, key)
        if asked is None or group == asked
    }
    if found:
        return found
    mended = mended_words(connection, key)
    return dict.fromkeys(_candidates(connection, mended, asked), TermKind.FUZZY) if mended else {}


def _ranked(
    connection: sqlite3.Connection, found: dict[int, TermKind]
) -> list[tuple[int, TermKind, int]]:
    """Return (term, kind, concept), the best first, each concept once."""
    rows: list[tuple[tuple[object, ...], int, TermKind, int]] = []
    for numbers in _portions(sorted(found)):
        marks = ", ".join("?" * len(numbers))
        sql = (
            "SELECT term.id, concept.id, coalesce(score, 1.0), length(text), concept.position, "  # noqa: S608
            "term.position FROM term JOIN concept ON concept.id = concept_id "
            f"WHERE term.id IN ({marks})"
        )
        for number, concept, score, length, place, inner in connection.execute(sql, numbers):
            kind = found[number]
            rows.append(((kind, -score, length, place, inner), number, kind, concept))
    rows.sort()
    best: dict[int, tuple[int, TermKind, int]] = {}
    for _, number, kind, concept in rows:
        best.setdefault(concept, (number, kind, concept))
    return list(best.values())


def _match(
    connection: sqlite3.Connection,
    number: int,
    concept: int,
    kind: TermKind,
    groups: tuple[str, ...],
) -> TermMatch | None:
    language, text = connection.execute(
        "SELECT language, text FROM term WHERE id = ?", (number,)
    ).fetchone()
    entry = read_entry(connection, concept)
    every = [(section.language, term) for section in entry.languages for term in section.terms]
    equivalents = tuple(
        (other, term)
        for other, term in every
        if (language_group(other) in groups if groups else other != language)
    )
    if groups and not equivalents:
        return None
    term = next(term for other, term in every if (other, term.text) == (language, text))
    return TermMatch(entry=entry, language=language, term=term, kind=kind, equivalents=equivalents)


def _known_keys(
    connection: sqlite3.Connection, tokens: Sequence[Token], asked: str | None
) -> dict[tuple[int, int], tuple[int, int, TermKind]]:
    """Return, per (first token, number of tokens), the term there: (term, concept, kind)."""
    wanted: dict[tuple[str, str], list[tuple[int, int]]] = {}
    groups = [group for group in _groups(connection, asked) if _has_stemmer(group)]
    for start in range(len(tokens)):
        for size in range(1, min(_LONGEST_TERM_TOKENS, len(tokens) - start) + 1):
            part = tokens[start : start + size]
            folded = joined_key(part, [token.surface for token in part])
            wanted.setdefault((folded, ""), []).append((start, size))
            for group in groups:
                for key in stem_keys(part, group):
                    wanted.setdefault((key, group), []).append((start, size))
    found: dict[tuple[int, int], tuple[int, int, TermKind]] = {}
    for keys in _portions(sorted({key for key, _ in wanted})):
        marks = ", ".join("?" * len(keys))
        sql = (
            "SELECT key, kind, term.id, concept_id, language_group FROM term_key "  # noqa: S608
            f"JOIN term ON term.id = term_id WHERE key IN ({marks}) AND kind IN ('folded', 'stem') "
            "ORDER BY kind, term.id"
        )
        for key, kind, number, concept, group in connection.execute(sql, keys):
            if asked is not None and group != asked:
                continue
            is_folded = kind == KeyKind.FOLDED
            rank = TermKind.NORMALISED if is_folded else TermKind.INFLECTED
            for place in wanted.get((key, "" if is_folded else group), ()):
                best = found.get(place)
                if best is None or rank < best[2]:
                    found[place] = (number, concept, rank)
    return found


def _groups(connection: sqlite3.Connection, asked: str | None) -> tuple[str, ...]:
    if asked is not None:
        return (asked,)
    return tuple(row[0] for row in connection.execute(_LANGUAGES_OF_TERMS))


def _has_stemmer(group: str) -> bool:
    return primary_subtag(group) in stemmed_languages()


def _portions(values: Iterable[object]) -> list[list[object]]:
    everything = list(values)
    return [
        everything[start : start + _KEYS_PER_QUERY]
        for start in range(0, len(everything), _KEYS_PER_QUERY)
    ]
