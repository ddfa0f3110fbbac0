"""An Arabic noun finds its broken plural and the other way round, with particles and without."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import tmx
from tmx.model import TranslationUnit, Variant
from tmx.search.concordance import Forms, concordance
from tmx.store.memory import Memory

NOUNS = [
    line.split("\t")
    for line in (Path(tmx.__file__).parent / "data" / "arabic_plurals.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
]
PARTICLES = ("", "ال", "وال", "بال")


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Memory]:
    path = tmp_path_factory.mktemp("arabic") / "memory.db"
    with Memory.build(path) as built:
        built.add_units(
            [
                TranslationUnit(
                    tuid=f"{particle}{word}",
                    variants=(Variant.plain("ar", f"هذا {particle}{word} هنا."),),
                )
                for words in NOUNS
                for word in words
                for particle in PARTICLES
            ],
            "x",
        )
    with Memory.open(path) as opened:
        yield opened


def test_there_are_more_than_a_hundred() -> None:
    assert len(NOUNS) > 100
    assert len({words[0] for words in NOUNS}) == len(NOUNS)


@pytest.mark.parametrize("words", NOUNS, ids=lambda words: words[0])
def test_every_form_finds_every_other(memory: Memory, words: list[str]) -> None:
    expected = {f"{particle}{word}" for word in words for particle in PARTICLES}
    for asked in (*words, f"ال{words[0]}"):
        lines = concordance(memory, asked, language="ar", limit=100).lines
        assert expected <= {line.unit.tuid for line in lines}, asked
    exact = concordance(memory, words[0], language="ar", forms=Forms.EXACT).lines
    assert [line.unit.tuid for line in exact] == [words[0]]
