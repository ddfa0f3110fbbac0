"""The verbs that use a memory: lookup, concordance, search, terms, report, import, export."""

import csv
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tmx.cli.options import FLAVOUR_NAMES
from tmx.formats.flavours import FLAVOURS
from tmx.formats.tmx14 import read_tmx
from tmx.store.memory import Memory

Sixfold = Callable[..., subprocess.CompletedProcess[str]]
LANGUAGES = ("zh", "en", "fr", "es", "ru", "ar")


def json_lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def memory(demo: Path) -> Path:
    return demo / "memory.db"


@pytest.fixture
def own_memory(memory: Path, tmp_path: Path) -> Path:
    """A copy that a test may write into."""
    return Path(shutil.copy(memory, tmp_path / "own.db"))


# lookup


def test_lookup_answers_what_fissile_material_is(sixfold: Sixfold, memory: Path) -> None:
    done = sixfold("lookup", memory, "裂变材料", "--to", "en")
    assert done.returncode == 0
    assert done.stdout.splitlines()[1].strip() == "en  fissile material"


def test_lookup_as_json_gives_equivalents_with_evidence(sixfold: Sixfold, memory: Path) -> None:
    first = json_lines(sixfold("lookup", memory, "裂变材料", "--to", "en", "--json"))[0]
    assert first["term"] == "裂变材料"
    assert first["equivalents"] == {"en": ["fissile material"]}
    assert first["evidence"]
    for item in first["evidence"]:
        assert item["document"] == "A/65/496"
        for language, word in (("zh", "裂变材料"), ("en", "fissile material")):
            for start, end in item["spans"].get(language, []):
                assert item["texts"][language][start:end].lower() == word
    assert any({"zh", "en"} <= set(item["spans"]) for item in first["evidence"])


@pytest.mark.parametrize(
    ("term", "language", "expected"),
    [
        ("裁军谈判会议", "en", "Conference on Disarmament"),
        ("Conference on Disarmament", "zh", "裁军谈判会议"),
        ("Conférence du désarmement", "zh", "裁军谈判会议"),
        ("Conferencia de Desarme", "en", "Conference on Disarmament"),
        ("مؤتمر نزع السلاح", "en", "Conference on Disarmament"),
        ("Конференция по разоружению", "en", "Conference on Disarmament"),
    ],
)
def test_lookup_goes_from_every_language(
    sixfold: Sixfold, memory: Path, term: str, language: str, expected: str
) -> None:
    found = json_lines(sixfold("lookup", memory, term, "--to", language, "--json"))
    assert expected in found[0]["equivalents"][language]


def test_lookup_knows_inflected_forms(sixfold: Sixfold, memory: Path) -> None:
    found = json_lines(sixfold("lookup", memory, "Конференцией по разоружению", "--json"))
    assert "Conference on Disarmament" in found[0]["equivalents"]["en"]


def test_lookup_reads_the_term_from_stdin(sixfold: Sixfold, memory: Path) -> None:
    piped = sixfold("lookup", memory, "-", "--to", "en", stdin="裂变材料\n".encode())
    assert piped.stdout == sixfold("lookup", memory, "裂变材料", "--to", "en").stdout != ""


