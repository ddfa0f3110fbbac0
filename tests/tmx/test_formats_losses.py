"""What a format cannot hold is counted and told, in every format but TMX."""

from pathlib import Path

import pytest

from tmx.formats.registry import write_units
from tmx.model import Header, Inline, Note, Property, TranslationUnit, Variant

FULL = TranslationUnit(
    tuid="a",
    notes=(Note(text="n"),),
    variants=(
        Variant(language="en", content=("a", Inline(tag="ph", attributes=(("x", "1"),)))),
        Variant.plain("fr", "b"),
        Variant.plain("fr", "c"),
    ),
)
OFFICIAL = (Property(type="x-official", text="no"),)
PLAIN = TranslationUnit(
    tuid="b",
    variants=(
        Variant(language="en", content=("a",), properties=OFFICIAL),
        Variant.plain("fr", "b"),
    ),
)
ALONE = TranslationUnit(tuid="c", variants=(Variant.plain("en", "a"),))
CODES, SECOND, NOTES = "inline codes", "a second text", "notes or properties"


@pytest.mark.parametrize(
    ("name", "lost", "left"),
    [
        ("a.tmx", (), 0),
        ("a.csv", (CODES, SECOND, NOTES), 0),
        ("a.xlsx", (CODES, SECOND, NOTES), 0),
        ("a.parquet", (CODES, NOTES), 0),
        ("a.xliff", (CODES, SECOND), 1),
        ("a.xlf", (CODES, SECOND), 1),
        ("a.moses", (CODES, SECOND, NOTES), 1),
    ],
)
def test_losses_are_told(tmp_path: Path, name: str, lost: tuple[str, ...], left: int) -> None:
    header = Header(source_language="en")
    units = [FULL, PLAIN, ALONE, PLAIN]
    written = write_units(tmp_path / name, units, header=header, languages=("en", "fr"))
    told = [f"1 units have {each}" for each in lost]
    told += ["1 units left out: a language is missing"] * left
    assert written.count == 4 - left
    assert len(written.warnings) == len(told)
    assert all(
        warning.startswith(each) for warning, each in zip(written.warnings, told, strict=True)
    )
