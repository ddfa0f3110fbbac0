"""Read units of a TMX file by the shape of earlier ones.

The units of a memory are written by one program, so nearly all of them consist of the same markup
around other words. A shape is that markup as a pattern, with blanks for the words and for the
values of attributes that have no say in how the unit is read. It is made from a unit the parser
has read without a complaint, and trusted only if it gives the same for that unit. A later unit
that fits differs from it in nothing but what stands in the blanks, and those hold no markup; so
the parser would have read it in the same way, at several times the cost.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from tmx.formats.tmx14_outline import FREE_ATTRIBUTES, Outline, outline_of
from tmx.model import Attributes, Note, Property, TranslationUnit, Variant

__all__ = ["Shapes"]

# To make a pattern takes the time of some ten units, so it must be worth it.
_SEEN_BEFORE: Final = 8
_MOST_SHAPES: Final = 32
_MOST_COUNTED: Final = 1000
_LONGEST_PATTERN_BYTES: Final = 20_000
# Different notes and properties remembered, of each that a shape has.
_MOST_REMARKS: Final = 500
_LONGEST_REMARK_BYTES: Final = 200

_REFERENCE: Final = re.compile(rb"&([^;]*;?)")
_NAMED: Final = {b"amp;": b"&", b"lt;": b"<", b"gt;": b">", b"quot;": b'"', b"apos;": b"'"}

# Twins of the frozen classes, with the same slots. To fill such an object and then make it one of
# the frozen class takes a fifth of the time of the constructor, which sets each attribute through
# `object.__setattr__`. The shape sees to what the constructor checks.
_open_variant: Final[Callable[[], Any]] = type("_Variant", (), {"__slots__": Variant.__slots__})
_open_unit: Final[Callable[[], Any]] = type(
    "_TranslationUnit", (), {"__slots__": TranslationUnit.__slots__}
)

_Values = Sequence[bytes]
_R = TypeVar("_R", Note, Property)


class Shapes:
    """Learn the shapes of the units of one file, and read by them."""

    def __init__(self) -> None:
        self._shapes: list[_Shape] = []
        self._seen: Counter[bytes] = Counter()

    def read(self, block: bytes, place: int) -> tuple[list[TranslationUnit], int]:
        """Return the units from a place on, as far as known shapes fit, and where they end."""
        units: list[TranslationUnit] = []
        shapes = self._shapes
        tried = 0
        while tried < len(shapes) and place < len(block):
            shape = shapes[tried]
            rows, end = shape.rows(block, place)
            if not rows:
                tried += 1
                continue
            try:
                if block.find(b"&", place, end) >= 0:
                    rows = [[_resolved(value) for value in row] for row in rows]
                # A list first: an error halfway must leave none of them.
                units += [*map(shape.unit, rows)]
            except ValueError:
                # Not good UTF-8, or a reference other than the usual: the parser will tell.
                return shape.good_units(units, block, place)
            place = end
            # The last to fit is the likeliest to fit again, though not at this place.
            shapes.insert(0, shapes.pop(tried))
            tried = 1
        return units, place

    def learn(self, text: bytes, unit: TranslationUnit) -> None:
        """Take note of a unit the parser read without a complaint.

        Args:
            text: of the unit, with what stands before its start tag.
            unit: what the parser gave.
        """
        if len(self._shapes) == _MOST_SHAPES:
            return
        outline = outline_of(text)
        if outline is None or len(outline.pattern) > _LONGEST_PATTERN_BYTES:
            return
        self._seen[outline.pattern] += 1
        if self._seen[outline.pattern] >= _SEEN_BEFORE:
            del self._seen[outline.pattern]
            shape = _Shape(outline, unit)
            if shape.gives(text, unit):
                self._shapes.insert(0, shape)
        elif len(self._seen) > _MOST_COUNTED:
            self._seen.clear()


class _Remarks(dict[bytes, _R]):
    """A note or property of a shape with each of the texts that stood in its blank so far."""

    def __init__(self, sample: _R) -> None:
        super().__init__()
        self._sample: _R = sample

    def __missing__(self, text: bytes) -> _R:
        remark: _R = replace(self._sample, text=_decoded(text))
        if len(text) < _LONGEST_REMARK_BYTES:
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

    def attributes(self, values: _Values) -> Attributes:
        """Return the attributes; their order is that of the sample."""
        if not self.named:
            return ()
        return tuple([(name, _decoded(values[blank])) for name, blank in self.named])

    def notes(self, values: _Values) -> tuple[Note, ...]:
        """Return the notes."""
        return _filled(self._notes, values) if self._notes else ()

    def properties(self, values: _Values) -> tuple[Property, ...]:
        """Return the properties."""
        return _filled(self._properties, values) if self._properties else ()


class _Shape:
    """The markup of a unit, and what becomes of the words in its blanks."""

    def __init__(self, outline: Outline, sample: TranslationUnit) -> None:
        # The last group takes what does not fit, so that nothing is passed over.
        self._pattern = re.compile(rb"%b|(.+)" % outline.pattern, re.DOTALL)
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
        self._is_bare = self._unit.is_bare

    def gives(self, text: bytes, unit: TranslationUnit) -> bool:
        """Return True if the text of the sample gives the sample."""
        units, end = self.good_units([], text, 0)
        return units == [unit] and end == len(text)

    def rows(self, block: bytes, place: int) -> tuple[list[_Values], int]:
        """Return what stands in the blanks of each unit from a place on, and where these end."""
        rows: list[_Values] = self._pattern.findall(block, place)
        rest = rows[-1][-1]
        if rest:
            rows.pop()
        return rows, len(block) - len(rest)

    def good_units(
        self, units: list[TranslationUnit], block: bytes, place: int
    ) -> tuple[list[TranslationUnit], int]:
        """Add the units from a place on that can be read, one by one, and return where they end."""
        while (found := self._pattern.match(block, place)) is not None:
            *values, rest = found.groups()
            if rest is not None:
                break
            try:
                units.append(self.unit([_resolved(value) for value in values]))
            except ValueError:
                break
            place = found.end()
        return units, place

    def unit(self, values: _Values) -> TranslationUnit:
        """Return the unit with these bytes in its blanks.

        Raises:
            ValueError: they are not UTF-8, or characters XML cannot hold.
        """
        variants = []
        for language, blank, element in self._variants:
            text = values[blank].decode()
            # A look at the whole block for these two takes five times as long.
            if not text.isascii() and ("\ufffe" in text or "\uffff" in text):
                raise _illegal()
            variant = _open_variant()
            variant.language = language
            variant.content = (text,) if text else ()
            if element is None:
                variant.notes = variant.properties = variant.attributes = ()
            else:
                variant.notes = element.notes(values)
                variant.properties = element.properties(values)
                variant.attributes = element.attributes(values)
            variant.__class__ = Variant
            variants.append(variant)
        unit = _open_unit()
        unit.variants = tuple(variants)
        tuid, source_language = self._tuid, self._source_language
        unit.tuid = None if tuid is None else _decoded(values[tuid])
        unit.source_language = (
            None if source_language is None else _decoded(values[source_language])
        )
        if self._is_bare:
            unit.notes = unit.properties = unit.attributes = ()
        else:
            whole = self._unit
            unit.notes = whole.notes(values)
            unit.properties = whole.properties(values)
            unit.attributes = whole.attributes(values)
        unit.__class__ = TranslationUnit
        return unit  # type: ignore[no-any-return] # it has become one


def _filled(remarks: list[tuple[int, _Remarks[_R]]], values: _Values) -> tuple[_R, ...]:
    # A list first, because a tuple of a generator takes longer.
    return tuple([known[values[blank]] for blank, known in remarks])


def _decoded(value: bytes) -> str:
    """Return the text of a blank.

    Raises:
        ValueError: it is not UTF-8, or holds a character XML cannot hold.
    """
    text = value.decode()
    if not text.isascii() and ("\ufffe" in text or "\uffff" in text):
        raise _illegal()
    return text


def _illegal() -> ValueError:
    return ValueError("a character XML cannot hold")


def _resolved(value: bytes) -> bytes:
    """Return a text with the references every XML file may use put in.

    Raises:
        ValueError: there is another.
    """
    return _REFERENCE.sub(_named, value) if b"&" in value else value


def _named(found: re.Match[bytes]) -> bytes:
    character = _NAMED.get(found[1])
    if character is None:
        raise ValueError(found[0])
    return character
