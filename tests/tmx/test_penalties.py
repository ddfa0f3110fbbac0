"""Penalties lower what matches show, and say so."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tmx.model import Property, TranslationUnit, UnitStatus, Variant
from tmx.search.amagama import candidates
from tmx.search.matches import exact, search
from tmx.store.memory import Memory
from tmx.store.merging import merge_memories
from tmx.store.penalties import Penalties, penalties_of, read_penalties, write_penalties
from tmx.store.records import DocumentRecord

Sixfold = Callable[..., "CompletedProcess[str]"]
TEXT = "one two three four five six seven eight nine ten"
DOUBT = Penalties(confidences=((0.9, 10), (0.6, 30)))
ASKED = {"source": "en", "target": "fr"}


def unit(number: int, text: str, confidence: str | None, status: str) -> TranslationUnit:
    properties = (Property(type="x-status", text=status),)
    if confidence is not None:
        properties += (Property(type="x-confidence", text=confidence),)
    return TranslationUnit(
        tuid=str(number),
        properties=properties,
        variants=(Variant.plain("en", text), Variant.plain("fr", f"texte {number}")),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Memory.create(tmp_path / "memory.db") as memory:
        ours = DocumentRecord(name="A/65/496", symbol="A/65/496")
        memory.add_units(
            [
                unit(0, TEXT, "0.5", "unreviewed"),
                unit(1, f"{TEXT} eleven", "0.99", "accepted"),
                unit(2, f"{TEXT} twelve", "0.8", "unreviewed"),
            ],
            ours,
        )
        memory.add_units([unit(3, TEXT, None, "unreviewed")], "theirs.tmx")
    return tmp_path / "memory.db"


@pytest.fixture
def memory(path: Path) -> Iterator[Memory]:
    with Memory.open(path, writable=True) as memory:
        yield memory


def shown(memory: Memory, **options: object) -> list[tuple[str | None, int, int]]:
    matches = search(memory, TEXT, language="en", **options)
    return [(match.unit.tuid, match.percent, match.penalty) for match in matches]


@pytest.mark.parametrize(
    ("penalties", "expected"),
    [
        (Penalties(), [("0", 100, 0), ("3", 100, 0), ("1", 90, 0), ("2", 90, 0)]),
        (Penalties(memory=5), [("0", 95, 5), ("3", 95, 5), ("1", 85, 5), ("2", 85, 5)]),
        (
            Penalties(statuses=((UnitStatus.UNREVIEWED, 15),)),
            [("1", 90, 0), ("0", 85, 15), ("3", 85, 15), ("2", 75, 15)],
        ),
        (
            Penalties(documents=(("theirs.tmx", 20), ("A/1/1", 90))),
            [("0", 100, 0), ("1", 90, 0), ("2", 90, 0), ("3", 80, 20)],
        ),
        (DOUBT, [("3", 100, 0), ("1", 90, 0), ("2", 80, 10), ("0", 70, 30)]),
        (replace(DOUBT, memory=1), [("3", 99, 1), ("1", 89, 1), ("2", 79, 11)]),
    ],
)
def test_a_match_shows_what_is_left(
    memory: Memory, penalties: Penalties, expected: list[tuple[str, int, int]]
) -> None:
    write_penalties(memory, penalties)
    assert read_penalties(memory.connection) == penalties
    assert shown(memory) == expected
    # Those asked for by hand take the place of the memory's own.
    assert [penalty for *_, penalty in shown(memory, penalties=Penalties())] == [0, 0, 0, 0]


def test_what_is_sure_is_not_lost_behind_what_is_not(memory: Memory) -> None:
    assert shown(memory, limit=1, penalties=Penalties()) == [("0", 100, 0)]
    everything_unseen = Penalties(statuses=((UnitStatus.UNREVIEWED, 15),))
    assert shown(memory, limit=1, penalties=everything_unseen) == [("1", 90, 0)]
    assert shown(memory, minimum_percent=88, penalties=everything_unseen) == [("1", 90, 0)]
    nothing = Penalties(memory=100)
    assert exact(memory, TEXT, language="en", penalties=nothing) == ()
    with pytest.raises(ValueError, match="between 0 and 100 points, not at 101"):
        Penalties(memory=101)


def test_other_tools_are_told_the_lower_percent(memory: Memory) -> None:
    write_penalties(memory, DOUBT)
    assert [each["quality"] for each in candidates(memory, TEXT, **ASKED)] == [100, 90, 80, 70]
    memory.set_status(4, UnitStatus.REJECTED)
    assert [each["quality"] for each in candidates(memory, TEXT, **ASKED)] == [90, 80, 70]


def test_a_memory_made_anew_keeps_them(path: Path, tmp_path: Path) -> None:
    with Memory.open(path, writable=True) as memory:
        write_penalties(memory, DOUBT)
    merge_memories([(path, "A/65/496")], [], path)
    assert penalties_of(path) == DOUBT
    assert penalties_of(tmp_path / "none.db") == Penalties()


def test_the_verb_sets_shows_and_ends_them(sixfold: Sixfold, path: Path) -> None:
    asked = ("penalties", path)
    assert sixfold(*asked).stdout == "no penalties\n"
    done = sixfold(
        *asked,
        *("--status", "unreviewed=5", "--below", "0.9=10", "--symbol", "a=b.tmx=15", "--all", "1"),
    )
    assert done.stdout.splitlines() == [
        "  1  every unit",
        "  5  unreviewed units",
        " 15  units of a=b.tmx",
        " 10  units with a confidence below 0.9",
    ]
    search_it = ("search", path, TEXT, "--from", "en")
    assert " 84 % (100 - 16)  A/65/496" in sixfold(*search_it).stdout
    first = json.loads(sixfold(*search_it, "--json").stdout.splitlines()[0])
    assert (first["percent"], first["penalty"]) == (94, 6)
    plain = json.loads(sixfold(*search_it, "--json", "--no-penalties").stdout.splitlines()[0])
    assert (plain["percent"], plain["penalty"]) == (100, 0)
    done = sixfold(*asked, "--status", "unreviewed=0", "--all", "0", "--json")
    left = {"all": 0, "status": {}, "symbol": {"a=b.tmx": 15}, "below": {"0.9": 10}}
    assert json.loads(done.stdout) == left
    assert sixfold(*asked, "--clear").stdout == "no penalties\n"


@pytest.mark.parametrize(
    "told",
    [("--status", "new=5"), ("--below", "1.5=5"), ("--symbol", "x"), ("--below", "0.9=101")],
)
def test_what_is_no_penalty_is_refused(sixfold: Sixfold, path: Path, told: tuple[str, str]) -> None:
    done = sixfold("penalties", path, *told)
    assert done.returncode == 2
    assert f"{told[1]!r} is no penalty" in done.stderr
