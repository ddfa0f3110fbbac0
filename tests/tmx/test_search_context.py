"""A text that stands where it stood before is worth more than the same text anywhere."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tmx.model import TranslationUnit, Variant
from tmx.search.matches import MatchKind, exact, search
from tmx.search.neighbours import Context
from tmx.store.memory import Memory

Sixfold = Callable[..., "CompletedProcess[str]"]
DOCUMENTS = {
    "first": ("Item 1", "Adopted.", "Item 2"),
    "second": ("Item 1", "Adopted.", "Item 3"),
    "third": ("Item 4", "Adopted.", "Item 5", "adopted"),
}


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory.create(tmp_path / "memory.db") as memory:
        for name, texts in DOCUMENTS.items():
            units = [
                TranslationUnit(
                    tuid=f"{name}{number}",
                    variants=(Variant.plain("en", text), Variant.plain("fr", f"{name} {number}")),
                )
                for number, text in enumerate(texts)
            ]
            memory.add_units(units, name)
        yield memory


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        (Context(), [("first1", 100), ("second1", 100), ("third1", 100), ("third3", 99)]),
        (
            Context(before="Item 1", after=" Item 3 "),
            [("second1", 102), ("first1", 101), ("third1", 100), ("third3", 99)],
        ),
        (Context(after="Item 5"), [("third1", 101), ("first1", 100)]),
        (Context(before="item 4"), [("first1", 100), ("second1", 100)]),
    ],
)
def test_context_matches(memory: Memory, context: Context, expected: list[tuple[str, int]]) -> None:
    found = search(memory, "Adopted.", language="en", context=context, limit=len(expected))
    assert [(match.unit.tuid, match.percent) for match in found] == expected
    for match in found:
        assert (match.kind is MatchKind.CONTEXT) is (match.percent > 100)


def test_without_a_context_nothing_is_above_a_hundred(memory: Memory) -> None:
    assert {match.percent for match in exact(memory, "Adopted.", language="en")} == {99, 100}


def test_context_on_the_command_line(sixfold: Sixfold, memory: Memory) -> None:
    asked = ("search", memory.path, "Adopted.", "--from", "en", "--before", "Item 4", "--json")
    first = json.loads(sixfold(*asked).stdout.splitlines()[0])
    assert (first["kind"], first["percent"], first["tuid"]) == ("context", 101, "third1")
