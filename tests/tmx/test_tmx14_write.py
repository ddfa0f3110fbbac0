"""What the TMX writer makes: valid, lossless, the same every time."""

import gzip
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tmx.formats.errors import FormatError
from tmx.formats.tmx14 import read_tmx, write_tmx, write_tmx_parts
from tmx.formats.tmx14_text import TmxText
from tmx.formats.xml import IllegalCharacters, TextCleaner
from tmx.model import Header, Inline, Note, Property, TranslationUnit, Variant

DATA = Path(__file__).parents[1] / "data" / "tmx"
DTD = etree.DTD(str(DATA / "tmx14.dtd"))
SCHEMA = etree.RelaxNG(etree.parse(DATA / "tmx14.rng"))
HEADER = Header(source_language="zh", creation_tool_version="1.0")
SIX = (
    ("zh", "1. 裁军谈判会议是唯一的多边裁军谈判论坛。"),
    ("en", "1. The Conference on Disarmament is the sole multilateral forum."),
    ("fr", "1. La Conférence du désarmement est l'unique instance multilatérale."),
    ("es", "1. La Conferencia de Desarme es el único foro multilateral."),
    ("ru", "1. Конференция по разоружению — единственный многосторонний форум."),
    ("ar", "1- مؤتمر نزع السلاح هو المنتدى الوحيد المتعدد الأطراف."),
)
UNIT = TranslationUnit(
    tuid="A_65_496-1",
    notes=(Note(text="a note", language="en"),),
    properties=(
        Property(type="x-symbol", text="A/65/496"),
        Property(type="x-confidence", text="0.97"),
    ),
    attributes=(("creationdate", "20101014T000000Z"), ("usagecount", "2")),
    variants=tuple(Variant.plain(language, text) for language, text in SIX),
)
RICH = TranslationUnit(
    tuid='quotes " & <tags>',
    source_language="en",
    variants=(
        Variant(
            language="en",
            content=(
                "See ",
                Inline(tag="bpt", attributes=(("i", "1"), ("type", "bold")), content=("<b>",)),
                "Article VI",
                Inline(tag="ept", attributes=(("i", "1"),), content=("</b>",)),
                " and ",
                Inline(
                    tag="hi",
                    attributes=(("type", "term"),),
                    content=("fissile ", Inline(tag="ph", content=("\\~",)), "material"),
                ),
                Inline(
                    tag="ph",
                    attributes=(("x", "1"),),
                    content=("<fn>", Inline(tag="sub", content=("a footnote",)), "</fn>"),
                ),
            ),
            notes=(Note(text="on the variant"),),
            properties=(Property(type="x-a", text="b", language="fr", encoding="utf-8"),),
            attributes=(("changedate", "20101014T000000Z"),),
        ),
        Variant(language="zh-Hant", content=(Inline(tag="it", attributes=(("pos", "begin"),)),)),
    ),
)


def written(units: list[TranslationUnit], **options: object) -> bytes:
    stream = io.BytesIO()
    write_tmx(stream, HEADER, units, **options)
    return stream.getvalue()


def assert_valid(data: bytes) -> None:
    root = etree.fromstring(data)
    DTD.assertValid(root)
    SCHEMA.assertValid(root)


def test_output_is_valid() -> None:
    assert_valid(written([UNIT, RICH]))


@pytest.mark.parametrize(
    ("found", "put"),
    [
        (b' o-tmf="sixfold"', b""),
        (b'xml:lang="ru"', b'xml:lang="zh_CN"'),
        (b'usagecount="2"', b'usagecount="often"'),
        (b"20101014T000000Z", b"2010-10-14"),
        (b' segtype="sentence"', b' segtype="line"'),
        (b"</seg>", b"</seg><seg>two</seg>"),
        (b"</tu>", b'<prop type="x">late</prop></tu>'),
        (b"<tu ", b'<tu vendor="x" '),
        (b'<bpt i="1"', b"<bpt"),
    ],
)
def test_the_schema_refuses_what_strict_clients_do(found: bytes, put: bytes) -> None:
    data = written([UNIT, RICH])
    assert found in data
    assert not SCHEMA.validate(etree.fromstring(data.replace(found, put, 1)))


def test_the_dtd_of_omegat_takes_the_output(tmp_path: Path) -> None:
    jar = Path("/usr/share/omegat/OmegaT.jar")
    if not jar.exists():
        pytest.skip("OmegaT, whose package holds the DTD, is not installed")
    with zipfile.ZipFile(jar) as archive:
        names = [name for name in archive.namelist() if name.endswith("tmx14.dtd")]
        if not names:
            pytest.skip("this OmegaT holds no DTD of TMX 1.4")
        theirs = tmp_path / "tmx14.dtd"
        theirs.write_bytes(archive.read(names[0]))
    etree.DTD(str(theirs)).assertValid(etree.fromstring(written([UNIT, RICH])))


