"""What the report needs of findings and concepts: two small protocols, and their plain form."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Protocol

from tmx.report.schema import FindingEntry, TermEntry

__all__ = ["Concept", "Finding", "JsonValue", "finding_entry", "plain", "rounded", "term_entry"]

JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]


class Finding(Protocol):
    """What a check says about a row, or about the whole text where `row` is None."""

    @property
    def check(self) -> str:
        """Identifier of the check."""

    @property
    def severity(self) -> str:
        """`error`, `warning` or `info`."""

    @property
    def row(self) -> int | None:
        """0-based index of the row."""

    @property
    def languages(self) -> Sequence[str]:
        """The languages concerned."""

    @property
    def message(self) -> str:
        """The finding in words."""

    @property
    def spans(self) -> object:
        """Where it stands in the texts."""


class Concept(Protocol):
    """A concept with its terms in several languages."""

    @property
    def rank(self) -> int:
        """Place in the list, from 1."""

    @property
    def score(self) -> float:
        """How sure the extraction is, 0 to 1."""

    @property
    def concept_class(self) -> str:
        """What kind of thing it names."""

    @property
    def known(self) -> bool:
        """True if it was in a termbase before."""

    @property
    def terms(self) -> Mapping[str, Sequence[str]]:
        """Terms by language, preferred first."""

    @property
    def evidence(self) -> object:
        """Where the terms stand."""


def finding_entry(finding: Finding) -> FindingEntry:
    """Return a finding as it stands in the report."""
    return {
        "check": str(finding.check),
        "severity": str(finding.severity),
        "row": finding.row,
        "languages": list(finding.languages),
        "message": finding.message,
        "spans": plain(finding.spans),
    }


def term_entry(concept: Concept) -> TermEntry:
    """Return a concept as it stands in the report."""
    return {
        "rank": concept.rank,
        "score": rounded(concept.score),
        "class": str(concept.concept_class),
        "known": concept.known,
        "terms": {language: list(terms) for language, terms in concept.terms.items()},
        "evidence": plain(concept.evidence),
    }


def plain(value: object) -> JsonValue:
    """Return `value` as JSON knows it: dataclasses and mappings as objects, sequences as lists.

    Raises:
        TypeError: the value holds something JSON has no word for.
    """
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return rounded(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, Sequence | range):
        return [plain(each) for each in value]
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def rounded(value: float) -> float:
    """Return a share or a confidence with four decimals, so that files differ only in substance."""
    return round(float(value), 4)
