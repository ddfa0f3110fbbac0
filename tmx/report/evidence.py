"""Put findings and concepts into the plain form of the report."""

from typing import cast

from align.checks.model import Finding
from align.terminology.consistency import Inconsistency
from align.terminology.model import Concept
from tmx.report.schema import DepartureEntry, FindingEntry, TermEntry

__all__ = ["departure_entry", "finding_entry", "term_entry"]


def finding_entry(finding: Finding) -> FindingEntry:
    """Return a finding as it stands in the report."""
    return {
        "check": finding.check,
        "severity": str(finding.severity),
        "row": finding.row,
        "languages": list(finding.languages),
        "message": finding.message,
        "marks": [
            {"language": mark.language, "segment": mark.segment, "span": list(mark.span)}
            for mark in finding.marks
        ],
    }


def term_entry(concept: Concept) -> TermEntry:
    """Return a concept as it stands in the report."""
    # The report and `sixfold terms --json` print the same.
    return cast("TermEntry", concept.to_json())


def departure_entry(departure: Inconsistency) -> DepartureEntry:
    """Return a departure from the usual equivalent as it stands in the report."""
    return {
        "concept": departure.concept,
        "row": departure.row,
        "language": departure.target,
        "term": departure.term,
        "expected": list(departure.expected),
    }
