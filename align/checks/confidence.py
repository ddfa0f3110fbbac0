"""Point at cells that the aligner itself holds for more likely wrong than right."""

from collections.abc import Iterator
from typing import Final

from align.checks.context import Context
from align.checks.model import Finding, Severity, language_name

__all__ = ["WEAK", "ConfidenceCheck"]

WEAK: Final = 0.5
"""A calibrated probability below one half says: more likely wrong than right."""


class ConfidenceCheck:
    """Cells of low confidence."""

    id = "lowconf"
    severity = Severity.WARNING
    rule = "The probability that a cell belongs to its row is one half at least."

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per row, naming its weak versions."""
        for row in range(len(context.grid)):
            weak = [cell for cell in context.cells(row) if cell.confidence < WEAK]
            if not weak or len(context.cells(row)) < 2:
                continue
            named = ", ".join(
                f"{language_name(cell.language)} (confidence {cell.confidence:.2f})"
                for cell in weak
            )
            yield Finding(
                check=self.id,
                severity=self.severity,
                row=row,
                languages=tuple(cell.language for cell in weak),
                message=f"may not belong to this row: {named}",
                marks=tuple(mark for cell in weak for mark in cell.marks()),
            )