def test_lookup_of_what_nobody_knows_says_so(sixfold: Sixfold, memory: Path) -> None:
    done = sixfold("lookup", memory, "-", stdin=b"xylophone\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "'xylophone'" in done.stderr


# concordance


def test_concordance_shows_the_words_in_context_with_their_english(
    sixfold: Sixfold, memory: Path
) -> None:
    done = sixfold("concordance", memory, "裁军谈判会议", "--to", "en", "--limit", "100")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    chinese = [line for line in lines if line.startswith("  zh  ")]
    assert all("»裁军谈判会议«" in line for line in chinese)
    assert len(chinese) == len([line for line in lines if line.startswith("  en  ")])
    with Memory.open(memory) as opened:
        texts = [unit.variant("zh") for unit in opened.units() if unit.variant("en")]
    assert len(chinese) == sum("裁军谈判会议" in text.text for text in texts if text)


def test_concordance_marks_every_place(sixfold: Sixfold, memory: Path) -> None:
    rows = json_lines(sixfold("concordance", memory, "disarmament", "--language", "en", "--json"))
    assert len(rows) == 20
    for row in rows:
        assert row["language"] == "en"
        assert row["spans"]
        for start, end in row["spans"]:
            assert row["text"][start:end].lower().startswith("disarm")
        assert "zh" in row["equivalents"]


def test_concordance_says_how_many_it_does_not_show(sixfold: Sixfold, memory: Path) -> None:
    done = sixfold("concordance", memory, "-", "--limit", "2", stdin="裁军\n".encode())
    assert done.stdout.count("»裁军") >= 2
    assert "2 of " in done.stderr
    assert done.stderr.count("\n") == 1


def test_concordance_of_words_that_are_nowhere(sixfold: Sixfold, memory: Path) -> None:
    done = sixfold("concordance", memory, "xylophone")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no text holds 'xylophone'" in done.stderr


# search


def test_search_finds_the_same_text_and_a_text_like_it(sixfold: Sixfold, memory: Path) -> None:
    with Memory.open(memory) as opened:
        unit = next(u for u in opened.units() if u.property("x-paragraph") == "1")
    text, english = unit.variant("zh"), unit.variant("en")
    assert text is not None
    assert english is not None
    (exact, *_) = json_lines(
        sixfold("search", memory, text.text, "--from", "zh", "--to", "en", "--json")
    )
    assert exact["percent"] == 100
    assert exact["targets"] == {"en": english.text}
    changed = text.text[:-4] + text.text[-2:]
    done = sixfold("search", memory, "-", "--from", "zh", "--json", stdin=changed.encode())
    (near, *_) = json_lines(done)
    assert 70 <= near["percent"] < 100
    assert near["source"]["text"] == text.text
    assert set(near["targets"]) == set(unit.languages) - {"zh"}


def test_search_prints_percent_difference_and_targets(sixfold: Sixfold, memory: Path) -> None:
    done = sixfold("search", memory, "主席摘要", "--from", "zh", "--to", "en")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("100 %  A/65/496")
    assert lines[1] == "  zh  主席摘要"
    assert lines[2].startswith("  en  ")


def test_search_for_what_is_nowhere(sixfold: Sixfold, memory: Path) -> None:
    done = sixfold("search", memory, "a recipe for soup", "--from", "en")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "sixfold: no text is at least 70 % like this one; --minimum lowers the bar\n"
    )


def test_answers_come_without_the_science(
    modules_of: Callable[..., frozenset[str]], memory: Path
) -> None:
    for words in (
        ("lookup", memory, "裂变材料", "--to", "en"),
        ("concordance", memory, "裁军谈判会议"),
        ("search", memory, "主席摘要", "--from", "zh"),
    ):
        heavy = {"torch", "tokenizers", "safetensors", "lxml", "align.bitext"}
        # Fuzzy matches are scanned for with numpy; the other answers do without.
        heavy |= set() if words[0] == "search" else {"numpy"}
        assert not modules_of(*words) & heavy


# terms


def test_terms_as_json_are_concepts_best_first(sixfold: Sixfold, demo: Path) -> None:
    rows = json_lines(sixfold("terms", demo, "--json"))
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    fields = {"rank", "id", "score", "class", "known", "approved"}
    fields |= {"terms", "sure", "where", "evidence"}
    assert all(fields == set(row) for row in rows)
    assert all(set(row["sure"]) <= set(row["terms"]) - {"zh"} for row in rows)
    assert any(row["sure"] for row in rows)
    assert all(0 <= row["score"] <= 1 for row in rows)
    assert all(set(row["terms"]) <= set(LANGUAGES) and row["terms"] for row in rows)
    assert any(row["known"] for row in rows)
    assert any(not row["known"] for row in rows)
    pairs = {
        (zh, en)
        for row in rows
        for zh in row["terms"].get("zh", [])
        for en in row["terms"].get("en", [])
    }
    for pair in (
        ("裁军谈判会议", "Conference on Disarmament"),
        ("裂变材料", "fissile material"),
        ("高级别会议", "high-level meeting"),
        ("核裁军", "nuclear disarmament"),
        ("工作方案", "programme of work"),
    ):
        assert pair in pairs


def test_terms_point_at_the_words_that_prove_them(sixfold: Sixfold, demo: Path) -> None:
    with Memory.open(demo / "memory.db") as opened:
        units = {unit.tuid: unit for unit in opened.units()}
    rows = json_lines(sixfold("terms", demo, "--json"))
    for row in rows[:40]:
        for item in row["evidence"]:
            for language, spans in item["spans"].items():
                variant = units[item["tuid"]].variant(language)
                assert variant is not None
                for start, end in spans:
                    assert 0 <= start < end <= len(variant.text)


