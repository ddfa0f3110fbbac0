"""The grammar of the languages that write in letters."""

from align.anchors.amounts import AMOUNT
from align.anchors.conventions import Conventions
from align.anchors.grammar import Grammar, compile_parts, word_pattern
from align.anchors.moments import DATE, NUMERIC_DATE, TIME
from align.anchors.references import RESOLUTION, ROMAN, WORDED

__all__ = ["compile_alphabetic"]


def compile_alphabetic(conventions: Conventions) -> Grammar:
    """Return the grammar of a language that writes in letters."""
    parts = (NUMERIC_DATE, DATE, TIME, RESOLUTION, WORDED, ROMAN, AMOUNT)
    starts = _word_starts(conventions)
    trigger = (
        r"\d|[$€£]" + rf"|\b{conventions.word_prefix}(?:E?S-\d{'|' + starts if starts else ''})"
    )
    return compile_parts(conventions, parts, trigger=trigger)


def _word_starts(conventions: Conventions) -> str:
    """Return a pattern of the letters with which anchors that begin with a word begin."""
    heads = {form[:4] for form in (*conventions.ordinals, *conventions.references)}
    if conventions.months:
        heads |= {form[:3] for form in conventions.months}
    patterns = [word_pattern(dict.fromkeys(heads))] if heads else []
    patterns += [pattern for pattern in (conventions.roman_after,) if pattern]
    patterns += [r"[IVXХ]" if conventions.roman_before else ""]
    patterns += [pattern for pattern, _ in conventions.sessions]
    patterns += [pattern for pattern, _ in conventions.currencies_before]
    return "|".join(pattern for pattern in patterns if pattern)
