"""Write units into a memory: once each, with the keys they will be found by."""

import sqlite3
from collections.abc import Iterable
from typing import Final

from tmx.model import PropertyType, TranslationUnit
from tmx.search.language_group import language_group
from tmx.search.text_keys import text_keys
from tmx.store.records import DocumentRecord, ImportReport
from tmx.store.rows import confidence_of, status_of, unit_digest, unit_extras, variant_extras
from tmx.store.sketches import write_text_sketches

__all__ = ["UnitWriter", "add_document"]

_BATCH: Final = 4000
_INSERT_UNIT: Final = "INSERT INTO unit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT_VARIANT: Final = "INSERT INTO variant VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT_WORDS: Final = "INSERT INTO words (rowid, surface, stems) VALUES (?, ?, ?)"
_DELETE_WORDS: Final = "INSERT INTO words (words, rowid, surface, stems) VALUES ('delete', ?, ?, ?)"


def add_document(connection: sqlite3.Connection, document: DocumentRecord) -> int:
    """Return the row number of a document, added or brought up to date by its name."""
    found = connection.execute(
        "SELECT id FROM document WHERE name = ?", (document.name,)
    ).fetchone()
    values = (document.symbol, document.date, document.signature, document.notice)
    if found is None:
        cursor = connection.execute(
            "INSERT INTO document (name, symbol, date, signature, notice) VALUES (?, ?, ?, ?, ?)",
            (document.name, *values),
        )
        number = int(cursor.lastrowid or 0)
    else:
        number = int(found[0])
        connection.execute(
            "UPDATE document SET symbol = ?, date = ?, signature = ?, notice = ? WHERE id = ?",
            (*values, number),
        )
        connection.execute("DELETE FROM version WHERE document_id = ?", (number,))
    connection.executemany(
        "INSERT INTO version (document_id, language, location, sha256, official, notice) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            (number, language, origin.location, origin.sha256, origin.official, origin.notice)
            for language, origin in document.versions
        ],
    )
    return number


