"""Read what the text itself marks: titles in 《》 and capitals, and short forms in brackets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from align.terminology.cells import Cell
from align.terminology.vocabulary import Vocabulary

__all__ = ["ShortForm", "find_short_forms", "find_titles"]

_BOOK_TITLE: Final = re.compile(r"《([^《》\x1f]{2,60})》")
_BRACKET: Final = re.compile(r"(?P<before>》?)\((?P<inside>[^()\x1f]{2,40})\)")
_HAN: Final = re.compile(r"[一-鿿]+")
_ACRONYM: Final = re.compile(r"[^\W\d_a-z][^\W\d_]{1,9}(?:-[^\W\d_]+)?")
_CAPITALISED: Final = re.compile(r"[A-ZÀ-ÞЀ-Я]")
_CLOSING: Final = frozenset({"and", "et", "y", "e"})
"""What closes a list: a title has a comma only within one."""

_LONGEST_NAME: Final = 14


class ShortForm(NamedTuple):
    """A full form and the short form that stands in brackets behind it, as text ranges."""

    start: int
    end: int
    short_start: int
    short_end: int


def find_titles(cell: Cell, subtag: str, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """Yield the word ranges of titles: between 《 and 》, or capitalised with 2 words or more."""
    if subtag == "zh":
        starts = {word.start: index for index, word in enumerate(cell.words)}
        ends = {word.end: index + 1 for index, word in enumerate(cell.words)}
        for match in _BOOK_TITLE.finditer(cell.text):
            if match.start(1) in starts and match.end(1) in ends:
                yield starts[match.start(1)], ends[match.end(1)]
    elif subtag in {"en", "fr", "es"}:
        yield from _capitalised(cell, vocabulary)


def _capitalised(cell: Cell, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    index = 0
    while index < len(cell.words):
        word = cell.words[index].text
        # An article at the head of a sentence begins no title.
        bound = vocabulary.outside | vocabulary.inside
        if not _CAPITALISED.match(word) or word.casefold() in bound:
            index += 1
            continue
        last = index
        probe = index + 1
        while probe < len(cell.words) and probe - index < _LONGEST_NAME * 2:
            between = cell.text[cell.words[probe - 1].end : cell.words[probe].start]
            text = cell.words[probe].text
            listing = (
                between == ", "
                and last > index
                and _CAPITALISED.match(text)
                and any(word.text in _CLOSING for word in cell.words[probe + 1 : probe + 4])
            )
            if between.strip(" -'") and not listing:
                break
            if _CAPITALISED.match(text) and text.casefold() not in vocabulary.outside:
                last = probe
            elif text.casefold() not in vocabulary.inside and text.casefold() != "their":
                break
            probe += 1
        if last > index:
            yield index, last + 1
        index = last + 1


def find_short_forms(cell: Cell, subtag: str, vocabulary: Vocabulary) -> Iterator[ShortForm]:
    """Yield the bracketed short forms of a cell with the full forms before them.

    A bracket is a short form only if its letters come from the words before it in their order:
    in Chinese as a subsequence that begins and ends with them, elsewhere as their initials; or if
    it holds a title in 《》 behind a title in 《》.
    """
    for match in _BRACKET.finditer(cell.text):
        found = (
            _chinese_short(cell, match, vocabulary)
            if subtag == "zh"
            else _initials(cell, match, vocabulary)
        )
        if found is not None:
            yield found


def _chinese_short(cell: Cell, match: re.Match[str], vocabulary: Vocabulary) -> ShortForm | None:
    inside = match["inside"]
    if match["before"] and inside.startswith("《") and inside.endswith("》"):
        start = cell.text.rfind("《", 0, match.start()) + 1
        return ShortForm(start, match.start(), match.start("inside") + 1, match.end("inside") - 1)
    if not _HAN.fullmatch(inside) or match["before"]:
        return None
    start = limit = match.start()
    for word in reversed([word for word in cell.words if word.end <= limit]):
        if word.end != start or word.text in vocabulary.outside or not _HAN.match(word.text):
            break
        start = word.start
    full = cell.text[start:limit]
    offset = full.find(inside[0])
    if full.endswith(inside) and len(full) > len(inside):
        offset = 0
    if offset < 0 or len(full) - offset <= len(inside) or full[-1] != inside[-1]:
        return None
    if not _is_subsequence(inside, full[offset:]):
        return None
    return ShortForm(start + offset, limit, match.start("inside"), match.end("inside"))


def _initials(cell: Cell, match: re.Match[str], vocabulary: Vocabulary) -> ShortForm | None:
    inside = match["inside"]
    if not _ACRONYM.fullmatch(inside) or sum(map(str.isupper, inside)) < 2:
        return None
    words = [index for index, word in enumerate(cell.words) if word.end <= match.start()]
    letters = inside.replace("-", "").casefold()
    # The shortest run of words before the bracket whose initials hold all the letters.
    for index in reversed(words[-_LONGEST_NAME:]):
        run = cell.words[index : words[-1] + 1]
        content = [word.text for word in run if word.text.casefold() not in vocabulary.inside]
        heads = "".join(part[0] for text in content for part in text.split("-"))
        heads = "".join(unicodedata.normalize("NFD", letter)[0] for letter in heads).casefold()
        if (
            heads.startswith(letters[0])
            and unicodedata.normalize("NFD", run[0].text)[0].casefold() == letters[0]
            and _is_subsequence(letters, heads)
            and run[0].text[0].isupper()
        ):
            return ShortForm(run[0].start, run[-1].end, match.start("inside"), match.end("inside"))
    return None


def _is_subsequence(short: str, full: str) -> bool:
    rest = iter(full)
    return all(character in rest for character in short)
