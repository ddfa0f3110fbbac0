"""A process killed at any moment leaves the old state or the new one, never half of either.

`SIXFOLD_STOP_ROUNDS=50 pytest -m slow tests/tmx/test_store_crash.py` kills each kind of run at
fifty moments.
"""

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from align.encoding.load import load_encoder
from tests.tmx.stopped_runs import (
    BUILD,
    EXPORT,
    HEADER,
    IMPORT,
    MIGRATE,
    NEW,
    OLD,
    ROUNDS,
    Record,
    age,
    check_whole,
    new_file,
    old_memory,
)
from tmx.formats.tmx14 import read_tmx, write_tmx
from tmx.model import TranslationUnit, Variant
from tmx.search.matches import search
from tmx.search.semantic import index_meaning
from tmx.store.memory import Memory

VECTORS = """
import sys
from align.encoding.load import load_encoder
from tmx.search.semantic import index_meaning
from tmx.store.memory import Memory
encoder = load_encoder()
with Memory.open(sys.argv[1], writable=True) as memory:
    print("begin", flush=True)
    index_meaning(memory, encoder)
"""


def more() -> Iterator[TranslationUnit]:
    for number in range(8000):
        yield TranslationUnit(
            tuid=f"m{number}", variants=(Variant.plain("en", f"more text {number}"),)
        )


def killed_after(seconds: float, script: str, *arguments: Path) -> bool:
    """Start a script, kill it this long after it began; return whether it was still at work."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        return process.wait() == -signal.SIGKILL


def moments(count: int, script: str, *arguments: Path) -> list[float]:
    """Return moments, in seconds after the beginning, spread over a run that nobody disturbs."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        begin = time.monotonic()
        assert process.wait() == 0
    whole = time.monotonic() - begin
    chooser = random.Random(9)
    return [chooser.uniform(0.0, whole) for _ in range(count)]


def assert_killed(record: Record, what: str, killed: int) -> None:
    """Note how many runs were killed at work, for `--junitxml`, and see that some were."""
    record(f"killed at {what}", f"{killed} of {ROUNDS}")
    assert killed


OPEN = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
# A cache of one page makes SQLite write changed pages to the file before the end.
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN")
connection.execute("UPDATE variant SET text = text || ' half'")
connection.execute("DELETE FROM unit")
print("begin", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_reader_puts_in_order_what_a_killed_writer_left(tmp_path: Path) -> None:
    path = old_memory(tmp_path / "memory.db")
    assert killed_after(0.0, OPEN, path)
    assert (tmp_path / "memory.db-journal").stat().st_size > 0
    with Memory.open(path) as memory:
        assert tuple(memory.units()) == OLD
        check_whole(memory, OLD)


@pytest.mark.slow
def test_a_killed_import_leaves_the_old_units_or_the_new_ones(
    tmp_path: Path, record_testsuite_property: Record
) -> None:
    killed = 0
    file = new_file(tmp_path)
    when = moments(ROUNDS, IMPORT, old_memory(tmp_path / "whole.db"), file)
    for number, seconds in enumerate(when):
        path = old_memory(tmp_path / f"{number}.db")
        killed += killed_after(seconds, IMPORT, path, file)
        # A reader finds it whole before anybody has repaired anything.
        with Memory.open(path) as memory:
            units = tuple(memory.units())
            assert units in {OLD, NEW}
            check_whole(memory, units)
        with Memory.open(path, writable=True) as memory:
            memory.import_file(file)
            assert tuple(memory.units()) == NEW
            check_whole(memory, NEW)
    assert_killed(record_testsuite_property, "import", killed)


@pytest.mark.slow
def test_a_killed_build_leaves_the_old_memory_or_the_new_one(
    tmp_path: Path, record_testsuite_property: Record
) -> None:
    killed = 0
    file = new_file(tmp_path)
    when = moments(ROUNDS, BUILD, old_memory(tmp_path / "whole.db"), file)
    for number, seconds in enumerate(when):
        path = old_memory(tmp_path / f"{number}.db")
        killed += killed_after(seconds, BUILD, path, file)
        with Memory.open(path) as memory:
            units = tuple(memory.units())
            assert units in {OLD, NEW}
            check_whole(memory, units)
    assert_killed(record_testsuite_property, "build", killed)


@pytest.mark.slow
def test_a_killed_export_leaves_the_old_file_or_the_new_one(
    tmp_path: Path, record_testsuite_property: Record
) -> None:
    path = tmp_path / "memory.db"
    with Memory.build(path) as memory:
        memory.add_units(NEW, "x")
    killed = 0
    for seconds in moments(ROUNDS, EXPORT, path, tmp_path / "whole.tmx"):
        write_tmx(tmp_path / "out.tmx", HEADER, OLD)
        killed += killed_after(seconds, EXPORT, path, tmp_path / "out.tmx")
        assert read_tmx(tmp_path / "out.tmx").units in {OLD, NEW}
    assert_killed(record_testsuite_property, "export", killed)


@pytest.mark.slow
def test_a_killed_migration_leaves_a_memory_that_the_next_one_brings_up_to_date(
    tmp_path: Path, record_testsuite_property: Record
) -> None:
    old = tmp_path / "old.db"
    with Memory.build(old) as memory:
        memory.add_units(NEW, "x")
    age(old)
    shutil.copy(old, tmp_path / "whole.db")
    killed = 0
    for number, seconds in enumerate(moments(ROUNDS, MIGRATE, tmp_path / "whole.db")):
        path = tmp_path / f"{number}.db"
        shutil.copy(old, path)
        killed += killed_after(seconds, MIGRATE, path)
        with Memory.open(path, writable=True) as memory:
            assert tuple(memory.units()) == NEW
            check_whole(memory, NEW)
            found = search(memory, "new text 7 more", language="en")
            assert (found[0].percent, found[0].source.text) == (75, "new text 7")
            texts = memory.connection.execute("SELECT count(*) FROM variant").fetchone()[0]
            assert len(memory.sketches.table("en")) + len(memory.sketches.table("ru")) == texts
    assert_killed(record_testsuite_property, "migration", killed)


@pytest.mark.slow
def test_killed_while_making_vectors(tmp_path: Path, record_testsuite_property: Record) -> None:
    path = tmp_path / "memory.db"
    with Memory.build(path) as memory:
        memory.add_units(NEW, "x")
        memory.add_units(more(), "y")
    shutil.copy(path, tmp_path / "whole.db")
    killed = 0
    encoder = load_encoder()
    for number, seconds in enumerate(moments(ROUNDS, VECTORS, tmp_path / "whole.db")):
        copy = tmp_path / f"{number}.db"
        shutil.copy(path, copy)
        killed += killed_after(seconds, VECTORS, copy)
        with Memory.open(copy, writable=True) as memory:
            kept = memory.connection.execute("SELECT count(*) FROM unit_vector").fetchone()[0]
            table = memory.sketches.table(f"vector {encoder.identity}")
            assert len(table) == kept
            assert kept + index_meaning(memory, encoder) == memory.count()
    assert_killed(record_testsuite_property, "vectors", killed)
