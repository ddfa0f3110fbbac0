"""The path through several bands, held against the textbook search of each."""

import pickle

import numpy as np
import pytest

from align.bitext import default_model
from align.corridor import cut_band, search_band
from align.model import SegmentedText
from align.path import find_path, judge, left_alone
from align.scoring.grid import Grid
from align.scoring.scale import fit_scale
from align.scoring.side import Side, side_from_vectors
from align.scoring.weights import score_grid
from align.search import reference
from align.search.lattice import bead_shapes

LENGTH = 24


def sides() -> tuple[Side, Side]:
    rng = np.random.default_rng(4)
    meaning = rng.normal(size=(LENGTH, 64))
    kept = [i for i in range(LENGTH) if not 15 <= i < 19]
    vectors = (
        meaning.astype(np.float32),
        (meaning[kept] + 0.4 * rng.normal(size=(LENGTH - 4, 64))).astype(np.float32),
    )
    source, target = (
        side_from_vectors(SegmentedText.from_lines(language, ["words"] * len(own)), own)
        for language, own in zip(("en", "fr"), vectors, strict=True)
    )
    return source, target


@pytest.fixture
def grid() -> Grid:
    source, target = sides()
    band = search_band(len(source), len(target), [], 1)
    scale = fit_scale(source, target, [(i, i) for i in range(15)])
    return Grid(source, target, cut_band(band, [(8, 8), (12, 12)]), bead_shapes(2), scale)


def test_paths_through_several_bands_are_the_textbook_ones(grid: Grid) -> None:
    lattices = score_grid(grid, default_model().weights)
    path = find_path(grid, lattices)
    expected = [
        (len(source), len(target))
        for lattice in lattices
        for source, target in reference.best_path(lattice)[1]
    ]
    assert list(zip(path.heights.tolist(), path.widths.tolist(), strict=True)) == expected
    assert (path.rows[-1], path.columns[-1]) == (LENGTH, LENGTH - 4)
    assert grid.rows[path.nodes].tolist() == path.rows.tolist()
    assert grid.columns[path.nodes].tolist() == path.columns.tolist()


def test_posteriors_of_beads_and_gaps_are_the_textbook_ones(grid: Grid) -> None:
    lattices = score_grid(grid, default_model().weights)
    path = find_path(grid, lattices)
    assert (path.shapes < 0).any()
    for number, lattice in enumerate(lattices):
        beads = reference.bead_posteriors(lattice)
        top, left = lattice.band.place
        for place in np.flatnonzero(path.bands == number):
            end = int(path.rows[place]) - top, int(path.columns[place]) - left
            shape = int(path.heights[place]), int(path.widths[place])
            if path.shapes[place] >= 0:
                chance = beads[end, shape]
            else:
                side = 0 if shape[0] else 1
                chance = 1.0 - sum(
                    probability
                    for (node, own), probability in beads.items()
                    if node[side] - own[side] < end[side] <= node[side]
                )
            assert path.posteriors[place] == pytest.approx(chance, abs=1e-9)


def test_beads_carry_the_indices_of_the_whole_text_and_what_explains_them(grid: Grid) -> None:
    path = find_path(grid, score_grid(grid, default_model().weights))
    beads = judge(grid, path, default_model().calibration, 0.9, (100, 50))
    assert [i for bead in beads for i in bead.source] == list(range(100, 100 + LENGTH))
    assert [j for bead in beads for j in bead.target] == list(range(50, 50 + LENGTH - 4))
    alone = next(bead for bead in beads if not bead.target)
    assert "length_difference" not in alone.features
    assert alone.features["left_alone"] == 1.0
    pair = next(bead for bead in beads if bead.target)
    assert pair.features["translated"] == 0.9
    assert pair.features["similarity"] > 0.5
    copy = pickle.loads(pickle.dumps(pair))  # noqa: S301 - made here
    assert type(copy.features) is dict
    assert copy.features == dict(pair.features)


def test_segments_that_no_bead_covers() -> None:
    beads = np.array([[0.0, 0.5, 0.25, 0.0], [0.0, 0.0, 0.0, 0.5]])
    rows, columns = np.array([0, 1, 2, 3]), np.array([0, 1, 2, 2])
    source, target = left_alone(beads, [(1, 1), (2, 1)], (rows, columns), (3, 2))
    assert source.tolist() == [0.5, 0.25, 0.5]
    assert target.tolist() == [0.5, 0.25]
