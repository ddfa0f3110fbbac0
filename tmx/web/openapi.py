"""Describe the JSON interface in OpenAPI 3.1, for people and for programs that make clients."""

from functools import cache
from typing import Any, Final

from align.version import VERSION
from tmx.review.desk import ACTIONS

__all__ = ["description"]

_Schema = dict[str, Any]
_TEXT: Final[_Schema] = {"type": "string"}
_WHOLE: Final[_Schema] = {"type": "integer", "minimum": 0}
_LANGUAGE: Final[_Schema] = {"type": "string", "description": "BCP 47 tag", "examples": ["zh"]}
_MAYBE: Final[_Schema] = {"type": ["string", "null"]}
_COUNTS: Final[_Schema] = {"type": "object", "additionalProperties": {"type": "integer"}}
_SPANS: Final[_Schema] = {
    "type": "array",
    "description": "begin and end in code points",
    "items": {"type": "array", "items": _WHOLE, "minItems": 2, "maxItems": 2},
}
_DATE: Final[_Schema] = {"type": "string", "format": "date"}
_FILTERS: Final[_Schema] = {
    "symbol": _TEXT,
    "since": _DATE,
    "until": _DATE,
    "minimum_confidence": {"type": "number", "minimum": 0, "maximum": 1},
}
"""Which units count, as on the command line; `symbol` may be repeated."""


