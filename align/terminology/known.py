"""Find known terms in a column: longest match first, whatever the inflection."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from align.terminology.cells import Cell, Column
from align.terminology.model import KnownConcept
from align.terminology.normalised import normalise_plain
from align.terminology.tokens import iter_words, stem
from sources.language import primary_subtag

__all__ = ["KnownMatches", "Place", "match_known"]


class Place(NamedTuple):
    """A range of the normalised text of a cell of the column."""

    cell: int
    start: int
    end: int


@dataclass(slots=True)
class KnownMatches:
    """What was found of the known concepts in one column.

    Attributes:
        places: per concept index, where it is named, in order.
        forms: per concept index, the forms found.
    """

    places: defaultdict[int, list[Place]] = field(default_factory=lambda: defaultdict(list))
    forms: defaultdict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def match_known(column: Column, known: Sequence[KnownConcept]) -> KnownMatches:
    """Return where known concepts are named in a column; of overlapping ones the longest wins.

    Spaced languages are compared by the stems of their words, Chinese character by character.
    A term of two concepts counts for the first of them.
    """
    patterns: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    seen: set[tuple[str, ...]] = set()
    for index, concept in enumerate(known):
        for language in sorted(concept.terms):
            if primary_subtag(language) != column.subtag:
                continue
            for term in concept.terms[language]:
                units = _units(normalise_plain(term, column.subtag), column.subtag)
                if units and units not in seen:
                    seen.add(units)
                    patterns.setdefault(units[0], []).append((units, index))
    for options in patterns.values():
        options.sort(key=lambda option: (-len(option[0]), option[1]))
    matches = KnownMatches()
    for position, cell in enumerate(column.cells):
        _match_cell(position, cell, column.subtag, patterns, matches)
    return matches


def _match_cell(
    position: int,
    cell: Cell,
    subtag: str,
    patterns: dict[str, list[tuple[tuple[str, ...], int]]],
    matches: KnownMatches,
) -> None:
    if subtag == "zh":
        units = tuple(cell.text.casefold())
        edges = [(index, index + 1) for index in range(len(units))]
    else:
        units = tuple(_unit(word.text, subtag) for word in cell.words)
        edges = [(word.start, word.end) for word in cell.words]
    index = 0
    while index < len(units):
        for wanted, concept in patterns.get(units[index], ()):
            if units[index : index + len(wanted)] == wanted:
                start, end = edges[index][0], edges[index + len(wanted) - 1][1]
                matches.places[concept].append(Place(position, start, end))
                matches.forms[concept][cell.text[start:end]] += 1
                index += len(wanted)
                break
        else:
            index += 1


def _units(term: str, subtag: str) -> tuple[str, ...]:
    if subtag == "zh":
        return tuple(term.strip("《》“”").casefold())
    return tuple(_unit(word.text, subtag) for word in iter_words(term, subtag))


def _unit(word: str, subtag: str) -> str:
    # Acronyms are matched as they are: CD is not the plural of anything, nor is "cd" CD.
    return word if word.isupper() and 2 <= len(word) <= 6 and word.isascii() else stem(word, subtag)  # noqa: PLR2004
