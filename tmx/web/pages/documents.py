"""The documents of a memory, and one of them read in parallel columns."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tmx.store.document_rows import count_by_status, document_names, read_page, rows_before
from tmx.store.memory import Memory
from tmx.web.pages.query import number_of, words_of
from tmx.web.render import render
from tmx.web.session import Session, languages_from
from tmx.web.wording import load_words

__all__ = ["index", "page"]

DOCUMENTS_PER_PAGE: Final = 50
ROWS_PER_PAGE: Final = 200


def index(request: Request) -> Response:
    """Return the list of documents with what has been reviewed of them."""
    beginning = words_of(request)
    offset = number_of(request, "offset")
    with request.app.state.memories.reading() as memory:
        names = document_names(
            memory, beginning=beginning, limit=DOCUMENTS_PER_PAGE + 1, offset=offset
        )
        lines = [_line(memory, name) for name in names[:DOCUMENTS_PER_PAGE]]
    return render(
        request,
        "documents.html",
        {
            "lines": lines,
            "beginning": beginning,
            "offset": offset,
            "per_page": DOCUMENTS_PER_PAGE,
            "has_more": len(names) > DOCUMENTS_PER_PAGE,
        },
    )


def page(request: Request) -> Response:
    """Return a document in columns, a page of rows at a time."""
    name = request.path_params["name"]
    offset = number_of(request, "offset")
    row = number_of(request, "row", most=2**40)
    order = Session.of(request).order
    chosen = languages_from(" ".join(request.query_params.getlist("show")))
    with request.app.state.memories.reading() as memory:
        if row:
            offset = rows_before(memory, row) // ROWS_PER_PAGE * ROWS_PER_PAGE
        total = count_by_status(memory, name)
        if not total:
            raise HTTPException(404, load_words()("error.not_found"))
        rows = read_page(memory, name, limit=ROWS_PER_PAGE, offset=offset)
    return render(
        request,
        "document.html",
        {
            "name": name,
            "rows": rows,
            "shown": [tag for tag in order if tag in chosen] or order,
            "chosen": " ".join(chosen),
            "total": sum(total.values()),
            "offset": offset,
            "per_page": ROWS_PER_PAGE,
        },
    )


def _line(memory: Memory, name: str) -> dict[str, Any]:
    counts = count_by_status(memory, name)
    return {
        "name": name,
        "units": sum(counts.values()),
        "accepted": counts.get("accepted", 0),
        "rejected": counts.get("rejected", 0),
    }
