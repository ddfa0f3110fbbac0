"""Read HTML pages: the text of the body, block by block."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree
from lxml import html as lxml_html

from sources.document import Paragraph, SourceError
from sources.marked_blocks import MarkedBlock, paragraphs_of
from sources.readers.list_numbers import write_number
from sources.readers.protocol import Reading, SourceFile
from sources.readers.text import decode_text

__all__ = ["HtmlReader", "paragraphs_of_page"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HEAD_BYTES: Final = 4096
_MARKUP: Final = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_DECLARED: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w\-]{2,40})", re.IGNORECASE)
_SKIPPED: Final = _words("script style template noscript head nav iframe object svg")
_BLOCKS: Final = _words(
    """address article aside blockquote body caption center dd details dialog div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section
    summary table tbody td tfoot th thead tr ul"""
)
_HEADINGS: Final = frozenset(f"h{level}" for level in range(1, 7))
_CELLS: Final = frozenset({"td", "th"})
# No-break spaces are part of the text, French quotes among them.
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_LINE_END_IN_CHINESE: Final = re.compile(
    "(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])[ \t\r]*\n[ \t\r\n]*"
    "(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])"
)
_LINE: Final = re.compile(r"[0-9]{1,9}")
_FIGURES: Final = re.compile(r"\d{1,3}")
_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_DEEPEST: Final = 200
# How a browser numbers the items of a list, and how they are labelled in documents.
_LIST_FORMS: Final = {
    "1": ("decimal", "{}. "),
    "a": ("lowerLetter", "({}) "),
    "A": ("upperLetter", "{}. "),
    "i": ("lowerRoman", "({}) "),
    "I": ("upperRoman", "{}. "),
}
_LONGEST_START: Final = 6
_BREAK: Final = "\x00"


class HtmlReader:
    """Reads HTML with lxml's forgiving parser; scripts and navigation are left out."""

    name = "html"

    def recognises(self, file: SourceFile) -> bool:
        """Return whether the file begins as an HTML page."""
        head = file.data[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")
        return _MARKUP.match(head) is not None

    def read(self, file: SourceFile, language: str) -> Reading:
        """Return the paragraphs of a page.

        Raises:
            SourceError: the page holds no text or cannot be parsed.
        """
        text, encoding = _decode(file, language)
        paragraphs = paragraphs_of_page(text, file.name)
        if not paragraphs:
            raise SourceError(
                f"{file.name} is an HTML page without text; a document with text was expected."
            )
        return Reading(paragraphs=paragraphs, encoding=encoding)


def paragraphs_of_page(text: str, name: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a page; a block with `data-line` says its line itself.

    Raises:
        SourceError: the page cannot be parsed; `name` is that of its file.
    """
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, huge_tree=False)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
        blocks = [block for block in _blocks(root) if block.text]
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(
            f"{name} begins as an HTML page but cannot be read as one; "
            f"save it again from a browser, or as text."
        ) from error
    return paragraphs_of(
        MarkedBlock(
            text=block.text,
            is_heading=block.tag in _HEADINGS,
            in_table=block.tag in _CELLS,
            line=block.line,
        )
        for block in blocks
    )


def _decode(file: SourceFile, language: str) -> tuple[str, str]:
    """Return the text of a page; the encoding it declares is tried if it is not UTF-8."""
    declared = _DECLARED.search(file.data[:_HEAD_BYTES])
    if declared is not None:
        name = declared[1].decode("ascii").lower()
        try:
            file.data.decode("utf-8")
        except UnicodeDecodeError:
            try:
                return file.data.decode(name).replace("\x00", ""), name
            except (LookupError, UnicodeError):
                pass  # a false or unknown declaration: the bytes are asked
    text, encoding = decode_text(file, language)
    # lxml refuses text that declares an encoding of its own.
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text), encoding


class _Block(NamedTuple):
    tag: str
    text: str
    line: int


class _ListLabel(str):
    """The number of an item, which is not in the text."""

    __slots__ = ()


class _Begin(NamedTuple):
    """The block that goes on from here, because one begins or ends."""

    tag: str
    line: int


def _blocks(root: lxml_html.HtmlElement) -> Iterator[_Block]:
    """Yield the innermost blocks in reading order."""
    pieces: list[str] = []
    block = _Begin("body", 1)
    for event in _events(root, 0):
        if isinstance(event, str):
            pieces.append(event)
            continue
        if not _holds_only_a_label(pieces):
            yield from _lines(block, pieces)
            pieces = []
        block = event
    yield from _lines(block, pieces)


def _holds_only_a_label(pieces: list[str]) -> bool:
    """Return whether the number of an item stands alone so far: its text is a block within it."""
    written = [piece for piece in pieces if piece.strip()]
    return len(written) == 1 and isinstance(written[0], _ListLabel)


def _lines(block: _Begin, pieces: list[str]) -> Iterator[_Block]:
    for line in "".join(pieces).split(_BREAK):
        # Between ideographs a line end is no space (CSS Text 3, 4.1.3).
        text = _SPACES.sub(" ", _LINE_END_IN_CHINESE.sub("", line)).strip()
        yield _Block(block.tag, text, block.line)


def _events(element: lxml_html.HtmlElement, depth: int) -> Iterator[str | _Begin]:
    """Yield pieces of text, and the block that goes on, wherever one begins or ends."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _SKIPPED or depth > _DEEPEST:
        return
    is_block = tag in _BLOCKS
    stated = element.get("data-line", "")
    line = int(stated) if _LINE.fullmatch(stated) else element.sourceline or 1
    if is_block:
        yield _Begin(tag, line)
    if tag == "br":
        yield _BREAK
    if tag == "li":
        yield _ListLabel(_list_label(element))
    text = element.text or ""
    yield text.translate(_RAISED) if tag == "sup" and _FIGURES.fullmatch(text) else text
    for child in element:
        yield from _events(child, depth + 1)
        if is_block and child.tag in _BLOCKS:
            yield _Begin(tag, line)
        yield child.tail or ""
    if is_block:
        yield _Begin("body", line)


def _list_label(item: lxml_html.HtmlElement) -> str:
    """Return the number that a browser shows before an item, empty for bullets."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return ""
    form, shape = _LIST_FORMS.get(parent.get("type", "1"), _LIST_FORMS["1"])
    start = parent.get("start", "1")
    before = sum(1 for _ in item.itersiblings("li", preceding=True))
    first = int(start) if start.isdecimal() and len(start) < _LONGEST_START else 1
    return shape.format(write_number(first + before, form))
