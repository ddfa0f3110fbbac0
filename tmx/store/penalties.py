"""Keep the penalties of a memory: points that matches lose for what is less to be trusted.

The idea is that of CAT tools. OmegaT takes NN points off what lies in a folder `penalty-NN`;
Trados and memoQ have penalties for a whole memory, for aligned units nobody has looked at, and by
field. Penalties add up, as there. What was taken off is always told beside the percent.
"""

import json
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from tmx.model import UnitStatus
from tmx.store.errors import StoreError
from tmx.store.memory import Memory

__all__ = ["Penalties", "penalties_of", "read_penalties", "write_penalties"]

_SETTING: Final = "penalties"
_MOST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalties:
    """Points off the percent of a match, each 0 to 100.

    Attributes:
        memory: off every match.
        statuses: (status, points): for units a person has accepted, rejected, or not looked at.
        documents: (symbol or name, points): for units of a document or an imported file.
        confidences: (bound, points): for units less sure than the bound, 0 to 1; where several
            bounds apply, the most points. Units without a confidence lose nothing.
    """

    memory: int = 0
    statuses: tuple[tuple[UnitStatus, int], ...] = ()
    documents: tuple[tuple[str, int], ...] = ()
    confidences: tuple[tuple[float, int], ...] = ()

    def __post_init__(self) -> None:
        pairs = (*self.statuses, *self.documents, *self.confidences)
        for points in (self.memory, *(points for _, points in pairs)):
            if not 0 <= points <= _MOST:
                raise ValueError(f"a penalty lies between 0 and {_MOST} points, not at {points}")

    def __bool__(self) -> bool:
        return self != Penalties()

    def points(
        self, *, status: str, confidence: float | None, document: str, symbol: str | None
    ) -> int:
        """Return the points a unit loses."""
        doubt = [
            points
            for bound, points in self.confidences
            if confidence is not None and confidence < bound
        ]
        return (
            self.memory
            + sum(points for each, points in self.statuses if each == status)
            + sum(points for name, points in self.documents if name in {document, symbol})
            + max(doubt, default=0)
        )


def read_penalties(connection: sqlite3.Connection) -> Penalties:
    """Return the penalties of a memory, none where none were set."""
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (_SETTING,)).fetchone()
    if row is None:
        return Penalties()
    kept = json.loads(row[0])
    return Penalties(
        memory=kept["memory"],
        statuses=tuple((UnitStatus(status), points) for status, points in kept["statuses"]),
        documents=tuple((name, points) for name, points in kept["documents"]),
        confidences=tuple((bound, points) for bound, points in kept["confidences"]),
    )


def write_penalties(memory: Memory, penalties: Penalties) -> None:
    """Set the penalties of a memory, in place of those it had.

    Raises:
        StoreError: the memory cannot be written.
    """
    with memory.transaction():
        memory.connection.execute("DELETE FROM setting WHERE name = ?", (_SETTING,))
        if penalties:
            memory.connection.execute(
                "INSERT INTO setting VALUES (?, ?)",
                (_SETTING, json.dumps(asdict(penalties), ensure_ascii=False)),
            )


def penalties_of(path: Path) -> Penalties:
    """Return the penalties of a memory, none where there is no memory that can be read."""
    try:
        with Memory.open(path) as memory:
            return read_penalties(memory.connection)
    except StoreError:
        return Penalties()
