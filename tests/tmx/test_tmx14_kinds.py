"""TMX files of every kind that other programs make: into a memory and out without loss, or refused.

Each is the smallest file that shows its kind; all are made here.
"""

import codecs
import io
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tmx.exchange import export_file, import_files
from tmx.formats.errors import FormatError, Strictness
from tmx.formats.tmx14 import TmxReader, read_tmx
from tmx.model import TranslationUnit
from tmx.store.memory import Memory
from tmx.store.records import UnitFilter

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
HEADER = (
    '<header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="o" '
    'adminlang="en" srclang="en" datatype="plaintext"/>'
)
PAIR = '<tuv xml:lang="en"><seg>one</seg></tuv>\n<tuv xml:lang="fr"><seg>un</seg></tuv>'


@dataclass(frozen=True)
class Kind:
    """A file, and what becomes of it.

    Attributes:
        name: of the kind, and `tuid` of its unit, so that one memory can hold all.
        data: the file.
        text: of its first variant.
        languages: of its unit.
        reasons: of the problems that are told.
        refused: what the message says; empty if the file is read.
        mended: the text where characters may be mended; None if that does not help.
    """

    name: str
    data: bytes
    text: str = "one"
    languages: tuple[str, ...] = ("en", "fr")
    reasons: tuple[str, ...] = ()
    refused: str = ""
    mended: str | None = None


def file(
    name: str,
    *,
    unit: str = PAIR,
    one: str = "one",
    attributes: str = "",
    header: str = HEADER,
    before: str = DECLARATION,
    version: str = "1.4",
) -> str:
    whole = f'<tu tuid="{name}"{attributes}>\n{unit.replace("one", one)}\n</tu>'
    return f'{before}<tmx version="{version}">\n{header}<body>\n{whole}\n</body>\n</tmx>\n'


def declared(encoding: str) -> str:
    return DECLARATION.replace("UTF-8", encoding)


def document_type(system: str) -> str:
    return f'{DECLARATION}<!DOCTYPE tmx SYSTEM "{system}">\n'


def without(attribute: str) -> str:
    start = HEADER.index(f" {attribute}=")
    return HEADER[:start] + HEADER[HEADER.index('"', HEADER.index('"', start) + 1) + 1 :]


DATES = (
    ' o-encoding="x" datatype="html" usagecount="3" lastusagedate="20200101T000000Z"'
    ' creationtool="a" creationtoolversion="2" creationdate="2010-10-14" creationid="me"'
    ' changedate="yesterday" segtype="block" changeid="you" o-tmf="z" srclang="en"'
)
REMARKS = (
    '<note xml:lang="en" o-encoding="x">n</note><prop type="p" xml:lang="fr">v</prop>'
    '<tuv xml:lang="en" usagecount="1"><note>n</note><prop type="q">w</prop><seg>one</seg></tuv>'
    '<tuv xml:lang="fr"><seg>un</seg></tuv>'
)
CODES = (
    '<tuv xml:lang="en"><seg>a <bpt i="1" x="1" type="bold">&lt;b></bpt>b<ept i="1">&lt;/b></ept>'
    ' <it pos="begin" x="2">&lt;i></it><ph x="3" assoc="p" type="image">&lt;img alt="<sub '
    'datatype="html">words <hi type="t" x="4">in</hi></sub>"></ph><hi>hi</hi><ut x="9">{u}</ut>'
    '</seg></tuv><tuv xml:lang="fr"><seg>un</seg></tuv>'
)
USER_ENCODING = HEADER[:-2] + (
    '><note>n</note><prop type="p">q</prop><ude name="M" base="Macintosh">'
    '<map unicode="#xF8FF" code="#xF0" ent="Apple" subst="[Apple]"/></ude></header>'
)
ODD_TAGS = {
    "EN_us": "en-US",
    "zh-TW": "zh-TW",
    "es-LA": "es-LA",
    "ti_ER": "ti-ER",
    "es-419": "es-419",
}

