from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import Document, ParagraphKind, SourceError, read_document
from sources.readers import SourceFile
from sources.readers.html import HtmlReader


def read(folder: Path, page: str | bytes, language: str = "en") -> Document:
    path = folder / "page.txt"  # the ending lies
    path.write_bytes(page.encode() if isinstance(page, str) else page)
    return read_document(path, language)


def shown(document: Document) -> list[tuple[str, str | None, str]]:
    return [(p.kind.value, p.number, p.text) for p in document.paragraphs]


def test_blocks_headings_and_labels(tmp_path: Path) -> None:
    page = """<!DOCTYPE html><html><head><title>T</title><style>p {}</style></head><body>
    <nav>Home</nav><script>var x = 1;</script>
    <h1>Summary of the
        meeting.</h1>
    <div>Loose <b>text</b> before<p>1. The first<sup>3</sup> one.</p>after it.</div>
    <p>2. The second:</p><p>(a) An item;</p><p>(b) Another.<br>New line.</p></body></html>"""
    assert shown(read(tmp_path, page)) == [
        ("heading", None, "Summary of the meeting."),
        ("heading", None, "Loose text before"),
        ("numbered", "1", "The first³ one."),
        ("paragraph", None, "after it."),
        ("numbered", "2", "The second:"),
        ("item", "(a)", "An item;"),
        ("item", "(b)", "Another."),
        ("paragraph", None, "New line."),
    ]


def test_lists_that_the_browser_numbers(tmp_path: Path) -> None:
    page = """<html><body><ol start="4"><li>Four:<ol type="a"><li>A;</li><li>B.</li></ol></li>
    <li>Five.</li></ol><ul><li>A point.</li></ul></body></html>"""
    assert shown(read(tmp_path, page)) == [
        ("numbered", "4", "Four:"),
        ("item", "(a)", "A;"),
        ("item", "(b)", "B."),
        ("numbered", "5", "Five."),
        ("paragraph", None, "A point."),
    ]


def test_tables_are_read_cell_by_cell(tmp_path: Path) -> None:
    page = "<html><table><tr><td>1. Chad</td><td>Mali</td></tr></table></html>"
    document = read(tmp_path, page)
    assert [paragraph.text for paragraph in document.paragraphs] == ["1. Chad", "Mali"]
    assert {paragraph.kind for paragraph in document.paragraphs} == {ParagraphKind.TABLE}


def test_declared_encoding(tmp_path: Path) -> None:
    page = '<html><meta charset="windows-1251"><p>Генеральная Ассамблея постановляет.</p></html>'
    document = read(tmp_path, page.encode("cp1251"), "ru")
    assert document.paragraphs[0].text == "Генеральная Ассамблея постановляет."
    assert document.provenance.encoding == "windows-1251"


def test_false_declaration_does_not_hide_utf8(tmp_path: Path) -> None:
    page = '<html><meta charset="gb2312"><p>裁军谈判会议。</p></html>'
    assert read(tmp_path, page, "zh").paragraphs[0].text == "裁军谈判会议。"


def test_entities_and_comments(tmp_path: Path) -> None:
    page = "<!-- c --><html><p>Mr.&nbsp;Lee &amp; others<!-- x -->.</p></html>"
    assert read(tmp_path, page).paragraphs[0].text == "Mr.\u00a0Lee & others."


def test_page_without_text(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="HTML page without text"):
        read(tmp_path, "<html><body><script>x</script></body></html>")


def test_deep_nesting_ends(tmp_path: Path) -> None:
    page = "<html><body><p>One.</p>" + "<div>" * 50_000 + "deep"
    try:
        assert read(tmp_path, page).paragraphs[0].text == "One."
    except SourceError as error:
        assert "cannot be read" in str(error)  # noqa: PT017 - either outcome is right


@given(st.text(max_size=200))
def test_any_page_is_read_or_refused(text: str) -> None:
    file = SourceFile(name="a", data=f"<html><body>{text}".encode("utf-8", "replace"))
    try:
        assert HtmlReader().read(file, "en").paragraphs
    except SourceError:
        return
