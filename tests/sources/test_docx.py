import io
import zipfile
from pathlib import Path

import pytest

from sources import Document, ParagraphKind, SourceError, read_document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%3)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="8">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="7"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""
STYLES = f"""<w:styles {W}>
<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Num"><w:name w:val="Numbered"/>
<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
</w:styles>"""
NOTES = f"""<w:footnotes {W}>
<w:footnote w:id="0"><w:p><w:r><w:t>separator</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t> See A/65/27.</w:t></w:r></w:p>
</w:footnote></w:footnotes>"""


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def block(content: str, *, level: int | None = None, list_id: int = 1, style: str = "") -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if level is not None:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def pack(path: Path, body: str, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>"
        )
        archive.writestr("word/numbering.xml", NUMBERING)
        archive.writestr("word/styles.xml", STYLES)
        archive.writestr("word/footnotes.xml", NOTES)
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return path


def read(folder: Path, body: str) -> Document:
    # The ending lies: the format is told by content.
    return read_document(pack(folder / "report.txt", body), "en")


def shown(document: Document) -> list[tuple[str | None, str]]:
    return [(paragraph.number, paragraph.text) for paragraph in document.paragraphs]


def test_automatic_numbers_are_labels(tmp_path: Path) -> None:
    body = (
        block(run("Summary of the meeting"), style="H1")
        + block(run("The first."), level=0)
        + block(run("The second:"), style="Num")
        + block(run("An item;"), level=1)
        + block(run("Another:"), level=1)
        + block(run("Deep;"), level=2)
        + block(run("Deeper."), level=2)
        + block(run("The third."), level=0)
    )
    document = read(tmp_path, body)
    assert shown(document) == [
        (None, "Summary of the meeting"),
        ("1", "The first."),
        ("2", "The second:"),
        ("(a)", "An item;"),
        ("(b)", "Another:"),
        ("(i)", "Deep;"),
        ("(ii)", "Deeper."),
        ("3", "The third."),
    ]
    assert [paragraph.level for paragraph in document.paragraphs] == [0, 0, 0, 1, 1, 2, 2, 0]
    assert document.paragraphs[0].kind is ParagraphKind.HEADING


def test_typed_numbers_are_labels_too(tmp_path: Path) -> None:
    body = block(run("1.") + "<w:r><w:tab/></w:r>" + run("One.")) + block(run("2. Two."))
    assert shown(read(tmp_path, body)) == [("1", "One."), ("2", "Two.")]


def test_a_list_may_begin_anew(tmp_path: Path) -> None:
    body = "".join(block(run("Old."), level=0) for _ in range(2))
    body += block(run("Annex")) + "".join(block(run("New."), level=0, list_id=3) for _ in range(2))
    assert [number for number, _ in shown(read(tmp_path, body))] == ["1", "2", None, "1", "2"]


def test_bullets_have_no_label(tmp_path: Path) -> None:
    assert shown(read(tmp_path, block(run("A point."), level=0, list_id=2))) == [(None, "A point.")]


def test_tracked_changes_are_accepted(tmp_path: Path) -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>all </w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2">{run("many ")}</w:ins>'
    moved = f'<w:moveFrom w:id="3">{run("gone ")}</w:moveFrom>'
    body = block(run("For ") + deleted + inserted + moved + run("States."))
    assert shown(read(tmp_path, body)) == [(None, "For many States.")]


def test_notes_are_apart(tmp_path: Path) -> None:
    body = block(run("One") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" agreed."))
    document = read(tmp_path, body)
    assert shown(document) == [(None, "One¹ agreed."), ("1", "See A/65/27.")]
    assert document.paragraphs[1].kind is ParagraphKind.NOTE


def test_tables_are_read_cell_by_cell(tmp_path: Path) -> None:
    cells = "".join(f"<w:tc>{block(run(text))}</w:tc>" for text in ("1. Chad", "Mali"))
    document = read(tmp_path, f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
    assert shown(document) == [(None, "1. Chad"), (None, "Mali")]
    assert {paragraph.kind for paragraph in document.paragraphs} == {ParagraphKind.TABLE}


def test_breaks_by_hand_are_boundaries(tmp_path: Path) -> None:
    body = block(run("First line") + "<w:r><w:br/></w:r>" + run("second line"))
    assert shown(read(tmp_path, body)) == [(None, "First line"), (None, "second line")]


def test_hidden_text_fields_and_fallbacks_are_left_out(tmp_path: Path) -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>"
    code = "<w:r><w:instrText> PAGE </w:instrText></w:r>"
    link = f"<w:hyperlink>{run('A/65/496')}</w:hyperlink>"
    body = block(run("See ") + hidden + code + link + run("."))
    assert shown(read(tmp_path, body)) == [(None, "See A/65/496.")]


def test_no_text(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Word file without text"):
        read(tmp_path, block(""))


def test_entities_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    evil = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]><w:document {W}>'
    evil += f"<w:body>{block(run('&x;'))}</w:body></w:document>"
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", evil)
    with pytest.raises(SourceError, match="declares a document type"):
        read_document(path, "en")


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    evil = f'<!DOCTYPE d [<!ENTITY e0 "x">{entities}]><w:document {W}>&e9;</w:document>'
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", evil)
    with pytest.raises(SourceError):
        read_document(path, "en")


def test_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 50_000_000)
    assert path.stat().st_size < 100_000
    with pytest.raises(SourceError, match="unpacks to 47 MB"):
        read_document(path, "en")


def test_truncated_archive(tmp_path: Path) -> None:
    data = pack(tmp_path / "whole", block(run("One."))).read_bytes()
    path = tmp_path / "a.docx"
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(SourceError, match=r"a\.docx is damaged"):
        read_document(path, "en")


def test_damaged_xml(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="damaged"):
        read(tmp_path, "<w:p>")


def test_encrypted_part(tmp_path: Path) -> None:
    data = bytearray(pack(tmp_path / "whole", block(run("One."))).read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(signature, place + 1)
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(SourceError, match="protected by a password"):
        read_document(path, "en")


def test_other_archives_are_named(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../etc/passwd", "x")
    path = tmp_path / "a.docx"
    path.write_bytes(buffer.getvalue())
    with pytest.raises(SourceError, match="is a ZIP archive"):
        read_document(path, "en")
