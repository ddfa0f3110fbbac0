"""Join the physical lines of a paragraph: spaces, hyphens, slashes, Chinese without spaces."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final

__all__ = ["KnownWords", "first_word", "join_lines", "known_words", "text_width"]

_WIDE_OR_CJK_MARK: Final = re.compile(
    "[\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
)
_CHINESE_BEFORE_NUMBER: Final = re.compile("[\u3000-\u9fff\uff00-\uffef] ?([0-9]{1,3})$")
_LONGEST_NUMBER: Final = 5  # with the space before it and the ideograph before that
_CHINESE_AFTER_NUMBER: Final = re.compile("([0-9]{1,3}) ?[\u3000-\u9fff\uff00-\uffef]")
_LONGEST_WORD: Final = 80
_CJK_QUOTES: Final = "“”‘’…—·"
_HYPHENS: Final = "-\u2010\u00ad"
_STEM: Final = 4  # letters that all forms of a word share
# English, French and Russian prefixes that keep their hyphen and are no words alone; a prefix
# that ordinary words begin with, too (mini-, inter-), is none of them.
_PREFIXES: Final = frozenset({"anti", "ex", "non", "quasi", "self", "socio", "sous", "vice"}) | {
    "экс",
    "вице",
}
_HYPHENED_END: Final = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
# In the sample set without hyphenation, compounds part at the end of 4 lines of 1,000 at most;
# with it, 60 to 110 lines of 1,000 end within a word.
_MOST_COMPOUNDS: Final = 0.02


def first_word(text: str) -> str:
    """Return what may not be parted from the head of a line: a word, in Chinese a sign."""
    return text[0] if _WIDE_OR_CJK_MARK.match(text) else text.split(maxsplit=1)[0]


def text_width(text: str) -> int:
    """Return the width in columns: 2 for wide characters, 0 for marks above and below."""
    return sum(
        0
        if unicodedata.combining(character)
        else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


class KnownWords(Counter[str]):
    """The words of a document with their counts.

    Attributes:
        breaks_words: whether lines end within words so often that a program hyphenated the text.
    """

    breaks_words: bool = False


def known_words(lines: Iterable[str]) -> KnownWords:
    """Count the words of a document, hyphenated ones whole, for deciding about hyphens."""
    words = KnownWords()
    count = 0
    heads: list[str] = []
    for line in lines:
        count += 1
        head = _HYPHENED_END.search(line)
        if head is not None:
            heads.append(head[1].casefold())
        # What a line end may have cut in two says nothing about hyphens.
        whole = re.sub(r"[\w\u2010-]+[-\u2010\u00ad]$", "", line)
        for word in re.findall(r"\w+(?:[-\u2010]\w+)*", whole.casefold()):
            words[word] += 1
            head, hyphen, _ = word.partition("-")
            if hyphen:
                words[head] += 1  # non- and its like stand before many words
    # A head that is a word of the document is that of a compound more often than not.
    broken = sum(not words[head] for head in heads)
    words.breaks_words = broken > _MOST_COMPOUNDS * count
    return words


def join_lines(left: str, right: str, known: KnownWords) -> str:
    """Return two physical lines as one.

    Args:
        left: the text so far.
        right: the line after it.
        known: the words of the document (`known_words`), which decide about hyphens.
    """
    if left[-1] in _HYPHENS and left[-2:-1].isalnum():
        return _join_hyphen(left, right, known)
    if left[-1] == "/" and left[-2:-1].isalnum():
        return left + right  # a symbol or a pair of words, broken after its slash
    if _WIDE_OR_CJK_MARK.match(left[-1]) or _WIDE_OR_CJK_MARK.match(right[0]):
        return left + right
    if _is_cjk_quote_between(left, right) or _is_number_cut_in_chinese(left, right):
        return left + right
    return f"{left} {right}"


def _is_number_cut_in_chinese(left: str, right: str) -> bool:
    """Return whether a line of Chinese ends within a year, as LibreOffice breaks it."""
    before = _CHINESE_BEFORE_NUMBER.search(left[-_LONGEST_NUMBER:])
    after = _CHINESE_AFTER_NUMBER.match(right)
    return before is not None and after is not None and len(before[1] + after[1]) <= 4


def _is_cjk_quote_between(left: str, right: str) -> bool:
    """Return whether lines meet at a quote or dash that belongs to Chinese text."""
    before = left.rstrip(_CJK_QUOTES)[-1:] if left[-1] in _CJK_QUOTES else left[-1]
    after = right.lstrip(_CJK_QUOTES)[:1] if right[0] in _CJK_QUOTES else right[0]
    at_quote = left[-1] in _CJK_QUOTES or right[0] in _CJK_QUOTES
    return at_quote and any(_WIDE_OR_CJK_MARK.match(side) for side in (before, after) if side)


def _join_hyphen(left: str, right: str, known: KnownWords) -> str:
    first = re.search(r"[\w\-\u2010]*$", left[-_LONGEST_WORD:-1])
    second = re.match(r"\w+(?:[-\u2010]\w+)*", right)
    if first is None or second is None:
        return left + right
    joined = (first[0] + second[0]).casefold()
    compound = f"{first[0]}-{second[0]}".casefold()
    if left[-1] == "\u00ad" or (known[joined] and not known[compound]):
        return left[:-1] + right
    is_word = first[0].replace("-", "").isalpha() and second[0][0].islower()
    # Programs that break words themselves mark it with U+2010; people type U+002D.
    is_typed = left[-1] == "-"
    if not is_word or known[compound]:
        return left + right
    if is_typed and (
        _are_words(first[0], second[0], known)
        or _is_form_of_compound(first[0].casefold(), second[0].casefold(), known)
        or (not known.breaks_words and _stands_before_hyphen(first[0].casefold(), known))
    ):
        return left + right
    return left[:-1] + right


def _is_form_of_compound(first: str, second: str, known: KnownWords) -> bool:
    """Return whether the document has another form of a compound, as Russian ones have."""
    stems = first[:_STEM], second[:_STEM]
    return min(map(len, stems)) == _STEM and any(
        word.startswith(stems[0]) and word.partition("-")[2].startswith(stems[1]) for word in known
    )


def _stands_before_hyphen(first: str, known: KnownWords) -> bool:
    """Return whether the first half of a word is one itself, or a prefix set off by a hyphen."""
    return bool(known[first]) or first in _PREFIXES


def _are_words(first: str, second: str, known: KnownWords) -> bool:
    """Return whether the halves of a hyphenated word also stand alone, as in above-mentioned."""
    halves = (first.rpartition("-")[2].casefold(), re.split("[-\u2010]", second)[0].casefold())
    return bool(known[halves[0]] and known[halves[1]])
