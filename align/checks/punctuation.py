"""Compare the marks that end a sentence, and count brackets and quotation marks."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from align.checks.context import Cell, Context
from align.checks.model import Finding, Severity, language_name

__all__ = ["PunctuationCheck"]

_CLOSERS: Final = " \u00a0\u202f\u200e\u200f\"'”’»」』）)]】》"
_ENDINGS: Final = {
    "question mark": "?？؟",
    "exclamation mark": "!！",
    "colon": ":：",
    "semicolon": ";；؛",
    "comma": ",，،、",
    "full stop": ".。．…",
}
_ENDING_OF: Final = {mark: name for name, marks in _ENDINGS.items() for mark in marks}
_PAIRS: Final = (("(（", ")）"), ("[【", "]】"), ("《", "》"), ("«", "»"), ("“", "”"), ("「", "」"))


class PunctuationCheck:
    """Different final marks; brackets and quotation marks without their partner."""

    id = "punct"
    severity = Severity.INFO
    rule = "A sentence ends with the same mark in every version, and brackets and quotes close."

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per cell and kind of difference."""
        for row in range(len(context.grid)):
            cells = context.cells(row)
            if not cells:
                continue
            # The commonest ending; among equals that of the earliest version, the source first.
            usual = Counter(map(_ending, cells)).most_common(1)[0][0]
            against = language_name(cells[0].language) if len(cells) == 2 else "the others"
            for cell in cells:
                if _ending(cell) != usual:
                    yield _finding(
                        cell,
                        f"{language_name(cell.language)} ends with {_named(_ending(cell))}, "
                        f"{against} with {_named(usual)}",
                    )
                yield from _unpaired(cell)


def _unpaired(cell: Cell) -> Iterator[Finding]:
    name = language_name(cell.language)
    for pair in _PAIRS:
        opened, closed = (sum(map(cell.text.count, marks)) for marks in pair)
        if opened != closed and not _is_label_only(cell, pair, opened, closed):
            yield _finding(
                cell,
                f"{name} has {opened} {pair[0][0]} but {closed} {pair[1][0]}",
            )


def _ending(cell: Cell) -> str:
    text = cell.text.rstrip(_CLOSERS)
    return _ENDING_OF.get(text[-1:], "")


def _named(ending: str) -> str:
    article = "an" if ending.startswith("e") else "a"
    return f"{article} {ending}" if ending else "no mark"


def _is_label_only(cell: Cell, pair: tuple[str, str], opened: int, closed: int) -> bool:
    """Return whether the one bracket too many closes the label of an item, as in "a) one"."""
    if pair[0][0] != "(" or closed != opened + 1:
        return False
    head = cell.segments[0].text[:6]
    return ")" in head and "(" not in head


def _finding(cell: Cell, message: str) -> Finding:
    return Finding(
        check=PunctuationCheck.id,
        severity=Severity.INFO,
        row=cell.row,
        languages=(cell.language,),
        message=message,
        marks=cell.marks(),
    )
