"""Strangers are kept out: other hosts, other sites, too much, no token."""

import re

import pytest
from starlette.testclient import TestClient

from tests.tmx.web.conftest import HOME, TOKEN

PAGES = (
    "/",
    "/?q=裁军",
    "/concordance?q=desarme",
    "/documents",
    "/doc/A/65/496",
    "/settings",
    "/no",
)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8470", "127.0.0.1", "127.0.0.1:1"])
def test_a_name_that_is_not_ours_is_refused(stranger: TestClient, host: str) -> None:
    answer = stranger.get("/?q=裁军", headers={"host": host})
    assert answer.status_code == 421
    assert "裁军" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8470", "localhost:8470", "LOCALHOST:8470"])
def test_our_own_names_are_answered(stranger: TestClient, host: str) -> None:
    assert stranger.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": HOME, "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_site_cannot_send_a_form(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/settings", data={"reviewer": "x", "token": TOKEN}, headers=headers)
    assert answer.status_code == 403


def test_another_site_cannot_load_a_page_into_itself(stranger: TestClient) -> None:
    told = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert stranger.get("/lookup?q=裁军", headers=told).status_code == 403
    told["sec-fetch-mode"] = "navigate"
    assert stranger.get("/", headers=told).status_code == 200


def test_too_much_is_refused(client: TestClient) -> None:
    assert client.post("/settings", content=b"a" * 2_000_001).status_code == 413
    parts = (b"a" * 1_000_000 for _ in range(3))
    assert client.post("/settings", content=parts).status_code == 413


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_its_own_files_and_nothing_else(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"<script(?! src=)|\sstyle=|<style|\son\w+=", answer.text)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:|//)", answer.text)


def test_the_address_with_the_token_opens_the_door(stranger: TestClient) -> None:
    assert "may look but not change" in stranger.get("/").text
    wrong = stranger.get("/", params={"token": "wrong"})
    assert "set-cookie" not in wrong.headers
    answer = stranger.get("/", params={"token": TOKEN})
    assert answer.headers["location"] == "/"
    kept = answer.headers["set-cookie"].lower()
    assert "httponly" in kept
    assert "samesite=strict" in kept
    assert "may look but not change" not in stranger.get("/").text
