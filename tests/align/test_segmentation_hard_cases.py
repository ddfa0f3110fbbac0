from collections.abc import Iterator
from pathlib import Path

import pytest

from align.segmentation import segmenter_for

CASES = Path(__file__).parents[1] / "data" / "sources" / "sentences"


def cases() -> Iterator[object]:
    for file in sorted(CASES.glob("*.txt")):
        lines = file.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            if not line.startswith("#"):
                marks = [pytest.mark.xfail(reason="known miss")] if line.startswith("!") else []
                yield pytest.param(
                    file.stem, line.lstrip("!"), id=f"{file.stem}-{number}", marks=marks
                )


@pytest.mark.parametrize(("language", "line"), list(cases()))
def test_hard_case(language: str, line: str) -> None:
    text = line.replace("¦", "")
    found = [text[start:end] for start, end in segmenter_for(language).spans(text)]
    assert [piece.strip() for piece in found] == [piece.strip() for piece in line.split("¦")]
