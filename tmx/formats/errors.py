"""Say what is wrong with an exchange file: where, in which unit, and what was done about it."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sources.errors import SixfoldError

__all__ = ["Action", "FormatError", "Problem", "ProblemLog", "Strictness"]

# A log keeps this many problems word by word and counts the rest, so that a broken file of any
# size cannot fill the memory.
KEPT_PROBLEMS: Final = 1000


class FormatError(SixfoldError):
    """An exchange file that breaks its format; the message names file, line and unit.

    Attributes:
        file: name of the file, if it has one.
        line: 1-based line, if known.
        unit: identifier of the unit or concept, or its ordinal (`number 7`), if known.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        unit: str | None = None,
    ) -> None:
        self.file = file
        self.line = line
        self.unit = unit
        where = [file or ""]
        if line is not None:
            where.append(f"line {line}")
        if unit is not None:
            where.append(f"unit {unit}")
        place = ", ".join(part for part in where if part)
        super().__init__(f"{place}: {message}" if place else message)


class Strictness(StrEnum):
    """What a reader does with a unit that breaks the format."""

    FAIL = "fail"
    REPORT = "report"
    REPAIR = "repair"


class Action(StrEnum):
    """What was done about a problem."""

    SKIPPED = "skipped"
    REPAIRED = "repaired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a file.

    Attributes:
        reason: short and constant, for counting (`variant without language`).
        detail: what was found.
        action: what was done.
        line: 1-based line, None if unknown.
        unit: identifier or ordinal of the unit, None outside units.
    """

    reason: str
    detail: str
    action: Action
    line: int | None = None
    unit: str | None = None

    def __str__(self) -> str:
        where = [f"line {self.line}" if self.line is not None else ""]
        where.append(f"unit {self.unit}" if self.unit is not None else "")
        place = ", ".join(part for part in where if part)
        done = "left out" if self.action is Action.SKIPPED else "repaired"
        told = f"{self.reason}, {done}: {self.detail}"
        return f"{place}: {told}" if place else told


class ProblemLog:
    """Collect problems in bounded memory: all are counted, the first thousand are kept.

    Under `Strictness.FAIL` the first problem is raised as a `FormatError` instead.
    """

    def __init__(self, *, file: str, strictness: Strictness = Strictness.REPORT) -> None:
        self.file = file
        self.strictness = strictness
        self.counts: Counter[tuple[str, Action]] = Counter()
        self._kept: list[Problem] = []

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The first thousand problems, in the order they were met."""
        return tuple(self._kept)

    @property
    def total(self) -> int:
        """How many problems there were."""
        return sum(self.counts.values())

    @property
    def skipped(self) -> int:
        """How many things were left out."""
        return sum(n for (_, action), n in self.counts.items() if action is Action.SKIPPED)

    @property
    def repaired(self) -> int:
        """How many things were put right."""
        return sum(n for (_, action), n in self.counts.items() if action is Action.REPAIRED)

    def add(self, problem: Problem) -> None:
        """Record a problem.

        Raises:
            FormatError: the log is strict.
        """
        if self.strictness is Strictness.FAIL:
            raise FormatError(
                f"{problem.reason}: {problem.detail}; mend the file, or read it with the "
                f"strictness 'report' to skip such units and count them.",
                file=self.file,
                line=problem.line,
                unit=problem.unit,
            )
        self.counts[problem.reason, problem.action] += 1
        if len(self._kept) < KEPT_PROBLEMS:
            self._kept.append(problem)
