"""Find known terms in the columns: longest match first, whatever the inflection."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from align.terminology.cells import Cell, Column
from align.terminology.model import KnownConcept
from align.terminology.normalised import normalise_plain
from align.terminology.tokens import Word, iter_words, stem
from sources.language import primary_subtag

__all__ = [
    "KnownMatches",
    "Place",
    "match_known",
    "match_terms",
    "named_anywhere",
    "term_patterns",
]

_LONGEST_ACRONYM: Final = 6
_TRUSTED_CHINESE: Final = 4
"""Chinese terms of this length are trusted although no other language names the concept."""

_ENDINGS: Final = {"en": 2, "fr": 2, "es": 2, "ru": 3}
"""The longest ending a single word may lose to another form of itself."""

_CONJUNCTIONS: Final = {"fr": frozenset({"et", "ou"}), "es": frozenset("yeou")}
_ARTICLES: Final = {
    "fr": frozenset({"le", "la", "les", "l'", "de", "d'", "du", "des"}),
    "es": frozenset({"el", "la", "los", "las", "de", "del"}),
}
"""What a text may put behind a conjunction where the recorded term has nothing: la paix et la
sécurité, de la paix et de la sécurité."""

_MARK: Final = re.compile(r"[^\w '-]")
_PROCLITIC: Final = re.compile(r"^[وفبلك](?=\w{3,})")

Units = tuple[str, ...]
Patterns = dict[str, list[tuple[Units, list[int], str]]]
"""By first unit: the units of a term, the concepts it names, the term."""


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
        terms: per concept index, the glossary's terms found, whatever their inflection, with
            their counts.
    """

    places: defaultdict[int, list[Place]] = field(default_factory=lambda: defaultdict(list))
    terms: defaultdict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def match_known(columns: Sequence[Column], known: Sequence[KnownConcept]) -> list[KnownMatches]:
    """Return per column where known concepts are named; of overlapping terms the longest wins.

    Spaced languages are compared by the stems of their words, Chinese character by character.
    Where a term belongs to several concepts, the one that most languages of the row name wins;
    a term that no other language of its row supports counts only in the first column, and
    there only if it is long enough to be no chance, or supported in another row.
    """
    found = [
        list(match_terms(column, term_patterns(column.subtag, tuple(known)))) if known else []
        for column in columns
    ]
    votes: Counter[tuple[int, int]] = Counter()
    for column, matches in zip(columns, found, strict=True):
        named = {
            (column.cells[place.cell].row, concept)
            for place, concepts, _ in matches
            for concept in concepts
        }
        votes.update(sorted(named))
    # What other languages support in one row is no chance in the next.
    supported = {concept for (_, concept), count in votes.items() if count > 1}
    results = []
    for position, (column, matches) in enumerate(zip(columns, found, strict=True)):
        result = KnownMatches()
        for place, concepts, term in matches:
            cell = column.cells[place.cell]
            concept = min(concepts, key=lambda index: (-votes[cell.row, index], index))
            form = cell.text[place.start : place.end]
            alone = votes[cell.row, concept] < 2  # itself and one other language
            trusted = concept in supported or _is_trusted(form, column.subtag)
            if len(columns) > 1 and alone and (position or not trusted):
                continue
            result.places[concept].append(place)
            result.terms[concept][term] += 1
        results.append(result)
    return results


def match_terms(column: Column, patterns: Patterns) -> Iterator[tuple[Place, list[int], str]]:
    """Yield the places of terms in a column with the concepts they may name."""
    for position, cell in enumerate(column.cells):
        units, starts, ends = _cell_units(cell, column.subtag)
        index = 0
        while index < len(units):
            form = cell.text[starts[index] : ends[index]]
            hit = _longest(units, index, patterns, column.subtag)
            if hit is None or (hit[0] == 1 and not _inflects(form, hit[2], column.subtag)):
                index += 1
                continue
            length, concepts, term = hit
            yield Place(position, starts[index], ends[index + length - 1]), concepts, term
            index += length


def named_anywhere(column: Column, patterns: Patterns) -> Iterator[tuple[int, int]]:
    """Yield (row, concept) wherever a term stands, also within a longer term of another concept."""
    for cell in column.cells:
        units, starts, ends = _cell_units(cell, column.subtag)
        for index in range(len(units)):
            form = cell.text[starts[index] : ends[index]]
            for wanted, concepts, term in _beginning_with(units[index], patterns, column.subtag):
                if units[index + 1 : index + len(wanted)] != wanted[1:]:
                    continue
                if len(wanted) > 1 or _inflects(form, term, column.subtag):
                    yield from ((cell.row, concept) for concept in concepts)


