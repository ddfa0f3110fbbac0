"""Read and write units as tables: CSV for spreadsheets, TSV for programs."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from sources.language import LanguageError, parse_language
from tmx.formats.closing import Closing
from tmx.formats.errors import Action, FormatError, Problem, ProblemLog, Strictness
from tmx.formats.rows import RowReader, TableKind, write_rows
from tmx.formats.term_exports import with_tags
from tmx.formats.xml import name_of
from tmx.model import Property, PropertyType, TranslationUnit, Variant

__all__ = ["TableReader", "language_columns", "write_table"]

_PROPERTY_COLUMNS: Final = {
    "symbol": PropertyType.SYMBOL,
    "paragraph": PropertyType.PARAGRAPH,
    "confidence": PropertyType.CONFIDENCE,
    "status": PropertyType.STATUS,
}
_KNOWN_COLUMNS: Final = frozenset({"tuid", *_PROPERTY_COLUMNS})


def write_table(
    target: str | Path | BinaryIO,
    units: Iterable[TranslationUnit],
    languages: Sequence[str],
    *,
    kind: TableKind,
) -> int:
    """Write units, one per line under a heading, and return how many.

    The columns are `tuid`, `symbol`, `paragraph`, `confidence`, `status`, then the languages;
    each holds the words of the first variant in that language.

    Args:
        target: a path, or a binary stream.
        units: taken one at a time.
        languages: tags, as the variants spell them.
        kind: the format.
    """

    def rows() -> Iterator[list[str]]:
        yield ["tuid", *_PROPERTY_COLUMNS, *languages]
        for unit in units:
            found = {variant.language: variant.text for variant in reversed(unit.variants)}
            properties = [unit.property(type_) or "" for type_ in _PROPERTY_COLUMNS.values()]
            yield [unit.tuid or "", *properties, *[found.get(tag, "") for tag in languages]]

    return write_rows(target, rows(), kind=kind) - 1


class TableReader(Closing):
    """Iterate over the units of a CSV or TSV file with a heading.

    A column called by a language tag, or by the name of one of the six, holds texts; `tuid`,
    `symbol`, `paragraph`, `confidence` and `status` are understood; other columns are reported
    once and left.

    Raises:
        FormatError: on construction or while iterating.
    """

    def __init__(
        self,
        source: str | Path | BinaryIO,
        *,
        kind: TableKind,
        strictness: Strictness = Strictness.REPORT,
    ) -> None:
        self.file = name_of(source)
        self.log = ProblemLog(file=self.file, strictness=strictness)
        self._lines = RowReader(source, kind=kind)
        try:
            self._columns = self._heading(self._lines.heading())
        except BaseException:
            self.close()
            raise

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the heading."""
        return tuple(name for kind, name in self._columns if kind == "language")

    def close(self) -> None:
        """Close the file."""
        self._lines.close()

    def __iter__(self) -> Iterator[TranslationUnit]:
        for line, row in self._lines:
            if not any(row):
                continue
            unit = self._unit(row)
            if unit is None:
                self._report("row without text", "no text in any language", line)
            else:
                yield unit

    def _heading(self, names: Sequence[str]) -> list[tuple[str, str]]:
        languages = language_columns(with_tags(names), file=self.file)
        columns: list[tuple[str, str]] = []
        for position, name in enumerate(names):
            stripped = name.strip().lower()
            if position in languages:
                columns.append(("language", languages[position]))
            elif stripped in _KNOWN_COLUMNS:
                columns.append(("known", stripped))
            else:
                columns.append(("unknown", stripped))
                self._report("unknown column", f"{name!r}", 1)
        return columns

    def _unit(self, row: Sequence[str]) -> TranslationUnit | None:
        variants: list[Variant] = []
        properties: list[Property] = []
        tuid: str | None = None
        for (kind, name), cell in zip(self._columns, row, strict=False):
            if not cell or kind == "unknown":
                continue
            if kind == "language":
                variants.append(Variant.plain(name, cell))
            elif name == "tuid":
                tuid = cell
            else:
                properties.append(Property(type=str(_PROPERTY_COLUMNS[name]), text=cell))
        if not variants:
            return None
        return TranslationUnit(tuid=tuid, variants=tuple(variants), properties=tuple(properties))

    def _report(self, reason: str, detail: str, line: int) -> None:
        self.log.add(Problem(reason=reason, detail=detail, action=Action.SKIPPED, line=line))


def language_columns(names: Sequence[str], *, file: str) -> dict[int, str]:
    """Return the language tag per column that is called by one.

    Raises:
        FormatError: there is none.
    """
    found: dict[int, str] = {}
    for position, name in enumerate(names):
        try:
            found[position] = parse_language(name.strip())
        except LanguageError:
            continue
    if not found:
        raise FormatError(
            f"no column is called by a language, found {', '.join(names)[:80]!r}; expected "
            f"language tags such as 'zh' and 'en' in the first line; add them.",
            file=file,
            line=1,
        )
    return found