def test_output_with_header_children_is_valid_and_comes_back() -> None:
    header = Header(
        source_language="zh",
        attributes=(("creationdate", "20101014T000000Z"),),
        notes=(Note(text="n"),),
        properties=(Property(type="x-signature", text="sixfold|0"),),
        encodings=(((("name", "private"),), ((("unicode", "#xF8FF"), ("subst", "Apple")),)),),
    )
    stream = io.BytesIO()
    write_tmx(stream, header, [UNIT])
    assert_valid(stream.getvalue())
    stream.seek(0)
    assert read_tmx(stream).header == header


def test_an_empty_memory_is_valid() -> None:
    assert_valid(written([]))


def test_the_seven_header_attributes_are_there() -> None:
    header = etree.fromstring(written([UNIT])).find("header")
    assert set(header.keys()) == {
        "creationtool",
        "creationtoolversion",
        "segtype",
        "o-tmf",
        "adminlang",
        "srclang",
        "datatype",
    }
    assert header.get("srclang") == UNIT.variants[0].language


def test_reading_gives_back_what_was_written_and_writing_it_again_the_same_bytes() -> None:
    data = written([UNIT, RICH])
    document = read_tmx(io.BytesIO(data))
    assert document.units == (UNIT, RICH)
    assert document.problems == ()
    again = io.BytesIO()
    write_tmx(again, document.header, document.units)
    assert again.getvalue() == data


def test_level_one_keeps_the_words_alone() -> None:
    unit = read_tmx(io.BytesIO(written([RICH], level=1))).units[0]
    assert unit.variants[0].content == ("See Article VI and fissile material",)
    assert unit.variants[0].text == RICH.variants[0].text


def test_utf16_has_one_byte_order_mark_and_comes_back() -> None:
    data = written([UNIT], encoding="utf-16")
    assert data.startswith(b"\xff\xfe<\x00")
    assert data.count(b"\xff\xfe") == 1
    assert read_tmx(io.BytesIO(data)).units == (UNIT,)


def test_utf8_has_no_byte_order_mark_and_unix_lines() -> None:
    data = written([UNIT])
    assert data.startswith(b"<?xml")
    assert b"\r" not in data


@pytest.mark.parametrize(
    ("policy", "text"),
    [(IllegalCharacters.REMOVE, "ab"), (IllegalCharacters.REPLACE, "a\ufffd\ufffd\ufffdb")],
)
def test_illegal_characters_are_counted(policy: IllegalCharacters, text: str) -> None:
    unit = TranslationUnit(variants=(Variant.plain("en", "a\x01\ufffe\ud800b"),))
    stream = io.BytesIO()
    report = write_tmx(stream, HEADER, [unit], illegal=policy)
    assert report.illegal_characters == 3
    stream.seek(0)
    assert read_tmx(stream).units[0].variants[0].text == text


def test_illegal_characters_in_attributes_are_counted_each_time() -> None:
    unit = TranslationUnit(
        variants=(Variant.plain("en", "a"),), attributes=(("creationid", "x\x02"),)
    )
    assert write_tmx(io.BytesIO(), HEADER, [unit, unit]).illegal_characters == 2


def test_illegal_characters_can_be_refused_and_leave_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "memory.tmx"
    path.write_text("old")
    unit = TranslationUnit(variants=(Variant.plain("en", "a\x01b"),))
    with pytest.raises(FormatError, match=r"U\+0001"):
        write_tmx(path, HEADER, [unit], illegal=IllegalCharacters.FAIL)
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["memory.tmx"]


def test_legal_oddities_are_kept() -> None:
    text = "  bidi \u200f\u202a, no-break\u00a0space, tab\t, line\nend, return\r, astral 𠀀😀 "
    unit = TranslationUnit(variants=(Variant.plain("zh", text),), tuid="a\tb\nc")
    document = read_tmx(io.BytesIO(written([unit])))
    assert document.units == (unit,)


def test_long_variants_are_counted() -> None:
    unit = TranslationUnit(
        variants=(Variant.plain("en", "x" * 2001), Variant.plain("fr", "&" * 2000))
    )
    assert write_tmx(io.BytesIO(), HEADER, [unit]).long_variants == 1


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="cannot write: No such file or directory; expected"):
        write_tmx(tmp_path / "missing" / "memory.tmx", HEADER, [UNIT])


