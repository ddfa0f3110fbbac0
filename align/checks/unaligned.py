"""Report sentences that have no counterpart in another version."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from align.checks.context import Cell, Context
from align.checks.model import Finding, Severity, language_name

__all__ = ["UnalignedCheck"]

_LETTER: Final = re.compile(r"[^\W\d_]")
_SHOWN: Final = 60
# Fewer letters are a page number, a signature's initials, a row of dots: worth a note, no more.
_LETTERS_OF_A_SENTENCE: Final = 6


class UnalignedCheck:
    """Omissions and additions."""

    id = "null"
    severity = Severity.ERROR
    rule = "Every sentence of one version has a counterpart in every other."

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per row with an empty cell."""
        for row, cells in enumerate(context.grid):
            there = [cell for cell in cells if cell is not None]
            absent = [
                language
                for cell, language in zip(cells, context.languages, strict=True)
                if cell is None
            ]
            if not absent or not there:
                continue
            letters = max(len(_LETTER.findall(cell.text)) for cell in there)
            is_grave = letters >= _LETTERS_OF_A_SENTENCE or _is_ideographic(there)
            yield Finding(
                check=self.id,
                severity=Severity.ERROR if is_grave else Severity.INFO,
                row=row,
                languages=tuple(absent),
                message=_message(there, absent, source=context.languages[0]),
                marks=tuple(mark for cell in there for mark in cell.marks()),
            )


def _is_ideographic(cells: list[Cell]) -> bool:
    return any(len(re.findall("[\u3400-\u9fff]", cell.text)) > 1 for cell in cells)


def _message(there: list[Cell], absent: list[str], *, source: str) -> str:
    shown = there[0].text if len(there[0].text) <= _SHOWN else there[0].text[: _SHOWN - 1] + "…"
    if source in absent:
        return f"only in {_listed(cell.language for cell in there)}: {shown}"
    return f"nothing in {_listed(absent)} for: {shown}"


def _listed(tags: Iterable[str]) -> str:
    *head, last = (language_name(tag) for tag in tags)
    return f"{', '.join(head)} and {last}" if head else last
