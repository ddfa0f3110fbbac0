"""Put the lines of PDF pages into reading order: columns, furniture, notes, paragraph hints."""

import re
import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, NamedTuple

from sources.document import Box, Dropped, Paragraph
from sources.furniture import is_furniture
from sources.layout import PhysicalLine, Role, build_paragraphs
from sources.notes import NOTE_START
from sources.readers.limits import renew_time
from sources.readers.pdf_bidi import is_right_to_left, logical_order
from sources.readers.pdf_columns import (
    Gutter,
    common_gutter,
    edges_of,
    find_gutter,
    parts_page,
    rows_of,
)
from sources.readers.pdf_lines import Fragment
from sources.readers.pdf_tables import cells_of, find_tables
from sources.structure import ends_sentence

__all__ = ["PageContent", "PrintedLine", "assemble", "printed_lines"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """A line of a column, in reading order.

    Attributes:
        text: in the order in which it is written.
        left, right, baseline: in points.
        size, weight: of most of its glyphs.
        page: 1-based.
        height: its baseline as a share of the height of the page, 1 at the top.
        column: edges of its column, in points.
        in_table: whether it is a line of a cell.
        begins_cell: whether it is the first.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    weight: int
    page: int
    height: float
    column: tuple[float, float]
    in_table: bool = False
    begins_cell: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """The fragments of one page and its size in points."""

    fragments: tuple[Fragment, ...]
    width: float
    height: float


_EDGE: Final = 0.12  # share of the height of a page in which headers and footers stand
_SAME_HEIGHT_POINTS: Final = 4.0
_REPEATED_SHARE: Final = 0.6
_FEWEST_PAGES: Final = 2
# Of the usual distance between two lines; paragraphs stand farther apart.
_WIDE_LEADING: Final = 1.2
_INDENT: Final = 0.8  # em
_OTHER_SIZE: Final = 0.08
_BOLDER: Final = 150
_NOTE_SIZE: Final = 0.92
# Half an em is an average letter, so widths count about as many columns as there are letters.
_COLUMN_EM: Final = 0.5
# How far letters reach below and above their baseline, in em.
_DEPTH: Final = 0.25
_HEIGHT: Final = 0.9


def printed_lines(pages: Sequence[PageContent]) -> tuple[PrintedLine, ...]:
    """Return the lines of all pages in reading order."""
    sample = "".join("".join(part.clusters) for page in pages[:20] for part in page.fragments)
    right_to_left = is_right_to_left(sample)
    lines: list[PrintedLine] = []
    gutters = [_gutter(page, right_to_left=right_to_left) for page in pages]
    common = common_gutter(gutters)
    for page, found in zip(pages, gutters, strict=True):
        renew_time()
        gutter = found
        if gutter is None and common is not None and parts_page(common, _inner_parts(page)):
            gutter = common
        lines += _lines_of_page(page, gutter, right_to_left=right_to_left)
    return tuple(lines)


def assemble(
    lines: Sequence[PrintedLine],
) -> tuple[tuple[Paragraph, ...], tuple[Dropped, ...]]:
    """Return the paragraphs, notes last, and the furniture taken out."""
    if not lines:
        return (), ()
    furniture = _furniture(lines)
    body = [line for index, line in enumerate(lines) if index not in furniture]
    if not body:
        return (), tuple(Dropped(text=line.text, before=0, page=line.page) for line in lines)
    usual = statistics.median(
        size for line in body for size in [line.size] * max(1, len(line.text) // 10)
    )
    notes = _note_lines(lines, furniture, usual)
    return build_paragraphs(_physical(lines, furniture, notes, usual))


def _gutter(page: PageContent, *, right_to_left: bool) -> Gutter | None:
    return find_gutter(_inner_parts(page), right_to_left=right_to_left)


def _inner_parts(page: PageContent) -> list[Fragment]:
    return [part for part in page.fragments if _is_inner(part.baseline / page.height)]


def _lines_of_page(
    page: PageContent, gutter: Gutter | None, *, right_to_left: bool
) -> list[PrintedLine]:
    rows = rows_of(page.fragments)
    if gutter is None:
        return list(_lines_of_rows(rows, page, right_to_left=right_to_left))
    middle = (gutter[0] + gutter[1]) / 2
    lines: list[PrintedLine] = []
    columns: tuple[list[list[Fragment]], list[list[Fragment]]] = ([], [])

    def flush() -> None:
        sides = reversed(columns) if right_to_left else iter(columns)
        for side in sides:
            edges = edges_of([part for row in side for part in row])
            lines.extend(_line(row, page, edges, right_to_left=right_to_left) for row in side)
            side.clear()

    whole = edges_of(page.fragments)
    for row in rows:
        if any(part.left < middle - 1 and part.right > middle + 1 for part in row):
            flush()
            lines.append(_line(row, page, whole, right_to_left=right_to_left))
            continue
        for side, parts in zip(
            columns,
            ([p for p in row if p.right <= middle + 1], [p for p in row if p.left >= middle - 1]),
            strict=True,
        ):
            if parts:
                side.append(parts)
    flush()
    return lines


def _lines_of_rows(
    rows: Sequence[list[Fragment]], page: PageContent, *, right_to_left: bool
) -> Iterator[PrintedLine]:
    """Yield the lines of a page of one column, tables cell by cell."""
    edges = edges_of(page.fragments)
    done = 0
    for start, end in [*find_tables(rows), (len(rows), len(rows))]:
        for row in rows[done:start]:
            yield _line(row, page, edges, right_to_left=right_to_left)
        done = end
        if start < end:
            for cell in cells_of(rows[start:end], right_to_left=right_to_left):
                for place, row in enumerate(cell):
                    line = _line(row, page, edges, right_to_left=right_to_left)
                    yield replace(line, in_table=True, begins_cell=place == 0)


def _line(
    row: Sequence[Fragment],
    page: PageContent,
    column: tuple[float, float],
    *,
    right_to_left: bool,
) -> PrintedLine:
    clusters: list[str] = []
    for part in row:
        clusters += [" ", *part.clusters] if clusters else part.clusters
    largest = max(row, key=lambda part: len(part.clusters))
    return PrintedLine(
        text=logical_order(clusters, right_to_left=right_to_left),
        left=row[0].left,
        right=max(part.right for part in row),
        baseline=row[0].baseline,
        size=largest.size,
        weight=largest.weight,
        page=row[0].page,
        height=row[0].baseline / page.height if page.height else 0.5,
        column=column,
    )


def _is_inner(height: float) -> bool:
    return _EDGE < height < 1 - _EDGE


def _furniture(lines: Sequence[PrintedLine]) -> frozenset[int]:
    """Return lines at the edge of the page that repeat there or look like furniture."""
    edge = [index for index, line in enumerate(lines) if not _is_inner(line.height)]
    by_text: defaultdict[str, list[int]] = defaultdict(list)
    for index in edge:
        by_text[re.sub(r"\d+", "#", lines[index].text)].append(index)
    pages = len({line.page for line in lines})
    found = set()
    for indices in by_text.values():
        for index in indices:
            same = {
                lines[other].page
                for other in indices
                if abs(lines[other].baseline - lines[index].baseline) <= _SAME_HEIGHT_POINTS
            }
            if len(same) >= max(_FEWEST_PAGES, _REPEATED_SHARE * pages):
                found.add(index)
    found |= {index for index in edge if is_furniture(lines[index].text)}
    found |= {
        index
        for index in edge
        if not lines[index].in_table and re.fullmatch(r"\d{1,4}", lines[index].text)
    }
    return frozenset(found)


def _note_lines(
    lines: Sequence[PrintedLine], furniture: frozenset[int], usual: float
) -> frozenset[int]:
    """Return the lines of small print at the foot of each column, from a note's number on."""
    by_column: defaultdict[tuple[int, tuple[float, float]], list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if index not in furniture:
            by_column[line.page, line.column].append(index)
    found: set[int] = set()
    for indices in by_column.values():
        small: list[int] = []
        for index in reversed(indices):
            if lines[index].in_table or lines[index].size > _NOTE_SIZE * usual:
                break
            small.append(index)
        small.reverse()
        starts = [index for index in small if NOTE_START.match(lines[index].text)]
        if starts:
            found.update(index for index in small if index >= starts[0])
    return frozenset(found)


def _physical(
    lines: Sequence[PrintedLine], furniture: frozenset[int], notes: frozenset[int], usual: float
) -> list[PhysicalLine]:
    """Return the lines with their roles, and an empty line before those that begin a block."""
    roles = [_role(line, index, furniture, notes) for index, line in enumerate(lines)]
    text = [line for line, role in zip(lines, roles, strict=True) if role is Role.BODY]
    hints = iter(_hints(text, usual))
    right_to_left = is_right_to_left("".join(line.text for line in text[:200]))
    physical = []
    for line, role in zip(lines, roles, strict=True):
        start, end = line.column
        extent = end - line.left if right_to_left else line.right - start
        hint = next(hints) if role is Role.BODY else _Hint(begins=line.begins_cell)
        physical.append(
            PhysicalLine(
                text=line.text,
                blanks=1 if hint.begins else 0,
                page=line.page,
                columns=max(1, round(extent / (_COLUMN_EM * line.size))),
                box=Box(
                    line.left,
                    line.baseline - _DEPTH * line.size,
                    line.right,
                    line.baseline + _HEIGHT * line.size,
                ),
                role=role,
                in_other_type=hint.in_other_type,
                goes_on_as_title=hint.goes_on_as_title,
            )
        )
    return physical


def _role(line: PrintedLine, index: int, furniture: frozenset[int], notes: frozenset[int]) -> Role:
    if index in furniture:
        return Role.FURNITURE
    if index in notes:
        return Role.NOTE
    return Role.CELL if line.in_table else Role.BODY


class _Hint(NamedTuple):
    """What place and type say of a line and the one before it; see `PhysicalLine`."""

    begins: bool
    in_other_type: bool = False
    goes_on_as_title: bool = False


def _hints(lines: Sequence[PrintedLine], usual: float) -> Iterator[_Hint]:
    """Yield for each line of the text what its place and type say."""
    if not lines:
        return
    leading = _leading(lines)
    right_to_left = is_right_to_left("".join(line.text for line in lines[:200]))
    yield _Hint(begins=True)
    for place, line in enumerate(lines[1:], start=1):
        previous = lines[place - 1]
        following = lines[place + 1] if place + 1 < len(lines) else None
        begins = _begins_block(previous, line, following, leading, right_to_left=right_to_left)
        is_close = previous.baseline > line.baseline and line.column == previous.column
        is_title = min(line.size, previous.size) > (1 + _OTHER_SIZE) * usual
        yield _Hint(
            begins=begins,
            in_other_type=abs(line.size - previous.size) > _OTHER_SIZE * previous.size,
            goes_on_as_title=is_title and is_close and not begins,
        )


def _leading(lines: Sequence[PrintedLine]) -> float:
    """Return the usual distance between two lines of a column, in em."""
    distances = [
        round((above.baseline - below.baseline) / below.size, 2)
        for above, below in pairwise(lines)
        if above.page == below.page and above.column == below.column
    ]
    positive = [distance for distance in distances if distance > 0]
    return statistics.median_low(positive) if positive else 0.0


def _begins_block(
    previous: PrintedLine,
    line: PrintedLine,
    following: PrintedLine | None,
    leading: float,
    *,
    right_to_left: bool,
) -> bool:
    if abs(line.size - previous.size) > _OTHER_SIZE * previous.size:
        return True
    if min(line.weight, previous.weight) > 0 and abs(line.weight - previous.weight) > _BOLDER:
        return True
    distance = (previous.baseline - line.baseline) / line.size
    same_column = line.page == previous.page and line.column == previous.column
    if same_column and distance > _WIDE_LEADING * leading:
        return True
    # A first line set in stands farther in than the line before and the one after it.
    deeper = _indent(line, right_to_left=right_to_left) - _INDENT * line.size
    stands_out = deeper > _indent(previous, right_to_left=right_to_left) or not same_column
    returns = following is None or _indent(following, right_to_left=right_to_left) < deeper
    return deeper > 0 and stands_out and returns and ends_sentence(previous.text)


def _indent(line: PrintedLine, *, right_to_left: bool) -> float:
    return line.column[1] - line.right if right_to_left else line.left - line.column[0]
