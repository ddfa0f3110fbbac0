"""Turn two described sides into features of every candidate bead in a band.

The dot product of two joined spans is the sum of a rectangle of the matrix of single-segment dot
products, so no n:m candidate needs a vector of its own: its rectangle is built from smaller ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from align.encoding.protocol import Vectors
from align.scoring.scale import Scale
from align.scoring.side import Side
from align.search.lattice import Band, Booleans, Floats, Integers

__all__ = ["BEAD_FEATURES", "GAP_FEATURES", "Evidence", "Grid", "gather_evidence"]

BEAD_FEATURES: Final = (
    "one_to_one",
    "one_to_two",
    "two_to_two",
    "more_segments",
    "similarity",
    "high_similarity",
    "low_similarity",
    "margin",
    "gain",
    "balance",
    "length_difference",
    "length_difference_squared",
    "anchors_shared",
    "anchors_apart",
    "label_shared",
    "label_apart",
    "label_alone",
    "paragraph_start_shared",
    "paragraph_start_alone",
    "paragraph_inside",
)
"""Names of the columns of a bead's features, in order."""

GAP_FEATURES: Final = ("bias", "best_similarity", "length", "anchors", "label")
"""Names of the columns of a left-alone segment's features, in order."""

# Cells whose dot products are worked out at once; bounds the memory of one block.
_ROWS_PER_BLOCK: Final = 128
_INVALID: Final = -np.inf


@dataclass(frozen=True, slots=True)
class Evidence:
    """The features of everything a lattice can choose.

    Attributes:
        band: the nodes.
        shapes: bead shapes.
        beads: shape (shapes, nodes, features), float32; see `BEAD_FEATURES`.
        valid: shape (shapes, nodes), False where the bead would leave the band.
        deletions: shape (n, features); see `GAP_FEATURES`.
        insertions: shape (m, features).
    """

    band: Band
    shapes: tuple[tuple[int, int], ...]
    beads: Vectors
    valid: Booleans
    deletions: Floats
    insertions: Floats


def gather_evidence(
    source: Side, target: Side, band: Band, shapes: tuple[tuple[int, int], ...], scale: Scale
) -> Evidence:
    """Return the features of every bead of these shapes that fits into the band."""
    grid = Grid(source, target, band, shapes, scale)
    size = int(band.starts[-1])
    beads = np.zeros((len(shapes), size, len(BEAD_FEATURES)), dtype=np.float32)
    valid = np.zeros((len(shapes), size), dtype=bool)
    for index, (features, inside) in enumerate(grid.bead_features()):
        beads[index] = features
        valid[index] = inside
    return Evidence(
        band=band,
        shapes=shapes,
        beads=beads,
        valid=valid,
        deletions=grid.deletion_features(),
        insertions=grid.insertion_features(),
    )


