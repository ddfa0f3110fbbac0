import os
import time
import zipfile
from pathlib import Path

import pytest

from sources import SourceError, read_document
from sources.readers import SourceFile
from sources.readers.office import OfficeReader, find_office

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RTF = rb"""{\rtf1\ansi\deff0 {\fonttbl {\f0 Times;}}
{\pard\b Report of the Chair\b0\par}
{\pard 1. The first paragraph, caf\'e9.\par}
{\pard 2. The second:\par}
{\pard (a) An item.\par}}"""
# WordPerfect 5.1: a header of 16 bytes that says where the text begins, then the text.
WORD_PERFECT = (
    b"\xffWPC\x10\x00\x00\x00\x01\x0a\x00\x01\x00\x00\x00\x00"
    b"1. The first paragraph.\n2. The second.\n"
)
needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")


def read(folder: Path, data: bytes) -> list[tuple[str | None, str]]:
    path = folder / "a.txt"  # the ending lies
    path.write_bytes(data)
    return [(p.number, p.text) for p in read_document(path, "en").paragraphs]


@pytest.mark.slow
@needs_office
def test_rtf_through_libreoffice(tmp_path: Path) -> None:
    assert read(tmp_path, RTF) == [
        (None, "Report of the Chair"),
        ("1", "The first paragraph, café."),
        ("2", "The second:"),
        ("(a)", "An item."),
    ]


@pytest.mark.slow
@needs_office
def test_word_perfect_through_libreoffice(tmp_path: Path) -> None:
    assert read(tmp_path, WORD_PERFECT) == [
        ("1", "The first paragraph."),
        ("2", "The second."),
    ]


@pytest.mark.slow
@needs_office
def test_damaged_word_file(tmp_path: Path) -> None:
    data = OLE + "WordDocument".encode("utf-16-le") + b"\x00" * 600
    with pytest.raises(SourceError, match=r"a\.txt is an old Word file .* cannot read it"):
        read(tmp_path, data)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (OLE + "WordDocument".encode("utf-16-le"), "an old Word file"),
        (WORD_PERFECT, "a WordPerfect file"),
        (RTF, "an RTF file"),
    ],
)
def test_libreoffice_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, kind: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match=rf"a\.txt is {kind}.* needs LibreOffice; install"):
        read(tmp_path, data)


def test_open_document_without_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "a.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(SourceError, match=r"a\.odt is an OpenDocument text.* needs LibreOffice"):
        read_document(path, "en")


def test_encrypted_word_file(tmp_path: Path) -> None:
    data = OLE + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(SourceError, match=r"a\.txt is protected by a password"):
        read(tmp_path, data)


def test_program_that_does_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it started is ended with it: LibreOffice is a script that starts the program."""
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 60 & echo $! > {tmp_path}/child\nwait\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(SourceError, match="did not finish reading it within 1 seconds"):
        OfficeReader(seconds=1.0).read(SourceFile(name="a.rtf", data=RTF), "en")
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        if not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text():
            return
        time.sleep(0.05)
    pytest.fail("the program that was started is still there")
