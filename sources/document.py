"""Hold a document as numbered paragraphs, together with where it came from."""

from dataclasses import dataclass, field
from enum import StrEnum

from sources.errors import SixfoldError

__all__ = ["Document", "Paragraph", "ParagraphKind", "Provenance", "SourceError"]


class SourceError(SixfoldError):
    """A file that cannot be read as a document; the message names it and the cure."""


class ParagraphKind(StrEnum):
    """What a block of a document is."""

    HEADING = "heading"
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
    """

    index: int
    kind: ParagraphKind
    text: str
    label: str = ""
    number: str | None = None
    level: int = 0
    page: int | None = None
    lost: tuple[int, ...] = ()

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
    dropped: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        for position, paragraph in enumerate(self.paragraphs):
            if paragraph.index != position:
                raise ValueError(f"paragraph {position} says it is number {paragraph.index}")
