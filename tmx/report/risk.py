"""Order rows for review, worst first, and say in words why to look."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sources.language import describe_language
from tmx.report.schema import HIGH_CONFIDENCE, CellEntry, FindingEntry, RowEntry, rounded

__all__ = [
    "SLIP_CHECKS",
    "language_name",
    "printed_share",
    "review_order",
    "row_reasons",
    "row_risk",
]

# An error puts a row before every row without one, a warning before rows of middling confidence.
# These weights are a choice about the order of reading, not a measurement.
_WEIGHTS: Final = {"error": 1.0, "warning": 0.3, "info": 0.0}

# A slip, a moved block or a lost page spoils more than its own row, so it is read first.
# Ids of align.checks.slips and align.checks.blocks.
SLIP_CHECKS: Final = ("run", "block")
_SLIP_WEIGHT: Final = 2.0

# The id of align.checks.confidence.ConfidenceCheck; written out, because printing a report must
# not load the science.
_DOUBT_CHECK: Final = "lowconf"


def row_risk(confidence: float, findings: Iterable[FindingEntry]) -> float:
    """Return how soon a row should be looked at: 0 (last) to 3 (first).

    The doubt of the aligner (1 - confidence) plus the weight of the gravest finding.
    """
    gravest = max(map(_weight, findings), default=0.0)
    return rounded(1.0 - confidence + gravest)


def row_reasons(
    confidence: float, cells: Mapping[str, CellEntry], findings: Sequence[FindingEntry]
) -> list[str]:
    """Return in words what speaks against a row, gravest first; empty if nothing does."""
    ordered = sorted(findings, key=lambda each: -_weight(each))
    reasons = [finding["message"] for finding in ordered if finding["severity"] != "info"]
    named = {language for finding in ordered for language in finding["languages"]}
    missing = [tag for tag, cell in cells.items() if not cell["segments"] and tag not in named]
    if missing:
        reasons.append(f"no text in {_listed(language_name(tag) for tag in missing)}")
    is_told = any(finding["check"] == _DOUBT_CHECK for finding in ordered)
    if confidence < HIGH_CONFIDENCE and not is_told:
        reasons.append(_doubt(confidence, cells))
    return reasons


def _weight(finding: FindingEntry) -> float:
    if finding["check"] in SLIP_CHECKS:
        return _SLIP_WEIGHT
    return _WEIGHTS.get(finding["severity"], 0.0)


def review_order(rows: Iterable[RowEntry]) -> list[RowEntry]:
    """Return the flagged rows, worst first; equals in the order of the text."""
    return sorted(
        (row for row in rows if row["flagged"]), key=lambda row: (-row["risk"], row["index"])
    )


def language_name(tag: str) -> str:
    """Return the English name of a language, or its tag beyond the six."""
    language = describe_language(tag)
    return language.name if language else tag


def printed_share(value: float) -> str:
    """Return a probability with two decimals, rounded down so that 0.899 is not shown as 0.90."""
    return f"{int(value * 100 + 1e-9) / 100:.2f}"


def _doubt(confidence: float, cells: Mapping[str, CellEntry]) -> str:
    filled = [(cell["confidence"], tag) for tag, cell in cells.items() if cell["segments"]]
    sentence = f"confidence {printed_share(confidence)}"
    lowest, weakest = min(filled, key=lambda each: each[0])
    has_weakest_side = len(filled) > 2  # a pair has none
    if has_weakest_side and lowest < HIGH_CONFIDENCE:
        sentence += f"; least sure of {language_name(weakest)} ({printed_share(lowest)})"
    return sentence


def _listed(names: Iterable[str]) -> str:
    *head, last = names
    return f"{', '.join(head)} and {last}" if head else last
