"""Describe candidate beads of a grid, and segments left alone, by features."""

from typing import Final

import numpy as np

from align.scoring.grid import Grid, window_sum
from align.scoring.scale import Scale
from align.scoring.shares import Neighbours, outer_share
from align.scoring.side import Side
from align.search.lattice import Booleans, Floats, Integers

__all__ = [
    "BEAD_FEATURES",
    "GAP_FEATURES",
    "bead_features",
    "deletion_features",
    "insertion_features",
]

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
    "label_broken",
    "paragraph_start_shared",
    "paragraph_start_alone",
    "paragraph_inside",
    "note_alone",
    "leak",
    "greatest_leak",
    "loose_merge",
    "loose_similarity",
    "loose_length",
    "speech_alone",
    "speech_cut",
    "speech_goes_on",
)
"""Names of the columns of a bead's features, in order."""

GAP_FEATURES: Final = ("bias", "best_similarity", "length", "anchors", "label", "note", "loose")
"""Names of the columns of a left-alone segment's features, in order."""

# A label that both texts have once hardly ever ends up in two beads. The fit, which draws every
# weight towards 0 alike, needs the feature large to say so.
_LABEL_SCALE: Final = 3.0


_Values = Floats | Integers | Booleans


def bead_features(grid: Grid, m: int, n: int, nodes: Integers) -> dict[str, Floats | float]:
    """Return each feature of the beads (m, n) that end at these nodes: one per node, or for all."""
    beads = _Beads(grid, m, n, nodes)
    similarity = beads.of(grid.similarities[m, n])
    lengths = _length_features(beads)
    looseness = grid.scale.looseness
    return {
        **_shape_features(m, n),
        "similarity": similarity,
        "high_similarity": np.maximum(similarity - 0.6, 0.0),
        "low_similarity": np.minimum(similarity - 0.3, 0.0),
        "margin": similarity - _rivals(beads),
        "gain": _gain(beads),
        "balance": _balance(beads),
        **_leaks(beads),
        **lengths,
        "loose_merge": looseness * (m + n > 2),
        "loose_similarity": looseness * similarity,
        "loose_length": looseness * lengths["length_difference"],
        **_anchor_features(beads),
        **_structure_features(beads),
        **_note_features(beads),
        **_speech_features(beads),
    }


def deletion_features(grid: Grid) -> Floats:
    """Return the features of leaving each source segment alone, shape (n, features)."""
    return _gap_features(grid.source, grid.best_of_source, grid.scale)


def insertion_features(grid: Grid) -> Floats:
    """Return the features of leaving each target segment alone, shape (m, features)."""
    return _gap_features(grid.target, grid.best_of_target, grid.scale)


class _Beads:
    """Some beads of one shape.

    Attributes:
        grid: where they lie.
        m: source segments of each.
        n: target segments of each.
        nodes: shape (k,), where they end.
        rows: the row of each node.
        columns: the column of each node.
    """

    def __init__(self, grid: Grid, m: int, n: int, nodes: Integers) -> None:
        self.grid, self.m, self.n, self.nodes = grid, m, n, nodes
        self.rows, self.columns = grid.rows[nodes], grid.columns[nodes]

    def of(self, values: Floats, down: int = 0, right: int = 0) -> Floats:
        """Return the value at each node, or so many rows and columns from it; NaN outside."""
        if down == right == 0:
            return values[self.nodes]
        return self.grid.shifted(values, self.nodes, down, right)

    def sums(self, source: _Values, target: _Values) -> tuple[Floats, Floats]:
        """Return the sums of a value per segment over both spans of each bead."""
        ours, theirs = window_sum(source, self.m), window_sum(target, self.n)
        return ours[self.rows], theirs[self.columns]


def _shape_features(m: int, n: int) -> dict[str, float]:
    return {
        "one_to_one": float(m == n == 1),
        "one_to_two": float(m + n == 3),
        "two_to_two": float(min(m, n) >= 2),
    }


def _rivals(beads: _Beads) -> Floats:
    """Return the mean of what the bead's segments reach at best with any other segment."""
    source, target = beads.sums(beads.grid.best_of_source, beads.grid.best_of_target)
    return 0.5 * (source / beads.m + target / beads.n)


