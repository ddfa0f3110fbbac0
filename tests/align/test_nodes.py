"""Neighbours of nodes, held against a search among all of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from align.scoring.nodes import Nodes
from align.search.lattice import Band


@st.composite
def neighbouring_bands(draw: st.DrawFn) -> list[Band]:
    bands, row, column = [], 0, 0
    for _ in range(draw(st.integers(1, 3))):
        n = draw(st.integers(1, 5))
        m = draw(st.integers(0, 2 * n))
        path = np.linspace(0, m, n + 1).astype(np.int64)
        width = draw(st.integers(1, 3))
        low, high = np.maximum(path - width, 0), np.minimum(path + width + 1, m + 1)
        bands.append(Band(low=low, high=high, place=(row, column)))
        row, column = row + n, column + m
    return bands


@given(neighbouring_bands(), st.integers(-3, 3), st.integers(-3, 3))
def test_neighbours_lie_in_the_same_band(bands: list[Band], down: int, right: int) -> None:
    nodes = Nodes(bands)
    keys = [
        (number, i, j)
        for number, band in enumerate(bands)
        for i in range(band.place[0], band.place[0] + band.source_length + 1)
        for j in range(nodes.size)
        if band.low[i - band.place[0]] <= j - band.place[1] < band.high[i - band.place[0]]
    ]
    assert [(int(i), int(j)) for i, j in zip(nodes.rows, nodes.columns, strict=True)] == [
        key[1:] for key in keys
    ]
    assert [keys[begin][0] for begin in nodes.begins[:-1]] == list(range(len(bands)))
    where = {key: number for number, key in enumerate(keys)}
    expected = [where.get((n, i + down, j + right), nodes.size) for n, i, j in keys]
    assert nodes.neighbours(down, right).tolist() == expected
