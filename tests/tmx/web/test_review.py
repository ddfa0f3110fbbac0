"""A review by forms: every action, conflicts, undo, and nobody without the token."""

import html
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
LANGUAGES = ("zh", "en", "fr", "es", "ru", "ar")


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


def stretch(memory: Path, size: int) -> int:
    """Return where so many rows with text in every language follow one another."""
    full = [len(row.cells) == len(LANGUAGES) for row in rows_of(memory)]
    return next(at for at in range(len(full)) if all(full[at : at + size]))


def test_the_riskiest_row_comes_first_with_its_reasons(client: TestClient) -> None:
    report = client.get("/api/report", params={"document": NAME}).json()
    worst = max(report["rows"], key=lambda row: (row["flagged"], row["risk"], -row["index"]))
    page = client.get(f"/review/{NAME}").text
    assert f"Row {worst['index'] + 1} of {len(report['rows'])}" in page
    assert worst["reasons"]
    for reason in worst["reasons"]:
        assert html.escape(reason, quote=False)[:20] in page


def test_accept_and_reject_lead_to_the_next_row(client: TestClient, memory_file: Path) -> None:
    unit = rows_of(memory_file)[9].unit_id
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
    at = stretch(memory_file, 2)
    first, second = before[at], before[at + 1]
    act(client, first.unit_id, "merge_next")
    merged = rows_of(memory_file)
    assert len(merged) == len(before) - 1
    assert merged[at].cells["en"] == (*first.cells["en"], *second.cells["en"])
    variant = merged[at].unit.variant("zh")
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
    assert moved[at].cells["fr"] == (*first.cells["fr"], second.cells["fr"][0])
    assert moved[at].cells["en"] == first.cells["en"]
    act(client, first.unit_id, "boundary_back", language="fr")
    assert [row.cells for row in rows_of(memory_file)] == [row.cells for row in before]


def test_a_split_may_cut_a_sentence_but_not_change_a_word(
    client: TestClient, memory_file: Path
) -> None:
    place = stretch(memory_file, 1)
    row = rows_of(memory_file)[place]
    text = row.cells["ar"][0].text
    at = text.index(" ", len(text) // 2)
    answer = act(client, row.unit_id, "split", **{"lines-ar": f"{text[:at]}\n{text[at:]}"})
    assert answer.status_code == 303
    rows = rows_of(memory_file)
    assert rows[place].cells["ar"][0].text == text[:at]
    assert [p.text for p in rows[place + 1].cells["ar"]] == [text[at:].strip()]
    answer = act(client, row.unit_id, "split", **{"lines-en": "something\nelse"})
    assert answer.status_code == 400
    assert "words of the en text were changed" in answer.text


def test_an_omission_gets_a_row_of_its_own(client: TestClient, memory_file: Path) -> None:
    at = stretch(memory_file, 1)
    row = rows_of(memory_file)[at]
    act(client, row.unit_id, "omission", language="ru")
    rows = rows_of(memory_file)
    assert rows[at].cells == {"ru": row.cells["ru"]}
    assert rows[at + 1].unit_id == row.unit_id
    assert "ru" not in rows[at + 1].cells
    assert "ru" in rows[at + 1].fixed


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
    at = stretch(memory_file, 14) + 1
    whole = slip(memory_file, "ar", at, at + 12)
    wrong = rows_of(memory_file)
    assert wrong[at + 6].cells["ar"] == whole[at + 5].cells["ar"]
    # People count from 1.
    answer = act(client, wrong[at + 6].unit_id, "relink", language="ar", goal=str(at + 6))
    assert answer.status_code == 303
    healed = rows_of(memory_file)
    assert [row.cells for row in healed] == [row.cells for row in whole]
    assert "ar" in healed[at + 5].fixed


def test_aligning_anew_stops_at_rows_that_are_set(client: TestClient, memory_file: Path) -> None:
    at = stretch(memory_file, 14) + 1
    slip(memory_file, "en", at, at + 9)
    before, after = at - 1, at + 5
    for place in (before, after):
        act(client, rows_of(memory_file)[place].unit_id, "accept")
    slipped = rows_of(memory_file)
    act(client, slipped[at + 2].unit_id, "realign")
    versions = [row.version for row in rows_of(memory_file)]
    assert versions != [row.version for row in slipped]
    # What a person has set, and all beyond it, is as it was, right or wrong.
    assert versions[: before + 1] == [row.version for row in slipped[: before + 1]]
    beyond = len(slipped) - after
    assert versions[-beyond:] == [row.version for row in slipped[after:]]


@pytest.mark.parametrize("action", ["accept", "merge_next", "boundary_back", "omission"])
def test_undo_and_redo(client: TestClient, memory_file: Path, action: str) -> None:
    before = rows_of(memory_file)
    unit = before[stretch(memory_file, 2)].unit_id
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
    before = len(rows_of(memory_file))
    unit = rows_of(memory_file)[9].unit_id
    assert unit is not None
    seen_by_both = fields(other, unit)
    act(one, unit, "reject", comment="shifted")
    answer = other.post(f"/review/{NAME}", data={**seen_by_both, "action": "merge_next"})
    assert answer.status_code == 409
    assert "Somebody was quicker" in answer.text
    assert "Ana, reject" in answer.text
    rows = rows_of(memory_file)
    assert len(rows) == before
    assert rows[9].status is UnitStatus.REJECTED
    assert [note.text for note in rows[9].unit.notes] == ["shifted"]
    # Having looked again, the other decides anew.
    assert act(other, unit, "accept").status_code == 303
    assert rows_of(memory_file)[9].status is UnitStatus.ACCEPTED
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


def test_a_long_document_is_reviewed_in_parts(
    client: TestClient, memory_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tmx.store.document_parts._MOST_AT_ONCE", 50)
    monkeypatch.setattr("tmx.store.document_parts._ROWS_OF_A_PART", 30)
    rows = rows_of(memory_file)
    assert "Part 1 of 3, rows 1 to 30" in client.get(f"/review/{NAME}").text
    assert (
        f"Part 3 of 3, rows 61 to {len(rows)}"
        in client.get(f"/review/{NAME}", params={"part": 9}).text
    )
    assert act(client, rows[40].unit_id, "accept").status_code == 303
    assert act(client, rows[29].unit_id, "merge_next").status_code == 400
    answer = act(client, rows[40].unit_id, "relink", language="en", goal="5")
    assert "expected a number from 31 to 60" in answer.text
    assert rows_of(memory_file)[40].status is UnitStatus.ACCEPTED
    report = client.get("/api/report", params={"document": NAME, "part": 2}).json()
    assert len(report["rows"]) == 30
    assert f"{NAME}, part 2 of 3" in client.get(f"/report/{NAME}", params={"part": 2}).text
    good = client.get("/export", params={"format": ".tmx", "which": "good", "document": NAME})
    assert good.text.count("<tu ") > 40


def test_a_comment_is_kept_without_a_decision(client: TestClient, memory_file: Path) -> None:
    unit = rows_of(memory_file)[9].unit_id
    answer = act(client, unit, "comment", comment="ask the author")
    assert answer.status_code == 303
    row = rows_of(memory_file)[9]
    assert [note.text for note in row.unit.notes] == ["ask the author"]
    assert row.status is UnitStatus.UNREVIEWED
    assert act(client, unit, "comment").status_code == 400
    act(client, unit, "undo")
    assert not rows_of(memory_file)[9].unit.notes


def test_what_a_reason_points_at_is_marked(client: TestClient) -> None:
    page = client.get(f"/review/{NAME}").text
    assert "Spanish has 2009 twice" in page
    assert "<mark>2009</mark>" in page
