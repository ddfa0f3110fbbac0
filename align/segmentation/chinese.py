"""Decide about the ends of Chinese sentences."""

import re
from typing import Final

from align.segmentation.candidates import Candidate, Line, is_cjk

__all__ = ["CHINESE_MARKS", "ends_chinese", "ends_mixed"]

CHINESE_MARKS: Final = frozenset("。！？｡")
# After a quotation these go on with the sentence around it: “……！”的口号.
_CONTINUING: Final = frozenset("，、；：,;:的之…—)）")
_QUOTES: Final = frozenset("”」』\"’'")
_SPEAKER: Final = re.compile(
    "[\u4e00-\u9fff·]{1,8}?(?:说|說|问|問|答|道|称|稱|喊|写道|寫道|表示|指出|宣布|强调|強調|补充|補充)"
    "[。，：；！？,.]"
)


def ends_chinese(line: Line, candidate: Candidate) -> bool:
    """Return whether 。, ！ or ？ ends a sentence.

    It does not where a quotation is followed by its speaker: “……。”他说。
    """
    if line.text[candidate.next_start] in _CONTINUING:
        return False
    closes_quotation = not _QUOTES.isdisjoint(candidate.closers)
    return not (closes_quotation and _SPEAKER.match(line.text, candidate.next_start))


def ends_mixed(line: Line, candidate: Candidate) -> bool:
    """Return whether a Western mark beside Chinese characters ends a sentence."""
    mark = candidate.marks[-1]
    follows = line.text[candidate.next_start]
    if mark == "…" or follows in _CONTINUING:
        return False
    if is_cjk(candidate.before[-1:]):
        return is_cjk(follows) or mark in "?!" or candidate.is_followed_by_space
    is_number = candidate.before[-1:].isdigit()
    return not is_number and (candidate.is_followed_by_space or bool(candidate.closers))
