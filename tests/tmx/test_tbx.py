"""TBX in both versions: valid in shape, lossless, read by others."""

import io
from pathlib import Path

import pytest
from lxml import etree

from tmx.formats.errors import FormatError, Strictness
from tmx.formats.tbx import TbxReader, TbxStyle, read_tbx, write_tbx
from tmx.model import ConceptEntry, LanguageSection, Term, TermStatus

RICH = ConceptEntry(
    id="c1",
    subject_field="disarmament & security",
    category="treaty",
    score=0.75,
    known=True,
    definition="a <treaty>",
    notes=("first", "second: with colon"),
    languages=(
        LanguageSection(
            language="zh",
            definition="条约",
            terms=(
                Term(
                    text="《不扩散核武器条约》",
                    term_type="fullForm",
                    part_of_speech="properNoun",
                    status=TermStatus.PREFERRED,
                    context="……《不扩散核武器条约》……",
                    source="A/65/496#14",
                    count=3,
                    score=0.75,
                    notes=("a note",),
                ),
                Term(text="核不扩散条约", status=TermStatus.DEPRECATED, source="A/65/496#15"),
            ),
        ),
        LanguageSection(language="en", terms=(Term(text="NPT", term_type="acronym"),)),
    ),
)
PLAIN = ConceptEntry(
    id="c2",
    languages=(
        LanguageSection(language="zh", terms=(Term(text="裁军"),)),
        LanguageSection(language="en", terms=(Term(text="disarmament"),)),
    ),
)


def written(style: TbxStyle, *entries: ConceptEntry) -> bytes:
    stream = io.BytesIO()
    write_tbx(stream, entries, style=style)
    return stream.getvalue()


SCHEMAS = {
    TbxStyle.V2: "tbx2_basic.rng",
    TbxStyle.V3_DCA: "tbx3_basic_dca.rng",
    TbxStyle.V3_DCT: "tbx3_basic_dct.rng",
}


def schema_of(style: TbxStyle) -> etree.RelaxNG:
    folder = Path(__file__).parents[1] / "data" / "tbx"
    return etree.RelaxNG(etree.parse(folder / SCHEMAS[style]))


@pytest.mark.parametrize("style", TbxStyle)
def test_output_is_valid(style: TbxStyle) -> None:
    schema_of(style).assertValid(etree.fromstring(written(style, RICH, PLAIN)))


@pytest.mark.parametrize("style", TbxStyle)
@pytest.mark.parametrize(
    ("found", "put"),
    [
        (b"<term>NPT</term>", b"<term> </term>"),
        (b"deprecatedTerm-admn-sts", b"deprecated"),
        (b'xml:lang="zh"', b'xml:lang="zh_CN"'),
        (b'id="c2"', b'id="c1"'),
        (b"<title>Terminology</title>", b"<name>Terminology</name>"),
    ],
)
def test_the_schemas_can_fail(style: TbxStyle, found: bytes, put: bytes) -> None:
    data = written(style, RICH, PLAIN)
    assert found in data
    assert not schema_of(style).validate(etree.fromstring(data.replace(found, put)))


@pytest.mark.parametrize("style", TbxStyle)
def test_entries_come_back_and_give_the_same_bytes(style: TbxStyle) -> None:
    data = written(style, RICH, PLAIN)
    entries = read_tbx(io.BytesIO(data))
    assert entries == (RICH, PLAIN)
    assert written(style, *entries) == data


def test_version_two_has_the_names_and_order_clients_expect() -> None:
    root = etree.fromstring(written(TbxStyle.V2, RICH))
    assert (root.tag, root.get("type")) == ("martif", "TBX-Basic")
    assert root.find("martifHeader/fileDesc/sourceDesc/p") is not None
    tig = root.find("text/body/termEntry/langSet/tig")
    assert [each.tag for each in tig] == [
        "term",
        "termNote",
        "termNote",
        "termNote",
        "descripGrp",
        "note",
        "note",
        "note",
    ]
    assert [each.get("type") for each in tig.iter("termNote")] == [
        "termType",
        "partOfSpeech",
        "administrativeStatus",
    ]