def _beginning_with(
    unit: str, patterns: Patterns, subtag: str
) -> Iterator[tuple[Units, list[int], str]]:
    heads = [unit]
    if subtag == "ar":
        # One letter may be glued on: "for the Conference" is one word.
        heads.append(stem(_PROCLITIC.sub("", unit), "ar"))
    for head in dict.fromkeys(heads):
        yield from patterns.get(head, ())


def _longest(
    units: Units,
    index: int,
    patterns: Patterns,
    subtag: str,
) -> tuple[int, list[int], str] | None:
    best: tuple[int, list[int], str] | None = None
    for wanted, concepts, term in _beginning_with(units[index], patterns, subtag):
        longer = best is None or len(wanted) > best[0]
        if longer and units[index + 1 : index + len(wanted)] == wanted[1:]:
            best = (len(wanted), concepts, term)
    return best


@lru_cache(maxsize=32)
def term_patterns(subtag: str, known: Sequence[KnownConcept]) -> Patterns:
    """Return the terms of one language by their first unit, longest first."""
    owners: dict[Units, list[int]] = {}
    terms: dict[Units, str] = {}
    for index, concept in enumerate(known):
        for language in sorted(concept.terms):
            if primary_subtag(language) != subtag:
                continue
            for term in concept.terms[language]:
                units = _units(normalise_plain(term, subtag), subtag)
                if units and index not in owners.setdefault(units, []):
                    owners[units].append(index)
                    terms.setdefault(units, term)
    patterns: Patterns = {}
    for units in sorted(owners, key=lambda units: (-len(units), units)):
        patterns.setdefault(units[0], []).append((units, owners[units], terms[units]))
    return patterns


def _cell_units(cell: Cell, subtag: str) -> tuple[Units, list[int], list[int]]:
    if subtag == "zh":
        size = len(cell.text)
        return tuple(cell.text.casefold()), list(range(size)), list(range(1, size + 1))
    units: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for first, last in cell.chunks:
        if units:
            units.append("\n")  # no term reaches over a comma unless it has one itself
            starts.append(cell.words[first].start)
            ends.append(cell.words[first].start)
        for word in _told_words(cell.words[first:last], subtag):
            units.append(_unit(word.text, subtag))
            starts.append(word.start)
            ends.append(word.end)
    return tuple(units), starts, ends


def _units(term: str, subtag: str) -> Units:
    if subtag == "zh":
        return tuple(term.strip("《》“”").casefold())
    units: list[str] = []
    end = 0
    for word in _told_words(iter_words(term, subtag), subtag):
        if units and _MARK.search(term, end, word.start):
            units.append("\n")
        units.append(_unit(word.text, subtag))
        end = word.end
    return tuple(units)


def _told_words(words: Iterable[Word], subtag: str) -> Iterator[Word]:
    """Yield the words but for articles behind a conjunction."""
    joined = False
    for word in words:
        folded = word.text.casefold()
        if joined and folded in _ARTICLES[subtag]:
            continue
        yield word
        joined = folded in _CONJUNCTIONS.get(subtag, ())


def _unit(word: str, subtag: str) -> str:
    # Acronyms are matched as they are: CD is no plural, and "cd" is not CD.
    if word.isupper() and 2 <= len(word) <= _LONGEST_ACRONYM:
        return word
    return stem(word, subtag)


def _inflects(form: str, term: str, subtag: str) -> bool:
    """Return whether a single word differs from a term by its ending alone.

    Stems make one of multilatéral and multilatéralisme; the ending that a form may lose is
    shorter than that.
    """
    if subtag not in _ENDINGS:
        return True
    parts, wanted = form.casefold().split("-"), term.casefold().split("-")
    return len(parts) == len(wanted) and all(
        _is_inflected(one, other, _ENDINGS[subtag])
        for one, other in zip(parts, wanted, strict=True)
    )


def _is_inflected(one: str, other: str, ending: int) -> bool:
    """Return whether two words differ in their last letters alone."""
    common = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    return len(other) - common <= ending and len(one) - common <= ending + 1


def _is_trusted(form: str, subtag: str) -> bool:
    return len(form) >= _TRUSTED_CHINESE if subtag == "zh" else " " in form
