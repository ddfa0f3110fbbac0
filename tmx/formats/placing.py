"""Write a file beside its place and move it there when it is whole.

What was there before a failed or killed run is still there after it: a rename within one folder
either happens or does not (POSIX rename).
"""

import contextlib
import os
import secrets
from collections.abc import Iterator
from gzip import GzipFile
from pathlib import Path
from typing import BinaryIO, Final, cast

from tmx.formats.errors import FormatError

__all__ = ["beside", "open_target", "replacing_file", "sync_into_place"]

# zlib's own default; the highest takes several times as long for a few percent.
_GZIP_LEVEL: Final = 6


def beside(path: Path) -> Path:
    """Return a new hidden name in the folder of `path`, for the unfinished file."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")


def sync_into_place(unfinished: Path, path: Path) -> None:
    """Flush `unfinished` to disk and rename it to `path`.

    Raises:
        OSError: the disk is full or the folder cannot be written.
    """
    with unfinished.open("rb+") as stream:
        os.fsync(stream.fileno())
    unfinished.replace(path)


@contextlib.contextmanager
def replacing_file(path: Path) -> Iterator[BinaryIO]:
    """Open a new file that takes the place of `path` only if the block ends without an error.

    What is written to a path that ends in `.gz` is packed, without name or time, so that the same
    content gives the same bytes.

    Raises:
        FormatError: the file cannot be written; the message says why.
    """
    unfinished = beside(path)
    try:
        with unfinished.open("xb") as stream:
            if path.suffix.lower() == ".gz":
                with GzipFile("", "wb", _GZIP_LEVEL, stream, mtime=0) as packed:
                    yield cast("BinaryIO", packed)
            else:
                yield stream
        sync_into_place(unfinished, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise FormatError(
            f"cannot write: {error.strerror or error}; expected a folder with room that may be "
            f"written; choose another place.",
            file=path.name,
        ) from error
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def open_target(target: str | Path | BinaryIO) -> Iterator[BinaryIO]:
    """Open a path for replacement, or pass a binary stream through."""
    if isinstance(target, str | Path):
        with replacing_file(Path(target)) as stream:
            yield stream
    else:
        yield target
