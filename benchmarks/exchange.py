"""Measure TMX beside translate-toolkit: `python -m benchmarks.exchange --units 1000000 --folder F`.

Prints one line of JSON per figure. Each stage runs in a process of its own, so that its peak
memory is its own. Times are processor time of the process, which other work on the machine
lengthens less than wall clock; the making of the units is not counted. Figures of one run compare
with each other, not with those of another machine.

translate-toolkit holds the whole tree, so the comparison is on a part of the file, and on the same
units in two languages without properties, which is what it writes itself. It is lazy: parsing
leaves the texts where they are. So reading is measured to three ends, the last of which is every
unit's languages, texts, identifier and notes. Ours leaves nothing for later: its units hold all of
that when they are given. It is measured as it gives them, and with the same list made of them.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.made_memory import make_units
from benchmarks.stages import peak_mib, run_stages, say, stages_of
from tmx.exchange import export_file, import_files
from tmx.formats.tmx14 import TmxReader, iter_tmx, write_tmx
from tmx.model import Header, TranslationUnit
from tmx.store.records import UnitFilter

HEADER = Header(source_language="zh")
PART_UNITS = 20_000
REPEATS = 3
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def megabytes(path: Path) -> float:
    """Return the size of a file."""
    return path.stat().st_size / 1e6


class Untimed:
    """Give made units and count the time their making takes."""

    def __init__(self, count: int) -> None:
        self._units = make_units(count)
        self.seconds = 0.0

    def __iter__(self) -> Iterator[TranslationUnit]:
        while True:
            start = time.process_time()
            batch = list(islice(self._units, 1000))
            self.seconds += time.process_time() - start
            if not batch:
                return
            yield from batch


def seconds_of(work: Callable[[], object]) -> float:
    """Return the least processor time of a few runs."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def count_of(path: Path) -> int:
    """Read a file and return the number of its units."""
    return sum(1 for _ in iter_tmx(path))


def all_of(path: Path) -> list[object]:
    """Return every unit's identifier, notes, languages and texts, as tuples."""
    return [
        (
            unit.tuid,
            [note.text for note in unit.notes],
            [(variant.language, variant.text) for variant in unit.variants],
        )
        for unit in iter_tmx(path)
    ]


def stage_write(folder: Path, units: int) -> None:
    """Write the file."""
    made = Untimed(units)
    start = time.process_time()
    write_tmx(folder / "made.tmx", HEADER, made)
    seconds = time.process_time() - start - made.seconds
    size = megabytes(folder / "made.tmx")
    say(stage="write", mb=round(size), mb_per_s=round(size / seconds, 1), peak_mib=peak_mib())
    part = [*make_units(min(units, PART_UNITS))]
    write_tmx(folder / "part.tmx", HEADER, part)
    pairs = (replace(unit, variants=unit.variants[:2], properties=()) for unit in part)
    write_tmx(folder / "pairs.tmx", HEADER, pairs)


def stage_read(folder: Path, units: int) -> None:
    """Read the file."""
    start = time.process_time()
    count = count_of(folder / "made.tmx")
    seconds = time.process_time() - start
    assert count == units
    size = megabytes(folder / "made.tmx")
    say(stage="read", mb_per_s=round(size / seconds, 1), peak_mib=peak_mib())


def stage_memory(folder: Path, units: int) -> None:
    """Import the file into a memory, and export that."""
    memory, exported = folder / "made.db", folder / "exported.tmx"
    memory.unlink(missing_ok=True)
    start = time.process_time()
    (imported,) = import_files(memory, [folder / "made.tmx"])
    middle = time.process_time()
    written, _ = export_file(memory, exported, UnitFilter())
    end = time.process_time()
    assert written.count == units
    say(
        stage="through a memory",
        told=imported.summary,
        import_mb_per_s=round(megabytes(folder / "made.tmx") / (middle - start), 1),
        export_mb_per_s=round(megabytes(exported) / (end - middle), 1),
        memory_mb=round(megabytes(memory)),
        peak_mib=peak_mib(),
    )


