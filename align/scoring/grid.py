"""The candidate beads of bands, and the sums over rectangles that all their scores are made of.

The dot product of two joined spans is the sum of a rectangle of the matrix of single-segment dot
products, so no n:m candidate needs a vector of its own: its rectangle is built from smaller ones.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from align.encoding.protocol import Vectors
from align.scoring.nodes import Nodes
from align.scoring.scale import Scale
from align.scoring.shares import Neighbours, neighbours_of_spans
from align.scoring.side import Side
from align.scoring.support import Support
from align.search.lattice import Band, Booleans, Floats, Integers

__all__ = ["Grid", "window_sum"]

# Rows whose dot products are worked out at once; bounds the memory of one block.
_ROWS_PER_BLOCK: Final = 128


class Grid:
    """Bands between two sides: flat arrays over their nodes, one value per node.

    Attributes:
        source: the source side.
        target: the target side.
        bands: the bands, each at its place; they share no segment.
        shapes: bead shapes (m, n).
        scale: what chance and a typical translation look like.
        nodes: the nodes of the bands.
        rows: row of each node.
        columns: column of each node.
        size: number of nodes.
        source_norms: per span length m, the length of the vector of the m segments before a row.
        target_norms: the same of the target.
        rectangles: per shape, the dot product of the spans that end at each node; not a number
            where they leave the band.
        anchor_rectangles: per shape, the weight of the anchors both spans hold; empty where the
            texts share none.
        source_labels: per source segment, an id of its paragraph label; -1 without one, and for
            labels that do not stand exactly once in both texts.
        target_labels: the same of the target.
        label_rectangles: per shape, how many labels both spans hold; empty without labels.
        support_rectangles: per shape, the sum of what other languages say of the pairs of segments;
            empty where they were not asked.
        similarities: per shape, the cosine of the spans on the scale.
        best_of_source: best similarity of each source segment with any single target segment.
        best_of_target: the same of each target segment.
    """

    def __init__(
        self,
        source: Side,
        target: Side,
        bands: Sequence[Band],
        shapes: tuple[tuple[int, int], ...],
        scale: Scale,
        *,
        support: Support | None = None,
    ) -> None:
        self.source, self.target, self.bands, self.shapes = source, target, bands, shapes
        self.scale = scale
        self.nodes = Nodes(bands)
        self.size = self.nodes.size
        self.rows, self.columns = self.nodes.rows, self.nodes.columns
        self._places: dict[tuple[int, int], Integers] = {}
        self._neighbours: dict[tuple[int, int, bool], Neighbours] = {}
        # One more than the largest bead: a span and the segment beside it.
        self.source_norms = _span_norms(source.sums, max(m for m, _ in shapes) + 1)
        self.target_norms = _span_norms(target.sums, max(n for _, n in shapes) + 1)
        # Segments without any token have no direction.
        self._empty = np.isnan(self.source_norms[1][1:]), np.isnan(self.target_norms[1][1:])
        self.rectangles = self._rectangles(self._pair_dots())
        self.anchor_rectangles = self._rectangles_of_any(self._shared_anchors())
        self.source_labels, self.target_labels = _label_ids(source.numbers, target.numbers)
        self.label_rectangles = self._rectangles_of_any(self._shared_labels())
        self.support_rectangles = self._rectangles(self._supported(support)) if support else {}
        self.similarities = {shape: self._similarity(*shape) for shape in self.rectangles}
        self.best_of_source = _best_per_place(self.similarities[1, 1], self.rows, len(source))
        self.best_of_target = _best_per_place(self.similarities[1, 1], self.columns, len(target))

    def valid(self, m: int, n: int) -> Integers:
        """Return the nodes at which a bead of this shape may end."""
        inside = np.isfinite(self.rectangles[m, n]) & (self.places(-m, -n) < self.size)
        ends = np.flatnonzero(inside)
        source = self._barred(self.source, self._empty[0], m)
        target = self._barred(self.target, self._empty[1], n)
        free: Integers = ends[~(source[self.rows[ends]] | target[self.columns[ends]])]
        return free

    def source_spans(self, width: int, *, after: bool) -> Neighbours:
        """Return the spans of so many source segments, with the segment before or after them."""
        return self._spans(0, width, after)

    def target_spans(self, width: int, *, after: bool) -> Neighbours:
        """Return the same of the target."""
        return self._spans(1, width, after)

    def _spans(self, side: int, width: int, after: bool) -> Neighbours:  # noqa: FBT001
        if (side, width, after) not in self._neighbours:
            norms = (self.source_norms, self.target_norms)[side]
            self._neighbours[side, width, after] = neighbours_of_spans(norms, width, after=after)
        return self._neighbours[side, width, after]

    def places(self, down: int, right: int) -> Integers:
        """Return the node some rows down and columns right of each; the size for none."""
        if (down, right) not in self._places:
            self._places[down, right] = self.nodes.neighbours(down, right)
        return self._places[down, right]

    def shifted(self, values: Floats, nodes: Integers, down: int, right: int) -> Floats:
        """Return the value some rows down and columns right of these nodes; NaN outside."""
        shifted: Floats = np.append(values, np.nan)[self.places(down, right)[nodes]]
        return shifted

    def _similarity(self, m: int, n: int) -> Floats:
        """Return the cosine of the spans that end at each node, on the scale."""
        norms = self.source_norms[m][self.rows] * self.target_norms[n][self.columns]
        with np.errstate(invalid="ignore", divide="ignore"):
            cosines = self.rectangles[m, n] / norms
        return self.scale.apply(np.where(np.isfinite(cosines), cosines, -np.inf))

    @staticmethod
    def _barred(side: Side, empty: Booleans, width: int) -> Booleans:
        """Return before which places no span of this many segments may end, shape (n + 1,).

        It would join segments that were not neighbours in the text, or hold one without any
        token, which nothing can render.
        """
        # A break before the first segment of a span does no harm, so one segment less counts.
        barred: Booleans = window_sum(side.after_break, width - 1) > 0
        return barred | (window_sum(empty, width) > 0)

    def _pair_dots(self) -> Floats:
        """Return the dot product of the two segments that end at each node."""
        dots = np.full(self.size, np.nan)
        for band, begin in zip(self.bands, self.nodes.begins.tolist(), strict=False):
            source = self.source.sums[band.place[0] :]
            target = self.target.sums[band.place[1] :]
            starts = band.starts
            for first in range(1, band.source_length + 1, _ROWS_PER_BLOCK):
                last = min(first + _ROWS_PER_BLOCK, band.source_length + 1)
                low, high = max(int(band.low[first]), 1), int(band.high[last - 1])
                if high <= low:
                    continue
                block = source[first - 1 : last - 1] @ target[low - 1 : high - 1].T
                here = slice(begin + int(starts[first]), begin + int(starts[last]))
                rows = self.rows[here] - band.place[0] - first
                columns = self.columns[here] - band.place[1] - low
                reachable = columns >= 0
                dots[here][reachable] = block[rows[reachable], columns[reachable]]
        return dots

    def _rectangles_of_any(self, pairs: Floats) -> dict[tuple[int, int], Floats]:
        """Return the sums over rectangles; nothing where all pairs are 0."""
        return self._rectangles(pairs) if pairs.any() else {}

    def _rectangles(self, pairs: Floats) -> dict[tuple[int, int], Floats]:
        """Return, per shape, the sum over the rectangle of pairs that ends at each node."""
        largest_m = max(m for m, _ in self.shapes)
        largest_n = max(n for _, n in self.shapes)
        up, left = self.places(-1, 0), self.places(0, -1)
        sums: dict[tuple[int, int], Floats] = {(1, 1): pairs}
        for n in range(2, largest_n + 1):
            sums[1, n] = pairs + np.append(sums[1, n - 1], np.nan)[left]
        for m in range(2, largest_m + 1):
            for n in range(1, largest_n + 1):
                sums[m, n] = sums[1, n] + np.append(sums[m - 1, n], np.nan)[up]
        return sums

    def _supported(self, support: Support) -> Floats:
        """Return what other languages say of the two segments of each node."""
        evidence = np.full(self.size, np.nan)
        inside = (self.rows > 0) & (self.columns > 0)
        evidence[inside] = support.between(
            self.source.places[self.rows[inside] - 1], self.target.places[self.columns[inside] - 1]
        )
        return evidence

    def _shared_labels(self) -> Floats:
        """Return 1 at the nodes whose two segments carry the same label."""
        ours = np.append(self.source_labels, -1)[self.rows - 1]
        theirs = np.append(self.target_labels, -1)[self.columns - 1]
        shared: Floats = ((ours == theirs) & (ours >= 0)).astype(np.float64)
        return shared

    def _shared_anchors(self) -> Floats:
        """Return the weight of the anchors both segments of each node hold."""
        postings: dict[tuple[str, str], list[tuple[int, float]]] = {}
        for j, anchors in enumerate(self.target.anchors):
            for key, weight in anchors.items():
                postings.setdefault(key, []).append((j, weight))
        places = {key: np.array([j for j, _ in found]) for key, found in postings.items()}
        shared = np.zeros(self.size)
        if not places or not any(self.source.anchors):
            return shared
        for band, begin in zip(self.bands, self.nodes.begins.tolist(), strict=False):
            top, left = band.place
            starts = band.starts
            for row in range(1, band.source_length + 1):
                low, high = int(band.low[row]) + left, int(band.high[row]) + left
                base = begin + int(starts[row]) - low
                for key, weight in self.source.anchors[top + row - 1].items():
                    if key not in places:
                        continue
                    first, last = np.searchsorted(places[key], [low - 1, high - 1])
                    for j, other in postings[key][int(first) : int(last)]:
                        if j + 1 >= low:
                            shared[base + j + 1] += min(weight, other)
        return shared


def window_sum(values: Floats | Integers | Booleans, width: int) -> Floats:
    """Return sums[i]: the sum of the `width` values that end before place i; shape (n + 1,).

    Places with fewer values before them hold 0.
    """
    prefix = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    sums = np.zeros(len(prefix))
    if width < len(prefix):
        sums[width:] = prefix[width:] - prefix[: len(prefix) - width]
    return sums


def _label_ids(
    source: tuple[str | None, ...], target: tuple[str | None, ...]
) -> tuple[Integers, Integers]:
    """Return an id for each label that stands exactly once in both texts, -1 for others."""
    counts = Counter(source), Counter(target)
    once = [n for n in source if n is not None and counts[0][n] == counts[1][n] == 1]
    ids = {number: index for index, number in enumerate(once)}
    ours, theirs = (
        np.array([-1 if n is None else ids.get(n, -1) for n in numbers], dtype=np.int64)
        for numbers in (source, target)
    )
    return ours, theirs


def _span_norms(sums: Vectors, largest: int) -> list[Floats]:
    """Return norms[m][i]: length of the vector of the m segments that end before segment i.

    The square of a sum is the sum of all dot products between its parts.
    """
    exact = sums.astype(np.float64)
    squares = [np.zeros(len(sums) + 1)]
    for m in range(1, largest + 1):
        # Of a span A B C with first segment A and last C: |ABC|² = |AB|² + |BC|² - |B|² + 2 A·C.
        square = np.zeros(len(sums) + 1)
        if m <= len(sums):
            dots = np.einsum("nd,nd->n", exact[: len(sums) - m + 1], exact[m - 1 :])
            square[m:] = dots
            if m > 1:
                square[m:] += (
                    dots + squares[-1][m:] + squares[-1][m - 1 : -1] - squares[-2][m - 1 : -1]
                )
        squares.append(square)
    lengths = [np.sqrt(np.maximum(square, 0.0)) for square in squares]
    return [lengths[0], *(np.where(length > 1e-6, length, np.nan) for length in lengths[1:])]


def _best_per_place(similarity: Floats, places: Integers, count: int) -> Floats:
    """Return the best similarity of each segment within the bands; places are 1-based."""
    best = np.full(count + 1, -1.0)
    np.maximum.at(best, places, similarity)
    return best[1:]
