"""The app in a real browser: by keyboard alone, without a script, and without the network."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import tmx
from tmx.formats.tmx14 import read_tmx
from tmx.model import UnitStatus
from tmx.store.decisions import decisions
from tmx.store.document_rows import DocumentRow, read_page
from tmx.store.memory import Memory

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
HOUSE = Path(tmx.__file__).parents[1]
AXE = HOUSE / "tests" / "data" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NAME = "A/65/496"
SAMPLES = {
    "zh": ("裁军谈判会议", "Conference on Disarmament"),
    "ar": ("مؤتمر نزع السلاح", "裁军谈判会议"),
    "en": ("conference on disarm", "مؤتمر نزع السلاح"),
}
Page = Any
Browser = Any


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system; whatever is not this machine does not exist for it."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
        )
        yield browser
        browser.close()


@pytest.fixture
def address(memory_file: Path) -> Iterator[str]:
    """`sixfold serve` on a copy of the demo's memory, and the address it printed."""
    yield from served(memory_file)


def served(memory: Path) -> Iterator[str]:
    server = subprocess.Popen(
        [sys.executable, "-m", "tmx.cli", "serve", str(memory), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HOUSE)},
    )
    assert server.stdout is not None
    with server.stdout:
        yield server.stdout.readline().strip()
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that has opened the address; at the end, every request was to this machine."""
    yield from opened(browser, address)


def opened(browser: Browser, address: str, **options: object) -> Iterator[Page]:
    context = browser.new_context(base_url=address.partition("/?")[0], **options)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    asked: list[str] = []
    faults: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda each: faults.append(each.text) if each.type == "error" else None)
    page.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
    page.goto(address)
    yield page
    context.close()
    own = urlsplit(address).netloc
    assert {urlsplit(url).netloc for url in asked} == {own}
    assert faults == []


@pytest.mark.parametrize("language", SAMPLES)
def test_look_up_by_keyboard_alone(page: Page, language: str) -> None:
    typed, expected = SAMPLES[language]
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type(typed)
    first = page.locator("ol.results li").first
    sync_api.expect(first).to_contain_text(expected)
    sync_api.expect(page.locator("[data-count]")).to_contain_text("found")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.className") == "result"
    page.keyboard.press("2")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "Conference on Disarmament"
    page.keyboard.press("Enter")
    page.wait_for_url("**/term/**")
    # Every occurrence has six languages side by side, the term marked where it stands.
    occurrence = page.locator("article").first
    tags = occurrence.locator("dd").evaluate_all("cells => cells.map(cell => cell.lang)")
    assert tags == ["zh-Hans", "en", "fr", "es", "ru", "ar"]
    assert occurrence.locator("dd mark").count() >= 6
    directions = occurrence.locator("dd").evaluate_all(
        "cells => cells.map(cell => getComputedStyle(cell).direction)"
    )
    assert directions == ["ltr"] * 5 + ["rtl"]
    total = int(re.findall(r"(\d+) texts? hold", page.content())[0])
    assert page.locator("article").count() == min(total, 20)


def test_nothing_is_sought_while_an_input_method_composes(page: Page) -> None:
    asked: list[str] = []

    def note(request: Page) -> None:
        if "/lookup" in request.url:
            asked.append(request.url)

    page.on("request", note)
    keyboard = page.context.new_cdp_session(page)
    for part in ("c", "cai", "cai'jun"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": part, "selectionStart": len(part), "selectionEnd": len(part)},
        )
        page.wait_for_timeout(250)
    assert asked == []
    keyboard.send("Input.insertText", {"text": "裁军"})
    sync_api.expect(page.locator("ol.results li").first).to_contain_text("disarmament")
    assert len(asked) == 1


def rows_of(memory: Path) -> tuple[DocumentRow, ...]:
    with Memory.open(memory) as opened_memory:
        return read_page(opened_memory, NAME)


def words(rows: Iterable[DocumentRow]) -> list[dict[str, list[str]]]:
    return [{tag: [p.text for p in cell] for tag, cell in row.cells.items()} for row in rows]


def ten_decisions(page: Page, memory: Path) -> None:
    """Judge, merge, split, move and take back, by keyboard alone."""

    def press(*keys: str) -> None:
        for key in keys:
            with page.expect_navigation():
                page.keyboard.press(key)

    def go(part: float) -> None:
        """Open an untouched row of six languages, before another one, so far into the document."""
        rows = rows_of(memory)
        free = [not row.fixed and not row.status.startswith(("a", "r")) for row in rows]
        full = [len(row.cells) == 6 for row in rows]
        places = [n for n in range(len(rows) - 1) if all(free[n : n + 2] + full[n : n + 2])]
        page.goto(f"/review/{NAME}?row={rows[places[int(len(places) * part)]].unit_id}")

    page.goto(f"/review/{NAME}")
    press("a", "a", "x")  # three of the riskiest rows
    assert page.locator("li.done").count() >= 3
    go(0.2)
    press("m")  # the row and its next are one
    go(0.3)
    page.keyboard.press("5")  # the Russian text
    press("]")
    go(0.4)
    page.keyboard.press("6")
    press("o")  # the Arabic text answers to nothing
    go(0.6)
    press("s")
    area = page.locator("textarea[name=lines-en]")
    text = area.input_value()
    area.focus()
    page.keyboard.press("Control+Home")
    for _ in range(text.index(" ", len(text) // 2)):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    with page.expect_navigation():
        page.get_by_role("button", name="Split at the line breaks").press("Enter")
    go(0.8)
    press("x")
    press("u")  # the rejection is taken back
    go(0.9)
    press("a", "a")


def test_a_review_of_ten_decisions(page: Page, memory_file: Path, tmp_path: Path) -> None:
    before = rows_of(memory_file)
    ten_decisions(page, memory_file)
    with Memory.open(memory_file) as memory:
        made = decisions(memory, NAME)
    assert len(made) == 10
    assert sum(each.undone is not None for each in made) == 1
    rows = rows_of(memory_file)
    statuses = [row.status for row in rows]
    assert statuses.count(UnitStatus.ACCEPTED) == 4
    assert statuses.count(UnitStatus.REJECTED) == 1
    assert len(rows) == len(before) + 1  # one fewer by merging, two more by cutting

    # Aligned anew, all of it stands.
    page.goto(f"/review/{NAME}?row={rows[-3].unit_id}")
    with page.expect_navigation():
        page.keyboard.press("r")
    again = rows_of(memory_file)
    assert words(again) == words(rows)
    assert [row.status for row in again] == statuses

    # The export follows.
    page.goto(f"/export?document={NAME}&which=accepted")
    page.fill("#languages", "zh ar")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").press("Enter")
    file = tmp_path / "accepted.tmx"
    download.value.save_as(file)
    accepted = [row for row in again if row.status is UnitStatus.ACCEPTED]
    exported = read_tmx(file).units
    wanted = [row.unit.tuid for row in accepted if {"zh", "ar"} <= row.cells.keys()]
    assert [unit.tuid for unit in exported] == wanted
    assert all(unit.languages == ("zh", "ar") for unit in exported)


def test_keys_work_on_a_russian_keyboard_and_can_be_switched_off(page: Page) -> None:
    page.goto(f"/review/{NAME}")
    first = page.locator("#row-title").inner_text()
    with page.expect_navigation():
        page.evaluate(
            "document.body.dispatchEvent(new KeyboardEvent('keydown', "
            "{key: 'о', code: 'KeyJ', bubbles: true}))"
        )
    second = page.locator("#row-title").inner_text()
    assert second != first
    page.get_by_role("button", name="Single-key shortcuts").press("Enter")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.wait_for_timeout(300)
    assert page.locator("#row-title").inner_text() == second


PAGES = (
    "/",
    "/?q=裁军",
    "/?q=desarme general y completo",
    "/term/conference-on-disarmament",
    "/concordance?q=裁军谈判会议",
    "/documents",
    f"/doc/{NAME}",
    f"/review/{NAME}",
    f"/review/{NAME}?split=1",
    f"/report/{NAME}",
    "/export",
    "/settings",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible(browser: Browser, address: str, scheme: str) -> None:
    found = []
    for page in opened(browser, address, color_scheme=scheme):
        for path in PAGES:
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            page.evaluate(AXE.read_text(encoding="utf-8"))
            result = page.evaluate(
                "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG
            )
            assert len(result["passes"]) > 10
            found += [
                f"{path}: {each['id']}: {each['nodes'][0]['html'][:120]}"
                for each in result["violations"]
            ]
    assert found == []


def test_a_narrow_window_needs_no_scrolling_sideways(browser: Browser, address: str) -> None:
    for page in opened(browser, address, viewport={"width": 390, "height": 800}):
        for path in PAGES:
            page.goto(path)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, path


def test_everything_works_without_a_script(
    browser: Browser, address: str, memory_file: Path
) -> None:
    for page in opened(browser, address, java_script_enabled=False):
        page.fill("#q", "нераспространение")
        page.get_by_role("button", name="Look up").click()
        sync_api.expect(page.locator("ol.results li").first).to_contain_text("non-proliferation")
        page.locator("ol.results a").first.click()
        sync_api.expect(page.locator("article").first).to_be_visible()
        page.goto(f"/review/{NAME}")
        title = page.locator("#row-title").inner_text()
        page.get_by_role("button", name="Accept").click()
        sync_api.expect(page.locator("#row-title")).not_to_have_text(title)
    assert [row.status for row in rows_of(memory_file)].count(UnitStatus.ACCEPTED) == 1


HOSTILE = (
    "<script>window.pwned = 1; alert(1)</script>",
    "]]><img src=x onerror=alert(2)>",
    '"><svg onload=alert(3)> {{ 7 * 7 }} {% raw %}',
    "\u202egnihtemos\u202c \u2066A/65/496\u2069 مؤتمر",
    "javascript:alert(4) &lt;b&gt; &#x3c;i>",
)


def test_a_hostile_document_is_shown_and_does_nothing(browser: Browser, tmp_path: Path) -> None:
    from tmx.model import ConceptEntry, LanguageSection, Term, TranslationUnit, Variant

    memory = tmp_path / "hostile.db"
    name = HOSTILE[0]
    with Memory.build(memory) as made:
        made.add_units(
            [
                TranslationUnit(
                    variants=(Variant.plain("en", text), Variant.plain("ar", f"{text} نص"))
                )
                for text in HOSTILE
            ],
            name,
        )
        made.termbase.add(
            ConceptEntry(
                id=f"t{place}",
                category=text,
                definition=text,
                languages=(LanguageSection(language="en", terms=(Term(text=text),)),),
            )
            for place, text in enumerate(HOSTILE)
        )
    for address in served(memory):
        for page in opened(browser, address):
            quoted = "%3Cscript%3Ewindow.pwned%20%3D%201%3B%20alert(1)%3C/script%3E"
            for path in (
                "/?q=script",
                f"/?q={quoted}",
                "/?q=alert",
                "/term/t0",
                "/term/t2",
                "/concordance?q=alert",
                "/documents",
                f"/doc/{quoted}",
                f"/review/{quoted}",
                f"/review/{quoted}?split=1",
                f"/report/{quoted}",
                "/export",
            ):
                answer = page.goto(path)
                assert answer.status == 200, path
                assert page.evaluate("window.pwned") is None
                assert page.locator(
                    "img:not(header img), svg[onload], b, script:not([src])"
                ).count() == 0 or (path.startswith("/report/"))
            page.goto(f"/doc/{quoted}")
            body = page.locator("tbody").inner_text()
            assert HOSTILE[0] in body
            assert "]]><img" in body
            assert "U+202E" in body
            assert "\u202e" not in body
