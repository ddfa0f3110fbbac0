"""Read and write units as Parquet, for data tools; needs pyarrow (`sixfold[parquet]`).

A row is a variant: `unit` (number, from 0), `tuid`, `language`, `text`, then `symbol`,
`paragraph`, `confidence` and `status` of its unit. Rows of a unit stand together. Inline codes
and other properties have no column; TMX keeps them.
"""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, Final

from sources.language import LanguageError, parse_language
from tmx.formats.closing import Closing
from tmx.formats.errors import Action, FormatError, Problem, ProblemLog, Strictness
from tmx.formats.placing import open_target
from tmx.formats.xml import name_of
from tmx.model import Property, PropertyType, TranslationUnit, Variant

__all__ = ["ParquetReader", "write_parquet"]

_PROPERTIES: Final = {
    "symbol": PropertyType.SYMBOL,
    "paragraph": PropertyType.PARAGRAPH,
    "confidence": PropertyType.CONFIDENCE,
    "status": PropertyType.STATUS,
}
_COLUMNS: Final = ("unit", "tuid", "language", "text", *_PROPERTIES)
_NEEDED: Final = frozenset({"language", "text"})
# Rows held at a time; a row group of this size compresses well.
_BATCH_ROWS: Final = 50_000


def write_parquet(target: str | Path | BinaryIO, units: Iterable[TranslationUnit]) -> int:
    """Write units, a row per variant, and return how many units.

    Raises:
        FormatError: pyarrow is not installed, or the file cannot be written.
    """
    pyarrow = _pyarrow(target)
    schema = pyarrow.schema(
        [(name, pyarrow.int64() if name == "unit" else pyarrow.string()) for name in _COLUMNS]
    )
    count = 0
    with open_target(target) as stream, pyarrow.parquet.ParquetWriter(stream, schema) as writer:
        rows: list[tuple[object, ...]] = []
        for unit in units:
            told = [unit.property(type_) for type_ in _PROPERTIES.values()]
            rows += [(count, unit.tuid, each.language, each.text, *told) for each in unit.variants]
            count += 1
            if len(rows) >= _BATCH_ROWS:
                writer.write_table(_table(pyarrow, rows, schema))
                rows.clear()
        if rows:
            writer.write_table(_table(pyarrow, rows, schema))
    return count


class ParquetReader(Closing):
    """Iterate over the units of a Parquet file with the columns `language` and `text`.

    Rows that stand together with the same `unit`, or without such a column the same `tuid`, are
    one unit; without either, each row is one.

    Raises:
        FormatError: on construction, or while iterating.
    """

    def __init__(
        self, source: str | Path | BinaryIO, *, strictness: Strictness = Strictness.REPORT
    ) -> None:
        self.file = name_of(source)
        self.log = ProblemLog(file=self.file, strictness=strictness)
        self._pyarrow = _pyarrow(source)
        try:
            opened = str(source) if isinstance(source, str | Path) else source
            self._parquet: Any = self._pyarrow.parquet.ParquetFile(opened)
        except (OSError, self._pyarrow.ArrowException) as error:
            raise FormatError(
                f"cannot be read as Parquet ({error}); expected a whole Parquet file; write it "
                f"again.",
                file=self.file,
            ) from error
        missing = _NEEDED - set(self._parquet.schema_arrow.names)
        if missing:
            self.close()
            raise FormatError(
                f"no column {', '.join(sorted(missing))!r}; expected 'language' and 'text'; "
                f"rename the columns.",
                file=self.file,
            )

    def close(self) -> None:
        """Close the file."""
        self._parquet.close()

    def __iter__(self) -> Iterator[TranslationUnit]:
        for number, (_, rows) in enumerate(groupby(self._rows(), key=_same_unit), start=1):
            unit = self._unit(number, list(rows))
            if unit is not None:
                yield unit

    def _rows(self) -> Iterator[dict[str, Any]]:
        wanted = [name for name in _COLUMNS if name in self._parquet.schema_arrow.names]
        number = 0
        try:
            for batch in self._parquet.iter_batches(batch_size=_BATCH_ROWS // 10, columns=wanted):
                for row in batch.to_pylist():
                    number += 1
                    yield {"row": number, **row}
        except (OSError, self._pyarrow.ArrowException) as error:
            raise FormatError(
                f"cannot read on ({error}); expected a whole Parquet file; write it again.",
                file=self.file,
                line=number + 1,
            ) from error

    def _unit(self, number: int, rows: list[dict[str, Any]]) -> TranslationUnit | None:
        first = rows[0]
        tuid = first.get("tuid")
        name = f"{tuid or f'number {number}'}"
        variants = []
        for row in rows:
            try:
                language = parse_language(str(row["language"] or ""))
            except LanguageError:
                detail = f"{row['language']!r} is not a language tag"
                self._report("unknown language code", detail, row["row"], name)
                continue
            if row["text"]:
                variants.append(Variant.plain(language, str(row["text"])))
        if not variants:
            self._report("unit without variants", "no text in any language", first["row"], name)
            return None
        return TranslationUnit(
            tuid=None if tuid is None else str(tuid),
            variants=tuple(variants),
            properties=tuple(
                Property(type=str(type_), text=str(first[column]))
                for column, type_ in _PROPERTIES.items()
                if first.get(column) is not None
            ),
        )

    def _report(self, reason: str, detail: str, row: int, unit: str) -> None:
        self.log.add(
            Problem(reason=reason, detail=detail, action=Action.SKIPPED, line=row, unit=unit)
        )


def _same_unit(row: dict[str, Any]) -> object:
    for name in ("unit", "tuid"):
        if row.get(name) is not None:
            return name, row[name]
    return "row", row["row"]


def _table(pyarrow: Any, rows: list[tuple[object, ...]], schema: Any) -> Any:  # noqa: ANN401
    columns = [list(column) for column in zip(*rows, strict=True)]
    return pyarrow.table(columns, schema=schema)


def _pyarrow(source: str | Path | BinaryIO) -> Any:  # noqa: ANN401 - an optional package
    if find_spec("pyarrow") is None:
        raise FormatError(
            "Parquet needs the package pyarrow, which is not installed; expected it; install it "
            "with: pip install 'sixfold[parquet]'.",
            file=name_of(source),
        )
    import pyarrow as pa
    import pyarrow.parquet

    return pa
