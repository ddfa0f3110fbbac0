"""Read a long document in parts, so that a review or a report of it takes bounded memory."""

from dataclasses import dataclass
from typing import Final

from tmx.store.document_rows import DocumentRow, count_by_status, read_page, rows_before
from tmx.store.memory import Memory

__all__ = ["DocumentPart", "part_of_unit", "read_part"]

# Checking so many rows takes seconds and some hundred megabytes; no document in print comes near.
_MOST_AT_ONCE: Final = 30_000
_ROWS_OF_A_PART: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPart:
    """Rows of a document that are looked at together.

    Attributes:
        number: from 1.
        count: how many parts there are; 0 if there is no such document.
        before: how many rows stand before the part.
        total: rows in all parts.
        rows: of this part.
    """

    number: int
    count: int
    before: int
    total: int
    rows: tuple[DocumentRow, ...]


def read_part(memory: Memory, document: str, number: int = 1) -> DocumentPart:
    """Return a part of a document; most documents are one part. A number too high is the last.

    Raises:
        StoreError: the memory is damaged.
    """
    total = sum(count_by_status(memory, document).values())
    size = _size(total)
    count = -(-total // size)
    number = max(1, min(number, count))
    before = (number - 1) * size
    rows = read_page(memory, document, limit=size, offset=before)
    return DocumentPart(number=number, count=count, before=before, total=total, rows=rows)


def part_of_unit(memory: Memory, document: str, unit_id: int) -> int:
    """Return the number of the part that a row stands in, 1 if it is not there."""
    total = sum(count_by_status(memory, document).values())
    return rows_before(memory, unit_id) // _size(total) + 1


def _size(total: int) -> int:
    return _MOST_AT_ONCE if total <= _MOST_AT_ONCE else _ROWS_OF_A_PART
