"""Keep sketches in the memory: written once in blocks, read into arrays, brought up to date.

A block holds the sketches of the texts that were written together, and is never changed. Texts
deleted or corrected since leave their old sketch behind: whoever follows it finds no row, or one
whose text is compared anyway. So blocks are right after any crash, being part of the same
transaction as their texts.
"""

import sqlite3
import struct
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from tmx.search.sketches import SKETCH_BYTES, SketchTable
from tmx.search.text_keys import text_keys

__all__ = ["SketchReader", "Tables", "write_all_sketches", "write_block", "write_text_sketches"]

# Texts whose sketches are made together when an older memory is brought up to date.
_BATCH: Final = 20_000

_INSERT: Final = "INSERT INTO sketch (space, numbers, sizes, bits) VALUES (?, ?, ?, ?)"


def write_block(
    connection: sqlite3.Connection,
    space: str,
    numbers: Sequence[int],
    sizes: Sequence[int],
    bits: bytes,
) -> None:
    """Write sketches that belong together.

    Args:
        connection: within a transaction.
        space: what they may be compared with: a language group, or an encoder.
        numbers: row numbers.
        sizes: words of each text.
        bits: the sketches, one after another.
    """
    count = len(numbers)
    values = (struct.pack(f"<{count}q", *numbers), struct.pack(f"<{count}I", *sizes), bits)
    connection.execute(_INSERT, (space, *values))


def write_text_sketches(
    connection: sqlite3.Connection, sketches: Iterable[tuple[str, int, int, int]]
) -> None:
    """Write sketches of texts, each given as (language group, row number, words, sketch)."""
    spaces: dict[str, tuple[list[int], list[int], list[bytes]]] = {}
    for group, number, size, sketch in sketches:
        numbers, sizes, bits = spaces.setdefault(group, ([], [], []))
        numbers.append(number)
        sizes.append(size)
        bits.append(sketch.to_bytes(SKETCH_BYTES, "little"))
    for group, (numbers, sizes, bits) in sorted(spaces.items()):
        write_block(connection, group, numbers, sizes, b"".join(bits))


def write_all_sketches(connection: sqlite3.Connection) -> None:
    """Write the sketches of every text of a memory that has none yet."""
    cursor = connection.execute(
        "SELECT id, language, language_group, text FROM variant ORDER BY id"
    )
    while rows := cursor.fetchmany(_BATCH):
        made = []
        for number, language, group, text in rows:
            keys = text_keys(text, language)
            made.append((group, number, keys.token_count, keys.sketch))
        write_text_sketches(connection, made)


Tables: TypeAlias = dict[str, tuple[int, SketchTable]]
"""Per space: the last block read, and the table of all blocks up to it."""


class SketchReader:
    """The sketches of a memory, read when they are first needed and kept."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._tables: Tables = {}

    def share(self, tables: Tables) -> None:
        """Keep what is read where other readers of the same file do: a table is never changed."""
        self._tables = tables

    def table(self, space: str) -> SketchTable:
        """Return the sketches of a space as they stand now; an empty table if there are none."""
        last = self._connection.execute(
            "SELECT coalesce(max(id), 0) FROM sketch WHERE space = ?", (space,)
        ).fetchone()[0]
        known = self._tables.get(space)
        if known is None or known[0] != last:
            self._tables.pop(space, None)
            known = (last, self._read(space))
            self._tables[space] = known
        return known[1]

    def _read(self, space: str) -> SketchTable:
        import numpy as np

        rows = self._connection.execute(
            "SELECT numbers, sizes, bits FROM sketch WHERE space = ? ORDER BY id", (space,)
        ).fetchall()
        numbers = np.frombuffer(b"".join(row[0] for row in rows), dtype="<i8")
        sizes = np.frombuffer(b"".join(row[1] for row in rows), dtype="<u4")
        bits = np.frombuffer(b"".join(row[2] for row in rows), dtype=np.uint8)
        width = len(bits) // len(numbers) if len(numbers) else 8
        return SketchTable(numbers, sizes, bits.reshape(-1, width))
