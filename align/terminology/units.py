"""Choose among overlapping candidates: what cuts across a better one is no unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from align.terminology.drafts import Draft

__all__ = ["drop_fragments", "is_taken"]


def drop_fragments(drafts: list[Draft]) -> list[Draft]:
    """Return the drafts that are units, the best first.

    A term may stand within another (核武器 in 核武器国家); what begins in one and ends in the
    next is a fragment of both.
    """
    kept: list[Draft] = []
    taken: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for draft in sorted(
        drafts, key=lambda draft: (draft.known is None, -round(draft.score, 6), draft.key)
    ):
        places = draft.places.get(0, [])
        if places and draft.known is None:
            free = sum(
                not crosses(place.start, place.end, taken.get(place.cell, ())) for place in places
            )
            if free < max(1, len(places) // 8):
                continue
        kept.append(draft)
        for place in places:
            taken[place.cell].append((place.start, place.end))
    return kept


def crosses(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    """Return whether a range overlaps one of those taken without holding it or lying in it."""
    return any(
        first < end
        and start < last
        and not (start <= first and last <= end)
        and not (first <= start and end <= last)
        for first, last in taken
    )


def is_taken(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    """Return whether a range lies in, or cuts across, one of those taken."""
    return crosses(start, end, taken) or any(
        first <= start and end <= last for first, last in taken
    )
