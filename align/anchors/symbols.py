"""Find United Nations document symbols within running text."""

import re
from functools import lru_cache
from typing import Final

from align.anchors.dates import Found
from sources.symbol import Symbol, SymbolError, parse_symbol

__all__ = ["find_symbols"]

# Latin capitals and the Cyrillic ones that look the same, which typists mix up.
_CAPITAL: Final = "A-ZАВЕКМНОРСТХ"
_CANDIDATE: Final = re.compile(
    rf"(?<![A-Za-zА-я0-9/.\-])[{_CAPITAL}][{_CAPITAL}-]{{0,14}}"
    r"(?:/[A-Za-zА-Я0-9](?:[A-Za-z0-9.\-]*[A-Za-z0-9])?)+"
    r"(?: ?\((?:Vol\. ?[IVX]+|Parts? [IVX0-9-]+|Resumption \d+|[IVXLC]+|(?:19|20)\d\d|SUPP)\)"
    r"[A-Z]?(?![A-Za-z])(?:/(?:Add|Corr|Rev)\.\d+)*)?"
)
# Series of the International Atomic Energy Agency, which follow a pattern of their own.
_AGENCY: Final = re.compile(
    r"(?<![A-Za-z0-9/.\-])(?:GC ?\([IVXLC\d]+\)|GOV|INFCIRC)"
    r"(?:/[A-Z0-9](?:[A-Za-z0-9.\-]*[A-Za-z0-9])?)+"
)
# "A/65/496 and Corr.1": a modifier that stands apart belongs to the symbol before it.
_MODIFIER: Final = re.compile(r"(?<![A-Za-z/])(?:Add|Corr|Rev|Amend)\.\d+(?:-\d+)?(?![\d/])")


def find_symbols(text: str) -> list[Found]:
    """Return the symbols in folded text, in order, each in its catalogue form without stars."""
    found: list[Found] = []
    bases: list[tuple[int, Symbol]] = []
    for match in _CANDIDATE.finditer(text):
        symbol = _parse(match.group())
        if symbol is not None:
            found.append(Found("symbol", symbol.catalogue, *match.span()))
            bases.append((match.end(), symbol))
    for match in _AGENCY.finditer(text):
        if not any(item.start < match.end() and match.start() < item.end for item in found):
            found.append(Found("symbol", match.group().replace(" ", ""), *match.span()))
    for match in _MODIFIER.finditer(text) if bases else ():
        before = [symbol for end, symbol in bases if end <= match.start()]
        if before:
            value = f"{before[-1].base.catalogue}/{match.group()}"
            found.append(Found("symbol", value, *match.span()))
    return sorted(found, key=lambda item: item.start)


@lru_cache(maxsize=4096)
def _parse(text: str) -> Symbol | None:
    try:
        return parse_symbol(text)
    except SymbolError:
        return None
