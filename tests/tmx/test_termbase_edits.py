"""Entries merged, split and compared; exports of term banks read into a termbase."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from align.model import Span
from tmx.cli.main import sixfold
from tmx.model import ConceptEntry, Evidence, LanguageSection, Term
from tmx.search.terms import lookup
from tmx.store.errors import StoreError
from tmx.store.memory import Memory


def entry(identifier: str, **terms: list[str]) -> ConceptEntry:
    return ConceptEntry(
        id=identifier,
        languages=tuple(
            LanguageSection(language=tag, terms=tuple(Term(text=text) for text in texts))
            for tag, texts in terms.items()
        ),
        evidence=(Evidence(tuid=f"u-{identifier}", spans=(("zh", (Span(0, 2),)),)),),
    )


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory.create(tmp_path / "memory.db") as memory:
        memory.termbase.add(
            [
                entry("c1", zh=["核查"], en=["verification"]),
                entry("c2", zh=["核查", "监督"], en=["monitoring"], ru=["контроль"]),
                entry("c3", zh=["裁军"], en=["disarmament"]),
            ]
        )
        yield memory


def test_a_merged_entry_has_all_of_both_and_the_place_of_the_first(memory: Memory) -> None:
    (merged,) = memory.termbase.merge("c1", "c2").after
    assert [term.text for term in merged.terms("zh")] == ["核查", "监督"]
    assert [term.text for term in merged.terms("en")] == ["verification", "monitoring"]
    assert [item.tuid for item in merged.evidence] == ["u-c1", "u-c2"]
    assert [found.id for found in memory.termbase.entries()] == ["c1", "c3"]
    assert memory.termbase.entry("c1") == merged
    assert [match.entry.id for match in lookup(memory, "контроль")] == ["c1"]


def test_a_split_entry_gives_its_terms_away(memory: Memory) -> None:
    stays, gone = memory.termbase.split("c2", [("zh", "监督"), ("ru", "контроль")], "c4").after
    assert [term.text for term in stays.terms("zh")] == ["核查"]
    assert not stays.terms("ru")
    assert [term.text for term in gone.terms("zh")] == ["监督"]
    assert memory.termbase.entry("c2") == stays
    assert memory.termbase.entry("c4") == gone


def test_merge_and_split_undo_each_other(memory: Memory) -> None:
    before = memory.termbase.entry("c3")
    memory.termbase.split("c3", [("en", "disarmament")], "c5")
    (merged,) = memory.termbase.merge("c3", "c5").after
    assert before is not None
    assert merged == replace(before, approved=True)


@pytest.mark.parametrize(
    ("moved", "new"),
    [
        ([("zh", "没有")], "c9"),
        ([], "c9"),
        ([("zh", "裁军"), ("en", "disarmament")], "c9"),
        ([("zh", "裁军")], "c1"),
    ],
)
def test_what_cannot_be_split_is_refused(
    memory: Memory, moved: list[tuple[str, str]], new: str
) -> None:
    before = list(memory.termbase.entries())
    with pytest.raises(StoreError):
        memory.termbase.split("c3", moved, new)
    assert list(memory.termbase.entries()) == before


def test_what_cannot_be_merged_is_refused(memory: Memory) -> None:
    with pytest.raises(StoreError, match="no entry c8"):
        memory.termbase.merge("c1", "c8")
    with pytest.raises(StoreError, match="itself"):
        memory.termbase.merge("c1", "c1")


def test_entries_that_share_a_term_and_differ_elsewhere_are_conflicts(memory: Memory) -> None:
    (conflict,) = memory.termbase.conflicts()
    assert (conflict.first, conflict.second, conflict.term) == ("c1", "c2", "核查")
    assert (conflict.other, conflict.first_terms) == ("en", ("verification",))


UNTERM = (
    "English,French,Chinese,Russian\r\n"
    "fissile material,matières fissiles,裂变材料,расщепляющийся материал\r\n"
    "disarmament,désarmement,解除武装,разоружение\r\n"
)
IATE = (
    "E_ID|E_DOMAINS|L_CODE|T_TERM|T_TYPE|T_RELIABILITY|T_EVALUATION\n"
    "101|defence|en|arms race|Term|3|Preferred\n"
    "101|defence|fr|course aux armements|Term|3|\n"
    "102|defence|en|SALW|Abbrev|4|\n"
)


@pytest.mark.parametrize(
    ("name", "content", "query", "equivalent"),
    [
        ("unterm.csv", UNTERM, "matière fissile", "裂变材料"),
        ("iate.csv", IATE, "courses aux armements", "arms race"),
    ],
)
def test_exports_of_term_banks_are_found_in_look_up(
    tmp_path: Path, name: str, content: str, query: str, equivalent: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    path = tmp_path / "own.db"
    result = CliRunner().invoke(sixfold, ["import", str(path), str(tmp_path / name), "--terms"])
    assert result.exit_code == 0, result.output
    with Memory.open(path) as opened:
        (match, *_) = lookup(opened, query)
        assert equivalent in [term.text for _, term in match.equivalents]


def test_conflicts_with_what_is_there_are_named(memory: Memory, tmp_path: Path) -> None:
    (tmp_path / "unterm.csv").write_text(UNTERM, encoding="utf-8")
    arguments = ["import", str(memory.path), str(tmp_path / "unterm.csv"), "--terms"]
    result = CliRunner().invoke(sixfold, arguments)
    assert result.exit_code == 0, result.output
    assert "“disarmament” (en) stands in c3 and" in result.stderr
    assert "解除武装" in result.stderr
