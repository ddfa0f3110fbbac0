"""Find what stands before and after a unit in its document."""

import sqlite3
from typing import Final

from tmx.store.reading import language_clause

__all__ = ["neighbour_texts"]

# (comparison, order): the unit before, the unit after.
_DIRECTIONS: Final = (("<", "DESC"), (">", "ASC"))


def neighbour_texts(
    connection: sqlite3.Connection, unit_id: int, language: str
) -> tuple[str | None, str | None]:
    """Return the texts, in one language, of the units before and after a unit in its document.

    None stands where there is no such unit, or it has no text in the language.

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
        "SELECT text FROM variant WHERE unit_id = (SELECT other.id FROM unit AS here "  # noqa: S608
        "JOIN unit AS other ON other.document_id = here.document_id "
        f"AND (other.position, other.id) {comparison} (here.position, here.id) "
        f"WHERE here.id = ? ORDER BY other.position {order}, other.id {order} LIMIT 1) "
        f"AND {clause} ORDER BY variant.position LIMIT 1",
        (unit_id, tag),
    ).fetchone()
    return None if row is None else str(row[0])
