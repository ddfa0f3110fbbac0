"""Concordance and matches, against what a plain scan of the texts finds."""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from tmx.model import ConceptEntry, LanguageSection, Property, Term, TranslationUnit, Variant
from tmx.search.concordance import Forms, concordance
from tmx.search.matches import MatchKind, exact, fuzzy, percent_alike, search
from tmx.search.normalise import surfaces
from tmx.search.phrases import parse_query
from tmx.search.stems import stem
from tmx.store.memory import Memory
from tmx.store.records import UnitFilter

ROWS = (
    ("裁军谈判会议是唯一的论坛。", "The Conference on Disarmament is the sole forum."),
    ("会议讨论了裁军、核查和条约。", "The Conference discussed disarmament and verification."),
    ("各国重申核裁军的承诺。", "States reaffirmed their commitment to nuclear disarmament."),
    ("裂变材料条约的谈判。", "Negotiations on a fissile material treaty."),
    ("第六十五届会议。", "Sixty-fifth session."),
)
OTHERS = (
    ("ru", "Конференция по разоружению"),
    ("ru", "Вопросы разоружения и нераспространения"),
    ("ar", "نَزْع السلاح والأسلحة النووية"),
    ("es", "Las armas nucleares y el desarme nuclear"),
    ("fr", "Le désarmement nucléaire et les traités"),
)


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Memory:
    path = tmp_path_factory.mktemp("search") / "memory.db"
    units = [
        TranslationUnit(
            tuid=f"u{number}",
            properties=(Property(type="x-confidence", text=f"0.{number}"),),
            variants=(Variant.plain("zh", chinese), Variant.plain("en", english)),
        )
        for number, (chinese, english) in enumerate(ROWS)
    ]
    units += [
        TranslationUnit(tuid=f"o{number}", variants=(Variant.plain(language, text),))
        for number, (language, text) in enumerate(OTHERS)
    ]
    with Memory.build(path) as built:
        built.add_units(units, "A/65/496")
        section = LanguageSection
        built.termbase.add(
            [
                ConceptEntry(
                    id="c1",
                    languages=(
                        section(language="zh", terms=(Term(text="裁军"),)),
                        section(language="en", terms=(Term(text="disarmament"),)),
                    ),
                )
            ]
        )
    with Memory.open(path) as opened:
        yield opened


def tuids(memory: Memory, query: str, **options: object) -> list[str]:
    return sorted(line.unit.tuid for line in concordance(memory, query, **options).lines)


def test_every_part_of_every_chinese_text_is_found_just_where_it_is(memory: Memory) -> None:
    parts = {
        chinese[start : start + size]
        for chinese, _ in ROWS
        for size in (1, 2, 3, 6)
        for start in range(len(chinese) - size + 1)
    }
    for part in sorted(parts):
        if len("".join(surfaces(part))) != len(part):
            continue  # holds punctuation, which counts for nothing
        expected = [f"u{number}" for number, (text, _) in enumerate(ROWS) if part in text]
        assert tuids(memory, part, language="zh") == expected, part
        assert concordance(memory, part, language="zh").total == len(expected), part


def test_spans_are_those_of_the_text(memory: Memory) -> None:
    for line in concordance(memory, "裁军").lines:
        assert [line.text[span.start : span.end] for span in line.spans] == ["裁军"]
        assert line.left + line.hit + line.right == line.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("conference on disarmament", ["u0"]),
        ("DISARMAMENT", ["u0", "u1", "u2"]),
        ("treaties", ["u3"]),
        ("disarm*", ["u0", "u1", "u2"]),
        ("разоружение", ["o0", "o1"]),
        ("разоружению", ["o0", "o1"]),
        ("نزع السلاح", ["o2"]),
        ("الأسلحة", ["o2"]),
        ("اسلحه", ["o2"]),
        ("nuclear", ["o3", "u2"]),
        ("desarmement", ["o4"]),
        ("nucleaires", ["o4"]),
        ("核查 条约", ["u1"]),
        ('"disarmament" "conference"', ["u0", "u1"]),
        ("裁军 谈判", ["u0"]),
        ("病毒", []),
        ("", []),
        ("?!", []),
    ],
)
def test_queries(memory: Memory, query: str, expected: list[str]) -> None:
    assert tuids(memory, query) == expected


def test_exact_forms_only(memory: Memory) -> None:
    assert tuids(memory, "разоружению", forms=Forms.EXACT) == ["o0"]
    assert tuids(memory, "treaties", forms=Forms.EXACT) == []


def test_lines_as_typed_come_before_inflected_ones(memory: Memory) -> None:
    lines = concordance(memory, "разоружения").lines
    assert [line.unit.tuid for line in lines] == ["o1", "o0"]


def test_equivalents_are_marked_where_the_termbase_knows_them(memory: Memory) -> None:
    line = concordance(memory, "裁军", language="zh", to=("en",)).lines[0]
    (equivalent,) = line.equivalents
    text = equivalent.variant.text
    assert [text[span.start : span.end] for span in equivalent.spans] == ["Disarmament"]


