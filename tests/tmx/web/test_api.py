"""The JSON interface does what its description says."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.tmx.web.conftest import TOKEN
from tmx.web.api import routes
from tmx.web.openapi import description

NAME = "A/65/496"
ASKED = {
    "/api/lookup": "?q=裁军&to=en",
    "/api/term": "?id=conference-on-disarmament",
    "/api/occurrences": "?id=conference-on-disarmament&in=ar&limit=3",
    "/api/concordance": "?q=desarme&language=es&limit=2",
    "/api/search": "?text=与会者强调，裁军对于加强全球安全极为重要。&from=zh&to=en",
    "/api/documents": "",
    "/api/rows": f"?document={NAME}&limit=4&offset=2",
    "/api/report": f"?document={NAME}",
    "/api/decisions": f"?document={NAME}",
    "/api/openapi.json": "",
}


def assert_fits(value: object, schema: dict[str, Any], where: str) -> None:
    """Check a value against the part of JSON Schema that the description uses."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = description()["components"]["schemas"][name]
    if "enum" in schema:
        assert value in schema["enum"], where
        return
    kinds: dict[str, Any] = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "null": type(None),
    }
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert any(isinstance(value, kinds[each]) for each in types), f"{where}: {value!r}"
    if isinstance(value, dict):
        assert set(schema.get("required", ())) <= set(value), where
        for key, each in value.items():
            inner = schema.get("properties", {}).get(key, schema.get("additionalProperties"))
            if inner is not None:
                assert_fits(each, inner, f"{where}.{key}")
    elif isinstance(value, list):
        for place, each in enumerate(value):
            assert_fits(each, schema["items"], f"{where}[{place}]")


def test_every_path_is_described_and_every_description_has_its_path() -> None:
    paths = {
        (route.path, method.lower())
        for route in routes()
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }
    described = {(path, method) for path, item in description()["paths"].items() for method in item}
    assert described == paths
    assert {path for path, _ in described} == set(ASKED)


@pytest.mark.parametrize("path", ASKED)
def test_an_answer_fits_its_description(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path + ASKED[path])
    assert answer.status_code == 200
    told = description()["paths"][path]["get"]["responses"]["200"]["content"]
    assert_fits(answer.json(), told["application/json"]["schema"], path)


def test_answers_say_the_same_as_the_pages(stranger: TestClient) -> None:
    found = stranger.get("/api/lookup?q=裁军谈判会议&to=en&limit=1").json()["matches"][0]
    assert found["entry"]["terms"]["en"][0] == "Conference on Disarmament"
    lines = stranger.get(ASKED["/api/occurrences"].join(["/api/occurrences", ""])).json()
    assert lines["total"] > 3
    for line in lines["occurrences"]:
        texts = {each["language"]: each["text"] for each in line["texts"]}
        spans = dict(zip(texts, line["spans"], strict=True))
        marked = [texts["ar"][start:end] for start, end in spans["ar"]]
        assert marked


def test_a_decision_by_program(stranger: TestClient) -> None:
    row = stranger.get(f"/api/rows?document={NAME}&limit=1&offset=7").json()["rows"][0]
    told = {"action": "reject", "unit": row["unit"], "version": row["version"], "reviewer": "bot"}
    address = f"/api/decisions?document={NAME}"
    assert stranger.post(address, json=told).status_code == 403
    known = {"X-Sixfold-Token": TOKEN}
    made = stranger.post(address, json=told, headers=known)
    assert made.status_code == 201
    assert made.json()["decision"]["reviewer"] == "bot"
    # The same once more concerns a row that is no longer so.
    assert stranger.post(address, json=told, headers=known).status_code == 409
    undone = stranger.post(address, json={"action": "undo", "reviewer": "bot"}, headers=known)
    assert undone.status_code == 201
    again = stranger.get(f"/api/rows?document={NAME}&limit=1&offset=7").json()["rows"][0]
    assert again == row


def test_what_a_person_has_rejected_is_offered_no_more(stranger: TestClient) -> None:
    asked = "/api/concordance?q=credibilidad"
    before = stranger.get(asked).json()["total"]
    assert before > 0
    pages = ["/concordance?q=credibilidad", "/lookup?q=credibilidad"]
    shown = [stranger.get(page).text.count("<mark>") for page in pages]
    rows = stranger.get(f"/api/rows?document={NAME}&limit=100").json()["rows"]
    for row in rows:
        if "credibilidad" in " ".join(row["cells"].get("es", [])):
            told = {"action": "reject", "unit": row["unit"], "version": row["version"]}
            made = stranger.post(
                f"/api/decisions?document={NAME}",
                json={**told, "reviewer": "bot"},
                headers={"X-Sixfold-Token": TOKEN},
            )
            assert made.status_code == 201
    assert stranger.get(asked).json()["total"] == 0
    assert min(shown) > 0
    assert [stranger.get(page).text.count("<mark>") for page in pages] == [0, 0]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/term?id=nothing", 404),
        ("/api/rows", 400),
        ("/api/report?document=nothing", 404),
        ("/api/search?text=x", 400),
        ("/api/nothing", 404),
    ],
)
def test_what_is_wrong_is_said_in_json(stranger: TestClient, path: str, status: int) -> None:
    answer = stranger.get(path)
    assert answer.status_code == status
    assert answer.json()["error"]


@pytest.mark.parametrize("body", [b"", b"[1]", b"\xff", b'{"action": "explode"}', b"[" * 10_000])
def test_a_body_that_is_no_decision_is_refused(stranger: TestClient, body: bytes) -> None:
    known = {"X-Sixfold-Token": TOKEN}
    answer = stranger.post(f"/api/decisions?document={NAME}", content=body, headers=known)
    assert answer.status_code in {400, 409}
    assert json.loads(answer.text)["error"]


def test_tools_that_ask_amagama_are_answered(stranger: TestClient) -> None:
    text = "与会者强调，裁军对于加强全球安全极为重要。"
    row = next(
        each
        for each in stranger.get(f"/api/rows?document={NAME}").json()["rows"]
        if len(each["cells"].get("zh", ())) == 1 and "en" in each["cells"]
    )
    for prefix in ("/tmserver", "/api/v1"):
        assert "zh" in stranger.get(f"{prefix}/languages/").json()["sourceLanguages"]
        (found,) = stranger.get(f"{prefix}/zh/en/unit/{quote(row['cells']['zh'][0])}").json()[:1]
        assert found["quality"] == 100
        assert found["target"] == " ".join(row["cells"]["en"])
        same = stranger.get(f"{prefix}/zh/en/unit/", params={"source": row["cells"]["zh"][0]})
        assert same.json()[0] == found
    assert stranger.get(f"/tmserver/zh/en/unit/{quote(text)}").status_code == 200
    assert stranger.get("/tmserver/zh/!/unit/x").status_code == 400


def test_filters_are_those_of_the_command_line(stranger: TestClient) -> None:
    for path in (
        "/api/lookup?q=裁军",
        "/api/concordance?q=裁军",
        f"/api/search{ASKED['/api/search']}",
    ):
        for wanted, is_found in (
            (f"symbol={NAME}", True),
            ("symbol=A/1/1", False),
            ("until=1990-01-01", False),
            ("minimum_confidence=0.5", True),
        ):
            found = stranger.get(f"{path}&{wanted}").json()
            assert bool(found.get("matches") or found.get("lines")) is is_found, (path, wanted)
    assert stranger.get("/api/lookup?q=a&minimum_confidence=2").status_code == 400
