"""Run the checks over an alignment."""

from collections.abc import Sequence
from typing import Final

from align.checks.blocks import BlocksCheck
from align.checks.confidence import ConfidenceCheck
from align.checks.context import Context, TermEntry
from align.checks.copies import CopiesCheck
from align.checks.damage import DamageCheck
from align.checks.duplicates import DuplicatesCheck
from align.checks.inconsistencies import InconsistenciesCheck
from align.checks.labels import LabelsCheck
from align.checks.lengths import LengthsCheck
from align.checks.model import Check, Finding, Severity
from align.checks.names import NamesCheck
from align.checks.numbers import NumbersCheck
from align.checks.order import OrderCheck
from align.checks.punctuation import PunctuationCheck
from align.checks.segmentation import SegmentationCheck
from align.checks.shapes import ShapesCheck
from align.checks.slips import SlipsCheck
from align.checks.symbols import SymbolsCheck
from align.checks.terms import TermsCheck
from align.checks.unaligned import UnalignedCheck
from align.model import MultiAlignment

__all__ = ["CHECKS", "run_checks"]

CHECKS: Final[tuple[Check, ...]] = (
    NumbersCheck(),
    LabelsCheck(),
    SymbolsCheck(),
    UnalignedCheck(),
    SlipsCheck(),
    BlocksCheck(),
    CopiesCheck(),
    TermsCheck(),
    InconsistenciesCheck(),
    LengthsCheck(),
    ShapesCheck(),
    OrderCheck(),
    ConfidenceCheck(),
    DamageCheck(),
    NamesCheck(),
    PunctuationCheck(),
    DuplicatesCheck(),
    SegmentationCheck(),
)
"""All checks, the gravest first."""

_GRAVITY: Final = {severity: place for place, severity in enumerate(Severity)}


def run_checks(
    alignment: MultiAlignment, *, terms: Sequence[TermEntry] = (), checks: Sequence[Check] = CHECKS
) -> tuple[Finding, ...]:
    """Return the findings, by row, then severity, then check; the same on every run.

    Args:
        alignment: what to look at; an alignment without rows has no findings.
        terms: known equivalents, per concept a mapping of language tags to terms.
        checks: which checks to run.
    """
    context = Context.of(alignment, terms)
    place = {check.id: index for index, check in enumerate(checks)}
    found = [finding for check in checks for finding in check.run(context)]
    return tuple(
        sorted(found, key=lambda item: (item.row, _GRAVITY[item.severity], place[item.check]))
    )
