"""Align two texts: describe the sides, score, search, and say how sure each bead is."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np

from align.confidence import (
    Calibration,
    confidence_features,
    load_calibration,
    surroundings_of,
)
from align.corridor import Tie, find_ties, heaviest_chain, search_band, sure_nodes
from align.encoding import load_encoder
from align.encoding.protocol import SpanEncoder
from align.model import Alignment, AlignmentError, Bead, SegmentedText, Signature
from align.moved import find_moved_blocks
from align.scoring.features import BEAD_FEATURES, Grid
from align.scoring.scale import Scale, fit_scale
from align.scoring.side import Side, describe_side
from align.scoring.weights import Weights, load_weights, score_grid
from align.search.banded import Posteriors, bead_posteriors, best_path
from align.search.lattice import Floats, Integers, Lattice, Step, bead_shapes
from align.version import VERSION

__all__ = [
    "AlignmentModel",
    "align_sides",
    "align_texts",
    "default_encoder",
    "default_model",
    "left_alone",
    "make_signature",
]

# A long text is searched in parts of about this many segments, so that memory stays constant.
_PART: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentModel:
    """What a bitext is aligned with.

    Attributes:
        weights: of the features.
        calibration: from posteriors to confidence.
        largest_bead: most segments a bead may hold on either side, 1 to 8.
    """

    weights: Weights
    calibration: Calibration
    largest_bead: int = 4

    def __post_init__(self) -> None:
        if not 1 <= self.largest_bead <= 8:
            raise AlignmentError(
                f"a bead of {self.largest_bead} segments a side was asked for, expected 1 to 8; "
                f"choose a number in that range."
            )

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits that change with the weights and the calibration."""
        values = np.concatenate([self.weights.to_vector(), self.calibration.weights])
        return hashlib.sha256(np.round(values, 6).tobytes()).hexdigest()[:12]


@lru_cache(maxsize=1)
def default_encoder() -> SpanEncoder:
    """Return the bundled static encoder, loaded once."""
    return load_encoder()


def default_model(largest_bead: int = 4) -> AlignmentModel:
    """Return the weights and the calibration that ship with the package."""
    return AlignmentModel(
        weights=load_weights(), calibration=load_calibration(), largest_bead=largest_bead
    )


def align_texts(
    source: SegmentedText,
    target: SegmentedText,
    *,
    encoder: SpanEncoder | None = None,
    model: AlignmentModel | None = None,
) -> Alignment:
    """Return the alignment of two segmented texts.

    Args:
        source: the text whose order the beads follow.
        target: the other text.
        encoder: where the vectors come from; the bundled static model by default.
        model: weights, calibration and the largest bead; those of the package by default.

    Raises:
        AlignmentError: a side has no segment, or the encoder's vectors are not finite.
    """
    encoder = encoder or default_encoder()
    model = model or default_model()
    for text, side in ((source, "source"), (target, "target")):
        if not text.segments:
            raise AlignmentError(
                f"the {side} text ({text.language}) has no segment; expected one at least; "
                f"check that its file holds text."
            )
    sides = describe_side(source, encoder), describe_side(target, encoder)
    return align_sides(*sides, model=model, signature=make_signature(encoder, model))


def make_signature(encoder: SpanEncoder, model: AlignmentModel) -> Signature:
    """Return how an alignment by this encoder and model is made."""
    return Signature(
        version=VERSION,
        encoder=encoder.identity,
        options=(("weights", model.digest), ("largest_bead", str(model.largest_bead))),
    )


