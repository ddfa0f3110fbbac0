"""Rows after any sequence of decisions: no word lost, and all of it can be taken back."""

import random
from pathlib import Path

import pytest

from tmx.model import Inline, TranslationUnit, Variant
from tmx.review.desk import Request, plan
from tmx.review.moves import MoveError
from tmx.search.concordance import concordance
from tmx.store.decisions import decide, decisions, redo, undo
from tmx.store.document_rows import DocumentRow, number_segments, read_page
from tmx.store.memory import Memory

NAME = "letter"
ROWS = 9
ACTIONS = (
    *("accept", "reject", "merge_next", "merge_previous", "split", "omission"),
    *("boundary_back", "boundary_forward", "undo", "redo"),
)


def units() -> list[TranslationUnit]:
    return [
        TranslationUnit(
            tuid=f"u{n}",
            variants=(
                Variant.plain("zh", f"第{n}句话很长。还有一句{n}。"),
                Variant.plain("en", f"Sentence {n} is long. There is one more {n}."),
                Variant.plain("ar", f"الجملة {n} طويلة. وهناك أخرى {n}."),
            ),
        )
        for n in range(ROWS)
    ]


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    """A memory with one document, open for writing."""
    memory = Memory.create(tmp_path / "memory.db")
    memory.add_units(units(), NAME)
    number_segments(memory, NAME)
    return memory


def letters(rows: tuple[DocumentRow, ...]) -> dict[str, str]:
    """Return all letters of each language in the order of its text."""
    found: dict[str, list[tuple[int, int, int, str]]] = {}
    for place, row in enumerate(rows):
        for tag, pieces in row.cells.items():
            for inner, piece in enumerate(pieces):
                found.setdefault(tag, []).append((piece.index, place, inner, piece.text))
    return {
        tag: "".join("".join(each[3].split()) for each in sorted(pieces))
        for tag, pieces in found.items()
    }


def ask(chooser: random.Random, row: DocumentRow, action: str) -> Request:
    lines = {}
    if action == "split":
        for tag, pieces in row.cells.items():
            text = " ".join(piece.text for piece in pieces)
            at = chooser.randrange(len(text) + 1)
            lines[tag] = [text[:at], text[at:]]
    language = chooser.choice(["zh", "en", "ar"])
    return Request(action=action, unit=row.unit_id or 0, language=language, lines=lines)


@pytest.mark.parametrize("seed", range(12))
def test_no_word_is_lost_and_all_can_be_taken_back(memory: Memory, seed: int) -> None:
    chooser = random.Random(seed)
    first = read_page(memory, NAME)
    for _ in range(40):
        rows = read_page(memory, NAME)
        action = chooser.choice(ACTIONS)
        if action in {"undo", "redo"}:
            (undo if action == "undo" else redo)(memory, NAME, "Ana")
        else:
            try:
                change = plan(rows, ask(chooser, chooser.choice(rows), action))
            except MoveError:
                continue
            decide(memory, NAME, change.before, change.after, action=change.action, reviewer="Ana")
        now = read_page(memory, NAME)
        assert letters(now) == letters(first)
        for row in now:
            assert row.cells
            for tag, pieces in row.cells.items():
                variant = row.unit.variant(tag)
                assert variant is not None
                assert "".join(variant.text.split()) == "".join(
                    "".join(piece.text.split()) for piece in pieces
                )
    while undo(memory, NAME, "Ana") is not None:
        pass
    last = read_page(memory, NAME)
    assert [(r.unit_id, r.version) for r in last] == [(r.unit_id, r.version) for r in first]
    # The word index has kept pace.
    assert concordance(memory, "one more 4", language="en").total == 1
    assert concordance(memory, "第4句话", language="zh").total == 1
    memory.connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    memory.close()


def test_a_decision_touches_its_own_document_only(memory: Memory) -> None:
    memory.add_units(units(), "another")
    before = read_page(memory, "another")
    rows = read_page(memory, NAME)
    change = plan(rows, Request(action="merge_next", unit=rows[0].unit_id or 0))
    decide(memory, NAME, change.before, change.after, action="merge", reviewer="Ana")
    assert read_page(memory, "another") == before
    assert decisions(memory, "another") == []
    memory.close()


@pytest.mark.parametrize(
    "variants",
    [
        (
            Variant(language="en", content=("a ", Inline(tag="ph", content=("<b/>",)), "b")),
            Variant.plain("fr", "a b"),
        ),
        (Variant.plain("en", "one"), Variant.plain("en", "two"), Variant.plain("fr", "un")),
    ],
)
def test_what_would_lose_something_is_refused(
    tmp_path: Path, variants: tuple[Variant, ...]
) -> None:
    with Memory.create(tmp_path / "rich.db") as memory:
        memory.add_units([TranslationUnit(tuid="1", variants=variants)], NAME)
        memory.add_units([TranslationUnit(tuid="2", variants=variants)], NAME)
        rows = read_page(memory, NAME)
        unit = rows[0].unit_id or 0
        for action in ("merge_next", "split", "boundary_back", "omission"):
            with pytest.raises(MoveError):
                plan(rows, Request(action=action, unit=unit, language="en"))
        assert plan(rows, Request(action="accept", unit=unit)).after[0].unit.variants == variants
