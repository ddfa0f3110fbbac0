"""The corridor holds the true path, whatever is missing, and grows no faster than the text."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.corridor import cut_band, search_band, sure_nodes
from align.ties import Tie, find_ties, heaviest_chain


def noisy(vectors: np.ndarray, seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=vectors.shape)
    return (vectors + 0.6 * noise).astype(np.float32)


@pytest.mark.parametrize("missing", [0, 40, 200])
def test_the_true_path_lies_in_the_band(missing: int) -> None:
    meaning = np.random.default_rng(1).normal(size=(600, 64))
    kept = [i for i in range(600) if not 200 <= i < 200 + missing]
    chain = heaviest_chain(find_ties(noisy(meaning, 2), noisy(meaning[kept], 3)))
    band = search_band(600, len(kept), chain, 2)
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


def test_blocks_that_moved_are_found_in_long_texts() -> None:
    meaning = np.random.default_rng(1).normal(size=(9_000, 32))
    moved = np.concatenate(
        [meaning[:1_000], meaning[6_000:6_400], meaning[1_000:6_000], meaning[6_400:]]
    )
    pairs = {(tie.source, tie.target) for tie in find_ties(noisy(meaning, 2), noisy(moved, 3))}
    true = {(i, i - 5_000) for i in range(6_000, 6_400)}
    assert len(true & pairs) > 250


def test_a_band_is_cut_at_nodes_of_its_path() -> None:
    chain = [Tie(i, i, 1.0) for i in range(60)]
    whole = search_band(60, 60, chain, 1)
    parts = cut_band(whole, [(20, 20), (41, 41)])
    assert [part.place for part in parts] == [(0, 0), (20, 20), (41, 41)]
    assert [part.end for part in parts] == [(20, 20), (41, 41), (60, 60)]
    for part in parts:
        i, j = part.place
        rows = np.arange(part.source_length + 1)
        assert (part.low + j >= whole.low[i + rows]).all()
        assert (part.high + j <= whole.high[i + rows]).all()
        assert part.high[-1] + j == part.end[1] + 1


def test_a_band_without_sure_nodes_is_cut_all_the_same() -> None:
    parts = cut_band(search_band(12_000, 11_000, [], 1), [])
    assert len(parts) >= 2
    assert max(part.source_length for part in parts) <= 5_000
    assert all(before.end == after.place for before, after in itertools.pairwise(parts))
    assert parts[-1].end == (12_000, 11_000)


def test_identical_segments_still_give_a_band() -> None:
    same = np.ones((300, 16), dtype=np.float32)
    band = search_band(300, 300, heaviest_chain(find_ties(same, same)), 2)
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
