"""Read XML of strangers safely and write our own: limits, entities, illegal characters."""

import gzip
import re
import zlib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final, cast
from zipfile import BadZipFile, ZipFile

from lxml import etree

from tmx.formats.errors import FormatError
from tmx.formats.utf16 import UTF16_MARKS, Utf16AsUtf8

__all__ = [
    "ILLEGAL_CHARACTER",
    "XML_LANGUAGE",
    "BoundedStream",
    "IllegalCharacters",
    "TextCleaner",
    "check_document_type",
    "iterate_elements",
    "let_go",
    "line_of",
    "local_name",
    "name_of",
    "open_source",
    "quote_attribute",
]

# One unit of a real memory takes kilobytes. The limit bounds what a hostile file can make us hold.
LARGEST_UNIT_BYTES: Final = 16 * 1024 * 1024
XML_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"

_GZIP_MAGIC: Final = b"\x1f\x8b"
_ZIP_MAGIC: Final = b"PK\x03\x04"
# Everything outside `Char` of XML 1.0, section 2.2; such characters are illegal as references too.
ILLEGAL_CHARACTER: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKUP: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_NEEDS_ESCAPE: Final = re.compile("[&<>\r]")
_ATTRIBUTE: Final = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\t": "&#9;",
        "\n": "&#10;",
        "\r": "&#13;",
    }
)


# What `tmx.formats.repair` mends; all but the tags.
_MENDABLE: Final = frozenset(
    [
        etree.ErrorTypes.ERR_INVALID_CHAR,
        etree.ErrorTypes.ERR_INVALID_CHARREF,
        etree.ErrorTypes.ERR_INVALID_ENCODING,
        etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING,
        etree.ErrorTypes.ERR_UNDECLARED_ENTITY,
        etree.ErrorTypes.ERR_NAME_REQUIRED,
        etree.ErrorTypes.ERR_ENTITYREF_SEMICOL_MISSING,
        etree.ErrorTypes.ERR_RESERVED_XML_NAME,
    ]
)
_REPAIR_HINT: Final = ", or let it be mended (--on-error repair)"


class IllegalCharacters(StrEnum):
    """What a writer does with characters XML cannot hold."""

    REMOVE = "remove"
    REPLACE = "replace"
    FAIL = "fail"


class TextCleaner:
    """Make text fit for XML: illegal characters out (counted), markup escaped."""

    def __init__(self, policy: IllegalCharacters = IllegalCharacters.REMOVE) -> None:
        self.policy = policy
        self.illegal_count = 0

    def clean(self, text: str) -> str:
        """Return `text` without characters XML 1.0 cannot hold.

        Raises:
            FormatError: there is one and the policy is to fail.
        """
        if not ILLEGAL_CHARACTER.search(text):
            return text
        if self.policy is IllegalCharacters.FAIL:
            found = ord(cast("re.Match[str]", ILLEGAL_CHARACTER.search(text)).group())
            raise FormatError(
                f"the text {text[:40]!r} holds U+{found:04X}; expected characters that XML 1.0 "
                f"can hold; remove it, or write with illegal characters 'remove' or 'replace'."
            )
        replacement = "" if self.policy is IllegalCharacters.REMOVE else "\ufffd"
        cleaned, count = ILLEGAL_CHARACTER.subn(replacement, text)
        self.illegal_count += count
        return cleaned

    def text(self, text: str) -> str:
        """Return `text` cleaned and escaped for element content."""
        cleaned = self.clean(text)
        return cleaned.translate(_MARKUP) if _NEEDS_ESCAPE.search(cleaned) else cleaned

    def attribute(self, text: str) -> str:
        """Return `text` cleaned and escaped for an attribute in double quotes."""
        return self.clean(text).translate(_ATTRIBUTE)


def quote_attribute(name: str, value: str, cleaner: TextCleaner) -> str:
    """Return ` name="value"`, with the space before it."""
    return f' {name}="{cleaner.attribute(value)}"'


class BoundedStream:
    """Pass bytes to the parser, but not more than a limit between two marks.

    The parser holds what it has read since the last element we let go of; bounding the bytes
    bounds the memory.
    """

    def __init__(
        self, stream: BinaryIO, *, file: str, limit_bytes: int = LARGEST_UNIT_BYTES
    ) -> None:
        self._stream = stream
        self._file = file
        self._limit = limit_bytes
        self._since_mark = 0
        self._returned = b""
        self.total_bytes = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes.

        Raises:
            FormatError: the limit is passed.
        """
        if self._returned:
            cut = len(self._returned) if size < 0 else size
            chunk, self._returned = self._returned[:cut], self._returned[cut:]
            return chunk
        try:
            chunk = self._stream.read(size)
        except (OSError, EOFError, zlib.error, BadZipFile) as error:
            raise FormatError(
                f"cannot read on: {error}; expected a whole file; get it again.", file=self._file
            ) from error
        self.total_bytes += len(chunk)
        self._since_mark += len(chunk)
        if self._since_mark > self._limit:
            raise FormatError(
                f"more than {self._limit >> 20} MiB without the end of a unit; expected units of "
                f"a few kilobytes; the file is damaged or made to harm.",
                file=self._file,
            )
        return chunk

    def take_utf16(self) -> None:
        """Go on in UTF-8 if the file begins with a byte order mark of UTF-16."""
        mark = self.read(2)
        if mark in UTF16_MARKS:
            self._stream = cast("BinaryIO", Utf16AsUtf8(self._stream, mark))
        else:
            self.give_back(mark)

    def give_back(self, data: bytes) -> None:
        """Put bytes before those to come; they do not count again."""
        self._returned = data + self._returned

    def mark(self) -> None:
        """Begin to count anew: the parser has let go of what it read."""
        self._since_mark = 0

    def close(self) -> None:
        """Close the stream below."""
        self._stream.close()


def name_of(source: str | Path | BinaryIO) -> str:
    """Return the file's name for messages, never its folder."""
    if isinstance(source, str | Path):
        return Path(source).name
    name = getattr(source, "name", None)
    return Path(name).name if isinstance(name, str) else "standard input"


