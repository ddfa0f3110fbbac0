"""Find the places in a line where a sentence may end, with what stands around them."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from align.segmentation.brackets import inner_regions

__all__ = ["UNSEEN", "Candidate", "Line", "is_cjk"]

# Marks that readers do not see and rules must not: directions, joiners, soft hyphen.
UNSEEN: Final = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"  # noqa: E501 - one list
_MARKS: Final = re.compile(r"[.!?…。！？｡．؟۔]+|;(?=\s\[)")
_CLOSERS: Final = re.compile(f"(?:[”’\"'»›」』）)\\]》〉】{UNSEEN}]|[ \u00a0\u202f]»)*")
_ARABIC_CLOSERS: Final = re.compile(f"[”“’\"'»)\\]{UNSEEN}]*")
_CHINESE_CLOSERS: Final = re.compile("[”’'»」』）)\\]》〉】]*")
# References to notes: [12], ¹², and digits glued to the full stop of a word ("signature.5").
_REFERENCE: Final = re.compile(
    r"(?:\[\d{1,3}\]|[¹²³⁰⁴-⁹]+"
    r"|(?:(?<=[^\W\d_A-Z][.!?])(?<!Add\.)(?<!Corr\.)(?<!Rev\.)(?<!No\.)|(?<=[.!?][”’\")»]))\d{1,3}(?=\s|$))?\*?"
)
_SPACE: Final = re.compile(rf"[\s{UNSEEN}]*")
_CJK: Final = re.compile(
    "[\u3001-\u301f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff0e\uff1a-\uff1f]"
)
# Paragraph labels: a full stop within one ends nothing.
_LABEL: Final = re.compile(
    r"\s*(?:[(（]?[0-9٠-٩]{1,4}[.．)）]|[(（]?[^\W\d_]{1,4}[)）]|[IVXLC]{1,6}\.|[A-ZА-Я]\."
    r"|[一二三四五六七八九十]{1,3}[.．、])(?=\s|[\u3400-\u9fff])"
)
_WINDOW: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A mark that may end a sentence.

    Attributes:
        marks: the mark or run of marks.
        before: what stands before it, cut to a window, unseen marks at its end left out.
        start: offset of the mark.
        end: offset after the mark, its closing quotes and brackets and note references.
        closers: what stands between mark and end.
        next_start: offset of the first character after the white space.
    """

    marks: str
    before: str
    start: int
    end: int
    closers: str
    next_start: int

    @property
    def is_followed_by_space(self) -> bool:
        """Whether white space stands between the mark with its closers and what follows."""
        return self.next_start > self.end


class Line:
    """One line of text and the candidates in it."""

    def __init__(self, text: str, *, arabic: bool) -> None:
        self.text = text
        self._closers = _ARABIC_CLOSERS if arabic else _CLOSERS
        self._regions = inner_regions(text)
        self._region_starts = [region.start for region in self._regions]
        self._straight_quotes = [match.start() for match in re.finditer('"', text)]

    def candidates(self) -> Iterator[Candidate]:
        """Yield the candidates in order, but for those in a label or in inner brackets."""
        label = _LABEL.match(self.text)
        for match in _MARKS.finditer(self.text, label.end() if label else 0):
            if self._is_inside_brackets(match):
                continue
            end = self._end_of_closers(match)
            space = _SPACE.match(self.text, end)
            next_start = space.end() if space else end
            if next_start >= len(self.text):
                return
            yield Candidate(
                marks=match[0],
                before=self.text[max(0, match.start() - _WINDOW) : match.start()].rstrip(UNSEEN),
                start=match.start(),
                end=end,
                closers=self.text[match.end() : end],
                next_start=next_start,
            )

    def after(self, offset: int) -> str:
        """Return what stands from `offset` on, cut to a window."""
        return self.text[offset : offset + _WINDOW]

    def _is_inside_brackets(self, match: re.Match[str]) -> bool:
        place = bisect_left(self._region_starts, match.end()) - 1
        return place >= 0 and match.start() < self._regions[place].end

    def _end_of_closers(self, match: re.Match[str]) -> int:
        if match[0] == ";":
            return match.end()
        closers = self._closers
        if match[0][-1] in "。！？" and bisect_left(self._straight_quotes, match.end()) % 2 == 0:
            closers = _CHINESE_CLOSERS  # no quote is open, so a straight one opens the next
        found = closers.match(self.text, match.end())
        end = found.end() if found else match.end()
        reference = _REFERENCE.match(self.text, end)
        return reference.end() if reference else end


def is_cjk(character: str) -> bool:
    """Return whether a character is Chinese or Japanese, marks included; False for none."""
    return bool(character) and _CJK.match(character) is not None