def test_terms_of_a_folder_and_of_its_memory_are_the_same(
    sixfold: Sixfold, demo: Path, memory: Path
) -> None:
    assert sixfold("terms", demo, "--json").stdout == sixfold("terms", memory, "--json").stdout


def test_terms_print_a_table_with_a_column_per_language(sixfold: Sixfold, demo: Path) -> None:
    lines = sixfold("terms", demo, "--limit", "5", "--languages", "zh,en").stdout.splitlines()
    assert lines[0] == "rank\tscore\tclass\tknown\tzh\ten\tsure en\trows\twhere\tid"
    assert len(lines) == 6
    assert all(len(line.split("\t")) == 10 for line in lines)


def test_terms_show_the_sentences_that_prove_them(sixfold: Sixfold, demo: Path) -> None:
    done = sixfold("terms", demo, "--limit", "1", "--languages", "zh,en", "--evidence")
    _, cells, chinese, english = done.stdout.splitlines()
    term = cells.split("\t")[5].split(" | ")[0]
    assert chinese.startswith("    [A/65/496#")
    assert term in english


def test_terms_of_one_document_are_extracted_on_the_spot(sixfold: Sixfold, tmp_path: Path) -> None:
    file = tmp_path / "note.en.txt"
    file.write_text("1. The Conference on Disarmament adopted its programme of work.\n")
    rows = json_lines(sixfold("terms", file, "--json"))
    found = {term for row in rows for term in row["terms"]["en"]}
    assert {"Conference on Disarmament", "programme of work"} <= found
    assert rows[0]["where"] == "note#1"
    told = [term for row in rows for term in row["terms"]["en"]]
    assert len(told) == len(set(told))


def test_terms_of_an_exchange_file_are_refused(sixfold: Sixfold, demo: Path) -> None:
    done = sixfold("terms", demo / "A_65_496.tmx")
    assert done.returncode == 1
    assert "sixfold import" in done.stderr


