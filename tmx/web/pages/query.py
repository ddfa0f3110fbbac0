"""Read what an address asks for: words, numbers, languages."""

from typing import Final

from starlette.requests import Request

from sources.language import LanguageError
from tmx.search.language_group import language_group

__all__ = ["LONGEST_QUERY", "language_of", "number_of", "whole_number", "words_of"]

# A paragraph pasted by mistake should answer, a book should not take the server's time.
LONGEST_QUERY: Final = 500
_MOST_DIGITS: Final = 16


def words_of(request: Request, name: str = "q") -> str:
    """Return the words of a query, without a gap around them, cut at `LONGEST_QUERY`."""
    return request.query_params.get(name, "").replace("\0", " ").strip()[:LONGEST_QUERY]


def number_of(request: Request, name: str, *, most: int = 1_000_000) -> int:
    """Return a whole number of a query, 0 where it says none."""
    return min(whole_number(request.query_params.get(name, "")), most)


def whole_number(text: str) -> int:
    """Return the number a text says in ASCII digits, 0 where it says none that could be meant."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS else 0


def language_of(request: Request, name: str) -> str | None:
    """Return the language group of a query, None where it says none."""
    text = request.query_params.get(name, "")
    try:
        return language_group(text) if text else None
    except LanguageError:
        return None
