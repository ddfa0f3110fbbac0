"""A translation memory in one SQLite file: open, fill, read, correct."""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Self

from tmx.formats.closing import Closing
from tmx.formats.errors import Strictness
from tmx.formats.placing import beside, sync_into_place
from tmx.model import Header, TranslationUnit, UnitStatus
from tmx.store.errors import StoreError, store_errors
from tmx.store.headers import date_by_header, keep_header
from tmx.store.reading import count_units, languages_of, read_documents, read_unit, read_units
from tmx.store.records import DocumentRecord, ImportReport, UnitFilter
from tmx.store.schema import check_version, create_indexes, migrate
from tmx.store.sketches import SketchReader
from tmx.store.termbase import Termbase
from tmx.store.writing import UnitWriter, add_document

__all__ = ["Memory", "settle"]


class Memory(Closing):
    """A translation memory with its termbase.

        with Memory.build("memory.db") as memory:      # a new one, in place when whole
            memory.add_units(units, "A/65/496")
        with Memory.open("memory.db") as memory:       # reading
            for unit in memory.units(UnitFilter(languages=("zh", "en"))): ...
        with Memory.open("memory.db", writable=True) as memory:
            print(memory.import_file("corrected.tmx"))

    Many may read while one writes. Each call that writes is one transaction: it happens whole or
    not at all. The search functions in `tmx.search` take a memory.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, *, writable: bool) -> None:
        self.connection = connection
        self.path = path
        self.writable = writable
        self.termbase = Termbase(self)
        self.sketches = SketchReader(connection)

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        writable: bool = False,
        check_same_thread: bool = True,
        write_ahead: bool = True,
    ) -> Self:
        """Open a memory that exists, bringing an older layout up to date if it may be written.

        Args:
            path: the file.
            writable: False opens it for reading only.
            check_same_thread: False lets other threads use it, one at a time.
            write_ahead: False keeps writing within the one file: right for short writes by a
                program that runs for days, beside which the file may be replaced.

        Raises:
            StoreError: there is none, it is something else, or it is too new.
        """
        path = Path(path)
        if not path.is_file():
            raise StoreError(
                f"there is no memory {path.name}; expected one made by 'sixfold align' or "
                f"'sixfold import'; check the name."
            )
        with store_errors(path, "open"):
            try:
                connection = cls._connect(path, writable=writable, shared=not check_same_thread)
                if writable:
                    _set_journal(connection, "WAL" if write_ahead else "DELETE")
            except sqlite3.OperationalError as error:
                if writable or "readonly" not in str(error):
                    raise
                # Somebody was killed while writing; what they left can only be put in order by
                # one who may write. SQLite does so on the first look.
                _put_in_order(path)
                connection = cls._connect(path, writable=False, shared=not check_same_thread)
        return cls(connection, path, writable=writable)

    @classmethod
    def create(cls, path: str | Path) -> Self:
        """Make an empty memory and open it for writing.

        Raises:
            StoreError: the file exists or cannot be made.
        """
        path = Path(path)
        if path.exists():
            raise StoreError(
                f"{path.name} exists already; expected a new name; open it, or delete it first."
            )
        with store_errors(path, "make"):
            connection = sqlite3.connect(path, isolation_level=None)
            try:
                migrate(connection, start=0)
                create_indexes(connection)
            except BaseException:
                connection.close()
                raise
        return cls(connection, path, writable=True)

    @classmethod
    @contextlib.contextmanager
    def build(cls, path: str | Path) -> Iterator[Self]:
        """Fill a new memory that takes the place of `path` if the block ends without an error.

        Quicker than writing to an open memory, because nobody else can see it yet: what was there
        before stays there until the end, and a crash leaves it alone.

        Raises:
            StoreError: it cannot be made.
        """
        path = Path(path)
        unfinished = beside(path)
        try:
            with store_errors(path, "build"):
                connection = sqlite3.connect(unfinished, isolation_level=None)
            memory = cls(connection, path, writable=True)
            try:
                with store_errors(path, "build"):
                    connection.execute("PRAGMA journal_mode = OFF")
                    connection.execute("PRAGMA synchronous = OFF")
                    # Keys of an index come in any order: 64 MiB of it in memory spare writing.
                    connection.execute("PRAGMA cache_size = -65536")
                    migrate(connection, start=0)
                    connection.execute("BEGIN")
                yield memory
                with store_errors(path, "build"):
                    create_indexes(connection)
                    connection.execute("INSERT INTO words (words) VALUES ('optimize')")
                    connection.execute("COMMIT")
                    connection.execute("PRAGMA optimize")
            finally:
                connection.close()
            with store_errors(path, "build"):
                settle(path)
                sync_into_place(unfinished, path)
        finally:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file; a memory that was written to is one single file afterwards."""
        if self.writable:
            _set_journal(self.connection, "DELETE")
        self.connection.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Make what is written in the block happen whole or not at all; blocks may nest.

        Raises:
            StoreError: the memory is open for reading only, or cannot be written.
        """
        if not self.writable:
            raise StoreError(
                f"{self.path.name} is open for reading; expected it open for writing; open it "
                f"with writable=True."
            )
        with store_errors(self.path, "write to"):
            if self.connection.in_transaction:
                yield
                return
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")

    def add_document(self, document: DocumentRecord) -> int:
        """Return the number of a document, added or, by its name, brought up to date."""
        with self.transaction():
            return add_document(self.connection, document)

    def add_units(
        self, units: Iterable[TranslationUnit], document: DocumentRecord | str
    ) -> ImportReport:
        """Add units in one transaction; those that are there already are counted, not repeated.

        Args:
            units: taken one at a time.
            document: where they belong; a name is for units that do not say it by an `x-symbol`
                or `x-document` property.

        Raises:
            StoreError: the memory cannot be written.
        """
        with self.transaction():
            return UnitWriter(self.connection).add_all(units, document)

    def import_file(
        self, path: str | Path, *, strictness: Strictness = Strictness.REPORT
    ) -> ImportReport:
        """Add the units of a file, in the format its ending says, in one transaction.

        A unit known by its `tuid` takes the file's words; a file read again adds nothing. The
        header of a TMX file is kept for exports; its date is that of units without a document.
        `strictness` says what becomes of units that break the format.

        Raises:
            FormatError: the file cannot be read; the memory is as it was.
            StoreError: the memory cannot be written.
        """
        from tmx.formats.registry import open_units

        path = Path(path)
        with open_units(path, strictness=strictness) as reader, self.transaction():
            report = self.add_units(reader, path.name)
            log = reader.log
            header = getattr(reader, "header", None)
            if isinstance(header, Header):
                keep_header(self.connection, path.name, header)
                date_by_header(self.connection, path.name, header)
        return replace(report, skipped=log.skipped, repaired=log.repaired, problems=log.problems)

    def units(self, wanted: UnitFilter | None = None) -> Iterator[TranslationUnit]:
        """Yield units in the order of their documents, in constant memory.

        Raises:
            StoreError: the memory is damaged.
        """
        with store_errors(self.path, "read"):
            yield from read_units(self.connection, wanted or UnitFilter())

    def unit(self, unit_id: int) -> TranslationUnit | None:
        """Return the unit of a row number, as search results name it, or None."""
        with store_errors(self.path, "read"):
            return read_unit(self.connection, unit_id)

    def count(self, wanted: UnitFilter | None = None) -> int:
        """Return how many units there are."""
        with store_errors(self.path, "read"):
            return count_units(self.connection, wanted or UnitFilter())

    @property
    def languages(self) -> tuple[str, ...]:
        """The language groups of all variants there ever were (`es` for `es-419`), sorted."""
        with store_errors(self.path, "read"):
            return languages_of(self.connection)

    @property
    def documents(self) -> tuple[DocumentRecord, ...]:
        """All documents, in the order they were added."""
        with store_errors(self.path, "read"):
            return read_documents(self.connection)

    def set_status(self, unit_id: int, status: UnitStatus) -> None:
        """Say how far a person has looked at a unit.

        Raises:
            StoreError: there is no such unit, or the memory cannot be written.
        """
        with self.transaction():
            cursor = self.connection.execute(
                "UPDATE unit SET status = ? WHERE id = ?", (str(status), unit_id)
            )
            if cursor.rowcount != 1:
                raise StoreError(
                    f"{self.path.name} has no unit number {unit_id}; expected the number of a "
                    f"search result; search again."
                )

    def delete_unit(self, unit_id: int) -> None:
        """Delete a unit; nothing happens if there is none."""
        with self.transaction():
            UnitWriter(self.connection).delete(unit_id)

    def delete_document(self, name: str) -> int:
        """Delete a document with its units and return how many there were."""
        with self.transaction():
            rows = self.connection.execute(
                "SELECT unit.id FROM unit JOIN document ON document.id = document_id "
                "WHERE name = ?",
                (name,),
            ).fetchall()
            writer = UnitWriter(self.connection)
            for (unit_id,) in rows:
                writer.delete(unit_id)
            self.connection.execute(
                "DELETE FROM version WHERE document_id = (SELECT id FROM document WHERE name = ?)",
                (name,),
            )
            self.connection.execute("DELETE FROM document WHERE name = ?", (name,))
            return len(rows)

    @staticmethod
    def _connect(path: Path, *, writable: bool, shared: bool) -> sqlite3.Connection:
        """Return a connection to a memory of the latest layout."""
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={'rw' if writable else 'ro'}",
            uri=True,
            isolation_level=None,
            check_same_thread=not shared,
            timeout=10.0,
        )
        try:
            version = check_version(connection, path, may_be_older=writable)
            if writable:
                migrate(connection, start=version)
        except BaseException:
            connection.close()
            raise
        return connection


def _set_journal(connection: sqlite3.Connection, mode: str) -> None:
    # Another reader may hold a log open; it stays then, whole and valid.
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute(f"PRAGMA journal_mode = {mode}")


def settle(path: Path) -> None:
    """Make a memory one single file that another may take the place of; nothing if there is none.

    A log of writes left beside it would be read into the new one.

    Raises:
        StoreError: it cannot be done.
    """
    with store_errors(path, "replace"):
        logs = [path.with_name(f"{path.name}{ending}") for ending in ("-wal", "-shm")]
        if not any(log.exists() for log in logs):
            return
        with contextlib.suppress(sqlite3.Error, StoreError):
            Memory.open(path, writable=True).close()
        for log in logs:
            log.unlink(missing_ok=True)


def _put_in_order(path: Path) -> None:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=10.0)
    try:
        connection.execute("PRAGMA user_version").fetchone()
    finally:
        connection.close()
