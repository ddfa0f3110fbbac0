"""Split text into sentences by rules, on offsets, for the six official languages.

Written for the prose of international organisations: paragraph labels, citations, symbols,
abbreviations before numbers, quotations with their speaker, titles in 《》. Semicolons and colons
never end a sentence; `soft.py` cuts there on request. The engine is the same for all languages;
what differs stands in the data files. Every decision looks at a bounded stretch of text, so the
work grows with its length only.
"""

import re
from collections.abc import Iterator
from typing import Final

from align.model import Span
from align.segmentation.candidates import Candidate, Line, is_cjk
from align.segmentation.chinese import CHINESE_MARKS, ends_chinese, ends_mixed
from align.segmentation.full_stops import ends_spaced
from align.segmentation.language_rules import LanguageRules

__all__ = ["RuleSegmenter"]

_LINE: Final = re.compile(r"[^\n\r\u2028\u2029]*(?:[\n\r\u2028\u2029]\s*|$)")
_LONGEST_NOTE: Final = 2000


class RuleSegmenter:
    """Splits one language by rules; safe to share, holds no state."""

    def __init__(self, rules: LanguageRules, *, arabic: bool = False) -> None:
        self._rules = rules
        self._arabic = arabic

    def spans(self, text: str) -> Iterator[Span]:
        """Yield the sentences of `text`; line ends are always boundaries."""
        start = 0
        for match in _LINE.finditer(text):
            for boundary in self._boundaries(match[0]):
                yield Span(start, match.start() + boundary)
                start = match.start() + boundary
            if match.end() > start:
                yield Span(start, match.end())
                start = match.end()

    def _boundaries(self, text: str) -> Iterator[int]:
        """Yield the offsets in a line at which a new sentence begins, in order."""
        line = Line(text, arabic=self._arabic)
        start = 0
        for candidate in line.candidates():
            if candidate.start >= start and self._ends(line, candidate, start):
                yield candidate.next_start
                start = candidate.next_start

    def _ends(self, line: Line, candidate: Candidate, start: int) -> bool:
        mark, before = candidate.marks[-1], candidate.before
        if mark == ";":
            return _opens_editorial_note(line.text, candidate.next_start)
        if mark in CHINESE_MARKS:
            return ends_chinese(line, candidate, self._rules)
        if is_cjk(before[-1:]) or is_cjk(line.text[candidate.next_start]):
            return ends_mixed(line, candidate)
        is_omission = before.endswith(("[", "(")) or not before
        if not candidate.is_followed_by_space or is_omission:
            return False
        return ends_spaced(line, candidate, start, self._rules)


def _opens_editorial_note(text: str, opening: int) -> bool:
    """Return whether the bracket at `opening` holds whole sentences up to the end of the line.

    An editor's note stands after the item it belongs to and is no part of its sentence:
    "…in the First Committee; [See also para. 18 above.]".
    """
    closing = text.find("]", opening, opening + _LONGEST_NOTE)
    if closing < 0 or text[closing - 1] not in ".。?？؟":
        return False
    is_last = re.compile(r"\s*$").match(text, closing + 1) is not None
    return is_last and not text[opening + 1].islower()
