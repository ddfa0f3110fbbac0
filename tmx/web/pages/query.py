"""Read what an address asks for: words, numbers, languages."""

import math
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request

from sources.language import LanguageError
from tmx.search.language_group import language_group
from tmx.store.records import USABLE, UnitFilter

__all__ = [
    "LONGEST_QUERY",
    "language_of",
    "number_of",
    "wanted_of",
    "whole_number",
    "words_of",
]

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


def wanted_of(request: Request) -> UnitFilter:
    """Return the filter of a query, named as on the command line; rejected units stay out.

    Raises:
        HTTPException: `minimum_confidence` is no number from 0 to 1.
    """
    asked = request.query_params
    try:
        confidence = float(asked.get("minimum_confidence") or 0)
    except ValueError:
        confidence = math.nan
    if not 0 <= confidence <= 1:
        raise HTTPException(400, "expected minimum_confidence from 0 to 1")
    return UnitFilter(
        minimum_confidence=confidence,
        statuses=USABLE,
        symbols=tuple(asked.getlist("symbol")),
        dates=(asked.get("since", ""), asked.get("until", "")),
    )
