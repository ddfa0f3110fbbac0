"""The OmegaT project: every unit once, in the folder its confidence says."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tmx.formats.errors import FormatError
from tmx.formats.omegat import OmegatReport, write_omegat_project
from tmx.formats.tmx14 import read_tmx
from tmx.model import (
    ConceptEntry,
    Header,
    LanguageSection,
    Property,
    PropertyType,
    Term,
    TranslationUnit,
    UnitStatus,
    Variant,
)

Sixfold = Callable[..., object]

HEADER = Header(source_language="zh", creation_tool_version="1")
ENTRY = ConceptEntry(
    id="c1",
    languages=(
        LanguageSection(language="zh", terms=(Term(text="裁军"),)),
        LanguageSection(language="en", terms=(Term(text="disarmament"),)),
    ),
)


def unit(number: int, confidence: str | None, status: str | None = None) -> TranslationUnit:
    told = ((PropertyType.CONFIDENCE, confidence), (PropertyType.STATUS, status))
    return TranslationUnit(
        tuid=f"u{number}",
        properties=tuple(Property(type=str(type_), text=text) for type_, text in told if text),
        variants=(
            Variant.plain("zh", f"这是第{number}个句子。"),
            Variant.plain("en", f"This is sentence number {number}."),
        ),
    )


UNITS = (
    unit(1, "0.99"),
    unit(2, "0.92"),
    unit(3, "0.85"),
    unit(4, "0.8"),
    unit(5, "0.05"),
    unit(6, None),
    unit(7, "0.3", UnitStatus.ACCEPTED),
    unit(8, "0.99", UnitStatus.REJECTED),
    TranslationUnit(tuid="u9", variants=(Variant.plain("zh", "无"),)),
)


def write(
    folder: Path, units: Callable[[], Iterable[TranslationUnit]], entries: list[ConceptEntry]
) -> OmegatReport:
    return write_omegat_project(
        folder,
        name="memory",
        units=units,
        entries=entries,
        header=HEADER,
        target_language="en",
    )


def layout(folder: Path) -> dict[str, list[str]]:
    return {
        path.parent.relative_to(folder).as_posix(): [
            each.tuid or "" for each in read_tmx(path).units
        ]
        for path in sorted(folder.rglob("memory.tmx"))
    }


def test_units_go_where_their_confidence_says(tmp_path: Path) -> None:
    report = write(tmp_path / "p", lambda: UNITS, [ENTRY])
    assert layout(tmp_path / "p") == {
        "tm": ["u2", "u6"],
        "tm/auto": ["u1", "u7"],
        "tm/penalty-20": ["u3", "u4"],
        "tm/penalty-90": ["u5"],
    }
    assert (report.rejected, report.incomplete, report.glossary_lines) == (1, 1, 1)
    assert dict(report.units) == {"tm": 2, "tm/auto": 2, "tm/penalty-20": 2, "tm/penalty-90": 1}
    glossary = tmp_path / "p" / "glossary" / "memory.utf8"
    assert glossary.read_text("utf-8") == "裁军\tdisarmament\n"


def test_a_second_run_leaves_no_unit_twice_and_settings_alone(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    write(folder, lambda: UNITS, [ENTRY])
    (folder / "omegat.project").write_text("mine")
    (folder / "tm" / "theirs.tmx").write_text("theirs")
    write(folder, lambda: (unit(3, "0.99"),), [ENTRY])
    assert layout(folder) == {"tm/auto": ["u3"]}
    assert (folder / "omegat.project").read_text() == "mine"
    assert (folder / "tm" / "theirs.tmx").exists()


def test_a_file_in_the_way_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("")
    with pytest.raises(FormatError, match="cannot make the folders"):
        write(tmp_path / "p", lambda: UNITS, [])


def run_omegat(folder: Path, home: Path) -> list[list[str]]:
    """Run OmegaT on a project; return what the probe tells, cut at its tabs."""
    probe = Path(__file__).parents[1] / "data" / "omegat" / "probe.groovy"
    done = subprocess.run(
        ["omegat", str(folder), "--mode=console-translate", "--quiet", f"--script={probe}"],  # noqa: S607
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not re.search(r"TMXR_(ERROR|WARNING)", done.stderr), done.stderr
    return [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]


def memories(folder: Path, told: list[list[str]]) -> dict[str, int]:
    """Return how many units OmegaT holds of each folder."""
    return {
        Path(path).parent.relative_to(folder).as_posix(): int(count)
        for kind, path, count in (line for line in told if line[0] == "MEMORY")
    }


needs_omegat = pytest.mark.skipif(
    shutil.which("omegat") is None, reason="OmegaT (Debian package omegat) is not installed"
)


@pytest.mark.slow
@needs_omegat
def test_omegat_loads_all_fills_from_auto_and_lowers_doubtful_units(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    write(folder, lambda: UNITS, [ENTRY])
    (folder / "source" / "a.txt").write_text("这是第1个句子。\n\n这是第3个句子。\n", "utf-8")
    told = run_omegat(folder, tmp_path)
    assert memories(folder, told) == {"tm": 2, "tm/auto": 2, "tm/penalty-20": 2, "tm/penalty-90": 1}
    assert ["TERM", "裁军", "disarmament"] in told
    scores = {
        int(line[3])
        for line in told
        if line[0] == "MATCH" and line[1] == line[2] == "这是第3个句子。"
    }
    assert scores == {80}
    translated = (folder / "target" / "a.txt").read_text("utf-8")
    assert translated == "This is sentence number 1.\n\n这是第3个句子。\n"


@pytest.mark.slow
@needs_omegat
@pytest.mark.parametrize("target", ["en", "fr", "es", "ru", "ar"])
def test_omegat_takes_the_whole_sample(
    tmp_path: Path, demo: Path, sixfold: Sixfold, target: str
) -> None:
    folder = tmp_path / "p"
    asked = ("--omegat-project", folder, "--languages", f"zh,{target}")
    sixfold("export", demo / "memory.db", *asked)
    # A unit may be several sentences, so this project is translated by paragraphs.
    settings = (folder / "omegat.project").read_text("utf-8")
    by_paragraph = settings.replace("<sentence_seg>true", "<sentence_seg>false")
    (folder / "omegat.project").write_text(by_paragraph, "utf-8")
    written = {
        path.parent.relative_to(folder).as_posix(): read_tmx(path).units
        for path in folder.rglob("memory.tmx")
    }
    units = [unit for folded in written.values() for unit in folded]
    pairs = [tuple(text_of(unit, language) for language in ("zh", target)) for unit in units]
    sources = [source for source, _ in pairs]
    (folder / "source" / "a.txt").write_text("\n\n".join(sources), "utf-8")
    told = run_omegat(folder, tmp_path)
    assert memories(folder, told) == {name: len(units) for name, units in written.items()}
    glossary = (folder / "glossary" / "memory.utf8").read_text("utf-8")
    lines = [line.split("\t")[:2] for line in glossary.splitlines() if line[0] != "#"]
    assert [line[1:3] for line in told if line[0] == "TERM"] == lines
    filled = {text_of(unit, "zh"): text_of(unit, target) for unit in written["tm/auto"]}
    assert len(filled) > 40
    translated = (folder / "target" / "a.txt").read_text("utf-8").split("\n\n")
    assert translated == [filled.get(source, source) for source in sources]


def text_of(unit: TranslationUnit, language: str) -> str:
    variant = unit.variant(language)
    assert variant is not None
    return variant.text
