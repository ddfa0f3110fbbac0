"""The quick search is held against the textbook one on random lattices."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.search import reference
from align.search.lattice import Band, Gaps, Lattice, bead_shapes, full_band
from align.search.lockstep import Lockstep


def random_band(rng: np.random.Generator, n: int, m: int) -> Band:
    """A connected band around a random monotone path, so that missing pages occur."""
    path = np.sort(rng.integers(0, m + 1, size=n + 1))
    path[0], path[-1] = 0, m
    width = rng.integers(1, 4)
    low = np.maximum(path - width, 0)
    high = np.minimum(path + width, m) + 1
    low[0] = 0
    high[:-1] = np.maximum(high[:-1], low[1:] + 1)
    return Band(low=low, high=np.maximum.accumulate(high))


@st.composite
def lattices(draw: st.DrawFn, largest: int) -> Lattice:
    n, m = draw(st.integers(0, 7)), draw(st.integers(0, 7))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    band = random_band(rng, n, m) if n and draw(st.booleans()) else full_band(n, m)
    shapes = bead_shapes(largest)
    scores = rng.normal(size=(len(shapes), int(band.starts[-1])))
    rows, columns = band.rows_and_columns()
    for k, (a, b) in enumerate(shapes):
        for at, (i, j) in enumerate(zip(rows - a, columns - b, strict=True)):
            if i < 0 or not band.low[i] <= j < band.high[i]:
                scores[k, at] = -np.inf
    gaps = Gaps(
        opening=float(-rng.random()),
        deletion=rng.normal(size=n) - 1,
        insertion=rng.normal(size=m) - 1,
    )
    return Lattice(band=band, shapes=shapes, scores=scores, gaps=gaps)


several = st.integers(1, 3).flatmap(lambda largest: st.lists(lattices(largest), max_size=5))


@given(several)
@settings(max_examples=150, deadline=None)
def test_best_paths_equal_the_textbook(own: list[Lattice]) -> None:
    for lattice, (found, quick) in zip(own, Lockstep(own).best_paths(), strict=True):
        expected, path = reference.best_path(lattice)
        assert found == pytest.approx(expected, abs=1e-9)
        assert quick == [(len(source), len(target)) for source, target in path]


@given(several)
@settings(max_examples=100, deadline=None)
def test_posteriors_equal_the_textbook(own: list[Lattice]) -> None:
    for lattice, posteriors in zip(own, Lockstep(own).bead_posteriors(), strict=True):
        expected, found = reference.bead_posteriors(lattice), posteriors.beads
        starts = lattice.band.starts
        for (node, shape), probability in expected.items():
            at = starts[node[0]] + node[1] - lattice.band.low[node[0]]
            assert found[lattice.shapes.index(shape), at] == pytest.approx(probability, abs=1e-9)
        assert found.sum() == pytest.approx(sum(expected.values()), abs=1e-6)


def test_a_path_covers_every_segment_once() -> None:
    rng = np.random.default_rng(5)
    band = full_band(9, 6)
    shapes = bead_shapes(2)
    lattice = Lattice(
        band=band,
        shapes=shapes,
        scores=np.where(
            np.isfinite(rng.normal(size=(4, int(band.starts[-1])))), rng.normal(size=(4, 70)), 0
        ),
        gaps=Gaps(opening=-1.0, deletion=np.full(9, -0.5), insertion=np.full(6, -0.5)),
    )
    ((_, path),) = Lockstep([lattice]).best_paths()
    assert sum(m for m, _ in path) == 9
    assert sum(n for _, n in path) == 6


def test_a_band_must_be_connected() -> None:
    with pytest.raises(ValueError, match="share a column"):
        Band(low=np.array([0, 3]), high=np.array([2, 5]))
