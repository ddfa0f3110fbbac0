"""Find the strip between the two columns of a page."""

import statistics
from collections.abc import Iterable, Sequence
from typing import Final

from sources.readers.pdf_lines import Fragment

__all__ = ["Gutter", "common_gutter", "edges_of", "find_gutter", "parts_page", "rows_of"]

Gutter = tuple[float, float]

_NARROWEST: Final = 8.0  # points
_FEWEST_LINES: Final = 5
# Titles and tables run over both columns, but not on most of the page.
_CROSSING: Final = 0.5
# The strip lies in the middle of the page.
_FROM: Final = 0.3
_TO: Final = 0.7
# Lines of a column fill it; cells of a table do not. Set on the test pages, where 60 to 95 per
# cent of the lines of justified and ragged columns reach four fifths of it.
_FULL: Final = 0.8
_FULL_LINES: Final = 0.5
_SAME_BASELINE_POINTS: Final = 2.0


def rows_of(fragments: Iterable[Fragment]) -> list[list[Fragment]]:
    """Return fragments on one baseline together, from top to bottom."""
    rows: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda part: (-part.baseline, part.left)):
        if rows and rows[-1][0].baseline - fragment.baseline < _SAME_BASELINE_POINTS:
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    return [sorted(row, key=lambda part: part.left) for row in rows]


def edges_of(fragments: Sequence[Fragment]) -> tuple[float, float]:
    """Return the left and right edge of fragments, in points."""
    if not fragments:
        return (0.0, 0.0)
    return min(part.left for part in fragments), max(part.right for part in fragments)


def find_gutter(fragments: Sequence[Fragment], *, right_to_left: bool) -> Gutter | None:
    """Return the empty strip between two columns, or None for a page of one.

    Args:
        fragments: of the page without its top and bottom, where headers stand.
        right_to_left: direction of the text; lines begin sharply at the side they begin at, so
            the strip is taken there.
    """
    if len(fragments) < 2 * _FEWEST_LINES:
        return None
    left, right = edges_of(fragments)
    first, last = round(left + _FROM * (right - left)), round(left + _TO * (right - left))
    if last - first < _NARROWEST:
        return None
    covered = [0] * (last - first)
    for part in fragments:
        begin, end = max(first, int(part.left)), min(last, int(part.right) + 1)
        for place in range(begin, end):
            covered[place - first] += 1
    lines = len(rows_of(fragments))
    least = min(covered)
    if least > _CROSSING * lines:
        return None
    strip = _longest_run([count == least for count in covered])
    start, end = first + strip[0], first + strip[1]
    if end - start < _NARROWEST:
        return None
    gutter = (start, start + _NARROWEST) if right_to_left else (end - _NARROWEST, end)
    sides = _sides(fragments, gutter)
    if all(_is_column(side, right_to_left=right_to_left) for side in sides):
        return gutter
    return None


def common_gutter(gutters: Sequence[Gutter | None]) -> Gutter | None:
    """Return the strip that most pages have, for the pages with too few lines to show it."""
    found = [gutter for gutter in gutters if gutter is not None]
    if 2 * len(found) < len(gutters):
        return None
    return (
        statistics.median(gutter[0] for gutter in found),
        statistics.median(gutter[1] for gutter in found),
    )


def parts_page(gutter: Gutter, fragments: Sequence[Fragment]) -> bool:
    """Return whether a strip is empty on a page and has text on both sides."""
    sides = _sides(fragments, gutter)
    return all(sides) and sum(map(len, sides)) == len(fragments)


def _sides(fragments: Sequence[Fragment], gutter: Gutter) -> tuple[list[Fragment], list[Fragment]]:
    return (
        [part for part in fragments if part.right <= gutter[1]],
        [part for part in fragments if part.left >= gutter[0]],
    )


def _is_column(fragments: Sequence[Fragment], *, right_to_left: bool) -> bool:
    rows = rows_of(fragments)
    if len(rows) < _FEWEST_LINES:
        return False
    left, right = edges_of(fragments)
    reach = [right - row[0].left if right_to_left else row[-1].right - left for row in rows]
    full = sum(length >= _FULL * (right - left) for length in reach)
    return full >= _FULL_LINES * len(rows)


def _longest_run(flags: Sequence[bool]) -> tuple[int, int]:
    """Return the start and end of the longest stretch of true flags."""
    best = (0, 0)
    start = 0
    for place, flag in enumerate([*flags, False]):
        if flag:
            continue
        if place - start > best[1] - best[0]:
            best = (start, place)
        start = place + 1
    return best
