"""Take the record of decisions over into another memory of the same document, to be undone there.

Units have other numbers there. The rows a decision left are sought by their texts; each decision
that is found is told in the new numbers, so that decisions can be taken back one after another as
before. Those whose rows are gone, because the text or the alignment has changed, only tell what
was done, and so do the earlier ones on the same rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TypeAlias

from tmx.store.decisions import Decision, add_decision, decisions
from tmx.store.document_rows import DocumentRow, read_page
from tmx.store.memory import Memory

__all__ = ["copy_decisions"]

_Letters: TypeAlias = tuple[tuple[str, str], ...]


def copy_decisions(source: Path, memory: Memory, document: str) -> None:
    """Take the decisions on a document over from another memory.

    Args:
        source: the other memory.
        memory: open for writing; the rows of the document are there already.
        document: its name in both.

    Raises:
        StoreError: one of the memories cannot be used.
    """
    with Memory.open(source) as old:
        records = decisions(old, document)
    if not records:
        return
    with memory.transaction():
        new = _NewRows(read_page(memory, document), free=_first_free_number(memory))
        # The last decision saw the rows as they are now; the first is written first.
        for decision in reversed([new.translated(record) for record in records]):
            add_decision(memory, decision)


def _first_free_number(memory: Memory) -> int:
    highest = memory.connection.execute(
        "SELECT max(coalesce((SELECT max(id) FROM unit), 0), "
        "coalesce((SELECT max(highest_unit) FROM decision), 0))"
    ).fetchone()[0]
    return int(highest) + 1


@dataclass
class _NewRows:
    """The rows of the new memory, and what the old units are called there."""

    rows: Sequence[DocumentRow]
    free: int
    numbers: dict[int | None, int] = field(default_factory=dict)
    lost: set[int | None] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._unused: Iterator[int] = count(self.free)
        self._places: dict[_Letters, list[int]] = {}
        for place, row in enumerate(self.rows):
            self._places.setdefault(_letters(row), []).append(place)

    def translated(self, decision: Decision) -> Decision:
        """Return a decision in terms of the new rows; called for the last decision first."""
        if decision.undone is not None:
            return replace(decision, is_final=True)
        places = self._find([row for row in decision.after if row.unit_id not in self.numbers])
        if decision.is_final or decision.units & self.lost or places is None:
            self.lost |= decision.units
            return replace(decision, is_final=True)
        fresh = {row.unit_id: self.rows[place] for row, place in places}
        self.numbers |= {old: new.unit_id for old, new in fresh.items() if new.unit_id is not None}
        return replace(
            decision,
            before=tuple(self._renumbered(decision.before)),
            after=tuple(
                fresh.get(row.unit_id) or next(self._renumbered([row])) for row in decision.after
            ),
        )

    def _find(self, rows: Sequence[DocumentRow]) -> list[tuple[DocumentRow, int]] | None:
        """Return where rows stand now, nearest to where they stood; None if one does not."""
        found: dict[int, DocumentRow] = {}
        taken = set(self.numbers.values())
        for row in rows:
            free = [
                at
                for at in self._places.get(_letters(row), ())
                if at not in found and self.rows[at].unit_id not in taken
            ]
            if not free:
                return None
            found[min(free, key=lambda at: abs(self.rows[at].position - row.position))] = row
        return [(row, at) for at, row in found.items()]

    def _renumbered(self, rows: Iterable[DocumentRow]) -> Iterator[DocumentRow]:
        for row in rows:
            if row.unit_id not in self.numbers:
                self.numbers[row.unit_id] = next(self._unused)
            yield replace(row, unit_id=self.numbers[row.unit_id])


def _letters(row: DocumentRow) -> _Letters:
    """Return the texts of a row's cells without their spaces."""
    return tuple(
        (language, "".join("".join(piece.text for piece in pieces).split()))
        for language, pieces in sorted(row.cells.items())
        if pieces
    )
