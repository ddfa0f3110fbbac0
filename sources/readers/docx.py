"""Read Word files (.docx): numbering, tables, notes and tracked changes as a reader sees them.

Tracked insertions are taken, deletions left out, as if all changes had been accepted. Headers
and footers are furniture and are not read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from sources.document import Paragraph, ParagraphKind, SourceError
from sources.marked_blocks import MarkedBlock, paragraphs_of
from sources.readers.archive import DocumentArchive, open_archive
from sources.readers.list_numbers import WORD, NumberingDefinitions
from sources.readers.protocol import Reading, SourceFile

__all__ = ["DocxReader"]

_MAIN: Final = "word/document.xml"
_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Their text is struck out, invisible, or stands elsewhere.
_SKIPPED: Final = frozenset(
    f"{WORD}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sdtPr")
)
_CHARACTERS: Final = {
    f"{WORD}tab": " ",
    f"{WORD}br": "\n",
    f"{WORD}cr": "\n",
    f"{WORD}noBreakHyphen": "-",
    f"{WORD}softHyphen": "",
}
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


@dataclass(slots=True)
class _Block:
    text: str
    label: str = ""
    style: str = ""
    in_table: bool = False
    line: int = 0


@dataclass(slots=True)
class _Story:
    """What is needed while walking the document."""

    numbering: NumberingDefinitions
    style_lists: dict[str, tuple[str, int]]
    style_names: dict[str, str]
    notes: list[tuple[str, str]] = field(default_factory=list)
    paragraphs: int = 0


class DocxReader:
    """Reads Office Open XML text documents (ISO/IEC 29500)."""

    name = "docx"

    def recognises(self, file: SourceFile) -> bool:
        """Return whether the file is a ZIP archive with Word's main part."""
        return file.data.startswith(b"PK\x03\x04") and _MAIN.encode() in file.data

    def read(self, file: SourceFile, language: str) -> Reading:  # noqa: ARG002 - not needed
        """Return the paragraphs of a Word file, notes last.

        Raises:
            SourceError: the file is damaged, encrypted, hostile or holds no text.
        """
        with open_archive(file) as archive:
            story = _open_story(archive)
            body = archive.xml(_MAIN).find(f"{WORD}body")
            blocks = list(_blocks(body, story)) if body is not None else []
            note_texts = _note_texts(archive, story)
        paragraphs = paragraphs_of(_marked(block) for block in blocks)
        notes = _notes(story, note_texts, len(paragraphs))
        if not paragraphs:
            raise SourceError(
                f"{file.name} is a Word file without text; a document with text was expected."
            )
        return Reading(paragraphs=(*paragraphs, *notes))


def _marked(block: _Block) -> MarkedBlock:
    return MarkedBlock(
        text=f"{block.label} {block.text}" if block.label else block.text,
        is_heading=block.style.startswith(("heading", "title")),
        in_table=block.in_table,
        line=block.line,
    )


def _open_story(archive: DocumentArchive) -> _Story:
    numbering = archive.xml("word/numbering.xml") if "word/numbering.xml" in archive else None
    story = _Story(NumberingDefinitions(numbering), {}, {})
    if "word/styles.xml" not in archive:
        return story
    for style in archive.xml("word/styles.xml").iterfind(f"{WORD}style"):
        style_id = style.get(f"{WORD}styleId", "")
        name = style.find(f"{WORD}name")
        story.style_names[style_id] = "" if name is None else name.get(f"{WORD}val", "").lower()
        found = _list_of(style.find(f"{WORD}pPr"))
        if found is not None:
            story.style_lists[style_id] = found
    return story


def _blocks(parent: etree._Element, story: _Story, *, in_table: bool = False) -> Iterator[_Block]:
    """Yield the paragraphs under an element in reading order, tables cell by cell."""
    for child in parent:
        if child.tag == f"{WORD}p":
            yield from _split_at_breaks(_block(child, story, in_table=in_table))
        elif child.tag == f"{WORD}tbl":
            for cell in child.iterfind(f"{WORD}tr/{WORD}tc"):
                yield from _blocks(cell, story, in_table=True)
        elif child.tag in _SKIPPED or child.tag == _FALLBACK:
            continue
        elif child.tag != f"{WORD}sectPr":
            yield from _blocks(child, story, in_table=in_table)