@pytest.mark.parametrize(("style", "name"), [(TbxStyle.V3_DCA, "dca"), (TbxStyle.V3_DCT, "dct")])
def test_version_three_has_its_namespace_and_style(style: TbxStyle, name: str) -> None:
    root = etree.fromstring(written(style, RICH))
    assert root.tag == "{urn:iso:std:iso:30042:ed-2}tbx"
    assert root.get("style") == name
    categories = {etree.QName(each).localname for each in root.iter() if "tbxinfo" in each.tag}
    assert bool(categories) == (style is TbxStyle.V3_DCT)


def test_translate_toolkit_reads_the_terms() -> None:
    tbxfile = pytest.importorskip("translate.storage.tbx").tbxfile
    store = tbxfile.parsestring(written(TbxStyle.V2, RICH, PLAIN))
    assert [(each.source, each.target) for each in store.units] == [
        ("《不扩散核武器条约》", "NPT"),
        ("裁军", "disarmament"),
    ]


def test_identifiers_xml_refuses_are_replaced_and_stay_apart() -> None:
    entries = [
        ConceptEntry(id=identifier, languages=PLAIN.languages) for identifier in ("1 a", "裁军")
    ]
    found = [each.id for each in read_tbx(io.BytesIO(written(TbxStyle.V2, *entries)))]
    assert len(set(found)) == 2
    assert all(each.startswith("c-") for each in found)


def test_illegal_characters_are_counted() -> None:
    entry = ConceptEntry(
        id="c1", languages=(LanguageSection(language="en", terms=(Term(text="a\x01b"),)),)
    )
    report = write_tbx(io.BytesIO(), [entry])
    assert (report.concepts, report.terms, report.illegal_characters) == (1, 1, 1)


VENDOR = """<martif type="TBX" xml:lang="en-US"><martifHeader/><text><body>
<termEntry id="v1">
 <langSet xml:lang="en-US"><note>of a computer</note><ntig><termGrp><term>disk</term>
  <termNote type="partOfSpeech">noun</termNote></termGrp></ntig></langSet>
 <langSet xml:lang="zh_CN"><tig><term>磁盘</term>
  <termNote type="administrativeStatus">deprecated</termNote></tig>
  <tig><term> </term></tig></langSet>
 <langSet xml:lang="chinese"><tig><term>x</term></tig></langSet>
</termEntry>
<termEntry id="v2"><langSet xml:lang="en"><tig/></langSet></termEntry>
</body></text></martif>"""


def test_vendors_files_are_read_for_what_they_share() -> None:
    with TbxReader(io.BytesIO(VENDOR.encode())) as reader:
        (entry,) = reader
        assert entry.terms("en-US")[0].part_of_speech == "noun"
        assert entry.notes == ("of a computer",)
        assert [term.status for term in entry.terms("zh-CN")] == [TermStatus.DEPRECATED]
        assert [(each.reason, each.unit) for each in reader.log.problems] == [
            ("term without text", "v1"),
            ("unknown language code", "v1"),
            ("term without text", "v2"),
            ("language without terms", "v2"),
            ("concept without terms", "v2"),
        ]
    with pytest.raises(FormatError, match="unit v1: term without text"):
        read_tbx(io.BytesIO(VENDOR.encode()), strictness=Strictness.FAIL)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"<tmx/>", "not TBX"),
        (b"<martif><text>", "not well-formed"),
        (
            b'<!DOCTYPE martif [<!ENTITY x SYSTEM "file:///etc/hostname">]><martif>&x;</martif>',
            "declares the entity",
        ),
    ],
)
def test_files_that_are_no_tbx_are_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "bad.tbx"
    path.write_bytes(data)
    with pytest.raises(FormatError, match=rf"bad\.tbx.*{message}"):
        read_tbx(path)
