"""Report how far to trust an alignment: JSON first, one page and a summary made from it."""

from typing import TYPE_CHECKING

from tmx.report.build import build_report
from tmx.report.files import ReportError, read_report_json, write_report_json
from tmx.report.gate import check_report
from tmx.report.schema import Report
from tmx.report.summary import summarise

if TYPE_CHECKING:
    from tmx.report.page import render_report_html

__all__ = [
    "Report",
    "ReportError",
    "build_report",
    "check_report",
    "read_report_json",
    "render_report_html",
    "summarise",
    "write_report_json",
]


def __getattr__(name: str) -> object:
    """Import the page, and with it the template engine, only when it is asked for."""
    if name != "render_report_html":
        raise AttributeError(f"module 'tmx.report' has no attribute {name!r}")
    from tmx.report.page import render_report_html

    return render_report_html
