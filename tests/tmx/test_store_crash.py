"""A process killed at any moment leaves the old state or the new one, never half of either."""

import contextlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from align.encoding.load import load_encoder
from tmx.formats.tmx14 import read_tmx, write_tmx
from tmx.model import Header, TranslationUnit, Variant
from tmx.search.concordance import MOST_COUNTED, concordance
from tmx.search.matches import search
from tmx.search.semantic import index_meaning
from tmx.store.memory import Memory

HEADER = Header(source_language="en")
OLD = tuple(
    TranslationUnit(
        tuid=f"u{number}",
        variants=(Variant.plain("en", f"old text {number}"), Variant.plain("ru", "старый текст")),
    )
    for number in range(50)
)
NEW = tuple(
    TranslationUnit(
        tuid=f"u{number}",
        variants=(Variant.plain("en", f"new text {number}"), Variant.plain("ru", "новый текст")),
    )
    for number in range(2000)
)

IMPORT = """
import sys
from tmx.store.memory import Memory
with Memory.open(sys.argv[1], writable=True) as memory:
    print("begin", flush=True)
    memory.import_file(sys.argv[2])
"""
EXPORT = """
import sys
from tmx.formats.tmx14 import write_tmx
from tmx.model import Header
from tmx.store.memory import Memory
with Memory.open(sys.argv[1]) as memory:
    print("begin", flush=True)
    write_tmx(sys.argv[2], Header(source_language="en"), memory.units())
"""
BUILD = """
import sys
from tmx.store.memory import Memory
print("begin", flush=True)
with Memory.build(sys.argv[1]) as memory:
    memory.import_file(sys.argv[2])
"""
MIGRATE = """
import sys
from tmx.store.memory import Memory
print("begin", flush=True)
Memory.open(sys.argv[1], writable=True).close()
"""
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


def age(path: Path) -> None:
    """Give a memory the oldest layout, as the first program made it."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for kind, name in connection.execute(
            "SELECT type, name FROM sqlite_schema WHERE type = 'trigger' OR name IN "
            "('segment_layout', 'fixed_row', 'decision', 'language', 'sketch', 'unit_vector', "
            "'unit_by_place', 'idx_term_language_group')"
        ).fetchall():
            connection.execute(f"DROP {kind} {name}")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()


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


@pytest.fixture
def new_file(tmp_path: Path) -> Path:
    write_tmx(tmp_path / "memory.tmx", HEADER, NEW)
    return tmp_path / "memory.tmx"


def old_memory(path: Path) -> Path:
    with Memory.build(path) as memory:
        memory.add_units(OLD, "memory.tmx")
    return path


def check_whole(memory: Memory, state: tuple[TranslationUnit, ...]) -> None:
    assert memory.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    word = state[0].variants[0].text.split()[0]
    assert concordance(memory, word, limit=1).total == min(len(state), MOST_COUNTED)
    other = "new" if word == "old" else "old"
    assert concordance(memory, other).total == 0


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
    tmp_path: Path, new_file: Path
) -> None:
    killed = 0
    when = moments(20, IMPORT, old_memory(tmp_path / "whole.db"), new_file)
    for number, seconds in enumerate(when):
        path = old_memory(tmp_path / f"{number}.db")
        killed += killed_after(seconds, IMPORT, path, new_file)
        # A reader finds it whole before anybody has repaired anything.
        with Memory.open(path) as memory:
            units = tuple(memory.units())
            assert units in {OLD, NEW}
            check_whole(memory, units)
        with Memory.open(path, writable=True) as memory:
            memory.import_file(new_file)
            assert tuple(memory.units()) == NEW
            check_whole(memory, NEW)
    assert killed


@pytest.mark.slow
def test_a_killed_build_leaves_the_old_memory_or_the_new_one(
    tmp_path: Path, new_file: Path
) -> None:
    killed = 0
    when = moments(10, BUILD, old_memory(tmp_path / "whole.db"), new_file)
    for number, seconds in enumerate(when):
        path = old_memory(tmp_path / f"{number}.db")
        killed += killed_after(seconds, BUILD, path, new_file)
        with Memory.open(path) as memory:
            units = tuple(memory.units())
            assert units in {OLD, NEW}
            check_whole(memory, units)
    assert killed


@pytest.mark.slow
def test_a_killed_export_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    with Memory.build(path) as memory:
        memory.add_units(NEW, "x")
    killed = 0
    for seconds in moments(20, EXPORT, path, tmp_path / "whole.tmx"):
        write_tmx(tmp_path / "out.tmx", HEADER, OLD)
        killed += killed_after(seconds, EXPORT, path, tmp_path / "out.tmx")
        assert read_tmx(tmp_path / "out.tmx").units in {OLD, NEW}
    assert killed


@pytest.mark.slow
def test_a_killed_migration_leaves_a_memory_that_the_next_one_brings_up_to_date(
    tmp_path: Path,
) -> None:
    old = tmp_path / "old.db"
    with Memory.build(old) as memory:
        memory.add_units(NEW, "x")
    age(old)
    shutil.copy(old, tmp_path / "whole.db")
    killed = 0
    for number, seconds in enumerate(moments(20, MIGRATE, tmp_path / "whole.db")):
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
    assert killed


@pytest.mark.slow
def test_killed_while_making_vectors(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    with Memory.build(path) as memory:
        memory.add_units(NEW, "x")
        memory.add_units(more(), "y")
    shutil.copy(path, tmp_path / "whole.db")
    killed = 0
    encoder = load_encoder()
    for number, seconds in enumerate(moments(10, VECTORS, tmp_path / "whole.db")):
        copy = tmp_path / f"{number}.db"
        shutil.copy(path, copy)
        killed += killed_after(seconds, VECTORS, copy)
        with Memory.open(copy, writable=True) as memory:
            kept = memory.connection.execute("SELECT count(*) FROM unit_vector").fetchone()[0]
            table = memory.sketches.table(f"vector {encoder.identity}")
            assert len(table) == kept
            assert kept + index_meaning(memory, encoder) == memory.count()
    assert killed


FULL = """
import resource, signal, sys
from sources.errors import SixfoldError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
{body}
except SixfoldError as error:
    print(error)
    sys.exit(1)
"""


def run_with_full_disk(body: str, limit_bytes: int, *arguments: Path) -> str:
    """Run a script that may write files of this size at most; return what it said of it."""
    limit = f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit_bytes}, {limit_bytes}))"
    lines = [*body.strip().splitlines()]
    lines.insert(2, limit)
    script = FULL.format(body="\n".join(f"    {line}" for line in lines))
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.parametrize("script", [IMPORT, BUILD], ids=["import", "build"])
def test_a_full_disk_leaves_the_old_memory(tmp_path: Path, new_file: Path, script: str) -> None:
    path = old_memory(tmp_path / "memory.db")
    said = run_with_full_disk(script, path.stat().st_size + 40_000, path, new_file)
    assert "memory.db" in said
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".part"] == []
    with Memory.open(path) as memory:
        assert tuple(memory.units()) == OLD
        check_whole(memory, OLD)


def test_a_full_disk_leaves_the_old_export(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    with Memory.build(path) as memory:
        memory.add_units(NEW, "x")
    write_tmx(tmp_path / "out.tmx", HEADER, OLD)
    said = run_with_full_disk(EXPORT, 10_000, path, tmp_path / "out.tmx")
    assert "out.tmx: cannot write: File too large" in said
    assert read_tmx(tmp_path / "out.tmx").units == OLD
    assert sorted(each.name for each in tmp_path.iterdir()) == ["memory.db", "out.tmx"]
