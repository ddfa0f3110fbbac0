"""What the TMX reader makes of files of others: kept, mended and counted, or refused."""

import contextlib
import gc
import gzip
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tmx.formats.errors import Action, FormatError, Strictness
from tmx.formats.tmx14 import TmxReader, iter_tmx, read_tmx
from tmx.model import TranslationUnit

HEADER = (
    '<header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="o" '
    'adminlang="en" srclang="en" datatype="plaintext"/>'
)
PAIR = '<tuv xml:lang="en"><seg>one</seg></tuv><tuv xml:lang="fr"><seg>un</seg></tuv>'


def tmx(body: str, *, header: str = HEADER, before: str = "") -> io.BytesIO:
    text = (
        f'<?xml version="1.0"?>\n{before}<tmx version="1.4">{header}<body>\n{body}\n</body></tmx>'
    )
    return io.BytesIO(text.encode())


def reasons(body: str, *, header: str = HEADER) -> list[tuple[str, Action]]:
    return [(each.reason, each.action) for each in read_tmx(tmx(body, header=header)).problems]


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("EN-us", "en-US"),
        ("zh_CN", "zh-CN"),
        ("ZH-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("AR", "ar"),
    ],
)
def test_language_codes_are_mended(code: str, tag: str) -> None:
    body = f'<tu><tuv xml:lang="{code}"><seg>x</seg></tuv></tu>'
    assert read_tmx(tmx(body)).units[0].languages == (tag,)


def test_the_lang_of_old_versions_is_read() -> None:
    body = '<tu><tuv lang="fr"><seg>un</seg></tuv></tu>'
    assert read_tmx(tmx(body)).units[0].languages == ("fr",)


@pytest.mark.parametrize(
    ("body", "reason", "action", "kept"),
    [
        ("<tu></tu>", "unit without variants", Action.SKIPPED, 0),
        (
            f"<tu>{PAIR}<tuv><seg>x</seg></tuv></tu>",
            "variant without language",
            Action.SKIPPED,
            1,
        ),
        (
            f'<tu>{PAIR}<tuv xml:lang="java"><seg>x</seg></tuv></tu>',
            "unknown language code",
            Action.SKIPPED,
            1,
        ),
        (
            f'<tu>{PAIR}<tuv xml:lang="ar"></tuv></tu>',
            "variant without one segment",
            Action.SKIPPED,
            1,
        ),
        (
            f'<tu>{PAIR}<tuv xml:lang="ar"><seg>a</seg><seg>b</seg></tuv></tu>',
            "variant without one segment",
            Action.SKIPPED,
            1,
        ),
        (f"<tu>{PAIR}<note>late</note></tu>", "wrong order", Action.REPAIRED, 1),
        (
            '<tu><tuv xml:lang="en"><seg>a</seg><prop type="x">late</prop></tuv></tu>',
            "wrong order",
            Action.REPAIRED,
            1,
        ),
        (f'<tu vendor="x">{PAIR}</tu>', "unknown attribute", Action.SKIPPED, 1),
        (f"<tu>{PAIR}<extra/></tu>", "unknown element", Action.SKIPPED, 1),
        (
            '<tu><tuv xml:lang="en"><seg>a<b>c</b>d</seg></tuv></tu>',
            "unknown element",
            Action.REPAIRED,
            1,
        ),
    ],
)
def test_what_breaks_the_content_model_is_counted(
    body: str, reason: str, action: Action, kept: int
) -> None:
    document = read_tmx(tmx(body))
    assert [(each.reason, each.action) for each in document.problems] == [(reason, action)]
    assert len(document.units) == kept
    assert document.problems[0].line == 3
    with pytest.raises(FormatError, match=f"unit number 1: {reason}"):
        read_tmx(tmx(body), strictness=Strictness.FAIL)


def test_the_text_of_unknown_elements_is_kept() -> None:
    body = '<tu><tuv xml:lang="en"><seg>a<b>c</b>d<!-- no --></seg></tuv></tu>'
    assert read_tmx(tmx(body)).units[0].variants[0].content == ("acd",)


