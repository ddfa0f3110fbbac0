"""Decide about the ends of Chinese sentences."""

import re
from typing import Final

from align.segmentation.candidates import Candidate, Line, is_cjk
from align.segmentation.language_rules import LanguageRules

__all__ = ["CHINESE_MARKS", "ends_chinese", "ends_mixed"]

CHINESE_MARKS: Final = frozenset("。！？｡")
# After a quotation these go on with the sentence around it: “……！”的口号.
_CONTINUING: Final = frozenset("，、；：,;:的之…—)）")
_QUOTES: Final = frozenset("”」』\"’'")
# Two questions within one quotation are one utterance; longer quotations hold sentences of their
# own. Set on the cases in the tests.
_SHORT_QUOTATION: Final = 16
_LONGEST_CALL: Final = 8
_SPEAKER: Final = re.compile(
    "[\u4e00-\u9fff·]{1,8}?(?:说|說|问|問|答|道|称|稱|喊|写道|寫道|表示|指出|宣布|强调|強調|补充|補充)"
    "[。，：；！？,.]"
    # A full stop right after the verb leaves no doubt, however long the speaker is described.
    "|[\u4e00-\u9fff·]{1,24}(?:说|說|道|表示)。"
)


def ends_chinese(line: Line, candidate: Candidate, rules: LanguageRules) -> bool:
    """Return whether 。, ！ or ？ ends a sentence.

    It does not where a quotation is followed by its speaker (“……。”他说。) or by what goes on
    after it (“……。”然后), nor within a short quotation that began within the sentence.
    """
    follows = line.text[candidate.next_start]
    if follows in _CONTINUING:
        return False
    if _QUOTES.isdisjoint(candidate.closers):
        return not _is_in_short_quotation(line, candidate)
    if candidate.marks[-1] in "！？" and _is_one_of_several_calls(line, candidate):
        return False
    after = line.after(candidate.next_start)
    goes_on = after.startswith(tuple(rules.after_quotation)) if rules.after_quotation else False
    return not goes_on and _SPEAKER.match(line.text, candidate.next_start) is None


def _is_in_short_quotation(line: Line, candidate: Candidate) -> bool:
    """Return whether a short quotation that a colon or comma leads in is still open."""
    before = line.text[max(0, candidate.start - _SHORT_QUOTATION) : candidate.start]
    opening = before.rfind("“")
    if opening < 1 or "”" in before[opening:] or before[opening - 1] not in "：，:,":
        return False
    closing = line.text.find("”", candidate.end, candidate.end + _SHORT_QUOTATION)
    return closing >= 0 and "“" not in line.text[candidate.end : closing]


def _is_one_of_several_calls(line: Line, candidate: Candidate) -> bool:
    """Return whether short calls are quoted one after the other: “同意！”“反对！”会场里……。."""
    before = line.text[max(0, candidate.start - _LONGEST_CALL) : candidate.start]
    opening = before.rfind("“")
    if opening < 0:
        return False
    return line.text[candidate.next_start] == "“" or before[:opening].endswith("”")


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
