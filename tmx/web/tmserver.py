"""Offer the memory to tools that ask amaGama or translate-toolkit's `tmserver`."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tmx.search.amagama import MINIMUM_SIMILARITY, MOST_CANDIDATES, candidates, languages
from tmx.web.pages.query import number_of

__all__ = ["routes"]

_LONGEST_SEGMENT = 20_000
# Virtaal asks below the first, clients of amaGama's interface below the second.
_PREFIXES = ("/tmserver", "/api/v1")


def routes() -> list[BaseRoute]:
    """Return the routes, below each prefix that clients know."""
    return [
        route
        for prefix in _PREFIXES
        for route in (
            Route(f"{prefix}/languages/", _languages),
            Route(f"{prefix}/{{source}}/{{target}}/unit/{{text:path}}", _unit),
        )
    ]


def _unit(request: Request) -> Response:
    text = request.path_params["text"] or request.query_params.get("source", "")
    with request.app.state.memories.reading() as memory:
        found = candidates(
            memory,
            text.replace("\0", " ")[:_LONGEST_SEGMENT],
            source=request.path_params["source"],
            target=request.path_params["target"],
            min_similarity=number_of(request, "min_similarity") or MINIMUM_SIMILARITY,
            max_candidates=number_of(request, "max_candidates") or MOST_CANDIDATES,
        )
    return JSONResponse(found)


def _languages(request: Request) -> Response:
    with request.app.state.memories.reading() as memory:
        return JSONResponse(languages(memory))
