"""Show a document as found: one plain record per paragraph, fit for JSON."""

from sources.document import Document

__all__ = ["paragraph_records"]

Record = dict[str, str | int | list[int] | list[float] | None]


def paragraph_records(document: Document) -> tuple[Record, ...]:
    """Return one record per paragraph, in reading order.

    Keys, always all of them and in this order: `index` (0-based), `kind`, `number` (canonical,
    None without one), `label` (as printed), `level`, `page` (1-based or None), `line` and `box`
    (where the block begins in the file, see `Paragraph`), `offset` (where it begins in the text
    as printed, in code points), `text` (without the label), `lost` (offsets in `text` where a
    glyph was lost).
    """
    return tuple(
        {
            "index": paragraph.index,
            "kind": paragraph.kind.value,
            "number": paragraph.number,
            "label": paragraph.label,
            "level": paragraph.level,
            "page": paragraph.page,
            "line": paragraph.line,
            "box": None if paragraph.box is None else [round(edge, 1) for edge in paragraph.box],
            "offset": offset,
            "text": paragraph.text,
            "lost": list(paragraph.lost),
        }
        for paragraph, offset in zip(document.paragraphs, document.offsets, strict=True)
    )
