"""Point at rows that repeat an earlier row in every version."""

from collections.abc import Iterator

from align.checks.context import Context, comparable
from align.checks.model import Finding, Severity

__all__ = ["DuplicatesCheck"]


class DuplicatesCheck:
    """Rows that say nothing new to a translation memory."""

    id = "dup"
    severity = Severity.INFO
    rule = "No two rows are the same in all versions."

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per row that repeats an earlier one."""
        seen: dict[tuple[str, ...], int] = {}
        for number, row in enumerate(context.grid):
            key = tuple("" if cell is None else comparable(cell.text) for cell in row)
            if not any(key):
                continue
            first = seen.setdefault(key, number)
            if first != number:
                yield Finding(
                    check=self.id,
                    severity=self.severity,
                    row=number,
                    languages=tuple(cell.language for cell in row if cell is not None),
                    message=f"the row repeats row {first + 1} in every version",
                )
