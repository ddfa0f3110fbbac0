"""The textbook search: clear, slow, and the oracle of `align.search.banded`.

Three states per node, as in Gotoh's affine gaps ("An improved algorithm for matching biological
sequences", Journal of Molecular Biology 162, 1982): the path has just closed a bead of segments
on both sides (matched), deleted a source segment, or inserted a target segment. Within a run of
segments without counterpart, deletions come before insertions; any other order says the same.
"""

import math
from collections.abc import Callable

from align.search.lattice import Lattice, Step

__all__ = ["bead_posteriors", "best_path"]

_NEVER = -math.inf
_Node = tuple[int, int]
_Cell = tuple[float, float, float]


def best_path(lattice: Lattice) -> tuple[float, list[Step]]:
    """Return the score of the best path and its beads, first to last.

    Time is proportional to nodes times shapes.
    """
    table = _fill(lattice, max)
    last = (lattice.band.source_length, lattice.band.target_length)
    score = max(table[last])
    return score, _trace(lattice, table, last)


def bead_posteriors(lattice: Lattice) -> dict[tuple[_Node, tuple[int, int]], float]:
    """Return the probability of each bead under the distribution exp(score) over all paths.

    The key is the node where the bead ends and its shape. Beads that no path can use are left
    out. Source: forward-backward over a segmental model (Sarawagi and Cohen, "Semi-Markov
    conditional random fields", NIPS 2004).
    """
    forward = _fill(lattice, _log_sum)
    backward = _fill_backward(lattice)
    last = (lattice.band.source_length, lattice.band.target_length)
    total = _log_sum(*forward[last])
    found = {}
    for (i, j), (matched, _, _) in backward.items():
        for shape, (m, n) in enumerate(lattice.shapes):
            before = forward.get((i - m, j - n))
            if before is None:
                continue
            weight = _log_sum(*before) + _score(lattice, shape, (i, j)) + matched - total
            if weight > _NEVER:
                found[(i, j), (m, n)] = math.exp(weight)
    return found


def _log_sum(*values: float) -> float:
    top = max(values)
    return top if top == _NEVER else top + math.log(sum(math.exp(v - top) for v in values))


def _nodes(lattice: Lattice) -> list[_Node]:
    band = lattice.band
    return [
        (i, j)
        for i in range(band.source_length + 1)
        for j in range(int(band.low[i]), int(band.high[i]))
    ]


def _score(lattice: Lattice, shape: int, node: _Node) -> float:
    i, j = node
    band = lattice.band
    return float(lattice.scores[shape, band.starts[i] + j - band.low[i]])


def _fill(lattice: Lattice, combine: Callable[..., float]) -> dict[_Node, _Cell]:
    """Return matched, deleted and inserted for every node, best or summed over all ways there."""
    gaps = lattice.gaps
    nothing = (_NEVER, _NEVER, _NEVER)
    table: dict[_Node, _Cell] = {}
    for i, j in _nodes(lattice):
        matched = 0.0 if (i, j) == (0, 0) else _NEVER
        for shape, (m, n) in enumerate(lattice.shapes):
            before = combine(*table.get((i - m, j - n), nothing))
            matched = combine(matched, before + _score(lattice, shape, (i, j)))
        above = table.get((i - 1, j), nothing)
        left = table.get((i, j - 1), nothing)
        deleted = inserted = _NEVER
        if i > 0:
            deleted = combine(above[0] + gaps.opening, above[1]) + float(gaps.deletion[i - 1])
        if j > 0:
            opened = combine(left[0], left[1]) + gaps.opening
            inserted = combine(opened, left[2]) + float(gaps.insertion[j - 1])
        table[i, j] = (matched, deleted, inserted)
    return table


def _fill_backward(lattice: Lattice) -> dict[_Node, _Cell]:
    """Return, for every node and state, the log of the sum over all ways to the end."""
    gaps = lattice.gaps
    last = (lattice.band.source_length, lattice.band.target_length)
    table: dict[_Node, _Cell] = {}
    for i, j in reversed(_nodes(lattice)):
        onward = 0.0 if (i, j) == last else _NEVER
        for shape, (m, n) in enumerate(lattice.shapes):
            after = (i + m, j + n)
            if after in table:
                onward = _log_sum(onward, _score(lattice, shape, after) + table[after][0])
        deleting = inserting = _NEVER
        if (i + 1, j) in table:
            deleting = float(gaps.deletion[i]) + table[i + 1, j][1]
        if (i, j + 1) in table:
            inserting = float(gaps.insertion[j]) + table[i, j + 1][2]
        table[i, j] = (
            _log_sum(onward, gaps.opening + deleting, gaps.opening + inserting),
            _log_sum(onward, deleting, gaps.opening + inserting),
            _log_sum(onward, inserting),
        )
    return table


def _trace(lattice: Lattice, table: dict[_Node, _Cell], last: _Node) -> list[Step]:
    """Follow the best choices back from the last node."""
    opening = lattice.gaps.opening
    steps: list[Step] = []
    i, j = last
    state = _best(table[last])
    while (i, j) != (0, 0):
        if state == 1:
            steps.append((range(i - 1, i), range(0)))
            i -= 1
            matched, deleted, _ = table[i, j]
            state = 0 if matched + opening >= deleted else 1
        elif state == 2:
            steps.append((range(0), range(j - 1, j)))
            j -= 1
            matched, deleted, inserted = table[i, j]
            state = _best((matched + opening, deleted + opening, inserted))
        else:
            m, n = _best_shape(lattice, table, (i, j))
            steps.append((range(i - m, i), range(j - n, j)))
            i, j = i - m, j - n
            state = _best(table[i, j])
    return steps[::-1]


def _best(values: _Cell) -> int:
    return values.index(max(values))


def _best_shape(lattice: Lattice, table: dict[_Node, _Cell], node: _Node) -> tuple[int, int]:
    i, j = node
    reachable = [
        (max(table[i - m, j - n]) + _score(lattice, shape, node), -shape)
        for shape, (m, n) in enumerate(lattice.shapes)
        if (i - m, j - n) in table
    ]
    return lattice.shapes[-max(reachable)[1]]
