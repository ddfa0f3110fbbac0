"""One writes and many read at once, each in a process of its own."""

import subprocess
import sys
from pathlib import Path

from tmx.store.memory import Memory

BATCHES = 8
SIZE = 100
WRITE = f"""
import sys
from tmx.model import TranslationUnit, Variant
from tmx.store.memory import Memory
with Memory.open(sys.argv[1], writable=True) as memory:
    print("open", flush=True)
    sys.stdin.readline()
    for batch in range({BATCHES}):
        units = [
            TranslationUnit(
                tuid=f"{{batch}}-{{number}}",
                variants=(Variant.plain("en", f"shared words of text {{number}} part {{batch}}"),),
            )
            for number in range({SIZE})
        ]
        memory.add_units(units, "x")
"""
READ = f"""
import sys
from tmx.search.concordance import concordance
from tmx.search.matches import search
from tmx.store.memory import Memory
seen = set()
with Memory.open(sys.argv[1]) as memory:
    print("open", flush=True)
    while {BATCHES * SIZE} not in seen:
        count = memory.count()
        total = concordance(memory, "shared words", limit=1).total
        assert count % {SIZE} == 0 and total % {SIZE} == 0 and total >= count, (count, total)
        search(memory, "shared words of text 7 part 0", language="en", limit=1)
        seen.add(count)
print(len(seen))
"""


def start(script: str, path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


def test_readers_see_whole_batches_and_never_an_error(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    Memory.create(path).close()
    writer = start(WRITE, path)
    readers = [start(READ, path) for _ in range(3)]
    _, error = writer.communicate("go\n", timeout=120)
    assert writer.returncode == 0, error
    for reader in readers:
        out, error = reader.communicate(timeout=120)
        assert reader.returncode == 0, error
        assert int(out) >= 1
    with Memory.open(path) as memory:
        assert memory.count() == BATCHES * SIZE
