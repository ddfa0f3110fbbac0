"""The concordance: words in their contexts, with what stands there in the other languages."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from tmx.search.concordance import Concordance, Forms, concordance
from tmx.web.pages.query import language_of, number_of, wanted_of, words_of
from tmx.web.render import render

__all__ = ["page"]

PER_PAGE: Final = 20


def page(request: Request) -> Response:
    """Return the lines that hold the words."""
    query = words_of(request)
    language = language_of(request, "language")
    offset = number_of(request, "offset")
    is_exact = "exact" in request.query_params
    found = Concordance(lines=(), total=0)
    if query:
        with request.app.state.memories.reading() as memory:
            found = concordance(
                memory,
                query,
                language=language,
                forms=Forms.EXACT if is_exact else Forms.INFLECTED,
                wanted=wanted_of(request),
                limit=PER_PAGE,
                offset=offset,
            )
    return render(
        request,
        "concordance.html",
        {
            "query": query,
            "language": language,
            "exact": is_exact,
            "found": found,
            "offset": offset,
            "per_page": PER_PAGE,
        },
    )
