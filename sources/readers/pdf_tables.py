"""Find tables among the rows of a page and take them apart cell by cell.

A table shows itself by rows whose pieces stand apart, with the room between them one below the
other. Rules that are drawn are not looked at: most tables have none between
their rows.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from sources.readers.pdf_lines import Fragment

__all__ = ["cells_of", "find_tables"]

Row = Sequence[Fragment]

# Two rows may stand side by side by chance (a date beside a place, a signature); three do not.
_FEWEST_ROWS: Final = 3
_SAME_PLACE_POINTS: Final = 3.0
# Of the distance between two lines of one cell; rows stand farther apart.
_WIDE_LEADING: Final = 1.25
_CLOSE_LINES: Final = 1.5  # em; lines of Latin, Cyrillic and Chinese text
# In em; rows of one table do not stand farther apart.
_FARTHEST_ROWS: Final = 4.0
_SAME_GAP: Final = 0.2
# A number or letter before an item or paragraph is no cell; in right-to-left text it is read from
# the left here, so its full stop may come first.
_LABEL: Final = re.compile(
    r"[(（'‘’.)）．、:–-]{0,2}\s?\w{1,4}\s?[.)）．、:'’–(-]{0,2}|[•·–—*-]|[¹²³⁰⁴-⁹]{1,3}"
)


def find_tables(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Return where tables begin and end among the rows of a page, from top to bottom."""
    tables: list[tuple[int, int]] = []
    place = 0
    while place < len(rows):
        end = _end_of_table(rows, place)
        if end > place:
            tables.append((place, end))
        place = max(end, place + 1)
    return tables


def cells_of(rows: Sequence[Row], *, right_to_left: bool) -> Iterator[list[list[Fragment]]]:
    """Yield the cells of a table in reading order, each as its lines from top to bottom."""
    columns = _columns(rows)
    for group in _table_rows(rows, columns):
        cells: list[list[list[Fragment]]] = [[] for _ in columns]
        for row in group:
            for index, cell in enumerate(cells):
                parts = [part for part in row if _column_of(part, columns) == index]
                if parts:
                    cell.append(parts)
        yield from filter(None, reversed(cells) if right_to_left else cells)


def _end_of_table(rows: Sequence[Row], start: int) -> int:
    """Return the end of the table that begins with row `start`; `start` where none does."""
    if not _has_cells(rows[start]):
        return start
    end, with_cells = start + 1, 1
    last = end
    while end < len(rows) and _is_below(rows[end - 1], rows[end]):
        if not _keeps_columns(rows[start : end + 1]):
            break
        if _has_cells(rows[end]):
            with_cells += 1
            last = end + 1
        end += 1
    # What follows the last row belongs to it only where it is set close, as a cell's next line.
    apart = _least_distance([row for row in rows[start:last] if len(row) > 1])
    while last < end and _is_close(rows[last - 1], rows[last], apart):
        last += 1
    return last if with_cells >= _FEWEST_ROWS else start


def _has_cells(row: Row) -> bool:
    texts = ["".join(part.clusters).strip() for part in row]
    cells = [text for text in texts if not _LABEL.fullmatch(text) or text.isalnum()]
    return len(row) > 1 and len(cells) > 1 and not _is_justified(row)


def _is_justified(row: Row) -> bool:
    """Return whether a row is a line of text drawn apart: all its gaps are alike, and not wide."""
    gaps = [right.left - left.right for left, right in pairwise(row)]
    size = row[0].size
    return len(gaps) > 1 and max(gaps) - min(gaps) < _SAME_GAP * size and max(gaps) < 3 * size


def _is_below(upper: Row, lower: Row) -> bool:
    return upper[0].baseline - lower[0].baseline < _FARTHEST_ROWS * max(
        upper[0].size, lower[0].size
    )


def _is_close(upper: Row, lower: Row, apart: float) -> bool:
    """Return whether a line stands nearer to the one above than rows of the table do."""
    distance = upper[0].baseline - lower[0].baseline
    return distance < max(_CLOSE_LINES * lower[0].size, apart / _WIDE_LEADING)


def _least_distance(rows: Sequence[Row]) -> float:
    return min((a[0].baseline - b[0].baseline for a, b in pairwise(rows)), default=0.0)


def _keeps_columns(rows: Sequence[Row]) -> bool:
    """Return whether rows leave room between columns, and stand alike where they fill several.

    The gaps of justified text are at other places in each line, so it has no such columns.
    """
    columns = _columns(rows)
    parted = [row for row in rows if len({_column_of(part, columns) for part in row}) > 1]
    return (
        bool(parted)
        and parted[0] is rows[0]
        and all(
            any(_stand_alike(part, other, columns) for part in row for other in above)
            for above, row in pairwise(parted)
        )
    )


def _stand_alike(first: Fragment, second: Fragment, columns: Sequence[tuple[float, float]]) -> bool:
    """Return whether two pieces begin or end at one place, or share their middle.

    The margins of the text count for nothing, except for numbers that end there.
    """
    start, end = columns[0][0], columns[-1][1]
    begin = abs(first.left - second.left) <= _SAME_PLACE_POINTS
    finish = abs(first.right - second.right) <= _SAME_PLACE_POINTS
    middle = abs(first.left + first.right - second.left - second.right) / 2
    are_numbers = all(any(map(str.isdigit, part.clusters)) for part in (first, second))
    return (
        (begin and first.left > start + _SAME_PLACE_POINTS)
        or (finish and (are_numbers or first.right < end - _SAME_PLACE_POINTS))
        or middle <= _SAME_PLACE_POINTS / 2
    )


def _columns(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Return the left and right edges of the columns; pieces that overlap share one."""
    spans = sorted((part.left, part.right) for row in rows for part in row)
    columns: list[tuple[float, float]] = []
    for left, right in spans:
        if columns and left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _column_of(part: Fragment, columns: Sequence[tuple[float, float]]) -> int:
    middle = (part.left + part.right) / 2
    return min(
        range(len(columns)),
        key=lambda index: max(columns[index][0] - middle, middle - columns[index][1], 0.0),
    )


def _table_rows(rows: Sequence[Row], columns: Sequence[tuple[float, float]]) -> list[list[Row]]:
    """Return the lines of the page that make up each row of the table."""
    distances = [upper[0].baseline - lower[0].baseline for upper, lower in pairwise(rows)]
    narrow = min(distances)
    by_distance = max(distances) > _WIDE_LEADING * narrow
    groups: list[list[Row]] = [[rows[0]]]
    for row, distance in zip(rows[1:], distances, strict=True):
        opens = any(_column_of(part, columns) == 0 for part in row)
        begins = distance > _WIDE_LEADING * narrow if by_distance else opens or len(row) > 1
        if begins:
            groups.append([])
        groups[-1].append(row)
    return groups
