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
                key = (position, -1 - i)
                confidences[key] = bead.confidence
    for (a, b), alignment in sorted(pairs.items()):
        if a == 0:
            continue
        for bead in alignment.beads:
            members = [(a, i) for i in bead.source] + [(b, j) for j in bead.target]
            if bead.source and bead.target and not any(groups.has_source(m) for m in members):
                groups.join(members)
    return tuple(_make_row(texts, group, confidences) for group in _ordered(groups))


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
        return any(position == 0 for position, _ in self._members[self.find(place)])

    def all(self) -> list[list[_Place]]:
        return [sorted(members) for members in self._members.values()]


def _ordered(groups: _Groups) -> list[list[_Place]]:
    """Return the groups in source order; one without a source follows its predecessor's row."""
    order: dict[_Place, tuple[float, ...]] = {}
    found = groups.all()
    for group in found:
        if group[0][0] == 0:
            order[groups.find(group[0])] = (float(group[0][1]),)
    for group in found:
        if group[0][0] == 0:
            continue
        position, index = group[0]
        before = -1.0
        for earlier in range(index - 1, -1, -1):
            place = groups.find((position, earlier))
            if place in order and len(order[place]) == 1:
                before = order[place][0]
                break
        order[groups.find(group[0])] = (before, 1.0, float(position), float(index))
    return sorted(found, key=lambda group: order[groups.find(group[0])])


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
