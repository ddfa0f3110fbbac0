"""What people approve in a termbase is asked of translations and stays when aligned anew."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sources import read_document
from tmx.cli.main import sixfold
from tmx.store.memory import Memory
from tmx.terms import terms_of_document
from tmx.units import UNVERIFIED

CHINESE = (
    "会员国讨论了核查制度。",
    "核查制度应当得到加强。",
    "秘书长介绍了核查制度的现状。",
    "会议于下午六时结束。",
)
ENGLISH = (
    "Member States discussed the verification regime.",
    "Inspections should be strengthened.",
    "The Secretary-General described the state of the verification regime.",
    "The meeting rose at 6 p.m.",
)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(sixfold, [str(each) for each in arguments], catch_exceptions=False)


def align(folder: Path) -> Path:
    texts = folder / "texts"
    texts.mkdir(exist_ok=True)
    versions = []
    for language, lines in (("zh", CHINESE), ("en", ENGLISH)):
        file = texts / f"note.{language}.txt"
        file.write_text("\n\n".join(lines), encoding="utf-8")
        versions.append(f"{language}={file}")
    result = run("align", *versions, "--out", folder / "out")
    assert result.exit_code == 0, result.output
    return folder / "out"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return align(tmp_path)


def identifier_of(out: Path, term: str) -> str:
    with Memory.open(out / "memory.db") as memory:
        return next(
            entry.id
            for entry in memory.termbase.entries()
            if term in [each.text for each in entry.terms("zh")]
        )


def term_findings(report: str) -> list[tuple[int, list[str]]]:
    findings = [each for each in json.loads(report)["findings"] if each["check"] == "term"]
    assert all("verification regime" in each["message"] for each in findings)
    return [(each["row"], each["languages"]) for each in findings]


EXPECTED = [(1, ["zh", "en"])]


def test_an_approved_term_reaches_the_report_of_a_memory(out: Path) -> None:
    memory = out / "memory.db"
    assert term_findings(run("report", memory, "--json").stdout) == []
    run("termbase", "approve", out, identifier_of(out, "核查制度"))
    assert term_findings(run("report", memory, "--json").stdout) == EXPECTED


def test_an_approved_term_reaches_the_next_alignment_and_stays(out: Path) -> None:
    identifier = identifier_of(out, "核查制度")
    run("termbase", "approve", out, identifier)
    align(out.parent)
    assert term_findings((out / "report.json").read_text(encoding="utf-8")) == EXPECTED
    with Memory.open(out / "memory.db") as memory:
        entry = memory.termbase.entry(identifier)
        assert entry is not None
        assert entry.approved
        assert entry.known
        assert len(entry.evidence) == 3
        identifiers = [each.id for each in memory.termbase.entries()]
    assert len(set(identifiers)) == len(identifiers)


def test_a_withdrawn_approval_asks_for_nothing(out: Path) -> None:
    identifier = identifier_of(out, "核查制度")
    run("termbase", "approve", out, identifier)
    run("termbase", "approve", out, identifier, "--withdraw")
    assert term_findings(run("report", out / "memory.db", "--json").stdout) == []


def test_a_glossary_of_the_users_own_is_asked_for_without_more_ado(out: Path) -> None:
    own = out.parent / "own.csv"
    own.write_text("zh,en\n核查制度,verification regime\n", encoding="utf-8")
    assert run("import", out / "memory.db", own, "--terms").exit_code == 0
    assert term_findings(run("report", out / "memory.db", "--json").stdout) == EXPECTED
    align(out.parent)
    assert term_findings((out / "report.json").read_text(encoding="utf-8")) == EXPECTED


def test_what_the_glossary_is_not_sure_of_says_so(tmp_path: Path) -> None:
    file = tmp_path / "note.en.txt"
    file.write_text("Rules on dirty bombs, reprocessing and plutonium.", encoding="utf-8")
    entries = {entry.id: entry for entry in terms_of_document(read_document(file, "en"))}
    assert entries["reprocessing"].notes == (UNVERIFIED,)
    assert entries["plutonium"].notes == ()
