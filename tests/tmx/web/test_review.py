"""A review by forms: every action, conflicts, undo, and nobody without the token."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from tests.tmx.web.conftest import TOKEN
from tmx.model import UnitStatus
from tmx.store.decisions import decisions
from tmx.store.document_rows import DocumentRow, read_page
from tmx.store.memory import Memory

NAME = "A/65/496"


def rows_of(memory: Path) -> tuple[DocumentRow, ...]:
    with Memory.open(memory) as opened:
        return read_page(opened, NAME)


def fields(client: TestClient, unit: int) -> dict[str, str]:
    """Return the hidden fields of the page of a row, as a browser would send them."""
    page = client.get(f"/review/{NAME}", params={"row": unit}).text
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return dict(hidden)


def act(client: TestClient, unit: int | None, action: str, **more: str) -> Response:
    assert unit is not None
    answer: Response = client.post(
        f"/review/{NAME}", data={**fields(client, unit), "action": action, **more}
    )
    return answer


def test_the_riskiest_row_comes_first_with_its_reasons(client: TestClient) -> None:
    page = client.get(f"/review/{NAME}").text
    assert "Row 40 of 73" in page
    assert "Spanish has 2009, unlike the other versions" in page


def test_accept_and_reject_lead_to_the_next_row(client: TestClient, memory_file: Path) -> None:
    unit = rows_of(memory_file)[39].unit_id
    answer = act(client, unit, "accept")
    assert answer.status_code == 303
    assert f"row={unit}" not in answer.headers["location"]
    following = int(re.findall(r"row=(\d+)", answer.headers["location"])[0])
    act(client, following, "reject")
    rows = {row.unit_id: row for row in rows_of(memory_file)}
    assert rows[unit].status is UnitStatus.ACCEPTED
    assert rows[unit].fixed == {"zh", "en", "fr", "es", "ru", "ar"}
    assert rows[following].status is UnitStatus.REJECTED


def test_merge_split_and_boundary_change_what_they_say(
    client: TestClient, memory_file: Path
) -> None:
    before = rows_of(memory_file)
    first, second = before[20], before[21]
    act(client, first.unit_id, "merge_next")
    merged = rows_of(memory_file)
    assert len(merged) == len(before) - 1
    assert merged[20].cells["en"] == (*first.cells["en"], *second.cells["en"])
    variant = merged[20].unit.variant("zh")
    assert variant is not None
    assert variant.text == "".join(p.text for p in (*first.cells["zh"], *second.cells["zh"]))
    lines = {
        f"lines-{tag}": "\r\n".join(
            " ".join(p.text for p in row.cells[tag]) for row in (first, second)
        )
        for tag in first.cells
    }
    act(client, first.unit_id, "split", **lines)
    split = rows_of(memory_file)
    assert [row.cells for row in split] == [row.cells for row in before]
    act(client, first.unit_id, "boundary_forward", language="fr")
    moved = rows_of(memory_file)
    assert moved[20].cells["fr"] == (*first.cells["fr"], second.cells["fr"][0])
    assert moved[20].cells["en"] == first.cells["en"]
    act(client, first.unit_id, "boundary_back", language="fr")
    assert [row.cells for row in rows_of(memory_file)] == [row.cells for row in before]


def test_a_split_may_cut_a_sentence_but_not_change_a_word(
    client: TestClient, memory_file: Path
) -> None:
    row = rows_of(memory_file)[4]
    text = row.cells["ar"][0].text
    at = text.index(" ", len(text) // 2)
    answer = act(client, row.unit_id, "split", **{"lines-ar": f"{text[:at]}\n{text[at:]}"})
    assert answer.status_code == 303
    rows = rows_of(memory_file)
    assert rows[4].cells["ar"][0].text == text[:at]
    assert [p.text for p in rows[5].cells["ar"]] == [text[at:].strip()]
    answer = act(client, row.unit_id, "split", **{"lines-en": "something\nelse"})
    assert answer.status_code == 400
    assert "words of the en text were changed" in answer.text


def test_an_omission_gets_a_row_of_its_own(client: TestClient, memory_file: Path) -> None:
    row = rows_of(memory_file)[10]
    act(client, row.unit_id, "omission", language="ru")
    rows = rows_of(memory_file)
    assert rows[10].cells == {"ru": row.cells["ru"]}
    assert rows[11].unit_id == row.unit_id
    assert "ru" not in rows[11].cells
    assert "ru" in rows[11].fixed


def slip(memory: Path, language: str, first: int, last: int) -> list[DocumentRow]:
    """Shift a language by a row between two rows, as a slip of the aligner would."""
    from tmx.review.moves import make_row
    from tmx.store.decisions import decide

    with Memory.open(memory, writable=True) as opened:
        rows = read_page(opened, NAME)
        cells = [row.cells.get(language, ()) for row in rows]
        shifted = []
        for place in range(first, last + 1):
            own = () if place == first else cells[place - 1]
            own = (*own, *cells[place]) if place == last else own
            shifted.append(make_row(rows[place], {**rows[place].cells, language: own}, rows))
        window = rows[first : last + 1]
        decide(opened, NAME, window, shifted, action="realign", reviewer="the test")
        return list(rows)


def test_one_text_tied_to_its_row_puts_a_slip_right(client: TestClient, memory_file: Path) -> None:
    whole = slip(memory_file, "ar", 30, 45)
    wrong = rows_of(memory_file)
    assert wrong[36].cells["ar"] == whole[35].cells["ar"]
    answer = act(client, wrong[36].unit_id, "relink", language="ar", goal="36")
    assert answer.status_code == 303
    healed = rows_of(memory_file)
    assert [row.cells for row in healed] == [row.cells for row in whole]
    assert "ar" in healed[35].fixed


def test_aligning_anew_stops_at_rows_that_are_set(client: TestClient, memory_file: Path) -> None:
    whole = slip(memory_file, "en", 20, 29)
    for place in (19, 24):
        act(client, rows_of(memory_file)[place].unit_id, "accept")
    act(client, rows_of(memory_file)[35].unit_id, "accept")
    act(client, rows_of(memory_file)[22].unit_id, "realign")
    rows = rows_of(memory_file)
    # The accepted row 25 holds the wrong text, since a person has said so, and parts the slip.
    assert rows[24].cells["en"] == whole[23].cells["en"]
    assert rows[24].status is UnitStatus.ACCEPTED
    assert [row.cells["en"] for row in rows[25:28]] == [row.cells["en"] for row in whole[24:27]]


@pytest.mark.parametrize("action", ["accept", "merge_next", "boundary_back", "omission"])
def test_undo_and_redo(client: TestClient, memory_file: Path, action: str) -> None:
    before = rows_of(memory_file)
    unit = before[12].unit_id
    act(client, unit, action, language="es")
    changed = rows_of(memory_file)
    assert [row.version for row in changed] != [row.version for row in before]
    act(client, unit, "undo")
    restored = rows_of(memory_file)
    assert [(row.unit_id, row.version) for row in restored] == [
        (row.unit_id, row.version) for row in before
    ]
    act(client, unit, "redo")
    assert [row.version for row in rows_of(memory_file)] == [row.version for row in changed]
    for _ in range(3):
        assert act(client, unit, "undo").status_code == 303
    assert [row.version for row in rows_of(memory_file)] == [row.version for row in before]


def test_two_reviewers_at_once_lose_nothing(
    make_client: Callable[[Path], TestClient], memory_file: Path
) -> None:
    one, other = make_client(memory_file), make_client(memory_file)
    for client, name in ((one, "Ana"), (other, "Борис")):
        client.get("/", params={"token": TOKEN})
        client.post("/settings", data={"reviewer": name})
    unit = rows_of(memory_file)[39].unit_id
    assert unit is not None
    seen_by_both = fields(other, unit)
    act(one, unit, "reject", comment="shifted")
    answer = other.post(f"/review/{NAME}", data={**seen_by_both, "action": "merge_next"})
    assert answer.status_code == 409
    assert "Somebody was quicker" in answer.text
    assert "Ana, reject" in answer.text
    rows = rows_of(memory_file)
    assert len(rows) == 73
    assert rows[39].status is UnitStatus.REJECTED
    assert [note.text for note in rows[39].unit.notes] == ["shifted"]
    # Having looked again, the other decides anew.
    assert act(other, unit, "accept").status_code == 303
    assert rows_of(memory_file)[39].status is UnitStatus.ACCEPTED
    # The first can no longer take back what has been overtaken.
    assert act(one, unit, "undo").status_code == 409
    with Memory.open(memory_file) as memory:
        assert [each.reviewer for each in decisions(memory)] == ["Борис", "Ana"]


def test_nobody_changes_anything_without_the_token(stranger: TestClient, memory_file: Path) -> None:
    before = rows_of(memory_file)
    page = stranger.get(f"/review/{NAME}").text
    assert "<button name=" not in page
    assert TOKEN not in page
    unit, version = before[0].unit_id, before[0].version
    for token in ("", "wrong"):
        told = {"unit": unit, "version": version, "action": "accept", "token": token}
        assert stranger.post(f"/review/{NAME}", data=told).status_code == 403
    assert rows_of(memory_file) == before


def test_the_cookie_alone_does_not_do(client: TestClient, memory_file: Path) -> None:
    row = rows_of(memory_file)[0]
    told = {"unit": row.unit_id, "version": row.version, "action": "accept"}
    assert client.post(f"/review/{NAME}", data=told).status_code == 403
    assert rows_of(memory_file)[0].status is UnitStatus.UNREVIEWED


@pytest.mark.parametrize(
    "told",
    [
        {"action": "explode"},
        {"action": "accept", "unit": "x"},
        {"action": "accept", "unit": "²", "next_unit": "²"},
        {"action": "relink", "goal": "9999", "language": "en"},
        {"action": "relink", "goal": "1", "language": "de"},
        {"action": "boundary_back", "language": "xx"},
        {"action": "split"},
    ],
)
def test_nonsense_is_refused_and_changes_nothing(
    client: TestClient, memory_file: Path, told: dict[str, str]
) -> None:
    before = rows_of(memory_file)
    unit = before[3].unit_id
    assert unit is not None
    answer = client.post(f"/review/{NAME}", data={**fields(client, unit), **told})
    assert answer.status_code in {400, 409}
    assert [row.version for row in rows_of(memory_file)] == [row.version for row in before]


def test_a_document_too_large_to_review_is_told(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tmx.store.document_rows.MOST_ROWS", 72)
    for path in ("review", "report"):
        answer = client.get(f"/{path}/{NAME}")
        assert answer.status_code == 400
        assert "A/65/496 has 73 rows; expected at most 72" in answer.text
    assert client.get(f"/doc/{NAME}").status_code == 200
