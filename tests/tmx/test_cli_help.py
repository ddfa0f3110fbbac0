"""Every verb that is promised is there, and says what it does."""

import re
import subprocess
from collections.abc import Callable

import pytest

from align.version import VERSION

Sixfold = Callable[..., subprocess.CompletedProcess[str]]
VERBS = (
    "align",
    "beads",
    "concordance",
    "corpus",
    "encode",
    "evaluate",
    "export",
    "extract",
    "fetch",
    "import",
    "lookup",
    "penalties",
    "report",
    "search",
    "segment",
    "serve",
    "termbase",
    "terms",
    "train",
)


def test_help_lists_the_verbs_and_no_other(sixfold: Sixfold) -> None:
    done = sixfold("--help")
    assert (done.returncode, done.stderr) == (0, "")
    listed = done.stdout.partition("Verbs:\n")[2]
    assert tuple(re.findall(r"^  (\w+)  ", listed, re.MULTILINE)) == VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example(sixfold: Sixfold, verb: str) -> None:
    done = sixfold(verb, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Usage: sixfold {verb} ")
    assert f"sixfold {verb} " in done.stdout.partition("Example")[2]
    undocumented = re.findall(
        r"^  (?:-\w, )?(--[\w-]+)(?: \[?[A-Z.|\]]+)?$\n(?!   )", done.stdout, re.MULTILINE
    )
    assert undocumented == []


def test_no_verb_at_all_shows_the_help(process: Sixfold) -> None:
    done = process()
    assert done.returncode == 2
    assert "Usage: sixfold" in done.stdout + done.stderr


def test_version(sixfold: Sixfold) -> None:
    assert sixfold("--version").stdout == f"sixfold, version {VERSION}\n"
