"""Bring one memory into another."""

from pathlib import Path

from tmx.store.errors import StoreError, store_errors
from tmx.store.memory import Memory
from tmx.store.reading import read_document_units
from tmx.store.records import DocumentRecord, ImportReport
from tmx.store.writing import UnitWriter

__all__ = ["import_memory"]


def import_memory(memory: Memory, other: str | Path) -> tuple[ImportReport, int]:
    """Bring the units and terms of another memory into this one, in one transaction.

    Documents are known again by their name, units within a document by their `tuid` or, without
    one, by all they say; concepts by their id. What is known takes the other memory's words and
    status; what is there as it is counts as a duplicate. Nothing is deleted. What reviewers
    decided stays with the memory they decided it in; the status they gave comes along.

    Args:
        memory: open for writing.
        other: the file of the other memory.

    Returns:
        The counts of units, and how many concepts were added or took the other's words.

    Raises:
        StoreError: the other is no memory, or of a layout this program does not read, or is this
            one; or this one cannot be written.
    """
    other = Path(other)
    if other.exists() and other.samefile(memory.path):
        raise StoreError(
            f"{other.name} is the memory itself; expected another one; check the names."
        )
    with Memory.open(other) as opened, memory.transaction():
        known = {document.name: document for document in memory.documents}
        writer = UnitWriter(memory.connection)
        total = ImportReport()
        for document in opened.documents:
            with store_errors(other, "read"):
                units = read_document_units(opened.connection, document.name)
                counts = writer.add_all(units, _joined(known.get(document.name), document))
            total = ImportReport(
                read=total.read + counts.read,
                stored=total.stored + counts.stored,
                updated=total.updated + counts.updated,
                duplicates=total.duplicates + counts.duplicates,
            )
        concepts = memory.termbase.add(opened.termbase.entries())
    return total, concepts


def _joined(ours: DocumentRecord | None, theirs: DocumentRecord) -> DocumentRecord:
    """Return what is known of a document: ours, and theirs where ours says nothing."""
    if ours is None:
        return theirs
    return DocumentRecord(
        name=ours.name,
        symbol=ours.symbol or theirs.symbol,
        date=ours.date or theirs.date,
        signature=ours.signature or theirs.signature,
        notice=ours.notice or theirs.notice,
        versions=ours.versions or theirs.versions,
    )
