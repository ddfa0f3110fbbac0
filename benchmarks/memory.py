"""Measure the memory at scale: `python -m benchmarks.memory --units 100000 --folder F`.

Prints one line of JSON per figure. Each stage runs in a process of its own, so that its peak
memory is its own. Times are processor time of the process, which other work on the machine
lengthens less than wall clock; figures of one run compare with each other, not with those of
another machine.
"""

import filecmp
import random
import re
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from align.encoding.load import load_encoder
from benchmarks.made_memory import make_units
from benchmarks.stages import peak_mib, run_stages, say, stages_of
from tmx.formats.tmx14 import write_tmx
from tmx.model import Header
from tmx.search.concordance import concordance
from tmx.search.matches import exact, search
from tmx.search.normalise import surfaces
from tmx.search.semantic import index_meaning, semantic
from tmx.store.memory import Memory
from tmx.store.vectors import scan_vectors

HEADER = Header(source_language="zh")
# Queries per language whose fuzzy matches are compared with a scan.
RECALL_QUERIES = 125
# Matches compared, and texts compared with all queries at once.
NEAREST = 5
SCANNED_AT_ONCE = 50_000
# The first code point words are numbered from; the surrogates, which no string should hold, lie
# below.
FIRST_CODE = 0xE000


def stage_write(folder: Path, units: int) -> None:
    """Write the TMX file the memory is built from; `benchmarks.exchange` measures it."""
    write_tmx(folder / "made.tmx", HEADER, make_units(units))


def stage_build(folder: Path, units: int) -> None:
    """Import the TMX file into a new memory."""
    (folder / "made.db").unlink(missing_ok=True)
    start = time.process_time()
    with Memory.build(folder / "made.db") as memory:
        report = memory.import_file(folder / "made.tmx")
    seconds = time.process_time() - start
    assert report.stored == units
    size = (folder / "made.tmx").stat().st_size / 1e6
    say(
        stage="build memory",
        seconds=round(seconds, 1),
        mb_per_s=round(size / seconds, 1),
        memory_mb=round((folder / "made.db").stat().st_size / 1e6),
        peak_mib=peak_mib(),
    )


def stage_export(folder: Path, units: int) -> None:
    """Write the memory out as TMX."""
    start = time.process_time()
    with Memory.open(folder / "made.db") as memory:
        report = write_tmx(folder / "export.tmx", HEADER, memory.units())
    seconds = time.process_time() - start
    assert report.units == units
    size = (folder / "export.tmx").stat().st_size / 1e6
    same = filecmp.cmp(folder / "export.tmx", folder / "made.tmx", shallow=False)
    say(stage="export TMX", mb_per_s=round(size / seconds, 1), same=same, peak_mib=peak_mib())


def stage_search(folder: Path, units: int) -> None:
    """Ask the memory."""
    chooser = random.Random(1)
    with Memory.open(folder / "made.db") as memory:
        for language in ("zh", "en", "ru", "ar"):
            options = {"language": language}
            sql = "SELECT text FROM variant WHERE unit_id = ? AND language = ?"
            texts = [
                memory.connection.execute(sql, (chooser.randint(1, units), language)).fetchone()[0]
                for _ in range(100)
            ]
            timed(f"exact {language}", texts, partial(exact, memory, **options))
            edited = [edit(text, language, chooser) for text in texts]
            timed(f"fuzzy {language}", edited, partial(search, memory, **options))
            words = [piece(text, language, chooser) for text in texts]
            timed(
                f"concordance {language}",
                words,
                partial(concordance, memory, **options),
            )


def stage_recall(folder: Path, units: int) -> None:
    """Compare fuzzy matches with a scan of all texts: 500 queries in four languages."""
    del units
    chooser = random.Random(2)
    with Memory.open(folder / "made.db") as memory:
        for language in ("zh", "en", "ru", "ar"):
            codes = Codes()
            sql = "SELECT text FROM variant WHERE language = ?"
            every = [
                codes.encode(surfaces(row[0]))
                for row in memory.connection.execute(sql, (language,))
            ]
            words = list(codes)
            asked = []
            for text in chooser.sample(every, RECALL_QUERIES):
                known = [words[ord(code) - FIRST_CODE] for code in text]
                asked.append(edit(known, language, chooser, is_words=True))
            best = scan([codes.encode(each) for each in asked], every)
            same = 0
            for each, expected in zip(asked, best, strict=True):
                found = search(memory, written(each), language=language, limit=NEAREST)
                # Texts equal but for punctuation count 100 in the scan and 99 in the search.
                same += [min(match.percent, 99) for match in found] == expected
            say(stage=f"fuzzy against scan {language}", queries=RECALL_QUERIES, same=same)


class Codes(dict[str, int]):
    """A number for each word, as a character: rapidfuzz compares strings quickest."""

    def __missing__(self, word: str) -> int:
        self[word] = len(self) + FIRST_CODE
        return self[word]

    def encode(self, words: list[str]) -> str:
        """Return a text as a string of one character per word."""
        return "".join([chr(self[word]) for word in words])


