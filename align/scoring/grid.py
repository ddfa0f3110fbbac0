"""The candidate beads of a band, and the sums over rectangles that all their scores are made of.

The dot product of two joined spans is the sum of a rectangle of the matrix of single-segment dot
products, so no n:m candidate needs a vector of its own: its rectangle is built from smaller ones.
"""

from collections import Counter
from typing import Final

import numpy as np

from align.encoding.protocol import Vectors
from align.scoring.scale import Scale
from align.scoring.side import Side
from align.scoring.support import Support
from align.search.lattice import Band, Booleans, Floats, Integers

__all__ = ["Grid", "window_sum"]

# Rows whose dot products are worked out at once; bounds the memory of one block.
_ROWS_PER_BLOCK: Final = 128


class Grid:
    """A band between two sides: flat arrays over its nodes, one value per node.

    Attributes:
        source: the source side.
        target: the target side.
        band: the nodes.
        shapes: bead shapes (m, n).
        scale: what chance and a typical translation look like.
        rows: row of each node.
        columns: column of each node.
        up: flat index of the node above each node, the number of nodes where there is none.
        left: the same of the node to the left.
        source_norms: per span length m, the length of the vector of the m segments before a row.
        target_norms: the same of the target.
        rectangles: per shape, the dot product of the spans that end at each node; not a number
            where they leave the band.
        anchor_rectangles: per shape, the weight of the anchors both spans hold.
        source_labels: per source segment, an id of its paragraph label; -1 without one, and for
            labels that do not stand exactly once in both texts.
        target_labels: the same of the target.
        label_rectangles: per shape, how many labels both spans hold.
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
        band: Band,
        shapes: tuple[tuple[int, int], ...],
        scale: Scale,
        *,
        support: Support | None = None,
    ) -> None:
        self.source, self.target, self.band, self.shapes = source, target, band, shapes
        self.scale = scale
        self._starts = band.starts
        self.size = int(self._starts[-1])
        self.rows, self.columns = band.rows_and_columns(0, band.source_length + 1)
        self._places: dict[tuple[int, int], Integers] = {}
        self.up = band.locate(self.rows - 1, self.columns, self._starts)
        self.left = band.locate(self.rows, self.columns - 1, self._starts)
        # One more than the largest bead: a span and the segment beside it.
        self.source_norms = _span_norms(source.sums, max(m for m, _ in shapes) + 1)
        self.target_norms = _span_norms(target.sums, max(n for _, n in shapes) + 1)
        self.rectangles = self._rectangles(self._pair_dots())
        self.anchor_rectangles = self._rectangles(self._shared_anchors())
        self.source_labels, self.target_labels = _label_ids(source.numbers, target.numbers)
        self.label_rectangles = self._rectangles(self._shared_labels())
        self.support_rectangles = self._rectangles(self._supported(support)) if support else {}
        self.similarities = {shape: self._similarity(*shape) for shape in self.rectangles}
        self.best_of_source = _best_per_row(self.similarities[1, 1], self.rows, len(source))
        self.best_of_target = _best_per_row(self.similarities[1, 1], self.columns, len(target))

    def valid(self, m: int, n: int) -> Booleans:
        """Return at which nodes a bead of this shape may end."""
        before = self.band.locate(self.rows - m, self.columns - n, self._starts)
        inside: Booleans = (before < self.size) & np.isfinite(self.rectangles[m, n])
        return inside & ~self._spans_break(m, n) & ~self._holds_nothing(m, n)

    def shift(self, values: Floats, origin: Integers) -> Floats:
        """Return the value at another node (`up` or `left`) for each node; NaN outside."""
        shifted: Floats = np.append(values, np.nan)[origin]
        return shifted

    def at(self, values: Floats, down: int, right: int) -> Floats:
        """Return the value at the node some rows down and columns right of each; NaN outside."""
        if (down, right) not in self._places:
            self._places[down, right] = self.band.locate(
                self.rows + down, self.columns + right, self._starts
            )
        return self.shift(values, self._places[down, right])

    def _similarity(self, m: int, n: int) -> Floats:
        """Return the cosine of the spans that end at each node, on the scale."""
        norms = self.source_norms[m][self.rows] * self.target_norms[n][self.columns]
        with np.errstate(invalid="ignore", divide="ignore"):
            cosines = self.rectangles[m, n] / norms
        return self.scale.apply(np.where(np.isfinite(cosines), cosines, -np.inf))

    def _spans_break(self, m: int, n: int) -> Booleans:
        """Return where a bead would join segments that were not neighbours in the text."""
        # A break before the first segment of a span does no harm, so one segment less counts.
        source = window_sum(self.source.after_break, m - 1)[self.rows]
        target = window_sum(self.target.after_break, n - 1)[self.columns]
        return (source + target) > 0

    def _holds_nothing(self, m: int, n: int) -> Booleans:
        """Return where a bead would hold a segment without any token: nothing can render it."""
        source = window_sum(_empty(self.source.sums), m)[self.rows]
        target = window_sum(_empty(self.target.sums), n)[self.columns]
        return (source + target) > 0

    def _pair_dots(self) -> Floats:
        """Return the dot product of the two segments that end at each node."""
        dots = np.full(self.size, np.nan)
        band = self.band
        for first in range(1, band.source_length + 1, _ROWS_PER_BLOCK):
            last = min(first + _ROWS_PER_BLOCK, band.source_length + 1)
            low, high = max(int(band.low[first]), 1), int(band.high[last - 1])
            if high <= low:
                continue
            block = self.source.sums[first - 1 : last - 1] @ self.target.sums[low - 1 : high - 1].T
            here = slice(int(self._starts[first]), int(self._starts[last]))
            rows, columns = self.rows[here] - first, self.columns[here] - low
            reachable = columns >= 0
            dots[here][reachable] = block[rows[reachable], columns[reachable]]
        return dots

    def _rectangles(self, pairs: Floats) -> dict[tuple[int, int], Floats]:
        """Return, per shape, the sum over the rectangle of pairs that ends at each node."""
        largest_m = max(m for m, _ in self.shapes)
        largest_n = max(n for _, n in self.shapes)
        sums: dict[tuple[int, int], Floats] = {(1, 1): pairs}
        for n in range(2, largest_n + 1):
            sums[1, n] = pairs + self.shift(sums[1, n - 1], self.left)
        for m in range(2, largest_m + 1):
            for n in range(1, largest_n + 1):
                sums[m, n] = sums[1, n] + self.shift(sums[m - 1, n], self.up)
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
        band = self.band
        for i, anchors in enumerate(self.source.anchors):
            low, high = int(band.low[i + 1]), int(band.high[i + 1])
            base = int(self._starts[i + 1]) - low
            for key, weight in anchors.items():
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


def _empty(sums: Vectors) -> Booleans:
    """Return which segments have no token, shape (n,)."""
    empty: Booleans = np.logical_not(sums.any(axis=1))
    return empty


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
    """Return norms[m][i]: length of the vector of the m segments that end before segment i."""
    prefix = np.zeros((len(sums) + 1, sums.shape[1]))
    np.cumsum(sums, axis=0, dtype=np.float64, out=prefix[1:])
    norms = [np.zeros(len(prefix))]
    for m in range(1, largest + 1):
        lengths = np.zeros(len(prefix))
        if m < len(prefix):
            lengths[m:] = np.linalg.norm(prefix[m:] - prefix[:-m], axis=1)
        norms.append(np.where(lengths > 1e-6, lengths, np.nan))
    return norms


def _best_per_row(similarity: Floats, rows: Integers, count: int) -> Floats:
    """Return the best similarity of each segment within the band; rows are 1-based nodes."""
    best = np.full(count + 1, -1.0)
    np.maximum.at(best, rows, similarity)
    return best[1:]
