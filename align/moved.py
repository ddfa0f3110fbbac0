"""Find blocks that stand at another place in the target: an annex put before the letter, say.

The main search goes forward only. Ties off its chain that run side by side among themselves are
no chance: they are a block that was moved. Such blocks are taken out before the search, aligned
on their own, and put back marked as moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from align.ties import Tie

__all__ = ["Block", "find_moved_blocks"]

# Ties of a block follow one another within this many segments on both sides.
_STEP: Final = 4
# Fewest ties of a block, and fewest ties per segment of it. In 30 documents generated from the
# fitting text without any move, the longest run off the chain had two ties.
_LEAST_TIES: Final = 5
_LEAST_DENSITY: Final = 0.5
# A block is widened by up to this many segments at either end that belong to nothing else.
_WIDENING: Final = 3


@dataclass(frozen=True, slots=True)
class Block:
    """A moved block: ranges of source and target segments."""

    source: range
    target: range


def find_moved_blocks(
    ties: Sequence[Tie], chain: Sequence[Tie], source_length: int, target_length: int
) -> list[Block]:
    """Return the blocks that were moved, in source order; they do not overlap.

    Args:
        ties: all mutual nearest neighbours, in source order.
        chain: the ties of the forward path.
        source_length: number of source segments.
        target_length: number of target segments.
    """
    on_chain = set(chain)
    blocks: list[Block] = []
    # The places before and after the texts count as taken: a block ends there.
    taken_source = {tie.source for tie in chain} | {-1, source_length}
    taken_target = {tie.target for tie in chain} | {-1, target_length}
    for run in _runs([tie for tie in ties if tie not in on_chain]):
        source = range(run[0].source, run[-1].source + 1)
        target = range(run[0].target, run[-1].target + 1)
        dense = len(run) >= _LEAST_DENSITY * max(len(source), len(target))
        crowded = len(taken_source.intersection(source)) + len(taken_target.intersection(target))
        if len(run) < _LEAST_TIES or not dense or crowded * 4 > len(run):
            continue
        for _ in range(_WIDENING):
            source, target = _widened(source, target, taken_source, taken_target)
        taken_source.update(source)
        taken_target.update(target)
        blocks.append(Block(source, target))
    return blocks


def _runs(ties: Sequence[Tie]) -> list[list[Tie]]:
    """Return ties that follow one another closely on both sides, as lists in source order."""
    runs: list[list[Tie]] = []
    for tie in ties:
        for run in reversed(runs[-8:]):
            steps = tie.source - run[-1].source, tie.target - run[-1].target
            if 0 < steps[0] <= _STEP and 0 < steps[1] <= _STEP:
                run.append(tie)
                break
        else:
            runs.append([tie])
    return runs


def _widened(
    source: range, target: range, taken_source: set[int], taken_target: set[int]
) -> tuple[range, range]:
    """Return the ranges one segment longer at each end where both sides are free."""
    if source.start - 1 not in taken_source and target.start - 1 not in taken_target:
        source, target = (range(each.start - 1, each.stop) for each in (source, target))
    if source.stop not in taken_source and target.stop not in taken_target:
        source, target = (range(each.start, each.stop + 1) for each in (source, target))
    return source, target
