"""The report on a document as it stands now, reviewed rows included."""

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sources.document import Provenance
from tmx.report.page import ReportLinks, render_report_html
from tmx.report.schema import InputEntry, Report
from tmx.store.decisions import decision_to_json, decisions
from tmx.store.document_parts import DocumentPart, read_part
from tmx.store.document_rows import DocumentRow
from tmx.store.memory import Memory
from tmx.web.guard import content_policy
from tmx.web.judged import report_of_rows
from tmx.web.pages.query import number_of
from tmx.web.render import address
from tmx.web.wording import load_words

__all__ = ["decision_record", "page", "report_on"]

_INLINE: Final = re.compile(r"<(style|script)\b[^>]*>(.*?)</\1>", re.DOTALL)


def page(request: Request) -> Response:
    """Return the report page, the same that `sixfold align` writes into a file."""
    name = request.path_params["name"]
    with request.app.state.memories.reading() as memory:
        part = read_part(memory, name, number_of(request, "part"))
        report = report_on(memory, name, part)
    if report is None:
        raise HTTPException(404, load_words()("error.not_found"))
    links = ReportLinks(
        home=address("/doc/", name),
        rows=[address("/review/", name, row=row.unit_id) for row in part.rows],
    )
    html = render_report_html(report, links=links)
    headers = {"content-security-policy": _policy(html)}
    return HTMLResponse(html, headers=headers)


def decision_record(request: Request) -> Response:
    """Return all decisions on a document as a file, a line of JSON each, the first one first."""
    name = request.path_params["name"]
    with request.app.state.memories.reading() as memory:
        found = decisions(memory, name)
    lines = [json.dumps(decision_to_json(each), ensure_ascii=False) for each in reversed(found)]
    return Response(
        "".join(f"{line}\n" for line in lines),
        media_type="application/jsonl; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="review.jsonl"'},
    )


def report_on(memory: Memory, name: str, part: DocumentPart) -> Report | None:
    """Return the report on a part of a document, None if there is nothing in it."""
    rows = part.rows
    if not rows:
        return None
    record = next((each for each in memory.documents if each.name == name), None)
    report = report_of_rows(rows)
    report["name"] = name if part.count == 1 else f"{name}, part {part.number} of {part.count}"
    if record is not None:
        report["signature"] = record.signature or report["signature"]
        report["inputs"] = [_input(language, origin, rows) for language, origin in record.versions]
    return report


def _input(language: str, origin: Provenance, rows: Sequence[DocumentRow]) -> InputEntry:
    pieces = [piece for row in rows for piece in row.cells.get(language, ())]
    return {
        "language": language,
        "name": origin.name,
        "symbol": origin.symbol,
        "location": origin.location,
        "sha256": origin.sha256,
        "official": origin.official,
        "notice": origin.notice,
        "encoding": None,
        "paragraphs": len({piece.paragraph for piece in pieces}),
        "dropped_lines": 0,
        "lost_glyphs": sum(len(piece.lost) for piece in pieces),
    }


def _policy(html: str) -> str:
    """Return a policy that allows the styles and scripts that stand in the page, by their hash."""
    allowed: dict[str, list[str]] = {"style": [], "script": []}
    for kind, content in _INLINE.findall(html):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        allowed[kind].append(f"'sha256-{digest}'")
    return content_policy(
        style=" ".join(allowed["style"]) or "'none'",
        script=" ".join(allowed["script"]) or "'none'",
    )
