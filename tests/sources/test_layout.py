from pathlib import Path

import pytest

from sources.document import ParagraphKind
from sources.layout import build_paragraphs, lines_of
from sources.library import find_versions

CLEAN = Path(__file__).parents[1] / "data" / "sample" / "clean"
LANGUAGES = ("zh", "en", "fr", "es", "ru", "ar")


def texts(raw: str) -> list[str]:
    return [paragraph.full_text for paragraph in build_paragraphs(lines_of(raw))[0]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sample_paragraphs_are_exact(language: str) -> None:
    (document,) = find_versions("A/65/496", [language])
    expected = (CLEAN / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    assert [paragraph.full_text for paragraph in document.paragraphs] == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_sample_kinds_are_the_same_in_every_language(language: str) -> None:
    (document,) = find_versions("A/65/496", [language])
    kinds = "".join(paragraph.kind[0] for paragraph in document.paragraphs)
    assert kinds == "hhhhpppsahhp" + "n" * 19 + "iiiin"


def test_sample_furniture_is_dropped_and_kept_for_review() -> None:
    (document,) = find_versions("A/65/496", ["zh"])
    assert [line.text for line in document.dropped] == ["A/65/496", "10-57056 (C)4"]
    assert [line.before for line in document.dropped] == [24, 24]  # on a page break in paragraph 12


def test_lost_glyphs_of_the_sample() -> None:
    (document,) = find_versions("A/65/496", ["zh"])
    lost = [
        paragraph.text[offset - 2 : offset + 3]
        for paragraph in document.paragraphs
        for offset in paragraph.lost
    ]
    assert lost == ["作的 佳开", "设定 后期", "得到 广泛"]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "ar"])
def test_no_false_alarm_about_lost_glyphs(language: str) -> None:
    (document,) = find_versions("A/65/496", [language])
    assert not any(paragraph.lost for paragraph in document.paragraphs)


def test_wrapped_text_with_empty_lines_between_paragraphs() -> None:
    raw = (
        "The quick brown fox jumps over the lazy dog and goes on to run\n"
        "through the wood until it meets the river, where it stops to\n"
        "drink.\n"
        "\n"
        "It then goes home by the long way round, because the short way\n"
        "is flooded at this time of the year.\n"
    )
    first, second = texts(raw)
    assert first.endswith("meets the river, where it stops to drink.")
    assert second.startswith("It then goes home")


def test_one_paragraph_per_line() -> None:
    raw = "A title\n" + "One sentence. Another one, and so on. " * 8 + "\nThe last line.\n"
    assert len(texts(raw)) == 3


def test_list_of_sentences() -> None:
    raw = "One is short.\nThe second of them is rather longer.\nThree.\nFour is a number.\n"
    assert len(texts(raw)) == 4


def test_paragraph_goes_on_over_a_page_break() -> None:
    raw = (
        "Report of foxes\n\n"
        "The quick brown fox jumps over the lazy dog and goes on to run\n"
        "through the wood until it meets the river, where it stops to\n\n3\n\f"
        "Report of foxes\n\n"
        "look for a bridge, and finding none swims over to the farther\n"
        "bank and drinks.\n\n4\n\f"
        "Report of foxes\n\n"
        "Then it goes home by the long way round and sleeps until the sun\n"
        "is up.\n\n5\n"
    )
    paragraphs, dropped = build_paragraphs(lines_of(raw))
    assert [paragraph.page for paragraph in paragraphs] == [1, 3]
    assert paragraphs[0].text.endswith(
        "stops to look for a bridge, and finding none swims over to the farther bank and drinks."
    )
    assert [(line.text, line.page, line.before) for line in dropped] == [
        *[("Report of foxes", 1, 0), ("3", 1, 1), ("Report of foxes", 2, 1), ("4", 2, 1)],
        *[("Report of foxes", 3, 1), ("5", 3, 2)],
    ]


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("several foreign mini-", "sters came", "several foreign ministers came"),
        ("a rather high-", "level meeting of high-level staff", "a rather high-level meeting of"),
        ("the Secretary-", "General spoke to them all again", "the Secretary-General spoke to"),
        ("documents A/65/1-", "A/65/9 were issued to them all", "documents A/65/1-A/65/9 were"),
        ("the soft\u00ad", "ware of today is not the hard sort", "the software of today"),
    ],
)
def test_hyphen_at_line_end(left: str, right: str, joined: str) -> None:
    filler = "This line is there to show how wide the lines of text are."
    raw = (
        f"{filler}\n{filler}\n{'x' * (58 - len(left) - 1)} {left}\n{right} {filler[:30]}\n{filler}"
    )
    assert joined in " ".join(texts(raw))


