"""Clean texts in six languages, and drafts of alignments that may be damaged.

`tuned` is text the checks were made with. `unseen` was written for measuring; what its first run
missed has been looked at. `fresh` was written after that, and its figures are those of its first
run. Nothing may be tuned on the last two.
"""

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Self

from align.model import MultiAlignment, Row, Segment, SegmentedText, Signature, Span

LANGUAGES = ("en", "zh", "fr", "es", "ru", "ar")
Place = tuple[int, int]
"""A row and a language, both by their index."""

_HOUSE = Path(__file__).parents[1]
_TRAINING = _HOUSE / "align" / "training" / "text"
_DATA = _HOUSE / "tests" / "data"
_FILES = {
    "tuned": tuple(
        _TRAINING / f"{name}.tsv" for name in ("resolutions", "verification", "conventional-arms")
    ),
    "unseen": (
        _DATA / "checks" / "unseen.tsv",
        _DATA / "terminology" / "unseen" / "ammunition.tsv",
        _DATA / "terminology" / "unseen" / "review.tsv",
    ),
    "fresh": (_DATA / "checks" / "fresh.tsv",),
}
TEXTS = tuple(_FILES)
LABEL = re.compile(r"(?P<number>\d{1,3})(?:\.| -)\s+")
_SURE, _UNSURE = 0.97, 0.2


@dataclass
class Draft:
    """An alignment that may still be damaged.

    Attributes:
        languages: the tags, the source first.
        cells: the segments per row and language; none where the cell is empty.
        weak: cells the aligner is not sure of.
        crossed: two rows whose segments stand in each other's place in the text, and the language.
    """

    languages: tuple[str, ...]
    cells: list[list[list[str]]]
    weak: set[Place] = field(default_factory=set)
    crossed: list[tuple[int, int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, languages: Sequence[str] = LANGUAGES) -> Self:
        """Return the rows of a text in these languages, undamaged."""
        order = [LANGUAGES.index(language) for language in languages]
        rows = [[[row[place]] for place in order] for row in _rows(text)]
        return cls(languages=tuple(languages), cells=rows)

    def text(self, place: Place) -> str:
        """Return the words of a cell."""
        glue = "" if self.languages[place[1]] == "zh" else " "
        return glue.join(self.cells[place[0]][place[1]])

    def put(self, place: Place, *segments: str) -> None:
        """Put segments in the place of a cell's own."""
        self.cells[place[0]][place[1]] = list(segments)

    def places(
        self, rng: random.Random, fits: Callable[[Place, str], object], count: int = 20
    ) -> list[Place]:
        """Return cells whose text fits, no two in neighbouring rows.

        They are in a fifth of the rows at most: a text in which every third row is wrong is no
        clean text with errors in it.
        """
        found = [
            (row, position)
            for row, cells in enumerate(self.cells)
            for position, cell in enumerate(cells)
            if cell and fits((row, position), self.text((row, position)))
        ]
        rng.shuffle(found)
        most = min(count, len(self.cells) // 5)
        taken: list[Place] = []
        for place in found:
            if len(taken) < most and all(abs(place[0] - other) > 1 for other, _ in taken):
                taken.append(place)
        return taken

    def texts(self) -> tuple[SegmentedText, ...]:
        """Return the texts, one per language, in the order they are printed in."""
        return tuple(self._column(position)[0] for position in range(len(self.languages)))

    def build(self) -> MultiAlignment:
        """Return the alignment; it has no pairs."""
        columns = [self._column(position) for position in range(len(self.languages))]
        rows = tuple(
            Row(
                cells=tuple(places.get(number, ()) for _, places in columns),
                confidence=0.9,
                cell_confidence=tuple(
                    _UNSURE if (number, position) in self.weak else _SURE
                    for position in range(len(columns))
                ),
            )
            for number in range(len(self.cells))
        )
        return MultiAlignment(
            texts=tuple(text for text, _ in columns),
            rows=rows,
            pairs={},
            signature=Signature(version="0", encoder="none"),
        )

    def _column(self, position: int) -> tuple[SegmentedText, dict[int, tuple[int, ...]]]:
        order = list(range(len(self.cells)))
        for first, second, crossed in self.crossed:
            if crossed == position:
                order[first], order[second] = second, first
        segments: list[Segment] = []
        places = {}
        for row in order:
            start = len(segments)
            segments += _segments(self.cells[row][position], start)
            places[row] = tuple(range(start, len(segments)))
        return SegmentedText(language=self.languages[position], segments=tuple(segments)), places


def _segments(texts: Iterable[str], start: int) -> list[Segment]:
    made = []
    for index, text in enumerate(texts, start):
        segment = Segment(index=index, text=text, paragraph=start, span=Span(0, len(text)))
        label = LABEL.match(text)
        if label is not None:
            segment = replace(segment, number=label["number"], label_length=label.end())
        made.append(segment)
    return made


@cache
def _rows(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a text, cells in the order of LANGUAGES."""
    rows: list[tuple[str, ...]] = []
    for path in _FILES[text]:
        lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
        if text == "tuned":  # these files have a name before each row and no head
            rows += [tuple(line[1:]) for line in lines]
            continue
        head, *lines = lines
        order = [head.index(language) for language in LANGUAGES]
        rows += [tuple(line[place] for place in order) for line in lines]
    return tuple(rows)
