"""Find the units that prove a concept."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from align.model import Span
from tmx.model import ConceptEntry, PropertyType, TranslationUnit
from tmx.search.occurrences import Occurrence, OccurrenceSeeker
from tmx.store.errors import store_errors
from tmx.store.memory import Memory
from tmx.store.reading import filter_clauses
from tmx.store.records import UnitFilter

__all__ = ["Proof", "Prover"]

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


class Prover:
    """Finds what proves entries in the wanted units of a memory."""

    def __init__(self, memory: Memory, wanted: UnitFilter | None = None) -> None:
        """Take a memory and say which of its units count; the filter's languages do not."""
        wanted = wanted or UnitFilter()
        self._memory = memory
        self._clauses, self._values = filter_clauses(wanted)
        self._seeker = OccurrenceSeeker(memory, wanted)

    def iter_proofs(self, entry: ConceptEntry) -> Iterator[Proof]:
        """Yield the wanted units that prove an entry, best first.

        They are those the entry names. Where none of these is wanted or there any more, and for
        entries that name none (imported ones), they are the first wanted units that hold a term
        of it.

        Raises:
            StoreError: the memory is damaged.
        """
        is_proved = False
        for proof in self._named(entry):
            is_proved = True
            yield proof
        if is_proved:
            return
        for section in entry.languages:
            found = self._seeker.iter_occurrences(entry, section.language)
            for occurrence in islice(found, _MOST_FOUND):
                is_proved = True
                yield _proof_of(occurrence)
            if is_proved:
                return

    def _named(self, entry: ConceptEntry) -> Iterator[Proof]:
        sql = (
            "SELECT unit.id FROM unit JOIN document ON document.id = unit.document_id "  # noqa: S608
            f"WHERE {' AND '.join(['unit.tuid = ?', *self._clauses])} ORDER BY unit.id LIMIT 1"
        )
        for item in entry.evidence:
            with store_errors(self._memory.path, "read"):
                row = self._memory.connection.execute(sql, (item.tuid, *self._values)).fetchone()
            unit = self._memory.unit(int(row[0])) if row else None
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
