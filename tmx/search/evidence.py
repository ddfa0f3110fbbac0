"""Find the units that prove a concept."""

from collections.abc import Iterator
from dataclasses import dataclass

from align.model import Span
from tmx.model import ConceptEntry, PropertyType, TranslationUnit
from tmx.store.errors import store_errors
from tmx.store.memory import Memory

__all__ = ["Proof", "iter_proofs"]


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


def iter_proofs(memory: Memory, entry: ConceptEntry) -> Iterator[Proof]:
    """Yield the units that prove the entry, best first; those no longer there are left out.

    Raises:
        StoreError: the memory is damaged.
    """
    for item in entry.evidence:
        with store_errors(memory.path, "read"):
            row = memory.connection.execute(
                "SELECT id FROM unit WHERE tuid = ? ORDER BY id LIMIT 1", (item.tuid,)
            ).fetchone()
        unit = memory.unit(int(row[0])) if row else None
        if unit is None:
            continue
        yield Proof(
            unit=unit,
            document=unit.property(PropertyType.SYMBOL)
            or unit.property(PropertyType.DOCUMENT)
            or "",
            paragraph=unit.property(PropertyType.PARAGRAPH),
            spans=item.spans,
        )
