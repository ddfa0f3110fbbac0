import unicodedata

import pytest

from align.model import MultiAlignment, Row, SegmentedText, Signature
from align.terminology.candidates import find_candidates
from align.terminology.cells import Cell, read_columns
from align.terminology.classes import classify
from align.terminology.normalised import BREAK, normalise_plain, normalise_text
from align.terminology.structure import find_short_forms, find_titles
from align.terminology.tokens import fold_key, iter_words, segment_chinese, stem
from align.terminology.vocabulary import load_vocabulary


def from_columns(languages: list[str], columns: list[list[str]]) -> MultiAlignment:
    texts = tuple(map(SegmentedText.from_lines, languages, columns))
    certain = (1.0,) * len(texts)
    rows = tuple(
        Row(cells=((index,),) * len(texts), confidence=1.0, cell_confidence=certain)
        for index in range(len(columns[0]))
    )
    return MultiAlignment(
        texts=texts, rows=rows, pairs={}, signature=Signature(version="0", encoder="static")
    )


def cell_of(text: str, language: str) -> Cell:
    return read_columns(from_columns([language], [[text]]))[0].cells[0]


@pytest.mark.parametrize(
    ("language", "plain", "variant"),
    [
        ("fr", "l'Assemblée générale", unicodedata.normalize("NFD", "l’Assemblée  générale")),
        ("ar", "نزع السلاح", "نَزْعُ السِّلاح"),
        ("ar", "نزع السلاح", "نزع الســلاح"),
        ("ar", "قرار الأمم", unicodedata.normalize("NFD", "قرار الأمم")),
        ("ru", "второй раз", unicodedata.normalize("NFD", "второй\r\nраз")),
        ("zh", "工作方案(CD/1864)", "工作 方案（ＣＤ／１８６４）"),
        ("zh", "2010年4月", "2010 年\r\n4 月"),
        ("en", "the Treaty", "the\u200b \ufeffTreaty"),
    ],
)
def test_variants_of_a_text_become_one(language: str, plain: str, variant: str) -> None:
    assert normalise_plain(variant, language) == plain


def test_a_range_leads_back_to_the_text_as_given() -> None:
    given = unicodedata.normalize("NFD", "  La sécurité\r\n\r\ncollective.")
    normalised = normalise_text(given, "fr")
    start = normalised.text.index("sécurité")
    span = normalised.original(start, start + len("sécurité collective"))
    assert given[span.start : span.end] == unicodedata.normalize(
        "NFD", "sécurité\r\n\r\ncollective"
    )


def test_breaks_stand_before_their_offset_in_plain_and_other_texts() -> None:
    assert normalise_text("ab cd", "en", (3,)).text == f"ab {BREAK}cd"
    assert normalise_text("工作的 佳开端", "zh", (4,)).text == f"工作的{BREAK}佳开端"


def test_no_term_reaches_over_a_lost_glyph_or_a_segment() -> None:
    cell = cell_of("裁军，谈判", "zh")
    assert len(cell.chunks) == 2


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ru", "государства-члены", "государств-членов"),
        ("ru", "ядерного", "ядерное"),
        ("ru", "Ассамблея", "Ассамблеей"),
        ("ru", "Ассамблеи", "Ассамблее"),
        ("ar", "والأسلحة", "الأسلحة"),
        ("ar", "لقانون", "قانون"),
        ("fr", "nucléaires", "nucléaire"),
        ("es", "armas", "arma"),
        ("es", "nucleares", "nuclear"),
        ("es", "declaraciones", "declaración"),
        ("en", "treaties", "treaty"),
    ],
)
def test_inflected_forms_share_a_stem(language: str, one: str, other: str) -> None:
    assert stem(one, language) == stem(other, language)


def test_english_opposites_keep_apart() -> None:
    assert stem("developed", "en") != stem("developing", "en")


def test_an_arabic_letter_of_the_word_itself_stays() -> None:
    assert stem("لجنة", "ar") != stem("جنة", "ar")


def test_french_elisions_are_words_of_their_own() -> None:
    assert [word.text for word in iter_words("l'ordre du jour", "fr")] == [
        "l'", "ordre", "du", "jour",
    ]  # fmt: skip


