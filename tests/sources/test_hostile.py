"""Files made to do harm: each ends in a clear error, in bounded time and memory."""

import hashlib
import os
import signal
import zipfile
import zlib
from pathlib import Path

import pytest

from sources import Document, SourceError, read_document, read_documents
from sources.readers import SourceFile
from sources.readers.process import ReaderProcess

PDF = Path(__file__).parents[1] / "data" / "sources" / "pdf"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*objects: bytes) -> bytes:
    """Put a PDF together from its objects, the first of which is the catalogue."""
    data = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return data + b"trailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        start,
    )


def stream(content: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<</Filter /FlateDecode /Length %d %s>>\nstream\n%s\nendstream" % (
        len(packed),
        entries,
        packed,
    )


CATALOGUE = b"<</Type /Catalog /Pages 2 0 R>>"
PAGES = b"<</Type /Pages /Kids [3 0 R] /Count 1>>"
PAGE = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 500 500] /Contents 4 0 R /Resources %s>>"
FONT = b"<</Font <</F <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>"


def read_apart(data: bytes, *, seconds: float = 2.0) -> None:
    process = ReaderProcess(seconds)
    try:
        process.read(SourceFile(name="a.pdf", data=data), "en")
    finally:
        process.kill()


def test_forms_that_call_forms() -> None:
    """Ten forms, each drawing the next one ten times: ten milliard words."""
    forms = [
        stream(
            b"/X Do " * 10,
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X %d 0 R>>>>"
            % (number + 1),
        )
        for number in range(5, 15)
    ]
    last = stream(
        b"BT /F 9 Tf (word) Tj ET",
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources " + FONT,
    )
    page = PAGE % b"<</XObject <</X 5 0 R>>>>"
    with pytest.raises(SourceError, match=r"a\.pdf (takes more than 2 seconds|is damaged|has )"):
        read_apart(pdf(CATALOGUE, PAGES, page, stream(b"/X Do"), *forms, last))


def test_content_that_unpacks_to_much() -> None:
    content = b"BT /F 9 Tf\n" + b"(word) Tj\n" * 4_000_000 + b"ET"
    data = pdf(CATALOGUE, PAGES, PAGE % FONT, stream(content))
    assert len(data) < 200_000  # of 40 MB
    with pytest.raises(SourceError, match=r"a\.pdf "):
        read_apart(data)


def test_page_tree_that_holds_itself() -> None:
    pages = b"<</Type /Pages /Kids [2 0 R 2 0 R] /Count 2000000000>>"
    with pytest.raises(SourceError, match=r"a\.pdf (is damaged|has 2000000000 pages)"):
        read_apart(pdf(CATALOGUE, pages))


def encrypted(password: bytes) -> bytes:
    """Return a PDF that asks for a password (PDF 32000-1, 7.6.3: standard handler, 40 bits)."""
    padding = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    key = hashlib.md5((password + padding)[:32]).digest()[:5]  # noqa: S324 - the format's own
    entry = hashlib.sha256(key).hexdigest().encode()
    security = b"<</Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s>>>" % (entry, entry)
    data = pdf(CATALOGUE, PAGES, PAGE % FONT, stream(b"BT ET"), security)
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 5 0 R /ID [<00> <00>]")


def test_pdf_with_a_password() -> None:
    with pytest.raises(SourceError, match=r"a\.pdf is protected by a password"):
        read_apart(encrypted(b"secret"))


def test_process_goes_on_after_a_file_that_ended_it() -> None:
    process = ReaderProcess()
    file = SourceFile(name="a.pdf", data=(PDF / "visual.ar.pdf").read_bytes())
    first = process.read(file, "ar")
    running = process._process
    assert running is not None
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    assert process.read(file, "ar") == first
    process.kill()


def test_one_broken_file_does_not_stop_the_others(tmp_path: Path) -> None:
    good = PDF / "weasyprint.en.pdf"
    broken, empty = tmp_path / "b.pdf", tmp_path / "c.en.txt"
    broken.write_bytes(good.read_bytes()[:9000])
    empty.write_bytes(b"")
    calls: list[tuple[int, int]] = []
    results = read_documents(
        [good, broken, empty, tmp_path / "gone.pdf", good],
        ["en", "en", None, "en", "en"],
        workers=2,
        progress=lambda done, of: calls.append((done, of)),
    )
    assert results[0] == results[4] == read_document(good, "en")
    assert [isinstance(result, Document) for result in results] == [True, False, False, False, True]
    for name, result in zip(("b.pdf", "c.en.txt", "gone.pdf"), results[1:4], strict=True):
        assert name in str(result)
    assert calls == [(done, 5) for done in range(1, 6)]


def test_names_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    """Parts are looked up by name and never written, so a path in a name does nothing."""
    path = tmp_path / "a.docx"

    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../../outside.txt", "x")
        archive.writestr("/word/document.xml", "x")
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>Text.</w:t></w:r></w:p>'
            "</w:body></w:document>",
        )
    assert read_document(path, "en").paragraphs[0].text == "Text."
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.docx"]


def test_many_parts_that_each_unpack_to_much(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in ("document", "styles", "numbering", "footnotes"):
            archive.writestr(f"word/{part}.xml", b"<a>" + b" " * 30_000_000 + b"</a>")
    with pytest.raises(SourceError, match=r"a\.docx unpacks to"):
        read_document(path, "en")


def test_nul_bytes_in_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"Good text.\n" * 10_000 + b"\x00")
    with pytest.raises(SourceError, match=r"a\.txt holds NUL characters"):
        read_document(path, "en")
