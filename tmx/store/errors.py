"""Say why a memory cannot be opened or written; no error of SQLite leaks."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sources.errors import SixfoldError

__all__ = ["ConflictError", "StoreError", "store_errors"]


_IN_TROUBLE: Final = "disk I/O error"
# The index of a write-ahead log grows by this much at once.
_ROOM: Final = 32_768


class StoreError(SixfoldError):
    """A memory that cannot be opened, read or written; the message names it and the cure."""


class ConflictError(StoreError):
    """Something that somebody else has changed since it was read."""


@contextlib.contextmanager
def store_errors(path: Path, doing: str) -> Iterator[None]:
    """Turn SQLite's and the system's errors into a `StoreError`: "cannot `doing` NAME: ...".

    Raises:
        StoreError: there was one.
    """
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError(_explain(path, doing, error)) from error


def _explain(path: Path, doing: str, error: sqlite3.Error | OSError) -> str:
    text = str(error)
    if "full" in text or (_IN_TROUBLE in text and _has_no_room(path)):
        return (
            f"cannot {doing} {path.name}: the disk is full; expected room for the memory; free "
            f"some, the memory is as it was before."
        )
    if "locked" in text:
        return (
            f"cannot {doing} {path.name}: another program is writing to it; expected one writer "
            f"at a time; wait until it has finished and try again."
        )
    if "not a database" in text or "malformed" in text:
        return (
            f"cannot {doing} {path.name}: it is not a whole SQLite file; expected a memory made "
            f"by sixfold; build it again or take it from a copy."
        )
    if isinstance(error, OSError):
        text = error.strerror or text
    return (
        f"cannot {doing} {path.name}: {text}; expected a memory in a folder that may be used; "
        f"check the name and the rights."
    )


def _has_no_room(path: Path) -> bool:
    """Return whether the disk is as good as full: SQLite does not say it of every file it keeps."""
    with contextlib.suppress(OSError):
        return shutil.disk_usage(path.resolve().parent).free < _ROOM
    return False