def _split_at_breaks(block: _Block) -> Iterator[_Block]:
    """Yield a paragraph as it is, or its lines where the author broke them by hand."""
    lines = [re.sub("[ \t]+", " ", line).strip() for line in block.text.split("\n")]
    lines = [line for line in lines if line]
    if not lines:
        yield replace(block, text="")
        return
    yield replace(block, text=lines[0])
    for line in lines[1:]:
        yield replace(block, text=line, label="")


def _block(paragraph: etree._Element, story: _Story, *, in_table: bool) -> _Block:
    properties = paragraph.find(f"{WORD}pPr")
    style_element = None if properties is None else properties.find(f"{WORD}pStyle")
    style = "" if style_element is None else style_element.get(f"{WORD}val", "")
    story.paragraphs += 1
    line = story.paragraphs
    text = "".join(_text(paragraph, story))
    place = _list_of(properties) or story.style_lists.get(style)
    label = ""
    if place is not None and text.strip():
        label = story.numbering.label(*place)
    return _Block(
        text=text,
        label=label,
        style=story.style_names.get(style, ""),
        in_table=in_table,
        line=line,
    )


def _list_of(properties: etree._Element | None) -> tuple[str, int] | None:
    if properties is None:
        return None
    numbering = properties.find(f"{WORD}numPr")
    if numbering is None:
        return None
    number, level = numbering.find(f"{WORD}numId"), numbering.find(f"{WORD}ilvl")
    if number is None or number.get(f"{WORD}val", "0") == "0":
        return None
    depth = "0" if level is None else level.get(f"{WORD}val", "0")
    return number.get(f"{WORD}val", ""), int(depth) if depth.isdecimal() else 0


def _text(parent: etree._Element, story: _Story) -> Iterator[str]:
    """Yield the text under an element; note references become raised figures."""
    for child in parent:
        if child.tag in _SKIPPED or child.tag == _FALLBACK:
            continue
        if child.tag in {f"{WORD}t", f"{_MATH}t"}:
            yield child.text or ""
        elif child.tag in _CHARACTERS:
            is_page_break = child.get(f"{WORD}type") in {"page", "column"}
            yield " " if is_page_break else _CHARACTERS[child.tag]
        elif child.tag in {f"{WORD}footnoteReference", f"{WORD}endnoteReference"}:
            kind = "footnotes" if child.tag == f"{WORD}footnoteReference" else "endnotes"
            story.notes.append((kind, child.get(f"{WORD}id", "")))
            yield str(len(story.notes)).translate(_RAISED)
        elif not _is_hidden(child):
            yield from _text(child, story)


def _is_hidden(element: etree._Element) -> bool:
    vanish = element.find(f"{WORD}rPr/{WORD}vanish") if element.tag == f"{WORD}r" else None
    return vanish is not None and vanish.get(f"{WORD}val", "1") not in {"0", "false"}


def _note_texts(archive: DocumentArchive, story: _Story) -> dict[tuple[str, str], str]:
    texts = {}
    for kind in ("footnotes", "endnotes"):
        part = f"word/{kind}.xml"
        if part not in archive:
            continue
        for note in archive.xml(part).iterfind(f"{WORD}{kind[:-1]}"):
            text = " ".join("".join(_text(note, replace(story, notes=[]))).split())
            texts[kind, note.get(f"{WORD}id", "")] = text
    return texts


def _notes(
    story: _Story, texts: dict[tuple[str, str], str], first_index: int
) -> tuple[Paragraph, ...]:
    notes: list[Paragraph] = []
    for number, reference in enumerate(story.notes, start=1):
        text = texts.get(reference, "")
        if text:
            notes.append(
                Paragraph(
                    index=first_index + len(notes),
                    kind=ParagraphKind.NOTE,
                    text=text,
                    label=str(number),
                    number=str(number),
                )
            )
    return tuple(notes)
