"""Units as each tool wants them: nothing else changes, and what is left out is counted."""

import io

import pytest

from tmx.formats.flavours import FLAVOURS, FlavourReport, fit_header, fit_units
from tmx.formats.tmx14 import read_tmx, write_tmx
from tmx.model import Header, Property, TranslationUnit, Variant

HEADER = Header(source_language="zh")
UNITS = (
    TranslationUnit(
        tuid="u1",
        properties=(
            Property(type="x-symbol", text="A/65/496"),
            Property(type="x-own:Integer", text="1"),
            Property(type="other", text="2"),
        ),
        variants=(
            Variant.plain("zh", "裁军"),
            Variant.plain("en", "disarmament"),
            Variant.plain("es-419", "desarme"),
        ),
    ),
    TranslationUnit(tuid="u2", variants=(Variant.plain("zh", "二"), Variant.plain("fr", "deux"))),
    TranslationUnit(
        tuid="u3", variants=(Variant.plain("zh", "长"), Variant.plain("en", "x" * 2001))
    ),
)


def fitted(name: str) -> tuple[list[TranslationUnit], FlavourReport]:
    report = FlavourReport()
    units = fit_units(UNITS, FLAVOURS[name], report, source_language="zh", target_language="en")
    return list(units), report


@pytest.mark.parametrize("name", ["generic", "omegat"])
def test_plain_flavours_change_nothing(name: str) -> None:
    units, report = fitted(name)
    assert tuple(units) == UNITS
    assert (report.incomplete, report.too_long) == (0, 0)


def test_trados_gets_two_languages_with_regions_and_typed_fields() -> None:
    units, report = fitted("trados")
    assert [unit.tuid for unit in units] == ["u1"]
    assert units[0].languages == ("zh-CN", "en-GB")
    assert [each.type for each in units[0].properties] == [
        "x-symbol:SingleString",
        "x-own:Integer",
        "other",
    ]
    assert (report.incomplete, report.too_long) == (1, 1)


def test_memoq_keeps_all_languages_and_given_regions() -> None:
    units, _ = fitted("memoq")
    assert units[0].languages == ("zh-CN", "en-GB", "es-419")


@pytest.mark.parametrize("name", FLAVOURS)
def test_the_source_is_spelled_in_the_header_as_in_the_units(name: str) -> None:
    units, _ = fitted(name)
    stream = io.BytesIO()
    write_tmx(stream, fit_header(HEADER, FLAVOURS[name]), units, level=FLAVOURS[name].level)
    stream.seek(0)
    document = read_tmx(stream)
    for unit in document.units:
        assert document.header.source_language in unit.languages


def test_two_languages_need_a_target() -> None:
    with pytest.raises(ValueError, match="trados takes two languages"):
        next(fit_units(UNITS, FLAVOURS["trados"], FlavourReport(), source_language="zh"))