class UnitWriter:
    """Add units within a transaction somebody else opened, and count what became of them.

    A unit is known again by its `tuid` within its document, or, without one, by all it says. Two
    units of one run that share a `tuid` but not their words are both kept.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._next_unit = self._number_after("unit")
        self._next_variant = self._number_after("variant")
        self._first_of_run = self._next_unit
        self._changed_in_run: set[int] = set()
        self._documents: dict[str, int] = {}
        self._positions: dict[int, int] = {}
        self._groups: dict[str, str] = {}
        self._variants: list[tuple[object, ...]] = []
        self._words: list[tuple[int, str, str]] = []
        self._sketches: list[tuple[str, int, int, int]] = []

    def add_all(
        self, units: Iterable[TranslationUnit], document: DocumentRecord | str
    ) -> ImportReport:
        """Add units and return the counts.

        Args:
            units: taken one at a time.
            document: where they belong; a name stands for units that do not say it themselves
                by an `x-symbol` or `x-document` property.
        """
        fixed = document if isinstance(document, DocumentRecord) else None
        number = add_document(self._connection, fixed) if fixed else None
        read = stored = updated = duplicates = 0
        for unit in units:
            read += 1
            place = number if number is not None else self._place(unit, str(document))
            match self._add(unit, place):
                case "stored":
                    stored += 1
                case "updated":
                    updated += 1
                case _:
                    duplicates += 1
        self._flush()
        return ImportReport(read=read, stored=stored, updated=updated, duplicates=duplicates)

    def put(self, number: int, place: tuple[int, int], unit: TranslationUnit) -> None:
        """Write a unit under a number and (document, position), in place of what was there."""
        self.delete(number)
        self._insert(number, place, unit, unit_digest(unit))
        self._flush()

    def delete(self, unit_id: int) -> None:
        """Delete a unit with its variants and their keys."""
        self._flush()
        self._delete_variants(unit_id)
        self._connection.execute("DELETE FROM unit WHERE id = ?", (unit_id,))

    def _add(self, unit: TranslationUnit, document: int) -> str:
        digest = unit_digest(unit)
        known = self._known(unit, document)
        if any(each_digest == digest for _, each_digest in known):
            return "duplicate"
        for number, _ in known:
            if number < self._first_of_run and number not in self._changed_in_run:
                self._changed_in_run.add(number)
                self._replace(number, unit, digest)
                return "updated"
        position = self._next_position(document)
        number = self._next_unit
        self._next_unit += 1
        self._insert(number, (document, position), unit, digest)
        return "stored"

    def _insert(
        self, number: int, place: tuple[int, int], unit: TranslationUnit, digest: int
    ) -> None:
        self._connection.execute(
            _INSERT_UNIT,
            (
                number,
                *place,
                unit.tuid,
                unit.source_language,
                confidence_of(unit),
                str(status_of(unit)),
                digest,
                unit_extras(unit),
            ),
        )
        self._add_variants(number, unit)

    def _known(self, unit: TranslationUnit, document: int) -> list[tuple[int, int]]:
        """Return (number, digest) of the units this one may be, oldest first."""
        if unit.tuid is not None:
            sql = "SELECT id, digest FROM unit WHERE document_id = ? AND tuid = ? ORDER BY id"
            return self._connection.execute(sql, (document, unit.tuid)).fetchall()
        sql = "SELECT id, digest FROM unit WHERE digest = ? AND document_id = ? AND tuid IS NULL"
        return self._connection.execute(sql, (unit_digest(unit), document)).fetchall()

    def _replace(self, number: int, unit: TranslationUnit, digest: int) -> None:
        self._delete_variants(number)
        self._connection.execute(
            "UPDATE unit SET source_language = ?, confidence = ?, status = ?, digest = ?, "
            "extras = ? WHERE id = ?",
            (
                unit.source_language,
                confidence_of(unit),
                str(status_of(unit)),
                digest,
                unit_extras(unit),
                number,
            ),
        )
        self._add_variants(number, unit)

    def _add_variants(self, number: int, unit: TranslationUnit) -> None:
        for position, variant in enumerate(unit.variants):
            text = variant.text
            language = variant.language
            keys = text_keys(text, language)
            group = self._groups.get(language)
            if group is None:
                group = self._groups[language] = language_group(language)
                self._connection.execute("INSERT OR IGNORE INTO language VALUES (?)", (group,))
            self._variants.append(
                (
                    self._next_variant,
                    number,
                    position,
                    language,
                    group,
                    text,
                    keys.match_key,
                    keys.token_count,
                    variant_extras(variant),
                )
            )
            self._words.append((self._next_variant, keys.surface, keys.stems))
            self._sketches.append((group, self._next_variant, keys.token_count, keys.sketch))
            self._next_variant += 1
        if len(self._variants) >= _BATCH:
            self._flush()

    def _delete_variants(self, number: int) -> None:
        rows = self._connection.execute(
            "SELECT id, text, language FROM variant WHERE unit_id = ?", (number,)
        ).fetchall()
        # A contentless index has to be told the keys it shall forget.
        self._connection.executemany(
            _DELETE_WORDS,
            [(row, *text_keys(text, language)[:2]) for row, text, language in rows],
        )
        self._connection.execute("DELETE FROM variant WHERE unit_id = ?", (number,))

    def _flush(self) -> None:
        self._connection.executemany(_INSERT_VARIANT, self._variants)
        self._connection.executemany(_INSERT_WORDS, self._words)
        write_text_sketches(self._connection, self._sketches)
        self._variants.clear()
        self._words.clear()
        self._sketches.clear()

    def _place(self, unit: TranslationUnit, default: str) -> int:
        symbol = unit.property(PropertyType.SYMBOL)
        name = symbol or unit.property(PropertyType.DOCUMENT) or default
        if name not in self._documents:
            found = self._connection.execute(
                "SELECT id FROM document WHERE name = ?", (name,)
            ).fetchone()
            self._documents[name] = (
                int(found[0])
                if found
                else add_document(self._connection, DocumentRecord(name=name, symbol=symbol))
            )
        return self._documents[name]

    def _next_position(self, document: int) -> int:
        if document not in self._positions:
            self._positions[document] = self._connection.execute(
                "SELECT coalesce(max(position) + 1, 0) FROM unit WHERE document_id = ?", (document,)
            ).fetchone()[0]
        position = self._positions[document]
        self._positions[document] += 1
        return position

    def _number_after(self, table: str) -> int:
        sql = f"SELECT coalesce(max(id), 0) + 1 FROM {table}"  # noqa: S608 - our own table names
        return int(self._connection.execute(sql).fetchone()[0])
