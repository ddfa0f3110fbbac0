"""Put documents of many memories into one."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tmx.model import ConceptEntry, LanguageSection
from tmx.store.decision_copies import copy_decisions
from tmx.store.decisions import write_fixed
from tmx.store.memory import Memory
from tmx.store.penalties import penalties_of, write_penalties
from tmx.store.records import UnitFilter

__all__ = ["merge_memories"]


def merge_memories(
    documents: Iterable[tuple[Path, str]], terms: Iterable[ConceptEntry], target: Path
) -> int:
    """Build a memory of some documents, beside its place, and return how many units it holds.

    Documents and units keep their order, rows the segments they were made of and what people have
    decided on them. `target` may be one of the memories that are read; its penalties stay.

    Args:
        documents: memory and name of each document; a name counts once.
        terms: concept entries; those of one id are joined: terms and evidence of all.
        target: the memory to build; what was there stays there until the new one is whole.

    Raises:
        StoreError: a memory cannot be read, or the new one cannot be written.
    """
    count = 0
    with Memory.build(target) as merged:
        done: set[str] = set()
        for path, name in documents:
            if name in done:
                continue
            done.add(name)
            with Memory.open(path) as part:
                count += _copy_document(part, merged, name)
        merged.termbase.add(_joined_by_id(terms))
        write_penalties(merged, penalties_of(target))
    return count


def _copy_document(part: Memory, merged: Memory, name: str) -> int:
    """Copy one document with all that is kept of its rows."""
    record = next(each for each in part.documents if each.name == name)
    units = part.units(UnitFilter(symbols=(name,)))
    count = merged.add_units(units, record).stored
    own, new = _variants(part, name), _variants(merged, name)
    if len(own) == len(new):
        merged.connection.executemany(
            "INSERT OR REPLACE INTO segment_layout VALUES (?, ?)",
            [
                (copy[1], original[2])
                for original, copy in zip(own, new, strict=True)
                if original[2] is not None
            ],
        )
        order = {unit: index for index, unit in enumerate(dict.fromkeys(row[0] for row in own))}
        fixed = {
            order[unit]: frozenset(json.loads(languages))
            for unit, _, _, languages in own
            if languages
        }
        write_fixed(merged, name, fixed)
    copy_decisions(part.path, merged, name)
    return count


def _variants(memory: Memory, name: str) -> list[tuple[int, int, str | None, str | None]]:
    """Return per variant its unit, its number, its segments and the cells set in its row."""
    return memory.connection.execute(
        "SELECT unit.id, variant.id, marks, fixed_row.languages FROM unit "
        "JOIN variant ON variant.unit_id = unit.id "
        "LEFT JOIN segment_layout ON segment_layout.variant_id = variant.id "
        "LEFT JOIN fixed_row ON fixed_row.unit_id = unit.id "
        "WHERE document_id = (SELECT id FROM document WHERE name = ?) "
        "ORDER BY unit.position, unit.id, variant.position",
        (name,),
    ).fetchall()


def _joined_by_id(entries: Iterable[ConceptEntry]) -> list[ConceptEntry]:
    """Return one entry per id, best first."""
    found: dict[str, ConceptEntry] = {}
    for entry in entries:
        held = found.get(entry.id)
        found[entry.id] = entry if held is None else _joined(held, entry)
    return sorted(found.values(), key=lambda each: -(each.score or 0.0))


def _joined(first: ConceptEntry, second: ConceptEntry) -> ConceptEntry:
    """Return one entry of two; what a person has approved stands as it is, with all evidence."""
    evidence = tuple(dict.fromkeys((*first.evidence, *second.evidence)))
    if first.approved != second.approved:
        return replace(first if first.approved else second, evidence=evidence)
    sections = {section.language: section for section in first.languages}
    for section in second.languages:
        held = sections.get(section.language)
        sections[section.language] = section if held is None else _with_terms(held, section)
    scores = [entry.score for entry in (first, second) if entry.score is not None]
    return replace(
        first,
        languages=tuple(sections.values()),
        score=max(scores, default=None),
        evidence=evidence,
    )


def _with_terms(section: LanguageSection, other: LanguageSection) -> LanguageSection:
    known = {term.text for term in section.terms}
    new = tuple(term for term in other.terms if term.text not in known)
    return replace(section, terms=(*section.terms, *new))
