"""What counts as the same word."""

import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmx.search.language_group import language_group
from tmx.search.normalise import index_keys, match_key, phrase_keys, surfaces, tokenize
from tmx.search.stems import query_stems, stem


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Désarmement", "desarmement"),
        ("ёлка", "елка"),
        ("Ｃｏｎｆｅｒｅｎｃｅ　１", "conference 1"),
        ("الأَسْلِحَة", "الاسلحه"),
        ("إلى", "الي"),
        ("مـــؤتمر", "موتمر"),
        ("٦٥", "65"),
        ("cœur", "coeur"),
        ("Straße", "STRASSE"),
        ("«裁军»（会议）", "裁军会议"),
        ("co\u00adoperation", "cooperation"),
        (unicodedata.normalize("NFD", "São é й"), "sao e й"),
    ],
)
def test_the_same_word(first: str, second: str) -> None:
    assert surfaces(first) == surfaces(second)
    assert match_key(first) == match_key(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [("мой", "мои"), ("65", "66"), ("裁军", "军裁"), ("***", "+++"), ("سلاح", "سلام")],
)
def test_not_the_same_word(first: str, second: str) -> None:
    assert match_key(first) != match_key(second)


def test_bigrams_overlap_and_the_last_character_stands_alone() -> None:
    keys = [key for key, _ in index_keys("在CD、裁军谈判 8 月 x")]
    assert keys == ["在", "cd", "裁军", "军谈", "谈判", "判", "8", "月", "x"]


@pytest.mark.parametrize(
    ("query", "keys", "is_beginning"),
    [
        ("裁军", ["裁军"], False),
        ("裁军谈判", ["裁军", "军谈", "谈判"], False),
        ("军", ["军"], True),
        ("第65届", ["第", "65", "届"], True),
        ("裁军、会议", ["裁军", "军", "会议"], False),
        ("human rights", ["human", "rights"], False),
        ("!?", [], False),
    ],
)
def test_phrase_keys(query: str, keys: list[str], *, is_beginning: bool) -> None:
    assert phrase_keys(query) == ([(key, key) for key in keys], is_beginning)


def test_tokens_know_their_place() -> None:
    text = "A/65/496：裁军 ﬁn"
    found = [(text[token.start : token.end], token.surface) for token in tokenize(text)]
    assert found == [
        ("A", "a"),
        ("65", "65"),
        ("496", "496"),
        ("裁", "裁"),
        ("军", "军"),
        ("ﬁn", "fin"),
    ]


def test_places_count_marks_with_their_letter() -> None:
    text = "de\u0301sarmement e\u0301"
    assert [text[token.start : token.end] for token in tokenize(text)] == text.split()


SCRIPTS = st.text(
    st.one_of(
        st.sampled_from("abc ÉéèñЁёйو لأإآةىًَ1٢裁军谈判、（）ＡＢ\u0301\u0308\u200f\u00adがハﾞ한"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=30,
)


@given(SCRIPTS)
def test_the_way_with_places_agrees_with_the_quick_one(text: str) -> None:
    tokens = tokenize(text)
    assert [token.surface for token in tokens] == surfaces(text)
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)


@given(SCRIPTS)
def test_keys_hold_nothing_an_index_would_split_or_read_as_an_operator(text: str) -> None:
    for key, _ in index_keys(text):
        assert key
        assert all(ord(character) > 127 or character.isalnum() for character in key)
        assert not any(character.isspace() for character in key)


@given(st.text(st.sampled_from("裁军谈判会议条约"), min_size=1, max_size=8))
def test_any_part_of_a_chinese_text_is_a_phrase_of_its_keys(text: str) -> None:
    whole = [key for key, _ in index_keys(text)]
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            keys, is_beginning = phrase_keys(text[start:end])
            sought = [key for key, _ in keys]
            windows = [whole[at : at + len(sought)] for at in range(len(whole))]
            if is_beginning:
                found = any(
                    len(window) == len(sought)
                    and window[:-1] == sought[:-1]
                    and window[-1].startswith(sought[-1])
                    for window in windows
                )
            else:
                found = sought in windows
            assert found


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ["weapon", "weapons"]),
        ("en", ["treaty", "treaties"]),
        ("fr", ["nucléaire", "nucléaires", "nucleaire"]),
        ("fr", ["national", "nationaux"]),
        ("es", ["nuclear", "nucleares"]),
        ("es", ["negociación", "negociaciones", "negociacion"]),
        ("es", ["desarme", "DESARME"]),
        ("ru", ["разоружение", "разоружения", "разоружению", "разоружением"]),
        ("ru", ["ядерный", "ядерного", "ядерных"]),
        ("ru", ["договор", "договоров", "договору"]),
        ("ru", ["материал", "материалы", "материалов", "материале"]),
        ("ru", ["защита", "защите", "защит"]),
        ("ru", ["боеголовка", "боеголовок", "боеголовками"]),
        ("ru", ["делящийся", "делящихся", "делящемуся"]),
        ("ru", ["вооружённый", "вооруженных", "вооружёнными"]),
        ("ar", ["الأسلحة", "والأسلحة", "بالأسلحة", "للأسلحة", "أسلحة", "الاسلحه"]),
        ("ar", ["معاهدة", "المعاهدات", "والمعاهدة", "مُعَاهَدَة"]),
        ("ar", ["نزع", "ونزع", "لنزع", "النزع"]),
        ("ar", ["وزارة", "الوزارة", "لوزارة"]),
    ],
)
def test_forms_of_a_word_meet_in_their_stems(language: str, forms: list[str]) -> None:
    words = [tokenize(form)[0].word for form in forms]
    for indexed in words:
        for asked in words:
            assert stem(indexed, language) in query_stems(asked, language), (indexed, asked)


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru"])
def test_stems_keep_the_letters_a_search_glances_at(language: str) -> None:
    text = files("sources.sample").joinpath(f"A_65_496.{language}.txt").read_text("utf-8")
    for token in tokenize(text):
        found = stem(token.word, language)
        if language == "ar":
            assert found[1:3] in token.surface, token
        else:
            assert token.surface.startswith(found[:2]), token


def test_a_language_without_stemmer_keeps_its_words() -> None:
    assert stem("weapons", "xx") == "weapons"


@pytest.mark.parametrize(
    ("tag", "group"),
    [
        ("es-419", "es"),
        ("en-US", "en"),
        ("zh", "zh"),
        ("zh-CN", "zh"),
        ("zh-Hans-SG", "zh"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-Hans-TW", "zh"),
        ("sr-Latn-RS", "sr-Latn"),
    ],
)
def test_language_groups(tag: str, group: str) -> None:
    assert language_group(tag) == group