READ = [
    Kind("plain", file("plain").encode()),
    Kind("dtd", file("dtd", before=document_type("tmx14.dtd")).encode()),
    Kind("dtd-http", file("dtd-http", before=document_type("http://x.invalid/tmx14.dtd")).encode()),
    Kind("dtd-file", file("dtd-file", before=document_type("file:///etc/passwd")).encode()),
    *(
        Kind(name, file(name, unit=PAIR.replace("xml:", ""), version=version).encode())
        for name, version in (("v1.1", "1.1"), ("v1.2", "1.2"), ("v1.3", "1.3"))
    ),
    Kind("v2", file("v2", version="2.0").encode(), reasons=("version unknown",)),
    Kind("all", file("all", header=HEADER.replace('srclang="en"', 'srclang="*all*"')).encode()),
    *(
        Kind(f"no-{name}", file(f"no-{name}", header=without(name)).encode(), reasons=(reason,))
        for name in ("srclang", "o-tmf", "segtype")
        for reason in ("header attribute missing",)
    ),
    Kind("no-header", file("no-header", header="").encode(), reasons=("header missing",)),
    Kind("header", file("header", header=USER_ENCODING).encode()),
    Kind("codes", file("codes", unit=CODES).encode(), text="a b hi"),
    Kind("attributes", file("attributes", attributes=DATES).encode()),
    Kind("remarks", file("remarks", unit=REMARKS).encode()),
    Kind("late", file("late", unit=f"{PAIR}<note>n</note>").encode(), reasons=("wrong order",)),
    Kind(
        "alternatives",
        file("alternatives", unit=f'{PAIR}<tuv xml:lang="fr"><seg>une</seg></tuv>').encode(),
        languages=("en", "fr", "fr"),
    ),
    *(
        Kind(
            code, file(code, unit=PAIR.replace('"en"', f'"{code}"')).encode(), languages=(tag, "fr")
        )
        for code, tag in ODD_TAGS.items()
    ),
    Kind(
        "java",
        file("java", unit=PAIR.replace('"fr"', '"java"')).encode(),
        languages=("en",),
        reasons=("unknown language code",),
    ),
    Kind("empty", file("empty", unit=PAIR.replace("<seg>one</seg>", "<seg/>")).encode(), text=""),
    Kind("blank", file("blank", one=" \n ").encode(), text=" \n "),
    Kind(
        "no-seg",
        file("no-seg", unit=PAIR.replace("<seg>un</seg>", "")).encode(),
        languages=("en",),
        reasons=("variant without one segment",),
    ),
    Kind("remarked", file("remarked", one="o<!-- <tu> --><?w z?>ne").encode()),
    Kind("cdata", file("cdata", one="<![CDATA[R&D <b>]]>").encode(), text="R&D <b>"),
    Kind("twice-escaped", file("twice-escaped", one="R&amp;amp;D").encode(), text="R&amp;D"),
    Kind(
        "marks", file("marks", one="\u200fقف\u202e\u00a0𐍈").encode(), text="\u200fقف\u202e\u00a0𐍈"
    ),
    Kind(
        "sql", file("sql", one="'); DROP TABLE unit; --").encode(), text="'); DROP TABLE unit; --"
    ),
    Kind("windows", file("windows", one="o\nne").replace("\n", "\r\n").encode(), text="o\nne"),
    Kind("macintosh", file("macintosh", one="o\nne").replace("\n", "\r").encode(), text="o\nne"),
    Kind("bom-8", codecs.BOM_UTF8 + file("bom-8").encode()),
    Kind("bom-8-bare", codecs.BOM_UTF8 + file("bom-8-bare", before="").encode()),
    Kind("bom-8-wrong", codecs.BOM_UTF8 + file("bom-8-wrong", before=declared("ASCII")).encode()),
    *(
        Kind(name, mark + file(name, before=declared("UTF-16"), one="裁军").encode(codec), "裁军")
        for name, mark, codec in (
            ("wide-le", codecs.BOM_UTF16_LE, "utf-16-le"),
            ("wide-be", codecs.BOM_UTF16_BE, "utf-16-be"),
            ("wide-unmarked", b"", "utf-16-le"),
        )
    ),
    Kind("wide-wrong", codecs.BOM_UTF16_LE + file("wide-wrong").encode("utf-16-le")),
    *(
        Kind(name, file(name, before=declared(name), one=text).encode(name), text)
        for name, text in (("iso-8859-1", "é"), ("windows-1252", "“é”"), ("gb18030", "裁军"))
    ),
    Kind("us-ascii", file("us-ascii", before=declared("US-ASCII"), one="&#xE9;").encode(), "é"),
    Kind("namespace", file("namespace").replace("<tmx ", '<tmx xmlns="urn:x" ').encode()),
    Kind("after", file("after").encode() + b"\n<!-- made by x -->\n\n"),
]

REFUSED = [
    *(
        Kind(
            name, file(name, one=f"a{found}b").encode(), refused="line 5: not well-", mended=mended
        )
        for name, found, mended in (
            ("control", "\x1f", "ab"),
            ("control-reference", "&#x1F;", "ab"),
            ("no-character", "&#xFFFF;", "ab"),
            ("halves", "&#xD83D;&#xDE00;", "a😀b"),
            ("half", "&#55357;", "ab"),
            ("html-entity", "&nbsp;", "a\u00a0b"),
            ("ampersand", " & ", "a & b"),
        )
    ),
    Kind(
        "latin-undeclared",
        file("latin-undeclared", one="aéb").encode("latin-1"),
        refused="line 5: not well-formed",
        mended="a\ufffdb",
    ),
    Kind(
        "not-wide",
        file("not-wide", before=declared("UTF-16")).encode(),
        refused="line 1: not well-formed",
        mended="one",
    ),
    Kind(
        "no-encoding",
        file("no-encoding", before=declared("KLINGON")).encode(),
        refused="Unsupported encoding",
        mended="one",
    ),
    Kind("line-before", b"\n" + file("line-before").encode(), refused="line 2", mended="one"),
    Kind("cut", file("cut").encode()[:-30], refused="line 6: not well-formed"),
    Kind("garbage", file("garbage").encode() + b"\n\0garbage", refused="line 11: not well-formed"),
    Kind("crossed", file("crossed", one="<hi>a</seg></hi>").encode(), refused="Opening and ending"),
    Kind(
        "entities",
        file("entities", one="&x;", before='<!DOCTYPE tmx [<!ENTITY x "y">]>').encode(),
        refused="declares the entity 'x'",
    ),
]


