"""Carry out what a reviewer asks for, on the rows as the reviewer saw them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tmx.model import UnitStatus
from tmx.review.moves import (
    MoveError,
    commented,
    languages_of,
    merge,
    move_boundary,
    omit,
    relink,
    set_status,
    split,
)
from tmx.review.realign import realign
from tmx.store.document_rows import DocumentRow

__all__ = ["ACTIONS", "Change", "Request", "plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a reviewer asks for.

    Attributes:
        action: one of `ACTIONS`.
        unit: number of the row at work.
        language: tag of the language at work; empty where the action needs none.
        goal: number of the row in the document, from 1, that a text is tied to.
        lines: for a split, per language the text in lines.
        comment: kept with the row.
    """

    action: str
    unit: int
    language: str = ""
    goal: int = 0
    lines: Mapping[str, Sequence[str]] = field(default_factory=dict)
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Rows to be put in the place of others, as `tmx.store.decisions.decide` takes them."""

    action: str
    before: tuple[DocumentRow, ...]
    after: tuple[DocumentRow, ...]


# What each action is called in the record of decisions.
ACTIONS: Mapping[str, str] = {
    "accept": "accept",
    "reject": "reject",
    "merge_next": "merge",
    "merge_previous": "merge",
    "split": "split",
    "boundary_back": "boundary",
    "boundary_forward": "boundary",
    "relink": "relink",
    "omission": "omission",
    "realign": "realign",
    "comment": "comment",
}


def plan(rows: Sequence[DocumentRow], asked: Request, *, before: int = 0) -> Change:
    """Return the change that an action makes to a document.

    Args:
        rows: all rows of the document, or of a part of it.
        asked: the action and its row.
        before: how many rows stand before the part.

    Raises:
        MoveError: the action is not possible there.
        AlignmentError: the document cannot be aligned anew.
    """
    places = {row.unit_id: place for place, row in enumerate(rows)}
    if asked.unit not in places or asked.action not in ACTIONS:
        raise MoveError(
            "the row or the action is not known; expected one of this document; open the page anew."
        )
    at = places[asked.unit]
    start, stop, after = _change(rows, at, asked, before)
    after = [commented(row, asked.comment) if row.unit_id == asked.unit else row for row in after]
    return Change(action=ACTIONS[asked.action], before=tuple(rows[start:stop]), after=tuple(after))


def _change(
    rows: Sequence[DocumentRow], at: int, asked: Request, before: int
) -> tuple[int, int, Sequence[DocumentRow]]:
    """Return the rows that go, from and to, and those that come."""
    match asked.action:
        case "merge_next" | "merge_previous" | "boundary_back" | "boundary_forward":
            first = at - 1 if asked.action == "merge_previous" else at
            return first, first + 2, _joint(rows, first, asked)
        case "relink":
            return _relinked(rows, at, asked, before)
        case "realign":
            stretch = realign(rows, at)
            return stretch.start, stretch.stop, stretch.after
        case _:
            return at, at + 1, _alone(rows[at], asked, languages_of(rows))


def _alone(row: DocumentRow, asked: Request, languages: Sequence[str]) -> Sequence[DocumentRow]:
    """Carry out what concerns one row."""
    match asked.action:
        case "split":
            return split(row, asked.lines)
        case "omission":
            return omit(row, asked.language, languages)
        case "accept":
            return set_status(row, UnitStatus.ACCEPTED, languages)
        case "comment":
            return _only_commented(row, asked.comment)
        case _:
            return set_status(row, UnitStatus.REJECTED, languages)


def _only_commented(row: DocumentRow, comment: str) -> Sequence[DocumentRow]:
    if not comment:
        raise MoveError("there is no comment; expected some words; write them and keep them.")
    return [row]


def _joint(rows: Sequence[DocumentRow], first: int, asked: Request) -> Sequence[DocumentRow]:
    """Carry out what concerns two neighbours."""
    if first < 0 or first + 1 >= len(rows):
        raise MoveError(
            "there is no row beyond this one; expected a neighbour; it is the first or the last of "
            "the document or of its part."
        )
    upper, lower = rows[first], rows[first + 1]
    if asked.action.startswith("merge"):
        return merge(upper, lower)
    forward = asked.action == "boundary_forward"
    moved = move_boundary(upper, lower, asked.language, forward=forward)
    return [row for row in moved if row.cells]


def _relinked(
    rows: Sequence[DocumentRow], at: int, asked: Request, before: int
) -> tuple[int, int, Sequence[DocumentRow]]:
    """Tie a text to another row, and align what lies around anew."""
    goal = asked.goal - before - 1
    if not 0 <= goal < len(rows):
        raise MoveError(
            f"there is no row {asked.goal}; expected a number from {before + 1} to "
            f"{before + len(rows)}; look at the numbers in the document."
        )
    start, stop = max(min(at, goal) - 1, 0), min(max(at, goal) + 2, len(rows))
    window = rows[start:stop]
    changed = relink(window, asked.language, giver=at - start, goal=goal - start)
    # A row that gave its only text is gone; what follows stands earlier by as much.
    everything = [*rows[:start], *changed, *rows[stop:]]
    around = start + _of(changed, rows[goal])
    stretch = realign(everything, around)
    gone = len(rows) - len(everything)
    first = min(start, stretch.start)
    last = max(start + len(changed), stretch.stop)
    after = [
        *everything[first : stretch.start],
        *stretch.after,
        *everything[stretch.stop : last],
    ]
    return first, last + gone, after


def _of(changed: Sequence[DocumentRow], goal: DocumentRow) -> int:
    return next(place for place, row in enumerate(changed) if row.unit_id == goal.unit_id)
