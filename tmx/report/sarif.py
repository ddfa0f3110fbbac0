"""Write the findings of a report as SARIF 2.1.0, which code-scanning services show.

The format is OASIS "Static Analysis Results Interchange Format (SARIF) Version 2.1.0" (2020). A
row has no line in a file, so a result names the input file and, as a logical location, the row.
"""

import hashlib
from typing import Any, Final

from align.version import VERSION
from tmx.report.gate import Gate
from tmx.report.schema import FindingEntry, Report
from tmx.report.verdict import row_name

__all__ = ["to_sarif"]

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: Final = {"error": "error", "warning": "warning", "info": "note"}


def to_sarif(report: Report, gate: Gate) -> dict[str, Any]:
    """Return the findings, worst rows first, as a SARIF log with one run.

    A gate that does not pass stands in the invocation: `executionSuccessful` stays true, because
    the program did its work, `exitCode` is 1 and the reasons are its notifications.
    """
    files = {each["language"]: each["location"] for each in report["inputs"]}
    order = {check["id"]: place for place, check in enumerate(report["checks"])}
    invocation: dict[str, Any] = {"executionSuccessful": True, "exitCode": 1 if gate.reasons else 0}
    if gate.reasons:
        invocation["toolExecutionNotifications"] = [
            {"level": "error", "message": {"text": reason}} for reason in gate.reasons
        ]
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "sixfold",
                        "version": VERSION,
                        "rules": [
                            {
                                "id": check["id"],
                                "shortDescription": {"text": check["rule"]},
                                "defaultConfiguration": {"level": _LEVELS[check["severity"]]},
                            }
                            for check in report["checks"]
                        ],
                    }
                },
                "invocations": [invocation],
                "artifacts": [
                    {
                        "location": {"uri": _uri(each["location"])},
                        "hashes": {"sha-256": each["sha256"]},
                    }
                    for each in report["inputs"]
                ],
                "properties": {"signature": report["signature"]},
                "results": [
                    _result(report, finding, files, order) for finding in report["findings"]
                ],
            }
        ],
    }


def _result(
    report: Report, finding: FindingEntry, files: dict[str, str], order: dict[str, int]
) -> dict[str, Any]:
    row = report["rows"][finding["row"]]
    location: dict[str, Any] = {
        "logicalLocations": [
            {
                "name": row_name(row),
                "fullyQualifiedName": f"{report['name']}#{row['place'] or row['index'] + 1}",
                "kind": "row",
            }
        ]
    }
    named = next((files[tag] for tag in finding["languages"] if tag in files), None)
    if named is not None:
        location["physicalLocation"] = {"artifactLocation": {"uri": _uri(named)}}
    result: dict[str, Any] = {
        "ruleId": finding["check"],
        "level": _LEVELS[finding["severity"]],
        "message": {"text": f"{row_name(row).capitalize()}: {finding['message']}"},
        "locations": [location],
        "partialFingerprints": {"finding/v1": _fingerprint(report, finding)},
        "properties": {"languages": finding["languages"], "confidence": row["confidence"]},
    }
    if finding["check"] in order:
        result["ruleIndex"] = order[finding["check"]]
    return result


def _fingerprint(report: Report, finding: FindingEntry) -> str:
    """Return what stays the same while the row's texts do, wherever the row has moved."""
    cells = report["rows"][finding["row"]]["cells"]
    texts = [each["text"] for tag in cells for each in cells[tag]["segments"]]
    content = "\x1f".join((finding["check"], *finding["languages"], *texts))
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def _uri(location: str) -> str:
    """Return a location as the relative URI reference SARIF asks for."""
    from urllib.parse import quote

    return quote(location.replace("\\", "/"), safe="/:#?=&")