def named(kinds: list[Kind]) -> list[object]:
    return [pytest.param(kind, id=kind.name) for kind in kinds]


@pytest.mark.parametrize("kind", named(READ))
def test_each_kind_is_read(kind: Kind) -> None:
    document = read_tmx(io.BytesIO(kind.data))
    (unit,) = document.units
    assert (unit.tuid, unit.variants[0].text, unit.languages) == (
        kind.name,
        kind.text,
        kind.languages,
    )
    assert tuple(each.reason for each in document.problems) == kind.reasons
    assert tuple(TmxReader(io.BytesIO(kind.data), quick=False)) == document.units


def test_all_kinds_go_through_a_memory_without_loss(tmp_path: Path) -> None:
    memory, files = tmp_path / "m.db", [tmp_path / f"{kind.name}.tmx" for kind in READ]
    expected: list[TranslationUnit] = []
    for kind, path in zip(READ, files, strict=True):
        path.write_bytes(kind.data)
        expected += read_tmx(path).units
    for _ in range(2):
        counted = [each.report for each in import_files(memory, files)]
    # The second time all is there already.
    assert {(each.stored, each.updated, each.duplicates) for each in counted if each} == {(0, 0, 1)}
    export_file(memory, tmp_path / "out.tmx", UnitFilter())
    document = read_tmx(tmp_path / "out.tmx")
    # The one source language of the header is the first unit's; others say their own.
    found = {unit.tuid: unit for unit in document.units}
    for unit in expected:
        own = found[unit.tuid].source_language
        assert replace(found[unit.tuid], source_language=unit.source_language) == unit
        assert (own or document.header.source_language) in unit.languages


def test_headers_are_kept_where_files_agree(tmp_path: Path) -> None:
    header = USER_ENCODING.replace('srclang="en"', 'srclang="fr" creationdate="20200101T000000Z"')
    first, second, out = (tmp_path / f"{name}.tmx" for name in ("first", "second", "out"))
    first.write_text(file("first", header=header.replace('"sentence"', '"paragraph"')), "utf-8")
    memory = tmp_path / "m.db"
    list(import_files(memory, [first]))
    export_file(memory, out, UnitFilter())
    kept, theirs = read_tmx(out).header, read_tmx(first).header
    assert replace(kept, creation_tool="t", creation_tool_version="1") == theirs
    second.write_text(file("second", header=header.replace(">n<", ">m<")), "utf-8")
    list(import_files(memory, [second]))
    export_file(memory, out, UnitFilter())
    both = read_tmx(out).header
    assert [note.text for note in both.notes] == ["n", "m"]
    assert (both.segment_type, both.attributes) == ("sentence", ())
    assert (both.encodings, both.source_language) == (theirs.encodings, "fr")


@pytest.mark.parametrize("kind", named(REFUSED))
def test_others_are_refused_with_the_place_or_mended_by_choice(kind: Kind) -> None:
    with pytest.raises(FormatError, match=kind.refused) as caught:
        read_tmx(io.BytesIO(kind.data))
    if kind.name != "not-wide":  # the parser's word for it is that of many faults
        assert ("--on-error repair" in str(caught.value)) == (kind.mended is not None)
    if kind.mended is None:
        with pytest.raises(FormatError):
            read_tmx(io.BytesIO(kind.data), strictness=Strictness.REPAIR)
    else:
        document = read_tmx(io.BytesIO(kind.data), strictness=Strictness.REPAIR)
        assert document.units[0].variants[0].text == kind.mended
        assert document.problems


def test_refused_files_leave_no_memory_and_change_none(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    good = tmp_path / "good.tmx"
    good.write_bytes(READ[0].data)
    list(import_files(old, [good]))
    for kind in REFUSED:
        path = tmp_path / f"{kind.name}.tmx"
        path.write_bytes(kind.data)
        for memory in (old, tmp_path / "new.db"):
            with pytest.raises(FormatError):
                list(import_files(memory, [path]))
    assert not (tmp_path / "new.db").exists()
    with Memory.open(old) as opened:
        assert [unit.tuid for unit in opened.units()] == ["plain"]