def test_filters_limits_and_offsets(memory: Memory) -> None:
    assert tuids(memory, "disarmament", wanted=UnitFilter(minimum_confidence=0.2)) == ["u2"]
    assert concordance(memory, "裁军", limit=1).lines[0].unit.tuid == "u0"
    assert concordance(memory, "裁军", limit=1, offset=1).lines[0].unit.tuid == "u1"
    assert concordance(memory, "裁军", limit=1).total == 3
    assert tuids(memory, "核裁军", wanted=UnitFilter(symbols=("A/65/496",))) == ["u2"]
    assert tuids(memory, "核裁军", wanted=UnitFilter(symbols=("A/1",))) == []
    assert concordance(memory, "разоружение", to=("en",)).total == 0


HOSTILE = st.text(
    st.one_of(st.sampled_from("\"*^():-+{}~%_;\\' \tANDORNOTEARsurface裁军"), st.characters()),
    max_size=20,
)


@settings(max_examples=200, deadline=None)
@given(HOSTILE)
def test_no_query_can_fail(memory: Memory, query: str) -> None:
    for line in concordance(memory, query).lines:
        assert line.spans
    search(memory, query, language="en")


def test_query_syntax() -> None:
    def texts(query: str) -> list[str]:
        return [" ".join(token.surface for token in each.tokens) for each in parse_query(query)]

    assert texts("human rights") == ["human rights"]
    assert texts('"human" rights') == ["human", "rights"]
    assert texts("疫苗接种 病毒") == ["疫 苗 接 种", "病 毒"]
    assert texts("CD 裁军 x y") == ["cd", "裁 军", "x y"]
    assert parse_query("disarm*")[0].is_beginning


def test_the_same_text_is_a_match_of_a_hundred(memory: Memory) -> None:
    (match, *_) = search(memory, ROWS[0][0], language="zh", to=("en",))
    assert (match.kind, match.percent) == (MatchKind.EXACT, 100)
    assert [each.text for each in match.targets] == [ROWS[0][1]]


def test_case_and_punctuation_cost_one_percent(memory: Memory) -> None:
    text = ROWS[0][1].upper().rstrip(".")
    (match,) = exact(memory, text, language="en")
    assert (match.kind, match.percent) == (MatchKind.NORMALISED, 99)


def test_one_word_changed(memory: Memory) -> None:
    text = "The Conference on Disarmament is the only forum."
    (match, *_) = fuzzy(memory, text, language="en", to=("zh",))
    # Seven of eight words are the same.
    assert (match.unit.tuid, match.kind, match.percent) == ("u0", MatchKind.FUZZY, 87)


def test_chinese_counts_characters(memory: Memory) -> None:
    (match, *_) = search(memory, "裁军谈判会议是唯一的讲坛。", language="zh")
    assert (match.unit.tuid, match.percent) == ("u0", 91)


def test_matches_need_the_languages_asked_for(memory: Memory) -> None:
    assert search(memory, ROWS[0][0], language="zh", to=("ru",)) == ()
    assert search(memory, ROWS[0][0], language="en") == ()


@given(
    st.lists(st.sampled_from("abcd"), max_size=12),
    st.lists(st.sampled_from("abcd"), max_size=12),
    st.integers(0, 100),
)
def test_percent_is_that_of_the_formula(first: list[str], second: list[str], minimum: int) -> None:
    longest = max(len(first), len(second))
    if longest == 0:
        assert percent_alike(first, second) == 0
        return
    plain = int(100 * (longest - Levenshtein.distance(first, second)) // longest)
    assert percent_alike(first, second, minimum=minimum) == (plain if plain >= minimum else 0)


def test_matches_are_those_of_a_full_scan(tmp_path: Path) -> None:
    chooser = random.Random(65496)
    words = ["state", "treaty", "weapon", "nuclear", "peace", "talks", "arms", "test", "ban"]
    texts = sorted({" ".join(chooser.choices(words, k=chooser.randint(3, 12))) for _ in range(300)})
    units = [
        TranslationUnit(tuid=f"{number}", variants=(Variant.plain("en", text),))
        for number, text in enumerate(texts)
    ]
    with Memory.create(tmp_path / "m.db") as memory:
        memory.add_units(units, "x")
        for _ in range(40):
            asked = chooser.choice(texts).split()
            asked[chooser.randrange(len(asked))] = chooser.choice(words)
            expected = sorted(
                percent for text in texts if (percent := percent_alike(asked, text.split())) >= 70
            )
            found = search(memory, " ".join(asked), language="en", limit=500)
            assert sorted(match.percent for match in found) == expected


def test_many_threads_find_the_same_stems() -> None:
    words = [
        f"{word}{ending}"
        for word in ("договор", "مفاوض", "négociat")
        for ending in ("ами", "ات", "ions", "ов", "ون", "eurs")
    ] * 40
    tags = ["ru", "ar", "fr"] * (len(words) // 3)
    stem.cache_clear()
    expected = [stem(word, tag) for word, tag in zip(words, tags, strict=True)]
    stem.cache_clear()

    def work(_: int) -> list[str]:
        return [stem.__wrapped__(word, tag) for word, tag in zip(words, tags, strict=True)]

    with ThreadPoolExecutor(4) as pool:
        assert all(found == expected for found in pool.map(work, range(8)))
