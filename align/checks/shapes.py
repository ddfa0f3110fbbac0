"""Point at rows of unusual shape: many sentences to one, or several to several."""

from collections.abc import Iterator
from typing import Final

from align.checks.context import Context
from align.checks.model import Finding, Severity, language_name

__all__ = ["ShapesCheck"]

_MANY: Final = 3
_SEVERAL: Final = 2


class ShapesCheck:
    """Rows of three segments or more in one version, or of two or more in all."""

    id = "nm"
    severity = Severity.WARNING
    rule = "A row has at most two segments in any version, and one in some version."

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per row of unusual shape."""
        for row in range(len(context.grid)):
            cells = context.cells(row)
            sizes = [len(cell.segments) for cell in cells]
            if max(sizes) < _MANY and (len(cells) < _SEVERAL or min(sizes) < _SEVERAL):
                continue
            yield Finding(
                check=self.id,
                severity=self.severity,
                row=row,
                languages=tuple(
                    cell.language for cell in cells if len(cell.segments) == max(sizes)
                ),
                message="many sentences in one row: "
                + ", ".join(
                    f"{language_name(cell.language)} {len(cell.segments)}" for cell in cells
                ),
                marks=tuple(mark for cell in cells for mark in cell.marks()),
            )
