"""What the report counts, what it says in words, and how it is kept."""

import json
import re
from pathlib import Path

import pytest
from junitparser import JUnitXml
from sarif_pydantic import Sarif

from align.checks import Finding, Mark, Severity
from align.checks.confidence import ConfidenceCheck
from align.model import (
    Alignment,
    Bead,
    MultiAlignment,
    Row,
    Segment,
    SegmentedText,
    Signature,
    Span,
)
from align.terminology import Inconsistency
from align.terminology.model import Concept, Evidence
from sources.document import Document, Paragraph, ParagraphKind, Provenance
from tmx.report import (
    Report,
    ReportError,
    build_report,
    check_report,
    read_report_json,
    render_report_html,
    summarise,
    write_report_json,
)
from tmx.report.figures import confidence_figures, review_figures
from tmx.report.junit import to_junit
from tmx.report.risk import printed_share, review_order
from tmx.report.sarif import to_sarif
from tmx.report.summary import display_width
from tmx.report.terms import coverage_of, departures_of
from tmx.report.verdict import first_look, notices, slips, verdict

SIGNATURE = Signature(version="1.0", encoder="none")
NOTICE = "Unofficial working translation."


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


def document(language: str, *texts: str, official: bool | None = None) -> Document:
    return Document(
        language=language,
        paragraphs=tuple(
            Paragraph(
                index=index,
                kind=ParagraphKind.ITEM if text.startswith("(") else ParagraphKind.NUMBERED,
                text=text[3:].strip(),
                label=text[:3].strip(),
                number=text[:3].strip(),
                level=1 if text.startswith("(") else 0,
            )
            for index, text in enumerate(texts)
        ),
        provenance=Provenance(
            name="A/1/1",
            location=f"a.{language}.txt",
            sha256=language * 32,
            official=official,
            notice="" if official else NOTICE,
        ),
    )


def text(language: str, *cut: tuple[int, str]) -> SegmentedText:
    """Segments given with their paragraphs."""
    return SegmentedText(
        language=language,
        segments=tuple(
            Segment(index=index, text=words, paragraph=paragraph, span=Span(0, len(words)))
            for index, (paragraph, words) in enumerate(cut)
        ),
    )


DOCUMENTS = (
    document("zh", "1. 甲。乙。", "(a) 丙。", official=True),
    document("en", "1. A. B.", "(a) C. D.", official=False),
    document("ar", "1. ا. ب.", "(a) ج.", official=False),
)
TEXTS = (
    text("zh", (0, "甲。"), (0, "乙乙。"), (1, "丙。")),
    text("en", (0, "A."), (0, "B."), (1, "C."), (1, "D.")),
    text("ar", (0, "ا ب."), (1, "ج.")),
)


def bead(source: range, target: range, confidence: float) -> Bead:
    return Bead(source=source, target=target, confidence=confidence)


def aligned(position: int, *beads: Bead) -> Alignment:
    return Alignment(
        source_length=3, target_length=len(TEXTS[position]), beads=beads, signature=SIGNATURE
    )


ALIGNMENT = MultiAlignment(
    texts=TEXTS,
    rows=(
        Row(cells=((0, 1), (0, 1), (0,)), confidence=0.8, cell_confidence=(1.0, 0.95, 0.8)),
        Row(cells=((2,), (2,), (1,)), confidence=0.99, cell_confidence=(1.0, 0.99, 0.99)),
        Row(cells=((), (3,), ()), confidence=0.9, cell_confidence=(1.0, 0.9, 1.0)),
    ),
    pairs={
        (0, 2): aligned(2, bead(range(2), range(1), 0.8), bead(range(2, 3), range(1, 2), 0.99)),
        (0, 1): aligned(
            1,
            bead(range(1), range(1), 0.95),
            bead(range(1, 2), range(1, 2), 0.97),
            bead(range(2, 3), range(2, 3), 0.99),
            bead(range(0), range(3, 4), 0.9),
        ),
    },
    signature=SIGNATURE,
)
FINDINGS = (
    found("length", Severity.WARNING, 2, ("en",), "odd length"),
    found("numbers", Severity.ERROR, 1, ("zh", "en"), "30 is missing", Mark("zh", 2, Span(0, 1))),
    found("numbers", Severity.INFO, 1, ("zh",), "a remark"),
)
CONCEPTS = (
    Concept(
        rank=1,
        score=0.91234567,
        concept_class="concept",
        known=False,
        terms={"zh": ("裁军",), "ar": ("نزع السلاح",), "en": ("arms",)},
        evidence=(Evidence(row=0, spans={"zh": Span(0, 2)}),),
    ),
)


