"""Point at rows that lie out of the order of another version."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from align.checks.context import Context
from align.checks.model import Finding, Severity, language_name

__all__ = ["OrderCheck"]


class OrderCheck:
    """Crossing rows: the fewest whose removal leaves the order of a version intact."""

    id = "order"
    severity = Severity.WARNING
    rule = "The sentences of every version come in the order of the source."

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per version and row out of order."""
        for position, language in enumerate(context.languages):
            cells = [cell for cell in context.column(position) if cell is not None]
            kept = _longest_rise([cell.segments[0].index for cell in cells])
            for index, cell in enumerate(cells):
                if index not in kept:
                    yield Finding(
                        check=self.id,
                        severity=self.severity,
                        row=cell.row,
                        languages=(language,),
                        message=(
                            f"{language_name(language)} comes from another place in its text "
                            f"than the rows around it: sentence {cell.segments[0].index + 1}"
                        ),
                        marks=cell.marks(),
                    )


def _longest_rise(values: Sequence[int]) -> frozenset[int]:
    """Return the indices of a longest increasing subsequence (Fredman 1975)."""
    tails: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        at = bisect_left(tails, value)
        if at == len(tails):
            tails.append(value)
            places.append(index)
        else:
            tails[at] = value
            places[at] = index
        before.append(places[at - 1] if at else -1)
    kept = set()
    index = places[-1] if places else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return frozenset(kept)
