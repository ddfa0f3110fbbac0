"""Words find the sentences they stand in, in any form: 200 queries written for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tmx.model import TranslationUnit, Variant
from tmx.search.concordance import Forms, concordance
from tmx.search.normalise import surfaces
from tmx.store.memory import Memory

QUERIES = Path(__file__).parents[1] / "data" / "recall" / "queries.tsv"
ROWS = [line.split("\t") for line in QUERIES.read_text(encoding="utf-8").splitlines()]
ASKED = [
    (language, query, number)
    for number, (language, _, queries) in enumerate(ROWS)
    for query in queries.split("|")
]


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Memory]:
    path = tmp_path_factory.mktemp("recall") / "memory.db"
    with Memory.build(path) as built:
        built.add_units(
            [
                TranslationUnit(tuid=str(number), variants=(Variant.plain(language, text),))
                for number, (language, text, _) in enumerate(ROWS)
            ],
            "x",
        )
    with Memory.open(path) as opened:
        yield opened


def found(memory: Memory, query: str, **options: object) -> set[int]:
    lines = concordance(memory, query, limit=100, **options).lines
    return {int(line.unit.tuid or "") for line in lines}


def test_there_are_two_hundred() -> None:
    assert len(ASKED) == len(set(ASKED)) == 200


@pytest.mark.parametrize("named", [True, False], ids=["language named", "any language"])
def test_every_query_finds_its_sentence(memory: Memory, *, named: bool) -> None:
    missed = [
        (language, query)
        for language, query, number in ASKED
        if number not in found(memory, query, language=language if named else None)
    ]
    assert missed == []


def test_chinese_words_are_found_just_where_they_stand(memory: Memory) -> None:
    for language, query, _ in ASKED:
        if language == "zh":
            expected = {number for number, (_, text, _) in enumerate(ROWS) if query in text}
            assert found(memory, query) == expected, query


def test_words_as_typed_are_found_just_where_they_stand(memory: Memory) -> None:
    words = [set(surfaces(text)) if tag != "zh" else set() for tag, text, _ in ROWS]
    for language, query, _ in ASKED:
        if language != "zh":
            (sought,) = surfaces(query)
            expected = {number for number, each in enumerate(words) if sought in each}
            assert found(memory, query, forms=Forms.EXACT) == expected, query
