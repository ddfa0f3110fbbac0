"""Find sentences translated in two ways, and two sentences translated as one."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from align.checks.context import Cell, Context, comparable
from align.checks.model import Finding, Severity, language_name

__all__ = ["InconsistenciesCheck"]

_FEWEST_LETTERS: Final = 8


class InconsistenciesCheck:
    """The same source with different targets, or the same target for different sources."""

    id = "incons"
    severity = Severity.WARNING
    rule = "Equal sentences have equal translations, and different sentences different ones."

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per row and version that departs from the commonest choice."""
        for position in range(1, len(context.languages)):
            pairs = [
                (source, target)
                for row in context.grid
                if (source := row[0]) is not None and (target := row[position]) is not None
            ]
            yield from _departures(pairs, verb="translates")
            yield from _departures([(target, source) for source, target in pairs], verb="serves")


def _departures(pairs: list[tuple[Cell, Cell]], *, verb: str) -> Iterator[Finding]:
    groups: defaultdict[str, list[tuple[Cell, Cell]]] = defaultdict(list)
    for key, value in pairs:
        text = comparable(key.text)
        # An ideograph weighs three letters here too.
        if key.length > _FEWEST_LETTERS and text:
            groups[text].append((key, value))
    for members in groups.values():
        choices = Counter(comparable(value.text) for _, value in members)
        if len(choices) == 1:
            continue
        usual = choices.most_common(1)[0][0]
        first = next(value for _, value in members if comparable(value.text) == usual)
        for key, value in members:
            if comparable(value.text) != usual:
                yield _finding(key, value, first, verb)


def _finding(key: Cell, value: Cell, first: Cell, verb: str) -> Finding:
    if verb == "translates":
        message = (
            f"the same {language_name(key.language)} is translated otherwise in row "
            f"{first.row + 1}, in {language_name(value.language)}"
        )
    else:
        message = (
            f"{language_name(key.language)} is the same as in row {first.row + 1}, though "
            f"{language_name(value.language)} says something else"
        )
    return Finding(
        check=InconsistenciesCheck.id,
        severity=Severity.WARNING,
        row=value.row,
        languages=tuple(sorted({key.language, value.language})),
        message=message,
        marks=(*key.marks(), *value.marks(), *first.marks()),
    )
