"""Lend open memories to the threads that answer requests."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, LifoQueue
from typing import TypeAlias

from tmx.store.errors import StoreError
from tmx.store.memory import Memory
from tmx.store.sketches import Tables

__all__ = ["Memories"]

_Identity: TypeAlias = tuple[int, int]


class Memories:
    """A memory file, open for reading as often as there are threads, and once for writing.

    `sixfold align` puts a new file in the place of an old one; whoever borrows afterwards gets
    the new one.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._idle: LifoQueue[tuple[_Identity, Memory]] = LifoQueue()
        # A million texts take 48 MB per language: read once for all threads.
        self._tables: tuple[_Identity | None, Tables] = (None, {})
        self._writing = threading.Lock()
        self._writer: tuple[_Identity, Memory] | None = None

    @contextlib.contextmanager
    def reading(self) -> Iterator[Memory]:
        """Lend a memory open for reading.

        Raises:
            StoreError: there is none, or it cannot be read.
        """
        identity = self._identity()
        memory = self._take(identity)
        try:
            yield memory
        finally:
            self._idle.put((identity, memory))

    @contextlib.contextmanager
    def writing(self) -> Iterator[Memory]:
        """Lend the one memory open for writing; others wait.

        Raises:
            StoreError: there is none, or it cannot be written.
        """
        with self._writing:
            identity = self._identity()
            if self._writer is None or self._writer[0] != identity:
                if self._writer is not None:
                    self._writer[1].close()
                memory = Memory.open(
                    self.path, writable=True, check_same_thread=False, write_ahead=False
                )
                self._writer = (identity, memory)
            yield self._writer[1]

    def close(self) -> None:
        """Close all that is not lent."""
        with contextlib.suppress(Empty):
            while True:
                self._idle.get_nowait()[1].close()
        with self._writing:
            if self._writer is not None:
                self._writer[1].close()
                self._writer = None

    def _take(self, identity: _Identity) -> Memory:
        while True:
            try:
                known, memory = self._idle.get_nowait()
            except Empty:
                memory = Memory.open(self.path, check_same_thread=False)
                owner, tables = self._tables
                if owner != identity:
                    tables = {}
                    self._tables = (identity, tables)
                memory.sketches.share(tables)
                return memory
            if known == identity:
                return memory
            memory.close()

    def _identity(self) -> _Identity:
        try:
            stat = self.path.stat()
        except OSError as error:
            raise StoreError(
                f"{self.path.name} is no longer there ({error.strerror}); expected the memory this "
                f"server was started with; put it back or start again."
            ) from error
        return stat.st_dev, stat.st_ino
