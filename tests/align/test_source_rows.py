"""The source is never merged; the target is cut where a cut stands out."""

import pytest

from align.bitext import default_encoder
from align.model import Alignment, Bead, SegmentedText, Signature
from align.source_rows import SourceRow, keep_source_segments

SIGNATURE = Signature(version="0", encoder="none")


def rows_of(source: list[str], target: list[str], *beads: Bead) -> tuple[SourceRow, ...]:
    alignment = Alignment(
        source_length=len(source), target_length=len(target), beads=beads, signature=SIGNATURE
    )
    return keep_source_segments(
        SegmentedText.from_lines("en", source),
        SegmentedText.from_lines("fr", target),
        alignment,
        default_encoder(),
    )


def words(row: SourceRow, target: list[str]) -> str:
    return "".join(target[p.segment][p.span.start : p.span.end] for p in row.target)


def test_a_merged_target_is_cut_at_the_clause_that_fits() -> None:
    target = [
        "Le Comité, réuni à Genève, a adopté son budget, les États ont demandé un désarmement."
    ]
    rows = rows_of(
        ["The Committee, meeting in Geneva, adopted its budget.", "States asked for disarmament."],
        target,
        Bead(source=range(2), target=range(1), confidence=0.9),
    )
    assert [row.source for row in rows] == [range(1), range(1, 2)]
    assert words(rows[0], target).strip() == "Le Comité, réuni à Genève, a adopté son budget,"
    assert words(rows[1], target) == "les États ont demandé un désarmement."
    assert all(row.cut and row.confidence < 0.9 for row in rows)


def test_a_target_without_a_clause_end_stays_joined() -> None:
    rows = rows_of(
        ["It met.", "It adopted a budget."],
        ["Il s'est réuni et a adopté un budget."],
        Bead(source=range(2), target=range(1), confidence=0.8),
    )
    assert [(row.source, row.cut, row.confidence) for row in rows] == [(range(2), False, 0.8)]


def test_two_targets_are_dealt_out() -> None:
    target = ["Il a adopté un budget.", "Les États ont demandé un désarmement complet."]
    rows = rows_of(
        ["It adopted a budget.", "States asked for complete disarmament."],
        target,
        Bead(source=range(2), target=range(2), confidence=0.9),
    )
    assert [words(row, target) for row in rows] == target


@pytest.mark.parametrize(
    ("source", "target", "bead"),
    [
        (["One."], ["Un."], Bead(source=range(1), target=range(1), confidence=0.7)),
        (["One."], [], Bead(source=range(1), target=range(0), confidence=0.7)),
        ([], ["Un."], Bead(source=range(0), target=range(1), confidence=0.7)),
    ],
    ids=["1-1", "omission", "addition"],
)
def test_other_beads_are_left_alone(source: list[str], target: list[str], bead: Bead) -> None:
    (row,) = rows_of(source, target, bead)
    assert row.source == bead.source
    assert [piece.segment for piece in row.target] == list(bead.target)
    assert (row.cut, row.confidence) == (False, 0.7)


def test_nothing_of_the_target_is_lost() -> None:
    target = ["Un, deux; trois: quatre.", "Cinq, six."]
    rows = rows_of(
        ["One and two.", "Three and four.", "Five and six."],
        target,
        Bead(source=range(3), target=range(2), confidence=0.9),
    )
    assert "".join(words(row, target) for row in rows) == "".join(target)
