"""Each check on the smallest alignment that shows it."""

from dataclasses import replace

import pytest

from align.checks import CHECKS, Finding, Severity, run_checks
from align.checks.lengths import fit_lengths
from align.checks.number_words import may_be_in_words
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


def align_rows(
    rows: list[tuple[list[str], ...]],
    languages: tuple[str, ...] = ("en", "fr"),
    *,
    confidence: float = 0.95,
    lost: tuple[int, ...] = (),
) -> MultiAlignment:
    """Return an alignment of rows given as the segments of each language."""
    texts: list[list[Segment]] = [[] for _ in languages]
    built = []
    for row in rows:
        cells = []
        for segments, column in zip(row, texts, strict=True):
            start = len(column)
            for text in segments:
                index = len(column)
                span = Span(0, len(text))
                column.append(
                    Segment(index=index, text=text, paragraph=index, span=span, lost=lost)
                )
            cells.append(tuple(range(start, len(column))))
        built.append(
            Row(
                cells=tuple(cells),
                confidence=confidence,
                cell_confidence=(confidence,) * len(languages),
            )
        )
    return MultiAlignment(
        texts=tuple(
            SegmentedText(language=language, segments=tuple(column))
            for language, column in zip(languages, texts, strict=True)
        ),
        rows=tuple(built),
        pairs={},
        signature=Signature(version="0", encoder="none"),
    )


def pair(source: str, target: str) -> MultiAlignment:
    return align_rows([([source], [target])])


def of(findings: tuple[Finding, ...], check: str) -> list[Finding]:
    return [finding for finding in findings if finding.check == check]


def test_a_good_pair_has_no_findings() -> None:
    alignment = pair(
        "In 2010 the General Assembly adopted resolution 65/93.",
        "En 2010, l'Assemblée générale a adopté la résolution 65/93.",
    )
    assert run_checks(alignment) == ()


def test_no_rows_no_findings() -> None:
    assert run_checks(align_rows([])) == ()


def test_every_check_has_its_own_id_and_a_rule_in_words() -> None:
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    assert all(check.rule.endswith(".") for check in CHECKS)


def test_findings_come_in_the_same_order_by_row_then_severity() -> None:
    rows = [(["There were 15 (of 20"], ["Il y en avait 16 sur 20."])] * 3
    first = run_checks(align_rows(rows))
    assert first == run_checks(align_rows(rows))
    keys = [(finding.row, finding.severity is not Severity.ERROR) for finding in first]
    assert keys == sorted(keys)


def test_a_number_that_stands_too_often_or_too_seldom_is_counted() -> None:
    once, twice = "The plan of 2009 was dropped.", "The plan of 2009, agreed in 2009, was dropped."
    (finding,) = of(run_checks(pair(once, twice)), "num")
    assert finding.message == "French has 2009 twice, unlike English"
    (finding,) = of(run_checks(pair(twice, once)), "num")
    assert finding.message == "French has 2009 only once, unlike English"


def test_a_wrong_number_is_named_and_shown() -> None:
    (finding,) = of(run_checks(pair("There were 15 States.", "Il y avait 16 États.")), "num")
    assert finding.message == "French has 16 and lacks 15, unlike English"
    assert finding.severity is Severity.ERROR
    assert [(mark.language, tuple(mark.span)) for mark in finding.marks] == [
        ("fr", (11, 13)),
        ("en", (11, 13)),
    ]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Twenty-six States replied.", "26 États ont répondu."),
        ("It has 12 members.", "Il compte douze membres."),
        ("The meeting rose at 6 p.m.", "La séance est levée à 18 heures."),
        ("It was built in the 1920s.", "Elle fut construite dans les années vingt."),
        ("Since 1963/64", "Depuis 1963-1964"),
        ("Since the 1970s it has fallen.", "Elle baisse depuis les années 70."),
        ("She will speak at 23.45.", "Elle parlera à 23 h 45."),
    ],
)
def test_numbers_in_words_or_other_forms_are_allowed_for(source: str, target: str) -> None:
    assert of(run_checks(pair(source, target)), "num") == []


