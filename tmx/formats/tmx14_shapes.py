"""Read units of a TMX file by the shape of earlier ones.

The units of a memory are written by one program, so nearly all of them consist of the same markup
around other words. A shape is that markup as a pattern, with blanks for the words and for the
values of attributes that have no say in how the unit is read. It is made from a unit the parser
has read without a complaint, and trusted only if it gives the same for that unit. A later unit
that fits differs from it in nothing but what stands in the blanks, and those hold no markup; so
the parser would have read it in the same way, at several times the cost.

All units of a block that fit are cut at once, and the objects made a column at a time, because the
interpreter then does in a few loops of its own what would take it many steps for each unit.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice, repeat
from typing import Any, Final, NamedTuple, TypeVar

from tmx.formats.tmx14_blocks import units_end
from tmx.formats.tmx14_outline import FREE_ATTRIBUTES, Outline, outline_of
from tmx.model import Attributes, Note, Property, TranslationUnit, Variant

__all__ = ["Fit", "Shapes"]

# To make a pattern takes the time of some ten units, so it must be worth it.
_SEEN_BEFORE: Final = 8
# A memory in six languages whose units have any of them has 63.
_MOST_SHAPES: Final = 256
_MOST_COUNTED: Final = 1000
_LONGEST_PATTERN: Final = 20_000
# Different notes and properties remembered, of each that a shape has.
_MOST_REMARKS: Final = 500
_LONGEST_REMARK: Final = 200

_LANGUAGE: Final = re.compile(r'<tuv[^>]*? xml:lang="([^"]*)"')
_REFERENCE: Final = re.compile(r"&([^;]*;?)")
_NAMED: Final = {"amp;": "&", "lt;": "<", "gt;": ">", "quot;": '"', "apos;": "'"}
_NUMBER: Final = re.compile(r"#(?:([0-9]{1,7})|x([0-9A-Fa-f]{1,6}));")
# What a reference may name (XML 1.0, production 2).
_XML_CODES: Final = (
    range(0x20, 0xD800),
    (0x9, 0xA, 0xD),
    range(0xE000, 0xFFFE),
    range(0x10000, 0x110000),
)


def _open(frozen: type) -> Callable[[], Any]:
    """Return a subclass of a frozen class whose objects are made empty and can be filled.

    To fill such an object and then make it one of the frozen class takes a fifth of the time of
    the constructor, which sets each attribute through `object.__setattr__`. The shape sees to what
    the constructor checks. (A class of its own with the same slots takes a tenth longer.)
    """
    plain = {name: getattr(object, name) for name in ("__init__", "__setattr__", "__delattr__")}
    return type(f"_Open{frozen.__name__}", (frozen,), {"__slots__": (), **plain})


_open_variant: Final = _open(Variant)
_open_unit: Final = _open(TranslationUnit)

# What stands in the blanks of a unit, and behind it "" (see `_Shape.rows`).
_Row = Sequence[str]
# What stands in one blank of all units.
_Column = Sequence[str]
_R = TypeVar("_R", Note, Property)


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
        for shape in self._shapes.get(languages, ()):
            if shape is not self._last:
                run = shape.run(block, place)
                if run is not None:
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
            shape = _Shape(outline, unit)
            if shape.gives(text, unit):
                self._count += 1
                self._shapes.setdefault(tuple(_LANGUAGE.findall(text)), []).append(shape)
        elif len(self._seen) > _MOST_COUNTED:
            self._seen.clear()


class _Remarks(dict[str, _R]):
    """A note or property of a shape with each of the texts that stood in its blank so far."""

    def __init__(self, sample: _R) -> None:
        super().__init__()
        self._sample: _R = sample

    def __missing__(self, text: str) -> _R:
        remark: _R = replace(self._sample, text=text)
        if len(text) < _LONGEST_REMARK:
            if len(self) > _MOST_REMARKS:
                self.clear()
            self[text] = remark
        return remark


class _Element:
    """The blanks of a `tu` or `tuv`: of its attributes, notes and properties.

    Args:
        sample: the unit or variant the shape was made from.
        free: names of the attributes that are blanks.
        blank: number of the first of these.
    """

    def __init__(
        self, sample: TranslationUnit | Variant, free: tuple[str, ...], blank: int
    ) -> None:
        self._sample = sample
        self.named: list[tuple[str, int]] = [
            (name, blank + position) for position, name in enumerate(free)
        ]
        self._notes: list[tuple[int, _Remarks[Note]]] = []
        self._properties: list[tuple[int, _Remarks[Property]]] = []

    def add(self, element: str, blank: int) -> None:
        """Take the next `note` or `prop`."""
        if element == "note":
            note = self._sample.notes[len(self._notes)]
            self._notes.append((blank, _Remarks(note)))
        else:
            prop = self._sample.properties[len(self._properties)]
            self._properties.append((blank, _Remarks(prop)))

    @property
    def is_bare(self) -> bool:
        """True if there is nothing of all this."""
        return not (self.named or self._notes or self._properties)

    def attributes(self, columns: Sequence[_Column]) -> Iterable[Attributes]:
        """Return the attributes of all units; their order is that of the sample."""
        if not self.named:
            return repeat(())
        return zip(
            *[zip(repeat(name), columns[blank], strict=False) for name, blank in self.named],
            strict=True,
        )

    def notes(self, columns: Sequence[_Column]) -> Iterable[tuple[Note, ...]]:
        """Return the notes of all units."""
        return _filled(self._notes, columns)

    def properties(self, columns: Sequence[_Column]) -> Iterable[tuple[Property, ...]]:
        """Return the properties of all units."""
        return _filled(self._properties, columns)


class _Shape:
    """The markup of a unit, and what becomes of the words in its blanks."""

    def __init__(self, outline: Outline, sample: TranslationUnit) -> None:
        # The last group takes a character of what does not fit, so that nothing is passed over.
        self._pattern = re.compile(f"{outline.pattern}|(.).*", re.DOTALL)
        self._variants: list[tuple[str, int, _Element | None]] = []
        owner = self._unit = _Element(sample, (), 0)
        blank = 0
        for element, free in outline.openings:
            match element:
                case "tu":
                    owner = self._unit = _Element(sample, free, blank)
                case "tuv":
                    owner = _Element(sample.variants[len(self._variants)], free, blank)
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
            rows = _resolved(rows)
            if not rows:
                return None
            end = units_end(block, place, len(rows))
        return _Run(self, rows, end)

    def units(self, rows: Sequence[_Row]) -> Iterator[TranslationUnit]:
        """Yield the units with these words in their blanks."""
        columns: list[_Column] = [*zip(*rows, strict=True)]
        unit = self._unit
        tuids: Iterable[str | None] = repeat(None)
        source_languages: Iterable[str | None] = repeat(None)
        if self._tuid is not None:
            tuids = columns[self._tuid]
        if self._source_language is not None:
            source_languages = columns[self._source_language]
        variants = zip(
            *[
                _plain_variants(language, columns[blank])
                if element is None
                else _variants(language, columns[blank], element, columns)
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


def _plain_variants(language: str, texts: _Column) -> list[Variant]:
    """Return variants of nothing but a language and words, as most are."""
    variants = []
    for text in texts:
        made = _open_variant()
        made.language = language
        made.content = (text,) if text else ()
        made.notes = made.properties = made.attributes = ()
        made.__class__ = Variant
        variants.append(made)
    return variants


def _variants(
    language: str, texts: _Column, element: _Element, columns: Sequence[_Column]
) -> list[Variant]:
    """Return variants with notes, properties or attributes."""
    variants = []
    for text, notes, properties, attributes in zip(
        texts,
        element.notes(columns),
        element.properties(columns),
        element.attributes(columns),
        strict=False,
    ):
        made = _open_variant()
        made.language = language
        made.content = (text,) if text else ()
        made.notes = notes
        made.properties = properties
        made.attributes = attributes
        made.__class__ = Variant
        variants.append(made)
    return variants


def _filled(
    remarks: list[tuple[int, _Remarks[_R]]], columns: Sequence[_Column]
) -> Iterable[tuple[_R, ...]]:
    if not remarks:
        return repeat(())
    return zip(*[map(known.__getitem__, columns[blank]) for blank, known in remarks], strict=True)


def _resolved(rows: list[_Row]) -> list[_Row]:
    """Return the rows with references put in.

    It ends before the first row with one that nothing but a declaration explains, or nothing at
    all: the parser will tell.
    """
    resolved: list[_Row] = []
    # What was made before an error stays.
    with suppress(ValueError):
        resolved.extend(
            [_REFERENCE.sub(_named, value) if "&" in value else value for value in row]
            for row in rows
        )
    return resolved


def _named(found: re.Match[str]) -> str:
    character = _NAMED.get(found[1]) or _numbered(found[1])
    if character is None:
        raise ValueError(found[0])
    return character


def _numbered(reference: str) -> str | None:
    """Return the character of a reference by number, None where XML has none of it."""
    number = _NUMBER.fullmatch(reference)
    if number is None:
        return None
    code = int(number[1]) if number[1] else int(number[2], 16)
    return chr(code) if any(code in codes for codes in _XML_CODES) else None
