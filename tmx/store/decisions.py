"""Decisions of reviewers: what was changed, by whom, and how to take it back.

A decision puts rows in the place of other rows, in one transaction, and keeps both. It is carried
out only if the rows are still as the reviewer saw them: two reviewers at once never overwrite each
other. Rows are kept with their texts, so that a decision can be found again in another alignment
of the same document (`tmx.review.carry`).
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from tmx.store.clock import now
from tmx.store.document_rows import DocumentRow, pack_layout, read_row
from tmx.store.errors import ConflictError, StoreError
from tmx.store.memory import Memory
from tmx.store.row_json import row_from_json, row_to_json
from tmx.store.writing import UnitWriter

__all__ = [
    "ConflictError",
    "Decision",
    "add_decision",
    "decide",
    "decision_to_json",
    "decisions",
    "last_on",
    "redo",
    "undo",
    "write_fixed",
]

_COLUMNS: Final = (
    "id, document, made, reviewer, action, comment, before, after, undone, highest_unit"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a reviewer did.

    Attributes:
        number: counts up within the memory.
        document: name of the document.
        made: time, ISO 8601 in UTC.
        reviewer: who.
        action: what, in a word: accept, reject, merge, split, boundary, relink, omission, realign,
            comment.
        comment: in the reviewer's words.
        before: the rows as they were.
        after: the rows in their place.
        undone: time it was taken back, None if it stands.
        is_final: True if it can no longer be taken back: the document has been aligned anew since
            and its rows are gone.
    """

    number: int
    document: str
    made: str
    reviewer: str
    action: str
    comment: str
    before: tuple[DocumentRow, ...]
    after: tuple[DocumentRow, ...]
    undone: str | None = None
    is_final: bool = False

    @property
    def units(self) -> frozenset[int | None]:
        """Numbers of the units it touched."""
        return frozenset(row.unit_id for row in (*self.before, *self.after))


def decide(
    memory: Memory,
    document: str,
    before: Sequence[DocumentRow],
    after: Sequence[DocumentRow],
    *,
    action: str,
    reviewer: str,
    comment: str = "",
) -> Decision:
    """Put rows in the place of others and keep the decision.

    Args:
        memory: open for writing.
        document: its name.
        before: neighbouring rows as the reviewer saw them.
        after: what shall stand there; rows of `before` keep their `unit_id`, new ones have None.
        action: what is done, in a word.
        reviewer: who does it.
        comment: in the reviewer's words.

    Raises:
        ConflictError: a row of `before` is no longer there or no longer the same; nothing is
            changed.
        StoreError: the memory cannot be written.
    """
    with memory.transaction():
        written = _replace_rows(memory, document, before, after)
        number = add_decision(
            memory,
            Decision(
                number=0,
                document=document,
                made=now(),
                reviewer=reviewer,
                action=action,
                comment=comment,
                before=tuple(before),
                after=written,
            ),
        )
    found = _one(memory.connection, "id = ?", (number,))
    if found is None:
        raise StoreError(
            f"the decision was not kept in {memory.path.name}; expected to read it back; "
            f"check the file and try again."
        )
    return found


def add_decision(memory: Memory, decision: Decision) -> int:
    """Write a decision into the record, without carrying it out, and return its number.

    Numbers of units beyond its own are free; 0 stands for a decision that cannot be taken back.
    """
    highest = 0 if decision.is_final else max(unit or 0 for unit in decision.units)
    number = memory.connection.execute(
        "INSERT INTO decision (document, made, reviewer, action, comment, before, after, undone, "
        "highest_unit) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            decision.document,
            decision.made,
            decision.reviewer,
            decision.action,
            decision.comment,
            _rows_to_json(decision.before),
            _rows_to_json(decision.after),
            decision.undone,
            highest,
        ),
    ).lastrowid
    return number or 0