def test_the_version_that_departs_from_the_others_is_blamed() -> None:
    texts = (
        "There were 15.",
        "共有 15 个。",
        "Il y en avait 15.",
        "Fueron 15.",
        "Их было 51.",
        "15.",
    )
    languages = ("en", "zh", "fr", "es", "ru", "ar")
    row = tuple([text] for text in texts)
    findings = of(run_checks(align_rows([row], languages)), "num")
    assert [finding.languages for finding in findings] == [("ru",)]


def test_symbols_must_be_the_same() -> None:
    findings = run_checks(pair("See A/65/496 and CD/1864.", "Voir A/65/469 et CD/1864."))
    (finding,) = of(findings, "sym")
    assert "has A/65/469 and lacks A/65/496" in finding.message


def test_a_sentence_without_counterpart_is_an_error_and_a_scrap_is_not() -> None:
    rows = [(["The Conference then adjourned."], []), ([], ["12"])]
    findings = of(run_checks(align_rows(rows)), "null")
    assert [finding.severity for finding in findings] == [Severity.ERROR, Severity.INFO]
    assert findings[0].languages == ("fr",)


def test_lengths_are_learned_from_the_document_and_robustly() -> None:
    pairs = [(100.0 + step, 120.0 + step) for step in range(30)] + [(100.0, 1000.0)]
    model = fit_lengths(pairs)
    assert model is not None
    assert model.ratio == pytest.approx(1.18, abs=0.03)
    assert abs(model.score(100, 118)) < 1
    assert model.score(100, 1000) > 3
    assert fit_lengths(pairs[:19]) is None


def test_large_rows_are_pointed_at() -> None:
    findings = run_checks(align_rows([(["a.", "b.", "c."], ["d."]), (["e."], ["f.", "g."])]))
    assert [finding.row for finding in of(findings, "nm")] == [0]


def test_crossing_rows_are_pointed_at() -> None:
    rows = [(["One."], ["Un."]), (["Two."], ["Deux."]), (["Three."], ["Trois."])]
    straight = align_rows(rows)
    crossed = MultiAlignment(
        texts=straight.texts,
        rows=tuple(
            Row(cells=((source,), (target,)), confidence=0.9, cell_confidence=(0.9, 0.9))
            for source, target in ((0, 1), (1, 2), (2, 0))
        ),
        pairs={},
        signature=straight.signature,
    )
    assert of(run_checks(straight), "order") == []
    assert [finding.row for finding in of(run_checks(crossed), "order")] == [2]


def test_weak_cells_are_named_and_three_in_a_row_are_a_slip() -> None:
    rows = [([f"Sentence {word}."], [f"Phrase {word}."]) for word in ("x", "y", "z")]
    findings = run_checks(align_rows(rows, confidence=0.3))
    assert len(of(findings, "lowconf")) == 3
    (run,) = of(findings, "run")
    assert (run.row, run.severity) == (0, Severity.ERROR)


@pytest.mark.parametrize(
    ("languages", "target"),
    [
        (("en", "fr"), "The Conference adopted its report by consensus."),
        (("en", "es"), "La Conférence a adopté son rapport par consensus et les annexes."),
        (("en", "zh"), "The Conference adopted its annual report."),
        (("en", "ru"), "La Conférence a adopté son rapport."),
    ],
)
def test_what_was_not_translated_is_found(languages: tuple[str, str], target: str) -> None:
    rows = [(["The Conference adopted its report by consensus."], [target])]
    assert len(of(run_checks(align_rows(rows, languages)), "copy")) == 1


def test_names_and_symbols_may_be_equal() -> None:
    assert of(run_checks(pair("UNESCO", "UNESCO")), "copy") == []
    assert of(run_checks(pair("A/65/496", "A/65/496")), "copy") == []


