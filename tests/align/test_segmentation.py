from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.model import Segment, Span
from align.segmentation import segment_document, segment_text, segmenter_for
from align.segmentation.language_rules import load_rules, ruled_languages
from align.segmentation.soft import soft_spans
from sources import Document, LanguageError, Paragraph, ParagraphKind, Provenance, find_versions

SEGMENTS = Path(__file__).parents[1] / "data" / "sample" / "segments"
LANGUAGES = ("zh", "en", "fr", "es", "ru", "ar")
MARKS = tuple(
    "..!?…。！？؟;[]()«»“”\"'《》（）\n\r\u2028 \u00a0\u200f\u200e\u00ad\u0640¹1A.aбяБد。说他No"
)
TRICKY = st.text(
    alphabet=st.one_of(
        st.sampled_from(MARKS),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=80,
)


def _document(language: str, *paragraphs: Paragraph) -> Document:
    provenance = Provenance(name="x", location="x.txt", sha256="0" * 64)
    return Document(language=language, paragraphs=paragraphs, provenance=provenance)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sample_gives_the_gold_segments(language: str) -> None:
    (document,) = find_versions("A/65/496", [language])
    gold = [
        tuple(line.split("\t"))
        for line in (SEGMENTS / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    ]
    segments = segment_document(document).segments
    assert [(str(segment.paragraph), segment.text) for segment in segments] == gold


@pytest.mark.parametrize("language", LANGUAGES)
def test_segments_point_into_their_paragraphs(language: str) -> None:
    (document,) = find_versions("A/65/496", [language])
    for segment in segment_document(document).segments:
        full = document.paragraphs[segment.paragraph].full_text
        assert full[segment.span.start : segment.span.end] == segment.text


def test_the_same_numbers_in_every_language() -> None:
    numbers = {
        tuple(segment.number for segment in segment_document(document).segments if segment.number)
        for document in find_versions("A/65/496")
    }
    expected = (*(str(number) for number in range(1, 20)), "(a)", "(b)", "(c)", "(d)", "20")
    assert numbers == {expected}


def test_label_stays_at_the_head_of_the_first_segment() -> None:
    paragraph = Paragraph(
        index=0, kind=ParagraphKind.NUMBERED, text="One. Two.", label="7 -", number="7"
    )
    first, second = segment_document(_document("en", paragraph)).segments
    assert first == Segment(
        index=0, text="7 - One.", paragraph=0, span=Span(0, 8), number="7", label_length=3
    )
    assert first.body == "One."
    assert second == Segment(index=1, text="Two.", paragraph=0, span=Span(9, 13))


def test_label_alone_is_a_segment() -> None:
    paragraph = Paragraph(index=0, kind=ParagraphKind.ITEM, text="", label="(a)", number="(a)")
    (segment,) = segment_document(_document("en", paragraph)).segments
    assert (segment.text, segment.number, segment.label_length) == ("(a)", "(a)", 3)


def test_lost_glyphs_keep_their_place() -> None:
    (document,) = find_versions("A/65/496", ["zh"])
    lost = [
        segment.text[offset - 1 : offset + 2]
        for segment in segment_document(document).segments
        for offset in segment.lost
    ]
    assert lost == ["的 佳", "定 后", "到 广"]


def test_text_lines_are_paragraphs() -> None:
    text = "Summary\n\n1. Mr. Lee spoke. He left.\n2. The meeting rose.\n"
    segments = segment_text(text, "en").segments
    assert [(segment.paragraph, segment.number, segment.text) for segment in segments] == [
        (0, None, "Summary"),
        (1, "1", "1. Mr. Lee spoke."),
        (1, None, "He left."),
        (2, "2", "2. The meeting rose."),
    ]
    assert segments[1].label_length == len("1.")


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=150, deadline=None)
@given(text=TRICKY)
def test_spans_cover_any_text(language: str, text: str) -> None:
    spans = list(segmenter_for(language).spans(text))
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
@pytest.mark.parametrize(
    "piece",
    [
        "..[111 111 ",
        "p. ",
        "。“",
        "(",
        "; [x.] ",
        'A. "',
        "《",
        "word. ",
        "' ",
        "） 。",
        "U.S. Mr. ",
    ],
)
def test_work_grows_with_the_length_only(language: str, piece: str) -> None:
    """A quadratic rule would need minutes for these; any time is fine that lets the suite end."""
    text = piece * (60_000 // len(piece))
    assert sum(end - start for start, end in segmenter_for(language).spans(text)) == len(text)


def test_hard_line_breaks_are_boundaries() -> None:
    text = "First line\nsecond line"
    assert list(segmenter_for("en").spans(text)) == [Span(0, 11), Span(11, 22)]


def test_empty_text_has_no_spans() -> None:
    assert list(segmenter_for("en").spans("")) == []


def test_regional_tags_use_the_rules_of_their_language() -> None:
    assert type(segmenter_for("zh-Hans")) is type(segmenter_for("en"))


def test_undetermined_language_is_refused() -> None:
    with pytest.raises(LanguageError, match="state it"):
        segmenter_for("und")


@pytest.mark.parametrize("language", ruled_languages())
def test_language_data_holds_single_words_without_full_stop(language: str) -> None:
    rules = load_rules(language)
    for name in rules.__slots__:
        for word in getattr(rules, name):
            assert word == word.strip(" .")
            assert " " not in word


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "The States (large; small) met; ¦they agreed; ¦and left."),
        ("zh", "会议通过了决议；¦代表们（中方；法方）鼓掌；¦会议结束。"),
        ("ar", "اجتمعت الدول؛ ¦ثم غادرت."),
    ],
)
def test_sentences_are_cut_at_semicolons_only_on_request(language: str, marked: str) -> None:
    text = marked.replace("¦", "")
    assert [segment.text for segment in segment_text(text, language).segments] == [text]
    soft = segment_text(text, language, soft=True).segments
    assert [segment.text for segment in soft] == [piece.strip() for piece in marked.split("¦")]
    assert all(text[slice(*segment.span)] == segment.text for segment in soft)


@given(text=TRICKY)
def test_soft_pieces_cover_the_sentence(text: str) -> None:
    pieces = list(soft_spans(f"[{text}]", Span(1, 1 + len(text))))
    assert "".join(f"[{text}]"[start:end] for start, end in pieces) == text
