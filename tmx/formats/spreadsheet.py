"""Read and write Office Open XML workbooks (ECMA-376), one sheet of text: no more than tables need.

Written by hand with zip and strings, because a library for the whole of the format would be the
largest thing here. Cells are text, never formulas, so nothing has to be defused. The bytes hold
no dates: the same rows give the same file.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, cast

from lxml import etree

from tmx.formats.errors import FormatError
from tmx.formats.xml import (
    BoundedStream,
    TextCleaner,
    check_document_type,
    iterate_elements,
    local_name,
    name_of,
)

__all__ = ["read_workbook", "write_workbook"]

# Limits of the application the format comes from.
_MOST_ROWS: Final = 1_048_576
_LONGEST_CELL: Final = 32_767
# All shared strings of a workbook are held in memory.
_LARGEST_STRINGS_BYTES: Final = 256 * 1024 * 1024
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_SHEET: Final = "xl/worksheets/sheet1.xml"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/{_SHEET}" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><sheets>'
        '<sheet name="sixfold" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATION}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
_REFERENCE: Final = re.compile(r"([A-Z]+)[0-9]+")


def write_workbook(stream: BinaryIO, rows: Iterable[list[str]]) -> int:
    """Write rows as the only sheet of a workbook and return how many.

    Raises:
        FormatError: more rows or a longer cell than a workbook can hold.
    """
    clean = TextCleaner()
    count = 0
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _PARTS.items():
            archive.writestr(_entry(name), _DECLARATION + content)
        with archive.open(_entry(_SHEET), "w", force_zip64=True) as sheet:
            sheet.write(f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for row in rows:
                count += 1
                _check_size(row, count)
                cells = "".join(_cell(text, clean) for text in row)
                sheet.write(f"<row>{cells}</row>".encode())
            sheet.write(b"</sheetData></worksheet>")
    return count


def read_workbook(source: str | Path | BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Yield (1-based number, cells as text) for the rows of the first sheet.

    Raises:
        FormatError: the file is not a workbook.
    """
    file = name_of(source)
    try:
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
            sheets = sorted(name for name in names if name.startswith("xl/worksheets/sheet"))
            if not sheets:
                raise FormatError(
                    "the archive holds no sheet; expected an .xlsx workbook; save it anew.",
                    file=file,
                )
            strings = _shared_strings(archive, file) if "xl/sharedStrings.xml" in names else []
            sheet = _SHEET if _SHEET in sheets else sheets[0]
            with archive.open(sheet) as stream:
                yield from _rows(cast("BinaryIO", stream), strings, file)
    except (OSError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise FormatError(
            f"not a workbook ({error}); expected .xlsx without a password; save it anew.",
            file=file,
        ) from error


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _check_size(row: list[str], number: int) -> None:
    if number > _MOST_ROWS:
        raise FormatError(
            f"more than {_MOST_ROWS:,} rows; expected as many as a workbook can hold; write .csv "
            f"or .tsv instead."
        )
    longest = max(map(len, row), default=0)
    if longest > _LONGEST_CELL:
        raise FormatError(
            f"row {number} has a text of {longest:,} characters; expected at most "
            f"{_LONGEST_CELL:,}, what a cell can hold; write .csv or .tsv instead."
        )


def _cell(text: str, clean: TextCleaner) -> str:
    if not text:
        return "<c/>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{clean.text(text)}</t></is></c>'


def _rows(stream: BinaryIO, strings: list[str], file: str) -> Iterator[tuple[int, list[str]]]:
    bounded = BoundedStream(stream, file=file)
    number = 0
    for event, element in iterate_elements(bounded, ("worksheet", "row"), file=file):
        if event == "start":
            check_document_type(element, file=file)
        elif local_name(element) == "row":
            number = _ordinal(element.get("r"), number + 1)
            yield number, _cells(element, strings, file)
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
            bounded.mark()


def _cells(row: etree._Element, strings: list[str], file: str) -> list[str]:
    cells: list[str] = []
    for cell in row:
        column = _column(cell.get("r"), len(cells))
        cells += [""] * (column - len(cells))
        cells.append(_value(cell, strings, file))
    return cells


def _value(cell: etree._Element, strings: list[str], file: str) -> str:
    if cell.get("t") == "inlineStr":
        return _text(cell)
    value = next((child.text or "" for child in cell if local_name(child) == "v"), "")
    if cell.get("t") != "s":
        return value
    position = _ordinal(value, -1)
    if not 0 <= position < len(strings):
        raise FormatError(
            f"a cell names the shared string {value!r}; expected one of {len(strings)}; save the "
            f"workbook anew.",
            file=file,
        )
    return strings[position]


def _shared_strings(archive: zipfile.ZipFile, file: str) -> list[str]:
    strings: list[str] = []
    with archive.open("xl/sharedStrings.xml") as stream:
        bounded = BoundedStream(
            cast("BinaryIO", stream), file=file, limit_bytes=_LARGEST_STRINGS_BYTES
        )
        for event, element in iterate_elements(bounded, ("sst", "si"), file=file):
            if event == "start":
                check_document_type(element, file=file)
            elif local_name(element) == "si":
                strings.append(_text(element))
                element.clear()
    return strings


def _text(element: etree._Element) -> str:
    """Return the text of all `t`, without the readings (`rPh`) some scripts carry."""
    return "".join(
        each.text or ""
        for each in element.iter()
        if local_name(each) == "t" and not _is_reading(each)
    )


def _is_reading(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and local_name(parent) == "rPh"


def _column(reference: str | None, default: int) -> int:
    """Return the 0-based column of a reference: 27 for `AB3`."""
    match = _REFERENCE.fullmatch(reference or "")
    # Three letters reach beyond the last column there is.
    if match is None or len(match[1]) > 3:  # noqa: PLR2004, RUF100
        return default
    column = 0
    for letter in match[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return max(column - 1, default)


def _ordinal(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() else default
