"""Make the candidates of one language ready for linking: as rows of numbers and vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from align.encoding.protocol import SpanEncoder
from align.terminology.candidates import Candidate
from align.terminology.cells import Column
from align.terminology.reference import load_reference
from align.terminology.termhood import Neighbours, find_neighbours
from align.terminology.tokens import stem
from align.terminology.vocabulary import load_vocabulary

__all__ = ["LONGEST", "Indices", "Side", "make_sides", "restricted"]

LONGEST: Final = 9
"""Words of a candidate that are looked at."""

ABSORBED_SHARE: Final = 0.9
"""Share of its occurrences in one longer candidate from which a repeated one is a part of it."""

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Side:
    """One language made ready for linking.

    Attributes:
        rows: per row of the alignment, the candidates in it, each once.
        counts: rows per candidate.
        vectors: one per candidate, shape (n, d), length 1 or 0.
        looks: what each candidate looks like whatever it is linked to, shape (n, 9): wholeness,
            boundary to the left, to the right and on both sides, shape, share of occurrences in
            one longer candidate, title, one word, conjunction; each 0 to 1.
        lengths: words per candidate.
        absorbing: per candidate the one that it always stands in, -1 for none: a repeated part of
            a longer unit.
        words: per candidate its words by number, padded with -1, shape (n, LONGEST).
        weights: how much each of these words matters, 0 where padded.
        word_rows: per row its words by number.
        word_vectors: one per word, length 1 or 0.
    """

    rows: Sequence[Indices]
    counts: NDArray[np.float64]
    vectors: NDArray[np.float32]
    looks: NDArray[np.float64]
    lengths: NDArray[np.float64]
    absorbing: Indices
    words: Indices
    weights: NDArray[np.float64]
    word_rows: Sequence[Indices]
    word_vectors: NDArray[np.float32]


def make_sides(
    columns: Sequence[Column],
    candidates: Sequence[Sequence[Candidate]],
    row_count: int,
    encoder: SpanEncoder,
) -> list[Side]:
    """Return each column and its candidates ready for linking."""
    return [
        _make_side(column, items, row_count, encoder)
        for column, items in zip(columns, candidates, strict=True)
    ]


def _make_side(
    column: Column, candidates: Sequence[Candidate], row_count: int, encoder: SpanEncoder
) -> Side:
    """Return a column and its candidates ready for linking.

    Words are counted by stem; a stem has the vector of the first form seen.
    """
    numbers: dict[str, int] = {}
    forms: list[str] = []
    word_rows: list[Indices] = [np.zeros(0, np.int64)] * row_count
    cells: list[list[int]] = []
    for cell in column.cells:
        found = []
        for word in cell.words:
            key = stem(word.text, column.subtag)
            number = numbers.setdefault(key, len(numbers))
            if number == len(forms):
                forms.append(word.text)
            found.append(number)
        cells.append(found)
        word_rows[cell.row] = np.array(found, dtype=np.int64)
    sums, _ = encoder.token_sums(forms or [" "])
    words = np.full((len(candidates), LONGEST), -1, dtype=np.int64)
    found_rows: list[set[int]] = [set() for _ in range(row_count)]
    for index, candidate in enumerate(candidates):
        place = candidate.occurrences[0]
        span = cells[place.cell][place.first : place.last][:LONGEST]
        words[index, : len(span)] = span
        for occurrence in candidate.free:
            found_rows[column.cells[occurrence.cell].row].add(index)
    rows = [np.array(sorted(found), dtype=np.int64) for found in found_rows]
    neighbours = find_neighbours(candidates)
    padded = np.vstack([sums, np.zeros((1, sums.shape[1]), np.float32)])
    importance = np.append(_importance(forms, column.subtag), 0.0)
    return Side(
        rows=rows,
        counts=np.bincount(
            np.concatenate([*rows, np.zeros(0, np.int64)]), minlength=len(candidates)
        ).astype(np.float64),
        vectors=_unit(padded[words].sum(axis=1)),
        looks=_looks(candidates, neighbours),
        absorbing=_absorbing(candidates, neighbours),
        lengths=np.array([item.length for item in candidates], dtype=np.float64),
        words=words,
        weights=importance[words],
        word_rows=word_rows,
        word_vectors=_unit(sums),
    )


def restricted(side: Side, kept: Indices) -> Side:
    """Return a side with some of its candidates, in the order given, to link them onward.

    Args:
        side: a language.
        kept: sorted numbers of candidates.
    """
    number = np.full(len(side.vectors), -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    return replace(
        side,
        rows=[found[found >= 0] for found in (number[row] for row in side.rows)],
        counts=side.counts[kept],
        vectors=side.vectors[kept],
        looks=side.looks[kept],
        lengths=side.lengths[kept],
        absorbing=np.full(len(kept), -1, dtype=np.int64),
        words=side.words[kept],
        weights=side.weights[kept],
    )


def _absorbing(candidates: Sequence[Candidate], neighbours: Sequence[Neighbours]) -> Indices:
    """Return the candidate in which each always stands; see `Side.absorbing`."""
    found = np.full(len(candidates), -1, dtype=np.int64)
    for index, around in enumerate(neighbours):
        count = len(candidates[index].occurrences)
        hosts = [
            (-candidates[host].length, -candidates[host].independence, host)
            for host, shared in around.hosts.items()
            if shared >= ABSORBED_SHARE * count
        ]
        if count > 1 and hosts:
            # The nearest: one that adds more is reached from there.
            found[index] = max(hosts)[2]
    return found


def _looks(
    candidates: Sequence[Candidate], neighbours: Sequence[Neighbours]
) -> NDArray[np.float64]:
    """Return what candidates look like; see `Side.looks`."""
    rows = []
    for item, around in zip(candidates, neighbours, strict=True):
        count = len(item.occurrences)
        rows.append(
            (
                item.independence * item.shape,
                sum(place.left for place in item.occurrences) / count,
                sum(place.right for place in item.occurrences) / count,
                sum(place.left and place.right for place in item.occurrences) / count,
                item.shape,
                max(around.hosts.values(), default=0) / count,
                float(item.title),
                float(item.length == 1),
                float(item.joined),
            )
        )
    return np.array(rows, dtype=np.float64).reshape(len(rows), 9)


def _importance(forms: Sequence[str], subtag: str) -> NDArray[np.float64]:
    """Return per word how much it matters for the meaning: rarity, little for function words."""
    reference = load_reference(subtag)
    inside = load_vocabulary(subtag).inside
    return np.array(
        [0.1 if form.casefold() in inside else 0.5 + reference.rarity(form) / 6.0 for form in forms]
        or [0.0]
    )


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(
        np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0), np.float32
    )
