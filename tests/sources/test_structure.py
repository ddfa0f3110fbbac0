import pytest

from sources.document import ParagraphKind
from sources.structure import Numbering, annex_number, kind_of


def labels(*texts: str) -> list[str | None]:
    numbering = Numbering()
    found = []
    for text in texts:
        label = numbering.read(text, starts_block=True)
        body = text[label.length :] if label else text
        numbering.accept(body, label, kind_of(body, label))
        found.append(label.number if label else None)
    return found


@pytest.mark.parametrize(
    "texts",
    [
        (
            "1. One.",
            "2. Two:",
            "(a) First;",
            "(b) Second:",
            "(i) Deep;",
            "(ii) Deeper.",
            "3. Three.",
        ),
        ("1. 一。", "2. 二：", "(a) 甲；", "(b) 乙：", "(一) 丙；", "(二) 丁。", "3. 三。"),
        ("1.一。", "2．二：", "（a）甲；", "（b）乙：", "㈠丙；", "㈡丁。", "3、三。"),
        (
            "1. Un.",
            "2. Deux :",
            "a) Le premier ;",
            "b) Le second :",
            "i) Là ;",
            "ii) Ici.",
            "3. Trois.",
        ),
        ("1. Раз.", "2. Два:", "а) первый;", "b) второй:", "i) там;", "ii) тут.", "3. Три."),
        ("1. Раз.", "2. Два:", "а) первый;", "б) второй:", "i) там;", "ii) тут.", "3. Три."),
        ("1 - نص.", "2 - نص:", "(أ) نص؛", "(ب) نص:", "'1' نص؛", "'2' نص.", "3 - نص."),
        ("١ - نص.", "٢ - نص:", "(أ) نص؛", "(ب) نص:", "'١' نص؛", "'٢' نص.", "٣ - نص."),
    ],
)
def test_the_same_numbers_in_six_languages(texts: tuple[str, ...]) -> None:
    assert labels(*texts) == ["1", "2", "(a)", "(b)", "(i)", "(ii)", "3"]


@pytest.mark.parametrize(
    "texts",
    [
        ("I. Introduction", "A. Background", "B. Scope", "II. Findings", "A. Facts"),
        ("一、导言", "A. 背景", "B. 范围", "二、结论", "A. 事实"),
        ("أولا - مقدمة", "ألف - خلفية", "باء - النطاق", "ثانيا - النتائج", "ألف - الوقائع"),
        ("I. Введение", "А. История", "В. Рамки", "II. Выводы", "А. Факты"),  # Cyrillic A and Ve
    ],
)
def test_sections(texts: tuple[str, ...]) -> None:
    assert labels(*texts) == ["I", "A", "B", "II", "A"]


def test_letter_i_follows_h() -> None:
    items = [f"({letter}) Item;" for letter in "abcdefghij"]
    assert labels("1. List:", *items) == ["1", *(f"({letter})" for letter in "abcdefghij")]


def test_numeral_i_opens_a_list_after_a_colon() -> None:
    items = [f"({letter}) Item;" for letter in "abcdefg"]
    found = labels("1. List:", *items, "(h) As follows:", "(i) Deep;", "(ii) Deeper;")
    assert found[-3:] == ["(h)", "(i)", "(ii)"]


def test_cyrillic_letters_are_told_from_latin_ones_by_sequence() -> None:
    assert labels("а) один;", "б) два;", "в) три;", "г) четыре;") == ["(a)", "(b)", "(c)", "(d)"]
    assert labels("а) один;", "b) два;", "с) три;", "d) четыре;") == ["(a)", "(b)", "(c)", "(d)"]


def test_arabic_letters_run_in_abjad_order() -> None:
    items = [f"({letter}) نص؛" for letter in "أبجدهوزحطي"]
    assert labels(*items) == [f"({letter})" for letter in "abcdefghij"]


def test_numbers_out_of_sequence_are_no_labels() -> None:
    assert labels("1. One.", "2. Two.", "1988. It was a year.", "3. Three.") == [
        "1",
        "2",
        None,
        "3",
    ]


def test_an_excerpt_may_begin_anywhere() -> None:
    assert labels("47. One.", "48. Two.") == ["47", "48"]


def test_numbering_may_restart() -> None:
    assert labels("1. One.", "2. Two.", "Annex", "1. One.", "2. Two.") == ["1", "2", None, "1", "2"]


def test_numbering_resumes_after_an_inner_list() -> None:
    texts = ("4. Four.", "5. Five:", "1. Inner;", "2. Inner.", "6. Six.")
    assert labels(*texts) == ["4", "5", "1", "2", "6"]


def test_nothing_is_a_label_within_a_block() -> None:
    assert Numbering().read("1. One.", starts_block=False) is None


@pytest.mark.parametrize(
    "text", ["3.25 per cent", "2010 was a year", "(see above)", "A/65/496", "e.g. so"]
)
def test_what_looks_like_a_label(text: str) -> None:
    assert labels(text) == [None]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("潘基文(签名)", ParagraphKind.SIGNATURE),
        ("(Signed) Ban Ki-moon", ParagraphKind.SIGNATURE),
        ("(توقيع) بان كي - مون", ParagraphKind.SIGNATURE),
        ("Chair’s summary", ParagraphKind.HEADING),
        ("主席摘要", ParagraphKind.HEADING),
        ("The meeting rose.", ParagraphKind.PARAGRAPH),
        ("会议结束。", ParagraphKind.PARAGRAPH),
        ("The Committee decides:", ParagraphKind.PARAGRAPH),
    ],
)
def test_kind(text: str, kind: ParagraphKind) -> None:
    assert kind_of(text, None) is kind


@pytest.mark.parametrize(
    "text", ["Annex II", "附件二", "Annexe II", "Anexo 2", "Приложение II", "المرفق الثاني"]
)
def test_annexes_have_the_same_number_in_six_languages(text: str) -> None:
    assert kind_of(text, None) is ParagraphKind.ANNEX
    assert annex_number(text, ParagraphKind.ANNEX) == "Annex II"


@pytest.mark.parametrize(
    "text",
    [
        *("Annex", "附件", "Annexe", "Anexo", "Приложение", "المرفق"),
        "Annex to the letter dated 5 October 2010 from the Secretary-General",
        "2010 年 10 月 5 日秘书长给大会主席的信的附件",
        "مرفق الرسالة المؤرخة 5 تشرين الأول/أكتوبر 2010",
    ],
)
def test_annexes_without_a_number(text: str) -> None:
    assert kind_of(text, None) is ParagraphKind.ANNEX
    assert annex_number(text, ParagraphKind.ANNEX) is None


@pytest.mark.parametrize(
    "text", ["Annexes were added.", "Annexation of land", "附件载有名单。", "Приложения к докладам"]
)
def test_what_looks_like_an_annex(text: str) -> None:
    assert kind_of(text, None) is not ParagraphKind.ANNEX
