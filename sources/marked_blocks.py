"""Turn blocks that a format marks itself (Word, HTML) into numbered paragraphs."""

from collections.abc import Iterable
from dataclasses import dataclass

from sources.document import Paragraph, ParagraphKind
from sources.glyphs import find_lost_glyphs
from sources.structure import Label, Numbering, annex_number, ends_sentence, kind_of

__all__ = ["MarkedBlock", "paragraphs_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedBlock:
    """A block as the format marks it.

    Attributes:
        text: its words, with a label that stands in the text or that the format counts.
        is_heading: whether the format says that it is one.
        in_table: whether it is a cell of a table.
        line: where it begins in the file, as in `Paragraph`.
    """

    text: str
    is_heading: bool = False
    in_table: bool = False
    line: int | None = None


def paragraphs_of(blocks: Iterable[MarkedBlock]) -> tuple[Paragraph, ...]:
    """Return the paragraphs, with labels recognised by their sequence; empty blocks are left out.

    A space between ideographs is no sign of a lost glyph here: somebody typed it.
    """
    numbering = Numbering()
    found: list[tuple[str, Label | None, ParagraphKind, int | None]] = []
    for block in blocks:
        if not block.text:
            continue
        label = numbering.read(block.text, starts_block=not block.in_table)
        is_section = label is not None and label.kind is ParagraphKind.HEADING
        if is_section and ends_sentence(block.text):
            label = None
        text = block.text[label.length :] if label else block.text
        kind = kind_of(text, label)
        numbering.accept(text, label, kind)
        if block.in_table:
            kind = ParagraphKind.TABLE
        elif block.is_heading and label is None and kind is not ParagraphKind.ANNEX:
            kind = ParagraphKind.HEADING
        found.append((text, label, kind, block.line))
    marked = find_lost_glyphs([(text, kind) for text, _, kind, _ in found], gaps=False)
    whole = [
        (text, lost, label, kind, line)
        for (text, lost), (_, label, kind, line) in zip(marked, found, strict=True)
        if text or label
    ]
    return tuple(
        Paragraph(
            index=index,
            kind=kind,
            text=text,
            label=label.printed if label else "",
            number=label.number if label else annex_number(text, kind),
            level=label.level if label else 0,
            lost=lost,
            line=line,
        )
        for index, (text, lost, label, kind, line) in enumerate(whole)
    )
