"""Term entries are put in order on their page, by forms that carry the token."""

from pathlib import Path

from httpx2 import Response
from starlette.testclient import TestClient

from tests.tmx.web.conftest import TOKEN
from tmx.model import ConceptEntry
from tmx.store.memory import Memory

ENTRY = "conference-on-disarmament"


def entry_of(memory: Path, identifier: str = ENTRY) -> ConceptEntry | None:
    with Memory.open(memory) as opened:
        return opened.termbase.entry(identifier)


def act(client: TestClient, action: str, **more: str) -> Response:
    answer: Response = client.post(
        f"/term/{ENTRY}", data={"token": TOKEN, "action": action, **more}
    )
    return answer


def test_a_term_is_taken_out_and_back(client: TestClient, memory_file: Path) -> None:
    before = entry_of(memory_file)
    assert before is not None
    short = before.terms("zh")[1].text
    assert f'value="zh {short}"' in client.get(f"/term/{ENTRY}").text
    answer = act(client, "split", term=f"zh {short}")
    assert answer.status_code == 303
    assert "Done: Take out" in client.get(answer.headers["location"]).text
    new = entry_of(memory_file, f"{ENTRY}-2")
    assert new is not None
    assert [term.text for term in new.terms("zh")] == [short]
    assert act(client, "undo").status_code == 303
    assert entry_of(memory_file) == before
    assert entry_of(memory_file, f"{ENTRY}-2") is None


def test_an_entry_is_joined_and_approved(client: TestClient, memory_file: Path) -> None:
    page = client.get(f"/term/{ENTRY}").text
    other = page.partition('name="other" value="')[2].partition('"')[0]
    taken = entry_of(memory_file, other)
    assert taken is not None
    assert act(client, "merge", other=other).status_code == 303
    assert entry_of(memory_file, other) is None
    joined = entry_of(memory_file)
    assert joined is not None
    assert joined.approved
    assert taken.terms("zh")[0].text in {term.text for term in joined.terms("zh")}
    assert act(client, "withdraw").status_code == 303
    assert "approved by a person" not in client.get(f"/term/{ENTRY}").text


def test_what_cannot_be_done_is_refused(client: TestClient, memory_file: Path) -> None:
    before = entry_of(memory_file)
    assert act(client, "undo").status_code == 400
    assert act(client, "dance").status_code == 400
    assert act(client, "split").status_code == 400
    assert act(client, "split", term="nonsense").status_code == 400
    assert act(client, "merge", other=ENTRY).status_code == 400
    assert act(client, "approve", token="guessed").status_code == 403  # noqa: S106
    assert entry_of(memory_file) == before


def test_strangers_are_offered_no_change(stranger: TestClient) -> None:
    page = stranger.get(f"/term/{ENTRY}").text
    assert 'method="post"' not in page
    assert stranger.post(f"/term/{ENTRY}", data={"action": "approve"}).status_code == 403
