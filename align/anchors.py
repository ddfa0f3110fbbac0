"""Find what survives translation: numbers, dates, symbols; normalised across six languages."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from align.model import Span

__all__ = ["Anchor", "anchor_weight", "find_anchors"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Something in a text that every translation of it should hold too.

    Attributes:
        kind: `symbol`, `date`, `resolution` or `number`.
        value: canonical form, equal in all languages.
        span: place in the text.
    """

    kind: str
    value: str
    span: Span


_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_SYMBOL: Final = re.compile(r"[A-Z]{1,6}(?:/[A-Za-z0-9.\-]+)+")


def find_anchors(text: str, language: str) -> tuple[Anchor, ...]:
    """Return the anchors of a text in reading order."""
    del language
    folded = "".join(
        str(unicodedata.decimal(c)) if unicodedata.decimal(c, None) is not None else c for c in text
    )
    found = [
        Anchor("symbol", match.group().upper(), Span(*match.span()))
        for match in _SYMBOL.finditer(folded)
    ]
    taken = [anchor.span for anchor in found]
    for match in _NUMBER.finditer(folded):
        if any(span.start <= match.start() < span.end for span in taken):
            continue
        found.append(Anchor("number", re.sub("[.,]", "", match.group()), Span(*match.span())))
    return tuple(sorted(found, key=lambda anchor: anchor.span))


def anchor_weight(anchor: Anchor) -> float:
    """Return how much a shared anchor tells: 3 for a symbol or date, 0.5 for a small number."""
    if anchor.kind in {"symbol", "date"}:
        return 3.0
    if anchor.kind == "resolution" or len(anchor.value) >= 3:
        return 2.0
    return 0.5