@pytest.mark.parametrize("ending", [".tbx", ".csv", ".tsv", ".utf8"])
def test_terms_are_written_in_the_format_of_the_ending(
    sixfold: Sixfold, demo: Path, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"terms{ending}"
    words = ("--languages", "zh,en") if ending == ".utf8" else ()
    done = sixfold("terms", demo, "--out", out, *words)
    assert (done.returncode, done.stdout) == (0, "")
    rows = json_lines(sixfold("terms", demo, "--json"))
    if ending == ".tbx":
        assert out.read_bytes() == (demo / "A_65_496.tbx").read_bytes()
        assert len(etree.parse(out).findall(".//termEntry")) == len(rows)
    elif ending == ".utf8":
        assert out.read_bytes() == (demo / "A_65_496.zh-en.glossary.utf8").read_bytes()
    else:
        with out.open(encoding="utf-8-sig", newline="") as stream:
            table = list(csv.reader(stream, delimiter="," if ending == ".csv" else "\t"))
        assert len(table) == len(rows) + 1


# report


def test_report_of_a_folder_is_the_one_in_it(sixfold: Sixfold, demo: Path) -> None:
    done = sixfold("report", demo, "--json")
    assert json.loads(done.stdout) == json.loads((demo / "report.json").read_bytes())
    text = sixfold("report", demo).stdout
    assert text.startswith("A/65/496  zh, en, fr, es, ru, ar\n")
    assert "unofficial working translations" in text


def test_report_of_a_memory_is_made_of_its_units(
    sixfold: Sixfold, demo: Path, memory: Path
) -> None:
    made = json.loads(sixfold("report", memory, "--json").stdout)
    kept = json.loads((demo / "report.json").read_bytes())
    assert made["figures"]["rows"] == kept["figures"]["rows"]
    assert made["figures"]["confidence"]["mean"] == pytest.approx(
        kept["figures"]["confidence"]["mean"], abs=1e-3
    )


def test_report_is_a_gate(sixfold: Sixfold, demo: Path) -> None:
    mean = json.loads((demo / "report.json").read_bytes())["figures"]["confidence"]["mean"]
    passed = sixfold("report", demo, "--fail-under", f"{mean - 0.01:.4f}")
    assert (passed.returncode, passed.stderr) == (0, "")
    failed = sixfold("report", demo, "--fail-under", f"{mean + 0.01:.4f}")
    assert failed.returncode == 1
    assert f"the mean confidence of the rows is {mean:.4f}" in failed.stderr
    assert failed.stdout == passed.stdout
    assert sixfold("report", demo, "--max-errors", "100000").returncode == 0


def test_report_is_printed_for_build_servers(sixfold: Sixfold, demo: Path) -> None:
    sarif = sixfold("report", demo, "--format", "sarif", "--max-errors", "0")
    assert sarif.returncode == 1
    results = json.loads(sarif.stdout)["runs"][0]["results"]
    assert len(results) == len(json.loads((demo / "report.json").read_bytes())["findings"])
    junit = sixfold("report", demo, "--format", "junit")
    assert (junit.returncode, junit.stderr) == (0, "")
    assert etree.fromstring(junit.stdout.encode()).tag == "testsuites"


# export and import


def test_export_of_everything_holds_the_units_of_the_main_tmx(
    sixfold: Sixfold, demo: Path, memory: Path, tmp_path: Path
) -> None:
    out = tmp_path / "all.tmx"
    done = sixfold("export", memory, out)
    assert (done.returncode, done.stdout) == (0, "")
    exported, made = read_tmx(out), read_tmx(demo / "A_65_496.tmx")
    assert [unit.variants for unit in exported.units] == [unit.variants for unit in made.units]
    assert done.stderr == f"sixfold: {len(made.units)} units written to {out}\n"
    assert any("Unofficial working translation" in note.text for note in exported.header.notes)


def test_export_filters_by_language_confidence_and_symbol(
    sixfold: Sixfold, memory: Path, tmp_path: Path
) -> None:
    out = tmp_path / "some.tmx"
    every = read_after(sixfold, out, memory)
    confidences = sorted(float(unit.property("x-confidence") or 0) for unit in every.units)
    middle = confidences[len(confidences) // 2]
    pair = read_after(sixfold, out, memory, "--languages", "en,ar")
    assert {unit.languages for unit in pair.units} == {("en", "ar")}
    assert pair.header.source_language == "en"
    left = len(every.units) - len(pair.units)
    told = sixfold("export", memory, out, "--languages", "en,ar").stderr
    assert f"{left} units without a text in each of the languages are left out" in told
    sure = read_after(sixfold, out, memory, "--minimum-confidence", str(middle))
    assert len(sure.units) == sum(value >= middle for value in confidences) < len(every.units)
    assert read_after(sixfold, out, memory, "--symbol", "A/65/496").units == every.units
    assert read_after(sixfold, out, memory, "--symbol", "A/65/497").units == ()


def read_after(sixfold: Sixfold, out: Path, memory: Path, *options: str) -> Any:  # noqa: ANN401
    done = sixfold("export", memory, out, *options)
    assert done.returncode == 0, done.stderr
    return read_tmx(out)


@pytest.mark.parametrize("ending", [".csv", ".tsv"])
def test_tables_go_out_and_come_in_again(
    sixfold: Sixfold, memory: Path, tmp_path: Path, ending: str
) -> None:
    table, fresh = tmp_path / f"units{ending}", tmp_path / "fresh.db"
    assert sixfold("export", memory, table).returncode == 0
    done = sixfold("import", fresh, table)
    assert done.returncode == 0, done.stderr
    with Memory.open(memory) as a, Memory.open(fresh) as b:
        texts = [
            [{v.language: v.text for v in unit.variants} for unit in each.units()]
            for each in (a, b)
        ]
    assert texts[0] == texts[1]


def test_import_counts_what_is_new_updated_and_there_already(
    sixfold: Sixfold, demo: Path, own_memory: Path, tmp_path: Path
) -> None:
    source = demo / "A_65_496.tmx"
    count = len(read_tmx(source).units)
    again = sixfold("import", own_memory, source)
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout == (
        f"A_65_496.tmx: {count} units read, 0 new, 0 updated, {count} there already, 0 left out\n"
    )
    corrected = tmp_path / "corrected.tmx"
    text = source.read_text(encoding="utf-8")
    corrected.write_text(text.replace(">主席摘要<", ">主席的摘要<", 1), encoding="utf-8")
    done = sixfold("import", own_memory, corrected)
    assert f"0 new, 1 updated, {count - 1} there already" in done.stdout
    found = json_lines(sixfold("search", own_memory, "主席的摘要", "--from", "zh", "--json"))
    assert found[0]["percent"] == 100


def test_a_fresh_memory_answers_from_imported_files(
    sixfold: Sixfold, demo: Path, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh.db"
    done = sixfold("import", fresh, demo / "A_65_496.zh-en.tmx", demo / "A_65_496.tbx")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 2
    lookup = sixfold("lookup", fresh, "裂变材料", "--to", "en")
    assert "fissile material" in lookup.stdout
    assert "»裁军谈判会议«" in sixfold("concordance", fresh, "裁军谈判会议").stdout
    assert [path.name for path in tmp_path.iterdir()] == ["fresh.db"]


def test_terms_of_a_memory_without_a_termbase_are_mined_from_its_units(
    sixfold: Sixfold, demo: Path, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh.db"
    sixfold("import", fresh, demo / "A_65_496.tmx")
    rows = json_lines(sixfold("terms", fresh, "--json"))
    assert any("裁军谈判会议" in row["terms"].get("zh", []) for row in rows)


def test_glossaries_come_in_with_their_languages(
    sixfold: Sixfold, demo: Path, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh.db"
    glossary = demo / "A_65_496.zh-en.glossary.utf8"
    assert sixfold("import", fresh, glossary, "--languages", "zh,en").returncode == 0
    assert "fissile material" in sixfold("lookup", fresh, "裂变材料").stdout


def test_an_omegat_project_from_the_memory(sixfold: Sixfold, demo: Path, tmp_path: Path) -> None:
    done = sixfold(
        "export", demo / "memory.db", "--omegat-project", tmp_path / "p", "--languages", "zh,en"
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "p" / "tm" / "auto" / "memory.tmx").exists()
    assert "裂变材料\tfissile material" in (tmp_path / "p" / "glossary" / "memory.utf8").read_text(
        "utf-8"
    )


@pytest.mark.parametrize(
    ("glossary", "ending", "beginning"),
    [
        ("matecat", ".csv", "Forbidden,Domain,Subdomain,Definition,zh-CN,"),
        ("memoq", ".csv", "Entry_ID,Entry_Subject,Entry_Domain,Entry_Note,Chinese_PRC_Def,"),
        ("multiterm", ".xml", '<?xml version="1.0" encoding="UTF-8"?>'),
        ("table", ".csv", "concept,category,score,known,zh,en"),
        ("omegat", ".utf8", ""),
    ],
)
def test_glossaries_for_tools_go_out_and_in(
    sixfold: Sixfold, own_memory: Path, glossary: str, ending: str, beginning: str
) -> None:
    file = own_memory.with_suffix(ending)
    pair = ("--languages", "zh,en")
    done = sixfold("export", own_memory, file, "--glossary", glossary, *pair)
    assert done.returncode == 0, done.stderr
    assert file.read_text("utf-8-sig").startswith(beginning)
    fresh = own_memory.with_name("fresh.db")
    done = sixfold("import", fresh, file, "--terms", *pair)
    assert done.returncode == 0, done.stderr
    assert "裂变材料" in sixfold("lookup", fresh, "裂变材料").stdout


def test_a_glossary_for_a_tool_has_its_ending(
    sixfold: Sixfold, memory: Path, tmp_path: Path
) -> None:
    done = sixfold("export", memory, tmp_path / "g.tbx", "--glossary", "memoq")
    assert done.returncode == 1
    assert "expected one of .csv" in done.stderr
    done = sixfold("export", memory, "--omegat-project", tmp_path, "--glossary", "memoq")
    assert done.returncode == 2


def test_parts_of_a_larger_export_are_named(sixfold: Sixfold, memory: Path, tmp_path: Path) -> None:
    for name in ("all-2.tmx", "all-10.tmx", "all-2.tmx.gz", "other-2.tmx"):
        (tmp_path / name).write_text("old")
    done = sixfold("export", memory, tmp_path / "all.tmx", "--max-mb", "1")
    assert done.returncode == 0
    assert "all-2.tmx, all-10.tmx of an earlier export" in done.stderr
    assert "gz" not in done.stderr
    assert (tmp_path / "all-2.tmx").read_text() == "old"


def test_a_moses_pair_goes_out_and_in(sixfold: Sixfold, memory: Path, tmp_path: Path) -> None:
    done = sixfold("export", memory, tmp_path / "c.moses", "--languages", "zh,en")
    assert done.returncode == 0
    pair = (tmp_path / "c.en", tmp_path / "c.zh")
    count = len(pair[0].read_text("utf-8").split("\n")) - 1
    fresh = tmp_path / "fresh.db"
    done = sixfold("import", fresh, *pair)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"c: {count} units read, " in done.stdout
    with Memory.open(fresh) as opened:
        assert opened.languages == ("en", "zh")
    assert "0 new" in sixfold("import", fresh, *pair).stdout


def test_an_incomplete_moses_pair_is_told(sixfold: Sixfold, tmp_path: Path) -> None:
    files = [tmp_path / f"c.{tag}" for tag in ("zh", "en", "fr")]
    for file in files:
        file.write_text("a\n\n", encoding="utf-8")
    done = sixfold("import", tmp_path / "m.db", *files[:2])
    assert done.returncode == 3
    assert "line 2: empty line" in done.stderr
    fresh = tmp_path / "fresh.db"
    assert "3 files of this name" in sixfold("import", fresh, *files).stderr
    assert "does not say a format" in sixfold("import", fresh, files[0]).stderr
    files[1].write_text("a\n", encoding="utf-8")
    assert "the file ends here" in sixfold("import", fresh, *files[:2]).stderr
    assert not fresh.exists()


def test_an_omegat_project_has_two_languages(sixfold: Sixfold, demo: Path, tmp_path: Path) -> None:
    done = sixfold(
        "export", demo / "memory.db", "--omegat-project", tmp_path / "p", "--languages", "zh"
    )
    assert done.returncode == 1
    assert "expected source and target" in done.stderr
    assert not (tmp_path / "p").exists()


def test_an_export_goes_to_one_place(sixfold: Sixfold, demo: Path) -> None:
    done = sixfold("export", demo / "memory.db")
    assert done.returncode == 2
    assert "Name one of FILE and --omegat-project" in done.stderr


@pytest.mark.parametrize(
    ("flavour", "codes"),
    [
        ("generic", ("zh", "en")),
        ("omegat", ("zh", "en")),
        ("trados", ("zh-CN", "en-GB")),
        ("memoq", ("zh-CN", "en-GB")),
        ("wordfast", ("zh-CN", "en-GB")),
        ("phrase", ("zh", "en")),
    ],
)
def test_export_fits_the_tool(
    sixfold: Sixfold, memory: Path, tmp_path: Path, flavour: str, codes: tuple[str, str]
) -> None:
    out = tmp_path / "fitted.tmx"
    found = read_after(sixfold, out, memory, "--languages", "zh,en", "--flavour", flavour)
    assert {unit.languages for unit in found.units} == {codes}
    assert found.header.source_language == codes[0]
    every = read_after(sixfold, out, memory, "--flavour", "generic", "--language-style", "region")
    assert every.header.source_language == "zh-CN"
    assert every.units[0].languages == ("zh-CN", "en-GB", "fr-FR", "es-ES", "ru-RU", "ar-SA")


def test_a_bilingual_tool_needs_its_pair_named(
    sixfold: Sixfold, memory: Path, tmp_path: Path
) -> None:
    done = sixfold("export", memory, tmp_path / "a.tmx", "--flavour", "trados")
    assert done.returncode == 1
    assert "two languages, not 6" in done.stderr
    assert list(tmp_path.glob("*.tmx")) == []


def test_export_packs_splits_and_tells_what_a_client_may_refuse(
    sixfold: Sixfold, own_memory: Path, tmp_path: Path
) -> None:
    table = tmp_path / "long.tsv"
    table.write_text("tuid\tzh\ten\nlong\t长\t" + "word " * 401 + "\x01\n", encoding="utf-8")
    assert sixfold("import", own_memory, table).returncode == 0
    done = sixfold("export", own_memory, tmp_path / "all.tmx.gz")
    assert done.returncode == 0
    assert "1 characters that XML cannot hold removed" in done.stderr
    assert "1 texts are longer than 2,000 characters" in done.stderr
    whole = read_tmx(tmp_path / "all.tmx.gz").units
    done = sixfold("export", own_memory, tmp_path / "all.tmx", "--max-mb", "1")
    assert f"{tmp_path / 'all-1.tmx'}" in done.stderr
    assert read_tmx(tmp_path / "all-1.tmx").units == whole
    done = sixfold("export", own_memory, tmp_path / "no.tmx", "--illegal", "fail")
    assert done.returncode == 1
    assert "U+0001" in done.stderr
    assert not (tmp_path / "no.tmx").exists()
    utf16 = read_after(sixfold, tmp_path / "wide.tmx", own_memory, "--encoding", "utf-16")
    assert utf16.units == whole


MALFORMED = (
    '<?xml version="1.0"?>\n<tmx version="1.4"><header creationtool="t" creationtoolversion="1" '
    'segtype="sentence" o-tmf="o" adminlang="en" srclang="en" datatype="plaintext"/><body>\n'
    '<tu tuid="good"><tuv xml:lang="en"><seg>one</seg></tuv></tu>\n'
    '<tu tuid="bad"><tuv><seg>two</seg></tuv></tu>\n'
    "{}</body></tmx>"
)


def test_import_says_what_it_leaves_out_and_where(sixfold: Sixfold, tmp_path: Path) -> None:
    file = tmp_path / "malformed.tmx"
    file.write_text(MALFORMED.format(""), encoding="utf-8")
    done = sixfold("import", tmp_path / "m.db", file)
    assert done.returncode == 3
    assert "1 new" in done.stdout
    assert (
        "line 4, unit bad: variant without language, left out: no 'xml:lang' in the 'tuv'"
        in done.stderr
    )
    (told,) = json_lines_of(sixfold("import", tmp_path / "m2.db", file, "--json"))
    assert (told["read"], told["stored"], told["skipped"]) == (1, 1, 2)
    assert told["problems"][0]["line"] == 4
    assert told["problems"][0]["unit"] == "bad"


def test_import_refuses_or_mends_by_choice(sixfold: Sixfold, tmp_path: Path) -> None:
    file = tmp_path / "malformed.tmx"
    file.write_text(MALFORMED.format(""), encoding="utf-8")
    done = sixfold("import", tmp_path / "no.db", file, "--on-error", "fail")
    assert done.returncode == 1
    assert "line 4, unit bad" in done.stderr
    assert not (tmp_path / "no.db").exists()
    file.write_text(
        MALFORMED.format('<tu><tuv xml:lang="fr"><seg>a&nbsp;\x02b</seg></tuv></tu>\n'),
        encoding="utf-8",
    )
    assert sixfold("import", tmp_path / "no.db", file).returncode == 1
    done = sixfold("import", tmp_path / "m.db", file, "--on-error", "repair")
    assert done.returncode == 3
    assert "2 new" in done.stdout
    assert "2 repaired" in done.stdout


def json_lines_of(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("style", ["v2", "v3-dca", "v3-dct"])
def test_terms_go_out_in_each_version_of_tbx(
    sixfold: Sixfold, memory: Path, tmp_path: Path, style: str
) -> None:
    out = tmp_path / "terms.tbx"
    assert sixfold("export", memory, out, "--tbx", style).returncode == 0
    root = etree.parse(out).getroot()
    assert (root.tag == "martif") == (style == "v2")
    assert root.get("style") == {"v2": None, "v3-dca": "dca", "v3-dct": "dct"}[style]


def test_parquet_and_moses_go_out(sixfold: Sixfold, memory: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    out, fresh = tmp_path / "m.parquet", tmp_path / "fresh.db"
    assert sixfold("export", memory, out).returncode == 0
    assert sixfold("import", fresh, out).returncode == 0
    units = [
        [
            [(each.language, each.text) for each in unit.variants]
            for unit in read_after(sixfold, tmp_path / "o.tmx", which).units
        ]
        for which in (memory, fresh)
    ]
    assert units[0] == units[1]
    done = sixfold("export", memory, tmp_path / "c.moses", "--languages", "zh,en")
    assert done.returncode == 0
    lines = [(tmp_path / f"c.{tag}").read_text("utf-8").splitlines() for tag in ("zh", "en")]
    assert len(lines[0]) == len(lines[1]) > 50


def test_flavours_are_listed_as_they_are() -> None:
    assert tuple(FLAVOURS) == FLAVOUR_NAMES
