"""The corridor holds the true path, whatever is missing, and grows no faster than the text."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.anchoring import Anchor, find_anchors, heaviest_chain, search_band
from align.model import SegmentedText
from align.scoring.side import Side, side_from_vectors


def side(language: str, vectors: np.ndarray) -> Side:
    lines = ["some words of a sentence"] * len(vectors)
    return side_from_vectors(SegmentedText.from_lines(language, lines), vectors)


def noisy(vectors: np.ndarray, seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=vectors.shape)
    return (vectors + 0.6 * noise).astype(np.float32)


@pytest.mark.parametrize("missing", [0, 40, 200])
def test_the_true_path_lies_in_the_band(missing: int) -> None:
    meaning = np.random.default_rng(1).normal(size=(600, 64))
    kept = [i for i in range(600) if not 200 <= i < 200 + missing]
    band = search_band(side("en", noisy(meaning, 2)), side("fr", noisy(meaning[kept], 3)))
    for j, i in enumerate(kept):
        assert band.low[i] <= j < band.high[i]
        assert band.low[i + 1] <= j + 1 < band.high[i + 1]
    assert (band.high - band.low).mean() < 60 + missing / 4


def test_long_texts_are_compared_in_blocks() -> None:
    meaning = np.random.default_rng(1).normal(size=(9_000, 32))
    anchors = find_anchors(noisy(meaning, 2), noisy(meaning, 3))
    chain = heaviest_chain(anchors)
    assert len(chain) > 6_000
    assert all(abs(anchor.source - anchor.target) < 5 for anchor in chain)


def test_identical_segments_still_give_a_band() -> None:
    same = np.ones((300, 16), dtype=np.float32)
    band = search_band(side("en", same), side("fr", same))
    assert band.low[0] == 0
    assert band.target_length == 300


@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 5)),
        max_size=7,
        unique_by=lambda point: point[0],
    )
)
def test_the_chain_is_the_heaviest(points: list[tuple[int, int, int]]) -> None:
    anchors = [Anchor(i, j, float(weight)) for i, j, weight in sorted(points)]
    chain = heaviest_chain(anchors)
    rising = all(a.source < b.source and a.target < b.target for a, b in itertools.pairwise(chain))
    assert rising
    best = max(
        sum(anchor.weight for anchor in subset)
        for size in range(len(anchors) + 1)
        for subset in itertools.combinations(anchors, size)
        if all(a.target < b.target for a, b in itertools.pairwise(subset))
    )
    assert sum(anchor.weight for anchor in chain) == best
