"""Join the alignments of many languages into rows that are closed in every language.

The pairs with the source language give the links. A row is a connected component of segments
under those links: the smallest group that contains every bead it touches. Segments that no bead
ties to the source are tied to each other where a pair of other languages says so; the rest stand
alone. No bead is ever cut, so no row contradicts a bead it was built from.
"""

from collections.abc import Mapping, Sequence

from align.model import Alignment, Row, SegmentedText

__all__ = ["build_rows"]

_Place = tuple[int, int]
"""Position of a text and index of a segment in it."""


def build_rows(
    texts: Sequence[SegmentedText], pairs: Mapping[tuple[int, int], Alignment]
) -> tuple[Row, ...]:
    """Return the rows of the texts, in the order of the first text.

    Args:
        texts: the language versions; the first is the source.
        pairs: alignments by text positions (i, j), i < j; all (0, j) must be there.
    """
    groups = _Groups(texts)
    confidences: dict[_Place, float] = {}
    for position in range(1, len(texts)):
        for bead in pairs[0, position].beads:
            members = [(0, i) for i in bead.source] + [(position, j) for j in bead.target]
            groups.join(members)
            for j in bead.target:
                confidences[position, j] = bead.confidence
            for i in bead.source:
                confidences[position, -1 - i] = bead.confidence
    groups.close_gaps()
    _tie_additions(texts, pairs, groups)
    return tuple(_make_row(texts, group, confidences) for group in _ordered(texts, groups))


def _tie_additions(
    texts: Sequence[SegmentedText],
    pairs: Mapping[tuple[int, int], Alignment],
    groups: "_Groups",
) -> None:
    """Join segments without a source that two other versions added at the same place.

    Only additions between the same two source rows are joined, and at most one addition per
    version and place, so that the order of every text survives.
    """
    places = _Places(texts, groups)
    for (a, b), alignment in sorted(pairs.items()):
        if a == 0:
            continue
        for bead in alignment.beads:
            members = [(a, i) for i in bead.source] + [(b, j) for j in bead.target]
            if (
                len(bead.source) == len(bead.target) == 1
                and not any(groups.has_source(member) for member in members)
                and places.of(members[0]) == places.of(members[1])
                and all(places.is_only_addition(member) for member in members)
            ):
                groups.join(members)


class _Places:
    """For segments without a source: after which source segment their text has them."""

    def __init__(self, texts: Sequence[SegmentedText], groups: "_Groups") -> None:
        self._after: dict[_Place, int] = {}
        self._count: dict[tuple[int, int], int] = {}
        for position, text in enumerate(texts):
            last = -1
            for segment in text.segments:
                place = (position, segment.index)
                source = groups.source_of(place)
                if source is None:
                    self._after[place] = last
                    self._count[position, last] = self._count.get((position, last), 0) + 1
                else:
                    last = max(last, source)

    def of(self, place: _Place) -> int:
        """Return the last source segment before the addition, -1 at the beginning."""
        return self._after[place]

    def is_only_addition(self, place: _Place) -> bool:
        """Return whether its version adds nothing else at this place."""
        return self._count[place[0], self._after[place]] == 1


class _Groups:
    """Disjoint sets of segments (union by path halving)."""

    def __init__(self, texts: Sequence[SegmentedText]) -> None:
        places = [(p, s.index) for p, text in enumerate(texts) for s in text.segments]
        self._parent: dict[_Place, _Place] = {place: place for place in places}
        self._members: dict[_Place, list[_Place]] = {place: [place] for place in places}

    def find(self, place: _Place) -> _Place:
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def join(self, places: Sequence[_Place]) -> None:
        first = self.find(places[0])
        for place in places[1:]:
            other = self.find(place)
            if other != first:
                self._parent[other] = first
                self._members[first] += self._members.pop(other)

    def has_source(self, place: _Place) -> bool:
        return self.source_of(place) is not None

    def source_of(self, place: _Place) -> int | None:
        """Return the last source segment in the group, None if it has none."""
        members = self._members[self.find(place)]
        return max((index for position, index in members if position == 0), default=None)

    def close_gaps(self) -> None:
        """Join every segment that lies between two segments of one group, until none does.

        An addition in the middle of a row cannot stand before or after it without changing the
        order of its text.
        """
        joined = True
        while joined:
            joined = False
            for place in sorted(self._parent):
                before = (place[0], place[1] - 1)
                if before not in self._parent or self.find(before) == self.find(place):
                    continue
                last = max(i for p, i in self._members[self.find(before)] if p == place[0])
                if last > place[1]:
                    self.join([before, place])
                    joined = True

    def all(self) -> list[list[_Place]]:
        return [sorted(members) for members in self._members.values()]


def _ordered(texts: Sequence[SegmentedText], groups: _Groups) -> list[list[_Place]]:
    """Return the groups in source order; one without a source follows its predecessors' row."""
    places = _Places(texts, groups)

    def order(group: list[_Place]) -> tuple[int, ...]:
        position, index = group[0]
        return (index, 0) if position == 0 else (places.of(group[0]), 1, position, index)

    return sorted(groups.all(), key=order)


def _make_row(
    texts: Sequence[SegmentedText], group: list[_Place], confidences: Mapping[_Place, float]
) -> Row:
    cells = tuple(
        tuple(index for place, index in group if place == position)
        for position in range(len(texts))
    )
    cell_confidence = [1.0]
    for position in range(1, len(texts)):
        own = [confidences[position, j] for j in cells[position]]
        own += [
            confidences[position, -1 - i] for i in cells[0] if (position, -1 - i) in confidences
        ]
        cell_confidence.append(min(own, default=1.0))
    return Row(cells=cells, confidence=min(cell_confidence), cell_confidence=tuple(cell_confidence))
