"""Many documents: what fails is told, what is done is not done again, what people decided stays."""

import json
import multiprocessing
import operator
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

import tmx
from sources.library import sample_folder
from tmx.corpus import CorpusError, Outcome, build_corpus
from tmx.engines import EngineError, ProcessEngine, engine_of
from tmx.model import UnitStatus
from tmx.store.decisions import decide, decisions
from tmx.store.document_rows import read_page
from tmx.store.memory import Memory
from tmx.store.rows import with_property

Run = Callable[..., subprocess.CompletedProcess[str]]
ALONE = ProcessEngine(1)


def put(folder: Path, name: str, start: int, stop: int, languages: tuple[str, ...]) -> None:
    """Write a document made of some lines of the bundled one."""
    folder.mkdir(exist_ok=True)
    for tag in languages:
        lines = (sample_folder() / f"A_65_496.{tag}.txt").read_text("utf-8").splitlines()
        (folder / f"{name}.{tag}.txt").write_text("\n".join(lines[start:stop]), "utf-8")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    put(folder, "one", 0, 20, ("zh", "en"))
    put(folder, "two", 10, 40, ("zh", "en"))
    return folder


def made_at(out: Path) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in out.iterdir() if path.is_dir()}


def test_a_broken_document_is_told_and_the_others_go_on(
    sixfold: Run, papers: Path, tmp_path: Path
) -> None:
    put(papers, "lonely", 0, 5, ("en",))
    put(papers, "torn", 0, 5, ("en",))
    (papers / "torn.zh.pdf").write_bytes(bytes(range(256)) * 9)
    out = tmp_path / "out"
    done = sixfold("corpus", papers, "--out", out, "--workers", "1")
    assert done.returncode == 1
    assert "2 of 4 documents, 2 of them made now" in done.stdout
    assert "lonely is there in en only; expected two languages" in done.stderr
    assert "torn.zh.pdf is" in done.stderr
    assert sorted(made_at(out)) == ["one", "two"]
    listed = json.loads((out / "corpus.json").read_bytes())
    assert [(each["name"], bool(each["error"])) for each in listed] == [
        ("lonely", True),
        ("one", False),
        ("torn", True),
        ("two", False),
    ]
    with Memory.open(out / "memory.db") as memory:
        assert [document.name for document in memory.documents] == ["one", "two"]
        assert memory.count() == sum(each["rows"] for each in listed)


