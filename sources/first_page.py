"""Tell the symbol of a document from where it is printed, from an address or from a path."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from sources.document import Document
from sources.symbol import Symbol, SymbolError, parse_symbol, symbol_of_file_name

__all__ = ["printed_symbol", "symbol_in_address"]

# On a first page the symbol stands alone or beside the name of the organisation.
_MASTHEAD: Final = re.compile(
    r"(?:United Nations|Nations Unies|Naciones Unidas|Организация Объединенных Наций"
    r"|Объединенные Нации|联\s?合\s?国|الأمم المتحدة)\s+(?P<symbol>\S.*)"
)
_FIRST_BLOCKS: Final = 12
_LONGEST_LINE: Final = 80
_QUERY_KEYS: Final = ("s", "symbol", "ds", "symbolno")
_LANGUAGE_STEP: Final = re.compile(r"[a-z]{2}", re.IGNORECASE)


def printed_symbol(document: Document) -> Symbol | None:
    """Return the symbol that a document bears at the head of its pages, or None.

    The running header counts first, the first page second; a symbol within a sentence is a
    reference to another document and does not count.
    """
    counts = Counter(_symbols(line.text for line in document.dropped))
    if counts:
        return counts.most_common(1)[0][0]
    head = (block.full_text for block in document.paragraphs[:_FIRST_BLOCKS])
    return next(_symbols(head), None)


def symbol_in_address(address: str) -> Symbol | None:
    """Return the symbol that a web address asks for, or None.

    Known are `undocs.org/en/A/65/496`, `…/access?s=A/65/496&l=en`, `…?DS=A/65/496` and file names
    such as `A_65_496-EN.pdf`.
    """
    parts = urlsplit(address.strip())
    query = {key.lower(): values for key, values in parse_qs(parts.query).items()}
    for key in _QUERY_KEYS:
        for value in query.get(key, ()):
            symbol = _symbol(value)
            if symbol is not None:
                return symbol
    path = unquote(parts.path).strip("/")
    first, _, rest = path.partition("/")
    if _LANGUAGE_STEP.fullmatch(first) and _known(rest) is not None:
        return _known(rest)
    stem = PurePosixPath(path).stem
    named = symbol_of_file_name(re.sub(r"[-_.][A-Za-z]{2}$", "", stem)) if "_" in stem else None
    return named or _known(path)


def _known(text: str) -> Symbol | None:
    symbol = _symbol(text)
    return symbol if symbol is not None and symbol.is_known else None


def _symbols(lines: Iterator[str]) -> Iterator[Symbol]:
    for line in lines:
        if len(line) > _LONGEST_LINE:
            continue
        masthead = _MASTHEAD.fullmatch(line.strip())
        symbol = _symbol(masthead["symbol"] if masthead else line)
        if symbol is not None:
            yield symbol


def _symbol(text: str) -> Symbol | None:
    try:
        return parse_symbol(text)
    except SymbolError:
        return None