def undo(memory: Memory, document: str, reviewer: str) -> Decision | None:
    """Take a reviewer's last decision on a document back, and return it; None if there is none.

    Raises:
        ConflictError: somebody has changed its rows since.
        StoreError: the memory cannot be written.
    """
    with memory.transaction():
        last = _one(
            memory.connection,
            "document = ? AND reviewer = ? AND undone IS NULL AND highest_unit > 0 "
            "ORDER BY id DESC LIMIT 1",
            (document, reviewer),
        )
        if last is None:
            return None
        _replace_rows(memory, document, last.after, last.before)
        memory.connection.execute(
            "UPDATE decision SET undone = ? WHERE id = ?", (now(), last.number)
        )
    return last


def redo(memory: Memory, document: str, reviewer: str) -> Decision | None:
    """Carry a decision out again that was taken back, and return it; None if there is none.

    Raises:
        ConflictError: somebody has changed its rows since.
        StoreError: the memory cannot be written.
    """
    with memory.transaction():
        first = _one(
            memory.connection,
            "document = ?1 AND reviewer = ?2 AND undone IS NOT NULL AND highest_unit > 0 AND id > "
            "coalesce((SELECT max(id) FROM decision WHERE document = ?1 AND reviewer = ?2 AND "
            "undone IS NULL), 0) "
            "ORDER BY id LIMIT 1",
            (document, reviewer),
        )
        if first is None:
            return None
        written = _replace_rows(memory, document, first.before, first.after)
        memory.connection.execute(
            "UPDATE decision SET undone = NULL, after = ? WHERE id = ?",
            (_rows_to_json(written), first.number),
        )
    return first


def decisions(memory: Memory, document: str | None = None, *, limit: int = -1) -> list[Decision]:
    """Return decisions, the last first: on one document or on all."""
    sql = f"SELECT {_COLUMNS} FROM decision WHERE ?1 IS NULL OR document = ?1 ORDER BY id DESC LIMIT ?2"  # noqa: E501, S608
    rows = memory.connection.execute(sql, (document, limit)).fetchall()
    return [_decision(row) for row in rows]


def last_on(memory: Memory, document: str, units: Iterable[int]) -> Decision | None:
    """Return the last decision that touched one of these units, None if there is none."""
    wanted = set(units)
    # Those who collide do so within the last few decisions.
    for decision in decisions(memory, document, limit=50):
        if wanted & decision.units:
            return decision
    return None


def _replace_rows(
    memory: Memory,
    document: str,
    before: Sequence[DocumentRow],
    after: Sequence[DocumentRow],
) -> tuple[DocumentRow, ...]:
    """Put `after` in the place of `before` and return it with its numbers and positions."""
    connection = memory.connection
    for row in before:
        now = read_row(memory, row.unit_id) if row.unit_id is not None else None
        if now is None or now.version != row.version:
            raise ConflictError(
                f"a row of {document} is not as it was when it was read; expected no change "
                f"since; look at it again and decide anew."
            )
    place = _place(connection, document, before)
    _make_room(connection, place, room=len(after), taken=[row.unit_id for row in before])
    writer = UnitWriter(connection)
    kept = {row.unit_id for row in after}
    for row in before:
        if row.unit_id is not None and row.unit_id not in kept:
            writer.delete(row.unit_id)
    written = []
    for offset, row in enumerate(after):
        number = _number(connection, row.unit_id, [each.unit_id for each in before])
        placed = replace(row, unit_id=number, position=place[1] + offset)
        writer.put(number, (place[0], placed.position), row.unit)
        _put_details(connection, number, placed)
        written.append(placed)
    return tuple(written)


def _place(
    connection: sqlite3.Connection, document: str, before: Sequence[DocumentRow]
) -> tuple[int, int]:
    """Return the number of the document and the position of the first row."""
    first = connection.execute(
        "SELECT document_id, position FROM unit JOIN document ON document.id = document_id "
        "WHERE unit.id = ? AND name = ?",
        (before[0].unit_id, document),
    ).fetchone()
    if first is None:
        raise ConflictError(
            f"a row is not one of {document}; expected its own rows; open the document again."
        )
    return int(first[0]), int(first[1])


