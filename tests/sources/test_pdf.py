import re
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from sources import Document, Paragraph, ParagraphKind, SourceError, read_document
from sources.readers import SourceFile
from sources.readers.pdf import PdfReader

pytest.importorskip("pypdfium2")

DATA = Path(__file__).parents[1] / "data"
PDF = DATA / "sources" / "pdf"
# The part of the sample that the PDF files hold; see make_pdfs.py beside them.
PARAGRAPHS = slice(3, 16)


def expected(language: str) -> list[str]:
    text = (DATA / "sample" / "clean" / f"{language}.txt").read_text(encoding="utf-8")
    return text.splitlines()[PARAGRAPHS]


def read(name: str) -> Document:
    return read_document(PDF / f"{name}.pdf", name.rpartition(".")[2])


def loose(text: str) -> str:
    """Leave out what a page does not show: spaces at Chinese line ends, the turn of quotes."""
    return re.sub(r"\s", "", text).translate(str.maketrans("“”", '""'))


def words_wrong(found: list[str], gold: list[str]) -> int:
    table = str.maketrans("“”", '""')
    left, right = ("\n".join(side).translate(table).split() for side in (gold, found))
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return sum(
        max(end - start, stop - begin)
        for kind, start, end, begin, stop in matcher.get_opcodes()
        if kind != "equal"
    )


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "zh", "ar"])
def test_single_column_gives_the_paragraphs_exactly(language: str) -> None:
    found = [paragraph.full_text for paragraph in read(f"weasyprint.{language}").paragraphs]
    assert [loose(text) for text in found] == [loose(text) for text in expected(language)]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "zh", "ar"])
def test_libreoffice_gives_the_paragraphs_exactly(language: str) -> None:
    """Its numbers are automatic, its note stands at the foot of the first page."""
    paragraphs = read(f"libreoffice.{language}").paragraphs
    found = [loose(paragraph.full_text).replace("¹", "") for paragraph in paragraphs]
    assert found[:13] == [loose(text) for text in expected(language)]
    assert (paragraphs[-1].kind, paragraphs[-1].number) == (ParagraphKind.NOTE, "1")


@pytest.mark.parametrize("language", ["en", "fr", "es", "zh", "ar"])
def test_tables_are_read_cell_by_cell(language: str) -> None:
    """The last cell runs over several lines; in Russian the table is parted by a page break."""
    kinds = [paragraph.kind for paragraph in read(f"libreoffice.{language}").paragraphs[13:-1]]
    assert kinds[:6] == [ParagraphKind.TABLE] * 6
    assert len(kinds) == 6


def test_quotes_of_arabic_are_those_of_the_file() -> None:
    for name in ("weasyprint.ar", "libreoffice.ar", "chromium-columns.ar"):
        found = "".join(paragraph.text for paragraph in read(name).paragraphs)
        quotes = re.sub("[^“”]", "", found)
        assert quotes == re.sub("[^“”]", "", "".join(expected("ar")))


def test_two_columns_from_libreoffice() -> None:
    for language in ("es", "ru"):
        found = [p.full_text for p in read(f"libreoffice-columns.{language}").paragraphs]
        assert [text.replace("¹", "") for text in found[:13]] == expected(language)


def test_blocks_know_their_place_on_the_page() -> None:
    for paragraph in read("weasyprint.en").paragraphs:
        assert paragraph.box is not None
        assert 0 < paragraph.box.left < paragraph.box.right < 425
        assert 0 < paragraph.box.bottom < paragraph.box.top < 595


@pytest.mark.parametrize("name", ["chromium.ru", "chromium-columns.en", "chromium-columns.fr"])
def test_second_producer_and_two_columns(name: str) -> None:
    found = [paragraph.full_text for paragraph in read(name).paragraphs]
    assert words_wrong(found, expected(name[-2:])) <= 2  # compounds whose halves the text lacks