class Grid:
    """The candidate beads of a band: flat arrays over its nodes, and the features made of them."""

    def __init__(
        self,
        source: Side,
        target: Side,
        band: Band,
        shapes: tuple[tuple[int, int], ...],
        scale: Scale,
    ) -> None:
        self.source, self.target, self.band, self.shapes = source, target, band, shapes
        self.starts = band.starts
        self.size = int(self.starts[-1])
        self.rows, self.columns = band.rows_and_columns(0, band.source_length + 1)
        self.up = band.locate(self.rows - 1, self.columns, self.starts)
        self.left = band.locate(self.rows, self.columns - 1, self.starts)
        largest_m = max(m for m, _ in shapes)
        largest_n = max(n for _, n in shapes)
        self.source_norms = _span_norms(source.sums, largest_m)
        self.target_norms = _span_norms(target.sums, largest_n)
        dots = self._pair_dots()
        self.rectangles = self._rectangles(dots)
        self.anchor_rectangles = self._rectangles(self._shared_anchors())
        self.scale = scale
        similarity = scale.apply(self.cosines(1, 1))
        self.best_of_source = _best_per_row(similarity, self.rows, len(source))
        self.best_of_target = _best_per_row(similarity, self.columns, len(target))

    def cosines(self, m: int, n: int) -> Floats:
        """Return the cosine of the spans of the bead (m, n) ending at each node."""
        norms = self.source_norms[m][self.rows] * self.target_norms[n][self.columns]
        with np.errstate(invalid="ignore", divide="ignore"):
            cosines = self.rectangles[m, n] / norms
        return np.where(np.isfinite(cosines), cosines, _INVALID)

    def bead_features(self) -> Iterator[tuple[Floats, Booleans]]:
        """Yield, per shape, features of shape (nodes, features) and which nodes are valid."""
        similarities = {(m, n): self.scale.apply(self.cosines(m, n)) for m, n in self.rectangles}
        for m, n in self.shapes:
            inside = (
                (self.band.locate(self.rows - m, self.columns - n, self.starts) < self.size)
                & np.isfinite(self.rectangles[m, n])
                & ~self._spans_break(m, n)
            )
            columns = self._shape_features(m, n)
            similarity = similarities[m, n]
            columns["similarity"] = similarity
            columns["high_similarity"] = np.maximum(similarity - 0.6, 0.0)
            columns["low_similarity"] = np.minimum(similarity - 0.3, 0.0)
            columns["margin"] = similarity - self._rivals(m, n)
            columns["gain"] = self._gain(m, n, similarities)
            columns["balance"] = self._balance(m, n)
            columns |= self._length_features(m, n)
            columns |= self._anchor_features(m, n)
            columns |= self._structure_features(m, n)
            table = np.stack(
                [np.broadcast_to(columns[name], self.size) for name in BEAD_FEATURES], axis=1
            )
            yield np.where(inside[:, None], table, 0.0), inside

    def _spans_break(self, m: int, n: int) -> Booleans:
        """Return where a bead would join segments that were not neighbours in the text."""
        # A break before the first segment of a span does no harm, so one segment less counts.
        source = _window_sum(self.source.after_break.astype(np.float64), m - 1)[self.rows]
        target = _window_sum(self.target.after_break.astype(np.float64), n - 1)[self.columns]
        return (source + target) > 0

    def deletion_features(self) -> Floats:
        """Return the features of leaving each source segment alone, shape (n, features)."""
        return _gap_features(self.source, self.best_of_source)

    def insertion_features(self) -> Floats:
        """Return the features of leaving each target segment alone, shape (m, features)."""
        return _gap_features(self.target, self.best_of_target)

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
            here = slice(int(self.starts[first]), int(self.starts[last]))
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
            sums[1, n] = pairs + self._shift(sums[1, n - 1], self.left)
        for m in range(2, largest_m + 1):
            for n in range(1, largest_n + 1):
                sums[m, n] = sums[1, n] + self._shift(sums[m - 1, n], self.up)
        return sums

    def _shift(self, values: Floats, origin: Integers) -> Floats:
        shifted: Floats = np.append(values, np.nan)[origin]
        return shifted

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
            base = int(self.starts[i + 1]) - low
            for key, weight in anchors.items():
                if key not in places:
                    continue
                first, last = np.searchsorted(places[key], [low - 1, high - 1])
                for j, other in postings[key][int(first) : int(last)]:
                    if j + 1 >= low:
                        shared[base + j + 1] += min(weight, other)
        return shared

    def _shape_features(self, m: int, n: int) -> dict[str, Floats]:
        ones = np.ones(1)
        return {
            "one_to_one": ones * (m == n == 1),
            "one_to_two": ones * (m + n == 3),
            "two_to_two": ones * (min(m, n) >= 2),
            "more_segments": ones * max(m + n - 3, 0),
        }

    def _rivals(self, m: int, n: int) -> Floats:
        """Return the mean of what the bead's segments reach at best with any other segment."""
        return 0.5 * (
            _window_mean(self.best_of_source, m)[self.rows]
            + _window_mean(self.best_of_target, n)[self.columns]
        )

    def _gain(self, m: int, n: int, similarities: dict[tuple[int, int], Floats]) -> Floats:
        """Return what the least useful outer segment adds; 0 for 1-1.

        A merge must earn its place: every segment at an edge of the span has to make the spans
        more alike than they are without it.
        """
        gains = []
        whole = similarities[m, n]
        if m > 1:
            shorter = similarities[m - 1, n]
            gains += [whole - shorter, whole - self._shift(shorter, self.up)]
        if n > 1:
            shorter = similarities[m, n - 1]
            gains += [whole - shorter, whole - self._shift(shorter, self.left)]
        if not gains:
            return np.zeros(1)
        least: Floats = np.nan_to_num(np.min(gains, axis=0), nan=0.0)
        return np.clip(least, -1.0, 1.0)

    def _balance(self, m: int, n: int) -> Floats:
        """Return how evenly the outer segments carry the meaning of the other side; 1 for 1-1.

        The other side's vector is written as a part of the inner segments plus a part of the
        outer one (least squares over two vectors). Both parts are about 1 where both were
        translated; the outer part is about 0 where a sentence was added. The ratio is free of
        length, so short headings and long sentences are judged alike.
        """
        ratios = []
        whole_source = self.source_norms[m][self.rows]
        whole_target = self.target_norms[n][self.columns]
        dots = self.rectangles[m, n]
        if m > 1:
            inner_dots, norms = self.rectangles[m - 1, n], self.source_norms
            last = norms[m - 1][np.maximum(self.rows - 1, 0)], norms[1][self.rows]
            first = norms[m - 1][self.rows], norms[1][np.maximum(self.rows - m + 1, 0)]
            shifted = self._shift(inner_dots, self.up)
            ratios.append(_part_ratio(whole_source, *last, dots, shifted))
            ratios.append(_part_ratio(whole_source, *first, dots, inner_dots))
        if n > 1:
            inner_dots, norms = self.rectangles[m, n - 1], self.target_norms
            last = norms[n - 1][np.maximum(self.columns - 1, 0)], norms[1][self.columns]
            first = norms[n - 1][self.columns], norms[1][np.maximum(self.columns - n + 1, 0)]
            shifted = self._shift(inner_dots, self.left)
            ratios.append(_part_ratio(whole_target, *last, dots, shifted))
            ratios.append(_part_ratio(whole_target, *first, dots, inner_dots))
        if not ratios:
            return np.ones(1)
        least: Floats = np.min(ratios, axis=0)
        return np.clip(np.nan_to_num(least, nan=0.0), -0.5, 1.0)

    def _length_features(self, m: int, n: int) -> dict[str, Floats]:
        source = _window_sum(self.source.lengths, m)[self.rows]
        target = _window_sum(self.target.lengths, n)[self.columns] * self.scale.letters
        # Ten letters on both sides keep short headings from looking wildly different.
        ratio = np.abs(np.log((source + 10.0) / (target + 10.0)))
        ratio = np.minimum(ratio, 1.5)
        return {"length_difference": ratio, "length_difference_squared": ratio * ratio}

    def _anchor_features(self, m: int, n: int) -> dict[str, Floats]:
        shared = np.nan_to_num(self.anchor_rectangles[m, n], nan=0.0)
        weight = (
            _window_sum(self.source.anchor_weights, m)[self.rows]
            + _window_sum(self.target.anchor_weights, n)[self.columns]
        )
        shared = np.minimum(shared, weight / 2.0)
        return {
            "anchors_shared": np.minimum(shared, 6.0),
            "anchors_apart": np.minimum(weight - 2.0 * shared, 6.0),
        }

    def _structure_features(self, m: int, n: int) -> dict[str, Floats]:
        """Return features of labels and paragraph starts; all 0 where paragraphs are unknown."""
        source_label = self._label_ids(self.source.numbers)
        target_label = self._label_ids(self.target.numbers)
        first_source = np.clip(self.rows - m, 0, max(len(self.source) - 1, 0))
        first_target = np.clip(self.columns - n, 0, max(len(self.target) - 1, 0))
        a, b = source_label[first_source], target_label[first_target]
        known = float(self.source.paragraphs_known and self.target.paragraphs_known)
        begins = self.source.starts_paragraph, self.target.starts_paragraph
        at_source, at_target = begins[0][first_source], begins[1][first_target]
        inside = (
            _window_sum(begins[0].astype(np.float64), m)[self.rows]
            - at_source
            + _window_sum(begins[1].astype(np.float64), n)[self.columns]
            - at_target
        )
        return {
            "label_shared": ((a == b) & (a >= 0)).astype(np.float64),
            "label_apart": ((a != b) & (a >= 0) & (b >= 0)).astype(np.float64),
            "label_alone": ((a >= 0) != (b >= 0)).astype(np.float64),
            "paragraph_start_shared": known * (at_source & at_target),
            "paragraph_start_alone": known * (at_source != at_target),
            "paragraph_inside": known * inside,
        }

    def _label_ids(self, numbers: tuple[str | None, ...]) -> Integers:
        names = sorted({*self.source.numbers, *self.target.numbers} - {None}, key=str)
        ids = {name: index for index, name in enumerate(names)}
        return np.array([ids.get(number, -1) if number else -1 for number in numbers] or [-1])


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


