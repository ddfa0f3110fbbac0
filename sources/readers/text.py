"""Read plain text, wrapped or not, in UTF-8 or an old encoding."""

import codecs
from typing import Final

from sources.document import SourceError
from sources.language import primary_subtag
from sources.layout import build_paragraphs, lines_of
from sources.readers.protocol import Reading, SourceFile

__all__ = ["TextReader", "decode_text"]

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The encodings in which texts of each language were commonly saved before UTF-8.
_OLD_ENCODINGS: Final = {
    "ar": ("cp1256", "iso8859_6"),
    "en": ("cp1252",),
    "es": ("cp1252", "iso8859_15"),
    "fr": ("cp1252", "iso8859_15"),
    "ru": ("cp1251", "koi8_r", "cp866"),
    "zh": ("gb18030", "big5", "big5hkscs"),
}
# Names as users and the Internet registry know them, where Python has its own.
_NAMES: Final = {
    "utf-8-sig": "utf-8",
    "cp1251": "windows-1251",
    "cp1252": "windows-1252",
    "cp1256": "windows-1256",
    "iso8859_6": "iso-8859-6",
    "iso8859_15": "iso-8859-15",
    "koi8_r": "koi8-r",
    "cp866": "ibm866",
    "big5hkscs": "big5-hkscs",
}
_HEAD_BYTES: Final = 65536
# Bytes no text encoding uses: a file with many of them is no text.
_CONTROL: Final = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"
_MOST_CONTROL: Final = 0.01
# Chinese has the fewest: a line end or a digit every 40 characters or so.
_WITHOUT_PLAIN: Final = dict.fromkeys(map(ord, " \n\r\t0123456789"))
_FEWEST_PLAIN: Final = 0.01


class TextReader:
    """Reads plain text and Markdown; last to be asked, because most things look like text."""

    name = "text"

    def recognises(self, file: SourceFile) -> bool:
        """Return whether the bytes can be text."""
        head = file.data[:_HEAD_BYTES]
        if head.startswith((b"%PDF-", b"{\\rtf", b"PK\x03\x04")):
            return False
        if _utf16_without_mark(head) or any(head.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS):
            return True
        if b"\x00" in head:
            return False
        control = len(head) - len(head.translate(None, _CONTROL))
        return control <= _MOST_CONTROL * len(head)

    def read(self, file: SourceFile, language: str) -> Reading:
        """Return the paragraphs of a text file."""
        text, encoding = decode_text(file, language)
        paragraphs, dropped = build_paragraphs(lines_of(text))
        if not paragraphs:
            raise SourceError(
                f"{file.name} holds no text beside page numbers and headers; "
                f"a document with text was expected."
            )
        return Reading(paragraphs=paragraphs, dropped=dropped, encoding=encoding)


def decode_text(file: SourceFile, language: str) -> tuple[str, str]:
    """Return the text of a file and the registered name of its encoding (IANA character sets).

    UTF-8 is tried first and believed when it fits. Old encodings are told apart by
    charset-normalizer, among those usual for the language where it is known.

    Raises:
        SourceError: no encoding fits, or the text holds NUL characters.
    """
    encoding = _known_encoding(file.data) or _detect(file, language)
    try:
        text = file.data.decode(encoding)
    except (UnicodeDecodeError, UnicodeError) as error:
        raise SourceError(
            f"{file.name} is damaged: it begins as {encoding} but does not continue so; "
            f"save it again as UTF-8."
        ) from error
    if "\x00" in text:
        raise SourceError(
            f"{file.name} holds NUL characters, so it is binary data or damaged; "
            f"a text file was expected; save it again as plain text in UTF-8."
        )
    return text, _NAMES.get(encoding, encoding)


def _known_encoding(data: bytes) -> str | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding
    guess = _utf16_without_mark(data[:_HEAD_BYTES])
    if guess:
        return guess
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _utf16_without_mark(head: bytes) -> str | None:
    """Return the UTF-16 variant in which the bytes hold spaces, line ends and digits.

    Read the wrong way round, those become rare signs; binary data fails to decode or holds NUL.
    """
    if b"\x00" not in head:
        return None
    even = head[: len(head) // 2 * 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = even.decode(encoding, errors="replace")
        plain = len(text) - len(text.translate(_WITHOUT_PLAIN))
        if "\x00" not in text and plain >= _FEWEST_PLAIN * len(text):
            # One character may be cut in two at the end of the head.
            return encoding if text.count("\ufffd") <= 1 else None
    return None


def _detect(file: SourceFile, language: str) -> str:
    from charset_normalizer import from_bytes

    candidates = _OLD_ENCODINGS.get(primary_subtag(language))
    every = sorted({name for names in _OLD_ENCODINGS.values() for name in names})
    best = from_bytes(file.data, cp_isolation=list(candidates or every)).best()
    if best is None and candidates:
        best = from_bytes(file.data, cp_isolation=every).best()
    if best is None:
        raise SourceError(
            f"{file.name} is in an encoding that cannot be told; expected UTF-8; "
            f"save it again as UTF-8."
        )
    return best.encoding
