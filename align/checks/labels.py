"""Check that paragraph numbers and list letters meet their like."""

from collections import Counter
from collections.abc import Iterator

from align.checks.context import Cell, Context
from align.checks.model import Finding, Mark, Severity, language_name
from align.model import Span

__all__ = ["LabelsCheck"]


class LabelsCheck:
    """Rows whose cells begin paragraphs of different numbers."""

    id = "para"
    severity = Severity.ERROR
    rule = "The paragraph numbers and list letters of a row are the same in every version."

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per row and version that departs from the others."""
        labelled = {
            position
            for position, text in enumerate(context.alignment.texts)
            if any(segment.number is not None for segment in text.segments)
        }
        for row in range(len(context.grid)):
            cells = [cell for cell in context.cells(row) if cell.position in labelled]
            numbers = Counter(cell.numbers for cell in cells)
            if len(numbers) < 2:
                continue
            # The commonest; among equals that of the earliest version, the source first.
            agreed = numbers.most_common(1)[0][0]
            for cell in cells:
                if cell.numbers != agreed:
                    yield _finding(cell, agreed)


def _finding(cell: Cell, agreed: tuple[str, ...]) -> Finding:
    marks = tuple(
        Mark(cell.language, segment.index, Span(0, max(1, segment.label_length)))
        for segment in cell.segments
        if segment.number is not None
    )
    return Finding(
        check=LabelsCheck.id,
        severity=Severity.ERROR,
        row=cell.row,
        languages=(cell.language,),
        message=(
            f"{language_name(cell.language)} has {_named(cell.numbers)} "
            f"where others have {_named(agreed)}"
        ),
        marks=marks or cell.marks(),
    )


def _named(numbers: tuple[str, ...]) -> str:
    return "label " + ", ".join(numbers) if numbers else "no label"
