"""The page: self-contained, safe, readable without script, right for every language."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path

import pytest
from lxml import etree
from lxml import html as lxml_html

import align
from align.checks import Finding, Mark, Severity, run_checks
from align.evaluation import parse_beads
from align.model import Alignment, Bead, MultiAlignment, SegmentedText, Signature, Span
from align.rows import build_rows
from align.segmentation import segment_document
from align.terminology.model import Concept, Evidence
from sources.library import find_versions, sample_folder
from tmx.report import Report, build_report, render_report_html
from tmx.report.pictures.lengths import length_plot
from tmx.report.pictures.paths import path_plot
from tmx.report.wording import cell_pieces

DOCUMENTS = find_versions("A/65/496")
SIGNATURE = Signature(version="1.0", encoder="gold")
HOSTILE = '<script>alert("1")</script>]]>&amp;<img src=x onerror=alert(1)>\u202eevil\x00'
VOID = frozenset({"meta", "br", "hr", "img", "input", "link"})


def found(
    check: str, severity: Severity, row: int, languages: tuple[str, ...], message: str, *marks: Mark
) -> Finding:
    return Finding(
        check=check,
        severity=severity,
        row=row,
        languages=languages,
        message=message,
        marks=marks,
    )


def concept(kind: str, chinese: tuple[str, ...], arabic: str) -> Concept:
    return Concept(
        rank=1,
        score=0.9,
        concept_class=kind,
        known=False,
        terms={"zh": chinese, "ar": (arabic,)},
        evidence=(Evidence(row=2, spans={}),),
    )


FINDINGS = (
    found(
        "numbers",
        Severity.ERROR,
        3,
        ("zh", "fr"),
        "24 stands in Chinese only",
        Mark("zh", 3, Span(0, 4)),
        Mark("fr", 3, Span(0, 1000)),
    ),
    found("length", Severity.WARNING, 30, ("zh", "ar"), "Arabic is long"),
    found("punctuation", Severity.INFO, 30, ("ar",), "no full stop"),
)
CONCEPTS = (concept("concept", ("裁军", "裁減"), "نزع السلاح"),)


def gold_beads(target: SegmentedText) -> tuple[Bead, ...]:
    """The gold beads with made-up confidences that fall in every band."""
    path = sample_folder() / "gold" / f"zh-{target.language}.tsv"
    levels = (0.99, 0.95, 0.99, 0.8, 0.99, 0.6, 0.97, 0.3)
    beads = []
    gold = parse_beads(path.read_text(encoding="utf-8"), path.name)
    for number, (left, right) in enumerate(gold):
        beads.append(
            Bead(
                source=range(left[0], left[-1] + 1) if left else range(0),
                target=range(right[0], right[-1] + 1) if right else range(0),
                confidence=levels[number % len(levels)],
            )
        )
    return tuple(beads)


def gold_alignment() -> MultiAlignment:
    texts = tuple(segment_document(document) for document in DOCUMENTS)
    pairs = {
        (0, position): Alignment(
            source_length=len(texts[0]),
            target_length=len(target),
            beads=gold_beads(target),
            signature=SIGNATURE,
        )
        for position, target in enumerate(texts)
        if position
    }
    return MultiAlignment(
        texts=texts, rows=build_rows(texts, pairs), pairs=pairs, signature=SIGNATURE
    )


ALIGNMENT = gold_alignment()
REPORT = build_report(DOCUMENTS, ALIGNMENT, FINDINGS, CONCEPTS, signature=SIGNATURE)
PAGE = render_report_html(REPORT)
TREE = lxml_html.document_fromstring(PAGE)


class Nesting(HTMLParser):
    """Follows the elements and remembers the first that is closed out of turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fault = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if (not self.open or self.open.pop() != tag) and not self.fault:
            self.fault = f"{tag} at {self.getpos()}"


def hostile_report() -> Report:
    texts = tuple(
        replace(text, segments=(replace(text.segments[0], text=HOSTILE), *text.segments[1:]))
        for text in ALIGNMENT.texts
    )
    documents = tuple(
        replace(
            document,
            provenance=replace(document.provenance, name=HOSTILE, location=HOSTILE, notice=HOSTILE),
        )
        for document in DOCUMENTS
    )
    return build_report(
        documents,
        replace(ALIGNMENT, texts=texts),
        (found(HOSTILE, Severity.ERROR, 0, ("zh",), HOSTILE),),
        (concept(HOSTILE, (HOSTILE,), HOSTILE),),
        signature=HOSTILE,
        confidence_note=HOSTILE,
    )


def repeated(report: Report, times: int) -> Report:
    """A long document: the rows of a short one over and over, without pictures of the pairs."""
    rows = [
        {
            **row,
            "index": at * len(report["rows"]) + row["index"],
            "flagged": at == 1 and row["flagged"],
        }
        for at in range(times)
        for row in report["rows"]
    ]
    return {**report, "rows": rows, "pairs": []}  # type: ignore[typeddict-item]