@pytest.fixture
def report() -> Report:
    return build_report(DOCUMENTS, ALIGNMENT, FINDINGS, CONCEPTS, signature=SIGNATURE)


def test_figures_of_a_pair_count_beads_and_what_found_no_counterpart(report: Report) -> None:
    english, arabic = report["figures"]["pairs"]
    assert (english["source"], english["target"], english["beads"]) == ("zh", "en", 4)
    assert english["shapes"] == {"1-1": 3, "0-1": 1}
    assert english["one_to_one_share"] == 0.75
    assert english["unaligned"] == {"source": 0, "target": 1}
    assert english["segment_coverage"] == {"source": 1.0, "target": 0.75}
    assert english["confidence"]["median"] == 0.96
    assert arabic["shapes"] == {"1-1": 1, "2-1": 1}
    assert arabic["character_coverage"] == {"source": 1.0, "target": 1.0}


def test_language_coverage_counts_rows_shared_with_another_language(report: Report) -> None:
    languages = report["figures"]["languages"]
    assert [each["segments"] for each in languages.values()] == [3, 4, 2]
    assert [each["segment_coverage"] for each in languages.values()] == [1.0, 0.75, 1.0]
    assert report["figures"]["complete_rows"] == 2


def test_confidence_figures_use_the_nearest_rank_and_a_closed_last_bin() -> None:
    figures = confidence_figures([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.0])
    assert figures["tenth_percentile"] == 0.2
    assert figures["histogram"][-1] == 2
    assert sum(figures["histogram"]) == 11
    assert figures["at_least"]["0.9"] == 3
    assert confidence_figures([])["mean"] is None


def test_findings_are_counted_by_check_and_severity(report: Report) -> None:
    findings = report["figures"]["findings"]
    assert findings["by_severity"] == {"error": 1, "warning": 1, "info": 1}
    assert findings["by_check"]["numbers"] == {"error": 1, "info": 1}
    assert findings["rows_with_errors"] == 1
    assert report["findings"][1]["marks"] == [{"language": "zh", "segment": 2, "span": [0, 1]}]


def test_rows_hold_texts_places_and_reasons(report: Report) -> None:
    first, second, third = report["rows"]
    assert [each["place"] for each in (first, second, third)] == ["1", "1 (a)", "1 (a)"]
    assert [each["text"] for each in first["cells"]["zh"]["segments"]] == ["甲。", "乙乙。"]
    assert first["reasons"] == ["confidence 0.80; least sure of Arabic (0.80)"]
    assert second["reasons"] == ["30 is missing"]
    assert third["reasons"] == ["odd length", "no text in Chinese and Arabic"]
    assert (second["paragraph"], third["paragraph"]) == (1, None)


def test_paragraphs_take_in_rows_without_source_text(report: Report) -> None:
    first, second = report["figures"]["paragraphs"]
    assert (first["rows"], second["rows"]) == ([0], [1, 2])
    assert second["coverage"] == {"zh": 0.5, "en": 1.0, "ar": 0.5}
    assert (second["errors"], second["warnings"]) == (1, 1)


def test_review_begins_with_errors_then_warnings_then_doubt(report: Report) -> None:
    assert [row["index"] for row in review_order(report["rows"])] == [1, 2, 0]
    look = first_look(report)
    assert look is not None
    assert (look.name, look.reason) == ("row 2, paragraph 1 (a)", "30 is missing")


def test_low_confidence_alone_flags_a_row_and_high_confidence_does_not() -> None:
    plain = build_report(DOCUMENTS, ALIGNMENT, (), (), signature=SIGNATURE)
    assert [row["flagged"] for row in plain["rows"]] == [True, False, False]
    assert verdict(plain) == (
        "No error and no warning found. 2 of 3 rows have a confidence of 0.9 or more."
    )


