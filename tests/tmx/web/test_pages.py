"""What the pages show: terms, texts, documents, exports; hostile words as words."""

import html
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.tmx.web.conftest import TOKEN
from tmx.formats.tmx14 import read_tmx
from tmx.model import ConceptEntry, LanguageSection, Term, TranslationUnit, Variant
from tmx.store.memory import Memory

NAME = "A/65/496"
HOSTILE = ("<script>alert(1)</script>", "]]><b>", '" onload="x', "\u202etxet\u202c", "{{ 7*7 }}")


def plain(page: str) -> str:
    """Return the words of a page as they are read."""
    return html.unescape(re.sub(r"<[^>]+>", "", page))


@pytest.mark.parametrize(
    "query", ["裁军谈判会议", "conference on disarm", "مؤتمر نزع", "разоружению"]
)
def test_one_box_answers_in_any_language(stranger: TestClient, query: str) -> None:
    page = stranger.get("/lookup", params={"q": query}).text
    assert "Conference on Disarmament" in plain(page)
    assert "裁军谈判会议" in plain(page)
    assert 'lang="ar" dir="auto"' in page


def test_symbols_and_words_that_are_no_terms_are_answered_too(stranger: TestClient) -> None:
    assert 'href="/doc/A/65/496"' in stranger.get("/?q=a/65").text
    page = plain(stranger.get("/?q=credibilidad").text)
    assert "No term is known by this" in page
    assert "In the texts" in page
    assert "Neither the terms nor the texts" in plain(stranger.get("/?q=xyzzy").text)


def test_terms_left_out_for_their_number_are_told(stranger: TestClient) -> None:
    assert "The 20 nearest terms; there are more" in plain(stranger.get("/?q=disarmament").text)
    assert re.search(r"\b[2-9] terms found", plain(stranger.get("/?q=fissile").text))


def test_an_entry_shows_where_it_is_translated_otherwise(stranger: TestClient) -> None:
    address = "/term/conference-on-disarmament"
    every = stranger.get(address, params={"in": "zh"}).text
    otherwise = stranger.get(address, params={"in": "zh", "otherwise": "en"}).text
    usual = stranger.get(address, params={"in": "zh", "usual": "en"}).text
    assert 0 < otherwise.count("<article") < every.count("<article")
    assert "English" in re.findall(r'class="small soft">([^<]+)</p>', otherwise)[-1]
    assert usual.count("<article") > 1


def test_a_place_leads_to_its_row_on_its_page(
    stranger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tmx.web.pages.documents.ROWS_PER_PAGE", 10)
    page = stranger.get("/concordance?q=Conference+on+Disarmament").text
    places = re.findall(r'href="(/doc/[^"#]+)#(r\d+)"', page)
    assert len(places) == 20
    for path, row in places[::5]:
        document = stranger.get(html.unescape(path)).text
        assert f'id="{row}"' in document
        assert document.count("<tr id=") <= 10


@pytest.mark.parametrize(
    ("ending", "begins"),
    [(".tmx", b"<?xml"), (".csv", b"\xef\xbb\xbf"), (".xlsx", b"PK"), (".tbx", b"<?xml")],
)
def test_exports(
    stranger: TestClient, memory_file: Path, tmp_path: Path, ending: str, begins: bytes
) -> None:
    told = {"format": ending, "which": "all", "document": NAME}
    answer = stranger.get("/export", params=told)
    assert answer.status_code == 200
    assert f'filename="A_65_496{ending}"' in answer.headers["content-disposition"]
    assert answer.content.startswith(begins)
    if ending == ".tmx":
        file = tmp_path / "all.tmx"
        file.write_bytes(answer.content)
        with Memory.open(memory_file) as memory:
            assert len(read_tmx(file).units) == memory.count()
    if ending == ".xlsx":
        assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None


def test_export_of_what_is_good_leaves_flagged_rows_out(
    stranger: TestClient, memory_file: Path
) -> None:
    told = {"format": ".tmx", "which": "good", "document": NAME}
    good = stranger.get("/export", params=told).text
    flagged = len(re.findall(r"<li(?: aria-current|>)", stranger.get(f"/review/{NAME}").text))
    with Memory.open(memory_file) as memory:
        rows = memory.count()
    assert rows - flagged <= good.count("<tu ") < rows
    assert stranger.get("/export", params=told | {"document": ""}).status_code == 400
    assert stranger.get("/export", params=told | {"format": ".exe"}).status_code == 400


def test_the_order_of_languages_is_kept(client: TestClient) -> None:
    client.post("/settings", data={"languages": "ar, EN xx! zh", "reviewer": "Ana"})
    page = client.get("/term/conference-on-disarmament").text
    shown = re.findall(r'<dt dir="(\w+)">(\w+)</dt>', page)
    assert shown[:3] == [("rtl", "Arabic"), ("ltr", "English"), ("ltr", "Chinese")]
    assert 'value="Ana"' in client.get("/settings").text


def test_a_document_shows_the_columns_chosen(client: TestClient) -> None:
    page = client.get("/doc/A/65/496", params={"show": ["en", "zh"]}).text
    assert re.findall(r'role="columnheader" dir="\w+">(\w+)</th>', page) == ["Chinese", "English"]


def test_words_are_never_markup(make_client: Callable[[Path], TestClient], tmp_path: Path) -> None:
    memory = tmp_path / "hostile.db"
    with Memory.build(memory) as made:
        text = " ".join(HOSTILE)
        variants = (Variant.plain("en", text), Variant.plain("fr", text))
        made.add_units([TranslationUnit(variants=variants)], HOSTILE[0])
        made.termbase.add(
            [
                ConceptEntry(
                    id="t",
                    category=HOSTILE[2],
                    definition=HOSTILE[0],
                    notes=HOSTILE,
                    languages=(LanguageSection(language="en", terms=(Term(text=HOSTILE[0]),)),),
                )
            ]
        )
    client = make_client(memory)
    client.get("/", params={"token": TOKEN})
    client.post("/settings", data={"reviewer": HOSTILE[0]})
    name = "%3Cscript%3Ealert(1)%3C/script%3E"
    for path in (
        "/?q=alert",
        f"/?q={name}",
        "/term/t",
        f"/concordance?q={name}",
        "/documents",
        f"/documents?q={name}",
        f"/doc/{name}",
        f"/review/{name}",
        f"/review/{name}?split=1&language={name}&did={name}",
        "/export",
        f"/export?document={name}",
        "/settings",
        f"/doc/{name}{name}",
    ):
        page = client.get(path).text
        assert "<script>alert" not in page, path
        assert "]]><b>" not in page, path
        assert '" onload="x' not in page, path
        assert "\u202e" not in re.sub(r"<textarea.*?</textarea>", "", page, flags=re.DOTALL), path
        assert "49" not in plain(page).replace("496", ""), path
