"""The terms of a memory: concept entries, found again in any language and form."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tmx.model import ConceptEntry
from tmx.store.concept_edits import Conflict, find_conflicts, merge_entries, split_entry
from tmx.store.concept_history import ConceptChange, change_entries, changes, undo_change
from tmx.store.entry_rows import delete_entry, insert_entry, read_entry
from tmx.store.errors import StoreError, store_errors

if TYPE_CHECKING:
    from tmx.store.memory import Memory

__all__ = ["Termbase"]


class Termbase:
    """The concept entries of a memory; `memory.termbase`.

    Look-up is in `tmx.search.terms`. `merge`, `split` and `approve` are a person's changes: they
    are kept and can be taken back.
    """

    def __init__(self, memory: "Memory") -> None:
        self._memory = memory

    def add(self, entries: Iterable[ConceptEntry]) -> int:
        """Add entries in one transaction, in place of those with the same id; return how many."""
        count = 0
        with self._memory.transaction():
            for entry in entries:
                delete_entry(self._memory.connection, entry.id)
                insert_entry(self._memory.connection, entry, self._next_place())
                count += 1
        return count

    def _next_place(self) -> int:
        row = self._memory.connection.execute(
            "SELECT coalesce(max(position) + 1, 0) FROM concept"
        ).fetchone()
        return int(row[0])

    def delete(self, identifier: str) -> bool:
        """Delete an entry; return whether there was one."""
        with self._memory.transaction():
            return delete_entry(self._memory.connection, identifier)

    def merge(self, kept: str, other: str, *, editor: str = "") -> ConceptChange:
        """Merge the entry `other` into `kept`, in one transaction; return what was done.

        What a person has merged counts as approved.

        Raises:
            StoreError: one of them is not there, or they are the same.
        """
        before = self._existing(kept), self._existing(other)
        if kept == other:
            raise StoreError(f"{kept} cannot be merged with itself; name two entries.")
        merged = replace(merge_entries(*before), approved=True)
        return change_entries(self._memory, before, (merged,), action="merge", editor=editor)

    def split(
        self, identifier: str, moved: Collection[tuple[str, str]], new: str, *, editor: str = ""
    ) -> ConceptChange:
        """Move terms, as (language, term), out of an entry into a new one, in one transaction.

        Both count as approved. Return what was done.

        Raises:
            StoreError: the entry is not there, lacks a term, or one part would be empty; or the
                new id is taken.
        """
        entry = self._existing(identifier)
        try:
            parts = split_entry(entry, moved, new)
        except ValueError as error:
            raise StoreError(str(error)) from error
        after = [replace(part, approved=True) for part in parts]
        return change_entries(self._memory, (entry,), after, action="split", editor=editor)

    def approve(
        self, identifiers: Sequence[str], *, approved: bool = True, editor: str = ""
    ) -> ConceptChange:
        """Say of entries that their terms are the ones to use, or take that back.

        Raises:
            StoreError: one of them is not there.
        """
        before = [self._existing(each) for each in dict.fromkeys(identifiers)]
        after = [replace(entry, approved=approved) for entry in before]
        action = "approve" if approved else "withdraw"
        return change_entries(self._memory, before, after, action=action, editor=editor)

    def undo(self) -> ConceptChange | None:
        """Take the last change back that a person made here; None if there is none.

        Raises:
            ConflictError: its entries have been changed since.
        """
        return undo_change(self._memory)

    def changes(self) -> list[ConceptChange]:
        """Return what people changed here, the last first."""
        return changes(self._memory)

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return where entries share a term and contradict each other in another language."""
        return tuple(find_conflicts(self.entries()))

    def _existing(self, identifier: str) -> ConceptEntry:
        entry = self.entry(identifier)
        if entry is None:
            raise StoreError(
                f"there is no entry {identifier}; expected the id of one; 'sixfold terms' and "
                f"'sixfold lookup --json' show them."
            )
        return entry

    def replace(
        self, old: Sequence[str], entries: Sequence[ConceptEntry], places: Mapping[str, int]
    ) -> None:
        """Put entries in the place of those with the ids `old`, in one transaction.

        Args:
            old: entries that are there.
            entries: what shall stand there.
            places: positions by id; entries without one get that of the first.
        """
        with self._memory.transaction():
            first = min(places.values())
            for identifier in old:
                delete_entry(self._memory.connection, identifier)
            for entry in entries:
                insert_entry(self._memory.connection, entry, places.get(entry.id, first))

    def places(self, identifiers: Sequence[str]) -> dict[str, int]:
        """Return the positions of entries among the others, by id."""
        sql = "SELECT identifier, position FROM concept WHERE identifier = ?"
        rows = [self._memory.connection.execute(sql, (each,)).fetchone() for each in identifiers]
        return dict(rows)

    def clear(self) -> None:
        """Delete all entries."""
        with self._memory.transaction():
            for table in ("evidence", "term_key", "term", "language_definition", "concept"):
                self._memory.connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our names

    def entries(self) -> Iterator[ConceptEntry]:
        """Yield all entries in the order they were added."""
        with store_errors(self._memory.path, "read"):
            rows = self._memory.connection.execute("SELECT id FROM concept ORDER BY position, id")
            for (number,) in rows.fetchall():
                yield read_entry(self._memory.connection, number)

    def entry(self, identifier: str) -> ConceptEntry | None:
        """Return the entry of this id, or None."""
        with store_errors(self._memory.path, "read"):
            row = self._memory.connection.execute(
                "SELECT id FROM concept WHERE identifier = ?", (identifier,)
            ).fetchone()
            return read_entry(self._memory.connection, row[0]) if row else None

    def __len__(self) -> int:
        with store_errors(self._memory.path, "read"):
            row = self._memory.connection.execute("SELECT count(*) FROM concept").fetchone()
            return int(row[0])
