"""Fit the model of borders that a clause has crossed; called by `align.training.fit_aligner`."""

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

import numpy as np

from align.bitext import AlignmentModel, align_texts
from align.crossing import CROSSING_FEATURES, Crossing, find_borders
from align.encoding.protocol import SpanEncoder
from align.evaluation import BeadIds, bead_ids
from align.scoring.scale import fit_scale
from align.scoring.side import describe_side
from align.ties import find_ties, heaviest_chain
from align.training.data import LANGUAGES
from align.training.documents import GeneratedDocument, Mix, generate_document
from align.training.logistic import fit_logistic

__all__ = ["fit_crossing"]

_PAIRS: Final = tuple(combinations(LANGUAGES, 2))
# Crossed sentences are made this often so that there are enough to learn from, and each counts so
# little that the share is again that of the documents the aligner is measured on.
_CROSSED: Final = 0.10
_COUNT: Final = Mix().crossed / _CROSSED
_DOCUMENTS: Final = 10


def fit_crossing(
    texts: Sequence[Sequence[Mapping[str, str]]],
    by_hand: Sequence[GeneratedDocument],
    model: AlignmentModel,
    encoder: SpanEncoder,
    rng: random.Random,
) -> tuple[Crossing, dict[str, float]]:
    """Return the model of borders, and what it was fitted on.

    Args:
        texts: lines of texts in six languages.
        by_hand: documents aligned by hand, with as many crossed sentences as they have.
        model: aligns the documents; it must not look at borders itself.
        encoder: where the vectors come from.
        rng: the only source of chance.
    """
    rows: list[list[float]] = []
    crossed: list[float] = []
    counts: list[float] = []

    def learn(document: GeneratedDocument, count: float) -> None:
        for features, is_crossed in _borders(document, model, encoder):
            rows.append([features[name] for name in CROSSING_FEATURES])
            crossed.append(float(is_crossed))
            counts.append(count if is_crossed else 1.0)

    for lines in texts:
        for pair in _PAIRS * _DOCUMENTS:
            made = [(line[pair[0]], line[pair[1]]) for line in lines]
            learn(generate_document(made, pair, rng, mix=Mix(crossed=_CROSSED)), _COUNT)
    for document in by_hand:
        learn(document, 1.0)
    labels = np.array(crossed)
    solution = fit_logistic(np.array(rows), labels, penalty=0.3, counts=np.array(counts))
    figures = {"borders": float(len(labels)), "crossed": float(labels.sum())}
    return Crossing(tuple(float(round(value, 4)) for value in solution)), figures


def _borders(
    document: GeneratedDocument, model: AlignmentModel, encoder: SpanEncoder
) -> Iterator[tuple[Mapping[str, float], bool]]:
    """Yield each border that lies between two true beads, or within one, and whether it does."""
    source, target = (describe_side(text, encoder) for text in (document.source, document.target))
    chain = heaviest_chain(find_ties(source.sums, target.sums))
    scale = fit_scale(source, target, [(tie.source, tie.target) for tie in chain])
    alignment = align_texts(document.source, document.target, encoder=encoder, model=model)
    true = set(document.beads)
    ids = bead_ids(alignment)
    largest_bead = model.largest_bead_in(scale)
    for border in find_borders(alignment.beads, source, target, scale, largest_bead):
        first, second = ids[border.place : border.place + 2]
        joined: BeadIds = first[0] + second[0], first[1] + second[1]
        if joined in true or (first in true and second in true):
            yield border.features, joined in true
