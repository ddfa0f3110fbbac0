"""Filters by document, date and confidence, and what stands around a hit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tmx.formats.tmx14 import write_tmx
from tmx.model import (
    ConceptEntry,
    Evidence,
    Header,
    LanguageSection,
    Property,
    Term,
    TranslationUnit,
    UnitStatus,
    Variant,
)
from tmx.search.concordance import concordance
from tmx.search.evidence import Prover
from tmx.search.matches import search
from tmx.search.occurrences import occurrences
from tmx.search.terms import lookup
from tmx.store.memory import Memory
from tmx.store.records import USABLE, DocumentRecord, UnitFilter

DOCUMENTS = (
    (DocumentRecord(name="A/65/496", symbol="A/65/496", date="2010-10-05"), ("old", "0.99")),
    (DocumentRecord(name="A/70/1", symbol="A/70/1", date="2015-10-21"), ("new", "0.5")),
)


def units_of(beginning: str, confidence: str) -> list[TranslationUnit]:
    texts = (
        ("一 会议", "one meeting"),
        ("二 裁军条约", "two disarmament treaty"),
        ("三 核查", "three"),
    )
    return [
        TranslationUnit(
            tuid=f"{beginning}{number}",
            properties=(Property(type="x-confidence", text=confidence),),
            variants=(Variant.plain("zh", f"{beginning} {zh}"), Variant.plain("en", en)),
        )
        for number, (zh, en) in enumerate(texts)
    ]


def entry(identifier: str, zh: str, en: str, *tuids: str) -> ConceptEntry:
    return ConceptEntry(
        id=identifier,
        languages=(
            LanguageSection(language="zh", terms=(Term(text=zh),)),
            LanguageSection(language="en", terms=(Term(text=en),)),
        ),
        evidence=tuple(Evidence(tuid=tuid) for tuid in tuids),
    )


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory.create(tmp_path / "memory.db") as memory:
        for document, made in DOCUMENTS:
            memory.add_units(units_of(*made), document)
        memory.termbase.add(
            [
                entry("named", "条约", "treaty", "old1", "new1"),
                entry("imported", "会议", "meeting"),
                entry("nowhere", "议定书", "protocol"),
            ]
        )
        yield memory


@pytest.mark.parametrize(
    ("wanted", "named", "imported"),
    [
        (None, ["old1", "new1"], ["old0", "new0"]),
        (UnitFilter(symbols=("A/70/1",)), ["new1"], ["new0"]),
        (UnitFilter(dates=("2012-01-01", "")), ["new1"], ["new0"]),
        (UnitFilter(dates=("", "2012-01-01")), ["old1"], ["old0"]),
        (UnitFilter(minimum_confidence=0.9), ["old1"], ["old0"]),
        (UnitFilter(symbols=("A/1/1",)), [], []),
    ],
)
def test_a_term_is_known_where_a_wanted_unit_proves_it(
    memory: Memory, wanted: UnitFilter | None, named: list[str], imported: list[str]
) -> None:
    for query, expected in (("treaty", named), ("会议", imported)):
        (everything,) = lookup(memory, query)
        proofs = Prover(memory, wanted).iter_proofs(everything.entry)
        assert [proof.unit.tuid for proof in proofs] == expected
        assert len(lookup(memory, query, wanted=wanted)) == bool(expected)
    assert len(lookup(memory, "protocol")) == 1
    assert lookup(memory, "protocol", wanted=UnitFilter(minimum_confidence=0.1)) == ()


def test_a_proof_that_was_rejected_proves_nothing(memory: Memory) -> None:
    memory.set_status(2, UnitStatus.REJECTED)
    (match,) = lookup(memory, "treaty")
    proofs = list(Prover(memory, UnitFilter(statuses=USABLE)).iter_proofs(match.entry))
    assert [proof.unit.tuid for proof in proofs] == ["new1"]
    assert not UnitFilter(statuses=USABLE).narrows


def test_proofs_say_where_the_term_stands(memory: Memory) -> None:
    (match,) = lookup(memory, "meeting")
    proof = next(Prover(memory).iter_proofs(match.entry))
    assert proof.document == "A/65/496"
    texts = {variant.language: variant.text for variant in proof.unit.variants}
    marked = {
        language: [texts[language][start:end] for start, end in spans]
        for language, spans in proof.spans
    }
    assert marked == {"zh": ["会议"], "en": ["meeting"]}


def test_occurrences_of_wanted_units(memory: Memory) -> None:
    (match,) = lookup(memory, "meeting")
    every = occurrences(memory, match.entry, language="en")
    late = UnitFilter(symbols=("A/70/1",), dates=("2011-01-01", ""))
    some = occurrences(memory, match.entry, language="en", wanted=late)
    assert (every.total, some.total) == (2, 1)
    assert [line.unit.tuid for line in some.lines] == ["new0"]


def test_a_hit_stands_between_its_neighbours(memory: Memory) -> None:
    lines = concordance(memory, "条约").lines
    around = [(line.before, line.after) for line in lines]
    assert around == [("old 一 会议", "old 三 核查"), ("new 一 会议", "new 三 核查")]
    # Neighbours are those of the document, in the language of the hit.
    (first, second) = concordance(memory, "meeting").lines
    assert (first.before, first.after) == (None, "two disarmament treaty")
    assert (second.before, second.after) == (None, "two disarmament treaty")
    assert concordance(memory, "核查").lines[0].after is None
    only_english = TranslationUnit(tuid="old3", variants=(Variant.plain("en", "four"),))
    both = units_of("last", "0.9")[0]
    memory.add_units([only_english, both], DOCUMENTS[0][0])
    assert concordance(memory, "核查").lines[0].after == "last 一 会议"


def test_what_is_not_wanted_does_not_hide_what_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tmx.search.matches._MOST_COMPARED", 20)
    monkeypatch.setattr("tmx.search.matches._ROWS_PER_QUERY", 10)

    def units(name: str, target: str, count: int) -> list[TranslationUnit]:
        text = "one two three four five six seven eight nine"
        return [
            TranslationUnit(
                tuid=f"{name}{number}",
                variants=(
                    Variant.plain("en", f"{text} {name}{number}"),
                    Variant.plain(target, str(number)),
                ),
            )
            for number in range(count)
        ]

    asked = "one two three four five six seven eight nine ten"
    with Memory.create(tmp_path / "many.db") as memory:
        memory.add_units(units("german", "de", 15), "german")
        memory.add_units(units("german too", "de", 15), "more")
        memory.add_units(units("french", "fr", 1), "french")
        assert len(search(memory, asked, language="en")) == 5
        (found,) = search(memory, asked, language="en", wanted=UnitFilter(symbols=("french",)))
        assert found.unit.tuid == "french0"
        (found,) = search(memory, asked, language="en", to=("fr",))
        assert (found.unit.tuid, found.percent) == ("french0", 90)


@pytest.mark.parametrize(
    ("created", "date"), [("20151021T120000Z", "2015-10-21"), ("yesterday", None), (None, None)]
)
def test_an_imported_file_has_the_date_of_its_header(
    tmp_path: Path, created: str | None, date: str | None
) -> None:
    attributes = (("creationdate", created),) if created else ()
    header = Header(source_language="zh", attributes=attributes)
    write_tmx(tmp_path / "theirs.tmx", header, units_of("old", "0.9"))
    with Memory.create(tmp_path / "memory.db") as memory:
        memory.import_file(tmp_path / "theirs.tmx")
        assert [document.date for document in memory.documents] == [date]