def test_what_is_done_is_not_done_again_unless_a_file_has_changed(
    papers: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    build_corpus(papers, out, engine=ALONE)
    before, memory = made_at(out), (out / "memory.db").stat().st_ino
    assert not any(each.is_new for each in build_corpus(papers, out, engine=ALONE).outcomes)
    assert made_at(out) == before
    assert (out / "memory.db").stat().st_ino == memory
    put(papers, "two", 10, 30, ("zh", "en"))
    again = build_corpus(papers, out, engine=ALONE)
    assert [each.is_new for each in again.outcomes] == [False, True]
    after = made_at(out)
    assert after["one"] == before["one"]
    assert after["two"] != before["two"]
    with Memory.open(out / "memory.db") as opened:
        assert opened.count() == again.units == sum(each.rows for each in again.outcomes)


@pytest.mark.slow
def test_several_workers_make_the_same_as_one(papers: Path, tmp_path: Path) -> None:
    build_corpus(papers, tmp_path / "a", engine=ALONE)
    build_corpus(papers, tmp_path / "b", engine=ProcessEngine(2))
    for name in ("memory.db", "one/one.tmx", "two/report.html", "corpus.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_document_that_fails_now_stays_in_the_memory(papers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = build_corpus(papers, out, engine=ALONE)
    (papers / "two.zh.txt").write_bytes(b"")
    put(papers, "one", 0, 18, ("zh", "en"))
    again = build_corpus(papers, out, engine=ALONE)
    assert [bool(each.error) for each in again.outcomes] == [False, True]
    with Memory.open(out / "memory.db") as memory:
        assert len(read_page(memory, "two")) == first.outcomes[1].rows


def accept(path: Path, document: str, place: int) -> str:
    """Accept a row as a reviewer does and return its Chinese text."""
    with Memory.open(path, writable=True) as memory:
        row = read_page(memory, document)[place]
        accepted = replace(
            row,
            unit=with_property(row.unit, "x-status", str(UnitStatus.ACCEPTED)),
            fixed=frozenset(row.cells),
        )
        decide(memory, document, [row], [accepted], action="accept", reviewer="A")
        return row.cells["zh"][0].text


def accepted(path: Path, document: str) -> list[str]:
    with Memory.open(path) as memory:
        assert [each.reviewer for each in decisions(memory, document)] == ["A"]
        rows = read_page(memory, document)
        return [row.cells["zh"][0].text for row in rows if row.status is UnitStatus.ACCEPTED]


@pytest.mark.parametrize("changed", ["one", "two"])
def test_what_people_decided_stands_whichever_document_changes(
    papers: Path, tmp_path: Path, changed: str
) -> None:
    out = tmp_path / "out"
    build_corpus(papers, out, engine=ALONE)
    text = accept(out / "memory.db", "two", 3)
    put(papers, changed, *((0, 15) if changed == "one" else (10, 36)), ("zh", "en"))
    again = build_corpus(papers, out, engine=ALONE)
    assert [each.name for each in again.outcomes if each.is_new] == [changed]
    assert accepted(out / "memory.db", "two") == [text]


def test_terms_of_several_documents_are_one_entry_with_the_evidence_of_all(
    papers: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    build_corpus(papers, out, engine=ALONE)
    counts = []
    for path in (out / "one", out / "two", out):
        with Memory.open(path / "memory.db") as memory:
            entries = {entry.id: entry for entry in memory.termbase.entries()}
            counts.append({each: len(entries[each].evidence) for each in entries})
    one, two, both = counts
    shared = set(one) & set(two)
    assert shared
    assert all(both[each] == one[each] + two[each] for each in shared)
    assert set(both) == set(one) | set(two)


def test_terms_that_people_approved_stand_whichever_document_changes(
    papers: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    build_corpus(papers, out, engine=ALONE)
    with Memory.open(out / "memory.db", writable=True) as memory:
        ids = [entry.id for entry in memory.termbase.entries() if len(entry.evidence) > 1]
        (approved,) = memory.termbase.approve(ids[:1], editor="A").after
    for name, last in (("one", 15), ("two", 36)):
        put(papers, name, 0 if name == "one" else 10, last, ("zh", "en"))
        build_corpus(papers, out, engine=ALONE)
        with Memory.open(out / "memory.db") as memory:
            entry = memory.termbase.entry(approved.id)
        assert entry is not None
        assert entry.approved
        assert entry.languages == approved.languages
        assert len(set(entry.evidence)) == len(entry.evidence)


def test_a_run_that_was_killed_goes_on(tmp_path: Path) -> None:
    papers, out = tmp_path / "papers", tmp_path / "out"
    for number in range(4):
        put(papers, f"paper{number}", number, 60, ("zh", "en", "fr"))
    command = [sys.executable, "-m", "tmx.cli", "corpus", papers, "--out", out, "--workers", "2"]
    environment = {**os.environ, "PYTHONPATH": str(Path(tmx.__file__).parents[1])}
    run = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    while run.poll() is None and not any(out.glob("paper*/made.json")):
        time.sleep(0.01)
    run.send_signal(signal.SIGKILL)
    run.wait()
    before = made_at(out)
    assert before
    done = build_corpus(papers, out, engine=ALONE)
    assert [each.error for each in done.outcomes] == [""] * 4
    kept = [each.name for each in done.outcomes if not each.is_new]
    assert kept
    assert all(made_at(out)[name] == before[name] for name in kept)
    assert not (out / ".sixfold-corpus").exists()


def test_two_runs_at_once_are_refused(papers: Path, tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    out = tmp_path / "out"
    out.mkdir()
    with (out / ".sixfold-corpus.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CorpusError, match="another run is at work"):
            build_corpus(papers, out, engine=ALONE)


def test_a_folder_without_documents_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(CorpusError, match="holds no document"):
        build_corpus(tmp_path, tmp_path / "out", engine=ALONE)
    assert not (tmp_path / "out").exists()


def test_names_that_need_one_folder_are_told(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    put(papers, "a b", 0, 5, ("zh", "en"))
    put(papers, "a_b", 0, 5, ("zh", "en"))
    for _ in range(2):
        first, second = build_corpus(papers, tmp_path / "out", engine=ALONE).outcomes
        assert not first.error
        assert "would share the folder a_b" in second.error


def test_one_document_under_two_names_is_told(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    for name in ("draft", "final"):
        put(papers, name, 5, 15, ("zh", "en"))
        for path in papers.glob(f"{name}.*"):
            path.write_text(f"A/65/1\n\n{path.read_text('utf-8')}", "utf-8")
    first, second = build_corpus(papers, tmp_path / "out", engine=ALONE).outcomes
    assert {first.document, second.document} == {"A/65/1"}
    assert not first.error
    assert "final is the same document as draft (A/65/1)" in second.error


def test_a_file_that_belongs_to_no_document_is_told(
    sixfold: Run, papers: Path, tmp_path: Path
) -> None:
    (papers / "one.en.html").write_text("<p>The same again.</p>")
    done = sixfold("corpus", papers, "--out", tmp_path / "out", "--workers", "1")
    assert done.returncode == 0
    assert "one.en.txt is left out: one.en.html is taken for en" in done.stderr


def test_traditional_chinese_is_told_again_and_again(
    sixfold: Run, papers: Path, tmp_path: Path
) -> None:
    (papers / "two.zh.txt").write_text("大會通過了關於裁軍的決議。\n\n" * 9, "utf-8")
    for _ in range(2):  # The second run makes nothing anew.
        done = sixfold("corpus", papers, "--out", tmp_path / "out", "--workers", "1")
        assert done.returncode == 0
        assert "two.zh.txt is written in traditional characters" in done.stderr
        assert "one.zh.txt is written" not in done.stderr


def test_a_job_that_a_broken_pool_refuses_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    submit = ProcessPoolExecutor.submit
    calls: list[None] = []

    def submit_thrice(pool: ProcessPoolExecutor, *job: object) -> Future[object]:
        calls.append(None)
        if len(calls) == 3:
            raise BrokenProcessPool("a worker died")
        return submit(pool, *job)

    monkeypatch.setattr(ProcessPoolExecutor, "submit", submit_thrice)
    jobs = [partial(abs, -number) for number in (1, 2, 3, 4)]
    found = ProcessEngine(2).run(jobs, operator.call, partial(operator.attrgetter("args")))
    assert sorted(found) == [1, 2, 3, 4]


def test_a_worker_that_is_killed_costs_its_own_job() -> None:
    jobs = [partial(abs, -1), partial(abs, -2), partial(os._exit, 3), partial(abs, -4)]
    found = ProcessEngine(2).run(jobs, operator.call, partial(operator.attrgetter("args")))
    assert sorted(found, key=str) == [(3,), 1, 2, 4]
    assert not multiprocessing.active_children()


def test_an_engine_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(EngineError, match=r"pip install 'sixfold\[ray\]'"):
        engine_of("ray")


@pytest.mark.slow
def test_ray_makes_the_same_as_processes(papers: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray")
    build_corpus(papers, tmp_path / "a", engine=ALONE)
    made: list[tuple[int, int]] = []

    def watch(done: int, total: int, outcome: Outcome) -> None:
        assert not outcome.error
        made.append((done, total))

    build_corpus(papers, tmp_path / "b", engine=engine_of("ray", 2), progress=watch)
    assert made == [(1, 2), (2, 2)]
    for name in ("memory.db", "one/one.tmx", "two/report.html"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
