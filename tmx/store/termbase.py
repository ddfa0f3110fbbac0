"""The terms of a memory: concept entries, found again in any language and form."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from align.model import Span
from tmx.model import ConceptEntry, Evidence, LanguageSection, Term, TermStatus
from tmx.search.language_group import language_group
from tmx.search.term_keys import term_keys
from tmx.store.concept_edits import Conflict, find_conflicts, merge_entries, split_entry
from tmx.store.errors import StoreError, store_errors

if TYPE_CHECKING:
    from tmx.store.memory import Memory

__all__ = ["Termbase"]


class Termbase:
    """The concept entries of a memory; `memory.termbase`.

    Look-up is in `tmx.search.terms`.
    """

    def __init__(self, memory: "Memory") -> None:
        self._memory = memory

    def add(self, entries: Iterable[ConceptEntry]) -> int:
        """Add entries in one transaction, in place of those with the same id; return how many."""
        count = 0
        with self._memory.transaction():
            for entry in entries:
                self._delete(entry.id)
                _insert(self._memory.connection, entry)
                count += 1
        return count

    def delete(self, identifier: str) -> bool:
        """Delete an entry; return whether there was one."""
        with self._memory.transaction():
            return self._delete(identifier)

    def merge(self, kept: str, other: str) -> ConceptEntry:
        """Merge the entry `other` into `kept`, in one transaction; return what came of it.

        Raises:
            StoreError: one of them is not there, or they are the same.
        """
        entry, added = self._existing(kept), self._existing(other)
        if kept == other:
            raise StoreError(f"{kept} cannot be merged with itself; name two entries.")
        merged = merge_entries(entry, added)
        with self._memory.transaction():
            self._replace(merged)
            self._delete(other)
        return merged

    def split(
        self, identifier: str, moved: Collection[tuple[str, str]], new: str
    ) -> tuple[ConceptEntry, ConceptEntry]:
        """Move terms, as (language, term), out of an entry into a new one, in one transaction.

        Raises:
            StoreError: the entry is not there, lacks a term, or one part would be empty; or the
                new id is taken.
        """
        entry = self._existing(identifier)
        if self.entry(new) is not None:
            raise StoreError(f"{new} is there already; give the new entry another id.")
        try:
            stays, gone = split_entry(entry, moved, new)
        except ValueError as error:
            raise StoreError(str(error)) from error
        with self._memory.transaction():
            self._replace(stays)
            _insert(self._memory.connection, gone)
        return stays, gone

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return where entries share a term and contradict each other in another language."""
        return tuple(find_conflicts(self.entries()))

    def _existing(self, identifier: str) -> ConceptEntry:
        entry = self.entry(identifier)
        if entry is None:
            raise StoreError(
                f"there is no entry {identifier}; expected the id of one; 'sixfold terms' and "
                f"'sixfold lookup --json' show them."
            )
        return entry

    def _replace(self, entry: ConceptEntry) -> None:
        """Put an entry in the place of that with its id, keeping its position."""
        connection = self._memory.connection
        (position,) = connection.execute(
            "SELECT position FROM concept WHERE identifier = ?", (entry.id,)
        ).fetchone()
        self._delete(entry.id)
        _insert(connection, entry)
        connection.execute(
            "UPDATE concept SET position = ? WHERE identifier = ?", (position, entry.id)
        )

    def clear(self) -> None:
        """Delete all entries."""
        with self._memory.transaction():
            for table in ("evidence", "term_key", "term", "language_definition", "concept"):
                self._memory.connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our names

    def entries(self) -> Iterator[ConceptEntry]:
        """Yield all entries in the order they were added."""
        with store_errors(self._memory.path, "read"):
            rows = self._memory.connection.execute("SELECT id FROM concept ORDER BY position, id")
            for (number,) in rows.fetchall():
                yield read_entry(self._memory.connection, number)

    def entry(self, identifier: str) -> ConceptEntry | None:
        """Return the entry of this id, or None."""
        with store_errors(self._memory.path, "read"):
            row = self._memory.connection.execute(
                "SELECT id FROM concept WHERE identifier = ?", (identifier,)
            ).fetchone()
            return read_entry(self._memory.connection, row[0]) if row else None

    def __len__(self) -> int:
        with store_errors(self._memory.path, "read"):
            row = self._memory.connection.execute("SELECT count(*) FROM concept").fetchone()
            return int(row[0])

    def _delete(self, identifier: str) -> bool:
        connection = self._memory.connection
        row = connection.execute(
            "SELECT id FROM concept WHERE identifier = ?", (identifier,)
        ).fetchone()
        if row is None:
            return False
        connection.execute(
            "DELETE FROM term_key WHERE term_id IN (SELECT id FROM term WHERE concept_id = ?)", row
        )
        for table in ("evidence", "term", "language_definition"):
            connection.execute(f"DELETE FROM {table} WHERE concept_id = ?", row)  # noqa: S608
        connection.execute("DELETE FROM concept WHERE id = ?", row)
        return True


