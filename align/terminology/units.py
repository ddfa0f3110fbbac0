"""Choose among overlapping candidates: keep the units, drop fragments and loose phrases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from align.terminology.drafts import Draft

__all__ = ["drop_fragments", "is_taken"]

HOST_FIT: Final = 0.6
HAPAX_HOST_FIT: Final = 0.85
"""What share of the fit of a unit within it a longer one must have, if repeated or seen once."""


def drop_fragments(drafts: list[Draft]) -> list[Draft]:
    """Return the drafts that are units: not inside, across, nor loosely around better ones.

    They are looked at by how well they fit their equivalents as a whole, a little in favour of
    the longer; then those go that stand nowhere outside a longer unit.
    """
    kept: list[Draft] = []
    taken: defaultdict[int, list[tuple[int, int, float]]] = defaultdict(list)
    for draft in sorted(drafts, key=lambda draft: (-_order(draft), draft.key)):
        if draft.score <= 0.0:
            continue
        places = draft.places.get(0, [])
        if places and draft.known is None:
            free = 0
            for place in places:
                around = taken[place.cell]
                ranges = [(start, end) for start, end, _ in around]
                inside = max(
                    (
                        fit
                        for start, end, fit in around
                        if place.start <= start and end <= place.end
                    ),
                    default=0.0,
                )
                loose = HOST_FIT if len(places) > 1 else HAPAX_HOST_FIT
                fits = draft.title or draft.fit >= loose * inside
                free += fits and not is_taken(place.start, place.end, ranges)
            if free < max(1, len(places) // 8):
                continue
        kept.append(draft)
        for place in places:
            weight = min(draft.fit, 1.0) if draft.length > 1 and not draft.known else 0.0
            taken[place.cell].append((place.start, place.end, weight))
    return [draft for draft in kept if _stands_free(draft, taken)]


def _order(draft: Draft) -> float:
    length = len(draft.forms[0][0]) if 0 in draft.forms else 0
    return round(draft.fit * (1.0 + 0.02 * min(length, 10)) + (2.0 if draft.known else 0.0), 6)


def _stands_free(draft: Draft, taken: defaultdict[int, list[tuple[int, int, float]]]) -> bool:
    if draft.known is not None or 0 not in draft.places:
        return True
    return any(
        not any(
            start <= place.start and place.end <= end and (start, end) != (place.start, place.end)
            for start, end, _ in taken[place.cell]
        )
        for place in draft.places[0]
    )


def is_taken(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    """Return whether a range lies in, or cuts across, one of those taken."""
    return any(
        (first < end and start < last and not (start <= first and last <= end))
        or (first <= start and end <= last)
        for first, last in taken
    )
