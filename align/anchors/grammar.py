"""The form of a grammar: one compiled expression for a language and a reader for each part."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from align.anchors.conventions import Conventions
from align.anchors.dates import Found

__all__ = [
    "BEFORE_DIGIT",
    "NO_LETTER",
    "Grammar",
    "Part",
    "Reader",
    "compile_parts",
    "plain_numbers",
    "without_groups",
    "word_pattern",
]

Reader = Callable[[str, re.Match[str]], list[Found]]
"""Reads one match of the expression in folded text; an empty list says: not to be read safely."""

BEFORE_DIGIT: Final = r"(?<![A-Za-zÀ-ÖØ-öø-ÿА-яЁё\d])(?<!\d[.,])(?<!/)"
NO_LETTER: Final = r"(?![^\W\d_])"
_PLAIN_NUMBER: Final = re.compile(r"(?<![A-Za-zÀ-ÖØ-öø-ÿА-яЁё])\d+")


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of anchor: its pattern and its reader, both made from the conventions."""

    name: str
    pattern: Callable[[Conventions], str]
    reader: Callable[[Conventions], Reader]


@dataclass(frozen=True, slots=True)
class Grammar:
    """How to find the anchors of one language.

    Attributes:
        conventions: what it was made of.
        trigger: finds the places in folded text where an anchor can begin.
        quick: finds whether a text as it is printed can hold an anchor at all.
        master: matches an anchor at such a place; the outermost group names its reader.
        readers: by group name.
        joint: what may stand between two dates that share a year.
        year_first: whether the year comes before the month.
    """

    conventions: Conventions
    trigger: re.Pattern[str]
    quick: re.Pattern[str]
    master: re.Pattern[str]
    readers: Mapping[str, Reader]
    joint: re.Pattern[str]
    year_first: bool = False


def compile_parts(
    conventions: Conventions, parts: Sequence[Part], *, trigger: str, year_first: bool = False
) -> Grammar:
    """Return the grammar made of `parts`, tried in their order: the longer and safer first."""
    used = [part for part in parts if part.pattern(conventions)]
    return Grammar(
        conventions=conventions,
        trigger=re.compile(trigger),
        quick=re.compile(_unfolded(trigger) if conventions.language == "ar" else trigger),
        master=re.compile("|".join(f"(?P<{p.name}>{p.pattern(conventions)})" for p in used)),
        readers={part.name: part.reader(conventions) for part in used},
        joint=re.compile(conventions.date_range),
        year_first=year_first,
    )


def _unfolded(pattern: str) -> str:
    """Return a pattern of folded Arabic words that matches them as they are printed."""
    for folded, printed in (("ا", "[اأإآٱ]"), ("ي", "[يى]"), ("ه", "[هة]")):
        pattern = pattern.replace(folded, printed)
    return pattern


def without_groups(pattern: str) -> str:
    """Return a pattern with its named groups made plain ones, fit to be part of another."""
    return re.sub(r"\?P<[a-z]+>", "?:", pattern)


def word_pattern(forms: Mapping[str, object], *, lower: bool = True) -> str:
    """Return a pattern of the forms, longest first, in title, upper and perhaps lower case."""
    cases = {case for form in forms for case in (form[:1].upper() + form[1:], form.upper())}
    cases |= set(forms) if lower else set()
    return "(?:" + "|".join(re.escape(form) for form in sorted(cases, key=_longest_first)) + ")"


def _longest_first(form: str) -> tuple[int, str]:
    return -len(form), form


def plain_numbers(text: str, match: re.Match[str]) -> list[Found]:
    """Return the plain numbers of a match that turned out not to be what it looked like."""
    return [
        Found("number", part.group(), *part.span())
        for part in _PLAIN_NUMBER.finditer(text, *match.span())
    ]
