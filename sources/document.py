"""Hold a document as numbered paragraphs, together with where it came from."""

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from sources.errors import SixfoldError

__all__ = [
    "Box",
    "Document",
    "Dropped",
    "NeedsOcrError",
    "Paragraph",
    "ParagraphKind",
    "Provenance",
    "SourceError",
]


class Box(NamedTuple):
    """A rectangle on a page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    def joined(self, other: "Box") -> "Box":
        """Return the smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )


class SourceError(SixfoldError):
    """A file that cannot be read as a document; the message names it and the cure."""


class NeedsOcrError(SourceError):
    """A file that shows pages and holds no text: a scan, or fonts that do not name letters."""


class ParagraphKind(StrEnum):
    """What a block of a document is."""

    HEADING = "heading"
    ANNEX = "annex"
    PARAGRAPH = "paragraph"
    NUMBERED = "numbered"
    ITEM = "item"
    SIGNATURE = "signature"
    TABLE = "table"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One block of a document, healed of line and page breaks.

    Attributes:
        index: 0-based place in the document.
        kind: what the block is.
        text: the words, without the label.
        label: the label as printed (`1.`, `(a)`, `12 -`), empty where there is none.
        number: the label in canonical form, equal in all languages (`1`, `(a)`), or None.
        level: 0 for headings and body, 1 for items, 2 for items within items.
        page: 1-based page on which the block begins, None where the source has no pages.
        lost: offsets in `text`, in code points, where a glyph was lost in extraction; an offset
            points at the gap, nothing is put there.
        line: 1-based line of the file on which the block begins; in a Word file, which has no
            lines, the count of the paragraph, those of tables included. None in PDF files.
        box: where the block stands on `page`, as far as it stands there; None where the source
            has no pages drawn.
    """

    index: int
    kind: ParagraphKind
    text: str
    label: str = ""
    number: str | None = None
    level: int = 0
    page: int | None = None
    lost: tuple[int, ...] = ()
    line: int | None = None
    box: Box | None = None

    def __post_init__(self) -> None:
        if not self.text and not self.label:
            raise ValueError("a paragraph needs a text or a label")
        if any(not 0 <= offset <= len(self.text) for offset in self.lost):
            raise ValueError(f"lost glyphs at {self.lost} lie outside a text of {len(self.text)}")

    @property
    def full_text(self) -> str:
        """The block as a reader sees it: label, one space, text."""
        return f"{self.label} {self.text}" if self.label and self.text else self.label or self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a text came from and under what terms; carried along to every export.

    Attributes:
        name: the symbol (`A/65/496`) or the file's name without language and ending.
        location: file name or address it was read from; never an absolute path.
        sha256: digest of the bytes read.
        symbol: the United Nations document symbol, if it has one.
        official: False for a working translation, None when nobody said.
        notice: words that must accompany the text.
        encoding: character encoding the bytes were read in, None where the format says it itself.
    """

    name: str
    location: str
    sha256: str
    symbol: str | None = None
    official: bool | None = None
    notice: str = ""
    encoding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A line taken out because it belongs to the page and not to the text.

    Attributes:
        text: as it stood there.
        before: index of the first paragraph that begins after it; the number of paragraphs
            where none does.
        page: 1-based, None where the source has no pages.
    """

    text: str
    before: int
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One language version of a document.

    Attributes:
        language: BCP 47 tag.
        paragraphs: the blocks in reading order; `paragraphs[i].index == i`.
        provenance: where it came from.
        dropped: furniture taken out (running headers, page numbers), in order, for review.
    """

    language: str
    paragraphs: tuple[Paragraph, ...]
    provenance: Provenance
    dropped: tuple[Dropped, ...] = field(default=())

    def __post_init__(self) -> None:
        for position, paragraph in enumerate(self.paragraphs):
            if paragraph.index != position:
                raise ValueError(f"paragraph {position} says it is number {paragraph.index}")

    @property
    def offsets(self) -> tuple[int, ...]:
        """Where each paragraph begins, in code points, in the text as `sixfold extract` prints it.

        That text is the `full_text` of the paragraphs, each followed by a line end.
        """
        lengths = (len(paragraph.full_text) + 1 for paragraph in self.paragraphs)
        return tuple(accumulate(lengths, initial=0))[:-1]
