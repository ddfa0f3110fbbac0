"""The sample as DOCX and PDF gives the rows that the text gives."""

import importlib.util
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from align import align_documents
from align.model import MultiAlignment
from sources import Document, find_versions, read_document
from sources.readers.office import find_office

SCRIPT = Path(__file__).parents[1] / "data" / "sources" / "make_docx.py"
# LibreOffice numbers Russian items with Latin letters, where the text has a Cyrillic a, and
# leaves the hamza of an Arabic label out of the font's map.
LABELS = str.maketrans({"а": "a", "أ": "ا"})


def make_docx() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_docx", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_word_files(folder: Path) -> list[Path]:
    paths = []
    for document in find_versions("A/65/496"):
        path = folder / f"sample.{document.language}.docx"
        path.write_bytes(make_docx().word_file(document.paragraphs, document.language))
        paths.append(path)
    return paths


def rows(alignment: MultiAlignment) -> list[tuple[str, ...]]:
    """Return the rows as text, without white space: a page does not show where a line broke."""
    return [
        tuple(
            re.sub(r"\s", "", "".join(text.segments[index].text for index in cell)).translate(
                LABELS
            )
            for text, cell in zip(alignment.texts, row.cells, strict=True)
        )
        for row in alignment.rows
    ]


def shape(document: Document) -> list[tuple[str, str | None, str]]:
    return [(each.kind.value, each.number, each.text) for each in document.paragraphs]


def test_word_files_have_the_blocks_of_the_text(tmp_path: Path) -> None:
    for path, document in zip(write_word_files(tmp_path), find_versions("A/65/496"), strict=True):
        assert shape(read_document(path)) == shape(document)


@pytest.mark.slow
@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
def test_rows_of_docx_doc_and_pdf(tmp_path: Path) -> None:
    expected = rows(align_documents(find_versions("A/65/496")))
    paths = write_word_files(tmp_path)
    assert rows(align_documents([read_document(path) for path in paths])) == expected
    for ending in ("pdf", "doc"):
        command = [str(find_office()), f"-env:UserInstallation=file://{tmp_path}/profile"]
        command += ["--headless", "--convert-to", ending, "--outdir", str(tmp_path)]
        subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=300)
    printed = [read_document(path.with_suffix(".pdf")) for path in paths]
    assert rows(align_documents(printed)) == expected
    old = [read_document(path.with_suffix(".doc")) for path in paths]
    assert [shape(document) for document in old] == [
        shape(document) for document in find_versions("A/65/496")
    ]