def align_sides(
    source: Side, target: Side, *, model: AlignmentModel, signature: Signature
) -> Alignment:
    """Return the alignment of two described sides; see `align_texts`."""
    for side, name in ((source, "source"), (target, "target")):
        if not np.isfinite(side.sums).all():
            raise AlignmentError(
                f"the vectors of the {name} text hold values that are not numbers; expected finite "
                f"ones; check the model or the file they come from."
            )
    ties = find_ties(source.sums, target.sums)
    chain = heaviest_chain(ties)
    bitext = _Bitext(
        scale=fit_scale(source, target, [(tie.source, tie.target) for tie in chain]),
        tied_share=len(chain) / min(len(source), len(target)),
        model=model,
    )
    blocks = find_moved_blocks(ties, chain, len(source), len(target))
    left_source, old_source = source.without([block.source for block in blocks])
    left_target, old_target = target.without([block.target for block in blocks])
    beads = [
        _relocated(bead, old_source, old_target)
        for bead in bitext.align_forward(left_source, left_target, chain, old_source, old_target)
    ]
    for block in blocks:
        parts = source.part(*_ends(block.source)), target.part(*_ends(block.target))
        beads += [
            replace(_shifted(bead, block.source.start, block.target.start), moved=True)
            for bead in bitext.align_part(*parts, [])
        ]
    return Alignment(
        source_length=len(source),
        target_length=len(target),
        beads=tuple(_in_source_order(beads) if blocks else beads),
        signature=signature,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bitext:
    """What is the same for all parts of a bitext.

    Attributes:
        scale: what chance and a typical translation look like.
        tied_share: share of the shorter text's segments on the chain of nearest neighbours.
        model: weights and calibration.
    """

    scale: Scale
    tied_share: float
    model: AlignmentModel

    def align_forward(
        self,
        source: Side,
        target: Side,
        chain: Sequence[Tie],
        old_source: Integers,
        old_target: Integers,
    ) -> list[Bead]:
        """Return the beads of texts in the same order, part by part.

        Args:
            source: what is left of the source without moved blocks.
            target: what is left of the target.
            chain: ties of the whole texts.
            old_source: index in the whole source of each segment left.
            old_target: the same of the target.
        """
        own = [
            Tie(
                int(np.searchsorted(old_source, tie.source)),
                int(np.searchsorted(old_target, tie.target)),
                tie.weight,
            )
            for tie in chain
            if _holds(old_source, tie.source) and _holds(old_target, tie.target)
        ]
        beads: list[Bead] = []
        corners = [(0, 0), *sure_nodes(own, _PART), (len(source), len(target))]
        for (i, j), (k, q) in pairwise(corners):
            inside = [
                Tie(tie.source - i, tie.target - j, tie.weight)
                for tie in own
                if i <= tie.source < k and j <= tie.target < q
            ]
            part = self.align_part(source.part(i, k), target.part(j, q), inside)
            beads += [_shifted(bead, i, j) for bead in part]
        return beads

    def align_part(self, source: Side, target: Side, chain: list[Tie]) -> tuple[Bead, ...]:
        """Return the beads of one part."""
        band = search_band(len(source), len(target), chain)
        grid = Grid(source, target, band, bead_shapes(self.model.largest_bead), self.scale)
        lattice = score_grid(grid, self.model.weights)
        _, path = best_path(lattice)
        return self._judge(grid, lattice, path)

    def _judge(self, grid: Grid, lattice: Lattice, path: list[Step]) -> tuple[Bead, ...]:
        """Return the beads of the path with their confidence and the features behind it."""
        nodes = _end_nodes(lattice, path)
        features = _path_features(grid, lattice, path, nodes)
        posteriors = _path_posteriors(lattice, path, nodes)
        beads = []
        for (source, target), posterior, around, found in zip(
            path, posteriors, surroundings_of(posteriors), features, strict=True
        ):
            evidence = confidence_features(
                float(posterior), found.get("similarity"), around, self.tied_share
            )
            beads.append(
                Bead(
                    source=source,
                    target=target,
                    confidence=self.model.calibration.probability(evidence),
                    features={**found, **{k: v for k, v in evidence.items() if k != "bias"}},
                )
            )
        return tuple(beads)


def _path_posteriors(lattice: Lattice, path: list[Step], nodes: list[int]) -> Floats:
    """Return the probability of each bead of the path under the search's model."""
    posteriors = bead_posteriors(lattice)
    alone = left_alone(lattice, posteriors)
    return np.array(
        [
            posteriors.beads[lattice.shapes.index((len(source), len(target))), node]
            if source and target
            else (alone[0][source.start] if source else alone[1][target.start])
            for (source, target), node in zip(path, nodes, strict=True)
        ]
    )


def _holds(indices: Integers, index: int) -> bool:
    place = int(np.searchsorted(indices, index))
    return place < len(indices) and int(indices[place]) == index


def _ends(indices: range) -> tuple[int, int]:
    return indices.start, indices.stop


def _relocated(bead: Bead, old_source: Integers, old_target: Integers) -> Bead:
    """Return the bead with the indices its segments have in the whole texts."""

    def old(indices: range, places: Integers) -> range:
        if not indices:
            return indices
        first = int(places[indices.start])
        return range(first, first + len(indices))

    return replace(bead, source=old(bead.source, old_source), target=old(bead.target, old_target))


def _in_source_order(beads: Sequence[Bead]) -> list[Bead]:
    """Return the beads by source; additions follow their unmoved neighbour in the target."""
    keys: dict[int, tuple[int, int, int]] = {}
    last = -1
    for number, bead in sorted(enumerate(beads), key=lambda item: item[1].target.start):
        if bead.source:
            keys[number] = (bead.source.start, 0, 0)
            last = last if bead.moved or not bead.target else bead.source.start
        else:
            keys[number] = (last, 1, bead.target.start)
    return [beads[number] for number in sorted(keys, key=keys.__getitem__)]


def _shifted(bead: Bead, i: int, j: int) -> Bead:
    if i == j == 0:
        return bead
    return replace(
        bead,
        source=range(bead.source.start + i, bead.source.stop + i) if bead.source else range(0),
        target=range(bead.target.start + j, bead.target.stop + j) if bead.target else range(0),
    )


def _end_nodes(lattice: Lattice, path: list[Step]) -> list[int]:
    """Return the flat index of the node at which each step ends."""
    band, starts = lattice.band, lattice.band.starts
    nodes, i, j = [], 0, 0
    for source, target in path:
        i, j = i + len(source), j + len(target)
        nodes.append(int(starts[i] + j - band.low[i]))
    return nodes


def _path_features(
    grid: Grid, lattice: Lattice, path: list[Step], nodes: list[int]
) -> list[dict[str, float]]:
    """Return the features of each bead of the path; a segment left alone has none."""
    found: list[dict[str, float]] = [{} for _ in path]
    wanted: dict[int, list[int]] = {}
    for index, (source, target) in enumerate(path):
        if source and target:
            shape = lattice.shapes.index((len(source), len(target)))
            wanted.setdefault(shape, []).append(index)
    for shape, (table, _) in enumerate(grid.bead_features()):
        for index in wanted.get(shape, []):
            values = table[nodes[index]].tolist()
            found[index] = dict(zip(BEAD_FEATURES, values, strict=True))
    return found


def left_alone(lattice: Lattice, posteriors: Posteriors) -> tuple[Floats, Floats]:
    """Return, for each segment of both sides, the probability that no bead covers it."""
    band = lattice.band
    rows, columns = band.rows_and_columns(0, band.source_length + 1)
    covered = np.zeros(band.source_length + 1), np.zeros(band.target_length + 1)
    for (m, n), probability in zip(lattice.shapes, posteriors.beads, strict=True):
        for side, width, ends in ((covered[0], m, rows), (covered[1], n, columns)):
            for back in range(width):
                np.add.at(side, np.maximum(ends - back, 0), probability)
    return tuple(np.clip(1.0 - side[1:], 0.0, 1.0) for side in covered)  # type: ignore[return-value]
