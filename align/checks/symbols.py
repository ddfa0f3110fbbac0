"""Check that document symbols are the same in all versions."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from align.checks.context import Cell, Context
from align.checks.model import Finding, Mark, Severity, language_name
from align.checks.numbers import consensus

__all__ = ["SymbolsCheck"]

# What stands in the parentheses of a symbol is translated now and then: (Vol. I), (том I).
_TRANSLATED: Final = re.compile(r"\((?:Vol|Part|Parts|Resumption|SUPP)[^()]*\)")


class SymbolsCheck:
    """Document symbols that one version has and the others have not."""

    id = "sym"
    severity = Severity.ERROR
    rule = "The United Nations document symbols of a row are the same in every version."

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per row and version that departs from the others."""
        for row in range(len(context.grid)):
            cells = context.cells(row)
            counts = [_symbols(cell) for cell in cells]
            if len(cells) < 2 or all(count == counts[0] for count in counts):
                continue
            is_pair = len(cells) == 2
            agreed = counts[0] if is_pair else consensus(counts)
            for cell, count in list(zip(cells, counts, strict=True))[is_pair:]:
                missing, extra = set(agreed) - set(count), set(count) - set(agreed)
                if missing or extra:
                    yield _finding(cell, missing, extra, cells)


def _symbols(cell: Cell) -> Counter[str]:
    return Counter(
        _TRANSLATED.sub("", anchor.value) for _, anchor in cell.anchors if anchor.kind == "symbol"
    )


def _finding(cell: Cell, missing: set[str], extra: set[str], cells: tuple[Cell, ...]) -> Finding:
    clauses = [f"has {', '.join(sorted(extra))}"] if extra else []
    clauses += [f"lacks {', '.join(sorted(missing))}"] if missing else []
    marks = tuple(
        Mark(other.language, segment.index, anchor.span)
        for other in cells
        for segment, anchor in other.anchors
        if anchor.kind == "symbol"
        and _TRANSLATED.sub("", anchor.value) in (extra if other is cell else missing)
    )
    return Finding(
        check=SymbolsCheck.id,
        severity=Severity.ERROR,
        row=cell.row,
        languages=(cell.language,),
        message=(
            f"{language_name(cell.language)} {' and '.join(clauses)}, unlike the other versions"
        ),
        marks=marks or cell.marks(),
    )
