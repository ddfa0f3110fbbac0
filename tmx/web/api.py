"""The JSON interface: the same things as the pages, for programs; described in `openapi`."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tmx.model import ConceptEntry, TranslationUnit
from tmx.search.concordance import Forms, concordance
from tmx.search.matches import search
from tmx.search.neighbours import Context
from tmx.search.occurrences import occurrences
from tmx.search.terms import lookup
from tmx.store.decisions import ConflictError, decision_to_json, decisions
from tmx.store.document_parts import read_part
from tmx.store.document_rows import DocumentRow, count_by_status, document_names, read_page
from tmx.store.memory import Memory
from tmx.store.rows import confidence_of
from tmx.web.forms import read_body
from tmx.web.openapi import description
from tmx.web.pages.query import language_of, number_of, wanted_of, words_of
from tmx.web.pages.report import report_on
from tmx.web.pages.review import carry_out
from tmx.web.session import languages_from, may_write

__all__ = ["routes"]

_MOST: Final = 100
_USUAL: Final = 20
_MOST_ROWS: Final = 1000
_LONGEST_SEGMENT: Final = 20_000


def routes() -> list[BaseRoute]:
    """Return the routes of the interface."""
    reading: dict[str, Callable[[Request], object]] = {
        "/api/lookup": _lookup,
        "/api/term": _term,
        "/api/occurrences": _occurrences,
        "/api/concordance": _concordance,
        "/api/search": _search,
        "/api/documents": _documents,
        "/api/rows": _rows,
        "/api/report": _report,
        "/api/decisions": _decisions,
    }
    return [
        *(Route(path, _answering(function)) for path, function in reading.items()),
        Route("/api/decisions", _decide, methods=["POST"]),
        Route("/api/openapi.json", lambda _: JSONResponse(description())),
    ]


def _answering(function: Callable[[Request], object]) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        return JSONResponse(function(request))

    return answer


def _lookup(request: Request) -> object:
    wanted = wanted_of(request)
    with request.app.state.memories.reading() as memory:
        matches = lookup(
            memory,
            words_of(request),
            to=_languages(request, "to"),
            language=language_of(request, "language"),
            wanted=wanted if wanted.narrows else None,
            limit=_limit(request),
        )
    return {
        "matches": [
            {
                "match": match.kind.name.lower(),
                "language": match.language,
                "term": match.term.text,
                "entry": _entry(match.entry),
            }
            for match in matches
        ]
    }


def _term(request: Request) -> object:
    with request.app.state.memories.reading() as memory:
        return _entry(_wanted_entry(request, memory))


def _occurrences(request: Request) -> object:
    with request.app.state.memories.reading() as memory:
        entry = _wanted_entry(request, memory)
        found = occurrences(
            memory,
            entry,
            language=language_of(request, "in") or entry.languages[0].language,
            usual=language_of(request, "usual"),
            otherwise=language_of(request, "otherwise"),
            wanted=wanted_of(request),
            limit=_limit(request),
            offset=number_of(request, "offset"),
        )
    return {
        "total": found.total,
        "occurrences": [
            {
                "unit": line.unit_id,
                "document": line.document,
                "paragraph": line.paragraph,
                "texts": _texts(line.unit),
                "spans": [[list(span) for span in spans] for spans in line.spans],
                "otherwise": list(line.otherwise),
            }
            for line in found.lines
        ],
    }


def _concordance(request: Request) -> object:
    with request.app.state.memories.reading() as memory:
        found = concordance(
            memory,
            words_of(request),
            language=language_of(request, "language"),
            to=_languages(request, "to"),
            forms=Forms.EXACT if "exact" in request.query_params else Forms.INFLECTED,
            wanted=wanted_of(request),
            limit=_limit(request),
            offset=number_of(request, "offset"),
        )
    return {
        "total": found.total,
        "lines": [
            {
                "unit": line.unit_id,
                "document": line.document,
                "paragraph": line.paragraph,
                "language": line.language,
                "text": line.text,
                "spans": [list(span) for span in line.spans],
                "before": line.before,
                "after": line.after,
                "equivalents": [
                    {
                        "language": each.variant.language,
                        "text": each.variant.text,
                        "spans": [list(span) for span in each.spans],
                    }
                    for each in line.equivalents
                ],
            }
            for line in found.lines
        ],
    }


def _search(request: Request) -> object:
    text = request.query_params.get("text", "").replace("\0", " ")[:_LONGEST_SEGMENT]
    language = language_of(request, "from")
    percent = number_of(request, "minimum_percent") or 70
    if language is None or not 1 <= percent <= _MOST:
        raise HTTPException(400, "expected from=LANGUAGE and minimum_percent from 1 to 100")
    with request.app.state.memories.reading() as memory:
        matches = search(
            memory,
            text,
            language=language,
            to=_languages(request, "to"),
            minimum_percent=percent,
            context=Context(
                before=request.query_params.get("before"), after=request.query_params.get("after")
            ),
            wanted=wanted_of(request),
            limit=_limit(request, usual=5),
        )
    return {
        "matches": [
            {
                "unit": match.unit_id,
                "document": match.document,
                "kind": str(match.kind),
                "percent": match.percent,
                "penalty": match.penalty,
                "source": {"language": match.source.language, "text": match.source.text},
                "targets": [{"language": v.language, "text": v.text} for v in match.targets],
            }
            for match in matches
        ]
    }


def _documents(request: Request) -> object:
    with request.app.state.memories.reading() as memory:
        names = document_names(
            memory,
            beginning=words_of(request),
            limit=_limit(request),
            offset=number_of(request, "offset"),
        )
        return {
            "documents": [{"name": name, "rows": count_by_status(memory, name)} for name in names]
        }


def _rows(request: Request) -> object:
    name = _document(request)
    with request.app.state.memories.reading() as memory:
        rows = read_page(
            memory,
            name,
            limit=number_of(request, "limit", most=_MOST_ROWS) or _MOST_ROWS,
            offset=number_of(request, "offset"),
        )
    return {"rows": [_row(row) for row in rows]}


def _report(request: Request) -> object:
    with request.app.state.memories.reading() as memory:
        name = _document(request)
        report = report_on(memory, name, read_part(memory, name, number_of(request, "part")))
    if report is None:
        raise HTTPException(404, "there is no document of this name; /api/documents lists them")
    return report


def _decisions(request: Request) -> object:
    with request.app.state.memories.reading() as memory:
        found = decisions(memory, _document(request), limit=_limit(request))
    return {"decisions": [decision_to_json(each) for each in found]}


async def _decide(request: Request) -> Response:
    if not may_write(request, None):
        raise HTTPException(403, "expected the session's token in the header X-Sixfold-Token")
    try:
        told = json.loads(await read_body(request))
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "expected JSON in the body") from error
    if not isinstance(told, dict):
        raise HTTPException(400, "expected a JSON object in the body")
    return await run_in_threadpool(_decided, request, told)


def _decided(request: Request, told: Mapping[str, Any]) -> Response:
    lines = told.get("lines") or {}
    form = {key: str(value) for key, value in told.items() if key != "lines"}
    if isinstance(lines, dict):
        form |= {f"lines-{tag}": "\n".join(map(str, each)) for tag, each in lines.items()}
    reviewer = form.get("reviewer") or request.app.state.reviewer
    try:
        decision, _ = carry_out(request, _document(request), form, reviewer)
    except ConflictError as error:
        return JSONResponse({"error": str(error)}, status_code=409)
    return JSONResponse(
        {"decision": decision_to_json(decision) if decision else None},
        status_code=201 if decision else 200,
    )


def _document(request: Request) -> str:
    name = request.query_params.get("document", "")
    if not name:
        raise HTTPException(400, "expected document=NAME; /api/documents lists the names")
    return name


def _wanted_entry(request: Request, memory: Memory) -> ConceptEntry:
    entry = memory.termbase.entry(request.query_params.get("id", ""))
    if entry is None:
        raise HTTPException(404, "there is no entry of this id; /api/lookup finds them")
    return entry


def _limit(request: Request, *, usual: int = _USUAL) -> int:
    return number_of(request, "limit", most=_MOST) or usual


def _languages(request: Request, name: str) -> Sequence[str]:
    return languages_from(request.query_params.get(name, ""))


def _entry(entry: ConceptEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "class": entry.category,
        "score": entry.score,
        "known": entry.known,
        "definition": entry.definition,
        "terms": {
            section.language: [term.text for term in section.terms] for section in entry.languages
        },
    }


def _texts(unit: TranslationUnit) -> list[dict[str, str]]:
    return [{"language": v.language, "text": v.text} for v in unit.variants]


def _row(row: DocumentRow) -> dict[str, Any]:
    return {
        "unit": row.unit_id,
        "version": row.version,
        "tuid": row.unit.tuid,
        "paragraph": row.unit.property("x-paragraph"),
        "status": str(row.status),
        "confidence": confidence_of(row.unit),
        "fixed": sorted(row.fixed),
        "cells": {tag: [piece.text for piece in pieces] for tag, pieces in row.cells.items()},
    }
