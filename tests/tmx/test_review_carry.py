"""What reviewers decided stands when the document is aligned anew."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from itertools import compress
from pathlib import Path

import pytest

from sources import find_versions, sample_folder
from tmx.build import build_memory
from tmx.formats.tmx14 import read_tmx
from tmx.model import PropertyType, UnitStatus
from tmx.review.desk import Request, plan
from tmx.store.decisions import decide, decisions, undo
from tmx.store.document_rows import DocumentRow, read_page
from tmx.store.memory import Memory

NAME = "A/65/496"
Sixfold = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def folder(demo: Path, tmp_path: Path) -> Path:
    """A copy of the demo's results."""
    return Path(shutil.copytree(demo, tmp_path / "demo"))


def rows_of(folder: Path) -> tuple[DocumentRow, ...]:
    with Memory.open(folder / "memory.db") as memory:
        return read_page(memory, NAME)


def do(folder: Path, place: int, action: str, **more: object) -> None:
    with Memory.open(folder / "memory.db", writable=True) as memory:
        rows = read_page(memory, NAME)
        asked = Request(action=action, unit=rows[place].unit_id or 0, **more)  # type: ignore[arg-type]
        change = plan(rows, asked)
        decide(memory, NAME, change.before, change.after, action=change.action, reviewer="Ana")


def words(row: DocumentRow) -> dict[str, str]:
    return {tag: " ".join(piece.text for piece in pieces) for tag, pieces in row.cells.items()}


def test_decisions_survive_a_new_alignment(folder: Path, sixfold: Sixfold) -> None:
    do(folder, 5, "accept")
    do(folder, 8, "reject")
    do(folder, 20, "merge_next")
    text = rows_of(folder)[30].cells["en"][0].text
    half = text.index(" ", len(text) // 2)
    do(folder, 30, "split", lines={"en": [text[:half], text[half:]]})
    do(folder, 40, "omission", language="ar")
    do(folder, 50, "boundary_forward", language="fr")
    before = rows_of(folder)
    done = sixfold("align", NAME, "--out", folder)
    assert done.returncode == 0
    assert "1 rows that reviewers have rejected are not in the .tmx files" in done.stderr
    after = rows_of(folder)
    assert [words(row) for row in after] == [words(row) for row in before]
    assert [row.status for row in after] == [row.status for row in before]
    assert [row.fixed for row in after] == [row.fixed for row in before]
    with Memory.open(folder / "memory.db", writable=True) as memory:
        assert [each.action for each in decisions(memory)][::-1] == [
            *("accept", "reject", "merge", "split", "omission", "boundary")
        ]
    tmx = read_tmx(folder / "A_65_496.tmx")
    statuses = [unit.property(PropertyType.STATUS) for unit in tmx.units]
    assert statuses.count("accepted") == 1
    assert "rejected" not in statuses
    assert len(tmx.units) == len(after) - 1
    rejected, kept = (words(after[place])["zh"].replace(" ", "") for place in (8, 5))
    for language in ("en", "fr", "es", "ru", "ar"):
        pair = read_tmx(folder / f"A_65_496.zh-{language}.tmx")
        texts = [unit.variants[0].text.replace(" ", "") for unit in pair.units]
        assert not any(text in rejected for text in texts)
        judged = [unit.property(PropertyType.STATUS) == "accepted" for unit in pair.units]
        assert "".join(compress(texts, judged)) == kept


def test_decisions_carried_over_can_be_taken_back_one_by_one(
    folder: Path, sixfold: Sixfold
) -> None:
    untouched = [words(row) for row in rows_of(folder)]
    do(folder, 5, "accept")
    do(folder, 5, "merge_next")
    do(folder, 5, "reject")
    do(folder, 20, "merge_previous")
    do(folder, 40, "omission", language="ar")
    sixfold("align", NAME, "--out", folder)
    sixfold("align", NAME, "--out", folder)  # and twice as well as once
    with Memory.open(folder / "memory.db", writable=True) as memory:
        for action in ("omission", "merge", "reject", "merge", "accept"):
            undone = undo(memory, NAME, "Ana")
            assert undone is not None
            assert undone.action == action
        assert undo(memory, NAME, "Ana") is None
    rows = rows_of(folder)
    assert [words(row) for row in rows] == untouched
    assert {row.status for row in rows} == {UnitStatus.UNREVIEWED}


def test_only_accepted_rows_go_out_where_the_user_asks_so(folder: Path, sixfold: Sixfold) -> None:
    do(folder, 5, "accept")
    done = sixfold("align", NAME, "--out", folder, "--accepted-only")
    assert done.returncode == 0
    rows = len(rows_of(folder))
    assert f"{rows - 1} rows that no reviewer has accepted" in done.stderr
    assert len(read_tmx(folder / "A_65_496.tmx").units) == 1
    assert len(read_tmx(folder / "A_65_496.zh-ar.tmx").units) == 1
    assert rows > 1


@pytest.mark.slow
def test_decisions_survive_a_text_that_has_changed_elsewhere(
    folder: Path, tmp_path: Path, sixfold: Sixfold
) -> None:
    do(folder, 60, "accept")
    do(folder, 62, "merge_next")
    before = len(rows_of(folder))
    accepted, merged = (words(rows_of(folder)[place]) for place in (60, 62))
    changed = tmp_path / "texts"
    changed.mkdir()
    for file in sample_folder().glob("A_65_496.*.txt"):
        text = file.read_text(encoding="utf-8")
        lines = text.split("\n")
        where = len(lines) // 3
        (changed / file.name).write_text("\n".join(lines[:3] + lines[where:]), encoding="utf-8")
    done = sixfold("align", NAME, "--folder", changed, "--out", folder)
    assert done.returncode == 0, done.stderr
    rows = rows_of(folder)
    assert len(rows) < before
    assert [words(row) for row in rows if row.status is UnitStatus.ACCEPTED] == [accepted]
    assert merged in [words(row) for row in rows]


@pytest.mark.slow
def test_the_same_decisions_give_the_same_result(folder: Path, sixfold: Sixfold) -> None:
    do(folder, 33, "boundary_back", language="es")
    sixfold("align", NAME, "--out", folder)
    first = (folder / "A_65_496.tmx").read_bytes()
    sixfold("align", NAME, "--out", folder)
    assert (folder / "A_65_496.tmx").read_bytes() == first


def test_an_export_follows_the_decisions(folder: Path, tmp_path: Path, sixfold: Sixfold) -> None:
    do(folder, 5, "accept")
    do(folder, 6, "accept")
    do(folder, 7, "reject")
    only, good = tmp_path / "only.tmx", tmp_path / "good.tmx"
    memory = folder / "memory.db"
    assert sixfold("export", memory, only, "--accepted-only").returncode == 0
    done = sixfold("export", memory, good)
    assert done.returncode == 0
    assert "1 rejected units are left out" in done.stderr
    rows = rows_of(folder)
    assert [unit.tuid for unit in read_tmx(only).units] == [row.unit.tuid for row in rows[5:7]]
    assert len(read_tmx(good).units) == len(rows) - 1


def test_a_log_left_beside_is_not_read_into_the_new_memory(folder: Path) -> None:
    memory = folder / "memory.db"
    holder = sqlite3.connect(memory)
    holder.execute("PRAGMA journal_mode = WAL")
    holder.execute("UPDATE document SET notice = 'left behind'")
    holder.commit()
    assert memory.with_name("memory.db-wal").exists()
    build_memory(find_versions(NAME), folder)
    with Memory.open(memory) as opened:
        assert opened.documents[0].notice != "left behind"
        assert opened.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    holder.close()
