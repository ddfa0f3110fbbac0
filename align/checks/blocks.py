"""Name the long stretches that stand elsewhere in another version, or are missing there.

A reader must know of them before anything else: what follows a lost page is sound, and yet no
sentence of the page is in the memory.
"""

from collections.abc import Iterator

from align.blocks import UnusualBlock, unusual_blocks
from align.checks.context import Cell, Context
from align.checks.model import Finding, Severity, language_name

__all__ = ["BlocksCheck"]


class BlocksCheck:
    """Blocks moved to another place, and pages that one version lacks."""

    id = "block"
    severity = Severity.ERROR
    rule = "No block of text stands in another place in another version, and none is missing there."

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per version and block, at the first row of the block."""
        rows = [
            {
                index: number
                for number, row in enumerate(context.grid)
                for index in _indices(row[at])
            }
            for at in range(len(context.languages))
        ]
        for (source, target), pair in sorted(context.alignment.pairs.items(), key=lambda it: it[0]):
            if source:
                continue  # The pairs with the source language tell of every block once.
            for block in unusual_blocks(pair):
                at, indices = (source, block.source) if block.source else (target, block.target)
                yield _finding(context, block, (source, target), [rows[at][i] for i in indices])


def _indices(cell: Cell | None) -> tuple[int, ...]:
    return () if cell is None else tuple(segment.index for segment in cell.segments)


def _finding(
    context: Context, block: UnusualBlock, pair: tuple[int, int], rows: list[int]
) -> Finding:
    source, target = (language_name(context.languages[each]) for each in pair)
    where = f"rows {min(rows) + 1} to {max(rows) + 1}"
    if block.kind == "moved":
        message = (
            f"{where}: this passage stands in another place in {target}, there as sentences "
            f"{block.target.start + 1} to {block.target.stop}"
        )
    else:
        size = len(block.source or block.target)
        lacking = target if block.kind == "only source" else source
        message = (
            f"{where}: {lacking} has none of these {size} sentences, as if a page were missing"
        )
    return Finding(
        check=BlocksCheck.id,
        severity=Severity.WARNING if block.kind == "moved" else Severity.ERROR,
        row=min(rows),
        languages=(context.languages[pair[1 if block.kind != "only target" else 0]],),
        message=message,
    )
