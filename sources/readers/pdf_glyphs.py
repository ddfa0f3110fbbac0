"""Take the glyphs off the pages of a PDF: what each stands for, where, and how large.

Reads through PDFium's character interface. PDFium is not thread-safe: several documents are
read at once by several processes, never by threads.
"""

import ctypes
import importlib
import math
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sources.document import SourceError
from sources.readers.limits import renew_time
from sources.readers.protocol import SourceFile

__all__ = ["Glyph", "PdfPage", "marker_of", "open_pages"]

_PASSWORD_ERROR: Final = 4  # FPDF_ERR_PASSWORD
_MOST_PAGES: Final = 5000
# A dense page of small print has 10,000 glyphs; a page with more than this is an attack.
_MOST_GLYPHS: Final = 300_000
_SMALLEST_PRINT: Final = 0.5  # points; smaller is made not to be read
_FARTHEST: Final = 20_000.0  # points; PDF itself allows 14,400
# What PDFium reports for a hyphen at a line end.
_PDFIUM_HYPHENS: Final = "\x02\ufffe"
_IDEOGRAPH: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
# Set to half a square, these begin before the place where they are seen.
_OPENING: Final = re.compile("[《〈「『【（［〔]")
_FIRST_MARKER: Final = 0xF0000
_MARKERS: Final = 0x10000 - 2
_SURROGATES: Final = range(0xD800, 0xE000)


class Glyph(NamedTuple):
    """A glyph on a page; points, the origin of the page at its lower left.

    Attributes:
        text: the character it stands for; a marker (`marker_of`) where the font does not say;
            empty for a filler that only moves the pen.
        left, right: edges of its advance, not of its ink.
        x, baseline: where the pen stood; characters of one ligature share it.
        size: of its font in points, as printed.
        weight: of its font, 400 for regular, 700 for bold; -1 or 0 where the file is silent.
        order: place in the content stream.
    """

    text: str
    left: float
    right: float
    x: float
    baseline: float
    size: float
    weight: int
    order: int


@dataclass(frozen=True, slots=True)
class PdfPage:
    """The glyphs of one page in the order of the content stream.

    Attributes:
        number: 1-based.
        width, height: of the page in points.
        glyphs: all that is visible, spaces left out.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]


@contextmanager
def open_pages(file: SourceFile) -> Iterator[Iterator[PdfPage]]:
    """Open a PDF and give its pages one by one, so that one page is held at a time.

    Raises:
        SourceError: pypdfium2 is not installed, or the file is encrypted, damaged or too long.
    """
    try:
        pypdfium2 = importlib.import_module("pypdfium2")
        raw = importlib.import_module("pypdfium2.raw")
    except ImportError as error:
        raise SourceError(
            f"{file.name} is a PDF file, and reading PDF needs the library pypdfium2; "
            f"install it with `pip install pypdfium2`, or save the text of the file."
        ) from error
    try:
        document = pypdfium2.PdfDocument(file.data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR or "password" in str(error).lower():
            raise SourceError(
                f"{file.name} is protected by a password; save a copy without protection first."
            ) from error
        raise SourceError(
            f"{file.name} is damaged: it begins as a PDF but cannot be opened as one; "
            f"fetch or export it again."
        ) from error
    try:
        count = len(document)
        if count > _MOST_PAGES:
            raise SourceError(
                f"{file.name} has {count} pages; documents up to {_MOST_PAGES} pages can be read; "
                f"split it into smaller files."
            )
        yield (_read_page(file, document, raw, index) for index in range(count))
    except pypdfium2.PdfiumError as error:
        raise SourceError(
            f"{file.name} is damaged: one of its pages cannot be opened; fetch or export it again."
        ) from error
    finally:
        document.close()


def _read_page(file: SourceFile, document: Any, raw: Any, index: int) -> PdfPage:  # noqa: ANN401
    renew_time()
    page = document[index]
    try:
        text_page = page.get_textpage()
        try:
            count = raw.FPDFText_CountChars(text_page)
            if count > _MOST_GLYPHS:
                raise SourceError(
                    f"{file.name} has {count} characters on page {index + 1}, which no page of "
                    f"text has; print it to a new PDF, or save its text."
                )
            glyphs = tuple(_read_glyphs(raw, text_page, count))
            return PdfPage(index + 1, page.get_width(), page.get_height(), glyphs)
        finally:
            text_page.close()
    finally:
        page.close()


def _read_glyphs(raw: Any, text_page: Any, count: int) -> Iterator[Glyph]:  # noqa: ANN401
    handle = text_page.raw
    box = raw.FS_RECTF()
    matrix = raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    high = ""
    for index in range(count):
        code = raw.FPDFText_GetUnicode(handle, index)
        if code in _SURROGATES:
            # PDFium hands out UTF-16: the two halves of a character come one after the other.
            high, character = _join_surrogates(high, chr(code))
        else:
            high, character = "", chr(code)
        if not character or character.isspace():
            continue  # what PDFium generates itself are spaces and line ends, too
        text = _meaning(character, is_lost=raw.FPDFText_HasUnicodeMapError(handle, index) == 1)
        if not raw.FPDFText_GetLooseCharBox(handle, index, box):
            continue
        raw.FPDFText_GetCharOrigin(handle, index, x, y)
        size = raw.FPDFText_GetFontSize(handle, index) * _scale(raw, handle, index, matrix)
        left, right = box.left, box.right
        if not (_SMALLEST_PRINT < size < _FARTHEST and _is_on_paper(left, right, x.value, y.value)):
            continue
        if _IDEOGRAPH.match(character):
            # Some fonts give the ink alone; an ideograph takes the whole square.
            left, right = min(left, x.value), max(right, x.value + size)
        yield Glyph(
            text,
            left,
            right,
            max(x.value, left) if _OPENING.match(character) else x.value,
            y.value,
            size,
            raw.FPDFText_GetFontWeight(handle, index),
            index,
        )


def _is_on_paper(left: float, right: float, x: float, y: float) -> bool:
    """Return whether all places are finite and within any sheet; damaged files hold others."""
    return (
        -_FARTHEST < left < _FARTHEST
        and -_FARTHEST < right < _FARTHEST
        and -_FARTHEST < x < _FARTHEST
        and -_FARTHEST < y < _FARTHEST
    )


def _scale(raw: Any, handle: Any, index: int, matrix: Any) -> float:  # noqa: ANN401
    """Return how much the page enlarges the font of a glyph."""
    if not raw.FPDFText_GetMatrix(handle, index, matrix):
        return 1.0
    return math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c)) or 1.0


def _join_surrogates(high: str, half: str) -> tuple[str, str]:
    if high:
        pair = (high + half).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return "", pair
    return half, ""


def marker_of(code: int) -> str:
    """Return the sign that stands for a glyph without a name until it is settled what it is.

    Signs of plane 15 are nobody's; each code of the font has its own.
    """
    return chr(_FIRST_MARKER + code % _MARKERS)


def _meaning(character: str, *, is_lost: bool) -> str:
    """Return the text of a glyph; control characters without a map error are fillers."""
    if is_lost:
        return marker_of(ord(character))
    if character < " " or "\x7f" <= character <= "\x9f" or character in "\ufffe\uffff":
        return "-" if character in _PDFIUM_HYPHENS else ""
    if "\ufb00" <= character <= "\ufdff" or "\ufe70" <= character <= "\ufefc":
        # Ligatures and the shapes of Arabic letters stand for the letters themselves.
        return unicodedata.normalize("NFKC", character)
    return character