def _part_ratio(
    whole: Floats, inner: Floats, outer: Floats, dots: Floats, inner_dots: Floats
) -> Floats:
    """Return the outer segment's coefficient over the larger one, by least squares.

    Args:
        whole: length of the joined vector.
        inner: length of the vector of the inner part.
        outer: length of the vector of the outer segment.
        dots: dot product of the other side with the whole.
        inner_dots: dot product of the other side with the inner part.
    """
    between = 0.5 * (whole**2 - inner**2 - outer**2)
    outer_dots = dots - inner_dots
    # Cramer's rule; the determinant is positive and cancels in the ratio.
    for_inner = inner_dots * outer**2 - outer_dots * between
    for_outer = outer_dots * inner**2 - inner_dots * between
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio: Floats = for_outer / np.maximum(np.abs(for_inner), np.abs(for_outer))
    return ratio


def _window_sum(values: Floats, width: int) -> Floats:
    """Return sums[i]: the sum of the `width` values that end before place i; shape (n + 1,)."""
    prefix = np.concatenate([[0.0], np.cumsum(values)])
    sums = np.zeros(len(prefix))
    sums[width:] = prefix[width:] - prefix[: len(prefix) - width]
    return sums


def _window_mean(values: Floats, width: int) -> Floats:
    return _window_sum(values, width) / width


def _best_per_row(similarity: Floats, rows: Integers, count: int) -> Floats:
    """Return the best similarity of each segment within the band; rows are 1-based nodes."""
    best = np.full(count + 1, -1.0)
    np.maximum.at(best, rows, similarity)
    return best[1:]


def _gap_features(side: Side, best: Floats) -> Floats:
    return (
        np.stack(
            [
                np.ones(len(side)),
                best,
                np.log(side.lengths / 50.0),
                np.minimum(side.anchor_weights, 6.0),
                np.array([number is not None for number in side.numbers], dtype=np.float64),
            ],
            axis=1,
        )
        if len(side)
        else np.zeros((0, len(GAP_FEATURES)))
    )
