"""Find the stretches of a line in which no sentence may end: brackets within a sentence."""

from typing import Final

from align.model import Span

__all__ = ["inner_regions"]

_PAIRS: Final = {")": "(", "]": "[", "）": "（", "》": "《", "〉": "〈", "】": "【"}
_OPENING: Final = frozenset(_PAIRS.values())
_ENDS: Final = frozenset(".!?…。！？｡;；:：")
# A bracket that closes later than this holds sentences of its own, or was never closed.
_LONGEST: Final = 400
_DEEPEST: Final = 50


def inner_regions(line: str) -> tuple[Span, ...]:
    """Return the outermost bracketed stretches that began within a sentence, in order.

    Full stops inside them, and those right before their closing bracket, end nothing. A bracket
    that opens a line or follows a full stop is a sentence of its own and is left out, unless
    it is a title in 《》.
    """
    regions: list[Span] = []
    opened: list[int] = []
    for index, character in enumerate(line):
        if character in _OPENING:
            opened.append(index)
            del opened[:-_DEEPEST]
        elif character in _PAIRS:
            _close(line, index, opened, regions)
    return tuple(regions)


def _close(line: str, index: int, opened: list[int], regions: list[Span]) -> None:
    while opened and line[opened[-1]] != _PAIRS[line[index]]:
        opened.pop()
    if not opened:
        return
    start = opened.pop()
    if index - start > _LONGEST or not _is_inside_sentence(line, start):
        return
    while regions and regions[-1].start > start:
        regions.pop()
    regions.append(Span(start, index))


def _is_inside_sentence(line: str, start: int) -> bool:
    if line[start] in "《〈":
        return True
    before = line[max(0, start - 8) : start].rstrip(" \u00a0\u202f\u200e\u200f\t”’\"'»")
    return bool(before) and before[-1] not in _ENDS