def stage_read_part(folder: Path, units: int) -> None:
    """Read the part, and the pairs, with nothing else in memory."""
    part, pairs = folder / "part.tmx", folder / "pairs.tmx"
    parsing = seconds_of(lambda: sum(1 for _ in TmxReader(part, quick=False)))
    figures: dict[str, float] = {"read_by_elements_mb_per_s": round(megabytes(part) / parsing, 1)}
    for path in (part, pairs):
        given = seconds_of(partial(count_of, path))
        same_end = seconds_of(partial(all_of, path))
        count = min(units, PART_UNITS)
        figures[f"{path.stem}_mb_per_s"] = round(megabytes(path) / given, 1)
        figures[f"{path.stem}_units_per_s"] = round(count / given)
        figures[f"{path.stem}_all_mb_per_s"] = round(megabytes(path) / same_end, 1)
        figures[f"{path.stem}_all_units_per_s"] = round(count / same_end)
    say(stage="sixfold, reading", **figures)


def stage_write_part(folder: Path, units: int) -> None:
    """Write the part: six languages, and the pairs translate-toolkit writes."""
    del units
    kept = [*iter_tmx(folder / "part.tmx")]
    pairs = [*iter_tmx(folder / "pairs.tmx")]
    written = folder / "again.tmx"
    writing = seconds_of(lambda: write_tmx(written, HEADER, kept))
    size = megabytes(written)
    writing_pairs = seconds_of(lambda: write_tmx(written, HEADER, pairs))
    say(
        stage="sixfold, writing",
        mb=round(size),
        write_mb_per_s=round(size / writing, 1),
        write_pairs_mb_per_s=round(megabytes(written) / writing_pairs, 1),
        write_pairs_per_s=round(len(pairs) / writing_pairs),
    )


def stage_toolkit(folder: Path, units: int) -> None:
    """Read and write the part with translate-toolkit."""
    from translate.storage.tmx import tmxfile

    written = folder / "toolkit.tmx"

    def parsed(path: Path) -> tmxfile:
        with path.open("rb") as stream:
            return tmxfile(stream, "zh", "en")

    def two_of(path: Path) -> list[tuple[str, str]]:
        return [(unit.source, unit.target) for unit in parsed(path).units]

    def all_of(path: Path) -> list[object]:
        return [
            (
                unit.getid(),
                unit.getnotes(),
                [
                    (node.get(XML_LANGUAGE), unit.getNodeText(node, "preserve"))
                    for node in unit.getlanguageNodes()
                ],
            )
            for unit in parsed(path).units
        ]

    for name in ("part.tmx", "pairs.tmx"):
        path = folder / name
        ends = {"parse": parsed, "read_two": two_of, "read_all": all_of}
        seconds = {end: seconds_of(partial(work, path)) for end, work in ends.items()}
        figures: dict[str, float] = {}
        for end, each in seconds.items():
            figures[f"{end}_mb_per_s"] = round(megabytes(path) / each, 1)
            figures[f"{end}_units_per_s"] = round(min(units, PART_UNITS) / each)
        say(stage=f"translate-toolkit, {name}", **figures)

    pairs = two_of(folder / "part.tmx")

    def write() -> None:
        made = tmxfile(sourcelanguage="zh", targetlanguage="en")
        for source, target in pairs:
            made.addtranslation(source, "zh", target, "en")
        made.savefile(str(written))

    writing = seconds_of(write)
    say(
        stage="translate-toolkit, writing",
        write_pairs_mb_per_s=round(megabytes(written) / writing, 1),
        write_pairs_per_s=round(len(pairs) / writing),
        peak_mib=peak_mib(),
    )


if __name__ == "__main__":
    run_stages("benchmarks.exchange", __doc__, stages_of(globals()))
