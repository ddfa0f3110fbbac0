"""`sixfold search` by meaning, and the filters of searches."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Sixfold = Callable[..., "CompletedProcess[str]"]


@pytest.fixture
def memory(demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo / "memory.db", tmp_path / "memory.db"))


def test_asked_in_spanish_the_chinese_is_found(sixfold: Sixfold, memory: Path) -> None:
    asked = ("search", memory, "resumen de la Presidencia", "--semantic", "--to", "zh", "--json")
    done = sixfold(*asked)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == 5
    assert all(set(each["texts"]) == {"zh"} for each in found)
    assert "主席" in found[0]["texts"]["zh"]
    scores = [each["score"] for each in found]
    assert scores == sorted(scores, reverse=True)
    # A second time there is nothing to prepare, the answer is the same, and nothing is written.
    made = memory.read_bytes()
    memory.chmod(0o444)
    assert sixfold(*asked).stdout == done.stdout
    assert memory.read_bytes() == made


def test_filters(sixfold: Sixfold, memory: Path) -> None:
    for verb in (("concordance", memory, "裁军"), ("search", memory, "desarme", "--semantic")):
        assert sixfold(*verb, "--symbol", "A/65/496").returncode == 0
        assert sixfold(*verb, "--symbol", "A/1/1").returncode == 1
        assert sixfold(*verb, "--until", "1990-01-01").returncode == 1
        sure = sixfold(*verb, "--limit", "1000", "--minimum-confidence", "0.99", "--json")
        confidences = [json.loads(line)["confidence"] for line in sure.stdout.splitlines()]
        assert confidences
        assert all(float(confidence) >= 0.99 for confidence in confidences)


def test_filters_of_a_look_up(sixfold: Sixfold, memory: Path) -> None:
    asked = ("lookup", memory, "裁军谈判会议", "--from", "zh", "--to", "en", "--json")
    first = json.loads(sixfold(*asked, "--symbol", "A/65/496").stdout.splitlines()[0])
    assert first["term"] == "裁军谈判会议"
    assert set(first["equivalents"]) == {"en"}
    sure = json.loads(sixfold(*asked, "--minimum-confidence", "0.99").stdout.splitlines()[0])
    assert 0 < len(sure["evidence"]) < len(first["evidence"])
    assert all(float(each["confidence"]) >= 0.99 for each in sure["evidence"])
    assert sixfold(*asked, "--symbol", "A/1/1").returncode == 1
    assert sixfold(*asked, "--since", "yesterday").returncode == 2


def test_a_hit_between_its_neighbours(sixfold: Sixfold, memory: Path) -> None:
    asked = ("concordance", memory, "裁军谈判会议", "--from", "zh", "--to", "en", "--limit", "3")
    lines = [json.loads(line) for line in sixfold(*asked, "--json").stdout.splitlines()]
    shown = sixfold(*asked).stdout
    for line in lines:
        for neighbour in filter(None, (line["before"], line["after"])):
            assert f"  ...  {neighbour}\n" in shown
    assert sum(bool(line["before"]) for line in lines) >= 2


def test_search_needs_a_language_or_meaning(sixfold: Sixfold, memory: Path) -> None:
    done = sixfold("search", memory, "text")
    assert done.returncode == 2
    assert "--from" in done.stderr
    assert "--semantic" in done.stderr
