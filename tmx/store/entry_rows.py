"""Concept entries as rows of the database: written whole, read whole."""

import json
import sqlite3

from align.model import Span
from tmx.model import ConceptEntry, Evidence, LanguageSection, Term, TermStatus
from tmx.search.language_group import language_group
from tmx.search.term_keys import term_keys

__all__ = ["delete_entry", "insert_entry", "read_entry"]


def read_entry(connection: sqlite3.Connection, number: int) -> ConceptEntry:
    """Return the entry of a row number that exists."""
    identifier, category, subject, score, known, approved, definition, notes = connection.execute(
        "SELECT identifier, category, subject_field, score, known, approved, definition, notes "
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
        approved=bool(approved),
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


def delete_entry(connection: sqlite3.Connection, identifier: str) -> bool:
    """Delete an entry with all that hangs on it; return whether there was one."""
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


def insert_entry(connection: sqlite3.Connection, entry: ConceptEntry, position: int) -> None:
    """Write an entry whose id is free, at a position among the others."""
    number = connection.execute(
        "INSERT INTO concept (identifier, position, category, subject_field, score, known, "
        "approved, definition, notes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.id,
            position,
            entry.category,
            entry.subject_field,
            entry.score,
            int(entry.known),
            int(entry.approved),
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
