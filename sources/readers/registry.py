"""Choose the reader of a file by its content."""

import importlib
from functools import cache
from pathlib import Path
from typing import Final, cast

from sources.document import SourceError
from sources.readers.protocol import Reader, SourceFile

__all__ = ["find_reader", "load_file", "reader_names"]

# In the order in which they are asked; text comes last because it accepts most of the rest.
# Loaded when asked, so that a reader's packages are imported only where they are needed.
_READERS: Final = (
    "sources.readers.pdf:PdfReader",
    "sources.readers.docx:DocxReader",
    "sources.readers.office:OfficeReader",
    "sources.readers.html:HtmlReader",
    "sources.readers.markdown:MarkdownReader",
    "sources.readers.text:TextReader",
)
_ENTRY_POINTS: Final = "sixfold.readers"
# A novel is 1 MB, the largest United Nations reports 20 MB as PDF. Beyond this a file is not
# read at all, so that a wrong path costs an error and not the machine's memory.
_LARGEST_FILE_BYTES: Final = 256 * 2**20
# Formats people try that are no documents or need another program first, by first bytes.
_FOREIGN: Final = (
    (b"PK\x03\x04", "a ZIP archive", "unpack it, or save the document inside as text"),
    (b"\x89PNG", "a picture", "run text recognition (OCR) on it first"),
    (b"\xff\xd8\xff", "a picture", "run text recognition (OCR) on it first"),
    (b"II*\x00", "a picture", "run text recognition (OCR) on it first"),
    (b"GIF8", "a picture", "run text recognition (OCR) on it first"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"SQLite format 3", "a database", "use `sixfold export` to get a translation memory out"),
)


def load_file(path: Path) -> SourceFile:
    """Return the content of a file.

    Raises:
        SourceError: the file is missing, empty, too large or may not be read.
    """
    try:
        if path.is_dir():
            raise SourceError(f"{path.name} is a folder, not a file; give a file inside it.")
        size = path.stat().st_size
        if size > _LARGEST_FILE_BYTES:
            raise SourceError(
                f"{path.name} has {size // 2**20} MB; documents up to "
                f"{_LARGEST_FILE_BYTES // 2**20} MB can be read; split it into smaller files."
            )
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SourceError(f"there is no file {path}; check the path.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(
            f"{path.name} cannot be read ({reason}); check its permissions."
        ) from error
    if not data.strip():
        raise SourceError(f"{path.name} is empty; a document with text was expected.")
    return SourceFile(name=path.name, data=data)


def find_reader(file: SourceFile) -> Reader:
    """Return the first reader that recognises the content.

    Readers that other distributions register under the entry-point group `sixfold.readers` are
    asked before our own.

    Raises:
        SourceError: no reader knows the format; the message says what to do instead.
    """
    for location in (*_installed(), *_READERS):
        reader = _load(location)
        if reader.recognises(file):
            return reader
    for head, description, cure in _FOREIGN:
        if file.data.startswith(head):
            raise SourceError(f"{file.name} is {description}, which cannot be read; {cure}.")
    raise SourceError(
        f"{file.name} is binary data of an unknown kind; expected a document with text; "
        f"save it as plain text in UTF-8 and try again."
    )


def reader_names() -> tuple[str, ...]:
    """Return the names of the readers at hand, in the order in which they are asked."""
    return tuple(_load(location).name for location in (*_installed(), *_READERS))


@cache
def _installed() -> tuple[str, ...]:
    from importlib import metadata  # slow to load, and not needed to ask for help

    return tuple(point.value for point in metadata.entry_points(group=_ENTRY_POINTS))


def _load(location: str) -> Reader:
    module, _, name = location.partition(":")
    return cast("Reader", getattr(importlib.import_module(module), name)())
