"""A full disk is told in a sentence and leaves the old state, whenever it fills up.

The quick tests bound the size of files. The slow ones fill a real disk, a small tmpfs in a
namespace of its own; `SIXFOLD_STOP_ROUNDS=50` before `pytest -m slow` fills it at fifty moments of
each kind of run.
"""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
from tmx.store.memory import Memory

# Puts the files of a folder on a disk of so many bytes, runs the script there, takes them off.
ON_A_SMALL_DISK = """
mount -t tmpfs -o size="$1" none "$2" && cp "$3"/* "$2" && cd "$2" || exit 99
"$4" -c "$5" memory.db "$6"
code=$?
rm "$3"/* && cp "$2"/* "$3" && exit $code
"""
TELLING = """
import sys
from sources.errors import SixfoldError
try:
{body}
except SixfoldError as error:
    print(error, file=sys.stderr)
    sys.exit(1)
"""
# Room beyond the files there are, in bytes, with which each kind of run can end.
ENOUGH_TO_IMPORT = 4_000_000
ENOUGH_TO_EXPORT = ENOUGH_TO_MIGRATE = 800_000


def can_mount() -> bool:
    command = ["unshare", "-Urm", "mount", "-t", "tmpfs", "none", "/mnt"]
    return bool(shutil.which("unshare")) and subprocess.run(command, check=False).returncode == 0


needs_small_disk = pytest.mark.skipif(
    not can_mount(), reason="this machine lets no user mount a small disk (unshare -Urm)"
)


def run_on_disk(size: int, folder: Path, script: str, argument: str) -> bool:
    """Run a script on the files of a folder; return whether the disk sufficed."""
    body = "\n".join(f"    {line}" for line in script.strip().splitlines())
    place = folder.with_name(f"{folder.name}-disk")
    place.mkdir()
    shell = ["unshare", "-Urm", "sh", "-c", ON_A_SMALL_DISK, "sh", str(size), str(place)]
    python = [sys.executable, TELLING.format(body=body)]
    done = subprocess.run(
        [*shell, str(folder), *python, argument], capture_output=True, text=True, check=False
    )
    place.rmdir()
    assert done.returncode in {0, 1}, done.stderr
    if done.returncode:
        assert len(done.stderr.splitlines()) == 1
        assert any(word in done.stderr for word in ("full", "No space left")), done.stderr
    return done.returncode == 0


def sizes(folder: Path, most: int) -> list[int]:
    """Return sizes of a disk that holds the files of the folder and up to so much more."""
    used = sum(file.stat().st_size for file in folder.iterdir())
    chooser = random.Random(11)
    return [used + int(most * chooser.random() ** 2) for _ in range(ROUNDS)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "0").mkdir()
    return tmp_path / "0"


def fresh(folder: Path, number: int) -> Path:
    return Path(shutil.copytree(folder, folder.with_name(f"round{number}")))


def assert_both(record: Record, what: str, outcomes: list[bool]) -> None:
    """Note how many disks filled up, for `--junitxml`, and see that some did and some did not."""
    record(f"full at {what}", f"{outcomes.count(False)} of {ROUNDS}")
    assert set(outcomes) == {True, False}


@pytest.mark.slow
@needs_small_disk
@pytest.mark.parametrize("script", [IMPORT, BUILD], ids=["import", "build"])
def test_import(folder: Path, script: str, record_testsuite_property: Record) -> None:
    old_memory(folder / "memory.db")
    new_file(folder)
    outcomes = []
    for number, size in enumerate(sizes(folder, ENOUGH_TO_IMPORT)):
        there = fresh(folder, number)
        outcomes.append(run_on_disk(size, there, script, "memory.tmx"))
        with Memory.open(there / "memory.db") as memory:
            state = NEW if outcomes[-1] else OLD
            assert tuple(memory.units()) == state
            check_whole(memory, state)
        names = {each.name for each in there.iterdir()}
        assert names - {"memory.db-wal", "memory.db-shm"} == {"memory.db", "memory.tmx"}
    assert_both(record_testsuite_property, "import" if script is IMPORT else "build", outcomes)


@pytest.mark.slow
@needs_small_disk
def test_export(folder: Path, record_testsuite_property: Record) -> None:
    with Memory.build(folder / "memory.db") as memory:
        memory.add_units(NEW, "x")
    write_tmx(folder / "out.tmx", HEADER, OLD)
    outcomes = []
    for number, size in enumerate(sizes(folder, ENOUGH_TO_EXPORT)):
        there = fresh(folder, number)
        outcomes.append(run_on_disk(size, there, EXPORT, "out.tmx"))
        assert read_tmx(there / "out.tmx").units == (NEW if outcomes[-1] else OLD)
        assert {each.name for each in there.iterdir()} == {"memory.db", "out.tmx"}
    assert_both(record_testsuite_property, "export", outcomes)


@pytest.mark.slow
@needs_small_disk
def test_migration(folder: Path, record_testsuite_property: Record) -> None:
    with Memory.build(folder / "memory.db") as memory:
        memory.add_units(NEW, "x")
    age(folder / "memory.db")
    outcomes = []
    for number, size in enumerate(sizes(folder, ENOUGH_TO_MIGRATE)):
        there = fresh(folder, number)
        outcomes.append(run_on_disk(size, there, MIGRATE, ""))
        with Memory.open(there / "memory.db", writable=True) as memory:
            assert tuple(memory.units()) == NEW
            check_whole(memory, NEW)
    assert_both(record_testsuite_property, "migration", outcomes)


LIMITED = """
import resource, signal, sys
from sources.errors import SixfoldError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
{body}
except SixfoldError as error:
    print(error)
    sys.exit(1)
"""


def run_with_limit(body: str, limit_bytes: int, *arguments: Path) -> str:
    """Run a script that may write files of this size at most; return what it said of it."""
    limit = f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit_bytes}, {limit_bytes}))"
    lines = [*body.strip().splitlines()]
    lines.insert(2, limit)
    script = LIMITED.format(body="\n".join(f"    {line}" for line in lines))
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.parametrize("script", [IMPORT, BUILD], ids=["import", "build"])
def test_a_file_that_may_not_grow_leaves_the_old_memory(tmp_path: Path, script: str) -> None:
    file = new_file(tmp_path)
    path = old_memory(tmp_path / "memory.db")
    said = run_with_limit(script, path.stat().st_size + 40_000, path, file)
    assert "memory.db" in said
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".part"] == []
    with Memory.open(path) as memory:
        assert tuple(memory.units()) == OLD
        check_whole(memory, OLD)


def test_a_file_that_may_not_grow_leaves_the_old_export(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    with Memory.build(path) as memory:
        memory.add_units(NEW, "x")
    write_tmx(tmp_path / "out.tmx", HEADER, OLD)
    said = run_with_limit(EXPORT, 10_000, path, tmp_path / "out.tmx")
    assert "out.tmx: cannot write: File too large" in said
    assert read_tmx(tmp_path / "out.tmx").units == OLD
    assert sorted(each.name for each in tmp_path.iterdir()) == ["memory.db", "out.tmx"]
