"""XLIFF of both versions: back as it was, read by others."""

import io

import pytest
from lxml import etree

from tmx.formats.errors import FormatError, Strictness
from tmx.formats.xliff import XliffReader, XliffVersion, write_xliff
from tmx.model import Note, Property, TranslationUnit, Variant

UNITS = (
    TranslationUnit(
        tuid="A/65/496 1",
        notes=(Note(text="a <note>"),),
        properties=(
            Property(type="x-symbol", text="A/65/496"),
            Property(type="x-confidence", text="0.9"),
            Property(type="x-status", text="accepted"),
        ),
        variants=(Variant.plain("zh", "裁军 & 谈判 "), Variant.plain("en", "  two\nlines")),
    ),
    TranslationUnit(variants=(Variant.plain("zh", "二"), Variant.plain("en", "two"))),
)
PAIR = "<segment><source>a</source><target>b</target></segment>"
ALONE = TranslationUnit(variants=(Variant.plain("zh", "三"),))


def written(version: XliffVersion) -> bytes:
    stream = io.BytesIO()
    report = write_xliff(stream, (*UNITS, ALONE), "zh", "en", version=version)
    assert (report.units, report.incomplete) == (2, 1)
    return stream.getvalue()


@pytest.mark.parametrize("version", XliffVersion)
def test_units_come_back(version: XliffVersion) -> None:
    with XliffReader(io.BytesIO(written(version))) as reader:
        assert tuple(reader) == UNITS
        assert reader.log.problems == ()


@pytest.mark.parametrize("version", XliffVersion)
def test_identifiers_are_unique_name_tokens(version: XliffVersion) -> None:
    root = etree.fromstring(written(version))
    found = [each.get("id") for each in root.iter("{*}unit", "{*}trans-unit")]
    assert found == ["u1-A_65_496_1", "u2"]


def test_translate_toolkit_reads_version_one() -> None:
    xlifffile = pytest.importorskip("translate.storage.xliff").xlifffile
    store = xlifffile.parsestring(written(XliffVersion.V1))
    assert [each.target for each in store.units][1] == "two"


def test_codes_are_counted_and_words_in_marks_kept() -> None:
    data = """<xliff version="1.2"><file source-language="en" target-language="FR-fr"><body>
<trans-unit id="t1"><source>a <g id="1">bold <x id="2"/></g>word</source>
<target>x</target></trans-unit>
<trans-unit id="t2"><source>untranslated</source></trans-unit></body></file></xliff>"""
    with XliffReader(io.BytesIO(data.encode())) as reader:
        (unit,) = reader
        assert [each.text for each in unit.variants] == ["a bold word", "x"]
        assert unit.languages == ("en", "fr-FR")
        assert [(each.reason, each.unit) for each in reader.log.problems] == [
            ("inline code", "t1"),
            ("segment without translation", "t2"),
        ]
    with pytest.raises(FormatError, match="inline code"):
        list(XliffReader(io.BytesIO(data.encode()), strictness=Strictness.FAIL))


def test_segments_of_a_unit_are_units() -> None:
    data = """<xliff version="2.0" srcLang="en" trgLang="fr"
 xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="f"><unit id="u" name="n">
<segment><source>a</source><target>b</target></segment>
<segment><source>c</source><target>d</target></segment></unit></file></xliff>"""
    assert [each.tuid for each in XliffReader(io.BytesIO(data.encode()))] == ["n-1", "n-2"]


def test_segments_marked_within_a_unit_are_units() -> None:
    data = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"
 xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0"><file source-language="en-US"
 target-language="fr-FR"><body><trans-unit id="t"><source>One. Two. Three.</source>
<seg-source><g id="4"><mrk mtype="seg" mid="1">One.</mrk> <mrk mtype="seg" mid="2">Two.</mrk>
 <mrk mtype="seg" mid="3">Three.</mrk></g></seg-source>
<target><g id="4"><mrk mtype="seg" mid="2">Deux.</mrk>
 <mrk mtype="seg" mid="1">Un.</mrk></g></target>
<sdl:seg-defs><sdl:seg id="1" conf="Translated"/></sdl:seg-defs></trans-unit></body></file></xliff>
"""
    with XliffReader(io.BytesIO(data.encode())) as reader:
        texts = [tuple(each.text for each in unit.variants) for unit in reader]
        assert texts == [("One.", "Un."), ("Two.", "Deux.")]
        assert [each.reason for each in reader.log.problems] == ["segment without translation"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("<tmx/>", "not XLIFF"),
        ("<html><file/></html>", "not 'xliff'"),
        ("<xliff><file source-language='english language'/></xliff>", "expected a language tag"),
        (
            f"<xliff><file><unit>{PAIR}</unit></file></xliff>",
            "does not say both its languages",
        ),
        ("<!DOCTYPE xliff [<!ENTITY x 'y'>]><xliff/>", "declares the entity"),
        ("<xliff>", "not well-formed"),
    ],
)
def test_files_that_are_no_xliff_are_refused(data: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        list(XliffReader(io.BytesIO(data.encode())))
