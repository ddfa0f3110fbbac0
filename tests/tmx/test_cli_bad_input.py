"""Bad input: exit 1 or 2, one sentence on stderr, no traceback, earlier outputs as they were."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import tmx
from sources import sample_folder
from tmx.build import OutputError, build_memory
from tmx.store.memory import Memory

Sixfold = Callable[..., subprocess.CompletedProcess[str]]
CHINESE = sample_folder() / "A_65_496.zh.txt"
ENGLISH = sample_folder() / "A_65_496.en.txt"
FRENCH = sample_folder() / "A_65_496.fr.txt"
BINARY = bytes(range(256)) * 40


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def assert_refused(done: subprocess.CompletedProcess[str], *fragments: str, code: int = 1) -> None:
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("sixfold: ")
    assert done.stderr.endswith("\n")
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr
    for fragment in fragments:
        assert fragment in done.stderr


@pytest.fixture
def earlier(demo: Path, tmp_path: Path) -> Path:
    """A folder with the results of an earlier run."""
    return Path(shutil.copytree(demo, tmp_path / "earlier"))


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Files that are no documents."""
    made = {
        "empty": b"",
        "blank": b" \n\n\t\n",
        "binary": BINARY,
        "picture": b"\x89PNG\r\n" + BINARY,
    }
    folder = tmp_path / "files"
    folder.mkdir()
    for name, data in made.items():
        (folder / f"{name}.txt").write_bytes(data)
    return {name: folder / f"{name}.txt" for name in made} | {"missing": folder / "missing.txt"}


# align


@pytest.mark.parametrize(
    ("kind", "fragment"),
    [
        ("missing", "there is no file"),
        ("empty", "empty.txt is empty"),
        ("blank", "blank.txt is empty"),
        ("binary", "binary.txt is binary data"),
        ("picture", "picture.txt is a picture"),
    ],
)
def test_align_refuses_what_is_no_document(
    sixfold: Sixfold, files: dict[str, Path], earlier: Path, kind: str, fragment: str
) -> None:
    before = content(earlier)
    done = sixfold("align", f"zh={CHINESE}", f"en={files[kind]}", "--out", earlier)
    assert_refused(done, fragment)
    assert content(earlier) == before


@pytest.mark.parametrize(
    ("arguments", "fragments"),
    [
        ((f"zh={CHINESE}", f"e={ENGLISH}"), ("'e'",)),
        ((f"zh={CHINESE}", f"english={ENGLISH}"), ("'english'",)),
        ((f"zh={CHINESE}", f"en={FRENCH}"), ("A_65_496.fr.txt is in French", "English (en)")),
        ((f"ru={CHINESE}", f"en={ENGLISH}"), ("A_65_496.zh.txt is in Chinese", "Russian (ru)")),
        ((f"zh={CHINESE}",), ("1 language version was found, expected two or more",)),
        ((str(CHINESE),), ("is one file; expected two versions or more",)),
        ((f"zh={CHINESE}", f"zh={CHINESE}"), ("two files are given for 'zh'",)),
        ((f"zh={CHINESE}", f"ZH={CHINESE}"), ("two files are given for 'zh'",)),
        ((f"zh={CHINESE}", "A/65/496"), ("2 arguments were given",)),
        (("A/65/497",), ("no version of A/65/497 is at hand",)),
        (("no/such/thing",), ("'no/such/thing' is neither a symbol nor a folder",)),
        (("A/65/496", "--languages", "zh"), ("expected two or more",)),
        (("A/65/496", "--languages", "zh,zh"), ("two versions say they are in 'zh'",)),
        (("A/65/496", "--languages", "zh,de"), ("not at hand in de",)),
        (("A/65/496", "--languages", "zh,x"), ("'x'",)),
    ],
)
def test_align_refuses_wrong_arguments(
    sixfold: Sixfold, earlier: Path, arguments: tuple[str, ...], fragments: tuple[str, ...]
) -> None:
    before = content(earlier)
    assert_refused(sixfold("align", *arguments, "--out", earlier), *fragments)
    assert content(earlier) == before


