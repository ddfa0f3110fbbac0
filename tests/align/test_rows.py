"""Rows are closed in every language and keep the order of every text."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.model import Alignment, Bead, SegmentedText, Signature
from align.rows import build_rows

SIGNATURE = Signature(version="0", encoder="none")


def text(language: str, count: int) -> SegmentedText:
    return SegmentedText.from_lines(language, [f"{language}{i}" for i in range(count)])


def alignment(*shapes: tuple[int, int], confidence: float = 0.9) -> Alignment:
    beads, i, j = [], 0, 0
    for m, n in shapes:
        beads.append(Bead(source=range(i, i + m), target=range(j, j + n), confidence=confidence))
        i, j = i + m, j + n
    return Alignment(source_length=i, target_length=j, beads=tuple(beads), signature=SIGNATURE)


def test_a_merge_in_one_language_joins_the_rows_of_all() -> None:
    texts = [text("zh", 3), text("en", 3), text("fr", 2)]
    pairs = {
        (0, 1): alignment((1, 1), (1, 1), (1, 1)),
        (0, 2): alignment((1, 1), (2, 1)),
        (1, 2): alignment((1, 1), (2, 1)),
    }
    rows = build_rows(texts, pairs)
    assert [row.cells for row in rows] == [((0,), (0,), (0,)), ((1, 2), (1, 2), (1,))]


def test_an_addition_made_by_two_languages_is_one_row() -> None:
    texts = [text("zh", 2), text("en", 3), text("fr", 3)]
    star = alignment((1, 1), (0, 1), (1, 1))
    pairs = {(0, 1): star, (0, 2): star, (1, 2): alignment((1, 1), (1, 1), (1, 1))}
    assert [row.cells for row in build_rows(texts, pairs)] == [
        ((0,), (0,), (0,)),
        ((), (1,), (1,)),
        ((1,), (2,), (2,)),
    ]


def test_an_addition_inside_a_row_belongs_to_it() -> None:
    texts = [text("zh", 2), text("en", 3), text("fr", 1)]
    pairs = {
        (0, 1): alignment((1, 1), (0, 1), (1, 1)),
        (0, 2): alignment((2, 1)),
        (1, 2): alignment((3, 1)),
    }
    assert [row.cells for row in build_rows(texts, pairs)] == [((0, 1), (0, 1, 2), (0,))]


def test_a_row_is_as_sure_as_its_weakest_cell() -> None:
    texts = [text("zh", 1), text("en", 1), text("fr", 1)]
    pairs = {
        (0, 1): alignment((1, 1), confidence=0.8),
        (0, 2): alignment((1, 1), confidence=0.6),
        (1, 2): alignment((1, 1), confidence=0.1),
    }
    (row,) = build_rows(texts, pairs)
    assert row.cell_confidence == (1.0, 0.8, 0.6)
    assert row.confidence == 0.6


def random_family(seed: int) -> tuple[list[SegmentedText], dict[tuple[int, int], Alignment]]:
    rng = random.Random(seed)
    length = rng.randint(1, 8)
    texts, pairs = [text("zh", length)], {}
    for position, language in enumerate(("en", "fr", "es"), start=1):
        shapes, left = [], length
        while left:
            m = rng.randint(0, min(left, 3))
            n = rng.randint(0 if m else 1, 2)
            shapes.append((m, n))
            left -= m
        pairs[0, position] = alignment(*shapes)
        texts.append(text(language, pairs[0, position].target_length))
    return texts, pairs


@given(st.integers(0, 2**32))
def test_rows_hold_every_segment_once_in_order_and_never_cut_a_bead(seed: int) -> None:
    texts, pairs = random_family(seed)
    rows = build_rows(texts, pairs)
    for position, each in enumerate(texts):
        in_rows = [index for row in rows for index in row.cells[position]]
        assert in_rows == list(range(len(each)))
    for (_, position), pair in pairs.items():
        for bead in pair.beads:
            holding = [
                row
                for row in rows
                if set(bead.source) & set(row.cells[0])
                or set(bead.target) & set(row.cells[position])
            ]
            assert len(holding) == 1


def test_rows_need_every_pair_with_the_source() -> None:
    with pytest.raises(KeyError):
        build_rows([text("zh", 1), text("en", 1)], {})
