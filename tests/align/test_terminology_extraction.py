import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from align.encoding import load_encoder
from align.encoding.protocol import SpanEncoder
from align.model import MultiAlignment, Row, SegmentedText, Signature
from align.terminology import (
    Concept,
    KnownConcept,
    cell_text,
    consistent_terms,
    extract_terms,
    find_equivalents,
    find_inconsistencies,
)
from align.terminology.agreement import AGREEMENT_FEATURES
from align.terminology.candidates import find_candidates
from align.terminology.cells import read_columns
from align.training.fit_agreement import gather_equivalents
from tmx.glossary import load_seed_glossary

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "tests/data/terminology/extraction_gold.json"
LANGUAGES = ["zh", "en", "fr", "es", "ru", "ar"]
COLUMNS = ["id", "en", "zh", "fr", "es", "ru", "ar"]


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


def read_own(name: str, rows: int, languages: list[str]) -> MultiAlignment:
    path = ROOT / f"align/training/text/{name}.tsv"
    cells = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[:rows]]
    return from_columns(
        languages, [[cell[COLUMNS.index(language)] for cell in cells] for language in languages]
    )


def plain(form: str) -> str:
    return form.strip("《》“”").replace(" ", "")


@pytest.fixture(scope="module")
def encoder() -> SpanEncoder:
    return load_encoder()


@pytest.fixture(scope="module")
def treaties() -> MultiAlignment:
    return read_own("treaties", 40, LANGUAGES)


@pytest.fixture(scope="module")
def concepts(treaties: MultiAlignment, encoder: SpanEncoder) -> tuple[Concept, ...]:
    return extract_terms(treaties, known=load_seed_glossary(), encoder=encoder)


def by_term(concepts: tuple[Concept, ...], language: str, term: str) -> Concept:
    return next(item for item in concepts if term in item.terms.get(language, ()))


def test_a_known_concept_has_its_equivalents_in_all_languages(
    concepts: tuple[Concept, ...],
) -> None:
    concept = by_term(concepts, "zh", "裂变材料")
    assert concept.known
    assert concept.terms["en"][0] == "fissile material"
    assert concept.terms["fr"][0] == "matières fissiles"
    assert set(concept.terms) == set(LANGUAGES)


def test_new_concepts_are_told_from_known_ones(concepts: tuple[Concept, ...]) -> None:
    assert {item.known for item in concepts} == {True, False}
    assert all(bool(item.identifier) == item.known for item in concepts)


def test_ranks_and_scores_fall_together(concepts: tuple[Concept, ...]) -> None:
    assert [item.rank for item in concepts] == list(range(1, len(concepts) + 1))
    scores = [item.score for item in concepts]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)


def test_evidence_points_into_the_cells(
    treaties: MultiAlignment, concepts: tuple[Concept, ...]
) -> None:
    concept = by_term(concepts, "zh", "裂变材料")
    assert concept.evidence
    for item in concept.evidence:
        for language, span in item.spans.items():
            position = treaties.languages.index(language)
            text = cell_text(treaties, treaties.rows[item.row], position)
            assert 0 <= span.start < span.end <= len(text)
        zh = cell_text(treaties, treaties.rows[item.row], 0)
        assert zh[item.spans["zh"].start : item.spans["zh"].end] == "裂变材料"


def test_json_keeps_the_promised_fields(concepts: tuple[Concept, ...]) -> None:
    line = json.loads(json.dumps(concepts[0].to_json(), ensure_ascii=False))
    assert list(line)[:5] == ["rank", "score", "class", "known", "terms"]
    assert "evidence" in line


def test_new_equivalents_say_how_sure_they_are(concepts: tuple[Concept, ...]) -> None:
    for concept in concepts:
        languages = set(concept.terms) - {"zh"}
        assert set(concept.sure) == (set() if concept.known else languages)
        assert all(0.0 < value <= 1.0 for value in concept.sure.values())