def test_a_namespace_does_not_matter() -> None:
    data = tmx(f"<tu>{PAIR}</tu>").getvalue().replace(b"<tmx ", b'<tmx xmlns="urn:x" ')
    assert read_tmx(io.BytesIO(data)).units[0].languages == ("en", "fr")


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("", "header missing"),
        (HEADER.replace('srclang="en"', ""), "header attribute missing"),
        (HEADER.replace('o-tmf="o"', ""), "header attribute missing"),
        (HEADER.replace('srclang="en"', 'srclang="english language"'), "unknown language code"),
    ],
)
def test_a_poor_header_is_mended_and_said(header: str, reason: str) -> None:
    assert reasons(f"<tu>{PAIR}</tu>", header=header) == [(reason, Action.REPAIRED)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"plain words", "not well-formed XML"),
        (b"<html><body/></html>", "the root element is 'html'"),
        (b"<other/>", "not TMX"),
        (b"<tmx version='1.4'><header/><body><tu>", "not well-formed XML"),
        (b"PK\x03\x04", "the archive cannot be read"),
    ],
)
def test_files_that_are_no_tmx_are_refused(data: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.tmx"
    path.write_bytes(data)
    with pytest.raises(FormatError, match=message) as caught:
        read_tmx(path)
    assert str(caught.value).startswith("bad.tmx")
    assert str(tmp_path) not in str(caught.value)


def test_a_fault_further_down_names_its_line() -> None:
    reader = TmxReader(tmx(f"<tu>{PAIR}</tu>\n<tu>&nbsp;{PAIR}</tu>"))
    with pytest.raises(FormatError, match="line 4: not well-formed"):
        list(reader)


ENTITIES = {
    "external": '<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    "parameter": '<!DOCTYPE tmx [<!ENTITY % x SYSTEM "file:///etc/hostname"> %x;]>',
    "internal": '<!DOCTYPE tmx [<!ENTITY x "words">]>',
    "laughs": "<!DOCTYPE tmx [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + "]>",
}


@pytest.mark.parametrize("before", ENTITIES.values(), ids=ENTITIES.keys())
def test_declared_entities_are_refused(before: str) -> None:
    with pytest.raises(FormatError, match="declares the entity"):
        read_tmx(tmx(f"<tu>{PAIR}</tu>", before=before))


def test_entities_in_attributes_do_not_explode() -> None:
    data = tmx("", before=ENTITIES["laughs"]).getvalue()
    data = data.replace(b'<tmx version="1.4"', b'<tmx version="&a11;"')
    with pytest.raises(FormatError):
        read_tmx(io.BytesIO(data))


def test_entities_of_a_dtd_we_do_not_load_are_refused() -> None:
    body = '<tu tuid="u"><tuv xml:lang="en"><seg>a&nbsp;b</seg></tuv></tu>'
    with pytest.raises(FormatError, match="unit u: the segment uses the entity &nbsp;"):
        read_tmx(tmx(body, before='<!DOCTYPE tmx SYSTEM "tmx14.dtd">'))


def test_a_plain_document_type_is_fine() -> None:
    document = read_tmx(tmx(f"<tu>{PAIR}</tu>", before='<!DOCTYPE tmx SYSTEM "tmx14.dtd">'))
    assert len(document.units) == 1


def test_deep_nesting_is_refused() -> None:
    for depth in (100, 5000):
        deep = "<hi>" * depth + "</hi>" * depth
        with pytest.raises(FormatError, match=r"deep|depth"):
            read_tmx(tmx(f'<tu><tuv xml:lang="en"><seg>{deep}</seg></tuv></tu>'))


class Endless(io.RawIOBase):
    """A unit that never ends."""

    def __init__(self, start: bytes, more: bytes) -> None:
        self._next = start
        self._more = more
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._next[:size] if size > 0 else self._next
        self._next = self._more * 1000
        self.given += len(chunk)
        return chunk


@pytest.mark.parametrize("more", [b"<ph/>", b"x"], ids=["codes", "text"])
def test_a_unit_without_end_is_refused_in_bounded_memory(more: bytes) -> None:
    start = tmx("").getvalue().replace(b"</body></tmx>", b'<tu><tuv xml:lang="en"><seg>')
    stream = Endless(start, more)
    with pytest.raises(FormatError):
        read_tmx(stream)
    assert stream.given < 20_000_000


def test_memory_does_not_grow_with_the_file() -> None:
    body = f"<tu>{PAIR}</tu>\n" * 20_000
    data = tmx(body)
    tracemalloc.start()
    try:
        assert sum(1 for _ in iter_tmx(data)) == 20_000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_with_and_without_marks(encoding: str) -> None:
    text = tmx('<tu><tuv xml:lang="zh"><seg>裁军</seg></tuv></tu>').getvalue().decode()
    data = text.replace('"1.0"', f'"1.0" encoding="{encoding[:6].rstrip("-")}"').encode(encoding)
    assert read_tmx(io.BytesIO(data)).units[0].variants[0].text == "裁军"


def test_gzip_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "memory.tmx.gz"
    path.write_bytes(gzip.compress(tmx(f"<tu>{PAIR}</tu>").getvalue()))
    assert len(read_tmx(path).units) == 1


def zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, tmx(f"<tu>{PAIR}</tu>" * 50).getvalue())
    return path


def test_a_zip_archive_with_one_file_is_read_in_place(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", "../../evil/memory.tmx", "__MACOSX/._memory.tmx")
    assert len(read_tmx(path).units) == 50
    assert list(tmp_path.iterdir()) == [path]


def test_a_zip_archive_with_many_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="holds 2 files; expected one"):
        read_tmx(zipped(tmp_path / "a.zip", "a.tmx", "b.tmx"))


