"""One memory brought into another."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tmx.model import ConceptEntry, LanguageSection, Term, TranslationUnit, UnitStatus, Variant
from tmx.search.concordance import concordance
from tmx.store.errors import StoreError
from tmx.store.importing import import_memory
from tmx.store.memory import Memory
from tmx.store.records import DocumentRecord

Sixfold = Callable[..., object]


def unit(tuid: str | None, text: str) -> TranslationUnit:
    return TranslationUnit(tuid=tuid, variants=(Variant.plain("en", text),))


def concept(identifier: str, term: str) -> ConceptEntry:
    section = LanguageSection(language="en", terms=(Term(text=term),))
    return ConceptEntry(id=identifier, languages=(section,))


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    with Memory.create(tmp_path / "ours.db") as memory:
        a = DocumentRecord(name="A/1", symbol="A/1", date="2001-01-01")
        memory.add_units([unit("1", "one"), unit("2", "two"), unit(None, "free")], a)
        memory.termbase.add([concept("c1", "ship"), concept("c2", "boat")])
    return tmp_path / "ours.db"


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    with Memory.create(tmp_path / "theirs.db") as memory:
        a = DocumentRecord(name="A/1", notice="by them")
        memory.add_units([unit("1", "one"), unit("2", "second"), unit("3", "three")], a)
        # Of the same symbol but another name: it stays a document of its own.
        other = DocumentRecord(name="copy.tmx", symbol="A/1")
        memory.add_units([unit("1", "copied"), unit(None, "free")], other)
        number = concordance(memory, "three").lines[0].unit_id
        memory.set_status(number, UnitStatus.ACCEPTED)
        memory.termbase.add([concept("c2", "vessel"), concept("c3", "raft")])
    return tmp_path / "theirs.db"


def texts(memory: Memory) -> list[tuple[str | None, str]]:
    return [(each.tuid, each.variants[0].text) for each in memory.units()]


MERGED = [
    ("1", "one"),
    ("2", "second"),
    (None, "free"),
    ("3", "three"),
    ("1", "copied"),
    (None, "free"),
]


def test_units_and_terms_are_joined_and_counted(ours: Path, theirs: Path) -> None:
    with Memory.open(ours, writable=True) as memory:
        counts, concepts = import_memory(memory, theirs)
        assert (counts.read, counts.stored, counts.updated, counts.duplicates) == (5, 3, 1, 1)
        assert concepts == 2
        assert texts(memory) == MERGED
        first = memory.documents[0]
        assert (first.date, first.notice) == ("2001-01-01", "by them")
        assert [each.name for each in memory.documents] == ["A/1", "copy.tmx"]
        assert concordance(memory, "two").total == 0
        assert concordance(memory, "second").total == 1
        status = concordance(memory, "three").lines[0].unit.property("x-status")
        assert status == UnitStatus.ACCEPTED
        terms = [each.languages[0].terms[0].text for each in memory.termbase.entries()]
        assert sorted(terms) == ["raft", "ship", "vessel"]


def test_a_second_time_nothing_is_added(ours: Path, theirs: Path) -> None:
    with Memory.open(ours, writable=True) as memory:
        import_memory(memory, theirs)
        counts, _ = import_memory(memory, theirs)
        assert (counts.read, counts.duplicates) == (5, 5)
        assert texts(memory) == MERGED
    with Memory.open(theirs) as memory:
        assert memory.count() == 5


def test_what_cannot_be_merged_is_said_and_changes_nothing(ours: Path, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no memory")
    with Memory.open(ours, writable=True) as memory:
        before = texts(memory)
        with pytest.raises(StoreError, match=r"ours\.db is the memory itself"):
            import_memory(memory, ours)
        with pytest.raises(StoreError, match=r"there is no memory nowhere\.db"):
            import_memory(memory, tmp_path / "nowhere.db")
        with pytest.raises(StoreError, match=r"text\.db: it is not a whole SQLite file"):
            import_memory(memory, tmp_path / "text.db")
        assert texts(memory) == before


def test_a_merge_that_breaks_off_leaves_the_memory_as_it_was(ours: Path, theirs: Path) -> None:
    with Memory.open(theirs, writable=True) as memory:
        # The last unit cannot be read: what went before must not stay.
        memory.connection.execute("UPDATE variant SET text = CAST(x'ff' AS TEXT) WHERE id = 5")
    with Memory.open(ours, writable=True) as memory:
        before = texts(memory)
        with pytest.raises(StoreError, match=r"cannot read theirs\.db"):
            import_memory(memory, theirs)
        assert texts(memory) == before


def test_import_takes_a_memory(ours: Path, theirs: Path, sixfold: Sixfold) -> None:
    done = sixfold("import", ours, theirs)
    assert done.stdout == (
        "theirs.db: 5 units read, 3 new, 1 updated, 1 there already, 0 left out; 2 concepts\n"
    )
    with Memory.open(ours) as memory:
        assert texts(memory) == MERGED
