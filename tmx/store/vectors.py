"""Keep one vector per unit in the memory, for search by meaning.

The vector of a unit is the mean of the vectors of its texts, which all say the same: a sixth of
the room that a vector per text would take, and less noise. It is kept in whole numbers of 8 bits,
scaled to its largest component; angles do not depend on the scale. Its signs are kept as a sketch
besides. All vectors are of one encoder, whose identity is kept with them, and everything is in
the one database: vectors and texts cannot fall apart.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from tmx.search.sketches import sign_bits
from tmx.store.sketches import write_block

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from align.encoding.protocol import SpanEncoder, Vectors

__all__ = [
    "count_pending",
    "encoder_identity",
    "pending_texts",
    "read_vectors",
    "scan_vectors",
    "unit_vectors",
    "use_encoder",
    "vector_space",
    "write_vectors",
]

_SETTING: Final = "encoder"
_LARGEST: Final = 127
# Rows read at once where every vector is compared: some 15 MB.
_BATCH: Final = 50_000
# Parameters of a statement; SQLite takes 32,766.
_MOST_NUMBERS: Final = 20_000


def vector_space(identity: str) -> str:
    """Return the name under which the sketches of an encoder's vectors are kept."""
    return f"vector {identity}"


def encoder_identity(connection: sqlite3.Connection) -> str | None:
    """Return the identity of the encoder the vectors are of, None if there are none."""
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (_SETTING,)).fetchone()
    return None if row is None else str(row[0])


def use_encoder(connection: sqlite3.Connection, identity: str) -> None:
    """Delete the vectors if they are of another encoder; within a transaction."""
    if encoder_identity(connection) == identity:
        return
    connection.execute("DELETE FROM unit_vector")
    connection.execute("DELETE FROM sketch WHERE space LIKE 'vector %'")
    connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (_SETTING, identity))


def count_pending(connection: sqlite3.Connection) -> int:
    """Return how many units have no vector yet; there is none without its unit."""
    sql = "SELECT (SELECT count(*) FROM unit) - (SELECT count(*) FROM unit_vector)"
    return int(connection.execute(sql).fetchone()[0])


def pending_texts(
    connection: sqlite3.Connection, after: int, limit: int
) -> list[tuple[int, list[str]]]:
    """Return (number, texts) of the first units above a number that have no vector yet."""
    rows = connection.execute(
        "SELECT pending.id, variant.text FROM (SELECT id FROM unit WHERE NOT EXISTS "
        "(SELECT 1 FROM unit_vector WHERE unit_vector.unit_id = unit.id) "
        "AND id > ? ORDER BY id LIMIT ?) AS pending "
        "LEFT JOIN variant ON variant.unit_id = pending.id ORDER BY pending.id, variant.position",
        (after, limit),
    )
    return [
        (number, [text for _, text in group if text])
        for number, group in groupby(rows, key=lambda row: row[0])
    ]


def unit_vectors(encoder: "SpanEncoder", units: Sequence[Sequence[str]]) -> "Vectors":
    """Return the mean vector of the texts of each unit.

    Returns:
        Shape (n, d), float32, of any length; zeros where no text holds anything the model knows.
    """
    import numpy as np

    sums, counts = encoder.token_sums([text for texts in units for text in texts])
    sums[counts > 0] /= np.linalg.norm(sums[counts > 0], axis=1, keepdims=True)
    means = np.zeros((len(units), encoder.dimension), dtype=np.float32)
    owners = np.repeat(np.arange(len(units)), [len(texts) for texts in units])
    np.add.at(means, owners, sums)
    return means


def write_vectors(
    connection: sqlite3.Connection, identity: str, numbers: Sequence[int], vectors: "Vectors"
) -> None:
    """Write the vectors of units, within a transaction.

    Args:
        connection: of the memory.
        identity: of the encoder, the one `use_encoder` was told of.
        numbers: row numbers of the units, n of them.
        vectors: shape (n, d); a row of zeros is kept as "has none".
    """
    import numpy as np

    largest = np.abs(vectors).max(axis=1, initial=0.0)
    has_any = largest > 0
    scale = np.where(has_any, largest, 1.0)[:, None]
    whole = np.rint(vectors / scale * _LARGEST).astype(np.int8)
    connection.executemany(
        "INSERT OR REPLACE INTO unit_vector VALUES (?, ?)",
        [
            (number, row.tobytes() if known else b"")
            for number, row, known in zip(numbers, whole, has_any.tolist(), strict=True)
        ],
    )
    kept = [number for number, known in zip(numbers, has_any.tolist(), strict=True) if known]
    if kept:
        bits = sign_bits(whole[has_any]).tobytes()
        write_block(connection, vector_space(identity), kept, [0] * len(kept), bits)


def read_vectors(
    connection: sqlite3.Connection, numbers: Sequence[int]
) -> Iterator[tuple["NDArray[np.int64]", "NDArray[np.int8]"]]:
    """Yield the vectors of units in batches: numbers, shape (n,), and vectors, (n, d).

    Args:
        connection: of the memory.
        numbers: row numbers of the units, each once; those without a vector are left out.
    """
    for start in range(0, len(numbers), _MOST_NUMBERS):
        part = numbers[start : start + _MOST_NUMBERS]
        marks = ", ".join("?" * len(part))
        sql = (
            "SELECT unit_id, vector FROM unit_vector "  # noqa: S608 - our own words
            f"WHERE unit_id IN ({marks}) AND vector != x''"
        )
        yield from _batches(connection, sql, part)


def scan_vectors(
    connection: sqlite3.Connection, conditions: Sequence[str], values: Sequence[object]
) -> Iterator[tuple["NDArray[np.int64]", "NDArray[np.int8]"]]:
    """Yield the vectors of all units that meet conditions (`unit_conditions`), in batches."""
    # Where there are conditions, documents come first: most conditions are on them.
    source = (
        "document CROSS JOIN unit ON unit.document_id = document.id "
        "CROSS JOIN unit_vector ON unit_vector.unit_id = unit.id"
        if conditions
        else "unit_vector"
    )
    chosen = " AND ".join(["vector != x''", *conditions])
    sql = f"SELECT unit_vector.unit_id, unit_vector.vector FROM {source} WHERE {chosen}"  # noqa: S608
    yield from _batches(connection, sql, values)


def _batches(
    connection: sqlite3.Connection, sql: str, values: Sequence[object]
) -> Iterator[tuple["NDArray[np.int64]", "NDArray[np.int8]"]]:
    import numpy as np

    cursor = connection.execute(sql, values)
    while rows := cursor.fetchmany(_BATCH):
        numbers = np.array([row[0] for row in rows], dtype=np.int64)
        whole = np.frombuffer(b"".join([row[1] for row in rows]), dtype=np.int8)
        yield numbers, whole.reshape(len(rows), -1)