def test_a_low_confidence_told_by_its_check_is_not_told_twice() -> None:
    told = (found(ConfidenceCheck.id, Severity.WARNING, 0, ("ar",), "low confidence: ar 0.80"),)
    report = build_report(DOCUMENTS, ALIGNMENT, told, (), signature=SIGNATURE)
    assert report["rows"][0]["reasons"] == ["low confidence: ar 0.80"]


def test_checks_stand_in_the_report_with_their_rules(report: Report) -> None:
    assert {"id": "num", "severity": "error"}.items() <= report["checks"][0].items()
    assert all(check["rule"] for check in report["checks"])


def test_verdict_leads_with_errors(report: Report) -> None:
    assert verdict(report).startswith("1 error in 1 row: look before you use it.")


def test_unofficial_versions_are_named_with_their_notice(report: Report) -> None:
    (notice,) = notices(report)
    assert notice.headline == (
        "2 of the 3 versions are unofficial working translations: English, Arabic."
    )
    assert notice.text == NOTICE
    assert [each["official"] for each in report["inputs"]] == [True, False, False]


def test_a_text_without_document_takes_places_from_its_segments() -> None:
    bare = build_report((), ALIGNMENT, (), (), signature=SIGNATURE)
    assert bare["inputs"] == []
    assert bare["rows"][0]["place"] == ""


def test_time_stands_in_the_report_only_on_demand(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "generated" not in report
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    timed = build_report(DOCUMENTS, ALIGNMENT, FINDINGS, CONCEPTS, signature=SIGNATURE)
    assert timed["generated"] == "1970-01-01T00:00:00Z"


def test_a_slip_is_read_before_any_other_error() -> None:
    slip = found("run", Severity.ERROR, 0, ("ar",), "Arabic seems to have slipped")
    report = build_report(DOCUMENTS, ALIGNMENT, (*FINDINGS, slip), (), signature=SIGNATURE)
    assert [row["index"] for row in review_order(report["rows"])] == [0, 1, 2]
    assert [(each.name, each.reason) for each in slips(report)] == [
        ("row 1, paragraph 1", "Arabic seems to have slipped")
    ]
    assert verdict(report).startswith("1 stretch slipped, moved or missing: do not use it unread.")


def test_a_review_gives_a_share_of_right_rows_with_its_interval() -> None:
    figures = review_figures(["accepted"] * 18 + ["rejected"] * 2 + ["unreviewed"] * 20)
    assert (figures["precision"], figures["reviewed_share"]) == (0.9, 0.5)
    # Wilson's interval for 18 of 20, as published tables give it.
    assert (figures["low"], figures["high"]) == (0.699, 0.9721)
    assert review_figures(["unreviewed"])["precision"] is None


def test_a_report_says_whether_people_have_looked(report: Report) -> None:
    assert report["confidence_note"].endswith("No person has looked at these rows.")
    judged = ("accepted", "unreviewed", "rejected")
    reviewed = build_report(DOCUMENTS, ALIGNMENT, (), (), signature=SIGNATURE, judgements=judged)
    assert "No person" not in reviewed["confidence_note"]
    page = render_report_html(reviewed)
    assert "50.0 % of the rows that people have judged are right" in page
    assert "they have judged 66.6 % of all" in page


def test_checks_that_could_not_run_are_not_claimed(report: Report) -> None:
    assert "term" not in {check["id"] for check in report["checks"]}


def test_terms_say_where_a_language_departs_and_how_well_it_covers() -> None:
    evidence = tuple(
        Evidence(row=row, spans=dict.fromkeys(tags, Span(0, 1)))
        for row, tags in ((0, ("zh", "en", "ar")), (1, ("zh", "ar")))
    )
    concept = Concept(
        rank=1,
        score=0.9,
        concept_class="concept",
        known=False,
        terms={"zh": ("裁军",), "en": ("arms",), "ar": ("نزع",)},
        evidence=evidence,
    )
    departure = Inconsistency(
        concept=1,
        row=1,
        source="zh",
        target="en",
        term="裁军",
        span=Span(0, 2),
        expected=("arms",),
    )
    report = build_report(
        DOCUMENTS, ALIGNMENT, (), (concept,), signature=SIGNATURE, departures=(departure,)
    )
    assert coverage_of(report) == {1: {"zh": 1.0, "en": 0.5, "ar": 1.0}}
    (shown,) = departures_of(report)
    assert (shown.term, shown.language, shown.expected, shown.rows) == ("裁军", "en", "arms", (1,))


def test_terms_are_those_of_the_concepts(report: Report) -> None:
    assert report["terms"] == [{**CONCEPTS[0].to_json(), "score": 0.9123}]


def test_json_is_the_same_every_time_and_reads_back(report: Report, tmp_path: Path) -> None:
    write_report_json(report, tmp_path / "a.json")
    again = build_report(DOCUMENTS, ALIGNMENT, FINDINGS, CONCEPTS, signature=SIGNATURE)
    write_report_json(again, tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert read_report_json(tmp_path / "a.json") == json.loads(json.dumps(report))
    assert "نزع السلاح" in (tmp_path / "a.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "cannot be read as a report"),
        ("\x00", "cannot be read as a report"),
        ("[1]", "is JSON but no report"),
        ('{"format": "sixfold-report", "format_version": 99}', "has report format 99, expected 2"),
    ],
)
def test_what_is_no_report_is_refused_in_words(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReportError, match=words):
        read_report_json(path)


def test_a_missing_report_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="cannot be read as a report"):
        read_report_json(tmp_path / "report.json")


