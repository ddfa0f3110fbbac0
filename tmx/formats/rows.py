"""Read and write the rows of CSV, TSV and XLSX files; errors say the line.

CSV is for spreadsheets: it begins with a byte order mark, without which Excel garbles other
scripts, and cells a spreadsheet would run as formulas (`= + - @`, tab, return) get an apostrophe
in front, which the reader takes away again. TSV is for programs and has neither. The CSV of others
may have semicolons for commas.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

from tmx.formats.errors import FormatError
from tmx.formats.placing import open_target
from tmx.formats.spreadsheet import read_workbook, write_workbook
from tmx.formats.xml import name_of

__all__ = ["RowReader", "TableKind", "read_text", "write_rows"]

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_DEFUSED: Final = re.compile(r"'+[=+\-@\t\r]")


class TableKind(StrEnum):
    """The formats of tables, by their endings."""

    CSV = ".csv"
    TSV = ".tsv"
    XLSX = ".xlsx"


class RowReader:
    """Read the rows of a table, with their line or row numbers."""

    def __init__(self, source: str | Path | BinaryIO, *, kind: TableKind) -> None:
        self._file = name_of(source)
        self._stack = ExitStack()
        try:
            if isinstance(source, str | Path):
                stream = Path(source).open("rb")  # noqa: SIM115 - closed by the stack
                binary: BinaryIO = self._stack.enter_context(stream)
            else:
                binary = source
        except OSError as error:
            raise FormatError(
                f"cannot read: {error.strerror or error}; expected a file; check the name.",
                file=self._file,
            ) from error
        if kind is TableKind.XLSX:
            self._rows = read_workbook(binary)
        else:
            self._rows = self._delimited(binary, kind)
        self._heading: list[str] | None = None

    def close(self) -> None:
        """Close the file."""
        self._stack.close()

    def heading(self) -> list[str]:
        """Return the first row."""
        if self._heading is None:
            first = next(self._rows, None)
            if first is None:
                raise FormatError(
                    "the file is empty; expected a heading and rows; export it again.",
                    file=self._file,
                )
            self._heading = first[1]
        return self._heading

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return self._rows

    def _delimited(self, binary: BinaryIO, kind: TableKind) -> Iterator[tuple[int, list[str]]]:
        text = io.TextIOWrapper(binary, encoding="utf-8-sig", newline="")
        # A stream of the caller's must outlive the wrapper.
        self._stack.callback(text.detach)
        line = 0
        try:
            first = text.readline()
            delimiter = _delimiter(first) if kind is TableKind.CSV else "\t"
            rows = csv.reader(
                chain([first] if first else [], text), delimiter=delimiter, strict=True
            )
            for row in rows:
                line = rows.line_num
                cells = [_armed(cell) for cell in row] if kind is TableKind.CSV else row
                yield line, cells
        except csv.Error as error:
            raise FormatError(
                f"not a table ({error}); expected quotation marks in pairs; mend the line.",
                file=self._file,
                line=line + 1,
            ) from error
        except UnicodeDecodeError as error:
            raise FormatError(
                f"not UTF-8 at byte {error.start} of a block; expected UTF-8; save the table as "
                f"'CSV UTF-8'.",
                file=self._file,
                line=line + 1,
            ) from error


def write_rows(target: str | Path | BinaryIO, rows: Iterable[list[str]], *, kind: TableKind) -> int:
    """Write rows, the heading included, and return how many.

    Raises:
        FormatError: the file cannot be written, or the format cannot hold the rows.
    """
    with open_target(target) as stream:
        if kind is TableKind.XLSX:
            return write_workbook(stream, rows)
        is_csv = kind is TableKind.CSV
        encoding = "utf-8-sig" if is_csv else "utf-8"
        text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
        try:
            if is_csv:
                writer = csv.writer(text, dialect=csv.excel, lineterminator="\r\n")
            else:
                writer = csv.writer(text, dialect=csv.excel_tab, lineterminator="\n")
            count = 0
            for row in rows:
                writer.writerow([_disarmed(cell) for cell in row] if is_csv else row)
                count += 1
            return count
        finally:
            text.detach()


def _delimiter(heading: str) -> str:
    """Return what parts the columns: Excel puts semicolons where commas stand in numbers."""
    return next((each for each in ",;\t" if each in heading), ",")


def _disarmed(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _armed(cell: str) -> str:
    return cell[1:] if _DEFUSED.match(cell) else cell


def read_text(source: str | Path | BinaryIO) -> str:
    """Return a whole UTF-8 file, without its byte order mark."""
    try:
        data = Path(source).read_bytes() if isinstance(source, str | Path) else source.read()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise FormatError(
            f"cannot read: {error.strerror or error}; expected a file; check the name.",
            file=name_of(source),
        ) from error
    except UnicodeDecodeError as error:
        raise FormatError(
            f"not UTF-8 at byte {error.start}; expected a glossary in UTF-8; save it anew.",
            file=name_of(source),
        ) from error
