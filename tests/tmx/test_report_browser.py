"""The report in a real browser: it opens, shows its verdict, and asks the network for nothing."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium")
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
