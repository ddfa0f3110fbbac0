"""Read units of a TMX file by the shape of earlier ones.

The units of a memory are written by one program, so nearly all of them consist of the same markup
around other words. A shape is that markup as a pattern, with blanks for the words and for the
values of attributes that have no say in how the unit is read. It is made from a unit the parser
has read without a complaint, and trusted only if it gives the same for that unit. A later unit
that fits differs from it in nothing but what stands in the blanks, and those hold no markup; so
the parser would have read it in the same way, at several times the cost.

All units of a block that fit are cut at once, and the objects made a column at a time (see
`tmx14_columns`).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, repeat
from typing import Final, NamedTuple

from tmx.formats.tmx14_blocks import units_end
from tmx.formats.tmx14_columns import Column, Element, open_class, plain_variants, variants_with
from tmx.formats.tmx14_outline import FREE_ATTRIBUTES, Outline, outline_of
from tmx.formats.tmx14_references import resolved
from tmx.model import TranslationUnit

__all__ = ["Fit", "Shapes"]

# To make a pattern takes the time of some ten units, so it must be worth it.
_SEEN_BEFORE: Final = 8
# A memory in six languages whose units have any of them has 63.
_MOST_SHAPES: Final = 256
# All of the same languages are tried where none fits, each for a fiftieth of the parser's time.
_MOST_ALIKE: Final = 32
_MOST_COUNTED: Final = 1000
_LONGEST_PATTERN: Final = 20_000

_LANGUAGE: Final = re.compile(r'<tuv[^>]*? xml:lang="([^"]*)"')
# What stands in the blanks of a unit, and behind it "" (see `_Shape.run`).
_Row = Sequence[str]

_open_unit: Final = open_class(TranslationUnit)


class Fit(NamedTuple):
    """Units in a row that known shapes fit.

    Attributes:
        units: made while they are asked for.
        unit_count: how many there are.
        end: the place in the block behind them.
    """

    units: Iterator[TranslationUnit]
    unit_count: int
    end: int


class Shapes:
    """Learn the shapes of the units of one file, and read by them."""

    def __init__(self) -> None:
        # By the languages of their units, because these are soon read, and where units differ it
        # is mostly by what languages they have.
        self._shapes: dict[tuple[str, ...], list[_Shape]] = {}
        self._count = 0
        self._last: _Shape | None = None
        self._seen: Counter[str] = Counter()

    def read(self, block: str, place: int) -> Fit:
        """Return the units from a place on, as far as known shapes fit."""
        runs: list[_Run] = []
        count = 0
        # The last to fit is the likeliest to fit again, though not where it has just ended.
        likeliest = self._last
        while place < len(block):
            run = likeliest.run(block, place) if likeliest else None
            if run is None and (run := self._next_run(block, place)) is None:
                break
            runs.append(run)
            count += len(run.rows)
            place = run.end
            self._last, likeliest = run.shape, None
        return Fit(_units_of(runs), count, place)

    def _next_run(self, block: str, place: int) -> "_Run | None":
        """Return the next units of a shape other than the last, which has been tried."""
        languages = tuple(_LANGUAGE.findall(block, place, units_end(block, place)))
        alike = self._shapes.get(languages, [])
        for position, shape in enumerate(alike):
            if shape is not self._last:
                run = shape.run(block, place)
                if run is not None:
                    alike.insert(0, alike.pop(position))
                    return run
        return None

    def learn(self, text: str, unit: TranslationUnit) -> None:
        """Take note of a unit the parser read without a complaint.

        Args:
            text: of the unit, with what stands before its start tag.
            unit: what the parser gave.
        """
        if self._count == _MOST_SHAPES:
            return
        outline = outline_of(text)
        if outline is None or len(outline.pattern) > _LONGEST_PATTERN:
            return
        self._seen[outline.pattern] += 1
        if self._seen[outline.pattern] >= _SEEN_BEFORE:
            del self._seen[outline.pattern]
            alike = self._shapes.setdefault(tuple(_LANGUAGE.findall(text)), [])
            shape = _Shape(outline, unit)
            if len(alike) < _MOST_ALIKE and shape.gives(text, unit):
                self._count += 1
                alike.insert(0, shape)
        elif len(self._seen) > _MOST_COUNTED:
            self._seen.clear()


class _Shape:
    """The markup of a unit, and what becomes of the words in its blanks."""

    def __init__(self, outline: Outline, sample: TranslationUnit) -> None:
        # The last group takes a character of what does not fit, so that nothing is passed over.
        self._pattern = re.compile(f"{outline.pattern}|(.).*", re.DOTALL)
        self._variants: list[tuple[str, int, Element | None]] = []
        owner = self._unit = Element(sample, (), 0)
        blank = 0
        for element, free in outline.openings:
            match element:
                case "tu":
                    owner = self._unit = Element(sample, free, blank)
                case "tuv":
                    owner = Element(sample.variants[len(self._variants)], free, blank)
                case "seg":
                    language = sample.variants[len(self._variants)].language
                    self._variants.append((language, blank, None if owner.is_bare else owner))
                case remark:
                    owner.add(remark, blank)
            blank += len(free) if element in FREE_ATTRIBUTES else 1
        named = dict(self._unit.named)
        self._tuid = named.pop("tuid", None)
        self._source_language = named.pop("srclang", None)
        self._unit.named = [*named.items()]

    def gives(self, text: str, unit: TranslationUnit) -> bool:
        """Return True if the text of the sample gives the sample."""
        run = self.run(text, 0)
        return run is not None and run.end == len(text) and [*self.units(run.rows)] == [unit]

    def run(self, block: str, place: int) -> "_Run | None":
        """Return the units from a place on, as far as this shape fits; None if there are none."""
        rows: list[_Row] = self._pattern.findall(block, place)
        is_whole = not rows[-1][-1]
        if not is_whole:
            rows.pop()
            if not rows:
                return None
        end = len(block) if is_whole else units_end(block, place, len(rows))
        if block.find("&", place, end) >= 0:
            rows = resolved(rows)
            if not rows:
                return None
            end = units_end(block, place, len(rows))
        return _Run(self, rows, end)

    def units(self, rows: Sequence[_Row]) -> Iterator[TranslationUnit]:
        """Yield the units with these words in their blanks."""
        columns: list[Column] = [*zip(*rows, strict=True)]
        unit = self._unit
        tuids: Iterable[str | None] = repeat(None)
        source_languages: Iterable[str | None] = repeat(None)
        if self._tuid is not None:
            tuids = columns[self._tuid]
        if self._source_language is not None:
            source_languages = columns[self._source_language]
        variants = zip(
            *[
                plain_variants(language, columns[blank])
                if element is None
                else variants_with(language, columns[blank], element, columns)
                for language, blank, element in self._variants
            ],
            strict=True,
        )
        for each in zip(
            variants,
            tuids,
            source_languages,
            unit.notes(columns),
            unit.properties(columns),
            unit.attributes(columns),
            strict=False,
        ):
            made = _open_unit()
            (
                made.variants,
                made.tuid,
                made.source_language,
                made.notes,
                made.properties,
                made.attributes,
            ) = each
            made.__class__ = TranslationUnit
            yield made


class _Run(NamedTuple):
    """Units in a row that one shape fits: what stands in their blanks, and where they end."""

    shape: _Shape
    rows: list[_Row]
    end: int


def _units_of(runs: Sequence[_Run]) -> Iterator[TranslationUnit]:
    """Return the units of runs in order; those of one shape are made together."""
    if len(runs) == 1:
        return runs[0].shape.units(runs[0].rows)
    rows_of: dict[_Shape, list[_Row]] = {}
    for run in runs:
        rows_of.setdefault(run.shape, []).extend(run.rows)
    made = {shape: shape.units(rows) for shape, rows in rows_of.items()}
    return chain.from_iterable(islice(made[run.shape], len(run.rows)) for run in runs)
