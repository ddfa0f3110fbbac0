"""Judge a report by limits, for use as a gate in a build."""

from tmx.report.schema import Report

__all__ = ["check_report"]


def check_report(report: Report, fail_under: float | None, max_errors: int | None) -> list[str]:
    """Return the reasons why a report does not pass; empty if it passes.

    Args:
        report: the report to judge.
        fail_under: the least mean confidence of the rows, 0 to 1. Since a confidence is a
            probability, the mean is the share of rows expected to be right. None: no limit.
        max_errors: the most findings of severity `error`. None: no limit.
    """
    reasons = []
    mean = report["figures"]["confidence"]["mean"]
    errors = report["figures"]["findings"]["by_severity"]["error"]
    if fail_under is not None and mean is None:
        reasons.append("nothing was aligned, so there is no confidence to judge")
    elif fail_under is not None and mean is not None and mean < fail_under:
        reasons.append(
            f"the mean confidence of the rows is {mean:.4f}, at least {fail_under:g} was asked for"
        )
    if max_errors is not None and errors > max_errors:
        reasons.append(f"{errors} error findings, at most {max_errors} were allowed")
    return reasons
