"""Read a TMX file in blocks of whole units, so that most need no XML parser.

A block ends with the end tag of a unit. What is in it is cut by the shapes of `tmx14_shapes`, and
where no shape fits, one unit at a time is given to the parser. A file, or the rest of one, that
cannot be cut safely goes to the parser as it is. So nothing is read otherwise than by the parser,
only sooner; the tests compare the two.
"""

import codecs
import re
from typing import Final, NamedTuple, Protocol

__all__ = ["Body", "UnitBlocks", "find_body", "units_end"]

# The head of a file is looked for in this much of it.
_HEAD_BYTES: Final = 1 << 17
_BLOCK_BYTES: Final = 1 << 15
# Longer units go to the parser, which has limits of its own.
_LONGEST_UNIT_BYTES: Final = 1 << 20
_UNIT_END: Final = "</tu>"
_UNIT_END_BYTES: Final = _UNIT_END.encode()

_DECLARATION: Final = re.compile(
    rb"""<\?xml[ ]version=["']1\.0["'](?:[ ]encoding=["'](?i:utf-8)["'])?"""
    rb"""(?:[ ]standalone=["'](?:yes|no)["'])?[ ]*\?>"""
)
_COMMENT: Final = rb"<!--[^\-]*(?:-[^\-]+)*-->"
_QUOTED: Final = rb"""(?:"[^"<&]*"|'[^'<&]*')"""
# Without an internal subset, which could declare entities.
_DOCUMENT_TYPE: Final = rb"<!DOCTYPE\s+tmx(?:\s+SYSTEM\s+%b|\s+PUBLIC\s+%b\s+%b)?\s*>" % (
    _QUOTED,
    _QUOTED,
    _QUOTED,
)
_PROLOG: Final = re.compile(
    rb"(?:[ \t\r\n]|%b)*(?:(%b)(?:[ \t\r\n]|%b)*)?" % (_COMMENT, _DOCUMENT_TYPE, _COMMENT)
)
_BODY: Final = re.compile(rb"<body[ \t\r\n]*>")
_ROOT: Final = re.compile(rb"""[ \t\r\n]*<tmx[ \t\r\n]+version=["'][0-9.]+["'][ \t\r\n]*>""")
_NO_CONTROLS: Final = bytes([*b"\t", *range(32, 256)])
_END: Final = re.compile(rb"[ \t\r\n]*</body[ \t\r\n]*>[ \t\r\n]*</tmx[ \t\r\n]*>[ \t\r\n]*")


class Source(Protocol):
    """Where the bytes come from; see `BoundedStream`."""

    def read(self, size: int = -1, /) -> bytes: ...

    def mark(self) -> None: ...


class Body(NamedTuple):
    """A file cut where its units begin.

    Attributes:
        head: up to and with the start tag of the body.
        rest: what was read behind it.
        document_type: its declaration, on one line; empty if there is none.
    """

    head: bytes
    rest: bytes
    document_type: bytes


def find_body(stream: Source) -> tuple[Body | None, bytes]:
    """Read the head of a file; return it cut, or None, and all bytes read.

    None where the file is not UTF-8, declares anything in its document type, has instructions
    before its body or comments in its header, or a namespace: such files are for the parser.
    """
    data = b""
    while (found := _BODY.search(data)) is None:
        more = stream.read(_HEAD_BYTES)
        data += more
        if not more or len(data) > 2 * _HEAD_BYTES:
            return None, data
    head = data[: found.end()]
    plain = head.removeprefix(codecs.BOM_UTF8)
    declaration = _DECLARATION.match(plain)
    plain = plain[declaration.end() :] if declaration else plain
    prolog = _PROLOG.match(plain)
    document_type = (prolog[1] or b"") if prolog else b""
    plain = plain[prolog.end() :] if prolog else plain
    if any(mark in plain for mark in (b"<!", b"<?", b"<tu")) or not _ROOT.match(plain):
        return None, data
    return Body(head, data[found.end() :], b" ".join(document_type.split())), data


class UnitBlocks:
    """Cut the body of a file into blocks of whole units.

    Args:
        body: the head of the file and what was read behind it.
        stream: the rest of it.

    Attributes:
        line: of the file, on which the last block begins, or what is left behind it.
        is_at_end: True once the whole file has been given.
    """

    def __init__(self, body: Body, stream: Source) -> None:
        self._stream = stream
        self._pending = body.rest
        self.line = self._next_line = 1 + body.head.count(b"\n")
        self.is_at_end = False

    def next_block(self) -> str | None:
        """Return the next units, whole, with line ends made one character as XML has them.

        Returns:
            None at the end of the file (`is_at_end`), or where only the parser can go on
            (`remaining`).
        """
        self.line = self._next_line
        text = self._pending
        while (cut := text.rfind(_UNIT_END_BYTES) + len(_UNIT_END)) < len(_UNIT_END):
            data = self._stream.read(_BLOCK_BYTES)
            text += data
            if not data or len(text) > _LONGEST_UNIT_BYTES:
                self._pending = text
                self.is_at_end = not data and _END.fullmatch(text) is not None
                return None
        block, rest = text[:cut], text[cut:]
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n")
        words, lines = _characters(block)
        if words is None:
            self._pending = text
            return None
        self._next_line = self.line + lines
        self._pending = rest
        self._stream.mark()
        return words

    def put_back(self, units: str) -> None:
        """Return these units, which `remaining` will begin with."""
        self._pending = units.encode() + self._pending

    def remaining(self) -> bytes:
        """Return the bytes taken from the file but not from here."""
        return self._pending


def units_end(block: str, place: int, count: int = 1) -> int:
    """Return the place in a block behind this many units."""
    for _ in range(count):
        place = block.index(_UNIT_END, place) + len(_UNIT_END)
    return place


def _characters(block: bytes) -> tuple[str | None, int]:
    """Return a block decoded, and the number of its lines.

    The whole block at once, because that takes a quarter of the time of text by text.

    Returns:
        None where it is not UTF-8, or holds what XML cannot: the parser will tell. So with the
        line ends of old Macintoshes, which the parser makes newlines.
    """
    # numpy looks at bytes in half the time, but to import it takes as long as 50,000 units.
    controls = block.translate(None, _NO_CONTROLS)
    if controls.strip(b"\n"):
        return None, 0
    try:
        words = block.decode()
    except UnicodeDecodeError:
        return None, 0
    if "\ufffe" in words or "\uffff" in words:
        return None, 0
    return words, len(controls)
