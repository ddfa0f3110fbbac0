"""Describe every candidate bead of a grid, and every segment left alone, by features."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from align.encoding.protocol import Vectors
from align.scoring.grid import Grid, window_sum
from align.scoring.scale import Scale
from align.scoring.side import Side
from align.search.lattice import Band, Booleans, Floats

__all__ = [
    "BEAD_FEATURES",
    "GAP_FEATURES",
    "Evidence",
    "bead_features",
    "deletion_features",
    "gather_evidence",
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
)
"""Names of the columns of a bead's features, in order."""

GAP_FEATURES: Final = ("bias", "best_similarity", "length", "anchors", "label", "note", "loose")
"""Names of the columns of a left-alone segment's features, in order."""

# A label that both texts have once hardly ever ends up in two beads. The fit, which draws every
# weight towards 0 alike, needs the feature large to say so.
_LABEL_SCALE: Final = 3.0
# Least squared sine between two vectors whose parts are told apart; dot products in single
# precision are right to about a millionth.
_LEAST_DETERMINANT: Final = 1e-3


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
    for index, shape in enumerate(shapes):
        features = bead_features(grid, *shape)
        valid[index] = grid.valid(*shape)
        for column, name in enumerate(BEAD_FEATURES):
            beads[index, :, column] = np.where(valid[index], features[name], 0.0)
    return Evidence(
        band=band,
        shapes=shapes,
        beads=beads,
        valid=valid,
        deletions=deletion_features(grid),
        insertions=insertion_features(grid),
    )


def bead_features(grid: Grid, m: int, n: int) -> dict[str, Floats]:
    """Return each feature of the bead (m, n) that ends at each node: one value, or one per node."""
    similarity = grid.similarities[m, n]
    return {
        **_shape_features(m, n),
        "similarity": similarity,
        "high_similarity": np.maximum(similarity - 0.6, 0.0),
        "low_similarity": np.minimum(similarity - 0.3, 0.0),
        "margin": similarity - _rivals(grid, m, n),
        "gain": _gain(grid, m, n),
        "balance": _balance(grid, m, n),
        **_leaks(grid, m, n),
        **_length_features(grid, m, n),
        "loose_merge": np.ones(1) * grid.scale.looseness * (m + n > 2),
        "loose_similarity": grid.scale.looseness * similarity,
        "loose_length": grid.scale.looseness * _length_features(grid, m, n)["length_difference"],
        **_anchor_features(grid, m, n),
        **_structure_features(grid, m, n),
    }


def deletion_features(grid: Grid) -> Floats:
    """Return the features of leaving each source segment alone, shape (n, features)."""
    return _gap_features(grid.source, grid.best_of_source, grid.scale)


def insertion_features(grid: Grid) -> Floats:
    """Return the features of leaving each target segment alone, shape (m, features)."""
    return _gap_features(grid.target, grid.best_of_target, grid.scale)


def _shape_features(m: int, n: int) -> dict[str, Floats]:
    ones = np.ones(1)
    return {
        "one_to_one": ones * (m == n == 1),
        "one_to_two": ones * (m + n == 3),
        "two_to_two": ones * (min(m, n) >= 2),
        "more_segments": ones * max(m + n - 3, 0),
    }


def _rivals(grid: Grid, m: int, n: int) -> Floats:
    """Return the mean of what the bead's segments reach at best with any other segment."""
    return 0.5 * (
        window_sum(grid.best_of_source, m)[grid.rows] / m
        + window_sum(grid.best_of_target, n)[grid.columns] / n
    )


def _gain(grid: Grid, m: int, n: int) -> Floats:
    """Return what the least useful outer segment adds; 0 for 1-1.

    A merge must earn its place: every segment at an edge of the span has to make the spans
    more alike than they are without it.
    """
    gains = []
    whole = grid.similarities[m, n]
    if m > 1:
        shorter = grid.similarities[m - 1, n]
        gains += [whole - shorter, whole - grid.shift(shorter, grid.up)]
    if n > 1:
        shorter = grid.similarities[m, n - 1]
        gains += [whole - shorter, whole - grid.shift(shorter, grid.left)]
    if not gains:
        return np.zeros(1)
    least: Floats = np.nan_to_num(np.min(gains, axis=0), nan=0.0)
    return np.clip(least, -1.0, 1.0)


def _balance(grid: Grid, m: int, n: int) -> Floats:
    """Return how evenly the outer segments carry the meaning of the other side; 1 for 1-1.

    The other side's vector is written as a part of the inner segments plus a part of the
    outer one (least squares over two vectors). Both parts are about 1 where both were
    translated; the outer part is about 0 where a sentence was added. The ratio is free of
    length, so short headings and long sentences are judged alike.
    """
    ratios = []
    whole_source = grid.source_norms[m][grid.rows]
    whole_target = grid.target_norms[n][grid.columns]
    dots = grid.rectangles[m, n]
    if m > 1:
        inner_dots, norms = grid.rectangles[m - 1, n], grid.source_norms
        last = norms[m - 1][np.maximum(grid.rows - 1, 0)], norms[1][grid.rows]
        first = norms[m - 1][grid.rows], norms[1][np.maximum(grid.rows - m + 1, 0)]
        shifted = grid.shift(inner_dots, grid.up)
        ratios.append(_part_ratio(whole_source, *last, dots, shifted))
        ratios.append(_part_ratio(whole_source, *first, dots, inner_dots))
    if n > 1:
        inner_dots, norms = grid.rectangles[m, n - 1], grid.target_norms
        last = norms[n - 1][np.maximum(grid.columns - 1, 0)], norms[1][grid.columns]
        first = norms[n - 1][grid.columns], norms[1][np.maximum(grid.columns - n + 1, 0)]
        shifted = grid.shift(inner_dots, grid.left)
        ratios.append(_part_ratio(whole_target, *last, dots, shifted))
        ratios.append(_part_ratio(whole_target, *first, dots, inner_dots))
    if not ratios:
        return np.ones(1)
    least: Floats = np.min(ratios, axis=0)
    return np.clip(np.nan_to_num(least, nan=0.0), -0.5, 1.0)


