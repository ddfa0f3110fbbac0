"""Terms in a memory: found in any language and form, and back as they were."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from align.model import Span
from tmx.model import ConceptEntry, Evidence, LanguageSection, Term, TermStatus
from tmx.search.terms import TermKind, lookup, recognise
from tmx.store.memory import Memory


def entry(identifier: str, score: float | None = None, **terms: list[str]) -> ConceptEntry:
    return ConceptEntry(
        id=identifier,
        score=score,
        languages=tuple(
            LanguageSection(language=tag, terms=tuple(Term(text=text) for text in texts))
            for tag, texts in terms.items()
        ),
    )


RICH = ConceptEntry(
    id="c9",
    subject_field="disarmament",
    category="treaty",
    score=0.75,
    known=True,
    definition="for all",
    notes=("a note",),
    languages=(
        LanguageSection(
            language="zh",
            definition="for Chinese",
            terms=(
                Term(
                    text="《不扩散核武器条约》",
                    term_type="fullForm",
                    part_of_speech="properNoun",
                    status=TermStatus.PREFERRED,
                    context="……《不扩散核武器条约》……",
                    source="A/65/496#14",
                    count=3,
                    score=0.75,
                    notes=("misprinted once",),
                ),
                Term(text="核不扩散条约", status=TermStatus.DEPRECATED),
            ),
        ),
        LanguageSection(language="es-419", terms=(Term(text="Tratado sobre la No Proliferación"),)),
    ),
    evidence=(Evidence(tuid="u1", spans=(("zh", (Span(2, 12), Span(20, 24))), ("es", ()))),),
)
ENTRIES = (
    entry("c1", 0.97, zh=["裂变材料"], en=["fissile material"], ar=["المواد الانشطارية"]),
    entry("c2", 0.9, zh=["裁军谈判会议"], en=["Conference on Disarmament", "CD"]),
    entry("c3", 0.8, zh=["裁军"], en=["disarmament"], ru=["разоружение"], fr=["désarmement"]),
    entry("c4", 0.5, en=["human rights"], es=["derechos humanos"]),
    entry("c5", 0.5, en=["development"], ru=["развитие"]),
    RICH,
)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory.create(tmp_path / "memory.db") as memory:
        memory.termbase.add(ENTRIES)
        yield memory


def test_entries_come_back_as_they_were(memory: Memory) -> None:
    assert tuple(memory.termbase.entries()) == ENTRIES
    assert memory.termbase.entry("c9") == RICH
    assert len(memory.termbase) == 6


def test_an_entry_added_again_takes_the_place_of_the_old_one(memory: Memory) -> None:
    memory.termbase.add([entry("c1", 0.1, zh=["易裂变材料"])])
    assert len(memory.termbase) == 6
    assert lookup(memory, "fissile material") == ()
    assert lookup(memory, "易裂变材料")[0].kind is TermKind.EXACT


def test_deleted_entries_are_not_found(memory: Memory) -> None:
    assert memory.termbase.delete("c1")
    assert not memory.termbase.delete("c1")
    assert lookup(memory, "裂变材料") == ()
    memory.termbase.clear()
    assert not memory.termbase


@pytest.mark.parametrize(
    ("query", "identifier", "kind"),
    [
        ("裂变材料", "c1", TermKind.EXACT),
        ("裁军", "c3", TermKind.EXACT),
        ("谈判", "c2", TermKind.INSIDE),
        ("军", "c2", TermKind.INSIDE),
        ("议", "c2", TermKind.INSIDE),
        ("CD", "c2", TermKind.EXACT),
        ("ｃｄ", "c2", TermKind.NORMALISED),
        ("DISARMAMENT", "c3", TermKind.NORMALISED),
        ("desarmement", "c3", TermKind.NORMALISED),
        ("desarm", "c3", TermKind.INFLECTED),
        ("disarmam", "c3", TermKind.PREFIX),
        ("разоружению", "c3", TermKind.INFLECTED),
        ("fissile materials", "c1", TermKind.INFLECTED),
        ("human right", "c4", TermKind.INFLECTED),
        ("derecho humano", "c4", TermKind.INFLECTED),
        ("والمواد الانشطاريه", "c1", TermKind.INFLECTED),
        ("انشطارية", "c1", TermKind.INSIDE_INFLECTED),
        ("materials", "c1", TermKind.INSIDE_INFLECTED),
        ("dveelopment", "c5", TermKind.FUZZY),
        ("不扩散核武器条约", "c9", TermKind.NORMALISED),
        ("no proliferacion", "c9", TermKind.INSIDE),
    ],
)
def test_lookup(memory: Memory, query: str, identifier: str, kind: TermKind) -> None:
    first = lookup(memory, query)[0]
    assert (first.entry.id, first.kind) == (identifier, kind)


@pytest.mark.parametrize("query", ["", "*", '"', "%", "_", "zzz", "' OR 1=1 --", "\x00"])
def test_nothing_is_found_for_nothing(memory: Memory, query: str) -> None:
    assert lookup(memory, query) == ()


def test_equivalents_are_those_asked_for(memory: Memory) -> None:
    (match,) = lookup(memory, "裂变材料", to=("en",))
    assert [(language, term.text) for language, term in match.equivalents] == [
        ("en", "fissile material")
    ]
    assert lookup(memory, "裂变材料", to=("ru",)) == ()
    assert [language for language, _ in lookup(memory, "裂变材料")[0].equivalents] == ["en", "ar"]
    assert lookup(memory, "核不扩散", to=("es",))[0].equivalents[0][0] == "es-419"


def test_a_language_given_leaves_out_the_others(memory: Memory) -> None:
    assert lookup(memory, "desarmement", language="en") == ()
    assert lookup(memory, "desarmement", language="fr")[0].entry.id == "c3"


def test_exact_comes_before_longer_terms(memory: Memory) -> None:
    assert [match.entry.id for match in lookup(memory, "裁军")] == ["c3", "c2"]


def test_the_limit_holds(memory: Memory) -> None:
    assert len(lookup(memory, "裁军", limit=1)) == 1


def test_terms_in_a_sentence_are_recognised_longest_first(memory: Memory) -> None:
    sentence = "在裁军谈判会议讨论裁军和Fissile Materials。"
    found = [
        (sentence[each.span.start : each.span.end], each.match.entry.id)
        for each in recognise(memory, sentence)
    ]
    assert found == [("裁军谈判会议", "c2"), ("裁军", "c3"), ("Fissile Materials", "c1")]
    assert recognise(memory, sentence, language="ru") == ()
    # Only 裁军 has Russian, also where it is part of a longer term that has none.
    spans = [each.span for each in recognise(memory, sentence, to=("ru",))]
    assert spans == [(1, 3), (9, 11)]


def test_nothing_looser_is_found_than_asked_for(memory: Memory) -> None:
    kinds = {match.kind for match in lookup(memory, "disarmament")}
    assert max(kinds) > TermKind.INFLECTED
    strict = lookup(memory, "disarmament", furthest=TermKind.INFLECTED)
    assert {match.kind for match in strict} == {kind for kind in kinds if kind <= 2}
    assert lookup(memory, "dveelopment", furthest=TermKind.INSIDE_INFLECTED) == ()
