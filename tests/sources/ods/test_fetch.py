"""Fetching, from a server on this machine; nothing here leaves it."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol

import pytest

from sources import find_versions
from sources.ods import Fetched, FetchStatus, OdsCache, OdsError, fetch
from sources.ods.client import PAUSE_SECONDS

DATA = Path(__file__).parents[2] / "data" / "sources" / "pdf"
WEB_PAGE = (
    b"<html><body>" + b"There is no document matching your request. " * 29 + b"</body></html>"
)
# A PDF with one empty page, as a scanner's program writes it where text recognition is off.
SCAN = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
Fetch = Callable[..., tuple[Fetched, ...]]


class OddServer(Protocol):
    """What is said to the server of the conftest, and what it has seen."""

    address: str
    paths: list[str]
    requests: list[Any]

    def say(self, path: str, **answer: Any) -> None: ...  # noqa: ANN401 - as the test says it
    def forget(self, path: str) -> None: ...
    def close(self) -> None: ...


def pdf(language: str) -> bytes:
    return (DATA / f"weasyprint.{language}.pdf").read_bytes()


@pytest.fixture
def waits() -> list[float]:
    """The pauses that were made, in seconds."""
    return []


@pytest.fixture
def ask(server: OddServer, tmp_path: Path, waits: list[float]) -> Fetch:
    """Return what fetches from the server into a cache of the test's own, without waiting."""

    def ask(*languages: str, symbol: str = "A/65/496", **options: Any) -> tuple[Fetched, ...]:  # noqa: ANN401
        settings = {"source": server.address, "cache": OdsCache(tmp_path), **options}
        return fetch(symbol, languages, sleep=waits.append, **settings)

    return ask


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()} - {"last-request"}


def test_published(server: OddServer, ask: Fetch, tmp_path: Path) -> None:
    server.say("/en/A/65/496", status=302, Location="/doc/undoc/gen/n10/570/56/pdf/n1057056.pdf")
    server.say("/doc/undoc/gen/n10/570/56/pdf/n1057056.pdf", body=pdf("en"))
    (result,) = ask("en")
    assert (result.status, result.reason) == (FetchStatus.FETCHED, "")
    assert result.path is not None
    assert result.path.read_bytes() == pdf("en")
    note = json.loads((tmp_path / "A_65_496" / "A_65_496.en.json").read_text(encoding="utf-8"))
    assert note["sha256"] == hashlib.sha256(pdf("en")).hexdigest() == result.sha256
    assert note["address"] == f"{server.address}/doc/undoc/gen/n10/570/56/pdf/n1057056.pdf"
    assert datetime.fromisoformat(note["date"]).tzinfo is not None
    assert files_in(tmp_path) == {"A_65_496.en.pdf", "A_65_496.en.json"}
    headers = server.requests[0].headers
    assert headers["Referer"] == "https://docs.un.org/en/A/65/496"
    assert headers["User-Agent"].startswith("sixfold ")


@pytest.mark.parametrize(
    ("answer", "status", "reason"),
    [
        ({"body": b""}, "missing", "0 bytes"),
        ({"body": WEB_PAGE}, "missing", f"web page of {len(WEB_PAGE)} bytes"),
        ({"status": 302, "Location": "/error"}, "missing", "page for errors"),
        ({"status": 404}, "missing", "status 404"),
        ({"status": 400}, "missing", "status 400"),
        ({"status": 202, "x-amzn-waf-action": "challenge"}, "challenge", "browser"),
        ({"status": 403}, "forbidden", "status 403"),
        ({"status": 429}, "busy", "status 429"),
        ({"status": 502}, "failed", "status 502"),
        ({"body": b"GIF89a..."}, "unreadable", "no PDF"),
        ({"body": SCAN}, "needs_ocr", "scan"),
        ({"body": pdf("en")}, "wrong_language", "English"),
        ({"body": pdf("fr")[:9000]}, "truncated", "9000 bytes"),
        ({"body": pdf("fr"), "breaks_off_after": 0}, "truncated", "0 bytes"),
    ],
)
def test_no_reply_but_a_document_leaves_a_file(  # noqa: PLR0917 - a row of the table
    server: OddServer,
    ask: Fetch,
    tmp_path: Path,
    answer: dict[str, Any],
    status: str,
    reason: str,
) -> None:
    server.say("/error", body=WEB_PAGE)
    server.say("/fr/A/65/496", **answer)
    server.say("/fr/A%2F65%2F496", **answer)
    (result,) = ask("fr")
    assert (result.status, result.path) == (status, None)
    assert reason in result.reason
    assert {name for name in files_in(tmp_path) if not name.startswith(".")} == set()


