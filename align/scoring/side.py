"""Describe one side of a bitext in the numbers the scores are made of."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from align.anchors import anchor_weight, find_anchors
from align.encoding import DimensionError, is_bundled
from align.encoding.protocol import SpanEncoder, Vectors
from align.model import SegmentedText
from align.scoring.clauses import ClauseSums
from align.scoring.speech import find_speech
from align.search.lattice import Floats, Integers

__all__ = ["Side", "describe_side", "side_from_vectors"]

# Letters that one Chinese character stands for. In align/training/text it is 2.9 (Arabic) to 4.0
# (French, Spanish); `Scale.letters` evens out the rest over the whole texts.
_HAN_LETTERS = 3.0
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What the scores need to know of n segments.

    Attributes:
        sums: shape (n, d), float32, sums that add up over neighbouring segments.
        lengths: shape (n,), letters; a Chinese character counts three.
        starts_paragraph: shape (n,), 1 where a paragraph begins, else 0.
        paragraphs_known: False where the text came one segment a line, without paragraphs.
        numbers: the canonical paragraph label of each segment that carries one.
        anchors: per segment, how often each anchor occurs.
        anchor_weights: shape (n,), sum of the weights of the segment's anchors.
        notes: shape (n,), 1 where the whole segment stands in square brackets, as notes that
            editors and translators add do.
        speech: shape (n,), 1 where some of the segment stands in quotation marks.
        speech_goes_on: shape (n,), 1 where the quotation goes on in the next segment.
        after_break: shape (n,), 1 where the segment before was taken out; no bead spans it.
        places: shape (n,), index of each segment in its whole text.
        clauses: the clauses of the whole text; None where vectors do not add up exactly.
    """

    sums: Vectors
    lengths: Floats
    starts_paragraph: Integers
    paragraphs_known: bool
    numbers: tuple[str | None, ...]
    anchors: tuple[Mapping[tuple[str, str], float], ...]
    anchor_weights: Floats
    notes: Floats
    speech: Integers
    speech_goes_on: Integers
    after_break: Integers
    places: Integers
    clauses: ClauseSums | None = None

    def __len__(self) -> int:
        return len(self.lengths)

    def part(self, begin: int, end: int) -> "Side":
        """Return the segments `begin` to `end` (excluded) as a side of their own."""
        return replace(
            self,
            sums=self.sums[begin:end],
            lengths=self.lengths[begin:end],
            starts_paragraph=self.starts_paragraph[begin:end],
            numbers=self.numbers[begin:end],
            anchors=self.anchors[begin:end],
            anchor_weights=self.anchor_weights[begin:end],
            notes=self.notes[begin:end],
            speech=self.speech[begin:end],
            speech_goes_on=self.speech_goes_on[begin:end],
            after_break=self.after_break[begin:end],
            places=self.places[begin:end],
        )

    def without(self, ranges: Sequence[range]) -> tuple["Side", Integers]:
        """Return the side less some segments, and the old index of each that is left."""
        kept = np.ones(len(self), dtype=bool)
        for each in ranges:
            kept[each.start : each.stop] = False
        old = np.flatnonzero(kept)
        breaks = self.after_break[old]
        breaks[1:] |= np.diff(old) > 1
        left = replace(
            self,
            sums=self.sums[old],
            lengths=self.lengths[old],
            starts_paragraph=self.starts_paragraph[old],
            numbers=tuple(self.numbers[i] for i in old),
            anchors=tuple(self.anchors[i] for i in old),
            anchor_weights=self.anchor_weights[old],
            notes=self.notes[old],
            speech=self.speech[old],
            speech_goes_on=self.speech_goes_on[old],
            after_break=breaks,
            places=self.places[old],
        )
        return left, old


def describe_side(text: SegmentedText, encoder: SpanEncoder) -> Side:
    """Return the numbers of one side; segments are encoded without their labels."""
    bodies = [segment.body for segment in text.segments]
    sums, _ = encoder.token_sums(bodies)
    side = side_from_vectors(text, sums)
    return replace(side, clauses=ClauseSums(bodies, encoder)) if is_bundled(encoder) else side


def side_from_vectors(text: SegmentedText, sums: Vectors) -> Side:
    """Return the numbers of one side whose vectors are at hand, shape (n, d).

    Raises:
        DimensionError: there is not one vector per segment.
    """
    if sums.ndim != 2 or len(sums) != len(text.segments):
        raise DimensionError(
            f"the vectors of the {text.language} text have shape {sums.shape}, expected "
            f"({len(text.segments)}, d), one per segment; make them from the same segments."
        )
    paragraphs = np.array([segment.paragraph for segment in text.segments], dtype=np.int64)
    begins = np.ones(len(paragraphs), dtype=np.int64)
    begins[1:] = np.diff(paragraphs) != 0
    anchors = tuple(_weigh_anchors(segment.body, text.language) for segment in text.segments)
    speech = find_speech([segment.body for segment in text.segments])
    return Side(
        sums=np.asarray(sums, dtype=np.float32),
        lengths=np.array([_letters(segment.body) for segment in text.segments], dtype=np.float64),
        starts_paragraph=begins,
        paragraphs_known=bool((begins == 0).any()),
        numbers=tuple(segment.number for segment in text.segments),
        anchors=anchors,
        anchor_weights=np.array([sum(found.values()) for found in anchors], dtype=np.float64),
        notes=np.array(
            [
                segment.body.startswith("[") and segment.body.endswith("]")
                for segment in text.segments
            ],
            dtype=np.float64,
        ),
        speech=speech.held,
        speech_goes_on=speech.goes_on,
        after_break=np.zeros(len(paragraphs), dtype=np.int64),
        places=np.arange(len(paragraphs)),
    )


def _weigh_anchors(text: str, language: str) -> dict[tuple[str, str], float]:
    weights: dict[tuple[str, str], float] = {}
    for anchor in find_anchors(text, language):
        key = anchor.kind, anchor.value
        weights[key] = weights.get(key, 0.0) + anchor_weight(anchor)
    return weights


def _letters(text: str) -> float:
    """Return the length of a text in letters; never 0, so that ratios exist."""
    return 1.0 + len(text) + (_HAN_LETTERS - 1.0) * len(_HAN.findall(text))