def addresses(tree: lxml_html.HtmlElement) -> Iterator[str]:
    for element in tree.iter(etree.Element):
        for name in ("href", "src", "action", "data", "srcset", "poster", "xlink:href"):
            if name in element.attrib:
                yield element.attrib[name]


def test_every_element_is_closed_in_turn() -> None:
    for page in (PAGE, render_report_html(hostile_report())):
        nesting = Nesting()
        nesting.feed(page)
        assert (nesting.fault, nesting.open) == ("", [])


def test_nothing_is_loaded_and_nothing_runs() -> None:
    assert TREE.xpath("//script | //link | //iframe | //object | //img | //form") == []
    assert all(address.startswith("#") for address in addresses(TREE))
    assert not re.search(r"url\(|@import", PAGE)
    (policy,) = TREE.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert "script-src" not in policy


def test_every_link_leads_somewhere_and_names_are_unique() -> None:
    names = TREE.xpath("//@id")
    assert len(names) == len(set(names))
    assert {address.removeprefix("#") for address in addresses(TREE)} <= set(names)


def test_every_sentence_stands_in_the_table_of_rows_with_language_and_direction() -> None:
    cells = TREE.xpath("//section[@id='rows']//td[@lang]")
    assert {(cell.get("lang"), cell.get("dir")) for cell in cells} == {
        *((language, "ltr") for language in ("zh-Hans", "en", "fr", "es", "ru")),
        ("ar", "rtl"),
    }
    words = {
        language: "".join(
            cell.text_content().replace("▯", "") for cell in cells if cell.get("lang") == language
        )
        for language in ("zh-Hans", "ar")
    }
    for text, language in ((ALIGNMENT.texts[0], "zh-Hans"), (ALIGNMENT.texts[5], "ar")):
        assert all(segment.text in words[language] for segment in text.segments)


def test_a_language_beyond_the_six_finds_its_own_direction() -> None:
    language = {"tag": "he", "name": None, "script": None, "direction": None}
    row = {**REPORT["rows"][0], "cells": {"he": REPORT["rows"][0]["cells"]["en"]}}
    report = {**REPORT, "languages": [language], "rows": [row], "inputs": []}
    report |= {"pairs": [], "terms": []}
    report["figures"] = {**REPORT["figures"], "languages": {}, "pairs": [], "paragraphs": []}
    page = lxml_html.document_fromstring(render_report_html(report))  # type: ignore[arg-type]
    assert page.xpath("//section[@id='rows']//td[@lang='he']/@dir") == ["auto"]


def test_the_top_says_verdict_first_look_and_what_is_unofficial() -> None:
    top = " ".join(TREE.find(".//header").text_content().split())
    assert "1 error in 1 row: look before you use it." in top
    assert "Look first at row 4: 24 stands in Chinese only" in top
    assert "5 of the 6 versions are unofficial working translations" in top
    assert "It is not United Nations text" in top
    assert "A confidence is a probability" in top


def test_worst_rows_come_first_with_reason_and_marked_words() -> None:
    cards = TREE.xpath("//section[@id='worst']//article")
    assert cards[0].get("id") == "worst-4"
    assert "worst-31" in [card.get("id") for card in cards]
    assert "Error24 stands in Chinese only" in cards[0].text_content()
    assert len(cards[0].xpath(".//mark")) == 1
    assert len(cards[0].xpath(".//mark")[0].text) == 4


def test_every_picture_has_a_name_and_a_twin_in_words() -> None:
    pictures = TREE.xpath("//section[@id='pictures']//svg[not(@aria-hidden)]")
    assert len(pictures) == 1 + 2 + 5 + 5
    assert all(picture.get("aria-label") for picture in pictures)
    twins = [each.text for each in TREE.xpath("//section[@id='pictures']//summary")]
    assert twins == [
        "The paragraphs as a table",
        "The histogram as a table",
        "The thresholds as a table",
        "The paths as a table",
        "The lengths out of line as a table",
    ]


def test_slips_stand_at_the_top_a_click_from_their_row() -> None:
    slip = found("run", Severity.ERROR, 30, ("ar",), "Arabic seems to have slipped over 4 rows")
    report = build_report(DOCUMENTS, ALIGNMENT, (*FINDINGS, slip), (), signature=SIGNATURE)
    tree = lxml_html.document_fromstring(render_report_html(report))
    (link,) = tree.xpath("//header//aside[contains(@class, 'slips')]//a")
    assert link.get("href") == "#worst-31"
    assert tree.xpath("//section[@id='worst']//article")[0].get("id") == "worst-31"
    assert "No slip found" in TREE.find(".//header").text_content()


def test_the_top_says_how_the_figures_were_made() -> None:
    assert "Made by sixfold 1.0 with encoder gold." in TREE.find(".//header").text_content()


