"""Lay the rows of an alignment out as normalised, tokenised cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from align.model import MultiAlignment, Row, Span
from align.terminology.chinese_words import load_chinese_words
from align.terminology.normalised import NormalisedText, normalise_text
from align.terminology.reference import load_reference
from align.terminology.tokens import Word, iter_words
from align.terminology.vocabulary import load_vocabulary
from sources.language import primary_subtag, sentence_separator

__all__ = ["Cell", "Column", "cell_text", "original_span", "read_columns"]

_LISTED_COST: Final = 9.0
"""Price of a word of the lists: that of one seen a hundred times in a million."""

_COUNTING: Final = "一二三四五六七八九十百千万亿两几第届次票条段款号名位份项个种起"

_TRANSPARENT: Final = re.compile(r"[ \-']*")


@dataclass(frozen=True, slots=True)
class Cell:
    """One language of one row.

    Attributes:
        row: index of the row.
        normalised: the joined text in one form.
        words: its words.
        chunks: ranges of `words` with no punctuation inside.
    """

    row: int
    normalised: NormalisedText
    words: tuple[Word, ...]
    chunks: tuple[tuple[int, int], ...]

    @property
    def text(self) -> str:
        """The normalised words."""
        return self.normalised.text


@dataclass(frozen=True, slots=True)
class Column:
    """All cells of one language; rows in which it has nothing are left out."""

    language: str
    subtag: str
    cells: tuple[Cell, ...]


def cell_text(alignment: MultiAlignment, row: Row, position: int) -> str:
    """Return the joined text of one language of a row: what evidence spans point into.

    Segments are joined with one space, without one in Chinese.
    """
    return alignment.texts[position].joined(row.cells[position])


def read_columns(alignment: MultiAlignment) -> tuple[Column, ...]:
    """Return one column per language, in the order of the alignment."""
    return tuple(_read_column(alignment, position) for position in range(len(alignment.texts)))


def _read_column(alignment: MultiAlignment, position: int) -> Column:
    text = alignment.texts[position]
    subtag = primary_subtag(text.language)
    costs = _chinese_costs() if subtag == "zh" else {}
    glue = len(sentence_separator(text.language))
    cells: list[Cell] = []
    for index, row in enumerate(alignment.rows):
        if not row.cells[position]:
            continue
        breaks: list[int] = []
        offset = 0
        for segment_index in row.cells[position]:
            segment = text.segments[segment_index]
            breaks += [offset, offset + segment.label_length]
            breaks += [offset + lost for lost in segment.lost]
            offset += len(segment.text) + glue
        joined = cell_text(alignment, row, position)
        normalised = normalise_text(joined, subtag, tuple(breaks))
        words = tuple(iter_words(normalised.text, subtag, costs))
        cells.append(Cell(index, normalised, words, _chunks(normalised.text, words)))
    return Column(text.language, subtag, tuple(cells))


@cache
def _chinese_costs() -> Mapping[str, float]:
    listed = dict.fromkeys(sorted(load_vocabulary("zh").words), _LISTED_COST)
    costs: dict[str, float] = dict(load_chinese_words().costs)
    general = load_reference("zh").costs
    glued = {word for word in general if word not in costs and _is_glued(word, costs)}
    for table in (general, listed):
        for word, cost in table.items():
            if word not in glued:
                costs[word] = min(cost, costs.get(word, cost))
    return costs


def _is_glued(word: str, words: Mapping[str, float]) -> bool:
    """Return whether a word is another with numbers, measures or function words before it.

    The reference was cut without a dictionary and took 届会议 for a word.
    """
    outside = load_vocabulary("zh").outside
    rest = word.lstrip(_COUNTING)
    while rest and rest[0] in outside:
        rest = rest[1:]
    return len(rest) > 1 and rest != word and rest in words


def _chunks(text: str, words: tuple[Word, ...]) -> tuple[tuple[int, int], ...]:
    chunks: list[tuple[int, int]] = []
    start = 0
    for index in range(1, len(words) + 1):
        if index == len(words) or not _TRANSPARENT.fullmatch(
            text, words[index - 1].end, words[index].start
        ):
            chunks.append((start, index))
            start = index
    return tuple(chunk for chunk in chunks if chunk[1] > chunk[0])


def original_span(cell: Cell, start: int, end: int) -> Span:
    """Return where `cell.text[start:end]` stands in the joined text as given."""
    return cell.normalised.original(start, end)
