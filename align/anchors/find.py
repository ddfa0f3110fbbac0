"""Find the anchors of a text: fold it, take the symbols out, read the rest by grammar."""

from functools import lru_cache
from importlib import import_module
from typing import Final

from align.anchors.alphabetic import compile_alphabetic
from align.anchors.amounts import share_units
from align.anchors.conventions import Conventions
from align.anchors.dates import Found, complete_dates
from align.anchors.folding import fold
from align.anchors.grammar import Grammar
from align.anchors.model import Anchor
from align.anchors.symbols import find_symbols
from align.model import Span
from sources.language import OFFICIAL_LANGUAGES, primary_subtag

__all__ = ["find_anchors"]

_KNOWN: Final = frozenset(language.tag for language in OFFICIAL_LANGUAGES)


def find_anchors(text: str, language: str) -> tuple[Anchor, ...]:
    """Return the anchors of a text in reading order; they do not overlap.

    Args:
        text: a sentence or paragraph, any Unicode; spans count its code points.
        language: BCP 47 tag; beyond the six languages only what needs no words is found.
    """
    grammar = _grammar(primary_subtag(language))
    first = grammar.quick.search(text)
    if first is None:
        return ()
    folded, offsets = fold(text)
    symbols: list[Found] = []
    if "/" in folded:
        symbols = find_symbols(folded)
        for symbol in symbols:
            blank = "/" * (symbol.end - symbol.start)
            folded = folded[: symbol.start] + blank + folded[symbol.end :]
    # Folding changes characters in their places unless it drops some; then it is begun anew.
    found = _scan(folded, grammar, first.start() if offsets is None else 0)
    if len(found) > 1 or (found and found[0].kind == "date"):
        found = complete_dates(found, folded, grammar.joint, year_first=grammar.year_first)
        found = share_units(found, folded, grammar.joint)
    if symbols:
        found = sorted([*found, *symbols], key=lambda item: item.start)
    if offsets is None:
        return tuple(Anchor(kind, value, Span(start, end)) for kind, value, start, end, _ in found)
    return tuple(
        Anchor(item.kind, item.value, Span(offsets[item.start], offsets[item.end - 1] + 1))
        for item in found
    )


def _scan(text: str, grammar: Grammar, begin: int) -> list[Found]:
    """Return what the grammar reads in folded text from a place on, longest sense first."""
    search, match = grammar.trigger.search, grammar.master.match
    readers = grammar.readers
    found: list[Found] = []
    place = search(text, begin)
    while place is not None:
        start, end = place.span()
        part = match(text, start)
        if part is not None and part.end() > start:
            found += readers[part.lastgroup or ""](text, part)
            end = part.end()
        elif text[start].isdigit():
            while end < len(text) and text[end].isdigit():
                end += 1
        place = search(text, end)
    return found


@lru_cache(maxsize=32)
def _grammar(language: str) -> Grammar:
    if language not in _KNOWN:
        return compile_alphabetic(Conventions(language=language, decimal=".,"))
    module = import_module(f"align.anchors.languages.{language}")
    if language == "zh":
        from align.anchors.chinese import compile_chinese

        return compile_chinese(module.CONVENTIONS)
    return compile_alphabetic(module.CONVENTIONS)