def test_chinese_is_cut_at_the_cheapest_price() -> None:
    costs = {"裁军": 5.0, "谈判": 5.0, "会议": 5.0, "判会": 9.0}
    run = "裁军谈判会议"
    assert [run[a:b] for a, b in segment_chinese(run, costs)] == ["裁军", "谈判", "会议"]


def short_forms(text: str, language: str) -> list[tuple[str, str]]:
    cell = cell_of(text, language)
    found = find_short_forms(cell, language, load_vocabulary(language))
    return [
        (cell.text[item.start : item.end], cell.text[item.short_start : item.short_end])
        for item in found
    ]


@pytest.mark.parametrize(
    ("language", "text", "pair"),
    [
        ("zh", "包括国际刑事警察组织(国际刑警组织)和", ("国际刑事警察组织", "国际刑警组织")),
        ("zh", "请国际原子能机构（原子能机构）", ("国际原子能机构", "原子能机构")),
        ("zh", "《关于汞的水俣公约》(《水俣公约》)", ("关于汞的水俣公约", "水俣公约")),
        ("en", "the World Health Organization (WHO)", ("World Health Organization", "WHO")),
        ("fr", "les États de l'Est (EE)", ("États de l'Est", "EE")),
    ],
)  # fmt: skip
def test_short_forms_are_tied_to_full_forms(
    language: str, text: str, pair: tuple[str, str]
) -> None:
    assert short_forms(text, language) == [pair]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "潘基文(签名)"),
        ("zh", "列入议程(见A/65/231)"),
        ("zh", "工作方案(CD/1864)"),
        ("zh", "68名代表(包括37国外长)和"),
        ("zh", "(a) 建议大会"),
        ("en", "the session (see A/65/231)"),
        ("en", "(a) the Conference"),
        ("en", "the programme of work (CD/1864)"),
        ("fr", "(Signé) Le Secrétaire"),
    ],
)
def test_other_brackets_are_left_alone(language: str, text: str) -> None:
    assert short_forms(text, language) == []


def test_titles_are_found_by_their_marks_and_capitals() -> None:
    cell = cell_of("根据《禁止酷刑公约》的规定", "zh")
    assert [cell.words[a].text for a, _ in find_titles(cell, "zh", load_vocabulary("zh"))]
    cell = cell_of("under the Convention on the Rights of the Child, States agreed", "en")
    spans = list(find_titles(cell, "en", load_vocabulary("en")))
    texts = [cell.text[cell.words[a].start : cell.words[b - 1].end] for a, b in spans]
    assert texts[0] == "Convention on the Rights of the Child"


def test_candidates_end_at_function_and_reporting_words() -> None:
    column = read_columns(from_columns(["zh"], [["一些会员国强调必须加强核裁军努力"]]))[0]
    keys = find_candidates(column)
    assert "会员国" in keys
    assert not any("强调" in key or "必须" in key for key in keys)


def test_an_ordinal_opens_a_candidate_but_does_not_close_one() -> None:
    keys = find_candidates(read_columns(from_columns(["zh"], [["第五委员会审议第六"]]))[0])
    assert "第五委员会" in keys
    assert not any(key.endswith("第六") for key in keys)


def test_a_list_with_commas_can_be_a_candidate() -> None:
    text = "programmes of disarmament, demobilization and reintegration in the region"
    column = read_columns(from_columns(["en"], [[text]]))[0]
    key = fold_key(("disarmament", "demobilization", "and", "reintegration"), "en")
    assert key in find_candidates(column)


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        ({"en": "Convention on Cluster Munitions", "zh": "集束弹药公约"}, "treaty"),
        ({"en": "Conference on Disarmament", "fr": "Conférence du désarmement"}, "conference"),
        ({"zh": "裁军审议委员会", "en": "Disarmament Commission"}, "body"),
        ({"en": "fissile material", "zh": "裂变材料"}, "concept"),
        ({"zh": "特别协调员", "en": "special coordinator"}, "role"),
        ({"ru": "правила процедуры", "en": "rules of procedure"}, "procedure"),
    ],
)
def test_the_class_follows_the_head_word(forms: dict[str, str], expected: str) -> None:
    assert classify(forms) == expected


def test_a_language_beyond_the_six_is_read_without_lists() -> None:
    column = read_columns(from_columns(["de"], [["Der Vertrag über die Nichtverbreitung"]]))[0]
    assert find_candidates(column)
