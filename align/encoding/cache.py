"""Vectors on disk, so that no text is encoded twice by the same model.

One SQLite file per model, named after its identity; a row per text, under the SHA-256 of the text.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from align.encoding.errors import EncodingError
from align.encoding.protocol import Counts, SpanEncoder, Vectors, normalise

LOOKED_UP_AT_ONCE = 500
"""Below the 999 variables that every SQLite accepts in a statement."""

ENCODED_AT_ONCE = 2048
"""Texts between two writes: an interrupted run keeps all but the last part."""


class CachedEncoder:
    """An encoder that remembers what another one has computed."""

    def __init__(self, encoder: SpanEncoder, folder: Path) -> None:
        """Keep the vectors of `encoder` in `folder`, which is made when missing.

        Raises:
            EncodingError: the folder or the file in it cannot be used.
        """
        self._encoder = encoder
        self.path = folder / f"{re.sub(r'[^A-Za-z0-9@._-]', '_', encoder.identity)}.vectors"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with closing(self._connect()) as connection, connection:
                connection.execute(
                    "create table if not exists vectors "
                    "(text_sha256 blob primary key, token_count integer not null, "
                    "sums blob not null) without rowid"
                )
        except (OSError, sqlite3.Error) as error:
            raise EncodingError(
                f"{self.path} cannot be used as a cache of vectors ({error}), expected a folder "
                "that can be written to; name another or remove the file"
            ) from error

    @property
    def identity(self) -> str:
        """Return the identity of the encoder behind."""
        return self._encoder.identity

    @property
    def dimension(self) -> int:
        """Return the length of every vector."""
        return self._encoder.dimension

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """Return one vector per sentence, as the encoder behind does.

        Raises:
            EncodingError: as the encoder behind, or the cache cannot be read or written.
        """
        sums, counts = self.token_sums(sentences)
        if not counts.all():
            # Let the encoder behind say what is wrong with the text, in its own words.
            self._encoder.encode([sentences[int(np.flatnonzero(counts == 0)[0])]])
        return normalise(sums)

    def token_sums(self, sentences: Sequence[str]) -> tuple[Vectors, Counts]:
        """Return sums and counts as the encoder behind does; it is asked for new texts only."""
        keys = [hashlib.sha256(sentence.encode("utf-8")).digest() for sentence in sentences]
        sums = np.zeros((len(sentences), self.dimension), dtype=np.float32)
        counts = np.zeros(len(sentences), dtype=np.int64)
        try:
            with closing(self._connect()) as connection:
                known = dict(self._read(connection, sorted(set(keys))))
                new = {
                    key: text for key, text in zip(keys, sentences, strict=True) if key not in known
                }
                for part in _parts(list(new), ENCODED_AT_ONCE):
                    found = self._encoder.token_sums([new[key] for key in part])
                    for key, row, count in zip(part, *found, strict=True):
                        known[key] = (int(count), row)
                    with connection:
                        connection.executemany(
                            "insert or replace into vectors values (?, ?, ?)",
                            [(key, known[key][0], known[key][1].tobytes()) for key in part],
                        )
        except (sqlite3.Error, ValueError) as error:
            raise EncodingError(
                f"{self.path} cannot be read or written ({error}), expected a cache of vectors; "
                "remove the file"
            ) from error
        for index, key in enumerate(keys):
            counts[index], sums[index] = known[key]
        return sums, counts

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=60)

    def _read(
        self, connection: sqlite3.Connection, keys: list[bytes]
    ) -> Iterator[tuple[bytes, tuple[int, Vectors]]]:
        """Yield what is known of the keys."""
        for part in _parts(keys, LOOKED_UP_AT_ONCE):
            marks = ", ".join("?" * len(part))
            query = f"select * from vectors where text_sha256 in ({marks})"  # noqa: S608
            for key, count, row in connection.execute(query, part):
                yield key, (count, np.frombuffer(row, dtype=np.float32))


def _parts(keys: list[bytes], size: int) -> Iterator[list[bytes]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
