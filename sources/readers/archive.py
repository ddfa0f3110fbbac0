"""Open document archives (ZIP with XML inside) without trusting them."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from lxml import etree

from sources.document import SourceError
from sources.readers.protocol import SourceFile

__all__ = ["DocumentArchive", "open_archive", "parse_xml"]

# Word's own XML of a 500-page report takes 30 MB unpacked.
_LARGEST_PART_BYTES: Final = 128 * 2**20
# Text packs ten- to thirtyfold; bombs pack a thousandfold.
_HIGHEST_RATIO: Final = 200
_SMALLEST_SUSPECT_BYTES: Final = 2**20
_ARCHIVE_ERRORS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
    ValueError,
)


class DocumentArchive:
    """The parts of an archive by name; nothing is ever written to disk."""

    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self._name = name
        self._archive = archive
        self._names = set(archive.namelist())

    def __contains__(self, part: str) -> bool:
        return part in self._names

    def xml(self, part: str) -> etree._Element:
        """Return the root element of an XML part.

        Raises:
            SourceError: the part is missing, damaged, encrypted or unpacks to far too much.
        """
        return parse_xml(self._read(part), self._name)

    def _read(self, part: str) -> bytes:
        try:
            entry = self._archive.getinfo(part)
            self._refuse_bomb(entry)
            with self._archive.open(entry) as stream:
                # The size in the directory may lie; never read more than it allows.
                return stream.read(entry.file_size + 1)
        except KeyError as error:
            raise SourceError(
                f"{self._name} lacks the part {part}; it is damaged or not a document; "
                f"save it again with a word processor."
            ) from error
        except RuntimeError as error:
            raise SourceError(
                f"{self._name} is protected by a password; save a copy without protection first."
            ) from error
        except _ARCHIVE_ERRORS as error:
            raise _damaged(self._name) from error

    def _refuse_bomb(self, entry: zipfile.ZipInfo) -> None:
        is_dense = entry.file_size > _HIGHEST_RATIO * max(1, entry.compress_size)
        is_bomb = is_dense and entry.file_size > _SMALLEST_SUSPECT_BYTES
        if entry.file_size > _LARGEST_PART_BYTES or is_bomb:
            raise SourceError(
                f"{self._name} unpacks to {entry.file_size // 2**20} MB in {entry.filename}, "
                f"which no document does; save it again with a word processor."
            )


@contextmanager
def open_archive(file: SourceFile) -> Iterator[DocumentArchive]:
    """Open the archive in a file.

    Raises:
        SourceError: it is no archive or damaged.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(file.data))
    except _ARCHIVE_ERRORS as error:
        raise _damaged(file.name) from error
    with archive:
        yield DocumentArchive(file.name, archive)


def parse_xml(data: bytes, name: str) -> etree._Element:
    """Return the root element; entities are not resolved and nothing is fetched.

    Raises:
        SourceError: the data is not well-formed or declares entities.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _damaged(name) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise SourceError(
            f"{name} declares a document type inside, which no word processor writes; "
            f"save it again with a word processor."
        )
    return root


def _damaged(name: str) -> SourceError:
    return SourceError(
        f"{name} is damaged: it begins as a document archive but cannot be opened as one; "
        f"fetch or export it again."
    )