def test_align_refuses_an_empty_folder(sixfold: Sixfold, tmp_path: Path, earlier: Path) -> None:
    (tmp_path / "nothing").mkdir()
    before = content(earlier)
    done = sixfold("align", tmp_path / "nothing", "--out", earlier)
    assert_refused(done, "nothing holds no document")
    assert content(earlier) == before


def test_a_refused_run_makes_no_folder(sixfold: Sixfold, tmp_path: Path) -> None:
    assert_refused(sixfold("align", "A/65/496", "--languages", "zh", "--out", tmp_path / "a" / "b"))
    assert not (tmp_path / "a" / "b").exists()


def test_align_into_a_file_is_wrong_usage(sixfold: Sixfold, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    done = sixfold("align", "A/65/496", "--out", tmp_path / "file")
    assert_refused(done, "--out", "is a file", code=2)
    assert (tmp_path / "file").read_bytes() == b"mine"


def test_align_into_a_folder_that_cannot_be_made(sixfold: Sixfold, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    done = sixfold("align", "A/65/496", "--out", tmp_path / "file" / "demo")
    assert_refused(done, "cannot be written", "choose another one with --out")
    assert (tmp_path / "file").read_bytes() == b"mine"


def test_nothing_is_moved_if_one_file_cannot_be(two_texts: dict[str, Path], tmp_path: Path) -> None:
    from sources import find_versions

    out = tmp_path / "out"
    (out / "report.html").mkdir(parents=True)
    (out / "letter.tmx").write_bytes(b"of an earlier run")
    with pytest.raises(OutputError, match=r"report\.html is a folder"):
        build_memory(find_versions(two_texts), out)
    assert content(out) == {"letter.tmx": b"of an earlier run"}
    assert sorted(path.name for path in out.iterdir()) == ["letter.tmx", "report.html"]


def test_a_fault_while_writing_leaves_earlier_files_alone(
    two_texts: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sources import find_versions

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    out = tmp_path / "out"
    build_memory(find_versions(two_texts), out)
    before = content(out)
    monkeypatch.setattr("tmx.build.write_report_json", full)
    changed = two_texts["en"].read_text(encoding="utf-8").replace("session", "SESSION")
    two_texts["en"].write_text(changed, encoding="utf-8")
    with pytest.raises(OutputError, match="No space left on device"):
        build_memory(find_versions(two_texts), out)
    assert content(out) == before
    with pytest.raises(OutputError):
        build_memory(find_versions(two_texts), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_an_interrupt_leaves_earlier_files_alone(earlier: Path) -> None:
    before = content(earlier)
    # A shell that starts pytest in the background has it ignore interrupts; its children too.
    code = """
import signal
from tmx.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""
    running = subprocess.Popen(
        [sys.executable, "-c", code, "align", "A/65/496", "--out", str(earlier)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(tmx.__file__).parents[1])},
    )
    with running:
        while running.poll() is None and not list(earlier.glob(".sixfold-*")):
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate()
    assert running.returncode == 130
    assert out == ""
    assert err.strip() == "sixfold: interrupted; what was there before is unchanged"
    assert content(earlier) == before
    assert not list(earlier.glob(".*"))


# The other verbs on texts


@pytest.mark.parametrize("verb", ["extract", "segment"])
@pytest.mark.parametrize("kind", ["missing", "empty", "blank", "binary", "picture"])
def test_extract_and_segment_refuse_what_is_no_document(
    sixfold: Sixfold, files: dict[str, Path], verb: str, kind: str
) -> None:
    assert_refused(sixfold(verb, files[kind], "--language", "en"), kind)


@pytest.mark.parametrize("verb", ["extract", "segment"])
def test_extract_and_segment_refuse_a_wrong_language(sixfold: Sixfold, verb: str) -> None:
    assert_refused(sixfold(verb, ENGLISH, "--language", "e"), "'e'")
    assert_refused(sixfold(verb, ENGLISH, "--language", "ar"), "is in English", "Arabic (ar)")


@pytest.mark.parametrize("kind", ["missing", "empty", "binary"])
def test_beads_refuses_what_is_no_document(
    sixfold: Sixfold, files: dict[str, Path], kind: str
) -> None:
    languages = ("--source-language", "zh", "--target-language", "en")
    assert_refused(sixfold("beads", CHINESE, files[kind], *languages), kind)


@pytest.mark.parametrize("kind", ["missing", "empty", "binary"])
def test_beads_of_lines_refuses_what_holds_none(
    sixfold: Sixfold, files: dict[str, Path], kind: str
) -> None:
    options = ("--source-language", "zh", "--target-language", "en", "--segmented")
    assert_refused(sixfold("beads", CHINESE, files[kind], *options))


def test_beads_refuses_a_wrong_language(sixfold: Sixfold) -> None:
    wrong = ("--source-language", "zh", "--target-language", "e")
    assert_refused(sixfold("beads", CHINESE, ENGLISH, *wrong), "'e'")
    other = ("--source-language", "zh", "--target-language", "fr")
    assert_refused(sixfold("beads", CHINESE, ENGLISH, *other), "is in English", "French (fr)")


def test_beads_asks_for_a_model_that_knows_the_language(sixfold: Sixfold, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("Ein Satz.\n", encoding="utf-8")
    languages = ("--source-language", "de", "--target-language", "en", "--segmented")
    done = sixfold("beads", tmp_path / "a", tmp_path / "a", *languages)
    assert_refused(done, "does not know the language 'de'", "--model", "sentence-transformers")


def test_beads_refuses_vectors_that_do_not_fit(sixfold: Sixfold, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text("one\ntwo\n", encoding="utf-8")
    np.save(tmp_path / "good.npy", np.eye(2, 4, dtype=np.float32))
    np.save(tmp_path / "wide.npy", np.eye(2, 5, dtype=np.float32))
    np.save(tmp_path / "short.npy", np.eye(1, 4, dtype=np.float32))
    np.save(tmp_path / "nan.npy", np.full((2, 4), np.nan, dtype=np.float32))
    (tmp_path / "raw.npy").write_bytes(np.eye(2, 4, dtype=np.float32).tobytes())
    languages = ("--source-language", "en", "--target-language", "sw")
    files = (tmp_path / "a", tmp_path / "b")

    def beads(name: str) -> subprocess.CompletedProcess[str]:
        vectors = ("--source-vectors", tmp_path / "good.npy", "--target-vectors", tmp_path / name)
        return sixfold("beads", *files, *languages, "--segmented", *vectors)

    assert_refused(beads("wide.npy"), "4 dimensions", "target vectors 5")
    assert_refused(beads("short.npy"), "short.npy", "shape (1, 4)", "(2, d)")
    assert_refused(beads("nan.npy"), "nan.npy", "first for segment 0")
    assert_refused(beads("raw.npy"), "raw.npy", "not a .npy file")
    assert_refused(beads("none.npy"), "none.npy", "cannot be read")
    one = ("--source-vectors", tmp_path / "good.npy")
    done = sixfold("beads", *files, *languages, "--segmented", *one)
    assert done.returncode == 2
    assert "go together" in done.stderr
    done = sixfold("beads", *files, *languages, *one, "--target-vectors", tmp_path / "good.npy")
    assert done.returncode == 2
    assert "--segmented" in done.stderr


@pytest.mark.parametrize(
    "line", ["0 1", "0;1", "a\tb", "[0]:[x]", "0", "0.5\t1", "[0]", "[0]-[1]", "0\t1-2"]
)
def test_evaluate_names_a_malformed_line(sixfold: Sixfold, tmp_path: Path, line: str) -> None:
    gold, auto = tmp_path / "gold.tsv", tmp_path / "auto.txt"
    gold.write_text(f"0\t0\n{line}\n", encoding="utf-8")
    auto.write_text("[0]:[0]\n", encoding="utf-8")
    assert_refused(sixfold("evaluate", gold, auto), "gold.tsv, line 2", "is not a bead")
    assert_refused(sixfold("evaluate", auto, gold), "gold.tsv, line 2")


@pytest.mark.parametrize("kind", ["missing", "binary"])
def test_evaluate_refuses_what_is_no_text(
    sixfold: Sixfold, files: dict[str, Path], kind: str
) -> None:
    assert_refused(sixfold("evaluate", files[kind], ENGLISH), kind)


def test_evaluate_refuses_gold_without_a_bead(sixfold: Sixfold, files: dict[str, Path]) -> None:
    gold = sample_folder() / "gold" / "zh-en.tsv"
    assert_refused(sixfold("evaluate", files["empty"], gold), "empty.txt holds no bead")
    assert sixfold("evaluate", gold, files["empty"]).returncode == 0


def test_encode_refuses_and_leaves_the_earlier_file(
    sixfold: Sixfold, files: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / "vectors.npy"
    out.write_bytes(b"earlier")
    for kind in ("missing", "binary"):
        assert_refused(sixfold("encode", files[kind], "--out", out), kind)
    assert_refused(sixfold("encode", ENGLISH, "--out", out), "leave empty texts out")
    assert out.read_bytes() == b"earlier"
    unwritable = tmp_path / "vectors.npy" / "more.npy"
    assert_refused(sixfold("encode", "-", "--out", unwritable, stdin=b"one\n"), "cannot write")


@pytest.mark.slow  # loads the package that runs transformers
def test_a_model_that_is_not_at_hand_is_refused(sixfold: Sixfold, earlier: Path) -> None:
    before = content(earlier)
    wrong = ("--model", "nobody/nothing", "--offline")
    done = sixfold("align", "A/65/496", "--out", earlier, *wrong)
    assert_refused(done, "nobody/nothing")
    assert content(earlier) == before


# The verbs on memories


READERS = (
    ("lookup", "裁军"),
    ("concordance", "裁军"),
    ("search", "裁军", "--from", "zh"),
    ("terms",),
    ("report",),
    ("export", "out.tmx"),
)


@pytest.mark.parametrize("words", READERS, ids=lambda words: words[0])
@pytest.mark.parametrize("kind", ["missing", "empty", "binary"])
def test_what_is_no_memory_is_refused(
    sixfold: Sixfold,
    files: dict[str, Path],
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    kind: str,
) -> None:
    folder = files[kind].parent
    monkeypatch.chdir(folder)
    before = content(folder)
    verb, *rest = words
    assert_refused(sixfold(verb, files[kind], *rest), kind)
    assert content(folder) == before


@pytest.fixture
def damaged(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A memory whose head is whole and all that follows is gone, in the current folder."""
    data = (demo / "memory.db").read_bytes()
    (tmp_path / "damaged.db").write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "damaged.db"


@pytest.mark.parametrize("words", READERS, ids=lambda words: words[0])
def test_a_damaged_memory_is_refused(
    sixfold: Sixfold, damaged: Path, words: tuple[str, ...]
) -> None:
    verb, *rest = words
    assert_refused(sixfold(verb, damaged, *rest), "damaged.db")
    assert list(damaged.parent.iterdir()) == [damaged]


@pytest.mark.parametrize("verb", ["terms", "report"])
def test_a_folder_without_results_is_refused(sixfold: Sixfold, tmp_path: Path, verb: str) -> None:
    assert_refused(sixfold(verb, tmp_path), "sixfold align")


@pytest.mark.parametrize("text", ["", "not json", "[]", "{}", '{"format": "sixfold-report"}'])
def test_a_damaged_report_is_refused(sixfold: Sixfold, tmp_path: Path, text: str) -> None:
    (tmp_path / "report.json").write_text(text, encoding="utf-8")
    assert_refused(sixfold("report", tmp_path), "report.json")


@pytest.mark.parametrize("verb", ["lookup", "concordance", "search"])
def test_a_wrong_language_is_refused(sixfold: Sixfold, demo: Path, verb: str) -> None:
    option = "--from" if verb == "search" else "--language"
    assert_refused(sixfold(verb, demo / "memory.db", "裁军", option, "x"), "'x'")


def broken_exchange_files(folder: Path, demo: Path) -> list[Path]:
    whole = (demo / "A_65_496.tmx").read_bytes()
    texts = {
        "cut.tmx": whole[: len(whole) // 2],
        "empty.tmx": b"",
        "binary.tmx": BINARY,
        "other.tmx": b"<html><body/></html>",
        "entity.tmx": b'<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n' + whole[39:],
        "cut.tbx": (demo / "A_65_496.tbx").read_bytes()[:5000],
        "binary.csv": BINARY,
        "no languages.csv": b"a,b\n1,2\n",
        "unknown.xyz": b"something",
    }
    for name, data in texts.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in texts] + [folder / "missing.tmx"]


def test_damaged_files_are_not_imported_and_the_memory_stays_as_it_was(
    sixfold: Sixfold, demo: Path, tmp_path: Path
) -> None:
    memory = Path(shutil.copy(demo / "memory.db", tmp_path / "own.db"))
    with Memory.open(memory) as opened:
        before = tuple(opened.units()), tuple(opened.termbase.entries())
    for file in broken_exchange_files(tmp_path, demo):
        assert_refused(sixfold("import", memory, file), file.name)
        with Memory.open(memory) as opened:
            assert (tuple(opened.units()), tuple(opened.termbase.entries())) == before
        fresh = tmp_path / "fresh.db"
        assert_refused(sixfold("import", fresh, file), file.name)
        assert not fresh.exists()
    assert not list(tmp_path.glob("*.db-*"))


def test_import_into_what_is_no_memory_leaves_it_alone(
    sixfold: Sixfold, demo: Path, files: dict[str, Path], tmp_path: Path
) -> None:
    source = demo / "A_65_496.tmx"
    assert_refused(sixfold("import", files["binary"], source), "binary.txt")
    assert files["binary"].read_bytes() == BINARY
    assert_refused(sixfold("import", files["binary"] / "below.db", source), "below.db")
    assert_refused(sixfold("import", tmp_path, source))


def test_export_that_fails_leaves_the_earlier_file(
    sixfold: Sixfold, demo: Path, files: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / "out.tmx"
    out.write_bytes(b"earlier")
    assert_refused(sixfold("export", files["binary"], out), "binary.txt")
    assert_refused(sixfold("export", demo / "memory.db", tmp_path / "out.xyz"), "out.xyz")
    assert_refused(sixfold("export", demo / "memory.db", out / "below.tmx"), "below.tmx")
    assert_refused(
        sixfold("export", demo / "memory.db", tmp_path / "all.utf8"), "source and target"
    )
    assert_refused(sixfold("terms", demo, "--out", tmp_path / "terms.xyz"), "terms.xyz")
    assert_refused(sixfold("terms", demo, "--out", out / "terms.tbx"), "terms.tbx")
    assert out.read_bytes() == b"earlier"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["files", "out.tmx"]


# Usage


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        (("algn", "A/65/496"), "There is no verb 'algn'. Did you mean 'align'?"),
        (("fetch",), "SYMBOL"),
        (("align",), "WHAT"),
        (("align", "A/65/496"), "--out"),
        (("align", "A/65/496", "--out", "x", "--nothing"), "--nothing"),
        (("align", "A/65/496", "--out", "x", "--largest-bead", "9"), "--largest-bead"),
        (("align", "A/65/496", "--out", "x", "--folder", "no/such"), "no/such"),
        (("beads", "a", "b"), "--source-language"),
        (("search", "memory.db", "text"), "--from"),
        (("search", "memory.db", "text", "--from", "zh", "--minimum", "101"), "--minimum"),
        (("report", "demo", "--fail-under", "1.5"), "--fail-under"),
        (("export", "memory.db", "x.tmx", "--status", "fine"), "--status"),
        (("import", "memory.db"), "FILES"),
    ],
)
def test_wrong_usage_is_one_sentence_that_names_the_help(
    sixfold: Sixfold,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: tuple[str, ...],
    fragment: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert_refused(sixfold(*arguments), fragment, "--help'", code=2)
    assert list(tmp_path.iterdir()) == []


def test_a_process_of_its_own_says_the_same(sixfold: Sixfold, process: Sixfold) -> None:
    for words in (("segment", "missing.txt"), ("algn",), ("align", "A/65/497", "--out", "x")):
        own, same = process(*words), sixfold(*words)
        assert (own.returncode, own.stdout, own.stderr) == (
            same.returncode,
            same.stdout,
            same.stderr,
        )
        assert_refused(own, code=own.returncode)


def test_a_reader_that_stops_early_is_no_fault() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tmx.cli", "extract", CHINESE, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(tmx.__file__).parents[1])},
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode == 128 + signal.SIGPIPE