def _gain(beads: _Beads) -> Floats | float:
    """Return what the least useful outer segment adds; 0 for 1-1.

    A merge must earn its place: every segment at an edge of the span has to make the spans
    more alike than they are without it.
    """
    m, n, similarities = beads.m, beads.n, beads.grid.similarities
    shorter = []
    if m > 1:
        shorter += [beads.of(similarities[m - 1, n]), beads.of(similarities[m - 1, n], -1, 0)]
    if n > 1:
        shorter += [beads.of(similarities[m, n - 1]), beads.of(similarities[m, n - 1], 0, -1)]
    if not shorter:
        return 0.0
    gain = beads.of(similarities[m, n]) - np.maximum.reduce(shorter)
    return _bounded(gain, -1.0, 1.0)


def _balance(beads: _Beads) -> Floats | float:
    """Return how evenly the outer segments carry the meaning of the other side; 1 for 1-1.

    The other side's vector is written as a part of the inner segments plus a part of the
    outer one. Both parts are about 1 where both were translated; the outer part is about 0 where
    a sentence was added. The ratio is free of length, so short headings and long sentences are
    judged alike.
    """
    m, n, grid = beads.m, beads.n, beads.grid
    dots = beads.of(grid.rectangles[m, n])
    ratios = []
    if m > 1:
        inner, rows = grid.rectangles[m - 1, n], beads.rows
        ratios += [
            _part(grid.source_spans(m - 1, after=True), rows - 1, dots, beads.of(inner, -1, 0)),
            _part(grid.source_spans(m - 1, after=False), rows, dots, beads.of(inner)),
        ]
    if n > 1:
        inner, columns = grid.rectangles[m, n - 1], beads.columns
        ratios += [
            _part(grid.target_spans(n - 1, after=True), columns - 1, dots, beads.of(inner, 0, -1)),
            _part(grid.target_spans(n - 1, after=False), columns, dots, beads.of(inner)),
        ]
    return _bounded(np.minimum.reduce(ratios), -0.5, 1.0) if ratios else 1.0


def _part(spans: Neighbours, ends: Integers, dots: Floats, inner_dots: Floats) -> Floats:
    return outer_share(spans, ends, inner_dots, dots - inner_dots)


def _leaks(beads: _Beads) -> dict[str, Floats]:
    """Return how much of each span the other side says beyond the bead, 0 to 1 at each border.

    The target span is written as a part of the source span plus a part of the source segment
    beside it, before and after, and the same with the sides exchanged. In a bead that is cut
    where both texts are cut, the neighbours have no part in it; where a clause was drawn into the
    next sentence they have.
    """
    m, n, grid = beads.m, beads.n, beads.grid
    dots = beads.of(grid.rectangles[m, n])
    thin, flat = grid.rectangles[1, n], grid.rectangles[m, 1]
    greatest = total = np.zeros(len(beads.nodes))
    for spans, ends, outside_dots in (
        (grid.source_spans(m, after=False), beads.rows, beads.of(thin, -m, 0)),
        (grid.source_spans(m, after=True), beads.rows, beads.of(thin, 1, 0)),
        (grid.target_spans(n, after=False), beads.columns, beads.of(flat, 0, -n)),
        (grid.target_spans(n, after=True), beads.columns, beads.of(flat, 0, 1)),
    ):
        share = _bounded(outer_share(spans, ends, dots, outside_dots), 0.0, 1.0)
        # Vectors that point the same way cannot be told apart; what is left is rounding.
        share *= spans.apart[ends]
        total = total + share
        greatest = np.maximum(greatest, share)
    return {"leak": total, "greatest_leak": greatest}


def _bounded(values: Floats, least: float, most: float) -> Floats:
    """Return the values between two bounds; 0 for what is not a number."""
    bounded: Floats = np.minimum(np.maximum(values, least), most)
    bounded[np.isnan(bounded)] = 0.0
    return bounded


def _length_features(beads: _Beads) -> dict[str, Floats]:
    grid = beads.grid
    # Ten letters on both sides keep short headings from looking wildly different.
    source = np.log(window_sum(grid.source.lengths, beads.m) + 10.0)
    target = np.log(window_sum(grid.target.lengths, beads.n) * grid.scale.letters + 10.0)
    ratio = np.minimum(np.abs(source[beads.rows] - target[beads.columns]), 1.5)
    return {"length_difference": ratio, "length_difference_squared": ratio * ratio}


