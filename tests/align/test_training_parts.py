"""Parts tie the forms of a word together, and nothing that only looks alike."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from align.training.parts import find_parts, light_arabic_stem, part_names


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("disarm", "disarmament"),
        ("negociar", "negociaciones"),
        ("переговоры", "переговоров"),
        ("裁军", "军备"),
        ("معاهده", "معاهدات"),
        ("سلاح", "اسلحه"),
    ],
)
def test_forms_of_a_word_share_a_part(first: str, second: str) -> None:
    assert set(part_names(first)) & set(part_names(second))


@pytest.mark.parametrize("piece", ["13", "2013", "%", "a1", "", "[UNK]"])
def test_numbers_and_marks_have_no_parts(piece: str) -> None:
    assert list(part_names(piece)) == []


@pytest.mark.parametrize(
    ("word", "stem"), [("والامن", "امن"), ("معاهدات", "معاهد"), ("ولد", "ولد"), ("بيت", "بيت")]
)
def test_an_arabic_stem_keeps_three_letters(word: str, stem: str) -> None:
    assert light_arabic_stem(word) == stem


def test_only_shared_parts_are_kept() -> None:
    parts = find_parts(["裁军", "军备", "x", "12"])
    assert parts.count == 1
    assert parts.starts.tolist() == [0, 1, 2, 2, 2]
    assert parts.numbers.tolist() == [0, 0]


def test_a_row_is_its_own_vector_and_the_mean_of_its_parts() -> None:
    from align.training.model import TokenTable

    table = torch.tensor([[1.0, 0.0], [0.0, 1.0], [5.0, 5.0]])
    model = TokenTable(table, [0, 1, 2], find_parts(["裁军", "军备", "12"]), temperature=0.1)
    expected = np.array([[1.5, 0.5], [0.5, 1.5], [5.0, 5.0]])
    np.testing.assert_allclose(model.vectors(), expected)
