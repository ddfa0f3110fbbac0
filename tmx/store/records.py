"""What goes into a memory besides units, what comes back from an import, and filters."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from sources.document import Provenance
from tmx.formats.errors import Problem
from tmx.model import UnitStatus

__all__ = ["USABLE", "DocumentRecord", "ImportReport", "UnitFilter"]

USABLE: Final = (UnitStatus.UNREVIEWED, UnitStatus.ACCEPTED)
"""Units that searches offer: all but those a person has rejected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """A document as a memory knows it.

    Attributes:
        name: unique within the memory: the symbol, or the name of the file imported.
        symbol: United Nations document symbol.
        date: ISO 8601, or None.
        signature: how its units were made.
        notice: words that must accompany the text.
        versions: (language, provenance) of each version read.
    """

    name: str
    symbol: str | None = None
    date: str | None = None
    signature: str = ""
    notice: str = ""
    versions: tuple[tuple[str, Provenance], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did; `read == stored + updated + duplicates`.

    Attributes:
        read: units that could be read.
        stored: units that are new.
        updated: units whose `tuid` was there with another text or other remarks.
        duplicates: units that were there already, as they are.
        skipped: things left out by the reader, with their reasons in `reasons`.
        repaired: things put right by the reader.
        problems: the first thousand, in file order.
    """

    read: int = 0
    stored: int = 0
    updated: int = 0
    duplicates: int = 0
    skipped: int = 0
    repaired: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def reasons(self) -> Counter[str]:
        """How often each reason was met among the problems kept."""
        return Counter(problem.reason for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFilter:
    """Which units are wanted; empty fields ask for nothing.

    Attributes:
        languages: keep only variants of these languages; `es` takes `es-419` too. A unit needs
            every one of them, unless `any_language` is set.
        any_language: one of the languages is enough.
        minimum_confidence: 0 to 1; units without a confidence (imported ones) pass.
        statuses: one of these.
        symbols: document symbols or names, one of these.
        dates: first and last ISO date of the document, inclusive; either may be empty.
    """

    languages: tuple[str, ...] = ()
    any_language: bool = False
    minimum_confidence: float = 0.0
    statuses: tuple[UnitStatus, ...] = ()
    symbols: tuple[str, ...] = ()
    dates: tuple[str, str] = ("", "")

    @property
    def narrows(self) -> bool:
        """Whether it asks for certain documents or a confidence, and not for a status alone."""
        return bool(self.symbols or any(self.dates) or self.minimum_confidence)
