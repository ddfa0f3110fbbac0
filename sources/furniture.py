"""Find page furniture among the lines of a text: symbols, job numbers, page numbers, headers."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from sources.symbol import is_symbol

__all__ = ["find_furniture", "is_furniture", "is_rule"]

# Job numbers: "10-57056 (C)", "4 10-57056 (C)", "10-57056 (C)4", "GE.10-12345", "V.10-54321".
_JOB_NUMBER: Final = re.compile(
    r"(?:\d{1,3}\s*)?\d{2}-\d{5}(?:\d{2})?X?\s*\*?\s*\([ACEFRS]\)(?:\s*\d{6})*\s*\d{0,3}"
    r"|(?:\d{1,3}\s+)?\d{2}-\d{5}(?:\d{2})?(?:\s+\d{1,3})?"
    r"|(?:GE|V|ICEF|HS)\.\d{2}-\d{4,6}(?:\s*\([ACEFRS]\))?(?:\s*\d{1,6})*"
)
_PAGE_OF: Final = re.compile(r"\d{1,4}/\d{1,4}|[-–—]\s*\d{1,4}\s*[-–—]|(?:Page|page)\s\d{1,4}")
_BAR_CODE: Final = re.compile(r"\*\s?\d{5,9}\s?\*")
_CONTINUED: Final = re.compile(r"/?\s?(?:\.\.\.|…)|/\.{2,3}")
_RULE: Final = re.compile(r"[_—–-]{5,}")
_BARE_NUMBER: Final = re.compile(r"\d{1,4}")
_LONGEST: Final = 60
_EDGE_LINES: Final = 2
# A line at the edge of most pages is a running header; three pages are the least that can show it.
_REPEATED_SHARE: Final = 0.6
_FEWEST_PAGES: Final = 3


def find_furniture(lines: Sequence[str], pages: Sequence[int | None]) -> frozenset[int]:
    """Return the indices of the lines that belong to the page and not to the text.

    Args:
        lines: physical lines in order, stripped.
        pages: the page of each line; None where the source has no pages.
    """
    found = {index for index, line in enumerate(lines) if is_furniture(line)}
    found |= _repeated_at_edges(lines, pages)
    # A bare number beside other furniture, or alone at the edge of a page, is a page number.
    for index, line in enumerate(lines):
        if _BARE_NUMBER.fullmatch(line):
            beside = index - 1 in found or index + 1 in found
            if beside or _is_at_edge(index, pages):
                found.add(index)
    return frozenset(found)


def is_furniture(line: str) -> bool:
    """Return whether a line is a symbol, a job number or the like and nothing else."""
    if len(line) > _LONGEST:
        return False
    patterns = (_JOB_NUMBER, _PAGE_OF, _BAR_CODE, _CONTINUED, _RULE)
    return any(pattern.fullmatch(line) for pattern in patterns) or is_symbol(line)


def is_rule(line: str) -> bool:
    """Return whether a line is drawn: what stands under it are notes, if it begins with one."""
    return _RULE.fullmatch(line) is not None


def _is_at_edge(index: int, pages: Sequence[int | None]) -> bool:
    if pages[index] is None:
        return False
    is_first = index == 0 or pages[index - 1] != pages[index]
    is_last = index == len(pages) - 1 or pages[index + 1] != pages[index]
    return is_first or is_last


def _repeated_at_edges(lines: Sequence[str], pages: Sequence[int | None]) -> set[int]:
    """Return lines that stand, digits apart, at the top or bottom of most pages."""
    by_page: defaultdict[int, list[int]] = defaultdict(list)
    for index, page in enumerate(pages):
        if page is not None:
            by_page[page].append(index)
    if len(by_page) < _FEWEST_PAGES:
        return set()
    edges = {
        index
        for indices in by_page.values()
        for index in (*indices[:_EDGE_LINES], *indices[-_EDGE_LINES:])
    }
    masked = {index: re.sub(r"\d+", "#", lines[index]) for index in edges}
    counts = Counter(masked.values())
    least = max(_FEWEST_PAGES, _REPEATED_SHARE * len(by_page))
    return {index for index in edges if counts[masked[index]] >= least}
