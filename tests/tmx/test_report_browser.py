"""The report in a real browser: it opens, shows its verdict, and asks the network for nothing."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pypdfium2 import PdfDocument

CHROMIUM = shutil.which("chromium")
AXE = Path(__file__).parents[1] / "data" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--window-size=1200,1400",
)


def open_page(page: Path, folder: Path, *more: str) -> str:
    """Open a page in a fresh profile and return what the browser prints."""
    done = subprocess.run(
        [str(CHROMIUM), *FLAGS, f"--user-data-dir={folder / 'profile'}", *more, page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


def test_the_page_shows_its_verdict_and_every_language(demo: Path, tmp_path: Path) -> None:
    text = open_page(demo / "report.html", tmp_path, "--dump-dom")
    assert "A/65/496" in text
    assert "unofficial working translation" in text.lower()
    for sample in ("裁军谈判会议", "Conference on Disarmament", "مؤتمر نزع السلاح"):
        assert sample in text
    assert re.search(r'lang="ar" dir="(?:rtl|auto)"|dir="(?:rtl|auto)" lang="ar"', text)


def hosts_asked(page: Path, folder: Path) -> set[str]:
    """Return the hosts the browser asks for while the page is open."""
    folder.mkdir()
    log = folder / "net.json"
    open_page(page, folder, f"--log-net-log={log}", "--dump-dom")
    return set(re.findall(r'"url":"https?://([^/"]+)', log.read_text(encoding="utf-8")))


def test_the_page_asks_the_network_for_nothing(demo: Path, tmp_path: Path) -> None:
    # The browser calls home when it starts; whatever it asks for with an empty page is its own.
    empty = tmp_path / "empty.html"
    empty.write_text("<!doctype html><title>empty</title>", encoding="utf-8")
    own = hosts_asked(empty, tmp_path / "without") | {"clients2.google.com", "www.google.com"}
    assert hosts_asked(demo / "report.html", tmp_path / "with") <= own


def test_the_page_can_be_drawn(demo: Path, tmp_path: Path) -> None:
    picture = tmp_path / "report.png"
    open_page(demo / "report.html", tmp_path, f"--screenshot={picture}")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size > 50_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def shown(browser: Browser, path: Path, **how: object) -> Page:
    page = browser.new_context(**how).new_page()
    page.goto(path.as_uri())
    return page


def test_the_first_row_to_look_at_is_one_click_away_without_script(
    browser: Browser, demo: Path
) -> None:
    page = shown(
        browser,
        demo / "report.html",
        java_script_enabled=False,
        viewport={"width": 1200, "height": 900},
    )
    link = page.locator("header p a").first
    assert link.is_visible()
    box = link.bounding_box()
    assert box is not None
    assert box["y"] < 900  # before any scrolling
    target = link.get_attribute("href")
    link.click()
    card = page.locator(f"article{target}")
    place = card.bounding_box()
    assert place is not None
    assert 0 <= place["y"] < 300
    assert card.locator(".tag.error").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_window_needs_no_scrolling_sideways(
    browser: Browser, demo: Path, scheme: str
) -> None:
    page = shown(
        browser,
        demo / "report.html",
        viewport={"width": 390, "height": 800},
        color_scheme=scheme,
    )
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    paper, ink = page.evaluate(
        "(s => [s.backgroundColor, s.color])(getComputedStyle(document.body))"
    )
    levels = [sum(map(int, re.findall(r"\d+", each)[:3])) for each in (paper, ink)]
    assert (levels[0] > levels[1]) == (scheme == "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
def test_the_page_is_accessible(browser: Browser, demo: Path, scheme: str, width: int) -> None:
    page = shown(
        browser,
        demo / "report.html",
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
    )
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG
    )
    assert len(result["passes"]) > 10
    assert [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in result["violations"]
    ] == []


def test_arabic_runs_from_right_to_left_with_symbols_in_order(browser: Browser, demo: Path) -> None:
    page = shown(browser, demo / "report.html", viewport={"width": 1200, "height": 900})
    cell = page.locator("#rows td[lang=ar]", has_text="A/65/").first
    assert cell.evaluate("e => getComputedStyle(e).direction") == "rtl"
    # The letters of a symbol stand from left to right: each begins after the one before it.
    lefts = cell.evaluate(
        """e => {
          const text = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
          while (text.nextNode()) {
            const at = text.currentNode.data.indexOf("A/65/");
            if (at < 0) continue;
            return [0, 1, 2, 3].map(i => {
              const range = document.createRange();
              range.setStart(text.currentNode, at + i);
              range.setEnd(text.currentNode, at + i + 1);
              return range.getBoundingClientRect().left;
            });
          }
        }"""
    )
    assert lefts == sorted(lefts)


def test_in_print_everything_that_is_folded_is_there(
    browser: Browser, demo: Path, tmp_path: Path
) -> None:
    page = shown(browser, demo / "report.html", viewport={"width": 1200, "height": 900})
    paper = tmp_path / "report.pdf"
    page.pdf(path=paper)
    document = PdfDocument(paper)
    try:
        words = "".join(each.get_textpage().get_text_range() for each in document)
    finally:
        document.close()
    assert "The next" in words
    last = page.locator("#worst article h3").last.text_content() or ""
    assert last in words
    assert "Worst first" in words
