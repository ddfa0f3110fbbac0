"""Blocks that stand elsewhere in the target are found, aligned and marked."""

import numpy as np
import pytest

from align.bitext import align_sides, default_model
from align.evaluation import bead_ids, evaluate_beads
from align.model import SegmentedText, Signature
from align.moved import Block, find_moved_blocks
from align.scoring.side import Side, side_from_vectors
from align.ties import Tie

SIGNATURE = Signature(version="0", encoder="made up")


def side(language: str, vectors: np.ndarray) -> Side:
    lines = ["some words of a sentence"] * len(vectors)
    return side_from_vectors(SegmentedText.from_lines(language, lines), vectors)


def texts(order: list[int], length: int) -> tuple[Side, Side]:
    rng = np.random.default_rng(3)
    meaning = rng.normal(size=(length, 64))
    noise = rng.normal(size=(2, length, 64)) * 0.6
    source = (meaning + noise[0]).astype(np.float32)
    target = (meaning[order] + noise[1][: len(order)]).astype(np.float32)
    return side("en", source), side("fr", target)


@pytest.mark.parametrize(
    "order",
    [
        [*range(30), *range(50, 70), *range(30, 50), *range(70, 100)],
        [*range(80, 100), *range(80)],
    ],
    ids=["two blocks swapped", "the end put first"],
)
def test_moved_blocks_are_aligned(order: list[int]) -> None:
    source, target = texts(order, 100)
    alignment = align_sides(source, target, model=default_model(), signature=SIGNATURE)
    gold = [((i,), (order.index(i),)) for i in range(100)]
    assert evaluate_beads(gold, bead_ids(alignment)).f1 > 0.95
    moved = [bead for bead in alignment.beads if bead.moved]
    assert 15 <= len(moved) <= 25


def test_texts_in_one_order_have_no_moved_block() -> None:
    source, target = texts([i for i in range(100) if i % 9], 100)
    alignment = align_sides(source, target, model=default_model(), signature=SIGNATURE)
    assert not any(bead.moved for bead in alignment.beads)


def test_a_few_stray_ties_are_no_block() -> None:
    chain = [Tie(i, i, 0.8) for i in range(40)]
    stray = [Tie(41, 60, 0.5), Tie(43, 61, 0.5), Tie(44, 63, 0.5)]
    assert find_moved_blocks([*chain, *stray], chain, 50, 70) == []


def test_a_dense_run_off_the_chain_is_a_block() -> None:
    chain = [Tie(i, i, 0.8) for i in range(40)]
    run = [Tie(42 + i, 60 + i, 0.5) for i in range(6)]
    (block,) = find_moved_blocks([*chain, *run], chain, 50, 70)
    assert block == Block(range(40, 50), range(58, 68))
