"""`sixfold align FOLDER`: one document or several, what was paired, what is missing or old."""

import subprocess
from collections.abc import Callable
from pathlib import Path

CLEAN = Path(__file__).parents[1] / "data" / "sample" / "clean"
Sixfold = Callable[..., subprocess.CompletedProcess[str]]


def put(folder: Path, name: str, language: str) -> None:
    """Put the first paragraphs of the sample into a file."""
    lines = (CLEAN / f"{language}.txt").read_text(encoding="utf-8").splitlines()[:14]
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("\n\n".join(lines) + "\n", encoding="utf-8")


def test_what_was_paired_is_said(sixfold: Sixfold, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    put(folder, "report.en.txt", "en")
    put(folder, "report.fr.txt", "fr")
    put(folder, "something.txt", "ru")
    done = sixfold("align", folder, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "report: en report.en.txt, fr report.fr.txt; no zh, es, ru, ar" in done.stderr
    assert "something.txt is left out: no other version of it than ru" in done.stderr
    assert (tmp_path / "out" / "report.en-fr.tmx").exists()


def test_several_documents_get_a_folder_each(sixfold: Sixfold, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    for name in ("A_65_496", "A_65_497"):
        put(folder, f"{name}.en.txt", "en")
        put(folder, f"{name}.fr.txt", "fr")
    out = tmp_path / "out"
    done = sixfold("align", folder, "--out", out)
    assert done.returncode == 0, done.stderr
    assert (out / "A_65_496" / "A_65_496.en-fr.tmx").exists()
    assert (out / "A_65_497" / "A_65_497.en-fr.tmx").exists()
    assert (out / "memory.db").exists()


def test_files_of_an_earlier_run_are_told(sixfold: Sixfold, tmp_path: Path) -> None:
    folder, out = tmp_path / "letters", tmp_path / "out"
    for language in ("en", "fr", "es"):
        put(folder, f"report.{language}.txt", language)
    assert "earlier run" not in sixfold("align", folder, "--out", out).stderr
    before = (out / "report.en-es.tmx").read_bytes()
    done = sixfold("align", folder, "--languages", "en,fr", "--out", out)
    assert "report.en-es.glossary.utf8, report.en-es.tmx; remove them" in done.stderr
    assert (out / "report.en-es.tmx").read_bytes() == before
