"""Merge and split concept entries, and find those that contradict each other."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from sources.language import primary_subtag
from tmx.model import ConceptEntry, Evidence, LanguageSection, Term, TermStatus
from tmx.search.term_keys import folded_key

__all__ = ["Conflict", "find_conflicts", "merge_entries", "split_entry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A term that two entries share while they differ in another language.

    Attributes:
        language: tag of the language of the shared term.
        term: the shared term, as the first entry writes it.
        first: id of one entry.
        second: id of the other.
        other: tag of a language in which the two have no term in common.
        first_terms: the first entry's terms there.
        second_terms: the second entry's.
    """

    language: str
    term: str
    first: str
    second: str
    other: str
    first_terms: tuple[str, ...]
    second_terms: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the conflict as JSON."""
        return asdict(self)

    def __str__(self) -> str:
        """Say the conflict in one sentence."""
        return (
            f"“{self.term}” ({self.language}) stands in {self.first} and {self.second}; in "
            f"{self.other} they say “{'”, “'.join(self.first_terms)}” and "
            f"“{'”, “'.join(self.second_terms)}”"
        )


def merge_entries(kept: ConceptEntry, other: ConceptEntry) -> ConceptEntry:
    """Return one entry of two: terms, notes and evidence of both, those of `kept` first.

    Where both prefer a term, that of `other` becomes an admitted one. Terms that differ in case,
    accents or width alone are one; what `kept` does not say of its subject, category or definition
    is taken from `other`.
    """
    sections: dict[str, LanguageSection] = {each.language: each for each in kept.languages}
    for section in other.languages:
        own = sections.get(section.language)
        if own is None:
            sections[section.language] = section
            continue
        keys = {folded_key(term.text) for term in own.terms}
        added = tuple(
            _admitted(term) for term in section.terms if folded_key(term.text) not in keys
        )
        sections[section.language] = replace(
            own, terms=own.terms + added, definition=own.definition or section.definition
        )
    return replace(
        kept,
        languages=tuple(sections.values()),
        subject_field=kept.subject_field or other.subject_field,
        category=kept.category or other.category,
        definition=kept.definition or other.definition,
        known=kept.known or other.known,
        notes=tuple(dict.fromkeys((*kept.notes, *other.notes))),
        evidence=kept.evidence
        + tuple(each for each in other.evidence if each not in kept.evidence),
    )


def split_entry(
    entry: ConceptEntry, moved: Collection[tuple[str, str]], identifier: str
) -> tuple[ConceptEntry, ConceptEntry]:
    """Return what stays of an entry and a new entry of the terms moved out of it.

    Args:
        entry: the entry to split.
        moved: (language tag, term) of what goes.
        identifier: id of the new entry.

    Both keep the notes; evidence names no single term, so both keep it where a language of theirs
    has a span.

    Raises:
        ValueError: a term is not in the entry, or nothing would stay, or nothing would go.
    """
    there = {(each.language, term.text) for each in entry.languages for term in each.terms}
    absent = sorted(set(moved) - there)
    if absent:
        language, term = absent[0]
        raise ValueError(
            f"{entry.id} has no {language} term {term!r}; expected one of its own; check the word."
        )
    gone = _with_terms(entry, lambda language, term: (language, term.text) in moved)
    stays = _with_terms(entry, lambda language, term: (language, term.text) not in moved)
    if gone is None or stays is None:
        raise ValueError(
            f"splitting {entry.id} would leave one part empty; expected some terms but not all; "
            f"name fewer or more."
        )
    return stays, replace(gone, id=identifier)


def find_conflicts(entries: Iterable[ConceptEntry]) -> Iterator[Conflict]:
    """Yield the pairs of entries that share a term and contradict each other elsewhere.

    Two entries contradict each other if both have terms in some other language and none in
    common there; each pair is named once for each such language.
    """
    owners: defaultdict[tuple[str, str], list[ConceptEntry]] = defaultdict(list)
    for entry in entries:
        for language, keys in _keys(entry).items():
            for key in keys:
                for earlier in owners[language, key]:
                    yield from _between(earlier, entry, language, key)
                owners[language, key].append(entry)


def _admitted(term: Term) -> Term:
    """Return a term that gives way to the preferred one of another entry."""
    if term.status is TermStatus.PREFERRED:
        return replace(term, status=TermStatus.ADMITTED)
    return term


def _between(
    first: ConceptEntry, second: ConceptEntry, language: str, shared: str
) -> Iterator[Conflict]:
    one, two = _keys(first), _keys(second)
    term = one[language][shared]
    for other in sorted(one.keys() & two.keys()):
        if other != language and not one[other].keys() & two[other].keys():
            yield Conflict(
                language=language,
                term=term,
                first=first.id,
                second=second.id,
                other=other,
                first_terms=tuple(one[other].values()),
                second_terms=tuple(two[other].values()),
            )


def _keys(entry: ConceptEntry) -> dict[str, dict[str, str]]:
    """Return per language the folded keys of an entry's terms, with the terms."""
    found: dict[str, dict[str, str]] = {}
    for section in entry.languages:
        keys = found.setdefault(primary_subtag(section.language), {})
        for term in section.terms:
            keys.setdefault(folded_key(term.text), term.text)
    return found


def _with_terms(entry: ConceptEntry, wanted: Callable[[str, Term], bool]) -> ConceptEntry | None:
    sections = []
    for section in entry.languages:
        terms = tuple(term for term in section.terms if wanted(section.language, term))
        if terms:
            sections.append(replace(section, terms=terms))
    if not sections:
        return None
    languages = {section.language for section in sections}
    evidence = tuple(
        Evidence(
            tuid=each.tuid,
            spans=tuple((tag, spans) for tag, spans in each.spans if tag in languages),
        )
        for each in entry.evidence
        if any(tag in languages for tag, _ in each.spans)
    )
    return replace(entry, languages=tuple(sections), evidence=evidence)
