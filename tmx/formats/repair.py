"""Mend the text of a broken XML file on its way to the parser, telling what was mended.

Only what has one sensible meaning: characters XML cannot hold go out, also as references; two
references to the halves of a character (UTF-16's surrogates) become that character; bytes that are
not in the file's encoding become U+FFFD; HTML's named entities become the characters they name; a
lone & becomes &amp;; a declared encoding that cannot be is passed over. Tags are left alone: what
they mean is for people to say.
"""

import codecs
import re
import struct
from collections.abc import Callable
from html.entities import name2codepoint
from typing import BinaryIO, Final

from tmx.formats.xml import ILLEGAL_CHARACTER

__all__ = ["RepairingStream"]

_ENCODING: Final = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._\-]+)["']""")
_DECLARATION: Final = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_REFERENCE: Final = re.compile(r"&(?:#(x[0-9A-Fa-f]+|[0-9]+);|([A-Za-z][A-Za-z0-9]*);)?")
_HIGH_HALF: Final = r"&#(x[Dd][89ABab][0-9A-Fa-f]{2}|5[56][0-9]{3});"
_HALVES: Final = re.compile(_HIGH_HALF + r"&#(x[Dd][C-Fc-f][0-9A-Fa-f]{2}|5[67][0-9]{3});")
# A reference, or the second of two halves, may be cut by the end of a chunk: so much is kept back.
_UNFINISHED: Final = re.compile(rf"(?:{_HIGH_HALF})?(?:&[#A-Za-z0-9]{{0,12}})?\Z")
_XML_NAMES: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
_WIDE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK_BYTES: Final = 1 << 16
_LAST_CODEPOINT: Final = 0x10FFFF


class RepairingStream:
    """Read a stream as UTF-8 XML with its characters mended.

    Args:
        stream: the file.
        tell: called with (reason, what was found, 1-based line) for each thing mended.
    """

    def __init__(self, stream: BinaryIO, tell: Callable[[str, str, int], None]) -> None:
        self._stream = stream
        self._tell = tell
        self._line = 1
        self._text = ""
        self._kept = ""
        self._ready = b""
        self._is_first = True
        self._is_done = False
        head = stream.read(_CHUNK_BYTES)
        self._head = head
        encoding = self._encoding(head)
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="surrogateescape")

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, mended."""
        while not self._is_done and (size < 0 or len(self._ready) < size):
            self._ready += self._more()
        cut = len(self._ready) if size < 0 else size
        given, self._ready = self._ready[:cut], self._ready[cut:]
        return given

    def close(self) -> None:
        """Close the stream below."""
        self._stream.close()

    def _encoding(self, head: bytes) -> str:
        """Return the encoding to decode with: by byte order mark, then as declared, else UTF-8."""
        if head.startswith(_WIDE):
            return "utf-16"
        declared = _ENCODING.match(head.removeprefix(codecs.BOM_UTF8))
        name = declared[1].decode() if declared else "utf-8"
        try:
            found = codecs.lookup(name).name
        except LookupError:
            found = ""
        # A file that could be read as far as "encoding" is not in two-byte units.
        if found and not found.startswith(("utf-16", "utf-32")):
            return found
        self._tell("wrong encoding declared", f"{name!r}, UTF-8 taken", 1)
        return "utf-8"

    def _more(self) -> bytes:
        data = self._head or self._stream.read(_CHUNK_BYTES)
        self._head = b""
        self._is_done = not data
        text = self._kept + self._decoder.decode(data, final=self._is_done)
        self._kept = ""
        if self._is_first:
            # The bytes we hand on are UTF-8, whatever the declaration said; lines stay lines.
            if text[:1].isspace():
                self._tell("wrong order", "empty lines before the XML declaration", 1)
            text = _DECLARATION.sub(lambda found: "\n" * found.group().count("\n"), text)
            self._is_first = False
        if not self._is_done:
            unfinished = _UNFINISHED.search(text)
            if unfinished:
                self._kept = text[unfinished.start() :]
                text = text[: unfinished.start()]
        mended = self._mend(text)
        self._line += text.count("\n")
        return mended.encode()

    def _mend(self, text: str) -> str:
        for pattern, mend in (
            (_HALVES, self._whole),
            (_REFERENCE, self._reference),
            (ILLEGAL_CHARACTER, self._character),
        ):
            if pattern is ILLEGAL_CHARACTER or "&" in text:
                self._text = text
                text = pattern.sub(mend, text)
        return text

    def _told(self, reason: str, detail: str, found: re.Match[str]) -> None:
        self._tell(reason, detail, self._line + self._text.count("\n", 0, found.start()))

    def _whole(self, found: re.Match[str]) -> str:
        try:
            halves = struct.pack("<2H", *map(_codepoint, found.groups()))
            character = halves.decode("utf-16-le")
        except UnicodeDecodeError:
            return found.group()
        self._told("halves of a character", found.group(), found)
        return character

    def _reference(self, found: re.Match[str]) -> str:
        number, name = found.groups()
        if number is not None:
            codepoint = _codepoint(number)
            if codepoint <= _LAST_CODEPOINT and not ILLEGAL_CHARACTER.match(chr(codepoint)):
                return found.group()
            self._told("illegal character", f"&#{number};", found)
            return ""
        if name in _XML_NAMES:
            return found.group()
        if name in name2codepoint:
            self._told("entity of HTML", f"&{name};", found)
            return chr(name2codepoint[name])
        self._told("lone ampersand", found.group(), found)
        return f"&amp;{found.group()[1:]}"

    def _character(self, found: re.Match[str]) -> str:
        codepoint = ord(found.group())
        # Bytes that could not be decoded come as these (PEP 383).
        if 0xDC80 <= codepoint <= 0xDCFF:  # noqa: PLR2004, RUF100
            self._told("byte not in the encoding", f"{codepoint - 0xDC00:#04x}", found)
            return "\ufffd"
        self._told("illegal character", f"U+{codepoint:04X}", found)
        return ""


def _codepoint(number: str) -> int:
    """Return what a reference names: decimal, or hexadecimal behind an x."""
    return int(number[1:], 16) if number[0] == "x" else int(number)
