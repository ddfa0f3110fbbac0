"""Split text into sentences by rules, on offsets, for the six official languages.

Written for the prose of international organisations: paragraph labels, citations, symbols,
abbreviations before numbers, quotations with their speaker, titles in 《》. Semicolons and colons
never end a sentence. The engine is the same for all languages; what differs stands in the data
files. Every decision looks at a bounded stretch of text, so the work grows with its length only.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from align.model import Span
from align.segmentation.brackets import inner_regions
from align.segmentation.language_rules import LanguageRules

__all__ = ["RuleSegmenter"]

_CJK: Final = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
# Marks that readers do not see and rules must not: directions, joiners, soft hyphen.
_UNSEEN: Final = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_CANDIDATE: Final = re.compile(r"[.!?…。！？｡．؟۔]+|;(?=\s\[)")
_CLOSERS: Final = re.compile(f"(?:[”’\"'»›」』）)\\]》〉】{_UNSEEN}]|[ \u00a0\u202f]»)*")
_ARABIC_CLOSERS: Final = re.compile(f"[”“’\"'»)\\]{_UNSEEN}]*")
_REFERENCE: Final = re.compile(
    r"(?:\[\d{1,3}\]|[¹²³⁰⁴-⁹]+|(?<=[^\W\d_][.!?”’\")»])\d{1,3}(?=\s|$))?\*?"
)
_SPACE: Final = re.compile(rf"[\s{_UNSEEN}]*")
_OPENERS: Final = re.compile(f"[“‘\"'«‹「『（(\\[《〈【¿¡{_UNSEEN}\u00a0\u202f]*(?:[—–•*-]\\s+)?")
_WORD_BEFORE: Final = re.compile(r"(?:[^\W\d_]|[.’'\-ـ]|[ªº№§])+$")
_WORD_AFTER: Final = re.compile(r"[\w’'\-]+")
_NUMBER_LIKE: Final = re.compile(
    r"[«“\"(\[]?(?:[A-Z]{0,4}[-/.]?\d|[IVXLCDM]+\b|[^\W\d_]\b|[№§])|[A-Z]+/[A-Z]"
)
_NUMBER_BEFORE: Final = re.compile(r"(?:\d|\b[IVXLC]+)[\s\u00a0\u202f–-]*$")
_LABEL: Final = re.compile(
    r"\s*(?:[(（]?[0-9٠-٩]{1,4}[.．)）]|[(（]?[^\W\d_]{1,4}[)）]|[IVXLC]{1,6}\.|[A-ZА-Я]\."
    r"|[一二三四五六七八九十]{1,3}[.．、])(?=\s|[" + _CJK + "])"
)
_WINDOW: Final = 40
# "В 2010 г. Совет": after so few words the date is not yet a sentence.
_FEWEST_WORDS: Final = 5

_CJK_END: Final = frozenset("。！？｡")
_CONTINUES_CJK: Final = frozenset("，、；：,;:的…—)）")
_SPEECH: Final = re.compile(
    r"[\u4e00-\u9fff·]{1,8}?(?:说|问|答|道|称|喊|写道|表示|指出|宣布|强调|回答|补充)[。，：；！？,.]"
)


class RuleSegmenter:
    """Splits one language by rules; safe to share, holds no state."""

    def __init__(self, rules: LanguageRules, *, arabic: bool = False) -> None:
        self._rules = rules
        self._closers = _ARABIC_CLOSERS if arabic else _CLOSERS

    def spans(self, text: str) -> Iterator[Span]:
        """Yield the sentences of `text`; line ends are always boundaries."""
        start = 0
        for line in re.finditer(r"[^\n\r\u2028\u2029]*(?:[\n\r\u2028\u2029]\s*|$)", text):
            for end in self._boundaries(line[0]):
                yield Span(start, line.start() + end)
                start = line.start() + end
            if line.end() > start:
                yield Span(start, line.end())
                start = line.end()

    def _boundaries(self, line: str) -> Iterator[int]:
        """Yield the offsets in `line` at which a new sentence begins, in order."""
        label = _LABEL.match(line)
        start = 0
        regions = inner_regions(line)
        region_starts = [region.start for region in regions]
        for match in _CANDIDATE.finditer(line, label.end() if label else 0):
            if match.start() < start:
                continue
            place = bisect_left(region_starts, match.end()) - 1
            if place >= 0 and match.start() < regions[place].end:
                continue
            end = self._end_of_closers(line, match)
            after = _SPACE.match(line, end)
            next_start = after.end() if after else end
            if next_start >= len(line):
                return
            if self._is_boundary(line, start, match, end, next_start):
                yield next_start
                start = next_start

    def _end_of_closers(self, line: str, match: re.Match[str]) -> int:
        end = match.end()
        if match[0] == ";":
            return end
        pattern = self._closers
        if match[0][-1] in _CJK_END and line.count('"', 0, end) % 2 == 0:
            pattern = _CJK_CLOSERS
        closers = pattern.match(line, end)
        end = closers.end() if closers else end
        reference = _REFERENCE.match(line, end)
        return reference.end() if reference else end

    def _is_boundary(
        self, line: str, start: int, match: re.Match[str], end: int, next_start: int
    ) -> bool:
        mark = match[0][-1]
        before = line[max(0, match.start() - _WINDOW) : match.start()].rstrip(_UNSEEN_CHARACTERS)
        if mark == ";":
            return _opens_editorial_note(line, next_start)
        if mark in _CJK_END:
            return _ends_chinese(line, match, end, next_start)
        if _is_cjk(before[-1:]) or _is_cjk(line[next_start]):
            return mark != "…" and _ends_mixed(line, match, end, next_start, before)
        if next_start == end or before.endswith(("[", "(")) or (mark == "…" and not before):
            return False
        return self._ends_spaced(line, start, match, next_start, before)

    def _ends_spaced(
        self, line: str, start: int, match: re.Match[str], next_start: int, before: str
    ) -> bool:
        """Decide for scripts that put a space between sentences."""
        openers = _OPENERS.match(line, next_start)
        first = openers.end() if openers else next_start
        follows = line[first : first + 1]
        if not follows:
            return True
        if follows.islower() or follows in ",;:)]»":
            return False
        if match[0] != ".":
            return True
        word = _WORD_BEFORE.search(before)
        if word is None:
            return True
        token = word[0].lstrip(".’'-ªº")
        next_word = _WORD_AFTER.match(line, first)
        return self._ends_after_word(
            token,
            line[first : first + _WINDOW],
            next_word[0] if next_word else "",
            before[: word.end() - len(token)] if token else before,
            line[start : match.start()],
        )

    def _ends_after_word(
        self, token: str, rest: str, next_word: str, earlier: str, sentence: str
    ) -> bool:
        """Decide after a word with a full stop.

        Args:
            token: the word before the full stop, inner full stops included.
            rest: what follows, openers skipped, cut to a window.
            next_word: its first word, or empty.
            earlier: what stands before the word, cut to a window.
            sentence: the sentence so far, without the full stop.
        """
        rules = self._rules
        after_number = bool(_NUMBER_BEFORE.search(earlier))
        if _listed(token, rules.after_number):
            return after_number and self._may_start(next_word, sentence, after_number=True)
        if _listed(token, rules.before_number) and _NUMBER_LIKE.match(rest):
            return False
        possibly = _listed(token, rules.possibly_final)
        if _listed(token, rules.never_final) and not possibly:
            return False
        if possibly:
            return self._may_start(next_word, sentence, after_number=after_number)
        if _is_initial(token) or _is_acronym(token):
            return self._is_starter(next_word, rest)
        return True

    def _may_start(self, next_word: str, sentence: str, *, after_number: bool) -> bool:
        if next_word in self._rules.never_starters or next_word[:1].isdigit():
            return False
        is_short = len(sentence) < _FEWEST_WORDS * 12 and len(sentence.split()) < _FEWEST_WORDS
        return not (after_number and is_short)

    def _is_starter(self, next_word: str, rest: str) -> bool:
        is_initial_itself = rest[len(next_word) : len(next_word) + 1] == "." and len(next_word) == 1
        elided = re.split("(?<=[’'])", next_word)[0]
        starters = self._rules.starters
        return not is_initial_itself and (next_word in starters or elided in starters)


_UNSEEN_CHARACTERS: Final = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\ufeff"
_CJK_CLOSERS: Final = re.compile("[”’'»」』）)\\]》〉】]*")
_ARABIC_LETTER: Final = re.compile("[\u0620-\u064a]ـ?")


def _is_cjk(character: str) -> bool:
    return (
        bool(character)
        and re.match(f"[{_CJK}，。、；：？！《》「」『』（）〔〕【】]", character) is not None
    )


def _ends_mixed(line: str, match: re.Match[str], end: int, next_start: int, before: str) -> bool:
    """Decide for Western marks beside Chinese characters."""
    follows = line[next_start]
    if follows in _CONTINUES_CJK:
        return False
    if _is_cjk(before[-1:]):
        return _is_cjk(follows) or match[0][-1] in "?!" or next_start > end
    is_number = before[-1:].isdigit()
    return not is_number and (next_start > end or end > match.end())


def _ends_chinese(line: str, match: re.Match[str], end: int, next_start: int) -> bool:
    follows = line[next_start]
    if follows in _CONTINUES_CJK:
        return False
    in_quotes = any(closer in '”」』"’' for closer in line[match.end() : end])
    return not (in_quotes and _SPEECH.match(line, next_start))


def _opens_editorial_note(line: str, opening: int) -> bool:
    """Return whether the bracket at `opening` holds whole sentences up to the end of the line.

    An editor's note stands after the item it belongs to and is no part of its sentence:
    "…in the First Committee; [See also para. 18 above.]".
    """
    first = line[opening + 1 : opening + 2]
    is_closed = line.rstrip().endswith((".]", "。]", "؟]", "?]"))
    return is_closed and not first.islower() and line.find("]", opening) == len(line.rstrip()) - 1


def _listed(token: str, words: frozenset[str]) -> bool:
    if token in words:
        return True
    return token[:1].isupper() and token[:1].lower() + token[1:] in words


def _is_initial(token: str) -> bool:
    bare = token.rstrip("ـ")
    return len(bare) == 1 and (bare.isupper() or _ARABIC_LETTER.match(bare) is not None)


def _is_acronym(token: str) -> bool:
    letters = re.split("[.’'-]", token)
    return len(letters) > 1 and all(len(letter.rstrip("ـ")) <= 2 for letter in letters)
