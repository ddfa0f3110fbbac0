"""Texts that come without their paragraphs, from an imported file, still tell their numbers."""

from pathlib import Path

import pytest

from tmx.labels import number_at_head
from tmx.model import TranslationUnit, Variant
from tmx.report_of import report_of
from tmx.store.document_rows import read_page
from tmx.store.memory import Memory


@pytest.mark.parametrize(
    ("text", "number", "length"),
    [
        ("12. The Committee met.", "12", 3),
        ("12 - اجتمعت اللجنة.", "12", 4),
        ("12.委员会举行了会议。", "12", 3),
        ("12.5 per cent of it", None, 0),
        ("5 October 2010", None, 0),
        ("(i) the first", None, 0),
    ],
)
def test_numbers_at_the_head(text: str, number: str | None, length: int) -> None:
    assert number_at_head(text) == (number, length)


def test_a_wrong_number_in_an_imported_memory_is_told_once(tmp_path: Path) -> None:
    file = tmp_path / "memory.db"
    with Memory.build(file) as memory:
        memory.add_units(
            [
                TranslationUnit(
                    variants=(
                        Variant.plain("en", f"{at}. Paragraph of some length."),
                        Variant.plain("fr", f"{at + (at == 4)}. Paragraphe assez long."),
                    )
                )
                for at in range(1, 9)
            ],
            "memory.tmx",
        )
    findings = [each for each in report_of(file)["findings"] if each["check"] == "para"]
    assert [(each["row"], each["message"]) for each in findings] == [
        (3, "French has label 5 where others have label 4")
    ]
    with Memory.open(file) as memory:
        (row,) = read_page(memory, "memory.tmx", limit=1)
        assert row.cells["en"][0].number == "1"
