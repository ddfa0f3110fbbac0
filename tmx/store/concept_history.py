"""Changes that people make to a termbase: what was changed, by whom, and how to take it back.

A change puts concept entries in the place of others, in one transaction, and keeps both whole. It
is taken back only if its entries are still as it left them: what somebody has done since is never
lost.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tmx.model import ConceptEntry
from tmx.store.clock import now
from tmx.store.entry_json import entry_from_json, entry_to_json
from tmx.store.errors import ConflictError, store_errors

if TYPE_CHECKING:
    from tmx.store.memory import Memory

__all__ = ["ConceptChange", "change_entries", "changes", "undo_change"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptChange:
    """What a person did to a termbase.

    Attributes:
        number: counts up within the memory.
        made: time, ISO 8601 in UTC.
        editor: who.
        action: what, in a word: merge, split, approve.
        before: the entries as they were.
        after: the entries in their place.
        undone: time it was taken back, None if it stands.
    """

    number: int
    made: str
    editor: str
    action: str
    before: tuple[ConceptEntry, ...]
    after: tuple[ConceptEntry, ...]
    undone: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the change as JSON, its entries whole."""
        return {
            "number": self.number,
            "made": self.made,
            "editor": self.editor,
            "action": self.action,
            "undone": self.undone,
            "before": [entry_to_json(entry) for entry in self.before],
            "after": [entry_to_json(entry) for entry in self.after],
        }


def change_entries(
    memory: "Memory",
    before: Sequence[ConceptEntry],
    after: Sequence[ConceptEntry],
    *,
    action: str,
    editor: str,
) -> ConceptChange:
    """Put entries in the place of others and keep the change.

    Args:
        memory: open for writing.
        before: the entries as the editor saw them.
        after: what shall stand there; an entry keeps the place of the one with its id, others
            come right behind the first.
        action: what is done, in a word.
        editor: who does it.

    Raises:
        ConflictError: an entry is no longer there or no longer the same, or an id is taken;
            nothing is changed.
        StoreError: the memory cannot be written.
    """
    made = now()
    with memory.transaction():
        places = memory.termbase.places([entry.id for entry in before])
        _replace(memory, before, after, places)
        number = memory.connection.execute(
            "INSERT INTO concept_change (made, editor, action, before, after, places) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (made, editor, action, _to_text(before), _to_text(after), json.dumps(places)),
        ).lastrowid
    return ConceptChange(
        number=number or 0,
        made=made,
        editor=editor,
        action=action,
        before=tuple(before),
        after=tuple(after),
    )


def undo_change(memory: "Memory") -> ConceptChange | None:
    """Take the last change back that stands, and return it; None if there is none.

    Raises:
        ConflictError: its entries have been changed since, by an import for instance.
        StoreError: the memory cannot be written.
    """
    with memory.transaction():
        last = next((change for change in changes(memory) if change.undone is None), None)
        if last is None:
            return None
        (places,) = memory.connection.execute(
            "SELECT places FROM concept_change WHERE id = ?", (last.number,)
        ).fetchone()
        _replace(memory, last.after, last.before, json.loads(places))
        memory.connection.execute(
            "UPDATE concept_change SET undone = ? WHERE id = ?", (now(), last.number)
        )
    return last


def changes(memory: "Memory") -> list[ConceptChange]:
    """Return the changes of a termbase, the last first."""
    with store_errors(memory.path, "read"):
        rows = memory.connection.execute(
            "SELECT id, made, editor, action, before, after, undone FROM concept_change "
            "ORDER BY id DESC"
        ).fetchall()
    return [
        ConceptChange(
            number=number,
            made=made,
            editor=editor,
            action=action,
            before=_from_text(before),
            after=_from_text(after),
            undone=undone,
        )
        for number, made, editor, action, before, after, undone in rows
    ]


def _replace(
    memory: "Memory",
    before: Sequence[ConceptEntry],
    after: Sequence[ConceptEntry],
    places: Mapping[str, int],
) -> None:
    for entry in before:
        if memory.termbase.entry(entry.id) != entry:
            raise ConflictError(
                f"the entry {entry.id} is not as it was; expected no change since; look at it "
                f"again and decide anew."
            )
    old = {entry.id for entry in before}
    for entry in after:
        if entry.id not in old and memory.termbase.entry(entry.id) is not None:
            raise ConflictError(f"{entry.id} is there already; give the new entry another id.")
    memory.termbase.replace(sorted(old), after, places)


def _to_text(entries: Sequence[ConceptEntry]) -> str:
    return json.dumps([entry_to_json(entry) for entry in entries], ensure_ascii=False)


def _from_text(text: str) -> tuple[ConceptEntry, ...]:
    return tuple(entry_from_json(each) for each in json.loads(text))
