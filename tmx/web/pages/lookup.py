"""The look-up page: one box that answers in any language."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from tmx.search.concordance import concordance
from tmx.search.terms import lookup
from tmx.store.document_rows import document_names
from tmx.store.memory import Memory
from tmx.web.pages.query import wanted_of, words_of
from tmx.web.render import render
from tmx.web.session import Session, keep, may_write

__all__ = ["answers", "fragment", "page"]

_MOST_TERMS: Final = 20
_MOST_DOCUMENTS: Final = 5
# With fewer terms than this the texts are asked too.
_FEW_TERMS: Final = 3
_PREVIEW: Final = 5
_EXAMPLES: Final = 4
_ASKED_FOR_EXAMPLES: Final = 40
_LONGEST_EXAMPLE: Final = 28


def page(request: Request) -> Response:
    """Return the whole page; it works without a script."""
    told = request.query_params.get("token")
    if told is not None:
        return _signed_in(request, told)
    values = answers(request)
    if not values["query"]:
        with request.app.state.memories.reading() as memory:
            values["examples"] = _examples(memory, Session.of(request).order)
            values["shelf"] = document_names(memory, limit=_MOST_DOCUMENTS)
    return render(request, "lookup.html", values)


def fragment(request: Request) -> Response:
    """Return the results alone, for those who are still typing."""
    return render(request, "lookup_results.html", answers(request))


def answers(request: Request) -> dict[str, Any]:
    """Return what a query finds: terms, documents, and texts where terms are few."""
    query = words_of(request)
    values: dict[str, Any] = {
        "query": query,
        "matches": (),
        "is_cut": False,
        "documents": (),
        "texts": None,
        "examples": (),
    }
    if query:
        with request.app.state.memories.reading() as memory:
            found = lookup(memory, query, limit=_MOST_TERMS + 1)
            values["matches"] = found[:_MOST_TERMS]
            values["is_cut"] = len(found) > _MOST_TERMS
            values["documents"] = _documents(memory, query)
            if len(values["matches"]) < _FEW_TERMS:
                values["texts"] = concordance(
                    memory, query, wanted=wanted_of(request), limit=_PREVIEW
                )
    return values


def _signed_in(request: Request, told: str) -> Response:
    from starlette.responses import RedirectResponse

    response = RedirectResponse("/", status_code=303)
    if may_write(request, told):
        keep(request, response, "token", told)
    return response


def _documents(memory: Memory, query: str) -> list[str]:
    rows = memory.connection.execute(
        "SELECT name FROM document WHERE name >= ? AND name < ? ORDER BY name LIMIT ?",
        (query.upper(), query.upper() + "\U0010ffff", _MOST_DOCUMENTS),
    )
    return [row[0] for row in rows]


def _examples(memory: Memory, order: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return a term in each of some languages, as something to try."""
    rows = memory.connection.execute(
        "SELECT language_group, text FROM term WHERE concept_id IN "
        "(SELECT id FROM concept ORDER BY position LIMIT ?) AND length(text) <= ? ORDER BY term.id",
        (_ASKED_FOR_EXAMPLES, _LONGEST_EXAMPLE),
    ).fetchall()
    by_language: dict[str, list[str]] = {}
    for group, text in rows:
        by_language.setdefault(group, []).append(text)
    found = [
        (tag, terms[number % len(terms)])
        for number, tag in enumerate(order)
        if (terms := by_language.get(tag))
    ]
    return found[:_EXAMPLES]
