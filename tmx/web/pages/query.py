"""Read what an address asks for: words, numbers, languages."""

from typing import Final

from starlette.requests import Request

from sources.language import LanguageError
from tmx.search.language_group import language_group

__all__ = ["LONGEST_QUERY", "language_of", "number_of", "words_of"]

# A paragraph pasted by mistake should answer, a book should not take the server's time.
LONGEST_QUERY: Final = 500


def words_of(request: Request, name: str = "q") -> str:
    """Return the words of a query, without a gap around them, cut at `LONGEST_QUERY`."""
    return request.query_params.get(name, "").replace("\0", " ").strip()[:LONGEST_QUERY]


def number_of(request: Request, name: str, *, most: int = 1_000_000) -> int:
    """Return a whole number of a query, 0 where it says none."""
    text = request.query_params.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def language_of(request: Request, name: str) -> str | None:
    """Return the language group of a query, None where it says none."""
    text = request.query_params.get(name, "")
    try:
        return language_group(text) if text else None
    except LanguageError:
        return None
