"""`sixfold align A/65/496 --out DIR`: what it leaves and what that is worth."""

import io
import json
import sqlite3
import subprocess
import warnings
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from align.evaluation import evaluate_beads, parse_beads
from align.model import SegmentedText
from sources import find_versions, sample_folder
from tmx.build import build_memory
from tmx.formats.tmx14 import TmxDocument, read_tmx, write_tmx
from tmx.model import TranslationUnit
from tmx.store.memory import Memory

DemoRun = tuple[Path, subprocess.CompletedProcess[str], frozenset[str]]
DATA = Path(__file__).parents[1] / "data"
DTD = etree.DTD(str(DATA / "tmx" / "tmx14.dtd"))
FLOORS: dict[str, Any] = json.loads((DATA / "floors.json").read_text(encoding="utf-8"))
SOURCE = "zh"
OTHERS = ("en", "fr", "es", "ru", "ar")
LANGUAGES = (SOURCE, *OTHERS)
NAME = "A_65_496"
TMX_FILES = [f"{NAME}.tmx", *(f"{NAME}.zh-{language}.tmx" for language in OTHERS)]
FILES = {
    *TMX_FILES,
    *(f"{NAME}.zh-{language}.glossary.utf8" for language in OTHERS),
    f"{NAME}.tbx",
    "report.json",
    "report.html",
    "memory.db",
}


@pytest.fixture(scope="module")
def documents(demo: Path) -> dict[str, TmxDocument]:
    return {name: read_tmx(demo / name) for name in TMX_FILES}


@pytest.fixture(scope="module")
def report(demo: Path) -> dict[str, Any]:
    return json.loads((demo / "report.json").read_bytes())


def consumed(variants: list[str], text: SegmentedText) -> list[int]:
    """Return how many segments each variant holds; all of them in order, each exactly once."""
    glue = "" if text.language == SOURCE else " "
    rest = [segment.text for segment in text.segments]
    counts = []
    for variant in variants:
        count = next((n for n in range(1, len(rest) + 1) if glue.join(rest[:n]) == variant), 0)
        assert count, f"{variant!r} does not go on with {rest[:1]}"
        counts.append(count)
        rest = rest[count:]
    assert rest == []
    return counts


def variants_in(units: tuple[TranslationUnit, ...], language: str) -> list[str]:
    found = [unit.variant(language) for unit in units]
    return [variant.text for variant in found if variant is not None]


# The files


def test_every_file_is_there_and_no_other(demo: Path) -> None:
    assert {path.name for path in demo.iterdir()} == FILES


def test_the_summary_is_on_stdout_and_nothing_on_stderr(demo_run: DemoRun) -> None:
    folder, done, _ = demo_run
    assert done.stderr == ""
    assert "unofficial working translations" in done.stdout
    listed = done.stdout.partition(f"Files in {folder}:\n")[2].split()
    assert set(listed) == FILES
    assert len(listed) == len(FILES)


def test_torch_is_not_imported(demo_run: DemoRun) -> None:
    _, _, modules = demo_run
    assert not modules & {"torch", "transformers", "sentence_transformers"}
    assert "numpy" in modules


@pytest.mark.parametrize("name", sorted(FILES - {"memory.db"}))
def test_two_runs_give_the_same_bytes(demo: Path, second_demo: Path, name: str) -> None:
    assert (demo / name).read_bytes() == (second_demo / name).read_bytes()


def test_two_runs_give_memories_with_the_same_content(demo: Path, second_demo: Path) -> None:
    dumps = []
    for each in (demo, second_demo):
        with closing(sqlite3.connect(each / "memory.db")) as connection:
            dumps.append(list(connection.iterdump()))
    assert dumps[0] == dumps[1]


def test_no_file_names_a_folder_of_this_machine(demo: Path) -> None:
    for path in demo.iterdir():
        content = path.read_bytes()
        assert str(demo.parent).encode() not in content, path.name
        assert str(sample_folder()).encode() not in content, path.name