def test_chinese_lines_join_without_space() -> None:
    line = "裁军谈判会议的工作在许多会员国看来仍然十分重要而且紧迫"
    assert texts(f"{line}\n{line}\n{line}。\n") == [f"{line}{line}{line}。"]


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [("于", "2010 年", "于2010 年"), ("表示“", "同意", "表示“同意"), ("—", "—他", "——他")],
)
def test_what_meets_at_a_chinese_line_end(left: str, right: str, joined: str) -> None:
    line = "裁军谈判会议的工作在许多会员国看来仍然十分重要而且紧迫"
    assert joined in texts(f"{line[:-1]}{left}\n{right}{line[:-3]}\n{line}。\n")[0]


@pytest.mark.parametrize(
    "line",
    [
        *("A/65/496", "10-57056 (C)4", "4 10-57056 (C)", "10-57056", "*1057056*", "GE.10-12345"),
        *("V.10-54321 (E) 011010 021010", "2/15", "- 3 -", "/...", "S/PV.6201 (Resumption 1)"),
    ],
)
def test_furniture(line: str) -> None:
    paragraphs, dropped = build_paragraphs(
        lines_of(f"The meeting rose.\n\n{line}\n\nIt resumed.\n")
    )
    assert [each.text for each in dropped] == [line]
    assert [paragraph.text for paragraph in paragraphs] == ["The meeting rose.", "It resumed."]


@pytest.mark.parametrize("line", ["15", "Resolution 65/93", "See A/65/496", "10 ministers"])
def test_no_furniture(line: str) -> None:
    assert build_paragraphs(lines_of(f"The meeting rose.\n\n{line}\n\nIt resumed.\n"))[1] == ()


@pytest.mark.parametrize(
    ("raw", "text", "lost"),
    [
        ("A \ufffdord lost.", "A \ufffdord lost.", (2,)),
        ("A \ue123ord lost.", "A \ue123ord lost.", (2,)),
        ("A \x16ord lost.", "A ord lost.", (2,)),
        ("A (cid:22)ord lost.", "A ord lost.", (2,)),
        ("A \x16or\x16d\ufffd.", "A ord\ufffd.", (2, 4, 5)),
    ],
)
def test_substitutes_for_lost_glyphs(raw: str, text: str, lost: tuple[int, ...]) -> None:
    ((paragraph,), _) = build_paragraphs(lines_of(raw))
    assert (paragraph.text, paragraph.lost) == (text, lost)


def test_spaced_chinese_is_not_lost_glyphs() -> None:
    ((paragraph,), _) = build_paragraphs(lines_of("我们 今天 在 这里 开会。"))
    assert paragraph.lost == ()


def test_section_titles_and_sentences_with_initials() -> None:
    paragraphs, _ = build_paragraphs(lines_of("A. Background\n\nText of it.\n\nB. Smith spoke.\n"))
    assert [(paragraph.kind, paragraph.label) for paragraph in paragraphs] == [
        (ParagraphKind.HEADING, "A."),
        (ParagraphKind.PARAGRAPH, ""),
        (ParagraphKind.PARAGRAPH, ""),
    ]


def test_typed_report_with_short_items() -> None:
    raw = """Summary

The present report is submitted pursuant to General Assembly resolution 65/93, in which
the Assembly requested the Secretary-General to report on the high-level meeting.

I.  Introduction

1.  In its resolution 65/93, the General Assembly requested the Secretary-General
to submit a report. The report was to cover all aspects of the question, including
the following:

    (a) The work of the Conference;

    (b) The follow-up:

        (i) In New York;

        (ii) In Geneva.

2.  The report follows.

__________
1  See A/65/496.
2  See Official Records of the General Assembly, Sixty-fifth Session, Supplement
No. 27 (A/65/27).
"""
    paragraphs, dropped = build_paragraphs(lines_of(raw))
    assert [(paragraph.number, paragraph.text[-12:]) for paragraph in paragraphs] == [
        (None, "Summary"),
        (None, "vel meeting."),
        ("I", "Introduction"),
        ("1", "e following:"),
        ("(a)", " Conference;"),
        ("(b)", "e follow-up:"),
        ("(i)", "In New York;"),
        ("(ii)", "In Geneva."),
        ("2", "ort follows."),
        ("1", "ee A/65/496."),
        ("2", "7 (A/65/27)."),
    ]
    assert [paragraph.kind for paragraph in paragraphs[-2:]] == [ParagraphKind.NOTE] * 2
    assert [line.text for line in dropped] == ["__________"]