def read_entry(connection: sqlite3.Connection, number: int) -> ConceptEntry:
    """Return the entry of a row number that exists."""
    identifier, category, subject, score, known, definition, notes = connection.execute(
        "SELECT identifier, category, subject_field, score, known, definition, notes "
        "FROM concept WHERE id = ?",
        (number,),
    ).fetchone()
    evidence = connection.execute(
        "SELECT tuid, spans FROM evidence WHERE concept_id = ? ORDER BY position", (number,)
    )
    return ConceptEntry(
        id=identifier,
        languages=_sections(connection, number),
        subject_field=subject,
        category=category,
        score=score,
        known=bool(known),
        definition=definition,
        notes=tuple(json.loads(notes)),
        evidence=tuple(
            Evidence(tuid=tuid, spans=_spans_from_json(spans)) for tuid, spans in evidence
        ),
    )


def _sections(connection: sqlite3.Connection, number: int) -> tuple[LanguageSection, ...]:
    definitions = dict(
        connection.execute(
            "SELECT language, definition FROM language_definition WHERE concept_id = ?", (number,)
        ).fetchall()
    )
    terms: dict[str, list[Term]] = {}
    rows = connection.execute(
        "SELECT language, text, details FROM term WHERE concept_id = ? ORDER BY position", (number,)
    )
    for language, text, details in rows:
        terms.setdefault(language, []).append(_term_from_json(text, details))
    return tuple(
        LanguageSection(language=language, terms=tuple(found), definition=definitions.get(language))
        for language, found in terms.items()
    )


def _insert(connection: sqlite3.Connection, entry: ConceptEntry) -> None:
    position = connection.execute("SELECT coalesce(max(position) + 1, 0) FROM concept").fetchone()
    number = connection.execute(
        "INSERT INTO concept (identifier, position, category, subject_field, score, known, "
        "definition, notes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.id,
            position[0],
            entry.category,
            entry.subject_field,
            entry.score,
            int(entry.known),
            entry.definition,
            json.dumps(entry.notes, ensure_ascii=False),
        ),
    ).lastrowid
    place = 0
    for section in entry.languages:
        if section.definition is not None:
            connection.execute(
                "INSERT OR REPLACE INTO language_definition VALUES (?, ?, ?)",
                (number, section.language, section.definition),
            )
        for term in section.terms:
            _insert_term(connection, (number, place, section.language), term)
            place += 1
    connection.executemany(
        "INSERT INTO evidence (concept_id, position, tuid, spans) VALUES (?, ?, ?, ?)",
        [
            (number, position, each.tuid, json.dumps(each.spans))
            for position, each in enumerate(entry.evidence)
        ],
    )


def _insert_term(
    connection: sqlite3.Connection, place: tuple[int | None, int, str], term: Term
) -> None:
    language = place[2]
    number = connection.execute(
        "INSERT INTO term (concept_id, position, language, language_group, text, details) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (*place, language_group(language), term.text, _term_to_json(term)),
    ).lastrowid
    connection.executemany(
        "INSERT OR IGNORE INTO term_key (key, kind, term_id) VALUES (?, ?, ?)",
        [(key, str(kind), number) for key, kind in term_keys(term.text, language)],
    )


def _term_to_json(term: Term) -> str:
    details = {
        "term_type": term.term_type,
        "part_of_speech": term.part_of_speech,
        "status": term.status,
        "context": term.context,
        "source": term.source,
        "count": term.count,
        "score": term.score,
        "notes": term.notes or None,
    }
    told = {name: value for name, value in details.items() if value is not None}
    return json.dumps(told, ensure_ascii=False)


def _term_from_json(text: str, details: str) -> Term:
    told = json.loads(details)
    status = told.pop("status", None)
    notes = tuple(told.pop("notes", ()))
    return Term(text=text, status=TermStatus(status) if status else None, notes=notes, **told)


def _spans_from_json(spans: str) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    return tuple(
        (language, tuple(Span(start, end) for start, end in found))
        for language, found in json.loads(spans)
    )
