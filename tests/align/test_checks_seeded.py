"""Errors put into clean aligned text are found, and clean text is left in peace.

`benchmarks.checks` measures the same with more seeds. Nothing may be tuned on any text but `tuned`.
"""

import random
from collections import Counter

import pytest

from align.checks import CHECKS, Severity
from benchmarks.checks import block_is_found, false_flags, found
from benchmarks.seeded import LANGUAGES, TEXTS, Draft
from benchmarks.seeded_kinds import KINDS, Kind

SETTINGS = [
    *((text, LANGUAGES) for text in TEXTS),
    ("fresh", ("zh", "en")),
    ("fresh", ("en", "ar")),
]
NAMES = [f"{text}-{len(languages)}-{languages[0]}" for text, languages in SETTINGS]
SLIPS = "run"  # few fit into a text, so it takes several texts to count them


@pytest.mark.parametrize(("text", "languages"), SETTINGS, ids=NAMES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_errors_are_found(kind: Kind, text: str, languages: tuple[str, ...]) -> None:
    hits = total = 0
    for seed in range(5 if kind.check == SLIPS and text != "tuned" else 1):
        draft = Draft.of(text, languages)
        places = kind.damage(draft, random.Random(seed))
        hits += len(found(kind, draft, places))
        total += len(places)
    if not total:
        pytest.skip("the text holds nothing that could be damaged in this way")
    assert hits >= kind.floor * total


@pytest.mark.parametrize("moved", [False, True], ids=["missing", "moved"])
@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_blocks_missing_or_moved_are_found(language: str, moved: bool) -> None:  # noqa: FBT001
    assert block_is_found("fresh", ("en", language), 1, moved=moved)


@pytest.mark.parametrize(("text", "languages"), SETTINGS, ids=NAMES)
def test_clean_text_is_left_in_peace(text: str, languages: tuple[str, ...]) -> None:
    """At most 3 errors and warnings in 100 clean rows; measured: no error, 2.3 warnings at most."""
    rows, findings = false_flags(text, languages)
    counts = Counter(finding.severity for finding in findings)
    assert counts[Severity.ERROR] == 0
    assert counts[Severity.WARNING] <= 0.03 * rows


def test_every_check_has_its_seeded_errors() -> None:
    assert {check.id for check in CHECKS} == {kind.check for kind in KINDS} | {"block"}
