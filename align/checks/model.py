"""The types of a check: what looks, what it looks at, and what it finds."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from align.model import Span
from sources.language import describe_language

if TYPE_CHECKING:
    from align.checks.context import Context

__all__ = ["Check", "Finding", "Mark", "Severity", "language_name"]


class Severity(StrEnum):
    """How much a finding weighs; errors can stop a build."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Mark(NamedTuple):
    """A place to show: a span of one segment's text, label included."""

    language: str
    segment: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a reader should look at.

    Attributes:
        check: id of the check that found it.
        severity: how much it weighs.
        row: 0-based row of the alignment where it begins.
        languages: the tags of the versions concerned.
        message: what was found, in words, one sentence without a full stop.
        marks: the places to show; may be empty.
    """

    check: str
    severity: Severity
    row: int
    languages: tuple[str, ...]
    message: str
    marks: tuple[Mark, ...] = ()


class Check(Protocol):
    """One rule; a check keeps no state between runs."""

    @property
    def id(self) -> str:
        """Short name, stable: users filter by it."""

    @property
    def severity(self) -> Severity:
        """The gravest severity of its findings."""

    @property
    def rule(self) -> str:
        """The rule in words, for a reader of the report."""

    def run(self, context: "Context") -> Iterator[Finding]:
        """Yield the findings, row by row."""


def language_name(tag: str) -> str:
    """Return the English name of a language for a message, or its tag beyond the six."""
    language = describe_language(tag)
    return language.name if language else tag
