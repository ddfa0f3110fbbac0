"""Point at segments that were perhaps cut wrongly: far too long, or without an end."""

from collections.abc import Iterator
from statistics import median
from typing import Final

from align.checks.context import Cell, Context
from align.checks.model import Finding, Severity, language_name

__all__ = ["SegmentationCheck"]

_ENDS: Final = ".。．…!！?？؟;；؛:：,，،、"
_CLOSERS: Final = " \u00a0\u202f\u200e\u200f\"'”’»」』）)]】》*"
# A heading has no final mark either; few headings are longer than this many times the median.
_LONG: Final = 1.0
_VERY_LONG: Final = 5.0
_FEWEST_LETTERS: Final = 300


class SegmentationCheck:
    """Over-long segments, and long ones that do not end with a mark."""

    id = "seg"
    severity = Severity.INFO
    rule = "A segment is one sentence: not five times the usual length, and with a mark at its end."

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per suspicious cell."""
        for position in range(len(context.languages)):
            cells = [cell for cell in context.column(position) if cell is not None]
            if not cells:
                continue
            usual = median(cell.length / len(cell.segments) for cell in cells)
            for cell in cells:
                reason = _reason(cell, usual)
                if reason:
                    yield Finding(
                        check=self.id,
                        severity=self.severity,
                        row=cell.row,
                        languages=(cell.language,),
                        message=f"{language_name(cell.language)} {reason}",
                        marks=cell.marks(),
                    )


def _reason(cell: Cell, usual: float) -> str:
    length = cell.length / len(cell.segments)
    if length > max(_FEWEST_LETTERS, _VERY_LONG * usual):
        return f"is {length / usual:.0f} times as long as usual: perhaps several sentences in one"
    text = cell.text.rstrip(_CLOSERS)
    if length > _LONG * usual and text and text[-1] not in _ENDS:
        return "does not end with a mark: perhaps the sentence goes on"
    return ""