def open_source(source: str | Path | BinaryIO) -> BinaryIO:
    """Open a file for reading, unpacking gzip or zip where the first bytes say so.

    Raises:
        FormatError: the file cannot be read or is empty.
    """
    if not isinstance(source, str | Path):
        return source
    path = Path(source)
    try:
        stream = path.open("rb")
    except OSError as error:
        raise FormatError(
            f"cannot read: {error.strerror or error}; expected a file; check the name.",
            file=path.name,
        ) from error
    head = stream.read(4)
    stream.seek(0)
    if not head:
        stream.close()
        raise FormatError("the file is empty; expected XML; export it again.", file=path.name)
    if head.startswith(_GZIP_MAGIC):
        stream.close()
        return cast("BinaryIO", gzip.open(path))
    if head == _ZIP_MAGIC:
        stream.close()
        return _only_member(path)
    return stream


def _only_member(path: Path) -> BinaryIO:
    """Open the only file of a zip archive; nothing is ever unpacked to disk."""
    try:
        with ZipFile(path) as archive:
            # macOS puts a shadow folder beside the files it packs.
            members = [
                entry
                for entry in archive.infolist()
                if not entry.is_dir() and not entry.filename.startswith("__MACOSX/")
            ]
            if len(members) != 1:
                raise FormatError(
                    f"the archive holds {len(members)} files; expected one; unpack it and name "
                    f"the file.",
                    file=path.name,
                )
            return cast("BinaryIO", archive.open(members[0]))
    except (BadZipFile, NotImplementedError, RuntimeError) as error:
        raise FormatError(
            f"the archive cannot be read ({error}); expected a zip file without a password; get "
            f"it again.",
            file=path.name,
        ) from error


def iterate_elements(
    stream: BoundedStream,
    tags: tuple[str, ...],
    *,
    file: str,
    first_line: int = 1,
    can_repair: bool = False,
) -> Iterator[tuple[str, etree._Element]]:
    """Yield ("start" or "end", element) for elements of these local names, in any namespace.

    No entity is resolved, no other file or address is opened.

    Args:
        stream: the file, or its end.
        tags: local names.
        file: its name, for messages.
        first_line: the line of the file the stream begins on.
        can_repair: the reader could mend characters, and was not asked to.

    Raises:
        FormatError: the file is not well-formed or declares entities.
    """
    events = etree.iterparse(
        stream,
        events=("start", "end"),
        tag=[f"{{*}}{tag}" for tag in tags],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        yield from events
    except etree.XMLSyntaxError as error:
        # The exception may tell only that the end was missing; the log holds the first cause.
        first = next(iter(events.error_log), None)
        line = (first.line if first is not None else error.lineno) or None
        reason = (first.message if first is not None else error.msg).strip()
        by_choice = can_repair and first is not None and first.type in _MENDABLE
        raise FormatError(
            f"not well-formed XML ({reason}); expected a whole file; export it again, or mend "
            f"it at this place{_REPAIR_HINT if by_choice else ''}.",
            file=file,
            line=line and line + first_line - 1,
        ) from error


def check_document_type(element: etree._Element, *, file: str) -> None:
    """Refuse a document whose DTD declares entities: they can hide files or explode.

    Raises:
        FormatError: there is such a declaration.
    """
    subset = element.getroottree().docinfo.internalDTD
    if subset is None:
        return
    declared = next(iter(subset.iterentities()), None)  # type: ignore[attr-defined] # stub lacks it
    if declared is not None:
        raise FormatError(
            f"the file declares the entity {declared.name!r}; expected none, because entities can "
            f"read other files; remove the declaration and write the text in its place.",
            file=file,
            line=1,
        )


def local_name(element: etree._Element) -> str:
    """Return the tag without its namespace; empty for comments and the like."""
    tag: object = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2] if tag[0] == "{" else tag


def let_go(element: etree._Element) -> None:
    """Free an element and its earlier siblings; clearing alone leaves the empty shells."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def line_of(element: etree._Element) -> int | None:
    """Return the 1-based line an element begins on, None if unknown."""
    return cast("int | None", element.sourceline)
