"""Texts at the edge of what is sensible end in bounded time and memory, with a right answer."""

import tracemalloc

import numpy as np
import pytest

from align.bitext import align_texts
from align.evaluation import bead_ids
from align.model import SegmentedText


def text(language: str, lines: list[str]) -> SegmentedText:
    return SegmentedText.from_lines(language, lines)


def one_to_one(count: int) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    return tuple(((i,), (i,)) for i in range(count))


@pytest.mark.parametrize("count", [2_000, pytest.param(200_000, marks=pytest.mark.slow)])
def test_identical_sentences(count: int) -> None:
    same = ["The Committee adopted its programme of work."] * count
    found = align_texts(text("en", same), text("fr", same))
    assert bead_ids(found) == one_to_one(count)


def test_identical_sentences_of_two_lengths_need_little_memory() -> None:
    same = ["The Committee adopted its programme of work."] * 2_000
    tracemalloc.start()
    found = align_texts(text("en", same), text("fr", same[:1_900]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sum(bool(bead.source and bead.target) for bead in found.beads) >= 1_800
    assert peak < 1 << 30


@pytest.mark.slow
def test_a_side_50_times_as_long() -> None:
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(50_000, 64)).astype(np.float32)
    kept = np.arange(20_000, 21_000)
    own = vectors[kept] + 0.5 * rng.normal(size=(1_000, 64)).astype(np.float32)
    texts = text("en", ["some words"] * 1_000), text("fr", ["some words"] * 50_000)
    found = align_texts(*texts, vectors=(own, vectors))
    expected = {((i,), (20_000 + i,)) for i in range(1_000)}
    assert len(expected & set(bead_ids(found))) >= 950


@pytest.mark.slow
def test_many_sentences_of_100000_characters() -> None:
    words = [f"the state number {i} supports the treaty on topic {i % 7}" for i in range(40)]
    lines = [" ".join(words[k:] * 60)[:100_000].ljust(100_000, ".") for k in range(20)]
    found = align_texts(text("en", lines), text("fr", lines))
    assert bead_ids(found) == one_to_one(20)


@pytest.mark.parametrize("lines", [["…"], ["1"], ["   "], ["a" * 30_000]])
def test_one_strange_sentence(lines: list[str]) -> None:
    found = align_texts(text("en", lines), text("fr", ["Le Comité s'est réuni."]))
    assert sorted(i for source, _ in bead_ids(found) for i in source) == [0]
    assert all(0.0 <= bead.confidence <= 1.0 for bead in found.beads)
