"""Write a report as JUnit XML, which build servers show as tests.

Each check is a test case that fails if it found an error, and each limit of the gate is one. The
dialect is the one Jenkins and GitLab read: suites of cases with `failure` and `system-out`.
"""

from typing import Final

from lxml import etree

from tmx.report.gate import Gate
from tmx.report.schema import FindingEntry, Report
from tmx.report.verdict import row_name
from tmx.report.wording import visible

__all__ = ["to_junit"]

_SUITE: Final = "sixfold report"


def to_junit(report: Report, gate: Gate) -> str:
    """Return the XML of one test suite: a case per check, then a case per limit of the gate."""
    suite = etree.Element("testsuite", name=_SUITE)
    failures = 0
    for check in report["checks"]:
        found = [each for each in report["findings"] if each["check"] == check["id"]]
        case = _case(suite, report, f"{check['id']}: {check['rule']}")
        errors = [each for each in found if each["severity"] == "error"]
        rest = [each for each in found if each["severity"] != "error"]
        if errors:
            failures += 1
            _failure(case, f"{len(errors)} found", [_line(report, each) for each in errors])
        if rest:
            output = etree.SubElement(case, "system-out")
            output.text = "\n".join(f"{each['severity']}: {_line(report, each)}" for each in rest)
    for limit, reason in gate.limits:
        case = _case(suite, report, limit)
        if reason:
            failures += 1
            _failure(case, reason, [reason])
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(failures))
    suite.set("errors", "0")
    suite.set("skipped", "0")
    suites = etree.Element("testsuites")
    suites.append(suite)
    xml: bytes = etree.tostring(suites, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return xml.decode().rstrip("\n")


def _case(suite: etree._Element, report: Report, name: str) -> etree._Element:
    return etree.SubElement(
        suite, "testcase", classname=visible(report["name"]) or "report", name=visible(name)
    )


def _failure(case: etree._Element, message: str, lines: list[str]) -> None:
    failure = etree.SubElement(case, "failure", message=visible(message), type="finding")
    failure.text = "\n".join(lines)


def _line(report: Report, finding: FindingEntry) -> str:
    # `visible` takes out the control characters that XML cannot hold.
    return visible(f"{row_name(report['rows'][finding['row']])}: {finding['message']}")
