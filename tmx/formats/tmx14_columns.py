"""Make notes, properties, attributes and variants of many units of TMX at once.

What stands in one blank of all units is a column. The interpreter goes through columns in a few
loops of its own, where to go through the units would take it many steps for each.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import repeat
from typing import Any, Final, TypeAlias, TypeVar

from tmx.model import Attributes, Note, Property, TranslationUnit, Variant

__all__ = ["Column", "Element", "open_class", "plain_variants", "variants_with"]

# Different notes and properties remembered, of each that a shape has.
_MOST_REMARKS: Final = 500
_LONGEST_REMARK: Final = 200

Column: TypeAlias = Sequence[str]
"""What stands in one blank of all units."""

_R = TypeVar("_R", Note, Property)


def open_class(frozen: type) -> Callable[[], Any]:
    """Return a subclass of a frozen class whose objects are made empty and can be filled.

    To fill such an object and then make it one of the frozen class takes a fifth of the time of
    the constructor, which sets each attribute through `object.__setattr__`. The shape sees to what
    the constructor checks. (A class of its own with the same slots takes a tenth longer.)
    """
    plain = {name: getattr(object, name) for name in ("__init__", "__setattr__", "__delattr__")}
    return type(f"_Open{frozen.__name__}", (frozen,), {"__slots__": (), **plain})


_open_variant: Final = open_class(Variant)


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


class Element:
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

    def attributes(self, columns: Sequence[Column]) -> Iterable[Attributes]:
        """Return the attributes of all units; their order is that of the sample."""
        if not self.named:
            return repeat(())
        return zip(
            *[zip(repeat(name), columns[blank], strict=False) for name, blank in self.named],
            strict=True,
        )

    def notes(self, columns: Sequence[Column]) -> Iterable[tuple[Note, ...]]:
        """Return the notes of all units."""
        return _filled(self._notes, columns)

    def properties(self, columns: Sequence[Column]) -> Iterable[tuple[Property, ...]]:
        """Return the properties of all units."""
        return _filled(self._properties, columns)


def plain_variants(language: str, texts: Column) -> list[Variant]:
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


def variants_with(
    language: str, texts: Column, element: Element, columns: Sequence[Column]
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
    remarks: list[tuple[int, _Remarks[_R]]], columns: Sequence[Column]
) -> Iterable[tuple[_R, ...]]:
    if not remarks:
        return repeat(())
    return zip(*[map(known.__getitem__, columns[blank]) for blank, known in remarks], strict=True)