def scan(asked: list[str], every: list[str]) -> list[list[int]]:
    """Return, per text asked for, the percents of the nearest of all texts, 70 to 99."""
    best: list[list[int]] = [[] for _ in asked]
    sizes = np.array([len(text) for text in asked])[:, None]
    for start in range(0, len(every), SCANNED_AT_ONCE):
        part = every[start : start + SCANNED_AT_ONCE]
        lengths = np.array([len(text) for text in part])
        longest = np.maximum(sizes, lengths)
        # Whatever is further from a text than this is less than 70 % like it.
        furthest = int(longest[longest * 7 <= sizes * 10].max(initial=0)) * 3 // 10
        distances = process.cdist(
            asked,
            part,
            scorer=Levenshtein.distance,
            score_cutoff=furthest,
            dtype=np.uint16,
            workers=-1,
        )
        # Beyond the bound the distance is not counted; it is the difference of lengths at least.
        distances = np.maximum(distances, np.abs(sizes - lengths))
        percents = np.minimum(100 * (longest - distances) // longest, 99)
        for number, row in enumerate(percents):
            best[number] = sorted([*best[number], *row[row >= 70].tolist()])[-NEAREST:]
    return [each[::-1] for each in best]


def stage_semantic(folder: Path, units: int) -> None:
    """Make the vectors, ask by meaning, and compare with the exact result."""
    encoder = load_encoder()
    chooser = random.Random(3)
    before = (folder / "made.db").stat().st_size
    start = time.process_time()
    with Memory.open(folder / "made.db", writable=True) as memory:
        made = index_meaning(memory, encoder)
    seconds = time.process_time() - start
    grown = (folder / "made.db").stat().st_size - before
    say(
        stage="make vectors",
        units=made,
        seconds=round(seconds, 1),
        memory_mb=round(grown / 1e6),
        peak_mib=peak_mib(),
    )
    with Memory.open(folder / "made.db") as memory:
        sql = "SELECT text FROM variant WHERE unit_id = ? AND language = 'es'"
        asked = [
            memory.connection.execute(sql, (chooser.randint(1, units),)).fetchone()[0]
            for _ in range(100)
        ]
        asked = [" ".join(["cambio", *text.split()[1:]]) for text in asked]
        start = time.process_time()
        semantic(memory, asked[0], encoder)
        say(stage="first search by meaning", ms=round(1000 * (time.process_time() - start)))
        timed("search by meaning", asked, lambda text: semantic(memory, text, encoder, to=["zh"]))
        found = 0
        for text, nearest in zip(asked, nearest_of_all(memory, encoder.encode(asked)), strict=True):
            found += len({match.unit_id for match in semantic(memory, text, encoder)} & nearest)
        say(
            stage="search by meaning against all vectors",
            queries=len(asked),
            ten_nearest_found=round(found / (10 * len(asked)), 4),
            peak_mib=peak_mib(),
        )


def nearest_of_all(memory: Memory, queries: np.ndarray) -> list[set[int]]:
    """Return, per vector asked for, the ten units whose vectors are nearest, by comparing all."""
    best: list[list[tuple[float, int]]] = [[] for _ in queries]
    for numbers, whole in scan_vectors(memory.connection, (), ()):
        vectors = whole.astype(np.float32)
        scores = queries @ (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).T
        for place, row in enumerate(scores):
            top = np.argpartition(-row, min(10, len(row) - 1))[:10]
            found = zip(row[top].tolist(), numbers[top].tolist(), strict=True)
            best[place] = sorted([*best[place], *found], reverse=True)[:10]
    return [{number for _, number in each} for each in best]


def edit(
    text: str | list[str], language: str, chooser: random.Random, *, is_words: bool = False
) -> str | list[str]:
    """Return the text with one word or character in eight changed."""
    words = list(text) if is_words or language == "zh" else str(text).split()
    for _ in range(max(1, len(words) // 8)):
        words[chooser.randrange(len(words))] = "变" if language == "zh" else "changed"
    return words if is_words else ("" if language == "zh" else " ").join(words)


def written(words: list[str]) -> str:
    """Return words as a text: spaces between, but not next to Chinese."""
    text = " ".join(words)
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", text)


def piece(text: str, language: str, chooser: random.Random) -> str:
    """Return two characters, or one or two words, of the text."""
    if language == "zh":
        start = chooser.randrange(len(text) - 2)
        return text[start : start + 2]
    words = text.split()
    start = chooser.randrange(len(words))
    return " ".join(words[start : start + chooser.randint(1, 2)])


def timed(stage: str, queries: list[str], ask: Callable[[str], object]) -> None:
    """Ask each query once to warm up and once for the time."""
    times = []
    for query in queries:
        ask(query)
        start = time.process_time()
        ask(query)
        times.append(1000 * (time.process_time() - start))
    times.sort()
    say(
        stage=stage,
        median_ms=round(statistics.median(times), 2),
        p95_ms=round(times[int(len(times) * 0.95)], 2),
        worst_ms=round(times[-1], 2),
    )


if __name__ == "__main__":
    run_stages("benchmarks.memory", __doc__, stages_of(globals()))