def test_hostile_text_is_shown_and_not_obeyed() -> None:
    page = render_report_html(hostile_report())
    tree = lxml_html.document_fromstring(page)
    assert tree.xpath("//script | //img | //@onerror") == []
    assert "\u202e" not in page
    assert "\x00" not in page
    assert page.count("⟨U+202E⟩") > 10
    cell = tree.xpath("//tr[@id='row-1']/td[@lang='ar']")[0]
    assert '<script>alert("1")</script>]]>&amp;<img src=x' in cell.text_content()
    assert [each.text for each in cell.xpath(".//bdi[@class='hidden']")] == ["U+202E", "U+0000"]


def test_a_long_document_keeps_its_flagged_rows_and_stays_small() -> None:
    report = repeated(REPORT, 4)
    limit = 700_000
    page = render_report_html(report, size_limit_bytes=limit)
    assert len(page.encode()) <= limit
    tree = lxml_html.document_fromstring(page)
    shown = {int(name.removeprefix("row-")) - 1 for name in tree.xpath("//*[@id='rows']//tr/@id")}
    assert {row["index"] for row in report["rows"] if row["flagged"]} <= shown
    assert f"{len(shown)} of {len(report['rows'])} rows are shown" in page
    names = set(tree.xpath("//@id"))
    assert {address.removeprefix("#") for address in addresses(tree)} <= names


@pytest.mark.slow
def test_sixty_pages_in_six_languages_stay_within_two_megabytes() -> None:
    folder = Path(align.__file__).parent / "training" / "text"
    tables = [
        [line.split("\t")[1:] for line in path.read_text(encoding="utf-8").splitlines()]
        for path in sorted(folder.glob("*.tsv"))[:5]
    ]
    columns = list(zip(*(row for table in tables for row in table), strict=True))
    texts = tuple(
        SegmentedText.from_lines(tag, column)
        for tag, column in zip(("en", "zh", "fr", "es", "ru", "ar"), columns, strict=True)
    )
    size = len(texts[0])
    assert size > 1000  # a page of a United Nations document holds 15 to 20 sentences
    beads = tuple(
        Bead(
            source=range(at, at + 1), target=range(at, at + 1), confidence=(0.99, 0.6)[at % 9 == 0]
        )
        for at in range(size)
    )
    pair = Alignment(source_length=size, target_length=size, beads=beads, signature=SIGNATURE)
    pairs = dict.fromkeys(combinations(range(6), 2), pair)
    long = MultiAlignment(
        texts=texts, rows=build_rows(texts, pairs), pairs=pairs, signature=SIGNATURE
    )
    report = build_report((), long, run_checks(long), CONCEPTS, signature=SIGNATURE)
    page = render_report_html(report)
    assert 1_000_000 < len(page.encode()) <= 2_000_000
    tree = lxml_html.document_fromstring(page)
    names = set(tree.xpath("//@id"))
    assert {address.removeprefix("#") for address in addresses(tree)} <= names


def test_a_page_is_the_same_every_time() -> None:
    assert render_report_html(REPORT) == PAGE


def test_a_report_of_nothing_is_still_a_page() -> None:
    texts = (SegmentedText(language="zh", segments=()), SegmentedText(language="en", segments=()))
    empty = MultiAlignment(texts=texts, rows=(), pairs={}, signature=SIGNATURE)
    page = render_report_html(build_report((), empty, (), (), signature=SIGNATURE))
    assert "Nothing was aligned." in page


def test_lost_glyphs_and_cuts_are_pieces_of_their_own() -> None:
    pieces = cell_pieces(
        [
            {"index": 0, "paragraph": 0, "text": "佳开端", "lost": [0]},
            {"index": 1, "paragraph": 0, "text": "后期限"},
        ],
        {0: [(2, 3)], 1: [(0, 1)]},
        glue="",
    )
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("lost", "▯"),
        ("text", "佳开"),
        ("mark", "端"),
        ("cut", ""),
        ("mark", "后"),
        ("text", "期限"),
    ]


def test_a_sentence_without_counterpart_stands_where_the_reading_has_come_to() -> None:
    plot = path_plot(
        {
            "source": "zh",
            "target": "en",
            "beads": [(0, 1, 0, 1, 0.99, 0), (1, 2, 0, 0, 0.9, 0), (2, 4, 1, 2, 0.4, 0)],
        },
        [0, 0, 1, 1],
        [0, 1],
    )
    assert plot.gaps == "M50 100L100 100"
    assert plot.bands == ("M0 0L50 100", "", "", "M100 100L200 200")
    assert (plot.longest_run, plot.gap_places) == (1, ("source 2",))
    assert plot.lowest == "0.40 at source 3, target 2"


@pytest.mark.parametrize(("odd_length", "rows"), [(100, [7]), (21, [])])
def test_a_length_far_from_the_others_is_ringed(odd_length: int, rows: list[int]) -> None:
    plot = length_plot(
        {
            "source": "zh",
            "target": "en",
            "beads": [(at, at + 1, at, at + 1, 0.99, 0) for at in range(8)],
        },
        [10] * 8,
        [19, 20, 21, 20, 19, 20, 21, odd_length],
        list(range(8)),
    )
    assert plot is not None
    assert [each.row for each in plot.outliers] == rows
