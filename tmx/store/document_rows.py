"""A document as its rows: what a reviewer sees and changes, with the segments in every cell.

A unit holds the joined text of a row. Where its segments begin is kept beside it
(`segment_layout`), because a boundary is moved, and a stretch aligned anew, a segment at a time.
Units from elsewhere have no layout: each text is one segment.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import groupby
from typing import Any

from align.model import MultiAlignment, Segment
from sources.language import sentence_separator
from tmx.labels import number_at_head
from tmx.model import TranslationUnit, UnitStatus
from tmx.store.errors import store_errors
from tmx.store.memory import Memory
from tmx.store.rows import status_of, unit_digest, unit_from_row, variant_from_row

__all__ = [
    "DocumentRow",
    "Piece",
    "count_by_status",
    "document_names",
    "joined",
    "number_segments",
    "pack_layout",
    "read_page",
    "read_row",
    "rows_before",
    "unpack_layout",
    "write_layout",
]

_SELECT = (
    "SELECT unit.id, unit.tuid, unit.source_language, unit.confidence, unit.status, unit.extras, "
    "unit.position, fixed_row.languages, variant.language, variant.text, variant.extras, marks "
    "FROM unit JOIN variant ON variant.unit_id = unit.id "
    "LEFT JOIN fixed_row ON fixed_row.unit_id = unit.id "
    "LEFT JOIN segment_layout ON segment_layout.variant_id = variant.id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A segment within a cell.

    Attributes:
        text: its words.
        index: place of the segment in its language version, -1 where nobody said; the parts of a
            segment that a person has cut have the same.
        paragraph: index of its paragraph in its language version, -1 where nobody said.
        number: canonical label of the paragraph if it begins here.
        label_length: code points of the printed label at the head of `text`.
        lost: offsets in `text` where a glyph was lost.
    """

    text: str
    index: int = -1
    paragraph: int = -1
    number: str | None = None
    label_length: int = 0
    lost: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A row of a document.

    Attributes:
        unit_id: number of its unit, None for a row that is not in the memory yet.
        position: place in its document; rows stand in the order of this, with gaps.
        unit: its unit as a whole.
        cells: per language the segments; languages without text are not there.
        fixed: languages whose cell a person has set or confirmed, text or none.
    """

    unit_id: int | None
    position: int
    unit: TranslationUnit
    cells: Mapping[str, tuple[Piece, ...]]
    fixed: frozenset[str] = frozenset()

    @property
    def status(self) -> UnitStatus:
        """How far a person has looked at it."""
        return status_of(self.unit)

    @property
    def version(self) -> str:
        """Sixteen hexadecimal digits that change with anything a decision may change."""
        parts = [str(unit_digest(self.unit)), str(self.status), *sorted(self.fixed)]
        for language, pieces in sorted(self.cells.items()):
            parts += [language, *(piece.text for piece in pieces)]
        data = "\0".join(parts).encode("utf-8", "surrogatepass")
        return blake2b(data, digest_size=8).hexdigest()


def document_names(
    memory: Memory, *, beginning: str = "", limit: int = 50, offset: int = 0
) -> list[str]:
    """Return names of documents in their order, those that begin so."""
    with store_errors(memory.path, "read"):
        rows = memory.connection.execute(
            "SELECT name FROM document WHERE name >= ? AND name < ? ORDER BY id LIMIT ? OFFSET ?",
            (beginning, beginning + "\U0010ffff", limit, offset),
        )
        return [row[0] for row in rows]


def count_by_status(memory: Memory, document: str) -> dict[str, int]:
    """Return how many units of a document have each status; empty if there are none."""
    with store_errors(memory.path, "read"):
        rows = memory.connection.execute(
            "SELECT status, count(*) FROM unit WHERE document_id = "
            "(SELECT id FROM document WHERE name = ?) GROUP BY status",
            (document,),
        )
        return dict(rows.fetchall())


def read_page(
    memory: Memory, document: str, *, limit: int = -1, offset: int = 0
) -> tuple[DocumentRow, ...]:
    """Return rows of a document in their order; all of them where no limit is given.

    Raises:
        StoreError: the memory is damaged.
    """
    with store_errors(memory.path, "read"):
        sql = (
            f"{_SELECT} WHERE unit.id IN (SELECT id FROM unit WHERE document_id = "  # noqa: S608
            "(SELECT id FROM document WHERE name = ?) ORDER BY position, id LIMIT ? OFFSET ?) "
            "ORDER BY unit.position, unit.id, variant.position"
        )
        return tuple(_rows(memory.connection.execute(sql, (document, limit, offset))))


def rows_before(memory: Memory, unit_id: int) -> int:
    """Return how many rows of its document stand before a row; 0 if there is none such."""
    with store_errors(memory.path, "read"):
        found = memory.connection.execute(
            "SELECT count(*) FROM unit JOIN unit AS this ON this.id = ? "
            "WHERE unit.document_id = this.document_id AND unit.position < this.position",
            (unit_id,),
        )
        return int(found.fetchone()[0])


def read_row(memory: Memory, unit_id: int) -> DocumentRow | None:
    """Return one row, or None.

    Raises:
        StoreError: the memory is damaged.
    """
    with store_errors(memory.path, "read"):
        sql = f"{_SELECT} WHERE unit.id = ? ORDER BY variant.position"
        return next(_rows(memory.connection.execute(sql, (unit_id,))), None)


def write_layout(memory: Memory, document: str, alignment: MultiAlignment) -> None:
    """Keep where the segments of a document begin, whose units were just made of the alignment.

    Args:
        memory: open for writing.
        document: its name.
        alignment: one row per unit, in their order.
    """
    with memory.transaction():
        rows = memory.connection.execute(
            "SELECT unit.id, variant.id, variant.language, variant.text FROM unit "
            "JOIN variant ON variant.unit_id = unit.id WHERE document_id = "
            "(SELECT id FROM document WHERE name = ?) "
            "ORDER BY unit.position, unit.id, variant.position",
            (document,),
        ).fetchall()
        positions = {language: place for place, language in enumerate(alignment.languages)}
        units = [list(group) for _, group in groupby(rows, key=lambda row: row[0])]
        if len(units) != len(alignment.rows):
            return
        packed = []
        for row, variants in zip(alignment.rows, units, strict=True):
            for _, variant_id, language, text in variants:
                place = positions[language]
                segments = [alignment.texts[place].segments[i] for i in row.cells[place]]
                pieces = tuple(_piece(segment) for segment in segments)
                packed.append((variant_id, pack_layout(pieces, text)))
        memory.connection.executemany(
            "INSERT OR REPLACE INTO segment_layout VALUES (?, ?)",
            [(number, marks) for number, marks in packed if marks is not None],
        )


def number_segments(memory: Memory, document: str) -> None:
    """Number the texts of a document that came without segments, so that they know their order.

    Rows change places in a review; the texts keep theirs.
    """
    texts = (
        "FROM unit JOIN variant ON variant.unit_id = unit.id "
        "WHERE document_id = (SELECT id FROM document WHERE name = ?)"
    )
    with memory.transaction():
        known = memory.connection.execute(
            f"SELECT 1 {texts} AND variant.id IN (SELECT variant_id FROM segment_layout) LIMIT 1",  # noqa: S608
            (document,),
        ).fetchone()
        if known is not None:
            return
        rows = memory.connection.execute(
            f"SELECT variant.id, variant.language, variant.text {texts} "
            "ORDER BY unit.position, unit.id, variant.position",
            (document,),
        ).fetchall()
        counts: dict[str, int] = {}
        packed = []
        for variant_id, language, text in rows:
            index = counts[language] = counts.get(language, -1) + 1
            piece = replace(_whole(text), index=index, paragraph=index)
            packed.append((variant_id, pack_layout((piece,), text)))
        memory.connection.executemany("INSERT INTO segment_layout VALUES (?, ?)", packed)


def _whole(text: str) -> Piece:
    """Return a text that came without segments as one piece."""
    number, length = number_at_head(text)
    return Piece(text=text, number=number, label_length=length)


def pack_layout(pieces: Sequence[Piece], text: str) -> str | None:
    """Return where the pieces of a text begin, as JSON; None if they are not the text."""
    marks: list[list[Any]] = []
    start = 0
    for piece in pieces:
        start = text.find(piece.text, start)
        if start < 0:
            return None
        mark: list[Any] = [start, piece.index, piece.paragraph, piece.number, piece.label_length]
        marks.append([*mark, list(piece.lost)] if piece.lost else mark)
        start += len(piece.text)
    return json.dumps(marks, ensure_ascii=False, separators=(",", ":"))


def joined(pieces: Iterable[Piece], language: str) -> str:
    """Return the text of some pieces in a row."""
    return sentence_separator(language).join(piece.text for piece in pieces)


def _piece(segment: Segment) -> Piece:
    return Piece(
        text=segment.text,
        index=segment.index,
        paragraph=segment.paragraph,
        number=segment.number,
        label_length=segment.label_length,
        lost=segment.lost,
    )


def _rows(cursor: sqlite3.Cursor) -> Iterator[DocumentRow]:
    for _, group in groupby(cursor, key=lambda row: row[0]):
        members = list(group)
        number, tuid, source_language, confidence, status, extras, position, fixed = members[0][:8]
        unit = unit_from_row(
            tuid=tuid,
            source_language=source_language,
            confidence=confidence,
            status=status,
            extras=extras,
            variants=[variant_from_row(*row[8:11]) for row in members],
        )
        cells: dict[str, tuple[Piece, ...]] = {}
        for row in members:
            if row[8] not in cells and row[9]:
                cells[row[8]] = unpack_layout(row[11], row[9])
        yield DocumentRow(
            unit_id=number,
            position=position,
            unit=unit,
            cells=cells,
            fixed=frozenset(json.loads(fixed)) if fixed else frozenset(),
        )


def unpack_layout(marks: str | None, text: str) -> tuple[Piece, ...]:
    """Return the pieces of a text; the whole of it where it has no layout."""
    if marks is None:
        return (_whole(text),)
    found = json.loads(marks)
    ends = [mark[0] for mark in found[1:]] + [len(text)]
    pieces = []
    for mark, end in zip(found, ends, strict=True):
        start, index, paragraph, number, label_length, *lost = mark
        pieces.append(
            Piece(
                text=text[start:end].rstrip(),
                index=index,
                paragraph=paragraph,
                number=number,
                label_length=label_length,
                lost=tuple(lost[0]) if lost else (),
            )
        )
    return tuple(pieces)
