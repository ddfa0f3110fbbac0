"""Align two texts: describe the sides, find what moved, search, and say how sure each bead is."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np

from align.confidence import load_calibration
from align.crossing import load_crossing
from align.encoding import DimensionError, is_bundled, load_encoder
from align.encoding.protocol import SpanEncoder, Vectors
from align.evaluation import BeadIds
from align.forward import AlignmentModel, ForwardSearch, Stretch
from align.model import Alignment, AlignmentError, Bead, SegmentedText, Signature
from align.moved import find_moved_blocks
from align.scoring.scale import fit_scale
from align.scoring.side import Side, describe_side, side_from_vectors
from align.scoring.support import Support
from align.scoring.weights import load_weights
from align.search.lattice import Integers
from align.ties import Tie, find_ties, heaviest_chain
from align.version import VERSION
from sources.language import OFFICIAL_LANGUAGES, primary_subtag

__all__ = [
    "AlignmentModel",
    "align_sides",
    "align_texts",
    "check_languages",
    "default_encoder",
    "default_model",
    "in_source_order",
    "looks_translated",
    "make_signature",
]

# Below this mean confidence two texts are taken to be no translations of each other. Of 720
# documents of 8 to 45 lines made from the fitting text, translations lay at 0.72 and more, others
# at 0.45 and less.
_LEAST_MEAN_CONFIDENCE: Final = 0.5
# Shorter texts have too few segments for their order to say anything.
_SHORTEST_JUDGED: Final = 5
# Stands in the signature where a user brought vectors of a model we do not know.
_GIVEN_VECTORS: Final = "given-vectors"


@lru_cache(maxsize=1)
def default_encoder() -> SpanEncoder:
    """Return the bundled static encoder, loaded once."""
    return load_encoder()


def default_model(largest_bead: int | None = None) -> AlignmentModel:
    """Return the weights and the calibration that ship with the package."""
    return AlignmentModel(
        weights=load_weights(),
        calibration=load_calibration(),
        crossing=load_crossing(),
        largest_bead=largest_bead,
    )


def align_texts(
    source: SegmentedText,
    target: SegmentedText,
    *,
    encoder: SpanEncoder | None = None,
    model: AlignmentModel | None = None,
    fixed: Sequence[BeadIds] = (),
    vectors: tuple[Vectors, Vectors] | None = None,
) -> Alignment:
    """Return the alignment of two segmented texts.

    Args:
        source: the text whose order the beads follow.
        target: the other text.
        encoder: where the vectors come from; the bundled static model by default.
        model: weights, calibration and the largest bead; those of the package by default.
        fixed: beads that a person has set: source ids and target ids, in order, without
            crossing. They come out as they are, with confidence 1; the rest is aligned between
            them, so a change of one is felt only as far as its neighbours.
        vectors: one per segment of source and target, shapes (n, d) and (m, d), made by any
            multilingual model; no encoder is used then, and any language will do. The vector of
            a span is taken to be the sum of its segments' vectors.

    Raises:
        AlignmentError: a side has no segment, the fixed beads cross, the vectors are not finite,
            or the bundled encoder does not know a language.
        DimensionError: the vectors of the sides differ in dimension, or their number is not that
            of the segments.
    """
    model = model or default_model()
    for text, side in ((source, "source"), (target, "target")):
        if not text.segments:
            raise AlignmentError(
                f"the {side} text ({text.language}) has no segment; expected one at least; "
                f"check that its file holds text."
            )
    if vectors is not None:
        sides = side_from_vectors(source, vectors[0]), side_from_vectors(target, vectors[1])
        identity = _GIVEN_VECTORS
    else:
        encoder = encoder or default_encoder()
        check_languages((source.language, target.language), encoder)
        sides = describe_side(source, encoder), describe_side(target, encoder)
        identity = encoder.identity
    signature = make_signature(identity, model)
    return align_sides(*sides, model=model, signature=signature, fixed=fixed)


def check_languages(languages: Sequence[str], encoder: SpanEncoder) -> None:
    """Refuse languages that the bundled encoder has not learned.

    Raises:
        AlignmentError: the message names the language and how to choose another model.
    """
    known = {language.tag for language in OFFICIAL_LANGUAGES}
    if not is_bundled(encoder):
        return
    for language in languages:
        if primary_subtag(language) not in known:
            raise AlignmentError(
                f"the bundled encoder does not know the language {language!r}; expected one of "
                f"{', '.join(sorted(known))}; name a multilingual sentence-transformers model "
                f"with --model, for example sentence-transformers/LaBSE."
            )


def looks_translated(alignment: Alignment) -> bool:
    """Return whether the two texts look like translations of each other at all."""
    confidences = [bead.confidence for bead in alignment.beads]
    return sum(confidences) / len(confidences) >= _LEAST_MEAN_CONFIDENCE


def make_signature(encoder: str, model: AlignmentModel) -> Signature:
    """Return how an alignment by the encoder of this identity and the model is made."""
    return Signature(
        version=VERSION,
        encoder=encoder,
        options=(("weights", model.digest), ("largest_bead", str(model.largest_bead or "auto"))),
    )


def align_sides(
    source: Side,
    target: Side,
    *,
    model: AlignmentModel,
    signature: Signature,
    fixed: Sequence[BeadIds] = (),
    support: Support | None = None,
) -> Alignment:
    """Return the alignment of two described sides; see `align_texts`.

    `support` is what other languages say of the two; see `align.joint`.
    """
    _check_vectors(source, target)
    ties = find_ties(source.sums, target.sums)
    chain = heaviest_chain(ties)
    search = ForwardSearch(
        scale=fit_scale(source, target, [(tie.source, tie.target) for tie in chain]),
        translated=_translated(source, target, ties, chain, model),
        model=model,
        support=support,
    )
    if fixed:
        beads = _align_between(source, target, search, chain, fixed)
    else:
        beads = _align_freely(source, target, search, ties, chain)
    return Alignment(
        source_length=len(source),
        target_length=len(target),
        beads=tuple(beads),
        signature=signature,
    )


def _translated(
    source: Side, target: Side, ties: list[Tie], chain: list[Tie], model: AlignmentModel
) -> float:
    """Return the probability that the sides are translations; 1 for sides too short to tell."""
    if min(len(source), len(target)) < _SHORTEST_JUDGED:
        return 1.0
    return model.calibration.translated(len(ties), len(chain))


def _check_vectors(source: Side, target: Side) -> None:
    for side, name in ((source, "source"), (target, "target")):
        if not np.isfinite(side.sums).all():
            raise AlignmentError(
                f"the vectors of the {name} text hold values that are not numbers; expected finite "
                f"ones; check the model or the file they come from."
            )
    if source.sums.shape[1] != target.sums.shape[1]:
        raise DimensionError(
            f"the source vectors have {source.sums.shape[1]} dimensions and the target vectors "
            f"{target.sums.shape[1]}, expected the same; use one model for both."
        )


def _align_freely(
    source: Side, target: Side, search: ForwardSearch, ties: list[Tie], chain: list[Tie]
) -> list[Bead]:
    """Return the beads of texts whose blocks may have moved."""
    blocks = find_moved_blocks(ties, chain, len(source), len(target))
    if not blocks:
        return _align_whole(source, target, search, chain)
    left_source, old_source = source.without([block.source for block in blocks])
    left_target, old_target = target.without([block.target for block in blocks])
    own = _ties_left(chain, old_source, old_target)
    beads = [
        _relocated(bead, old_source, old_target)
        for bead in _align_whole(left_source, left_target, search, own)
    ]
    for block in blocks:
        begin = block.source.start, block.target.start
        end = block.source.stop, block.target.stop
        (found,) = search.align_stretches(source, target, [], [(begin, end)])
        beads += [replace(bead, moved=True) for bead in found]
    return in_source_order(beads)


def _align_whole(
    source: Side, target: Side, search: ForwardSearch, chain: Sequence[Tie]
) -> list[Bead]:
    (beads,) = search.align_stretches(source, target, chain, [((0, 0), (len(source), len(target)))])
    return beads


def _ties_left(chain: Sequence[Tie], old_source: Integers, old_target: Integers) -> list[Tie]:
    """Return the ties between segments that are left, counted among these."""
    new_source = {int(old): new for new, old in enumerate(old_source)}
    new_target = {int(old): new for new, old in enumerate(old_target)}
    return [
        Tie(new_source[tie.source], new_target[tie.target], tie.weight)
        for tie in chain
        if tie.source in new_source and tie.target in new_target
    ]


def _align_between(
    source: Side,
    target: Side,
    search: ForwardSearch,
    chain: list[Tie],
    fixed: Sequence[BeadIds],
) -> list[Bead]:
    """Return the fixed beads and those aligned between them."""
    stretches: list[Stretch] = []
    i = j = 0
    ends = ((len(source),), (len(target),))
    for source_ids, target_ids in [*fixed, ends]:
        k = min(source_ids, default=i)
        q = min(target_ids, default=j)
        if k < i or q < j:
            raise AlignmentError(
                f"the fixed bead {list(source_ids)}:{list(target_ids)} crosses an earlier one or "
                f"shares a segment with it; expected beads in order; mend or drop one of them."
            )
        stretches.append(((i, j), (k, q)))
        i = max(source_ids) + 1 if source_ids else k
        j = max(target_ids) + 1 if target_ids else q
    found = search.align_stretches(source, target, chain, stretches)
    beads = found[0]
    for ids, between in zip(fixed, found[1:], strict=True):
        beads += [_fixed_bead(*ids), *between]
    return beads


def _fixed_bead(source_ids: tuple[int, ...], target_ids: tuple[int, ...]) -> Bead:
    """Return the bead a person has set.

    Raises:
        AlignmentError: its segments do not follow one another.
    """
    spans = []
    for ids in (source_ids, target_ids):
        span = range(min(ids), max(ids) + 1) if ids else range(0)
        if tuple(span) != tuple(ids):
            raise AlignmentError(
                f"the fixed bead {list(source_ids)}:{list(target_ids)} leaves segments out in its "
                f"middle; expected neighbouring ids, ascending; split it or fill it up."
            )
        spans.append(span)
    return Bead(source=spans[0], target=spans[1], confidence=1.0, features={"fixed": 1.0})


def _relocated(bead: Bead, old_source: Integers, old_target: Integers) -> Bead:
    """Return the bead with the indices its segments have in the whole texts."""

    def old(indices: range, places: Integers) -> range:
        if not indices:
            return indices
        first = int(places[indices.start])
        return range(first, first + len(indices))

    return replace(bead, source=old(bead.source, old_source), target=old(bead.target, old_target))


def in_source_order(beads: Sequence[Bead]) -> list[Bead]:
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