def test_gate_tells_why_a_report_does_not_pass(report: Report) -> None:
    assert check_report(report, None, None).limits == ()
    assert check_report(report, 0.8, 1).reasons == []
    assert check_report(report, 0.95, 0).reasons == [
        "the mean confidence of the rows is 0.8967, at least 0.95 was asked for",
        "1 error finding, at most 0 were allowed",
    ]


def test_gate_does_not_pass_where_nothing_was_aligned() -> None:
    empty = MultiAlignment(texts=(text("zh"), text("en")), rows=(), pairs={}, signature=SIGNATURE)
    report = build_report((), empty, (), (), signature=SIGNATURE)
    assert check_report(report, 0.1, 0).reasons == [
        "nothing was aligned, so there is no confidence to judge"
    ]
    assert verdict(report) == "Nothing was aligned."
    assert summarise(report)


def test_summary_in_the_terminal(report: Report) -> None:
    assert summarise(report) == (
        "A/1/1  zh, en, ar\n"
        "rows        3, with all 3 languages in 2\n"
        "confidence  mean 0.89, median 0.90; 0.9 or more in 2 of 3 rows\n"
        "findings    1 error, 1 warning, 1 remark\n"
        "slips       none found, and no block moved or missing\n"
        "look first  row 2, paragraph 1 (a): 30 is missing\n"
        "note        2 of the 3 versions are unofficial working translations: English, Arabic.\n"
        "\n"
        "            segments   covered      1-1  unaligned  confidence\n"
        "Chinese            3   100.0 %\n"
        "English            4    75.0 %   75.0 %        0+1        0.95\n"
        "Arabic             2   100.0 %   50.0 %        0+0        0.89\n"
        "\n"
        "best terms (zh, en, ar)\n"
        "  1  裁军  arms  نزع السلاح"
    )


def test_summary_lets_no_text_steer_the_terminal() -> None:
    hostile = (found("a", Severity.ERROR, 0, ("zh",), "\x1b[31mred\u202e\r\nlines"),)
    lines = summarise(build_report(DOCUMENTS, ALIGNMENT, hostile, (), signature=SIGNATURE))
    assert "look first  row 1, paragraph 1: [31mred  lines\n" in lines


def test_columns_of_terms_line_up_whatever_the_script() -> None:
    terms = {"zh": ("裁军谈判会议", "会"), "en": ("e\u0301lan", "nuclear"), "ar": ("نزع", "سلاح")}
    concepts = [
        Concept(
            rank=rank + 1,
            score=0.5,
            concept_class="concept",
            known=False,
            terms={tag: (forms[rank],) for tag, forms in terms.items()},
            evidence=(Evidence(row=0, spans={}),),
        )
        for rank in range(2)
    ]
    report = build_report(DOCUMENTS, ALIGNMENT, (), concepts, signature=SIGNATURE)
    *_, heading, first, second = summarise(report).splitlines()
    assert heading == "best terms (zh, en, ar)"
    starts = [
        display_width(line[: line.index(word)])
        for line, words in ((first, ("e\u0301lan", "نزع")), (second, ("nuclear", "سلاح")))
        for word in words
    ]
    assert starts[0] == starts[2]
    assert starts[1] == starts[3]
    *_, heading, first, _ = summarise(report, width=26).splitlines()
    assert heading == "best terms (zh, en; ar in the report)"
    assert first == "  1  裁军谈判…  e\u0301lan"
    assert max(map(display_width, (first, heading[:26]))) <= 26