def test_units_without_the_source_language_say_their_own() -> None:
    unit = TranslationUnit(variants=(Variant.plain("en", "a"), Variant.plain("fr", "b")))
    (found,) = etree.fromstring(written([unit])).iter("tu")
    assert found.get("srclang") == "en"
    stream = io.BytesIO()
    write_tmx(stream, Header(source_language="*all*"), [unit])
    (found,) = etree.fromstring(stream.getvalue()).iter("tu")
    assert found.get("srclang") is None


def test_translate_toolkit_reads_every_unit(tmp_path: Path) -> None:
    tmxfile = pytest.importorskip("translate.storage.tmx").tmxfile
    path = tmp_path / "memory.tmx"
    write_tmx(path, HEADER, [UNIT])
    for language, text in SIX[1:]:
        with path.open("rb") as stream:
            store = tmxfile(stream, sourcelanguage="zh", targetlanguage=language)
        assert [(each.source, each.target) for each in store.units] == [(SIX[0][1], text)]


texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
    max_size=20,
)


@given(st.lists(st.tuples(texts, texts), max_size=5))
def test_any_text_survives(pairs: list[tuple[str, str]]) -> None:
    units = tuple(
        TranslationUnit(
            tuid=f"{number} {source}",
            variants=(Variant.plain("en", source), Variant.plain("ar", target)),
            properties=(Property(type="x-t", text=target),),
        )
        for number, (source, target) in enumerate(pairs)
    )
    stream = io.BytesIO()
    report = write_tmx(stream, Header(source_language="en"), units)
    stream.seek(0)
    if report.illegal_characters == 0:
        assert read_tmx(stream).units == units
    else:
        assert len(read_tmx(stream).units) == len(units)


odd = st.sampled_from(
    ["", "&", "<", ">", "\n", '"', "\r", "\x01", "\ud800", "\uffff", "\uffe1", "x" * 2001]
)
attributes = st.sampled_from([(), (("creationid", "a\x02"),), (("usagecount", "2"),)])
properties = st.lists(
    st.builds(
        Property,
        type=st.sampled_from(["x-a", 'x"b']),
        text=texts | odd,
        language=st.none() | st.none() | st.just("en"),
    ),
    max_size=2,
).map(tuple)
plain_variants = st.builds(Variant.plain, st.sampled_from(["zh", "en", "e\x00n"]), texts | odd)
plain = st.builds(
    TranslationUnit,
    tuid=st.none() | st.sampled_from(["u1", 'u"2', "u\t3", "u\x014"]),
    source_language=st.none() | st.just("en"),
    attributes=attributes,
    properties=properties,
    variants=st.lists(
        plain_variants
        | st.builds(replace, plain_variants, properties=properties, attributes=attributes),
        min_size=1,
        max_size=3,
    ).map(tuple),
)


@given(
    st.lists(plain | st.sampled_from([UNIT, RICH]), max_size=40),
    st.sampled_from(["utf-8", "utf-16-le"]),
)
def test_the_quick_way_writes_what_the_readable_one_does(
    units: list[TranslationUnit], codec: str
) -> None:
    quick, readable = (TmxText(TextCleaner(IllegalCharacters.REPLACE), HEADER) for _ in range(2))
    written = b"".join(quick.batches(units, codec)).decode(codec)
    assert written == "".join(readable.unit(unit) for unit in units)
    for name in ("units", "variants", "long_variants", "illegal_characters"):
        assert getattr(quick, name) == getattr(readable, name)


@pytest.mark.parametrize("ending", ["tmx", "tmx.gz"])
def test_parts_are_whole_files_of_bounded_size(tmp_path: Path, ending: str) -> None:
    units = [replace(UNIT, tuid=f"u{number}") for number in range(50)]
    files, report = write_tmx_parts(tmp_path / f"m.{ending}", HEADER, units, largest_bytes=10_000)
    assert [file.name for file in files] == [f"m-{n}.{ending}" for n in range(1, len(files) + 1)]
    assert len(files) > 2
    assert report.units == 50
    assert [unit for file in files for unit in read_tmx(file).units] == units
    for file in files:
        data = gzip.decompress(file.read_bytes()) if ending.endswith("gz") else file.read_bytes()
        assert len(data) <= 10_000
        assert_valid(data)


def test_packed_files_are_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a.tmx.gz", "b.tmx.gz"):
        write_tmx(tmp_path / name, HEADER, [UNIT])
    assert (tmp_path / "a.tmx.gz").read_bytes() == (tmp_path / "b.tmx.gz").read_bytes()
    assert read_tmx(tmp_path / "a.tmx.gz").units == (UNIT,)
