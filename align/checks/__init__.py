"""Look for what is wrong with an alignment or its texts, with reasons in words.

    from align.checks import run_checks

    for finding in run_checks(alignment):
        print(finding.row, finding.severity, finding.message)

Each family of checks has a file; a new check is a class with `id`, `severity`, `rule` and `run`,
named in `align.checks.run.CHECKS`.
"""

from align.checks.context import Cell, Context, TermEntry
from align.checks.model import Check, Finding, Mark, Severity
from align.checks.run import CHECKS, run_checks

__all__ = [
    "CHECKS",
    "Cell",
    "Check",
    "Context",
    "Finding",
    "Mark",
    "Severity",
    "TermEntry",
    "run_checks",
]
