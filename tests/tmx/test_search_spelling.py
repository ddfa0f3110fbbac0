"""What is one letter away is found by enumeration: the same as by comparing with everything."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from rapidfuzz.distance import OSA

from tmx.model import ConceptEntry, LanguageSection, Term
from tmx.search.spelling import SHORTEST, mended_words, near_terms
from tmx.search.term_keys import folded_key
from tmx.search.terms import TermKind, lookup
from tmx.store.memory import Memory

TERMS = {
    "en": (
        "disarmament",
        "disarmaments",
        "nuclear disarmament",
        "treaty",
        "Treaty of 2010",
        "mine",
    ),
    "fr": ("désarmement", "désarmement nucléaire", "traité"),
    "es": ("desarme", "desarme nuclear", "mina terrestre"),
    "ru": ("разоружение", "ядерное разоружение", "запрещённая мина", "договор"),
    "ar": ("نزع السلاح", "الأسلحة النووية", "معاهدة حظر الألغام", "مؤتمر"),
    "zh": ("裁军谈判会议", "不扩散核武器条约", "全面禁止核试验条约", "裂变材料", "裁军谈判会"),
}


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Memory]:
    path: Path = tmp_path_factory.mktemp("spelling") / "memory.db"
    with Memory.build(path) as built:
        built.termbase.add(
            ConceptEntry(
                id=f"{language}-{number}",
                languages=(LanguageSection(language=language, terms=(Term(text=text),)),),
            )
            for language, texts in TERMS.items()
            for number, text in enumerate(texts)
        )
    with Memory.open(path) as opened:
        yield opened


def mistyped(word: str, letters: str, chooser: random.Random) -> str:
    place = chooser.randrange(len(word))
    before, here, after = word[:place], word[place], word[place + 1 :]
    letter = chooser.choice(letters)
    return chooser.choice(
        [before + after, before + letter + here + after, before + letter + after]
        + ([before + after[0] + here + after[1:]] if after else [])
    )


def test_terms_are_those_that_a_scan_finds(memory: Memory) -> None:
    chooser = random.Random(6)
    known = memory.connection.execute(
        "SELECT term.id, language_group, key FROM term_key JOIN term ON term.id = term_id "
        "WHERE kind = 'folded'"
    ).fetchall()
    found = 0
    for _ in range(2000):
        _, language, word = chooser.choice(known)
        letters = "".join(folded_key(text) for text in TERMS[language])
        key = mistyped(word, letters, chooser)
        expected = {
            (number, group)
            for number, group, other in known
            if len(key) >= SHORTEST and OSA.distance(key, other) == 1
        }
        assert {*near_terms(memory.connection, key)} - {
            (number, group) for number, group, other in known if other == key
        } == expected, key
        found += len(expected)
    assert found > 1000


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("nucler disarmament", "nuclear disarmament"),
        ("nuclear disarmamentt", "nuclear disarmament"),
        ("ядрное разоружение", "ядерное разоружение"),
        ("nuclear disarmament", None),
        ("xxxxx yyyyy", None),
        ("min", None),
        ("裁军谈判会谈", None),
    ],
)
def test_words_are_mended_one_by_one(memory: Memory, typed: str, mended: str | None) -> None:
    assert mended_words(memory.connection, folded_key(typed)) == mended


def test_look_up_forgives_a_letter(memory: Memory) -> None:
    for typed, term in (
        ("dsiarmament", "disarmament"),
        ("Désarmemnt nucléaire", "désarmement nucléaire"),
        ("مؤتمار", "مؤتمر"),
        ("裁军淡判会议", "裁军谈判会议"),
        ("договр", "договор"),
        ("minna terrestre", "mina terrestre"),
    ):
        match = lookup(memory, typed)[0]
        assert (match.term.text, match.kind) == (term, TermKind.FUZZY), typed
    assert lookup(memory, "договр", language="en") == ()