def test_a_third_language_confirms_right_equivalents(
    treaties: MultiAlignment, encoder: SpanEncoder
) -> None:
    pairs = gather_equivalents(treaties, load_seed_glossary(), encoder)
    told = [part for part in pairs if part[0].shape[1] == len(AGREEMENT_FEATURES)]
    lead = np.concatenate([features[:, -1] for features, _ in told])
    right = np.concatenate([labels for _, labels in told]) > 0
    assert lead[right].mean() > 1.0
    assert lead[~right].mean() < -1.0


def test_a_language_that_shares_no_row_confirms_nothing(encoder: SpanEncoder) -> None:
    lines = [
        ("裂变材料受到管制。", "Fissile material is controlled.", ""),
        ("", "Nothing else.", "Rien de plus."),
    ]
    texts = tuple(
        SegmentedText.from_lines(language, [line[column] for line in lines if line[column]])
        for column, language in enumerate(("zh", "en", "fr"))
    )
    rows = (
        Row(cells=((0,), (0,), ()), confidence=1.0, cell_confidence=(1.0, 1.0, 1.0)),
        Row(cells=((), (1,), (0,)), confidence=1.0, cell_confidence=(1.0, 1.0, 1.0)),
    )
    signature = Signature(version="0", encoder="static")
    alignment = MultiAlignment(texts=texts, rows=rows, pairs={}, signature=signature)
    found = extract_terms(alignment, encoder=encoder)
    assert all("fr" not in item.terms for item in found)


def test_articles_within_a_known_term_do_not_hide_it(encoder: SpanEncoder) -> None:
    known = (
        KnownConcept(
            identifier="peace",
            concept_class="concept",
            terms={
                "zh": ("国际和平与安全",),
                "fr": ("paix et sécurité internationales",),
                "es": ("paz y seguridad internacionales",),
            },
        ),
    )
    alignment = from_columns(
        ["zh", "fr", "es"],
        [
            ["国际和平与安全的维护。"],
            ["Maintien de la paix et de la sécurité internationales."],
            ["Mantenimiento de la paz y la seguridad internacionales."],
        ],
    )
    (concept,) = (
        item for item in extract_terms(alignment, known=known, encoder=encoder) if item.known
    )
    assert concept.terms["fr"] == ("paix et sécurité internationales",)
    assert concept.terms["es"] == ("paz y seguridad internacionales",)


def forms_in(language: str, text: str) -> set[str]:
    column = read_columns(from_columns([language], [[text]]))[0]
    return {item.form for item in find_candidates(column).values()}


def test_no_term_ends_with_a_russian_adjective_or_holds_a_verb() -> None:
    forms = forms_in("ru", "Министр иностранных дел приветствовал новые меры доверия.")
    assert "министр иностранных дел" in forms
    assert not any(form.endswith("иностранных") for form in forms)
    assert not any("приветствовал" in form for form in forms)


@pytest.mark.parametrize(
    ("language", "text", "term"),
    [
        ("ru", "Поддержка наименее развитых стран.", "наименее развитых стран"),
        (
            "fr",
            "La pêche illicite, non déclarée et non réglementée.",
            "pêche illicite, non déclarée",
        ),
        ("en", "Illegal, unreported and unregulated fishing.", "unregulated fishing"),
        ("ar", "تعوق التعاون الدولي للأغراض السلمية.", "التعاون الدولي"),
    ],
)
def test_hard_terms_are_candidates(language: str, text: str, term: str) -> None:
    assert any(form.startswith(term) for form in forms_in(language, text))


@pytest.mark.parametrize(
    ("language", "text", "phrase"),
    [
        ("en", "In the First Committee and in plenary meeting.", "Committee and in"),
        ("fr", "À la Première Commission et en séance plénière.", "Commission et en"),
        ("ru", "В Первом комитете и на пленарных заседаниях.", "комитете и на"),
        ("fr", "Ils ont généralement félicités de la mesure.", "généralement"),
    ],
)
def test_phrases_are_no_candidates(language: str, text: str, phrase: str) -> None:
    assert not any(phrase in form for form in forms_in(language, text))