def test_slash_is_written_otherwise_where_nothing_was_found(server: OddServer, ask: Fetch) -> None:
    server.say("/en/A%2F65%2F496", body=pdf("en"))
    assert ask("en")[0].status is FetchStatus.FETCHED
    assert server.paths == ["/en/A/65/496", "/en/A%2F65%2F496"]


def test_spaces_and_parentheses_are_always_encoded(server: OddServer, ask: Fetch) -> None:
    ask("en", symbol="A/RES/217 A (III)")
    assert server.paths[0] == "/en/A/RES/217%20A%28III%29"


def test_word_is_asked_for_before_pdf(server: OddServer, ask: Fetch) -> None:
    server.say("/api?s=A/65/496&l=E&t=pdf", body=pdf("en"))
    source = f"{server.address}/api?s={{symbol}}&l={{letter}}&t={{format}}"
    assert ask("en", source=source)[0].status is FetchStatus.FETCHED
    assert [path.rpartition("=")[2] for path in server.paths] == ["doc", "doc", "pdf"]


def test_busy_server_is_asked_again_when_it_says(
    server: OddServer, ask: Fetch, waits: list[float]
) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    server.say("/en/A/65/496", status=429, Retry_After="7")
    server.say("/en/A/65/496", status=503, Retry_After=later)
    server.say("/en/A/65/496", status=500)
    server.say("/en/A/65/496", body=pdf("en"))
    assert ask("en")[0].status is FetchStatus.FETCHED
    longer = [seconds for seconds in waits if seconds > PAUSE_SECONDS]
    assert longer[0] == 7
    assert 50 < longer[1] <= 60
    assert longer[2] == 20


def test_nobody_waits_for_hours(server: OddServer, ask: Fetch, waits: list[float]) -> None:
    server.say("/en/A/65/496", status=429, Retry_After="7200")
    assert ask("en")[0].status is FetchStatus.BUSY
    assert max(waits, default=0) <= PAUSE_SECONDS


@pytest.mark.parametrize("status", [202, 403, 429])
def test_refusal_stops_the_rest(server: OddServer, ask: Fetch, status: int) -> None:
    server.say("/en/A/65/496", status=status, Retry_After="9999")
    server.say("/fr/A/65/496", body=pdf("fr"))
    first, second = ask("en", "fr")
    assert second.status is FetchStatus.NOT_ASKED
    assert second.reason.endswith("when asked for en")
    assert {path for path in server.paths if first.language not in path} == set()


def test_pause_stands_before_every_request_but_the_first(
    server: OddServer, ask: Fetch, waits: list[float]
) -> None:
    server.say("/en/A/65/496", status=302, Location="/file")
    server.say("/file", body=pdf("en"))
    server.say("/fr/A/65/496", body=pdf("fr"))
    ask("en", "fr")
    # The clock goes on a little between two requests; nothing sleeps here.
    assert len(waits) == len(server.requests) - 1 == 2
    assert all(0 < seconds <= PAUSE_SECONDS for seconds in waits)


@pytest.mark.parametrize("mark", [{}, {"ETag": ""}, {"ETag": 'W/"1"'}])
def test_broken_transfer_goes_on_where_it_broke(
    server: OddServer, ask: Fetch, mark: dict[str, str]
) -> None:
    server.say("/en/A/65/496", body=pdf("en"), breaks_off_after=9000, **mark)
    server.say("/en/A/65/496", body=pdf("en"), **mark)
    (result,) = ask("en")
    assert result.sha256 == hashlib.sha256(pdf("en")).hexdigest()
    assert server.requests[1].headers["Range"] == "bytes=9000-"