def test_a_damaged_zip_archive_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", "a.tmx")
    data = bytearray(path.read_bytes())
    data[60:80] = bytes(20)
    path.write_bytes(bytes(data))
    with pytest.raises(FormatError):
        read_tmx(path)


def test_a_cut_gzip_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "memory.tmx.gz"
    path.write_bytes(gzip.compress(tmx(f"<tu>{PAIR}</tu>" * 50).getvalue())[:-20])
    with pytest.raises(FormatError):
        read_tmx(path)


def test_problems_beyond_a_thousand_are_counted() -> None:
    with TmxReader(tmx("<tu></tu>" * 1500)) as reader:
        assert list(reader) == []
        assert len(reader.log.problems) == 1000
        assert reader.log.skipped == 1500


def test_a_unit_needs_a_variant() -> None:
    with pytest.raises(ValueError, match="needs a variant"):
        TranslationUnit(variants=())


BROKEN = (
    '<tu><tuv xml:lang="en"><seg>a\x01b&#x2;c&nbsp;d & e &unknown; &amp; &#233;</seg></tuv></tu>'
)
MENDED = "abc\u00a0d & e &unknown; & é"


def test_broken_characters_are_refused_or_mended_and_told() -> None:
    with pytest.raises(FormatError, match="not well-formed"):
        read_tmx(tmx(BROKEN))
    document = read_tmx(tmx(BROKEN), strictness=Strictness.REPAIR)
    assert document.units[0].variants[0].text == MENDED
    assert [(each.reason, each.detail, each.line) for each in document.problems] == [
        ("illegal character", "&#x2;", 3),
        ("entity of HTML", "&nbsp;", 3),
        ("lone ampersand", "&", 3),
        ("lone ampersand", "&unknown;", 3),
        ("illegal character", "U+0001", 3),
    ]


class Drops(io.BytesIO):
    """Gives a few bytes at a time, so that everything is cut somewhere."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(7 if size is None or size < 0 or size > 7 else size)


def test_repair_does_not_depend_on_where_the_file_is_cut() -> None:
    body = BROKEN + '<tu><tuv xml:lang="zh"><seg>裁军，核查</seg></tuv></tu>'
    stream = Drops(tmx(body).getvalue())
    units = read_tmx(stream, strictness=Strictness.REPAIR).units
    assert [unit.variants[0].text for unit in units] == [MENDED, "裁军，核查"]


def test_bytes_of_another_encoding_are_marked() -> None:
    data = tmx('<tu><tuv xml:lang="fr"><seg>d@sarmement</seg></tuv></tu>').getvalue()
    document = read_tmx(io.BytesIO(data.replace(b"@", b"\xe9")), strictness=Strictness.REPAIR)
    assert document.units[0].variants[0].text == "d\ufffdsarmement"
    assert [each.reason for each in document.problems] == ["byte not in the encoding"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_repair_changes_nothing_in_a_whole_file(encoding: str) -> None:
    text = tmx('<tu><tuv xml:lang="fr"><seg>désarmement</seg></tuv></tu>').getvalue().decode()
    name = encoding.removesuffix("-sig")
    data = text.replace('"1.0"', f'"1.0" encoding="{name}"').encode(encoding)
    document = read_tmx(io.BytesIO(data), strictness=Strictness.REPAIR)
    assert document.units[0].variants[0].text == "désarmement"
    assert document.problems == ()


@pytest.mark.parametrize("megabytes", [40, pytest.param(1000, marks=pytest.mark.slow)])
def test_a_packed_unit_of_any_size_is_refused_early(tmp_path: Path, megabytes: int) -> None:
    path = tmp_path / "bomb.tmx.gz"
    start = tmx("").getvalue().replace(b"</body></tmx>", b'<tu><tuv xml:lang="en"><seg>')
    with gzip.open(path, "wb", 1) as stream:
        stream.write(start)
        for _ in range(megabytes):
            stream.write(b"x" * 1_000_000)
    with TmxReader(path) as reader:
        with pytest.raises(FormatError):
            list(reader)
        assert reader.bytes_read < 20_000_000


@pytest.mark.parametrize("is_on", [True, False])
@pytest.mark.parametrize("body", [f"<tu>{PAIR}</tu>", "<tu><tuv>"])
def test_the_garbage_collector_goes_on_as_before(*, is_on: bool, body: str) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if is_on else gc.disable)()
        with contextlib.suppress(FormatError):
            read_tmx(tmx(body))
        assert gc.isenabled() is is_on
    finally:
        (gc.enable if before else gc.disable)()


def test_the_collector_rests_while_units_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    iterate = TmxReader.__iter__

    def watched(self: TmxReader) -> Iterator[TranslationUnit]:
        seen.append(gc.isenabled())
        return iterate(self)

    monkeypatch.setattr(TmxReader, "__iter__", watched)
    read_tmx(tmx(f"<tu>{PAIR}</tu>"))
    assert seen == [False]
