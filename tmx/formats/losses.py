"""Count what a format other than TMX cannot hold of the units written to it."""

from collections.abc import Iterable, Iterator
from typing import Final

from tmx.model import PropertyType, TranslationUnit

__all__ = ["Losses"]

# Every text we have aligned says so; nobody misses it in a table.
_OURS: Final = frozenset({PropertyType.OFFICIAL})


class Losses:
    """Watch units on their way into a file.

    Args:
        keeps_notes: the format holds the notes of a unit.
        keeps_alternatives: it holds several texts in one language.

    Attributes:
        units: seen.
    """

    def __init__(self, *, keeps_notes: bool = False, keeps_alternatives: bool = False) -> None:
        self._keeps_notes = keeps_notes
        self._keeps_alternatives = keeps_alternatives
        self.units = 0
        self._codes = 0
        self._alternatives = 0
        self._remarks = 0

    def watch(self, units: Iterable[TranslationUnit]) -> Iterator[TranslationUnit]:
        """Yield the units as they are."""
        for unit in units:
            self.units += 1
            self._codes += not all(variant.is_plain for variant in unit.variants)
            if not self._keeps_alternatives:
                self._alternatives += len(set(unit.languages)) < len(unit.variants)
            self._remarks += (bool(unit.notes) and not self._keeps_notes) or any(
                variant.notes or any(each.type not in _OURS for each in variant.properties)
                for variant in unit.variants
            )
            yield unit

    def warnings(self) -> list[str]:
        """Return a sentence for each kind of thing that was left out."""
        counts = {
            "inline codes": self._codes,
            "a second text in one language": self._alternatives,
            "notes or properties of a text": self._remarks,
        }
        return [
            f"{count} units have {what}, which this format cannot hold; TMX keeps them"
            for what, count in counts.items()
            if count
        ]