def _make_room(
    connection: sqlite3.Connection,
    place: tuple[int, int],
    *,
    room: int,
    taken: Sequence[int | None],
) -> None:
    """Move the rows that follow so that `room` positions are free from `place` on."""
    document, first = place
    marks = ", ".join("?" * len(taken))
    following = connection.execute(
        f"SELECT min(position) FROM unit WHERE document_id = ? AND position >= ? "  # noqa: S608
        f"AND id NOT IN ({marks})",
        (document, first, *taken),
    ).fetchone()[0]
    if following is not None and following < first + room:
        connection.execute(
            "UPDATE unit SET position = position + ? WHERE document_id = ? AND position >= ?",
            (first + room - following, document, following),
        )


def _number(
    connection: sqlite3.Connection, wanted: int | None, replaced: Sequence[int | None]
) -> int:
    """Return the number of a row: its old one, or one that no row and no decision has had."""
    if wanted is not None:
        taken = connection.execute("SELECT 1 FROM unit WHERE id = ?", (wanted,)).fetchone()
        if taken is None or wanted in replaced:
            return wanted
    found = connection.execute(
        "SELECT max(coalesce((SELECT max(id) FROM unit), 0), "
        "coalesce((SELECT max(highest_unit) FROM decision), 0), ?) + 1",
        (max((number or 0 for number in replaced), default=0),),
    ).fetchone()
    return int(found[0])


def _put_details(connection: sqlite3.Connection, number: int, row: DocumentRow) -> None:
    """Write what stands beside the unit: the segments of its cells, the cells that are fixed."""
    variants = connection.execute(
        "SELECT id, language, text FROM variant WHERE unit_id = ? ORDER BY position DESC", (number,)
    ).fetchall()
    by_language = {language: (variant, text) for variant, language, text in variants}
    for language, pieces in row.cells.items():
        if language not in by_language:
            continue
        variant, text = by_language[language]
        marks = pack_layout(pieces, text)
        if marks is not None:
            connection.execute(
                "INSERT OR REPLACE INTO segment_layout VALUES (?, ?)", (variant, marks)
            )
    if row.fixed:
        connection.execute(
            "INSERT OR REPLACE INTO fixed_row VALUES (?, ?)",
            (number, json.dumps(sorted(row.fixed))),
        )


def _rows_to_json(rows: Iterable[DocumentRow]) -> str:
    return json.dumps([row_to_json(row) for row in rows], ensure_ascii=False)


def decision_to_json(decision: Decision) -> dict[str, Any]:
    """Return a decision as JSON, its rows whole."""
    return {
        "number": decision.number,
        "document": decision.document,
        "made": decision.made,
        "reviewer": decision.reviewer,
        "action": decision.action,
        "comment": decision.comment,
        "undone": decision.undone,
        "before": [row_to_json(row) for row in decision.before],
        "after": [row_to_json(row) for row in decision.after],
    }


def _one(
    connection: sqlite3.Connection, condition: str, values: Sequence[object]
) -> Decision | None:
    sql = f"SELECT {_COLUMNS} FROM decision WHERE {condition}"  # noqa: S608 - our own conditions
    row = connection.execute(sql, values).fetchone()
    return _decision(row) if row else None


def _decision(row: Sequence[Any]) -> Decision:
    number, document, made, reviewer, action, comment, before, after, undone, highest = row
    return Decision(
        number=number,
        document=document,
        made=made,
        reviewer=reviewer,
        action=action,
        comment=comment,
        before=tuple(row_from_json(each) for each in json.loads(before)),
        after=tuple(row_from_json(each) for each in json.loads(after)),
        undone=undone,
        is_final=not highest,
    )


def write_fixed(memory: Memory, document: str, fixed: Mapping[int, frozenset[str]]) -> None:
    """Note which cells of a document a person has set, by the index of the row."""
    with memory.transaction():
        numbers = memory.connection.execute(
            "SELECT id FROM unit WHERE document_id = (SELECT id FROM document WHERE name = ?) "
            "ORDER BY position, id",
            (document,),
        ).fetchall()
        memory.connection.executemany(
            "INSERT OR REPLACE INTO fixed_row VALUES (?, ?)",
            [
                (numbers[index][0], json.dumps(sorted(tags)))
                for index, tags in fixed.items()
                if tags
            ],
        )
