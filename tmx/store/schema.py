"""Lay out the tables of a memory, and bring older memories up to date.

One file holds everything. `PRAGMA user_version` says which layout it has; each migration takes it
one step further within a transaction. sqlite-utils makes the tables; it is imported late, because
it takes longer to load than a look-up takes to answer.

The word index is a contentless FTS5 table: it holds keys made by `tmx.search.normalise`, separated
by spaces, and never text. Its tokenizer is `ascii`, which splits at spaces and leaves all other
letters alone: what is a word was decided before.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tmx.store.errors import StoreError
from tmx.store.sketches import write_all_sketches

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = ["APPLICATION_ID", "LATEST", "check_version", "create_indexes", "is_older", "migrate"]

# "sixf", in the place SQLite reserves for telling one program's files from another's.
APPLICATION_ID: Final = 0x73697866

_UNIT_COLUMNS: Final = {
    "id": int,
    "document_id": int,
    "position": int,
    "tuid": str,
    "source_language": str,
    "confidence": float,
    "status": str,
    "digest": int,
    "extras": str,
}
_VARIANT_COLUMNS: Final = {
    "id": int,
    "unit_id": int,
    "position": int,
    "language": str,
    "language_group": str,
    "text": str,
    "match_key": int,
    "token_count": int,
    "extras": str,
}


def _first_layout(database: "Database") -> None:
    database.table("setting").create({"name": str, "value": str}, pk="name")
    database.table("document").create(
        {
            "id": int,
            "name": str,
            "symbol": str,
            "date": str,
            "signature": str,
            "notice": str,
        },
        pk="id",
    )
    database.table("document").create_index(["name"], unique=True)
    database.table("version").create(
        {
            "id": int,
            "document_id": int,
            "language": str,
            "location": str,
            "sha256": str,
            "official": int,
            "notice": str,
        },
        pk="id",
        foreign_keys=[("document_id", "document", "id")],
    )
    database.table("unit").create(
        _UNIT_COLUMNS, pk="id", foreign_keys=[("document_id", "document", "id")]
    )
    database.table("unit").create_index(["tuid", "document_id"])
    database.table("unit").create_index(["digest"])
    database.table("variant").create(
        _VARIANT_COLUMNS, pk="id", foreign_keys=[("unit_id", "unit", "id")]
    )
    database.execute(
        "CREATE VIRTUAL TABLE words USING fts5(surface, stems, content='', tokenize='ascii')"
    )
    database.execute("CREATE VIRTUAL TABLE word_counts USING fts5vocab('words', 'col')")
    _termbase_tables(database)


def _termbase_tables(database: "Database") -> None:
    database.table("concept").create(
        {
            "id": int,
            "identifier": str,
            "position": int,
            "category": str,
            "subject_field": str,
            "score": float,
            "known": int,
            "definition": str,
            "notes": str,
        },
        pk="id",
    )
    database.table("concept").create_index(["identifier"], unique=True)
    database.table("term").create(
        {
            "id": int,
            "concept_id": int,
            "position": int,
            "language": str,
            "language_group": str,
            "text": str,
            "details": str,
        },
        pk="id",
        foreign_keys=[("concept_id", "concept", "id")],
    )
    database.table("term").create_index(["concept_id"])
    database.table("language_definition").create(
        {"concept_id": int, "language": str, "definition": str}, pk=("concept_id", "language")
    )
    database.table("term_key").create(
        {"key": str, "kind": str, "term_id": int}, pk=("key", "kind", "term_id")
    )
    database.table("term_key").create_index(["term_id"])
    database.table("evidence").create(
        {"id": int, "concept_id": int, "position": int, "tuid": str, "spans": str},
        pk="id",
        foreign_keys=[("concept_id", "concept", "id")],
    )
    database.table("evidence").create_index(["concept_id"])


def _review_tables(database: "Database") -> None:
    """Add what a review needs: segments within a text, cells set by a person, decisions."""
    database.table("segment_layout").create({"variant_id": int, "marks": str}, pk="variant_id")
    database.table("fixed_row").create({"unit_id": int, "languages": str}, pk="unit_id")
    database.table("decision").create(
        {
            "id": int,
            "document": str,
            "made": str,
            "reviewer": str,
            "action": str,
            "comment": str,
            "before": str,
            "after": str,
            "highest_unit": int,
            "undone": str,
        },
        pk="id",
    )
    database.table("decision").create_index(["document"])
    # Numbers of rows may be used again; nothing of an old one must cling to a new one.
    database.execute(
        "CREATE TRIGGER forget_layout AFTER DELETE ON variant BEGIN "
        "DELETE FROM segment_layout WHERE variant_id = old.id; END"
    )
    database.execute(
        "CREATE TRIGGER forget_fixed AFTER DELETE ON unit BEGIN "
        "DELETE FROM fixed_row WHERE unit_id = old.id; END"
    )
    database.execute("CREATE INDEX unit_by_place ON unit (document_id, position)")


def _language_table(database: "Database") -> None:
    """Keep the languages of all variants: to gather them from millions of texts takes a second."""
    database.table("language").create({"language_group": str}, pk="language_group")
    database.execute("INSERT INTO language SELECT DISTINCT language_group FROM variant")


def _term_languages(database: "Database") -> None:
    """Index the languages of terms: a look-up needs to know them."""
    database.table("term").create_index(["language_group"])


def _sketches_and_vectors(database: "Database") -> None:
    """Add what fuzzy matches and search by meaning scan, and make it for the texts there are."""
    database.table("sketch").create(
        {"id": int, "space": str, "numbers": bytes, "sizes": bytes, "bits": bytes}, pk="id"
    )
    # The columns after `space` spill to pages of their own; this index spares reading them.
    database.table("sketch").create_index(["space", "id"])
    database.table("unit_vector").create({"unit_id": int, "vector": bytes}, pk="unit_id")
    # A unit that says something else needs another vector.
    database.execute(
        "CREATE TRIGGER forget_vector AFTER DELETE ON unit BEGIN "
        "DELETE FROM unit_vector WHERE unit_id = old.id; END"
    )
    database.execute(
        "CREATE TRIGGER forget_old_vector AFTER UPDATE OF digest ON unit BEGIN "
        "DELETE FROM unit_vector WHERE unit_id = old.id; END"
    )
    write_all_sketches(database.conn)


def _termbase_history(database: "Database") -> None:
    """Add what people have said of terms: approvals, and changes that can be taken back."""
    database.execute("ALTER TABLE concept ADD COLUMN approved INTEGER NOT NULL DEFAULT 0")
    database.table("concept_change").create(
        {
            "id": int,
            "made": str,
            "editor": str,
            "action": str,
            "before": str,
            "after": str,
            "places": str,
            "undone": str,
        },
        pk="id",
    )


# Layout N is reached by migration N; a new step is added at the end, none is ever changed.
_MIGRATIONS: Final[Mapping[int, Callable[["Database"], None]]] = {
    1: _first_layout,
    2: _review_tables,
    3: _language_table,
    4: _term_languages,
    5: _sketches_and_vectors,
    6: _termbase_history,
}
LATEST: Final = max(_MIGRATIONS)


def check_version(connection: sqlite3.Connection, path: Path, *, may_be_older: bool = False) -> int:
    """Return the layout of a memory.

    Raises:
        StoreError: it is not a memory, a later program made it, or an older one did and that
            will not do.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID or version < 1:
        raise StoreError(
            f"{path.name} is an SQLite file but not a translation memory; expected one made by "
            f"'sixfold align' or 'sixfold import'; check the name."
        )
    if version > LATEST:
        raise StoreError(
            f"{path.name} has layout {version}; expected at most {LATEST}, the newest this "
            f"program knows; install a newer sixfold."
        )
    if version < LATEST and not may_be_older:
        raise StoreError(
            f"{path.name} has the older layout {version}; expected {LATEST}; open it once for "
            f"writing, for example with 'sixfold import', to bring it up to date."
        )
    return version


def is_older(path: Path) -> bool:
    """Return whether a file is a memory of an older layout, which may be brought up to date."""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        with contextlib.closing(connection):
            return 0 < check_version(connection, path, may_be_older=True) < LATEST
    except (sqlite3.Error, StoreError):
        return False


def migrate(connection: sqlite3.Connection, *, start: int) -> None:
    """Bring the layout from `start` (0 for an empty file) to the latest, step by step.

    Each step is a transaction: an interrupted migration leaves the last whole step.
    """
    from sqlite_utils import Database

    database = Database(connection, execute_plugins=False)
    for step in range(start + 1, LATEST + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            _MIGRATIONS[step](database)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {step}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def create_indexes(connection: sqlite3.Connection) -> None:
    """Create the indexes over variants; after a bulk load this is quicker than during it."""
    connection.execute(
        "CREATE INDEX IF NOT EXISTS variant_by_key ON variant (match_key, language_group)"
    )
    connection.execute("CREATE INDEX IF NOT EXISTS variant_by_unit ON variant (unit_id, position)")
