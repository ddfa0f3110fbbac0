"""The verbs that read texts: extract, segment, beads, evaluate, encode."""

import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from align.encoding import load_encoder
from align.evaluation import parse_beads
from align.model import SegmentedText
from sources import read_document, sample_folder

Sixfold = Callable[..., subprocess.CompletedProcess[str]]
CHINESE = sample_folder() / "A_65_496.zh.txt"
ENGLISH = sample_folder() / "A_65_496.en.txt"


# extract


def test_extract_prints_a_paragraph_a_line(sixfold: Sixfold) -> None:
    done = sixfold("extract", CHINESE)
    paragraphs = read_document(CHINESE).paragraphs
    assert done.returncode == 0
    assert done.stdout.split("\n") == [*(each.full_text for each in paragraphs), ""]
    assert done.stderr == ""


def test_extract_as_json_says_number_level_kind_and_page(sixfold: Sixfold) -> None:
    done = sixfold("extract", CHINESE, "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["index"] for row in rows] == list(range(len(rows)))
    assert {"number", "label", "level", "kind", "page", "lost", "text"} < set(rows[0])
    numbers = [row["number"] for row in rows if row["kind"] == "numbered"]
    assert numbers == [str(number) for number in range(1, 21)]
    items = [(row["number"], row["level"]) for row in rows if row["kind"] == "item"]
    assert items == [("(a)", 1), ("(b)", 1), ("(c)", 1), ("(d)", 1)]
    assert sum(len(row["lost"]) for row in rows) == 3


def test_extract_takes_the_language_from_the_name_or_as_stated(
    sixfold: Sixfold, tmp_path: Path
) -> None:
    shutil.copy(ENGLISH, tmp_path / "text")
    named = sixfold("extract", ENGLISH)
    stated = sixfold("extract", tmp_path / "text", "--language", "en")
    assert named.stdout == stated.stdout != ""


@pytest.mark.parametrize("verb", ["extract", "segment"])
def test_documents_come_from_stdin(sixfold: Sixfold, verb: str) -> None:
    piped = sixfold(verb, "-", "--language", "zh", stdin=CHINESE.read_bytes())
    assert piped.returncode == 0
    assert piped.stdout == sixfold(verb, CHINESE).stdout != ""


@pytest.mark.parametrize("verb", ["extract", "segment"])
def test_nothing_on_stdin_is_bad_input(sixfold: Sixfold, verb: str) -> None:
    done = sixfold(verb, "-", "--language", "zh", stdin=b"")
    assert done.returncode == 1
    assert done.stderr.startswith("sixfold: stdin is empty")


# segment


@pytest.mark.parametrize("language", ["zh", "en", "fr", "es", "ru", "ar"])
def test_segment_prints_a_sentence_a_line(
    sixfold: Sixfold, sample_texts: dict[str, SegmentedText], language: str
) -> None:
    done = sixfold("segment", sample_folder() / f"A_65_496.{language}.txt", "--language", language)
    expected = [segment.text for segment in sample_texts[language].segments]
    assert done.stdout.split("\n") == [*expected, ""]


def test_segment_as_json_says_where_a_sentence_stands(sixfold: Sixfold) -> None:
    paragraphs = read_document(CHINESE).paragraphs
    for line in sixfold("segment", CHINESE, "--json").stdout.splitlines():
        row = json.loads(line)
        full = paragraphs[row["paragraph"]].full_text
        assert full[row["start"] : row["end"]] == row["text"]


# beads and evaluate


def test_beads_of_documents_are_those_of_the_main_job_with_two_languages(
    sixfold: Sixfold, tmp_path: Path
) -> None:
    languages = ("--source-language", "zh", "--target-language", "en")
    done = sixfold("beads", CHINESE, ENGLISH, *languages)
    assert done.returncode == 0
    assert done.stderr == ""
    out = tmp_path / "out"
    assert not sixfold("align", f"zh={CHINESE}", f"en={ENGLISH}", "--out", out).returncode
    (pair,) = json.loads((out / "report.json").read_bytes())["pairs"]
    expected = [
        f"{list(range(a, b))}:{list(range(c, d))}:{confidence:.4f}"
        for a, b, c, d, confidence, _ in pair["beads"]
    ]
    assert done.stdout.splitlines() == expected

    auto = tmp_path / "auto.txt"
    auto.write_text(done.stdout, encoding="utf-8")
    gold = sample_folder() / "gold" / "zh-en.tsv"
    judged = sixfold("evaluate", gold, auto, "--json")
    figures = json.loads(judged.stdout)
    assert judged.returncode == 0
    assert figures["f1"] >= 0.95
    assert figures["lax_f1"] >= figures["f1"]
    assert figures["found_count"] == len(expected)
    assert sixfold("evaluate", gold, "-", "--json", stdin=auto.read_bytes()).stdout == judged.stdout
    table = sixfold("evaluate", gold, auto).stdout
    assert f"{figures['f1']:.4f}" in table
    assert f"{figures['lax_recall']:.4f}" in table


def test_beads_of_segmented_lines_count_the_lines(sixfold: Sixfold, tmp_path: Path) -> None:
    files = tmp_path / "a", tmp_path / "b"
    files[0].write_text("裁军谈判会议\n核武器\n2010 年 9 月 24 日\n", encoding="utf-8")
    files[1].write_text(
        "Conference on Disarmament\nnuclear weapons\n24 September 2010\n", encoding="utf-8"
    )
    options = ("--source-language", "zh", "--target-language", "en", "--segmented")
    done = sixfold("beads", *files, *options)
    beads = parse_beads(done.stdout, "stdout")
    assert beads == (((0,), (0,)), ((1,), (1,)), ((2,), (2,)))
    for line in done.stdout.splitlines():
        assert 0 <= float(line.rsplit(":", 1)[1]) <= 1
    piped = sixfold("beads", "-", files[1], *options, stdin=files[0].read_bytes())
    assert piped.stdout == done.stdout


def test_beads_explained_carry_their_features(sixfold: Sixfold, two_texts: dict[str, Path]) -> None:
    options = ("--source-language", "zh", "--target-language", "en")
    done = sixfold("beads", two_texts["zh"], two_texts["en"], *options, "--explain")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    plain = sixfold("beads", two_texts["zh"], two_texts["en"], *options)
    assert [(tuple(r["source"]), tuple(r["target"])) for r in rows] == list(
        parse_beads(plain.stdout, "stdout")
    )
    assert all(row["features"] for row in rows if row["source"] and row["target"])


def test_no_bead_is_larger_than_asked_for(sixfold: Sixfold, two_texts: dict[str, Path]) -> None:
    options = ("--source-language", "zh", "--target-language", "en", "--largest-bead", "1")
    done = sixfold("beads", two_texts["zh"], two_texts["en"], *options)
    beads = parse_beads(done.stdout, "stdout")
    assert beads
    assert all(len(source) <= 1 and len(target) <= 1 for source, target in beads)


def test_evaluate_reads_both_forms_of_lines(sixfold: Sixfold, tmp_path: Path) -> None:
    (tmp_path / "gold").write_text("0,1\t0\n2\t1\n\t2\n", encoding="utf-8")
    (tmp_path / "auto").write_text("[0, 1]:[0]:0.9\n[2]:[1, 2]:0.3\n", encoding="utf-8")
    figures = json.loads(sixfold("evaluate", tmp_path / "gold", tmp_path / "auto", "--json").stdout)
    assert figures["precision"] == 0.5
    assert figures["recall"] == pytest.approx(1 / 3, abs=1e-6)
    assert figures["f1"] == pytest.approx(0.4)
    assert figures["lax_precision"] == 1.0
    assert (figures["gold_count"], figures["found_count"]) == (3, 2)


@pytest.mark.parametrize("flags", [(), ("--segmented",)])
def test_traditional_chinese_is_told(
    sixfold: Sixfold, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    text = tmp_path / "text.zh.txt"
    text.write_text("大會通過了關於裁軍的決議。\n" * 9, encoding="utf-8")
    languages = ("--source-language", "zh", "--target-language", "en")
    remark = "text.zh.txt is written in traditional characters"
    assert remark in sixfold("beads", text, ENGLISH, *languages, *flags).stderr
    assert remark in sixfold("extract", text).stderr
    assert remark not in sixfold("extract", text, "--language", "zh-Hant").stderr


# encode


def test_encode_writes_one_row_of_length_one_per_line(sixfold: Sixfold, tmp_path: Path) -> None:
    lines = ["裁军谈判会议", "Conference on Disarmament", "Конференция по разоружению"]
    (tmp_path / "lines").write_text("\n".join(lines) + "\n", encoding="utf-8")
    out = tmp_path / "vectors.npy"
    done = sixfold("encode", tmp_path / "lines", "--out", out)
    assert (done.returncode, done.stdout) == (0, "")
    vectors = np.load(out, allow_pickle=False)
    assert vectors.dtype == np.float32
    assert vectors.shape[0] == len(lines)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    encoder = load_encoder()
    assert np.array_equal(vectors, encoder.encode(lines))
    signature = json.loads((tmp_path / "vectors.npy.json").read_text(encoding="utf-8"))
    assert signature["encoder"] == encoder.identity
    assert (signature["sentences"], signature["dimension"]) == vectors.shape
    before = out.read_bytes()
    piped = sixfold("encode", "-", "--out", out, stdin="\n".join(lines).encode())
    assert piped.returncode == 0
    assert out.read_bytes() == before


def test_encode_to_stdout_writes_the_array_and_no_file(
    process_bytes: Callable[..., subprocess.CompletedProcess[bytes]], tmp_path: Path
) -> None:
    lines = "裁军\n条约\n".encode()
    done = process_bytes("encode", "-", "--out", "-", stdin=lines, folder=tmp_path)
    assert done.returncode == 0
    assert np.load(io.BytesIO(done.stdout)).shape[0] == 2
    assert list(tmp_path.iterdir()) == []


def test_an_empty_line_has_no_vector(sixfold: Sixfold, tmp_path: Path) -> None:
    out = tmp_path / "vectors.npy"
    done = sixfold("encode", "-", "--out", out, stdin=b"one\n\nthree\n")
    assert done.returncode == 1
    assert done.stderr == (
        "sixfold: sentence 2 of 3 is '', expected at least one letter, digit or mark; "
        "leave empty texts out\n"
    )
    assert not out.exists()


def test_beads_take_vectors_of_any_model_and_language(sixfold: Sixfold, tmp_path: Path) -> None:
    vectors = np.random.default_rng(5).normal(size=(3, 16)).astype(np.float32)
    for name, lines, order in (("de", "Eins\nZwei\nDrei\n", [0, 1, 2]), ("sw", "a\nc\n", [0, 2])):
        (tmp_path / name).write_text(lines, encoding="utf-8")
        np.save(tmp_path / f"{name}.npy", vectors[order])
    options = ("--source-language", "de", "--target-language", "sw", "--segmented")
    files = ("--source-vectors", tmp_path / "de.npy", "--target-vectors", tmp_path / "sw.npy")
    done = sixfold("beads", tmp_path / "de", tmp_path / "sw", *options, *files)
    assert parse_beads(done.stdout, "stdout") == (((0,), (0,)), ((1,), ()), ((2,), (1,)))


def test_beads_tell_of_a_block_that_was_moved_and_one_that_is_missing(
    sixfold: Sixfold, tmp_path: Path
) -> None:
    rng = np.random.default_rng(7)
    vectors = rng.normal(size=(60, 64)).astype(np.float32)
    order = [*range(45, 60), *range(20), *range(30, 45)]
    for name, chosen in (("en", list(range(60))), ("fr", order)):
        (tmp_path / name).write_text("a sentence of some words\n" * len(chosen), encoding="utf-8")
        noise = 0.3 * rng.normal(size=(len(chosen), 64)).astype(np.float32)
        np.save(tmp_path / f"{name}.npy", vectors[chosen] + noise)
    options = ("--source-language", "en", "--target-language", "fr", "--segmented")
    files = ("--source-vectors", tmp_path / "en.npy", "--target-vectors", tmp_path / "fr.npy")
    done = sixfold("beads", tmp_path / "en", tmp_path / "fr", *options, *files)
    moved, missing = done.stderr.splitlines()
    assert moved.endswith("segments 46 to 60 stand in another place in the target, there 1 to 15")
    assert "10 source segments in a row (21 to 30) have nothing in the target" in missing
    explained = sixfold("beads", tmp_path / "en", tmp_path / "fr", *options, *files, "--explain")
    rows = [json.loads(line) for line in explained.stdout.splitlines()]
    assert [row["source"] for row in rows if row["moved"]] == [[index] for index in range(45, 60)]
