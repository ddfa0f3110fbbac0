"""Termbases as MultiTerm exchanges them: written as described, read without losing terms."""

import io
from pathlib import Path

import pytest
from lxml import etree

from tmx.formats.errors import FormatError
from tmx.formats.multiterm import read_multiterm, write_multiterm
from tmx.formats.registry import read_concepts, write_concepts
from tmx.model import ConceptEntry, LanguageSection, Term, TermStatus

ENTRIES = (
    ConceptEntry(
        id="multiterm-1",
        subject_field="law & order",
        category="treaty",
        definition="material < 1",
        known=True,
        notes=("one", "two"),
        languages=(
            LanguageSection(
                language="zh",
                terms=(Term(text="裂变材料"), Term(text="旧", status=TermStatus.DEPRECATED)),
            ),
            LanguageSection(
                language="en",
                definition="what fissions",
                terms=(
                    Term(
                        text="fissile <material>",
                        status=TermStatus.PREFERRED,
                        context="Cut it off.",
                        source="A/65/496#12",
                        notes=("uncountable",),
                    ),
                ),
            ),
        ),
    ),
    ConceptEntry(
        id="multiterm-2",
        known=True,
        languages=(LanguageSection(language="ar", terms=(Term(text="نزع السلاح"),)),),
    ),
)


def test_termbases_come_back(tmp_path: Path) -> None:
    path = tmp_path / "terms.xml"
    assert write_concepts(path, ENTRIES, languages=()) == 2
    assert read_concepts(path) == ENTRIES


def test_the_structure_is_that_of_multiterm() -> None:
    stream = io.BytesIO()
    write_multiterm(stream, ENTRIES)
    root = etree.fromstring(stream.getvalue())
    assert root.tag == "mtf"
    assert root.xpath("conceptGrp/concept/text()") == ["1", "2"]
    languages = root.xpath("conceptGrp/languageGrp/language")
    assert [(each.get("type"), each.get("lang")) for each in languages] == [
        ("Chinese", "ZH"),
        ("English", "EN"),
        ("Arabic", "AR"),
    ]
    assert root.xpath("count(//languageGrp/termGrp/term)") == 4


def test_files_of_other_hands_are_read() -> None:
    data = (
        '<?xml version="1.0" encoding="UTF-16"?><mtf><conceptGrp><concept>12</concept>'
        "<transacGrp><transac type='origination'>me</transac><date>2020-01-01</date></transacGrp>"
        "<languageGrp><language type='English (UK)' lang='EN-GB'/><termGrp><term>aaa</term>"
        "<descripGrp><descrip type='Colour'>red</descrip></descripGrp></termGrp></languageGrp>"
        "<languageGrp><language type='French' lang='FR'/></languageGrp></conceptGrp>"
        "<conceptGrp><concept>13</concept></conceptGrp></mtf>"
    )
    (entry,) = read_multiterm(io.BytesIO(data.encode("utf-16")))
    assert entry.id == "multiterm-12"
    assert [each.language for each in entry.languages] == ["en-GB"]
    assert [term.text for term in entry.languages[0].terms] == ["aaa"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("<tbx/>", "does not begin with 'mtf'"),
        ("<mtf><conceptGrp></mtf>", "not well-formed"),
        ("<mtf><conceptGrp><languageGrp><language lang='12'/></languageGrp></conceptGrp></mtf>",
         "line 1: a language has the code '12'"),
        ("<!DOCTYPE mtf [<!ENTITY x 'y'>]><mtf>&x;</mtf>", "entit"),
    ],
)  # fmt: skip
def test_broken_files_are_one_sentence(data: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read_multiterm(io.BytesIO(data.encode()))
