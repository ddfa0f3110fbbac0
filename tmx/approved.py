"""Terms that people approved: sought first, asked of every translation, kept when aligned anew.

An entry counts if somebody approved it, or made it: what a person imports carries no score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from align.terminology.model import KnownConcept
from tmx.model import ConceptEntry, TermStatus
from tmx.store.errors import StoreError
from tmx.store.memory import Memory

__all__ = [
    "approved_in",
    "approved_of",
    "as_known",
    "carry_approved",
    "is_approved",
    "terms_to_ask_for",
]

_NOT_TO_USE: Final = frozenset({TermStatus.DEPRECATED, TermStatus.SUPERSEDED})


def is_approved(entry: ConceptEntry) -> bool:
    """Return whether somebody has approved an entry, or made it."""
    return entry.approved or entry.score is None


def approved_of(memory: Memory) -> tuple[ConceptEntry, ...]:
    """Return the approved entries of a memory, in its order."""
    return tuple(entry for entry in memory.termbase.entries() if is_approved(entry))


def approved_in(path: Path) -> tuple[ConceptEntry, ...]:
    """Return the approved entries of a memory that need not exist.

    A memory of a layout before approvals, or a damaged one, has none.
    """
    with suppress(StoreError):
        if path.is_file():
            with Memory.open(path) as memory:
                return approved_of(memory)
    return ()


def as_known(
    approved: Sequence[ConceptEntry], glossary: Iterable[KnownConcept]
) -> tuple[KnownConcept, ...]:
    """Return what extraction shall look for first: approved entries, then the glossary's others."""
    own = [
        KnownConcept(
            identifier=entry.id,
            concept_class=entry.category or "concept",
            terms=terms,
            subject_field=entry.subject_field or "",
        )
        for entry, terms in zip(approved, terms_to_ask_for(approved), strict=True)
    ]
    taken = {entry.id for entry in approved}
    return (*own, *(concept for concept in glossary if concept.identifier not in taken))


def terms_to_ask_for(approved: Iterable[ConceptEntry]) -> list[Mapping[str, tuple[str, ...]]]:
    """Return per entry its terms by language, without those a person has deprecated."""
    return [
        {
            section.language: texts
            for section in entry.languages
            if (texts := tuple(t.text for t in section.terms if t.status not in _NOT_TO_USE))
        }
        for entry in approved
    ]


def carry_approved(
    entries: Iterable[ConceptEntry], approved: Sequence[ConceptEntry]
) -> list[ConceptEntry]:
    """Return the entries of a new extraction with the approved ones as people left them.

    An approved entry takes score and evidence of the concept that was found for it, and stands
    without any where the text no longer names it. A proposal whose id an approved entry has gets
    another one.
    """
    kept = {entry.id: entry for entry in approved}
    missing = dict(kept)
    made: list[ConceptEntry] = []
    for entry in entries:
        if entry.id not in kept:
            made.append(entry)
        elif entry.known:
            own = missing.pop(entry.id)
            made.append(replace(own, known=True, score=_score(own, entry), evidence=entry.evidence))
        else:
            made.append(replace(entry, id=f"{entry.id}-new"))
    return [*made, *(replace(entry, evidence=()) for entry in missing.values())]


def _score(own: ConceptEntry, found: ConceptEntry) -> float | None:
    """Return the new score; what a person made keeps having none."""
    return None if own.score is None else found.score
