"""Runs over a memory that are stopped half-way, and what must be true of it afterwards."""

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

from tmx.formats.tmx14 import write_tmx
from tmx.model import Header, TranslationUnit, Variant
from tmx.search.concordance import MOST_COUNTED, concordance
from tmx.store.memory import Memory

Record: TypeAlias = Callable[[str, object], None]
"""What notes a figure of a run of tests: pytest's `record_testsuite_property`."""
# Moments at which the slow tests stop each kind of run.
ROUNDS: Final = int(os.environ.get("SIXFOLD_STOP_ROUNDS", "20"))

HEADER = Header(source_language="en")
OLD = tuple(
    TranslationUnit(
        tuid=f"u{number}",
        variants=(Variant.plain("en", f"old text {number}"), Variant.plain("ru", "старый текст")),
    )
    for number in range(50)
)
NEW = tuple(
    TranslationUnit(
        tuid=f"u{number}",
        variants=(Variant.plain("en", f"new text {number}"), Variant.plain("ru", "новый текст")),
    )
    for number in range(2000)
)

IMPORT = """
import sys
from tmx.store.memory import Memory
with Memory.open(sys.argv[1], writable=True) as memory:
    print("begin", flush=True)
    memory.import_file(sys.argv[2])
"""
EXPORT = """
import sys
from tmx.formats.tmx14 import write_tmx
from tmx.model import Header
from tmx.store.memory import Memory
with Memory.open(sys.argv[1]) as memory:
    print("begin", flush=True)
    write_tmx(sys.argv[2], Header(source_language="en"), memory.units())
"""
BUILD = """
import sys
from tmx.store.memory import Memory
print("begin", flush=True)
with Memory.build(sys.argv[1]) as memory:
    memory.import_file(sys.argv[2])
"""
MIGRATE = """
import sys
from tmx.store.memory import Memory
print("begin", flush=True)
Memory.open(sys.argv[1], writable=True).close()
"""


def new_file(folder: Path) -> Path:
    """Write the file that takes the memory from OLD to NEW."""
    write_tmx(folder / "memory.tmx", HEADER, NEW)
    return folder / "memory.tmx"


def age(path: Path) -> None:
    """Give a memory the oldest layout, as the first program made it."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for kind, name in connection.execute(
            "SELECT type, name FROM sqlite_schema WHERE type = 'trigger' OR name IN "
            "('segment_layout', 'fixed_row', 'decision', 'language', 'sketch', 'unit_vector', "
            "'unit_by_place', 'idx_term_language_group', 'concept_change')"
        ).fetchall():
            connection.execute(f"DROP {kind} {name}")
        connection.execute("ALTER TABLE concept DROP COLUMN approved")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
        # The room of what was dropped is not there for what is added.
        connection.execute("VACUUM")


def old_memory(path: Path) -> Path:
    """Make a memory in the state OLD."""
    with Memory.build(path) as memory:
        memory.add_units(OLD, "memory.tmx")
    return path


def check_whole(memory: Memory, state: tuple[TranslationUnit, ...]) -> None:
    """See that a memory is sound and that its index knows the units of one state only."""
    assert memory.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    word = state[0].variants[0].text.split()[0]
    assert concordance(memory, word, limit=1).total == min(len(state), MOST_COUNTED)
    other = "new" if word == "old" else "old"
    assert concordance(memory, other).total == 0
