"""Read units and documents out of a memory, a row at a time."""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from sources.document import Provenance
from sources.language import parse_language
from tmx.model import TranslationUnit
from tmx.search.language_group import language_group
from tmx.store.records import DocumentRecord, UnitFilter
from tmx.store.rows import unit_from_row, variant_from_row

__all__ = [
    "count_units",
    "filter_clauses",
    "language_clause",
    "languages_of",
    "presence_clauses",
    "read_document_units",
    "read_documents",
    "read_unit",
    "read_units",
    "select_wanted",
    "text_bounds",
    "unit_conditions",
    "word_conditions",
]

_SELECT: Final = (
    "SELECT unit.id, unit.tuid, unit.source_language, unit.confidence, unit.status, unit.extras, "
    "variant.language, variant.text, variant.extras "
    "FROM unit JOIN document ON document.id = unit.document_id "
    "JOIN variant ON variant.unit_id = unit.id"
)
# Documents whose texts are bounded: of more, the bounds take longer to find than they spare.
_MOST_DOCUMENTS: Final = 100


def language_clause(tag: str, *, table: str = "variant") -> tuple[str, str]:
    """Return a condition on variants and its parameter: `es` takes `es-419`, not the reverse.

    Raises:
        LanguageError: not a language tag.
    """
    canonical = parse_language(tag)
    group = language_group(canonical)
    column = "language_group" if group == canonical else "language"
    return f"{table}.{column} = ?", canonical


def filter_clauses(wanted: UnitFilter) -> tuple[list[str], list[object]]:
    """Return conditions on `unit` and `document`, and their parameters."""
    clauses: list[str] = []
    values: list[object] = []
    if wanted.minimum_confidence > 0:
        clauses.append("(unit.confidence IS NULL OR unit.confidence >= ?)")
        values.append(wanted.minimum_confidence)
    if wanted.statuses:
        clauses.append(f"unit.status IN ({_marks(wanted.statuses)})")
        values += map(str, wanted.statuses)
    if wanted.symbols:
        marks = _marks(wanted.symbols)
        clauses.append(f"(document.symbol IN ({marks}) OR document.name IN ({marks}))")
        values += [*wanted.symbols, *wanted.symbols]
    first, last = wanted.dates
    if first:
        clauses.append("document.date >= ?")
        values.append(first)
    if last:
        clauses.append("document.date <= ?")
        values.append(last)
    return clauses, values


def read_units(connection: sqlite3.Connection, wanted: UnitFilter) -> Iterator[TranslationUnit]:
    """Yield the wanted units in the order of their documents."""
    clauses, values = unit_conditions(wanted)
    languages = [language_clause(tag) for tag in wanted.languages]
    if languages:
        clauses.append(f"({' OR '.join(clause for clause, _ in languages)})")
        values += [value for _, value in languages]
    order = "unit.document_id, unit.position, unit.id, variant.position"
    sql = f"{_SELECT}{_where(clauses)} ORDER BY {order}"
    yield from _units(connection.execute(sql, values))


def read_document_units(connection: sqlite3.Connection, name: str) -> Iterator[TranslationUnit]:
    """Yield the units of the document of this very name, in their order."""
    order = "unit.position, unit.id, variant.position"
    yield from _units(
        connection.execute(f"{_SELECT} WHERE document.name = ? ORDER BY {order}", (name,))
    )


def read_unit(connection: sqlite3.Connection, unit_id: int) -> TranslationUnit | None:
    """Return one unit with all its variants, or None."""
    cursor = connection.execute(
        f"{_SELECT} WHERE unit.id = ? ORDER BY variant.position", (unit_id,)
    )
    return next(_units(cursor), None)


def count_units(connection: sqlite3.Connection, wanted: UnitFilter) -> int:
    """Return how many units are wanted."""
    clauses, values = unit_conditions(wanted)
    sql = (
        "SELECT count(*) FROM unit JOIN document ON document.id = unit.document_id"  # noqa: S608
        f"{_where(clauses)}"
    )
    return int(connection.execute(sql, values).fetchone()[0])