def _anchor_features(beads: _Beads) -> dict[str, Floats | float]:
    grid, shape = beads.grid, (beads.m, beads.n)
    weight = np.add(*beads.sums(grid.source.anchor_weights, grid.target.anchor_weights))
    if not grid.anchor_rectangles:
        return {"anchors_shared": 0.0, "anchors_apart": np.minimum(weight, 6.0)}
    shared = np.minimum(beads.of(grid.anchor_rectangles[shape]), weight / 2.0)
    return {
        "anchors_shared": np.minimum(shared, 6.0),
        "anchors_apart": np.minimum(weight - 2.0 * shared, 6.0),
    }


def _structure_features(beads: _Beads) -> dict[str, Floats | float]:
    """Return features of labels and paragraph starts; all 0 where there are none."""
    return {**_label_features(beads), **_paragraph_features(beads)}


def _label_features(beads: _Beads) -> dict[str, Floats | float]:
    grid = beads.grid
    if not grid.label_rectangles and not (grid.source_labels >= 0).any():
        return {"label_shared": 0.0, "label_broken": 0.0}
    labels = np.add(*beads.sums(grid.source_labels >= 0, grid.target_labels >= 0))
    shared = beads.of(grid.label_rectangles[beads.m, beads.n]) if grid.label_rectangles else 0.0
    return {"label_shared": shared, "label_broken": _LABEL_SCALE * (labels - 2.0 * shared)}


def _paragraph_features(beads: _Beads) -> dict[str, Floats | float]:
    source, target = beads.grid.source, beads.grid.target
    if not (source.paragraphs_known and target.paragraphs_known):
        names = ("paragraph_start_shared", "paragraph_start_alone", "paragraph_inside")
        return dict.fromkeys(names, 0.0)
    at_source = source.starts_paragraph[beads.rows - beads.m]
    at_target = target.starts_paragraph[beads.columns - beads.n]
    inside = np.add(*beads.sums(source.starts_paragraph, target.starts_paragraph))
    return {
        "paragraph_start_shared": (at_source & at_target).astype(np.float64),
        "paragraph_start_alone": (at_source != at_target).astype(np.float64),
        "paragraph_inside": inside - at_source - at_target,
    }


def _note_features(beads: _Beads) -> dict[str, Floats | float]:
    """Return how many segments a bead has beyond three, and how many notes on one side only.

    A note between two sentences that one sentence renders has to go into their bead, as a bead
    has no holes. So notes within a span, not at its edges, are counted neither here nor there.
    """
    source, target = beads.grid.source.notes, beads.grid.target.notes
    more = float(max(beads.m + beads.n - 3, 0))
    if not (source.any() or target.any()):
        return {"more_segments": more, "note_alone": 0.0}
    ours, theirs = beads.sums(source, target)
    within_ours = _sum_within(source, beads.m)[beads.rows]
    within_theirs = _sum_within(target, beads.n)[beads.columns]
    return {
        "more_segments": np.maximum(more - within_ours - within_theirs, 0.0),
        "note_alone": np.abs((ours - within_ours) - (theirs - within_theirs)),
    }


def _sum_within(values: Floats, width: int) -> Floats:
    """Return the sum over each span that ends at a place, its first and last segment left out."""
    sums = np.zeros(len(values) + 1)
    if width > 2:
        sums[1:] = window_sum(values, width - 2)[:-1]
    return sums


def _speech_features(beads: _Beads) -> dict[str, Floats | float]:
    """Return whether only one side of a bead speaks, and whether a speech goes on at its end.

    All are 0 where no speech goes on over several segments in both texts.
    """
    source, target, alike = beads.grid.source, beads.grid.target, beads.grid.scale.speech
    if not alike:
        return dict.fromkeys(("speech_alone", "speech_cut", "speech_goes_on"), 0.0)
    ours, theirs = beads.sums(source.speech, target.speech)
    ours_open = source.speech_goes_on[beads.rows - 1] > 0
    theirs_open = target.speech_goes_on[beads.columns - 1] > 0
    return {
        "speech_alone": alike * ((ours > 0) != (theirs > 0)),
        "speech_cut": alike * (ours_open != theirs_open),
        "speech_goes_on": alike * (ours_open & theirs_open),
    }


def _gap_features(side: Side, best: Floats, scale: Scale) -> Floats:
    return (
        np.stack(
            [
                np.ones(len(side)),
                best,
                np.log(side.lengths / 50.0),
                np.minimum(side.anchor_weights, 6.0),
                np.array([number is not None for number in side.numbers], dtype=np.float64),
                side.notes,
                np.full(len(side), scale.looseness),
            ],
            axis=1,
        )
        if len(side)
        else np.zeros((0, len(GAP_FEATURES)))
    )