def test_known_terms_are_looked_for_in_any_inflection() -> None:
    entry = {"en": ("nuclear weapon",), "ru": ("ядерное оружие",)}
    languages = ("en", "ru")
    good = align_rows([(["Nuclear weapons are banned."], ["Запрет ядерного оружия."])], languages)
    bad = align_rows([(["Nuclear weapons are banned."], ["Запрет этих средств."])], languages)
    assert of(run_checks(good, terms=[entry]), "term") == []
    (finding,) = of(run_checks(bad, terms=[entry]), "term")
    assert finding.message == (
        "English has “nuclear weapon”, Russian none of its known equivalents, such as "
        "“ядерное оружие”"
    )


def test_a_term_within_a_longer_one_is_no_mention_of_it() -> None:
    entries = [
        {"zh": ("裁军",), "en": ("disarmament",)},
        {"zh": ("裁军谈判会议",), "en": ("Conference on Disarmament", "Conference")},
    ]
    rows = [(["裁军谈判会议今天开会。"], ["The Conference met today."])]
    assert of(run_checks(align_rows(rows, ("zh", "en")), terms=entries), "term") == []


def test_two_translations_of_one_sentence_and_one_of_two_are_found() -> None:
    rows = [
        (["The meeting rose early."], ["La séance est levée."]),
        (["The meeting rose early."], ["La réunion est close."]),
        (["The meeting rose early."], ["La séance est levée."]),
        (["The sitting was over."], ["La séance est levée."]),
    ]
    findings = of(run_checks(align_rows(rows)), "incons")
    assert [finding.row for finding in findings] == [1, 3]


def test_repeated_rows_are_noted() -> None:
    rows = [(["The meeting rose."], ["La séance est levée."])] * 2
    (finding,) = of(run_checks(align_rows(rows)), "dup")
    assert (finding.row, finding.severity) == (1, Severity.INFO)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("La \ufffdance est levée.", "U+FFFD"),
        ("La \ue000ance est levée.", "private use"),
        ("La s(cid:22)ance est levée.", "lost glyph"),
        ("La séance 10-57056 (F) est levée.", "job number"),
        ("La se\u0301ance est levée.", "NFC"),
        ("La \u202bséance est levée.", "bidirectional"),
    ],
)
def test_damage_is_named(text: str, words: str) -> None:
    (finding,) = of(run_checks(pair("The meeting rose.", text)), "text")
    assert words in finding.message


def test_lost_glyphs_known_from_the_source_are_passed_on() -> None:
    alignment = align_rows([(["The meeting."], ["La séance."])], lost=(3,))
    assert [finding.message for finding in of(run_checks(alignment), "text")] == [
        "English has a lost glyph",
        "French has a lost glyph",
    ]


def test_the_version_that_ends_otherwise_is_named_even_if_it_is_the_source() -> None:
    row = (["So?"], ["C'est ainsi."], ["Es así."])
    (finding,) = of(run_checks(align_rows([row], ("en", "fr", "es"))), "punct")
    assert finding.message == "English ends with a question mark, the others with a full stop"
    assert finding.languages == ("en",)


def test_marks_that_end_or_pair_are_compared() -> None:
    findings = of(run_checks(pair("Is it (really) so?", "Est-ce (vraiment ainsi.")), "punct")
    assert [finding.message for finding in findings] == [
        "French ends with a full stop, English with a question mark",
        "French has 1 ( but 0 )",
    ]
    assert of(run_checks(align_rows([(["So?"], ["是吗？"])], ("en", "zh"))), "punct") == []


def test_a_sentence_without_end_among_sentences_is_noted() -> None:
    rows = [(["Short one."], ["Petite."])] * 5 + [(["A long one cut in its"], ["Une longue."])]
    assert [finding.row for finding in of(run_checks(align_rows(rows)), "seg")] == [5]


@pytest.mark.parametrize(
    ("value", "text", "language", "expected"),
    [
        (26, "Twenty-six States", "en", True),
        (26, "Twenty States", "en", False),
        (7, "en septembre", "fr", False),
        (7, "sept États", "fr", True),
        (14, "بأربع عشرة لغة", "ar", True),
        (6, "استخدام الأسلحة", "ar", False),
        (4_000_000, "four million", "en", True),
        (60, "sechzig", "de", True),
    ],
)
def test_numbers_in_words(value: int, text: str, language: str, expected: bool) -> None:  # noqa: FBT001
    assert may_be_in_words(value, text, language) is expected


