import pytest

from align.evaluation import evaluate_beads, parse_beads
from align.model import AlignmentError

GOLD = (((0,), (0,)), ((1, 2), (1,)), ((3,), ()), ((4,), (2, 3)))


def test_perfect_agreement_is_one() -> None:
    result = evaluate_beads(GOLD, GOLD)
    assert (result.precision, result.recall, result.f1, result.lax_f1) == (1, 1, 1, 1)


def test_strict_counts_equal_beads_and_lax_counts_overlap() -> None:
    found = (((0,), (0,)), ((1,), (1,)), ((2,), ()), ((3,), ()), ((4,), (2, 3)))
    result = evaluate_beads(GOLD, found)
    assert result.precision == pytest.approx(3 / 5)
    assert result.recall == pytest.approx(3 / 4)
    assert result.lax_precision == pytest.approx(4 / 5)
    assert result.lax_recall == 1.0


def test_missed_omissions_cost_recall() -> None:
    found = (((0,), (0,)), ((1, 2), (1,)), ((3, 4), (2, 3)))
    assert evaluate_beads(GOLD, found).recall == pytest.approx(2 / 4)


def test_nothing_found_is_zero_not_an_error() -> None:
    result = evaluate_beads(GOLD, ())
    assert (result.precision, result.recall, result.f1) == (0, 0, 0)


def test_both_forms_of_a_line_are_read() -> None:
    text = "[0, 1]:[2]:0.97\n[]:[3]\n\n4,5\t6\n7\t\n"
    assert parse_beads(text, "x") == (((0, 1), (2,)), ((), (3,)), ((4, 5), (6,)), ((7,), ()))


def test_another_line_is_refused_with_its_place() -> None:
    with pytest.raises(AlignmentError, match=r"auto.txt, line 2: 'one two' is not a bead"):
        parse_beads("0\t0\none two\n", "auto.txt")


def test_ids_below_zero_are_refused() -> None:
    with pytest.raises(AlignmentError, match=r"line 1: .* is not a bead"):
        parse_beads("-1\t0\n", "auto.txt")