def test_arabic_in_two_columns() -> None:
    """Chromium leaves marks above letters out of the map, so a few words lack theirs."""
    found = [paragraph.full_text for paragraph in read("chromium-columns.ar").paragraphs]
    bare = [
        [re.sub("[\u064b-\u0652]", "", text) for text in side] for side in (found, expected("ar"))
    ]
    assert words_wrong(*bare) <= 4


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "zh", "ar"])
def test_structure_is_the_same_in_every_language(language: str) -> None:
    found = [
        (paragraph.kind, paragraph.number)
        for paragraph in read(f"weasyprint.{language}").paragraphs
    ]
    heading, body = (ParagraphKind.HEADING, None), (ParagraphKind.PARAGRAPH, None)
    signature = (ParagraphKind.SIGNATURE, None)
    numbered = [(ParagraphKind.NUMBERED, str(number)) for number in range(1, 5)]
    annex = (ParagraphKind.ANNEX, None)
    assert found == [heading, *[body] * 3, signature, annex, *[heading] * 2, body, *numbered]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_furniture_is_dropped_and_pages_are_kept(language: str) -> None:
    document = read(f"weasyprint.{language}")
    pages = [paragraph.page for paragraph in document.paragraphs]
    assert pages == sorted(pages)  # type: ignore[type-var]
    assert pages[0] == 1
    dropped = [line.text for line in document.dropped]
    assert dropped.count("A/65/496") == len(dropped) / 2 >= 2
    assert [line.page for line in document.dropped] == sorted(
        line.page or 0 for line in document.dropped
    )


def test_arabic_drawn_in_visual_order_with_presentation_forms() -> None:
    assert [paragraph.full_text for paragraph in read("visual.ar").paragraphs] == [
        (
            "1. ركز الاجتماع على المضي قدما بنزع السلاح، ولا سيما أعمال المؤتمر "
            "(انظر A/65/231) والفقرات 4-6 والمعدل 3.25."
        ),
        "(أ) وافقت دول كثيرة على القرار 65/93 في عام 2010؛",
        "(ب) وثيقة NPT/CONF.2010/50 (Vol. I) والوثيقة CD/1864.",
    ]


@pytest.mark.parametrize("way", ["pua", "fffd", "nomap"])
def test_lost_glyphs_are_flagged_and_not_repaired(way: str) -> None:
    document = read(f"lost-{way}.zh")
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "最" not in text
    around = [
        paragraph.text[offset - 1] + paragraph.text[offset + 1]
        for paragraph in document.paragraphs
        for offset in paragraph.lost
    ]
    assert around == ["的佳", "到广", "定后"] * 3


def test_no_false_alarm_about_lost_glyphs() -> None:
    for path in PDF.glob("*.pdf"):
        if not path.name.startswith("lost-") and ".zh" not in path.name:
            document = read(path.stem)
            assert not any(paragraph.lost for paragraph in document.paragraphs)


def test_notes_are_apart_and_their_references_raised() -> None:
    document = read("notes.en")
    assert document.paragraphs[-1] == Paragraph(
        index=len(document.paragraphs) - 1,
        kind=ParagraphKind.NOTE,
        text="Official Records of the General Assembly, Sixty-fifth Session, Supplement No. 27.",
        label="1",
        number="1",
        page=1,
        box=document.paragraphs[-1].box,
    )
    assert "on 24 September 2010.¹ At the" in document.paragraphs[1].text


def test_damaged_pdf(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4\nthis is no PDF")
    with pytest.raises(SourceError, match=r"a\.pdf is damaged"):
        read_document(path, "en")


def test_truncated_pdf(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes((PDF / "weasyprint.en.pdf").read_bytes()[:9000])
    with pytest.raises(SourceError, match=r"a\.pdf"):
        read_document(path, "en")


def test_pdf_without_text(tmp_path: Path) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    document.save(tmp_path / "scan.pdf")
    with pytest.raises(SourceError, match=r"scan\.pdf is a PDF without text, probably a scan"):
        read_document(tmp_path / "scan.pdf", "en")


def test_pdf_whose_fonts_have_no_map(tmp_path: Path) -> None:
    data = (PDF / "lost-unreadable.zh.pdf").read_bytes()
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(SourceError, match="fonts do not say which letters"):
        read_document(path, "zh")


def test_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pypdfium2", None)
    path = PDF / "weasyprint.en.pdf"
    with pytest.raises(SourceError, match="pip install pypdfium2"):
        PdfReader().read(SourceFile(name=path.name, data=path.read_bytes()), "en")
