"""Measure an alignment against beads made by hand: precision, recall and F1, strict and lax.

Strict counts a bead as right if both sides are the same. Lax counts it if it overlaps a gold bead
on both sides. Recall counts every gold bead, those with an empty side included, as
aligner-eval does; vecalign's own scorer leaves the empty ones out and so hides missed omissions.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from align.model import Alignment, AlignmentError

__all__ = ["BeadIds", "Evaluation", "bead_ids", "evaluate_beads", "parse_beads"]

BeadIds = tuple[tuple[int, ...], tuple[int, ...]]
"""Source ids and target ids of one bead, 0-based, ascending."""

_VECALIGN_LINE = re.compile(r"\[(?P<source>[\d,\s]*)\]:\[(?P<target>[\d,\s]*)\](?::.*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Ratios between 0 and 1; a ratio whose divisor is empty is 0.

    Attributes:
        precision: share of the beads found that are right.
        recall: share of the gold beads that were found.
        f1: harmonic mean of both.
        lax_precision, lax_recall, lax_f1: the same, counting overlap on both sides as right.
        gold_count, found_count: how many beads were compared.
    """

    precision: float
    recall: float
    f1: float
    lax_precision: float
    lax_recall: float
    lax_f1: float
    gold_count: int
    found_count: int


def evaluate_beads(gold: Iterable[BeadIds], found: Iterable[BeadIds]) -> Evaluation:
    """Return how well the found beads agree with the gold beads; order and repeats do not count."""
    gold_set, found_set = set(gold), set(found)
    right = len(gold_set & found_set)
    precision = _ratio(right, len(found_set))
    recall = _ratio(right, len(gold_set))
    lax_precision = _ratio(_overlapping(found_set, gold_set), len(found_set))
    lax_recall = _ratio(_overlapping(gold_set, found_set), len(gold_set))
    return Evaluation(
        precision=precision,
        recall=recall,
        f1=_harmonic(precision, recall),
        lax_precision=lax_precision,
        lax_recall=lax_recall,
        lax_f1=_harmonic(lax_precision, lax_recall),
        gold_count=len(gold_set),
        found_count=len(found_set),
    )


def bead_ids(alignment: Alignment) -> tuple[BeadIds, ...]:
    """Return the beads of an alignment as tuples of ids."""
    return tuple((tuple(bead.source), tuple(bead.target)) for bead in alignment.beads)


def parse_beads(text: str, name: str) -> tuple[BeadIds, ...]:
    """Return the beads written in `text`, one a line.

    A line is `[0, 1]:[2]`, with anything after a further colon, or `0,1<TAB>2`. Empty lines are
    passed over.

    Raises:
        AlignmentError: a line is neither; the message names the file, the line and the two forms.
    """
    beads = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        match = _VECALIGN_LINE.fullmatch(line.strip())
        columns = [match["source"], match["target"]] if match else line.split("\t")
        try:
            source, target = (_parse_ids(column) for column in columns[:2])
        except ValueError:
            raise AlignmentError(
                f"{name}, line {number}: {line[:60]!r} is not a bead; expected '[0, 1]:[2]' or "
                f"ids with commas, a tab, ids with commas; check that this is a file of beads."
            ) from None
        if source or target:
            beads.append((source, target))
    return tuple(beads)


def _parse_ids(column: str) -> tuple[int, ...]:
    ids = tuple(sorted(int(part) for part in column.split(",") if part.strip()))
    if ids and ids[0] < 0:
        raise ValueError(f"{ids[0]} is no id")
    return ids


def _overlapping(beads: set[BeadIds], others: Iterable[BeadIds]) -> int:
    """Return how many beads share a pair of ids with some other bead, or equal one if empty."""
    other_set = set(others)
    linked = {(i, j) for source, target in other_set for i in source for j in target}
    return sum(
        any((i, j) in linked for i in source for j in target) or (source, target) in other_set
        for source, target in beads
    )


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _harmonic(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b else 0.0
