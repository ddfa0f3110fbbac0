"""A term entry: its equivalents, and every text that holds it, side by side."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tmx.model import ConceptEntry
from tmx.search.language_group import language_group
from tmx.search.occurrences import MOST_FILTERED, occurrences
from tmx.web.pages.query import language_of, number_of, wanted_of
from tmx.web.pages.term_edits import ACTIONS, near_entries
from tmx.web.render import render
from tmx.web.session import Session
from tmx.web.wording import load_words

__all__ = ["page"]

PER_PAGE: Final = 20


def page(request: Request) -> Response:
    """Return an entry with its occurrences."""
    session = Session.of(request)
    order = session.order
    with request.app.state.memories.reading() as memory:
        entry = memory.termbase.entry(request.path_params["identifier"])
        if entry is None:
            raise HTTPException(404, load_words()("error.not_found"))
        language = language_of(request, "in") or _first(entry, order)
        usual, otherwise = language_of(request, "usual"), language_of(request, "otherwise")
        offset = number_of(request, "offset")
        found = occurrences(
            memory,
            entry,
            language=language,
            usual=usual,
            otherwise=otherwise,
            wanted=wanted_of(request),
            limit=PER_PAGE,
            offset=offset,
        )
        near = near_entries(memory, entry) if session.may_write else []
        done = memory.termbase.changes() if session.may_write else []
    did = request.query_params.get("did", "")
    return render(
        request,
        "term.html",
        {
            "entry": entry,
            "language": language,
            "usual": usual,
            "otherwise": otherwise,
            "found": found,
            "offset": offset,
            "per_page": PER_PAGE,
            "most_filtered": MOST_FILTERED,
            "near": near,
            "last_change": next((each for each in done if each.undone is None), None),
            "did": did if did in ACTIONS else "",
        },
    )


def _first(entry: ConceptEntry, order: tuple[str, ...]) -> str:
    groups = [language_group(section.language) for section in entry.languages]
    return next((tag for tag in order if tag in groups), groups[0])