def test_next_run_goes_on_where_the_last_one_broke(server: OddServer, ask: Fetch) -> None:
    server.say("/en/A/65/496", body=pdf("en"), breaks_off_after=3000)
    assert ask("en")[0].status is FetchStatus.TRUNCATED
    begun = len(server.requests)
    server.forget("/en/A/65/496")
    server.say("/en/A/65/496", body=pdf("en"))
    assert ask("en")[0].sha256 == hashlib.sha256(pdf("en")).hexdigest()
    assert "Range" in server.requests[begun].headers


def test_file_that_has_changed_is_not_put_together_from_two(server: OddServer, ask: Fetch) -> None:
    server.say("/en/A/65/496", body=b"%PDF-1.4 an earlier one" * 900, breaks_off_after=9000)
    server.say("/en/A/65/496", body=pdf("en"))
    assert ask("en")[0].sha256 == hashlib.sha256(pdf("en")).hexdigest()


def test_what_is_in_the_cache_is_not_asked_for(server: OddServer, ask: Fetch) -> None:
    server.say("/en/A/65/496", body=pdf("en"))
    assert ask("en")[0].status is FetchStatus.FETCHED
    assert [result.status for result in ask("en", symbol="a/65/496*")] == [FetchStatus.CACHED]
    assert len(server.requests) == 1
    assert ask("en", again=True)[0].status is FetchStatus.FETCHED
    assert len(server.requests) == 2


def test_damaged_file_in_the_cache_is_fetched_anew(server: OddServer, ask: Fetch) -> None:
    server.say("/en/A/65/496", body=pdf("en"))
    path = ask("en")[0].path
    assert path is not None
    path.write_bytes(pdf("en")[:-1])
    assert ask("en")[0].status is FetchStatus.FETCHED


def test_interrupted_run_keeps_what_came(server: OddServer, ask: Fetch) -> None:
    server.say("/en/A/65/496", body=pdf("en"))

    def interrupt(_: Fetched) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask("en", "fr", progress=interrupt)
    assert ask("en")[0].status is FetchStatus.CACHED


def test_offline_sends_nothing(server: OddServer, ask: Fetch) -> None:
    server.say("/en/A/65/496", body=pdf("en"))
    ask("en")
    here, lacking = ask("en", "fr", offline=True)
    assert (here.status, lacking.status) == (FetchStatus.CACHED, FetchStatus.NOT_ASKED)
    assert len(server.requests) == 1


def test_no_server(ask: Fetch, server: OddServer, waits: list[float]) -> None:
    server.close()
    result, other = ask("en", "fr")
    assert result.status is FetchStatus.UNREACHABLE
    assert "no reply could be had" in result.reason
    assert other.status is FetchStatus.NOT_ASKED
    assert [seconds for seconds in waits if seconds > PAUSE_SECONDS] == [5]


def test_another_document_is_doubted(server: OddServer, ask: Fetch) -> None:
    server.say("/en/A/65/497", body=pdf("en"))
    assert "A/65/497 is not printed in it" in ask("en", symbol="A/65/497")[0].reason


@pytest.mark.parametrize("source", ["ftp://a.org", "un.org", "http://", "http://a/{symbol}/{x}"])
def test_address_that_is_none(ask: Fetch, source: str) -> None:
    with pytest.raises(OdsError, match="no address to fetch from"):
        ask("en", source=source)


def test_fetched_versions_come_before_the_sample(
    server: OddServer, ask: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIXFOLD_CACHE", str(tmp_path))
    server.say("/fr/A/65/496", body=pdf("fr"))
    ask("fr", cache=OdsCache())
    by_language = {each.language: each.provenance for each in find_versions("A/65/496")}
    assert by_language["fr"].location == f"{server.address}/fr/A/65/496"
    assert by_language["fr"].official is None  # this server is not the United Nations'
    assert "Rights: see ST/AI/189/Add.9/Rev.2" in by_language["fr"].notice
    assert by_language["en"].location == "A_65_496.en.txt"
