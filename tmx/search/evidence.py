"""Find the units that prove a concept."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from align.model import Span
from tmx.model import ConceptEntry, PropertyType, TranslationUnit
from tmx.search.occurrences import Occurrence, occurrences
from tmx.store.errors import store_errors
from tmx.store.memory import Memory
from tmx.store.reading import filter_clauses
from tmx.store.records import UnitFilter

__all__ = ["Proof", "iter_proofs"]

# Texts that hold a term, where nothing else proves it: enough to see it at work.
_MOST_FOUND: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A unit that names a concept.

    Attributes:
        unit: the unit.
        document: symbol or name of its document, empty if it does not say.
        paragraph: label of its paragraph, None if it does not say.
        spans: per language, where the term stands in the variant's text.
    """

    unit: TranslationUnit
    document: str
    paragraph: str | None
    spans: tuple[tuple[str, tuple[Span, ...]], ...]


def iter_proofs(
    memory: Memory, entry: ConceptEntry, *, wanted: UnitFilter | None = None
) -> Iterator[Proof]:
    """Yield the wanted units that prove the entry, best first.

    They are those the entry names. Where none of these is wanted or there any more, and for
    entries that name none (imported ones), they are the first wanted units that hold a term of it.

    Args:
        memory: where to look.
        entry: what is to be proved.
        wanted: which units; its languages count for nothing here.

    Raises:
        StoreError: the memory is damaged.
    """
    wanted = wanted or UnitFilter()
    is_proved = False
    for proof in _named(memory, entry, wanted):
        is_proved = True
        yield proof
    if is_proved:
        return
    for section in entry.languages:
        found = occurrences(
            memory, entry, language=section.language, wanted=wanted, limit=_MOST_FOUND
        )
        if found.lines:
            yield from map(_proof_of, found.lines)
            return


def _named(memory: Memory, entry: ConceptEntry, wanted: UnitFilter) -> Iterator[Proof]:
    clauses, values = filter_clauses(wanted)
    sql = (
        "SELECT unit.id FROM unit JOIN document ON document.id = unit.document_id "  # noqa: S608
        f"WHERE {' AND '.join(['unit.tuid = ?', *clauses])} ORDER BY unit.id LIMIT 1"
    )
    for item in entry.evidence:
        with store_errors(memory.path, "read"):
            row = memory.connection.execute(sql, (item.tuid, *values)).fetchone()
        unit = memory.unit(int(row[0])) if row else None
        if unit is not None:
            yield Proof(
                unit=unit,
                document=unit.property(PropertyType.SYMBOL)
                or unit.property(PropertyType.DOCUMENT)
                or "",
                paragraph=unit.property(PropertyType.PARAGRAPH),
                spans=item.spans,
            )


def _proof_of(found: Occurrence) -> Proof:
    marked = zip(found.unit.variants, found.spans, strict=True)
    return Proof(
        unit=found.unit,
        document=found.document,
        paragraph=found.paragraph,
        spans=tuple((variant.language, spans) for variant, spans in marked if spans),
    )
