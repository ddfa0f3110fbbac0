"""Keep a report as JSON on disk."""

import json
from pathlib import Path
from typing import Any, cast

from sources.errors import SixfoldError
from tmx.report.schema import FORMAT, FORMAT_VERSION, Report

__all__ = ["ReportError", "read_report_json", "write_report_json"]


class ReportError(SixfoldError):
    """A file that is not a report this program can read."""


def write_report_json(report: Report, path: str | Path) -> None:
    """Write a report as UTF-8 JSON with a line per field; the same report, the same bytes."""
    text = json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False)
    Path(path).write_bytes(text.encode() + b"\n")


def read_report_json(path: str | Path) -> Report:
    """Return the report in a file.

    Raises:
        ReportError: the file is missing, no report, or of another format version.
    """
    try:
        value: Any = json.loads(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise ReportError(
            f"{path} cannot be read as a report ({error}); expected the report.json that "
            f"`sixfold align` leaves in its output folder; run it again."
        ) from error
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ReportError(
            f"{path} is JSON but no report; expected the report.json that `sixfold align` leaves "
            f"in its output folder; run it again."
        )
    if value.get("format_version") != FORMAT_VERSION:
        raise ReportError(
            f"{path} has report format {value.get('format_version')}, expected {FORMAT_VERSION}; "
            f"run `sixfold align` again with this version."
        )
    return cast("Report", value)