def with_beads(*beads: tuple[range, range, bool]) -> MultiAlignment:
    """A row per bead of two texts of numbered sentences."""
    rows = [
        ([f"Sentence {i}." for i in source], [f"Phrase {i}." for i in target])
        for source, target, _ in beads
    ]
    alignment = align_rows(rows)
    pair = Alignment(
        source_length=len(alignment.texts[0]),
        target_length=len(alignment.texts[1]),
        beads=tuple(
            Bead(source=source, target=target, confidence=0.9, moved=moved)
            for source, target, moved in beads
        ),
        signature=alignment.signature,
    )
    return replace(alignment, pairs={(0, 1): pair})


def test_a_page_that_one_version_lacks_is_named_once() -> None:
    beads = [(range(i, i + 1), range(i, i + 1), False) for i in range(4)]
    beads += [(range(i, i + 1), range(0), False) for i in range(4, 10)]
    beads += [(range(i + 6, i + 7), range(i, i + 1), False) for i in range(4, 8)]
    (finding,) = of(run_checks(with_beads(*beads)), "block")
    assert finding.message == (
        "rows 5 to 10: French has none of these 6 sentences, as if a page were missing"
    )
    assert (finding.row, finding.severity) == (4, Severity.ERROR)


def test_a_moved_block_is_named_with_both_places() -> None:
    beads = [(range(i, i + 1), range(i + 3, i + 4), False) for i in range(5)]
    beads += [(range(i + 5, i + 6), range(i, i + 1), True) for i in range(3)]
    alignment = with_beads(*beads)
    # The rows of `align_rows` number their own segments; the beads say where they stand in truth.
    (finding,) = of(run_checks(alignment), "block")
    assert finding.message == (
        "rows 6 to 8: this passage stands in another place in French, there as sentences 1 to 3"
    )
    assert finding.severity is Severity.WARNING


def test_small_gaps_are_no_blocks() -> None:
    beads = [(range(i, i + 1), range(i, i + 1), False) for i in range(4)]
    beads += [(range(i, i + 1), range(0), False) for i in range(4, 8)]
    assert of(run_checks(with_beads(*beads)), "block") == []


def test_a_state_that_one_version_does_not_name_is_told() -> None:
    row = (["Japan and Peru spoke."], ["日本和秘鲁发了言。"], ["Le Japon a pris la parole."])
    (finding,) = of(run_checks(align_rows([row], ("en", "zh", "fr"))), "name")
    assert finding.message == "French does not name Peru, unlike the other versions"
    assert (finding.languages, finding.severity) == (("fr",), Severity.INFO)


def test_names_of_states_are_known_with_case_endings_and_clitics() -> None:
    row = (
        ["the Governments of France and the Russian Federation"],
        ["правительства Франции и Российской Федерации"],
        ["حكومتا فرنسا والاتحاد الروسي"],
        ["los Gobiernos de Francia y la Federación de Rusia"],
    )
    assert of(run_checks(align_rows([row], ("en", "ru", "ar", "es"))), "name") == []


def test_words_that_look_like_names_of_states_are_not_taken_for_them() -> None:
    row = (["Кроме того, мало кто за."], ["Few are for it."])
    assert of(run_checks(align_rows([row], ("ru", "en"))), "name") == []
    row = (["Уругвай и Того"], ["Uruguay and Togo"])
    assert of(run_checks(align_rows([row], ("ru", "en"))), "name") == []


def test_a_state_that_only_the_target_names_is_left_in_peace() -> None:
    assert of(run_checks(pair("The host spoke.", "Le Pérou a pris la parole.")), "name") == []
    assert len(of(run_checks(pair("Peru spoke.", "L'hôte a pris la parole.")), "name")) == 1