def test_the_time_stands_in_the_report_only_where_it_is_set(
    demo: Path,
    report: dict[str, Any],
    two_texts: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "generated" not in report
    assert b"creationdate" not in (demo / f"{NAME}.tmx").read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1290384000")
    built = build_memory(find_versions(two_texts), tmp_path / "out")
    assert built.report["generated"].startswith("2010-11-22T00:00:00")


# TMX


@pytest.mark.parametrize("name", TMX_FILES)
def test_tmx_is_valid_against_the_dtd(demo: Path, name: str) -> None:
    DTD.assertValid(etree.parse(demo / name))


@pytest.mark.parametrize("name", TMX_FILES)
def test_reading_and_writing_again_changes_nothing(demo: Path, name: str) -> None:
    document = read_tmx(demo / name)
    assert document.problems == ()
    again = io.BytesIO()
    write_tmx(again, document.header, document.units)
    assert again.getvalue() == (demo / name).read_bytes()


@pytest.mark.parametrize("language", OTHERS)
def test_translate_toolkit_reads_the_same_texts(
    demo: Path, documents: dict[str, TmxDocument], language: str
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # not our package
        from translate.storage.tmx import tmxfile
    expected = [
        (source.text, target.text)
        for unit in documents[f"{NAME}.tmx"].units
        if (source := unit.variant(SOURCE)) and (target := unit.variant(language))
    ]
    for name in (f"{NAME}.tmx", f"{NAME}.zh-{language}.tmx"):
        with (demo / name).open("rb") as stream:
            store = tmxfile(stream, sourcelanguage=SOURCE, targetlanguage=language)
        found = [(unit.source, unit.target) for unit in store.units]
        pairs = [(source, target) for source, target in found if source and target]
        if name == f"{NAME}.tmx":
            assert pairs == expected
        else:
            assert len(pairs) == len(documents[name].units)


@pytest.mark.parametrize("language", LANGUAGES)
def test_translate_toolkit_reads_every_unit_of_the_file_of_all_languages(
    demo: Path, documents: dict[str, TmxDocument], language: str
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from translate.storage.tmx import tmxfile
    units = documents[f"{NAME}.tmx"].units
    expected = [variant.text for unit in units if (variant := unit.variant(language))]
    with (demo / f"{NAME}.tmx").open("rb") as stream:
        store = tmxfile(stream, sourcelanguage=language, targetlanguage=language)
    assert len(store.units) == len(units)
    assert [text for unit in store.units if (text := unit.source)] == expected
    assert len(expected) > 0.9 * len(units)


@pytest.mark.parametrize("language", LANGUAGES)
def test_tmx_holds_every_sentence_exactly_once_in_order(
    documents: dict[str, TmxDocument],
    sample_texts: dict[str, SegmentedText],
    report: dict[str, Any],
    language: str,
) -> None:
    units = documents[f"{NAME}.tmx"].units
    counts = consumed(variants_in(units, language), sample_texts[language])
    cells = [len(row["cells"][language]["segments"]) for row in report["rows"]]
    assert counts == [count for count in cells if count]
    assert len(units) == len(report["rows"])


def test_units_have_each_language_once_and_the_source_first(
    documents: dict[str, TmxDocument],
) -> None:
    for unit in documents[f"{NAME}.tmx"].units:
        languages = [variant.language for variant in unit.variants]
        assert languages == [tag for tag in LANGUAGES if tag in languages]
        assert unit.source_language == (None if SOURCE in languages else languages[0])


def test_most_units_hold_all_six_languages(documents: dict[str, TmxDocument]) -> None:
    units = documents[f"{NAME}.tmx"].units
    complete = sum(len(unit.variants) == len(LANGUAGES) for unit in units)
    # Each translation leaves one sentence out and adds one, at places of their own.
    assert len(units) - complete <= 2 * len(OTHERS)
    assert len(units) >= FLOORS["rows"]


def test_units_say_where_they_stand_and_how_sure_they_are(
    documents: dict[str, TmxDocument], report: dict[str, Any]
) -> None:
    units = documents[f"{NAME}.tmx"].units
    assert len({unit.tuid for unit in units}) == len(units)
    for unit, row in zip(units, report["rows"], strict=True):
        assert unit.property("x-symbol") == "A/65/496"
        assert float(unit.property("x-confidence") or -1) == row["confidence"]
    places = [unit.property("x-paragraph") for unit in units]
    assert {str(number) for number in range(1, 20)} <= set(places)
    for document in documents.values():
        assert document.header.source_language == SOURCE
        signatures = [p.text for p in document.header.properties if p.type == "x-signature"]
        assert signatures == [report["signature"]]


def test_only_the_chinese_is_called_official(documents: dict[str, TmxDocument]) -> None:
    for document in documents.values():
        for unit in document.units:
            for variant in unit.variants:
                said = [p.text for p in variant.properties if p.type == "x-official"]
                assert said == ["yes" if variant.language == SOURCE else "no"]
        notes = {note.text[:2]: note.text for note in document.header.notes}
        unofficial = {
            tag for tag, text in notes.items() if "Unofficial working translation" in text
        }
        assert unofficial == set(OTHERS)


@pytest.mark.parametrize("language", OTHERS)
def test_pair_files_hold_the_beads_of_the_pair(
    documents: dict[str, TmxDocument],
    sample_texts: dict[str, SegmentedText],
    report: dict[str, Any],
    language: str,
) -> None:
    texts = sample_texts[SOURCE].segments, sample_texts[language].segments
    beads = next(
        p["beads"] for p in report["pairs"] if (p["source"], p["target"]) == (SOURCE, language)
    )
    expected = [
        (
            "".join(segment.text for segment in texts[0][a:b]),
            " ".join(segment.text for segment in texts[1][c:d]),
        )
        for a, b, c, d, *_ in beads
        if a < b and c < d
    ]
    units = documents[f"{NAME}.zh-{language}.tmx"].units
    assert all(unit.languages == (SOURCE, language) for unit in units)
    assert (
        list(zip(variants_in(units, SOURCE), variants_in(units, language), strict=True)) == expected
    )
    assert len(units) >= len(documents[f"{NAME}.tmx"].units)


# Terms, memory, report


def test_tbx_is_what_clients_read(demo: Path) -> None:
    root = etree.parse(demo / f"{NAME}.tbx").getroot()
    assert root.tag == "martif"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from translate.storage.tbx import tbxfile
    with (demo / f"{NAME}.tbx").open("rb") as stream:
        store = tbxfile(stream)
    assert len(store.units) == len(root.findall(".//termEntry"))
    assert len(store.units) >= FLOORS["concepts"]


@pytest.mark.parametrize("language", OTHERS)
def test_glossaries_are_lines_of_source_target_comment(demo: Path, language: str) -> None:
    data = (demo / f"{NAME}.zh-{language}.glossary.utf8").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in data.splitlines()]
    assert len(lines) >= FLOORS["concepts"] / 2
    assert all(len(cells) in {2, 3} and cells[0].strip() and cells[1].strip() for cells in lines)
    assert all(any("一" <= c <= "鿿" for c in cells[0]) for cells in lines)


def test_the_memory_holds_the_units_of_the_tmx(
    demo: Path, documents: dict[str, TmxDocument]
) -> None:
    with Memory.open(demo / "memory.db") as memory:
        stored = tuple(memory.units())
        assert [unit.variants for unit in stored] == [
            unit.variants for unit in documents[f"{NAME}.tmx"].units
        ]
        (document,) = memory.documents
        assert document.symbol == "A/65/496"
        assert "Unofficial working translation" in document.notice
        assert memory.termbase
    with closing(sqlite3.connect(demo / "memory.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_report_says_what_is_not_official(demo: Path, report: dict[str, Any]) -> None:
    official = {each["language"]: each["official"] for each in report["inputs"]}
    assert official == {tag: tag == SOURCE for tag in LANGUAGES}
    page = (demo / "report.html").read_text(encoding="utf-8")
    assert "unofficial working translation" in page.lower()


def test_glyphs_lost_in_extraction_are_told_and_not_repaired(report: dict[str, Any]) -> None:
    lost = [
        segment
        for row in report["rows"]
        for segment in row["cells"][SOURCE]["segments"]
        if segment.get("lost")
    ]
    assert sum(len(segment["lost"]) for segment in lost) == 3
    assert not any("最佳开端" in segment["text"] for segment in lost)


# Against the beads made by hand, each side from the raw text of its file


def gold_pairs() -> list[str]:
    return sorted(path.stem for path in (sample_folder() / "gold").glob("*.tsv"))


def test_every_gold_file_has_a_floor() -> None:
    assert gold_pairs() == sorted(FLOORS["strict_f1"])
    for pair, floor in FLOORS["strict_f1"].items():
        assert floor >= 0.95 or not pair.startswith("zh-")
    assert FLOORS["strict_f1"]["en-fr"] >= 0.93
    assert FLOORS["strict_f1"]["es-ar"] >= 0.93


@pytest.mark.parametrize("language", LANGUAGES)
def test_segments_are_those_of_the_gold(
    sample_texts: dict[str, SegmentedText], language: str
) -> None:
    lines = (DATA / "sample" / "segments" / f"{language}.txt").read_text(encoding="utf-8")
    gold = [line.split("\t") for line in lines.splitlines()]
    found = [
        [str(segment.paragraph), "".join(segment.text.split())]
        for segment in sample_texts[language].segments
    ]
    assert found == [[paragraph, "".join(text.split())] for paragraph, text in gold]


@pytest.mark.parametrize("pair", gold_pairs())
def test_beads_agree_with_the_gold(report: dict[str, Any], pair: str) -> None:
    source, target = pair.split("-")
    beads = next(
        p["beads"] for p in report["pairs"] if (p["source"], p["target"]) == (source, target)
    )
    found = [(tuple(range(a, b)), tuple(range(c, d))) for a, b, c, d, *_ in beads]
    path = sample_folder() / "gold" / f"{pair}.tsv"
    gold = parse_beads(path.read_text(encoding="utf-8"), path.name)
    assert evaluate_beads(gold, found).f1 >= FLOORS["strict_f1"][pair]


def test_all_fifteen_pairs_are_reported(report: dict[str, Any]) -> None:
    pairs = [(pair["source"], pair["target"]) for pair in report["pairs"]]
    assert pairs == [(a, b) for i, a in enumerate(LANGUAGES) for b in LANGUAGES[i + 1 :]]


# Running again


def test_a_second_run_into_the_folder_changes_nothing(
    two_texts: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    built = build_memory(find_versions(two_texts), out)
    first = {path.name: path.read_bytes() for path in out.iterdir() if path.name != "memory.db"}
    assert set(first) | {"memory.db"} == set(built.files)
    build_memory(find_versions(two_texts), out)
    assert {n: (out / n).read_bytes() for n in first} == first
    assert {path.name for path in out.iterdir()} == set(built.files)


def test_files_are_named_after_the_document(two_texts: dict[str, Path], tmp_path: Path) -> None:
    built = build_memory(find_versions(two_texts), tmp_path / "out")
    assert "letter.tmx" in built.files
    assert "letter.zh-en.tmx" in built.files
    for unit in read_tmx(tmp_path / "out" / "letter.tmx").units:
        assert unit.property("x-document") == "letter"
        assert unit.property("x-symbol") is None
