"""Measure the web app under load: `python -m benchmarks.serve --units 100000 --folder F`.

Makes a memory of made units (or takes `--memory FILE`), starts `sixfold serve` on it on the
loopback address, and lets readers look up, open terms and search while one reviewer decides. All of
them ask again a given pause after they have an answer, as people who type do. Prints one line of
JSON per kind of page with the median and the 95th percentile of the wall-clock time of an answer,
then what the reviewer did and whether all of it is in the memory. It ends with exit code 1 if an
answer was an error or a decision was lost. Bounded by `--seconds`; nothing but 127.0.0.1 is asked.
"""

import argparse
import http.client
import json
import random
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from benchmarks.made_memory import make_units
from tmx.model import ConceptEntry, LanguageSection, Term
from tmx.store.decisions import decisions
from tmx.store.memory import Memory

CONCEPTS = 50_000
PATIENCE = 30.0


def make_memory(path: Path, units: int) -> None:
    """Make a memory of units and of terms cut out of them."""
    with Memory.build(path) as memory:
        memory.add_units(make_units(units), "made")
        memory.termbase.add(made_entries(units))


def made_entries(units: int) -> Iterator[ConceptEntry]:
    """Yield entries whose terms are the first words of units."""
    for number, unit in zip(range(min(units, CONCEPTS)), make_units(units), strict=False):
        yield ConceptEntry(
            id=f"made-{number}",
            score=0.5,
            languages=tuple(
                LanguageSection(language=each.language, terms=(Term(text=first_words(each.text)),))
                for each in unit.variants
            ),
        )


def first_words(text: str) -> str:
    """Return the beginning of a text, about as long as a term."""
    return " ".join(text.split()[:3])[:24].strip()


@contextmanager
def serving(memory: Path) -> Iterator[str]:
    """Run the server and lend its address."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tmx.cli", "serve", str(memory), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=PATIENCE)


class Asker:
    """A browser of sorts: one connection, one cookie, and a clock."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
        self.token = parts.query.partition("=")[2]
        self.cookie = f"sixfold-{parts.port}-token={self.token}"
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []

    def ask(self, kind: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Return status and text of an answer, or its address if it leads on."""
        start = time.perf_counter()
        headers = {"Cookie": self.cookie}
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(form)
        self.connection.request("POST" if form else "GET", path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        self.times[kind].append(time.perf_counter() - start)
        if answer.status not in {200, 303, 409}:
            self.errors.append(f"{answer.status} {path}: {text[:200]}")
        return answer.status, answer.headers.get("location") or text


class Reader(threading.Thread):
    """Types words, opens a term, reads where it stands; one in four is no term."""

    def __init__(self, address: str, words: list[str], seed: int, plan: argparse.Namespace) -> None:
        super().__init__(daemon=True)
        self.asker = Asker(address)
        self.words = words
        self.chooser = random.Random(seed)
        self.plan = plan

    def run(self) -> None:
        """Ask until the time is over."""
        end = time.monotonic() + self.plan.seconds
        while time.monotonic() < end:
            word = self.chooser.choice(self.words)
            text = ""
            for size in sorted({max(len(word) // 2, 1), len(word)}):
                query = quote(word[:size])
                _, text = self.asker.ask("look-up page", f"/?q={query}")
                time.sleep(self.plan.pause)
            entries = re.findall(r'href="(/term/[^"]+)"', text)
            if entries and self.chooser.random() < self.plan.further:
                self.asker.ask("term page", entries[0])
                time.sleep(self.plan.pause)
            if self.chooser.random() < self.plan.further:
                self.asker.ask("concordance page", f"/concordance?q={quote(word)}")
                time.sleep(self.plan.pause)


class Reviewer(threading.Thread):
    """Opens a document and accepts, rejects and joins row after row."""

    def __init__(self, address: str, document: str, plan: argparse.Namespace) -> None:
        super().__init__(daemon=True)
        self.asker = Asker(address)
        self.document = document
        self.plan = plan
        self.made = 0

    def run(self) -> None:
        """Decide until the time is over."""
        chooser = random.Random(1)
        end = time.monotonic() + self.plan.seconds
        path = f"/review/{quote(self.document)}"
        page = path
        while time.monotonic() < end:
            _, text = self.asker.ask("review page", page)
            fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text)
            action = chooser.choice(["accept", "reject", "merge_next"])
            form = {**dict(fields), "action": action}
            status, location = self.asker.ask("decision", path, form)
            if status == 303:
                self.made += 1
                page = location
            time.sleep(self.plan.pause)


def terms_of(memory: Memory) -> list[str]:
    """Return some 3,000 terms, of all languages."""
    sql = "SELECT text FROM term ORDER BY id LIMIT 60000"
    rows = memory.connection.execute(sql).fetchall()
    return [row[0] for row in rows[:: max(len(rows) // 3000, 1)]]


def pieces_of(memory: Memory) -> list[str]:
    """Return 1,000 pieces of texts: in few of them is a term, so that the texts are searched."""
    chooser = random.Random(2)
    last = memory.connection.execute("SELECT max(id) FROM variant").fetchone()[0]
    sql = "SELECT text FROM variant WHERE id >= ? ORDER BY id LIMIT 1"
    texts = [
        memory.connection.execute(sql, (chooser.randint(1, last),)).fetchone()[0]
        for _ in range(1000)
    ]
    return [" ".join(text.split()[-3:-1]) or text[-8:-2] for text in texts]


def measure(memory: Path, plan: argparse.Namespace) -> int:
    """Run the load, print the figures, and return the exit code."""
    with Memory.open(memory) as opened:
        words = [*terms_of(opened), *pieces_of(opened)]
        document = opened.connection.execute("SELECT name FROM document").fetchone()[0]
        units = opened.connection.execute("SELECT count(*) FROM unit").fetchone()[0]
        before = len(decisions(opened, document))
    with serving(memory) as address:
        Asker(address).ask("warm", "/?q=a")
        readers = [Reader(address, words, seed, plan) for seed in range(plan.readers - 1)]
        reviewer = Reviewer(address, document, plan)
        for each in (*readers, reviewer):
            each.start()
        for each in (*readers, reviewer):
            each.join(plan.seconds + PATIENCE)
    askers = [each.asker for each in (*readers, reviewer)]
    for kind in ("look-up page", "term page", "concordance page", "review page", "decision"):
        times = sorted(t for asker in askers for t in asker.times[kind])
        if times:
            print(
                json.dumps(
                    {
                        "page": kind,
                        "units": units,
                        "answers": len(times),
                        "median_ms": round(statistics.median(times) * 1000),
                        "p95_ms": round(times[int(len(times) * 0.95)] * 1000),
                    }
                )
            )
    with Memory.open(memory) as opened:
        kept = len(decisions(opened, document)) - before
    errors = [error for asker in askers for error in asker.errors]
    print(json.dumps({"decisions": reviewer.made, "kept": kept, "errors": len(errors)}))
    for error in errors[:5]:
        print(error, file=sys.stderr)
    return int(bool(errors) or kept != reviewer.made)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--memory", type=Path, help="take this one; it is changed")
    parser.add_argument("--readers", type=int, default=20, help="the reviewer is one of them")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two requests")
    parser.add_argument("--further", type=float, default=0.3, help="share who read on")
    plan = parser.parse_args()
    plan.folder.mkdir(parents=True, exist_ok=True)
    memory = plan.memory or plan.folder / f"made-{plan.units}.db"
    if not memory.exists():
        make_memory(memory, plan.units)
    sys.exit(measure(memory, plan))


if __name__ == "__main__":
    main()