def _leaks(grid: Grid, m: int, n: int) -> dict[str, Floats]:
    """Return how much of each span the other side says beyond the bead, 0 to 1 at each border.

    The target span is written as a part of the source span plus a part of the source segment
    beside it (least squares), before and after, and the same with the sides exchanged. In a bead
    that is cut where both texts are cut, the neighbours have no part in it; where a clause was
    drawn into the next sentence they have.
    """
    source, target = grid.source_norms, grid.target_norms
    rows, columns = grid.rows, grid.columns
    last_row, last_column = len(source[1]) - 1, len(target[1]) - 1
    before_row, after_row = np.maximum(rows - m, 0), np.minimum(rows + 1, last_row)
    before_column = np.maximum(columns - n, 0)
    after_column = np.minimum(columns + 1, last_column)
    dots = grid.rectangles[m, n]
    thin, flat = grid.rectangles[1, n], grid.rectangles[m, 1]
    whole_source, whole_target = source[m][rows], target[n][columns]
    shares = [
        _outside_share(
            whole_source, source[1][before_row], source[m + 1][rows], dots, grid.at(thin, -m, 0)
        ),
        _outside_share(
            whole_source, source[1][after_row], source[m + 1][after_row], dots, grid.at(thin, 1, 0)
        ),
        _outside_share(
            whole_target,
            target[1][before_column],
            target[n + 1][columns],
            dots,
            grid.at(flat, 0, -n),
        ),
        _outside_share(
            whole_target,
            target[1][after_column],
            target[n + 1][after_column],
            dots,
            grid.at(flat, 0, 1),
        ),
    ]
    return {"leak": np.sum(shares, axis=0), "greatest_leak": np.max(shares, axis=0)}


def _outside_share(
    inside: Floats, outside: Floats, joined: Floats, dots: Floats, outside_dots: Floats
) -> Floats:
    """Return the part of a neighbour over the larger part, by least squares; 0 without one.

    Args:
        inside: length of the vector of the span.
        outside: length of the vector of the segment beside it.
        joined: length of the vector of both.
        dots: dot product of the other side with the span.
        outside_dots: dot product of the other side with the segment beside it.
    """
    between = 0.5 * (joined**2 - inside**2 - outside**2)
    for_inside = dots * outside**2 - outside_dots * between
    for_outside = outside_dots * inside**2 - dots * between
    with np.errstate(invalid="ignore", divide="ignore"):
        share = for_outside / np.maximum(np.abs(for_inside), np.abs(for_outside))
        # Vectors that point the same way cannot be told apart; what is left is rounding.
        apart = 1.0 - (between / (inside * outside)) ** 2 > _LEAST_DETERMINANT
    return np.where(apart, np.clip(np.nan_to_num(share, nan=0.0), 0.0, 1.0), 0.0)


def _length_features(grid: Grid, m: int, n: int) -> dict[str, Floats]:
    source = window_sum(grid.source.lengths, m)[grid.rows]
    target = window_sum(grid.target.lengths, n)[grid.columns] * grid.scale.letters
    # Ten letters on both sides keep short headings from looking wildly different.
    ratio = np.abs(np.log((source + 10.0) / (target + 10.0)))
    ratio = np.minimum(ratio, 1.5)
    return {"length_difference": ratio, "length_difference_squared": ratio * ratio}


def _anchor_features(grid: Grid, m: int, n: int) -> dict[str, Floats]:
    shared = np.nan_to_num(grid.anchor_rectangles[m, n], nan=0.0)
    weight = (
        window_sum(grid.source.anchor_weights, m)[grid.rows]
        + window_sum(grid.target.anchor_weights, n)[grid.columns]
    )
    shared = np.minimum(shared, weight / 2.0)
    return {
        "anchors_shared": np.minimum(shared, 6.0),
        "anchors_apart": np.minimum(weight - 2.0 * shared, 6.0),
    }


def _structure_features(grid: Grid, m: int, n: int) -> dict[str, Floats]:
    """Return features of labels and paragraph starts; all 0 where paragraphs are unknown."""
    labels = (
        window_sum(grid.source_labels >= 0, m)[grid.rows]
        + window_sum(grid.target_labels >= 0, n)[grid.columns]
    )
    shared = np.nan_to_num(grid.label_rectangles[m, n], nan=0.0)
    first_source = np.clip(grid.rows - m, 0, max(len(grid.source) - 1, 0))
    first_target = np.clip(grid.columns - n, 0, max(len(grid.target) - 1, 0))
    known = float(grid.source.paragraphs_known and grid.target.paragraphs_known)
    begins = grid.source.starts_paragraph, grid.target.starts_paragraph
    at_source, at_target = begins[0][first_source], begins[1][first_target]
    inside = (
        window_sum(begins[0], m)[grid.rows]
        - at_source
        + window_sum(begins[1], n)[grid.columns]
        - at_target
    )
    return {
        "label_shared": shared,
        "label_broken": _LABEL_SCALE * (labels - 2.0 * shared),
        "paragraph_start_shared": known * (at_source & at_target),
        "paragraph_start_alone": known * (at_source != at_target),
        "paragraph_inside": known * inside,
        "note_alone": np.abs(
            window_sum(grid.source.notes, m)[grid.rows]
            - window_sum(grid.target.notes, n)[grid.columns]
        ),
    }


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