def test_the_limit_holds(treaties: MultiAlignment, encoder: SpanEncoder) -> None:
    assert len(extract_terms(treaties, limit=7, encoder=encoder)) == 7


def variant(alignment: MultiAlignment, change: str) -> MultiAlignment:
    columns = []
    for text in alignment.texts:
        lines = [segment.text for segment in text.segments]
        if change == "nfd":
            lines = [unicodedata.normalize("NFD", line) for line in lines]
        elif change == "crlf":
            lines = [line.replace(" ", "\r\n") for line in lines]
        elif change == "wide" and text.language == "zh":
            wide = {ord(c): ord(c) + 0xFEE0 for c in "(),:;?!"}
            lines = [line.translate(wide) for line in lines]
        elif change == "tashkeel" and text.language == "ar":
            lines = [line.replace("ل", "لَ").replace("م", "مُـ") for line in lines]
        columns.append(lines)
    return from_columns(list(alignment.languages), columns)


@pytest.mark.parametrize("change", ["nfd", "crlf", "wide", "tashkeel"])
def test_variants_of_the_input_give_the_same_terms(change: str, encoder: SpanEncoder) -> None:
    alignment = read_own("treaties", 15, LANGUAGES)
    expected = extract_terms(alignment, known=load_seed_glossary(), encoder=encoder)
    found = extract_terms(variant(alignment, change), known=load_seed_glossary(), encoder=encoder)
    assert [(item.terms, item.score) for item in found] == [
        (item.terms, item.score) for item in expected
    ]


def test_the_hash_seed_changes_nothing() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, __file__],
            check=True,
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        ).stdout
        for seed in ("0", "1")
    }
    assert len(outputs) == 1


def test_one_language_alone_gives_terms(encoder: SpanEncoder) -> None:
    found = extract_terms(read_own("treaties", 20, ["zh"]), encoder=encoder)
    assert found
    assert all(set(item.terms) == {"zh"} for item in found)


def test_a_text_without_words_gives_nothing(encoder: SpanEncoder) -> None:
    alignment = from_columns(["zh", "en"], [["1.", "——"], ["1.", "* * *"]])
    assert extract_terms(alignment, encoder=encoder) == ()


def test_precision_does_not_fall_below_its_floor(encoder: SpanEncoder) -> None:
    # Set well below what was measured, so that only a real loss is reported.
    right = {plain(term) for term in json.loads(GOLD.read_text())["texts"]["verification"]["zh"]}
    alignment = read_own("verification", 100, LANGUAGES)
    for known, floor in (((), 40), (load_seed_glossary(), 50)):
        found = extract_terms(alignment, known=known, limit=100, encoder=encoder)
        hits = sum(any(plain(term) in right for term in item.terms.get("zh", ())) for item in found)
        assert hits >= floor


def test_equivalents_of_a_given_term_are_found(encoder: SpanEncoder) -> None:
    found = find_equivalents(
        read_own("treaties", 60, LANGUAGES), ["fissile materials"], language="en", encoder=encoder
    )
    best = {language: forms[0][0] for language, forms in found["fissile materials"].items()}
    assert best["zh"] == "裂变材料"
    assert best["fr"] == "matières fissiles"


def small() -> MultiAlignment:
    return from_columns(
        ["zh", "en"],
        [
            ["大会通过了决议。", "审议大会开幕。", "大会注意到该报告。", "大会和平解决争端。"],
            [
                "The General Assembly adopted the resolution.",
                "The Review Conference opened.",
                "The Assembly took note of the report.",
                "The General Assembly settled the dispute.",
            ],
        ],
    )


KNOWN = (
    KnownConcept(
        identifier="assembly",
        concept_class="body",
        terms={"zh": ("大会",), "en": ("General Assembly",)},
    ),
    KnownConcept(
        identifier="review",
        concept_class="conference",
        terms={"zh": ("审议大会",), "en": ("Review Conference",)},
    ),
)


