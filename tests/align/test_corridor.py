"""The corridor holds the true path, whatever is missing, and grows no faster than the text."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.corridor import Tie, find_ties, heaviest_chain, search_band, sure_nodes


def noisy(vectors: np.ndarray, seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=vectors.shape)
    return (vectors + 0.6 * noise).astype(np.float32)


@pytest.mark.parametrize("missing", [0, 40, 200])
def test_the_true_path_lies_in_the_band(missing: int) -> None:
    meaning = np.random.default_rng(1).normal(size=(600, 64))
    kept = [i for i in range(600) if not 200 <= i < 200 + missing]
    chain = heaviest_chain(find_ties(noisy(meaning, 2), noisy(meaning[kept], 3)))
    band = search_band(600, len(kept), chain)
    for j, i in enumerate(kept):
        assert band.low[i] <= j < band.high[i]
        assert band.low[i + 1] <= j + 1 < band.high[i + 1]
    assert (band.high - band.low).mean() < 60 + missing / 4


def test_long_texts_are_compared_in_blocks() -> None:
    meaning = np.random.default_rng(1).normal(size=(9_000, 32))
    ties = find_ties(noisy(meaning, 2), noisy(meaning, 3))
    chain = heaviest_chain(ties)
    assert len(chain) > 6_000
    assert all(abs(tie.source - tie.target) < 5 for tie in chain)


def test_identical_segments_still_give_a_band() -> None:
    same = np.ones((300, 16), dtype=np.float32)
    band = search_band(300, 300, heaviest_chain(find_ties(same, same)))
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
    ties = [Tie(i, j, float(weight)) for i, j, weight in sorted(points)]
    chain = heaviest_chain(ties)
    rising = all(a.source < b.source and a.target < b.target for a, b in itertools.pairwise(chain))
    assert rising
    best = max(
        sum(tie.weight for tie in subset)
        for size in range(len(ties) + 1)
        for subset in itertools.combinations(ties, size)
        if all(a.target < b.target for a, b in itertools.pairwise(subset))
    )
    assert sum(tie.weight for tie in chain) == best


def test_sure_nodes_lie_on_the_true_path() -> None:
    meaning = np.random.default_rng(1).normal(size=(2_000, 64))
    kept = [i for i in range(2_000) if i % 17]
    chain = heaviest_chain(find_ties(noisy(meaning, 2), noisy(meaning[kept], 3)))
    nodes = sure_nodes(chain, 200)
    assert len(nodes) >= 5
    assert all(kept[j] == i for i, j in nodes)
    assert all(b[0] - a[0] >= 190 for a, b in itertools.pairwise(nodes))
