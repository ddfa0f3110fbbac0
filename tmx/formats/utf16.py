"""Hand on UTF-16 as UTF-8, so that what cuts bytes need not know of it."""

import codecs
import re
from typing import BinaryIO, Final

__all__ = ["UTF16_MARKS", "Utf16AsUtf8"]

UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# The declaration may not say UTF-16 any more.
_ENCODING: Final = re.compile(r"""^(<\?xml[^>]*?)\s+encoding\s*=\s*(["'])[^"'>]*\2""")


class Utf16AsUtf8:
    """Read UTF-16 that begins with a byte order mark as UTF-8 without one.

    What is not good UTF-16 comes as what is not good UTF-8, so that the parser refuses it.

    Args:
        stream: the file, behind the mark.
        mark: the byte order mark.
    """

    def __init__(self, stream: BinaryIO, mark: bytes) -> None:
        self._stream = stream
        codec = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
        self._decoder = codecs.getincrementaldecoder(codec)("surrogatepass")
        self._is_first = True
        self._is_done = False

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, about as many as asked for; none at the end."""
        text = ""
        while not text and not self._is_done:
            data = self._stream.read(size)
            self._is_done = not data
            try:
                text = self._decoder.decode(data, final=self._is_done)
            except UnicodeDecodeError:
                self._is_done = True
                return b"\xff"
        if self._is_first:
            self._is_first = False
            text = _ENCODING.sub(r"\1", text)
        return text.encode("utf-8", "surrogatepass")

    def close(self) -> None:
        """Close the stream below."""
        self._stream.close()
