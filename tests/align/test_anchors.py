"""Anchors: canonical values of surface forms, spans, and what must not be read."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.anchors import Anchor, anchor_weight, find_anchors
from align.model import Span

GOLD = Path(__file__).parents[1] / "data" / "anchors" / "anchors.tsv"
LANGUAGES = ("en", "zh", "fr", "es", "ru", "ar")


def read_gold() -> list[tuple[str, str, str, str]]:
    with GOLD.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [(language, kind, value, form) for language, kind, value, form in rows]


def values(text: str, language: str) -> list[tuple[str, str]]:
    return [(anchor.kind, anchor.value) for anchor in find_anchors(text, language)]


def test_gold_table_has_enough_forms_of_every_language() -> None:
    counts = Counter(language for language, *_ in read_gold())
    assert sorted(counts) == sorted(LANGUAGES)
    assert min(counts.values()) >= 50


def test_surface_forms_have_their_canonical_value_and_none_a_wrong_one() -> None:
    gold = read_gold()
    found = [(row, values(row[3], row[0])) for row in gold]
    wrong = [(row, got) for row, got in found if got and got != [(row[1], row[2])]]
    assert wrong == []
    assert sum(bool(got) for _, got in found) >= 0.96 * len(gold)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the one thousand four hundred and thirty-second meeting"),
        ("en", "3/4/2010"),
        ("en", "Article I shall not dwell on"),
        ("en", "they may, in March, agree"),
        ("zh", "十分重要"),
        ("zh", "第一委员会"),
        ("zh", "三分之二"),
        ("zh", "二三十个"),
        ("zh", "几十万人"),
        ("zh", "五千克"),
        ("zh", "10 年 4 月"),
        ("fr", "cent vingt et unième session"),
        ("fr", "loi 18.407"),
        ("ru", "сто двадцать пятая сессия"),
        ("ar", "596 300 دولار"),
        ("ar", "1,234"),
        ("ar", "المائة والخامسة والعشرين"),
        ("ar", "'1' نشر التقارير"),
        ("en", "a budget of $1.5m"),
        ("fr", "un budget de 1,5 M€"),
        ("zh", "十二时三十分"),
    ],
)
def test_what_has_two_readings_is_not_read(language: str, text: str) -> None:
    assert values(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "no more than 10 may be carried", [("number", "10")]),
        ("en", "F-16 and CO2", [("number", "16")]),
        ("en", "24 September in Geneva", [("date", "--09-24")]),
        ("zh", "5千克", [("number", "5")]),
        ("zh", "丹麦认捐1亿克朗", [("number", "100000000")]),
        ("ru", "5 материалов", [("number", "5")]),
        ("zh", "2015 年 14 月 25 日", [("number", n) for n in ("2015", "14", "25")]),
        ("ar", "الفقرة 12 ألف", [("number", "12")]),
        ("ar", "المادة الثانية والعشرين", [("number", "22")]),
        ("ar", "المادة الرابعة عشرة", [("number", "14")]),
    ],
)
def test_near_misses(language: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert values(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "from 1 March to 31 August 2013"),
        ("zh", "2013 年 3 月 1 日至 8 月 31 日"),
        ("fr", "du 1er mars au 31 août 2013"),
        ("es", "del 1 de marzo al 31 de agosto de 2013"),
        ("ru", "с 1 марта по 31 августа 2013 года"),
        ("ar", "من 1 آذار/مارس إلى 31 آب/أغسطس 2013"),
    ],
)
def test_a_year_said_once_holds_for_both_dates(language: str, text: str) -> None:
    assert values(text, language) == [("date", "2013-03-01"), ("date", "2013-08-31")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "3 to 7 May 2010"),
        ("zh", "2010 年 5 月 3 日至 7 日"),
        ("fr", "du 3 au 7 mai 2010"),
        ("es", "del 3 al 7 de mayo de 2010"),
        ("ru", "с 3 по 7 мая 2010 года"),
        ("ar", "من 3 إلى 7 أيار/مايو 2010"),
    ],
)
def test_a_month_said_once_holds_for_both_days(language: str, text: str) -> None:
    assert values(text, language) == [("date", "2010-05-03"), ("date", "2010-05-07")]


def test_a_year_is_not_carried_back_over_the_turn_of_the_year() -> None:
    assert values("1 December to 28 February 2014", "en") == [
        ("date", "--12-01"),
        ("date", "2014-02-28"),
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "30 to 40 per cent"),
        ("zh", "30%至40%"),
        ("fr", "de 30 à 40 %"),
        ("es", "entre el 30 y el 40%"),
        ("ru", "от 30 до 40 процентов"),
        ("ar", "30 إلى 40 في المائة"),
    ],
)
def test_a_sign_said_once_holds_for_both_percentages(language: str, text: str) -> None:
    assert values(text, language) == [("percent", "30%"), ("percent", "40%")]


def test_a_scale_said_once_holds_for_both_sums() -> None:
    expected = [("money", "USD 10000000"), ("money", "USD 15000000")]
    assert values("$10-15 million", "en") == expected
    assert values("1 000万至1 500万美元", "zh") == expected


def test_a_modifier_that_stands_apart_belongs_to_the_symbol_before() -> None:
    expected = [("symbol", "A/65/496"), ("symbol", "A/65/496/Corr.1")]
    assert values("A/65/496 and Corr.1", "en") == expected
    assert values("A/65/496 和 Corr.1", "zh") == expected


def test_spans_count_the_original_text_across_dropped_marks() -> None:
    text = "القـــرار \u200f65/93\u200f في تشرينِ الأول/أكتوبر 2010"
    anchors = find_anchors(text, "ar")
    assert [text[slice(*anchor.span)] for anchor in anchors] == [
        "65/93",
        "تشرينِ الأول/أكتوبر 2010",
    ]


def test_full_width_and_variant_tags_make_no_difference() -> None:
    assert values("（Ａ／６５／４９６）", "zh-Hans") == [("symbol", "A/65/496")]


def test_beyond_the_six_languages_only_the_signs_count() -> None:
    assert values("Am 24. September 2010 stimmten 189 Staaten ab.", "de") == [
        ("number", "24"),
        ("number", "2010"),
        ("number", "189"),
    ]


def test_weights_rise_with_what_an_anchor_tells() -> None:
    def weight(kind: str, value: str) -> float:
        return anchor_weight(Anchor(kind, value, Span(0, 1)))

    assert weight("symbol", "A/65/496") == weight("date", "2010-10-05") == 3.0
    assert weight("resolution", "65/93") == weight("number", "100") == 2.0
    assert weight("number", "7") == 0.5


@pytest.mark.parametrize("text", ["1, " * 5000, "111 " * 5000, "A/1" * 5000, "一" * 10000])
@pytest.mark.parametrize("language", LANGUAGES)
def test_long_runs_of_one_sign_are_scanned_at_once(text: str, language: str) -> None:
    """A quadratic pattern would take minutes here."""
    assert len(find_anchors(text, language)) <= len(text)


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_is_scanned_with_spans_in_order(text: str, language: str) -> None:
    end = 0
    for anchor in find_anchors(text, language):
        assert end <= anchor.span.start < anchor.span.end <= len(text)
        end = anchor.span.end


@given(
    st.text(alphabet="0123456789 .,/()-%$AS年月日第十百万亿июмая到to"),
    st.sampled_from(LANGUAGES),
)
def test_text_full_of_digits_is_scanned_with_spans_in_order(text: str, language: str) -> None:
    end = 0
    for anchor in find_anchors(text, language):
        assert end <= anchor.span.start < anchor.span.end <= len(text)
        end = anchor.span.end
