"""Look terms up in any language and form, and recognise them in a sentence."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from align.model import Span
from sources.language import primary_subtag
from tmx.model import ConceptEntry, Term
from tmx.search.evidence import Prover
from tmx.search.language_group import language_group
from tmx.search.normalise import Token, tokenize
from tmx.search.stems import stemmed_languages
from tmx.search.term_candidates import TermKind, ranked_candidates, term_languages
from tmx.search.term_keys import KeyKind, joined_key, stem_keys
from tmx.store.entry_rows import read_entry
from tmx.store.errors import store_errors
from tmx.store.memory import Memory
from tmx.store.records import UnitFilter

__all__ = ["TermKind", "TermMatch", "TermOccurrence", "lookup", "recognise"]

_LONGEST_TERM_TOKENS: Final = 24
_KEYS_PER_QUERY: Final = 400
# Entries that are looked for in the wanted units: a second's work where none is there.
_MOST_PROVED: Final = 200


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
    furthest: TermKind = TermKind.FUZZY,
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
        wanted: of the best 200 keep the entries that a wanted unit proves
            (`tmx.search.evidence`); its languages count for nothing here. None keeps all.
        furthest: leave out what answers in a looser way than this.
        limit: most entries returned.

    Raises:
        StoreError: the memory is damaged.
        LanguageError: a language tag is malformed.
    """
    groups = tuple(language_group(tag) for tag in to)
    asked = language_group(language) if language is not None else None
    with store_errors(memory.path, "search"):
        connection = memory.connection
        candidates = ranked_candidates(connection, text, asked, furthest)
        prover = None
        if wanted is not None:
            prover = Prover(memory, wanted)
            candidates = islice(candidates, _MOST_PROVED)
        matches = []
        for found in candidates:
            match = _match(connection, found.term, found.concept, found.kind, groups)
            if match is not None and (prover is None or any(prover.iter_proofs(match.entry))):
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
    spoken = term_languages(connection) if asked is None else (asked,)
    groups = [group for group in spoken if _has_stemmer(group)]
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


def _has_stemmer(group: str) -> bool:
    return primary_subtag(group) in stemmed_languages()


def _portions(values: Iterable[object]) -> list[list[object]]:
    everything = list(values)
    return [
        everything[start : start + _KEYS_PER_QUERY]
        for start in range(0, len(everything), _KEYS_PER_QUERY)
    ]
