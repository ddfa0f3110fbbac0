"""Judge a report by limits, for use as a gate in a build."""

from dataclasses import dataclass

from tmx.report.schema import Report

__all__ = ["Gate", "check_report"]


@dataclass(frozen=True, slots=True)
class Gate:
    """What came of the limits.

    Attributes:
        limits: per limit its name in words and the reason why it is broken, empty if it holds.
    """

    limits: tuple[tuple[str, str], ...]

    @property
    def reasons(self) -> list[str]:
        """Why the report does not pass; empty if it passes."""
        return [reason for _, reason in self.limits if reason]


def check_report(report: Report, fail_under: float | None, max_errors: int | None) -> Gate:
    """Return what comes of judging a report by limits.

    Args:
        report: the report to judge.
        fail_under: the least mean confidence of the rows, 0 to 1. Since a confidence is a
            probability, the mean is the share of rows expected to be right. None: no limit.
        max_errors: the most findings of severity `error`. None: no limit.
    """
    limits = []
    mean = report["figures"]["confidence"]["mean"]
    errors = report["figures"]["findings"]["by_severity"]["error"]
    if fail_under is not None:
        reason = ""
        if mean is None:
            reason = "nothing was aligned, so there is no confidence to judge"
        elif mean < fail_under:
            reason = (
                f"the mean confidence of the rows is {mean:.4f}, "
                f"at least {fail_under:g} was asked for"
            )
        limits.append((f"the mean confidence is {fail_under:g} or more", reason))
    if max_errors is not None:
        findings = "1 error finding" if errors == 1 else f"{errors} error findings"
        reason = f"{findings}, at most {max_errors} were allowed" if errors > max_errors else ""
        limits.append((f"there are at most {max_errors} errors", reason))
    return Gate(tuple(limits))
