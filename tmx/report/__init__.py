"""Report how far to trust an alignment: JSON first, one page and a summary made from it."""

from typing import TYPE_CHECKING

from tmx.report.files import ReportError, read_report_json, write_report_json
from tmx.report.gate import check_report
from tmx.report.schema import Report
from tmx.report.summary import summarise

if TYPE_CHECKING:
    from tmx.report.build import build_report
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

# Making a report loads the science, and a page the template engine; reading one needs neither.
_HOMES = {"build_report": "tmx.report.build", "render_report_html": "tmx.report.page"}


def __getattr__(name: str) -> object:
    """Import what was asked for from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module 'tmx.report' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