def languages_of(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the language groups of all variants."""
    rows = connection.execute("SELECT language_group FROM language ORDER BY 1")
    return tuple(row[0] for row in rows)


def read_documents(connection: sqlite3.Connection) -> tuple[DocumentRecord, ...]:
    """Return all documents with their versions."""
    versions: dict[int, list[tuple[str, Provenance]]] = {}
    rows = connection.execute(
        "SELECT document_id, name, symbol, language, location, sha256, official, version.notice "
        "FROM version JOIN document ON document.id = document_id ORDER BY version.id"
    )
    for number, name, symbol, language, location, sha256, official, notice in rows:
        provenance = Provenance(
            name=name,
            location=location,
            sha256=sha256,
            symbol=symbol,
            official=None if official is None else bool(official),
            notice=notice,
        )
        versions.setdefault(number, []).append((language, provenance))
    documents = connection.execute(
        "SELECT id, name, symbol, date, signature, notice FROM document ORDER BY id"
    )
    return tuple(
        DocumentRecord(
            name=name,
            symbol=symbol,
            date=date,
            signature=signature,
            notice=notice,
            versions=tuple(versions.get(number, ())),
        )
        for number, name, symbol, date, signature, notice in documents
    )


def unit_conditions(wanted: UnitFilter) -> tuple[list[str], list[object]]:
    """Return all conditions of a filter, the languages too, and their parameters."""
    clauses, values = filter_clauses(wanted)
    present, tags = presence_clauses(wanted.languages, any_language=wanted.any_language)
    return clauses + present, values + tags


def presence_clauses(
    languages: Sequence[str], *, any_language: bool
) -> tuple[list[str], list[object]]:
    """Return a condition on units, that they have texts in languages, and its parameters.

    Args:
        languages: none of them asks for nothing.
        any_language: one is enough; else all are needed.

    Raises:
        LanguageError: not a language tag.
    """
    present = [language_clause(tag, table="present") for tag in languages]
    if not present:
        return [], []
    exists = [
        f"EXISTS (SELECT 1 FROM variant AS present WHERE present.unit_id = unit.id AND {clause})"  # noqa: S608
        for clause, _ in present
    ]
    joined = (" OR " if any_language else " AND ").join(exists)
    return [f"({joined})"], [value for _, value in present]


def select_wanted(
    connection: sqlite3.Connection,
    numbers: Sequence[int],
    conditions: Sequence[str],
    values: Sequence[object],
) -> set[int]:
    """Return which of some units, given by row number, meet conditions (`unit_conditions`)."""
    if not conditions:
        return set(numbers)
    marks = _marks(numbers)
    sql = (
        "SELECT unit.id FROM unit JOIN document ON document.id = unit.document_id "  # noqa: S608
        f"WHERE {' AND '.join([f'unit.id IN ({marks})', *conditions])}"
    )
    return {int(row[0]) for row in connection.execute(sql, (*numbers, *values))}


def word_conditions(
    connection: sqlite3.Connection, wanted: UnitFilter
) -> tuple[list[str], list[object]]:
    """Return `filter_clauses` for a search in the index of words, and their parameters."""
    clauses, values = filter_clauses(wanted)
    bounds = text_bounds(connection, wanted)
    if bounds is None:
        return clauses, values
    return [*clauses, "words.rowid BETWEEN ? AND ?"], [*values, *bounds]


def text_bounds(connection: sqlite3.Connection, wanted: UnitFilter) -> tuple[int, int] | None:
    """Return the first and the last row number of the texts of the documents wanted.

    A document's texts stand near each other: a search need not look elsewhere. None where many
    documents are wanted, or all.
    """
    clauses, values = filter_clauses(UnitFilter(symbols=wanted.symbols, dates=wanted.dates))
    if not clauses:
        return None
    numbers = connection.execute(
        f"SELECT id FROM document{_where(clauses)} LIMIT {_MOST_DOCUMENTS + 1}",  # noqa: S608
        values,
    ).fetchall()
    if len(numbers) > _MOST_DOCUMENTS:
        return None
    first, last = connection.execute(
        "SELECT min(variant.id), max(variant.id) FROM unit "  # noqa: S608
        "CROSS JOIN variant ON variant.unit_id = unit.id "
        f"WHERE unit.document_id IN ({_marks(numbers)})",
        [number for (number,) in numbers],
    ).fetchone()
    return (0, -1) if first is None else (first, last)


def _units(rows: Iterator[Sequence[object]]) -> Iterator[TranslationUnit]:
    for _, group in groupby(rows, key=lambda row: row[0]):
        members = list(group)
        _, tuid, source_language, confidence, status, extras = members[0][:6]
        yield unit_from_row(
            tuid=tuid,  # type: ignore[arg-type] # SQLite's rows have no types
            source_language=source_language,  # type: ignore[arg-type]
            confidence=confidence,  # type: ignore[arg-type]
            status=status,  # type: ignore[arg-type]
            extras=extras,  # type: ignore[arg-type]
            variants=[variant_from_row(*row[6:]) for row in members],  # type: ignore[arg-type]
        )


def _where(clauses: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(clauses)}" if clauses else ""


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