def test_the_longest_known_term_wins(encoder: SpanEncoder) -> None:
    found = extract_terms(small(), known=KNOWN, encoder=encoder)
    assembly = next(item for item in found if item.identifier == "assembly")
    assert 1 not in [item.row for item in assembly.evidence]


def test_a_term_of_two_concepts_goes_to_the_one_its_row_names(encoder: SpanEncoder) -> None:
    known = (
        KnownConcept(
            identifier="commission",
            concept_class="body",
            terms={"zh": ("筹备委员会",), "en": ("Preparatory Commission",)},
        ),
        KnownConcept(
            identifier="committee",
            concept_class="body",
            terms={"zh": ("筹备委员会",), "en": ("Preparatory Committee",)},
        ),
    )
    alignment = from_columns(
        ["zh", "en"], [["筹备委员会开会。"], ["The Preparatory Committee met."]]
    )
    found = extract_terms(alignment, known=known, encoder=encoder)
    assert [item.identifier for item in found if item.known] == ["committee"]


def test_departures_from_usage_are_listed(encoder: SpanEncoder) -> None:
    concepts = extract_terms(small(), known=KNOWN, encoder=encoder)
    departures = [item for item in find_inconsistencies(concepts, small()) if item.term == "大会"]
    assert [(item.row, item.target, item.expected) for item in departures] == [
        (2, "en", ("General Assembly",))
    ]
    assert departures[0].span == (0, 2)


def test_inflected_equivalents_are_no_departures(encoder: SpanEncoder) -> None:
    known = (
        KnownConcept(
            identifier="members",
            concept_class="concept",
            terms={"zh": ("会员国",), "ru": ("государства-члены",)},
        ),
    )
    alignment = from_columns(
        ["zh", "ru"],
        [
            ["会员国同意。", "会员国的意见。", "向会员国提供。"],
            ["Государства-члены согласны.", "Мнения государств-членов.", "Государствам-членам."],
        ],
    )
    concepts = extract_terms(alignment, known=known, encoder=encoder)
    assert find_inconsistencies(concepts[:1], alignment) == ()


if __name__ == "__main__":  # the test of the hash seed runs this file itself
    CONCEPTS = extract_terms(read_own("treaties", 12, LANGUAGES), known=load_seed_glossary())
    sys.stdout.write(json.dumps([item.to_json() for item in CONCEPTS]))


def test_form_made_for_the_glossary_is_told_from_one_in_the_text(encoder: SpanEncoder) -> None:
    rows = [
        ("核武库受到监督。", "Nuclear arsenals are monitored.", "За ядерными арсеналами следят."),
        (
            "会议讨论核武库。",
            "The meeting discussed nuclear arsenals.",
            "Речь шла о ядерных арсеналах.",
        ),
    ]
    alignment = from_columns(
        ["zh", "en", "ru"], [list(column) for column in zip(*rows, strict=True)]
    )
    concept = next(
        item for item in extract_terms(alignment, encoder=encoder) if "核武库" in item.terms["zh"]
    )
    assert concept.terms["ru"][0] == "ядерные арсеналы"
    assert concept.derived["ru"] in {"ядерными арсеналами", "ядерных арсеналах"}
    assert "en" not in concept.derived


def test_only_what_a_document_keeps_to_is_checked(encoder: SpanEncoder) -> None:
    rows = [("会员国希望实现核裁军。", "Member States hope for nuclear disarmament.")] * 6
    rows += [("会员国出席了审议大会。", "Delegations attended the Review Conference.")] * 2
    alignment = from_columns(["zh", "en"], [list(column) for column in zip(*rows, strict=True)])
    concepts = extract_terms(alignment, known=load_seed_glossary(), encoder=encoder)
    kept = {entry["zh"][0]: set(entry) for entry in consistent_terms(concepts, alignment)}
    assert kept["核裁军"] == {"zh", "en"}
    assert kept["会员国"] == {"zh"}  # six of eight rows are no usage to hold others to
    assert kept["审议大会"] == {"zh"}  # nor are two rows
