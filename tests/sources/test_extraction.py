import json
import re
from pathlib import Path

from sources import extraction_page, find_versions, paragraph_records, read_document


def test_records_are_fit_for_json() -> None:
    (document,) = find_versions("A/65/496", ["zh"])
    records = paragraph_records(document)
    assert json.loads(json.dumps(records))[23] == {
        "index": 23,
        "kind": "numbered",
        "number": "12",
        "label": "12.",
        "level": 0,
        "page": None,
        "line": 171,
        "box": None,
        "offset": 2453,
        "text": document.paragraphs[23].text,
        "lost": [103, 228],
    }
    assert len(records) == len(document.paragraphs)


def test_offsets_are_places_in_the_printed_text() -> None:
    (document,) = find_versions("A/65/496", ["ar"])
    printed = "".join(f"{paragraph.full_text}\n" for paragraph in document.paragraphs)
    for paragraph, offset in zip(document.paragraphs, document.offsets, strict=True):
        assert printed.startswith(paragraph.full_text, offset)


def test_page_shows_blocks_and_what_was_dropped() -> None:
    (document,) = find_versions("A/65/496", ["zh"])
    page = extraction_page(document)
    assert page.count('<li class="numbered">') == 20
    assert page.count('<li class="dropped">') == 2
    assert page.count('class="lost"') == 3
    assert "Numbered paragraphs <strong>1–20</strong>" in page
    assert page.index("10-57056 (C)4") > page.index('<li class="dropped">') > page.index("12.")


def test_page_of_a_right_to_left_language() -> None:
    (document,) = find_versions("A/65/496", ["ar"])
    page = extraction_page(document)
    assert page.count('lang="ar" dir="rtl"') == len(document.paragraphs)


def test_page_escapes_text_and_loads_nothing(tmp_path: Path) -> None:
    path = tmp_path / "<b>.txt"
    path.write_text("1. <script>alert(1)</script> & so on.\n\n3. After a gap.\n")
    page = extraction_page(read_document(path, "en"))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on." in page
    assert "Numbered paragraphs <strong>1, 3</strong>" in page
    assert not re.search(r"https?:|src=|@import|url\(", page)
