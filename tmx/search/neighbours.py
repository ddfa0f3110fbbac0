"""Find what stands before and after a unit in its document; weigh whether that is the same."""

import sqlite3
import unicodedata
from dataclasses import dataclass
from typing import Final

from tmx.store.reading import language_clause

__all__ = ["Context", "neighbour_texts", "plain"]

# (comparison, order): the unit before, the unit after.
_DIRECTIONS: Final = (("<", "DESC"), (">", "ASC"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What stands around a segment that is to be translated.

    Attributes:
        before: the segment before it, None for one that is not known.
        after: the segment after it.
    """

    before: str | None = None
    after: str | None = None

    def same(self, connection: sqlite3.Connection, unit_id: int, language: str) -> int:
        """Return how many of the two a unit has around it too, 0 to 2."""
        if self == Context():
            return 0
        known = neighbour_texts(connection, unit_id, language)
        return sum(
            asked is not None and found is not None and plain(asked) == plain(found)
            for asked, found in zip((self.before, self.after), known, strict=True)
        )


def plain(text: str) -> str:
    """Return a text as it is compared letter by letter: no gap around it, accents composed."""
    return unicodedata.normalize("NFC", text).strip()


def neighbour_texts(
    connection: sqlite3.Connection, unit_id: int, language: str
) -> tuple[str | None, str | None]:
    """Return the texts, in one language, before and after a unit in its document.

    Units without a text in the language are passed over; None stands where there is no other.

    Raises:
        LanguageError: not a language tag.
    """
    before, after = (
        _neighbour_text(connection, unit_id, language, comparison, order)
        for comparison, order in _DIRECTIONS
    )
    return before, after


def _neighbour_text(
    connection: sqlite3.Connection, unit_id: int, language: str, comparison: str, order: str
) -> str | None:
    clause, tag = language_clause(language)
    row = connection.execute(
        # The index of places gives the nearest first; rows without the language are passed over.
        "SELECT text FROM unit AS here "  # noqa: S608 - our own words
        "CROSS JOIN unit AS other ON other.document_id = here.document_id "
        f"AND (other.position, other.id) {comparison} (here.position, here.id) "
        f"CROSS JOIN variant ON variant.unit_id = other.id AND {clause} WHERE here.id = ? "
        f"ORDER BY other.position {order}, other.id {order}, variant.position LIMIT 1",
        (tag, unit_id),
    ).fetchone()
    return None if row is None else str(row[0])