@cache
def description() -> _Schema:
    """Return the description of every path under `/api/`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "sixfold",
            "version": VERSION,
            "description": "Look up, read and review a translation memory on this machine. "
            "Reading needs nothing; writing needs the token that `sixfold serve` printed.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": {
            "/api/lookup": _get(
                "Entries a text may mean, in any language, the best first.",
                {"q": _TEXT, "language": _LANGUAGE, "to": _TEXT, "limit": _WHOLE, **_FILTERS},
                {"matches": _list({**_names("match", "language", "term"), "entry": _ref("Entry")})},
            ),
            "/api/term": _get("An entry.", {"id": _TEXT}, _ref("Entry"), required=("id",)),
            "/api/occurrences": _get(
                "Every text that holds a term of an entry, with its other languages.",
                {
                    "id": _TEXT,
                    "in": _LANGUAGE,
                    "usual": _LANGUAGE,
                    "otherwise": _LANGUAGE,
                    "limit": _WHOLE,
                    "offset": _WHOLE,
                    **_FILTERS,
                },
                {"total": _WHOLE, "occurrences": {"type": "array", "items": _ref("Occurrence")}},
                required=("id",),
            ),
            "/api/concordance": _get(
                "Texts that hold words, with what stands there in other languages.",
                {
                    "q": _TEXT,
                    "language": _LANGUAGE,
                    "to": _TEXT,
                    "exact": _TEXT,
                    "limit": _WHOLE,
                    "offset": _WHOLE,
                    **_FILTERS,
                },
                {"total": _WHOLE, "lines": {"type": "array", "items": _ref("Line")}},
            ),
            "/api/search": _get(
                "Units whose text is the same as a text, or like it.",
                {
                    "text": _TEXT,
                    "from": _LANGUAGE,
                    "to": _TEXT,
                    "before": _TEXT,
                    "after": _TEXT,
                    "minimum_percent": {"type": "integer", "minimum": 1, "maximum": 100},
                    "limit": _WHOLE,
                    **_FILTERS,
                },
                {
                    "matches": _list(
                        {
                            "unit": _WHOLE,
                            **_names("document", "kind"),
                            "percent": _WHOLE,
                            "penalty": _WHOLE,
                            "source": _ref("Text"),
                            "targets": {"type": "array", "items": _ref("Text")},
                        },
                    )
                },
                required=("text", "from"),
            ),
            "/api/documents": _get(
                "Documents with their number of rows by status.",
                {"q": _TEXT, "limit": _WHOLE, "offset": _WHOLE},
                {
                    "documents": _list(
                        {"name": _TEXT, "rows": {"type": "object", "additionalProperties": _WHOLE}},
                    )
                },
            ),
            "/api/rows": _get(
                "Rows of a document, segment by segment.",
                {"document": _TEXT, "limit": _WHOLE, "offset": _WHOLE},
                {"rows": {"type": "array", "items": _ref("Row")}},
                required=("document",),
            ),
            "/api/report": _get(
                "The report on a document as it stands; the fields of report.json. A document of "
                "more than 30,000 rows has one per part, from 1.",
                {"document": _TEXT, "part": _WHOLE},
                {"type": "object"},
                required=("document",),
            ),
            "/api/decisions": {
                **_get(
                    "Decisions of reviewers on a document, the last first.",
                    {"document": _TEXT, "limit": _WHOLE},
                    {"decisions": {"type": "array", "items": _ref("Decision")}},
                    required=("document",),
                ),
                "post": _decide(),
            },
            "/api/openapi.json": _get("This description.", {}, {"type": "object"}),
        },
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "token": {"type": "apiKey", "in": "header", "name": "X-Sixfold-Token"}
            },
        },
    }


def _get(
    summary: str,
    parameters: dict[str, _Schema],
    answer: _Schema,
    *,
    required: tuple[str, ...] = (),
) -> _Schema:
    return {
        "get": {
            "summary": summary,
            "parameters": [
                {"name": name, "in": "query", "required": name in required, "schema": schema}
                for name, schema in parameters.items()
            ],
            "responses": {"200": _json("The answer.", answer), "default": _error()},
        }
    }


def _decide() -> _Schema:
    body = _object(
        {
            "action": {"enum": [*ACTIONS, "undo", "redo"]},
            "unit": _WHOLE,
            "version": _TEXT,
            "next_unit": _WHOLE,
            "next_version": _TEXT,
            "previous_unit": _WHOLE,
            "previous_version": _TEXT,
            "language": _LANGUAGE,
            "goal": {**_WHOLE, "description": "number of a row, from 1, for relink"},
            "lines": {
                "type": "object",
                "description": "for split: per language the text in lines",
                "additionalProperties": {"type": "array", "items": _TEXT},
            },
            "comment": _TEXT,
            "reviewer": _TEXT,
        },
        required=["action"],
    )
    return {
        "summary": "Carry out a decision on rows as they were seen; 409 if they have changed.",
        "security": [{"token": []}],
        "parameters": [{"name": "document", "in": "query", "required": True, "schema": _TEXT}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "201": _json("The decision.", {"decision": _ref("Decision")}),
            "200": _json("Nothing was left to undo or redo.", {"decision": {"type": "null"}}),
            "409": _json("Somebody was quicker; nothing was changed.", {"error": _TEXT}),
            "default": _error(),
        },
    }


def _schemas() -> _Schema:
    row = {
        "unit": _WHOLE,
        "version": {**_TEXT, "description": "to be sent back with a decision"},
        "tuid": _MAYBE,
        "paragraph": _MAYBE,
        "status": {"enum": ["unreviewed", "accepted", "rejected"]},
        "confidence": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
        "fixed": {"type": "array", "items": _LANGUAGE},
        "cells": {
            "type": "object",
            "description": "per language the segments",
            "additionalProperties": {"type": "array", "items": _TEXT},
        },
    }
    place = {"unit": _WHOLE, "document": _TEXT, "paragraph": _MAYBE}
    return {
        "Text": _object({"language": _LANGUAGE, "text": _TEXT}),
        "Entry": _object(
            {
                "id": _TEXT,
                "class": _MAYBE,
                "score": {"type": ["number", "null"]},
                "known": {"type": "boolean"},
                "definition": _MAYBE,
                "terms": {
                    "type": "object",
                    "description": "per language the terms, preferred first",
                    "additionalProperties": {"type": "array", "items": _TEXT},
                },
            }
        ),
        "Occurrence": _object(
            {
                **place,
                "texts": {"type": "array", "items": _ref("Text")},
                "spans": {"type": "array", "description": "per text", "items": _SPANS},
                "otherwise": {"type": "array", "items": _LANGUAGE},
            }
        ),
        "Line": _object(
            {
                **place,
                "language": _LANGUAGE,
                "text": _TEXT,
                "spans": _SPANS,
                "before": _MAYBE,
                "after": _MAYBE,
                "equivalents": _list({"language": _LANGUAGE, "text": _TEXT, "spans": _SPANS}),
            }
        ),
        "Row": _object(row),
        "Decision": _object(
            {
                "number": _WHOLE,
                **_names("document", "made", "reviewer", "action", "comment"),
                "undone": _MAYBE,
                "before": {"type": "array", "items": {"type": "object"}},
                "after": {"type": "array", "items": {"type": "object"}},
            }
        ),
    }


def _object(properties: dict[str, _Schema], *, required: list[str] | None = None) -> _Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
    }


def _list(properties: dict[str, _Schema]) -> _Schema:
    return {"type": "array", "items": _object(properties)}


def _names(*names: str) -> dict[str, _Schema]:
    return dict.fromkeys(names, _TEXT)


def _ref(name: str) -> _Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(summary: str, answer: _Schema) -> _Schema:
    is_schema = "type" in answer or "$ref" in answer
    schema = answer if is_schema else _object(answer)
    return {"description": summary, "content": {"application/json": {"schema": schema}}}


def _error() -> _Schema:
    return _json("What was wrong, in a sentence.", {"error": _TEXT})
