"""`sixfold fetch` and `sixfold align --fetch`, with the server on this machine."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest

DATA = Path(__file__).parents[2] / "data" / "sources" / "pdf"
Sixfold = Callable[..., subprocess.CompletedProcess[str]]


class OddServer(Protocol):
    address: str
    paths: list[str]

    def say(self, path: str, **answer: Any) -> None: ...  # noqa: ANN401 - as the test says it


@pytest.fixture(autouse=True)
def cache(server: OddServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own, two published versions, and no waiting."""
    for language in ("en", "fr"):
        body = (DATA / f"weasyprint.{language}.pdf").read_bytes()
        server.say(f"/{language}/A/65/496", body=body)
    monkeypatch.setenv("SIXFOLD_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("SIXFOLD_ODS", server.address)
    monkeypatch.setattr("sources.ods.client.time.sleep", lambda _: None)
    return tmp_path / "cache" / "ods" / "A_65_496"


def test_fetch_prints_where_the_files_lie(sixfold: Sixfold, cache: Path) -> None:
    done = sixfold("fetch", "A/65/496", "--languages", "en,fr")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        f"{language}\t{cache / f'A_65_496.{language}.pdf'}" for language in ("en", "fr")
    ]
    assert "robots.txt" in done.stderr


def test_fetch_says_what_is_missing_and_fails(sixfold: Sixfold, server: OddServer) -> None:
    done = sixfold("fetch", "https://undocs.org/en/A/65/496", "--languages", "en,ru", "--json")
    assert done.returncode == 1
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["status"] for record in records] == ["fetched", "missing"]
    assert records[0]["address"] == f"{server.address}/en/A/65/496"
    assert records[1]["file"] is None


def test_fetch_puts_copies_into_a_folder(sixfold: Sixfold, tmp_path: Path) -> None:
    sixfold("fetch", "A/65/496", "--languages", "en", "--out", tmp_path / "official")
    assert [path.name for path in (tmp_path / "official").iterdir()] == ["A_65_496.en.pdf"]


def test_fetch_offline_sends_nothing(sixfold: Sixfold, server: OddServer) -> None:
    done = sixfold("fetch", "A/65/496", "--languages", "en", "--offline")
    assert (done.returncode, done.stdout, server.paths) == (1, "", [])
    assert "the network is off" in done.stderr


def test_align_fetches_only_when_told(sixfold: Sixfold, server: OddServer, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert sixfold("align", "A/65/496", "--languages", "en,fr", "--out", out).returncode == 0
    assert server.paths == []
    words = ("align", "A/65/496", "--languages", "en,fr", "--fetch", "--out", out)
    assert sixfold(*words).returncode == 0
    assert server.paths == ["/en/A/65/496", "/fr/A/65/496"]
    memory = (out / "A_65_496.tmx").read_text(encoding="utf-8")
    for language in ("en", "fr"):
        assert f"{server.address}/{language}/A/65/496" in memory


def test_align_does_not_ask_for_what_the_folder_holds(
    sixfold: Sixfold, server: OddServer, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "A_65_496.en.pdf").write_bytes((DATA / "weasyprint.en.pdf").read_bytes())
    words = ("--languages", "en,fr", "--fetch", "--folder", own, "--out", tmp_path / "out")
    assert sixfold("align", "A/65/496", *words).returncode == 0
    assert server.paths == ["/fr/A/65/496"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("A/65/496", "--fetch", "--offline"), "--fetch and --offline exclude each other"),
        (("zh=a.txt", "en=b.txt", "--fetch"), "--fetch needs a symbol"),
    ],
)
def test_contradictions(
    sixfold: Sixfold, words: tuple[str, ...], message: str, server: OddServer
) -> None:
    done = sixfold("align", *words, "--out", "out")
    assert (done.returncode, server.paths) == (2, [])
    assert message in done.stderr