def test_the_first_slip_is_named_in_the_terminal() -> None:
    slip = found("run", Severity.ERROR, 1, ("ar",), "Arabic seems to have slipped")
    text = summarise(build_report(DOCUMENTS, ALIGNMENT, (slip,), (), signature=SIGNATURE))
    assert "first slip  row 2, paragraph 1 (a): Arabic seems to have slipped\n" in text
    assert "look first" not in text


def test_colour_only_adds_to_the_words(report: Report) -> None:
    coloured = summarise(report, colour=True)
    assert "\x1b[1;31m1 error\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == summarise(report)


def test_sarif_is_what_the_standard_asks_for(report: Report) -> None:
    log = to_sarif(report, check_report(report, 0.95, None))
    (run,) = log["runs"]
    (invocation,) = run["invocations"]
    assert invocation.pop("exitCode") == 1
    (notice,) = invocation.pop("toolExecutionNotifications")
    assert notice["message"]["text"].endswith("at least 0.95 was asked for")
    # The model of this package knows all the rest of the standard that is used, and forbids more.
    Sarif.model_validate_json(json.dumps(log), extra="forbid")
    assert [(each["ruleId"], each["level"]) for each in run["results"]] == [
        ("length", "warning"),
        ("numbers", "error"),
        ("numbers", "note"),
    ]
    assert run["results"][1]["message"]["text"] == "Row 2, paragraph 1 (a): 30 is missing"
    location = run["results"][1]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "a.zh.txt"
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "A/1/1#1 (a)"
    rules = [each["id"] for each in run["tool"]["driver"]["rules"]]
    indexed = [each for each in run["results"] if "ruleIndex" in each]
    assert all(rules[each["ruleIndex"]] == each["ruleId"] for each in indexed)


def test_a_sarif_fingerprint_follows_the_texts_and_not_the_row() -> None:
    def prints(*findings: Finding) -> list[str]:
        report = build_report(DOCUMENTS, ALIGNMENT, findings, (), signature=SIGNATURE)
        results = to_sarif(report, check_report(report, None, None))["runs"][0]["results"]
        return [each["partialFingerprints"]["finding/v1"] for each in results]

    one = found("num", Severity.ERROR, 0, ("en",), "one")
    assert prints(one) == prints(found("num", Severity.ERROR, 0, ("en",), "told otherwise"))
    assert prints(one) != prints(found("num", Severity.ERROR, 1, ("en",), "one"))


def test_junit_has_a_case_per_check_and_per_limit() -> None:
    findings = (
        found("num", Severity.ERROR, 1, ("en",), "English lacks 30 \x1b<&"),
        found("nm", Severity.WARNING, 0, ("en",), "odd"),
    )
    report = build_report(DOCUMENTS, ALIGNMENT, findings, (), signature=SIGNATURE)
    (suite,) = JUnitXml.fromstring(to_junit(report, check_report(report, 0.95, 5)).encode())
    cases = {case.name.partition(":")[0]: case for case in suite}
    assert (suite.tests, suite.failures) == (len(report["checks"]) + 2, 2)
    (failure,) = cases["num"].result
    assert failure.text == "row 2, paragraph 1 (a): English lacks 30 ⟨U+001B⟩<&"
    assert cases["nm"].is_passed
    assert cases["nm"].system_out == "warning: row 1, paragraph 1: odd"
    assert cases["there are at most 5 errors"].is_passed
    assert not cases["the mean confidence is 0.95 or more"].is_passed


@pytest.mark.parametrize(
    ("value", "printed"), [(1.0, "1.00"), (0.9999, "0.99"), (0.9, "0.90"), (0.8999, "0.89")]
)
def test_confidence_is_printed_rounded_down(value: float, printed: str) -> None:
    assert printed_share(value) == printed
