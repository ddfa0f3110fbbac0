"""The quick way of reading TMX gives what the parser gives, whatever stands in the file."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tmx.formats import tmx14_shapes
from tmx.formats.errors import FormatError, Strictness
from tmx.formats.tmx14 import TmxReader
from tmx.formats.tmx14_shapes import Fit, Shapes
from tmx.model import Header, TranslationUnit

HEADER = (
    '<header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="o" '
    'adminlang="en" srclang="en" datatype="plaintext"/>'
)
PAIR = '<tuv xml:lang="en"><seg>one</seg></tuv>\n<tuv xml:lang="zh_CN"><seg>一</seg></tuv>'


@pytest.fixture(autouse=True, scope="module")
def shapes_from_the_first() -> Iterator[None]:
    """Make a shape of the first unit that has it, so that short files show what shapes do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tmx14_shapes, "_SEEN_BEFORE", 1)
        yield


@dataclass(frozen=True)
class Seen:
    """All that reading a file shows."""

    header: Header | None
    units: list[TranslationUnit]
    problems: list[object]
    fault: str


def seen(data: bytes, *, quick: bool, strictness: Strictness) -> Seen:
    units: list[TranslationUnit] = []
    reader = None
    fault = ""
    try:
        reader = TmxReader(io.BytesIO(data), strictness=strictness, quick=quick)
        units.extend(reader)
    except FormatError as error:
        # Where a fault was met first may differ by a line between two runs of the parser.
        fault = str(error).partition("(")[0]
    problems = list(reader.log.problems) if reader else []
    return Seen(reader.header if reader else None, units, problems, fault)


def assert_same(data: bytes, strictness: Strictness = Strictness.REPORT) -> Seen:
    quick = seen(data, quick=True, strictness=strictness)
    assert quick == seen(data, quick=False, strictness=strictness)
    return quick


def tmx(body: str, *, before: str = '<?xml version="1.0"?>\n', header: str = HEADER) -> bytes:
    return f'{before}<tmx version="1.4">\n{header}<body>{body}</body></tmx>\n'.encode(
        "utf-8", "surrogatepass"
    )


segments = st.sampled_from(
    [
        "plain",
        "裁军谈判会议",
        "",
        " \n ",
        "a &amp; b &lt;c&gt; &quot;&apos;",
        "a&#10;b&#x20AC;",
        "a &nbsp; b",
        "&x;",
        "lone & here",
        "x ]]> y",
        "a > b",
        "a\rb\r\nc",
        "a\x01b",
        "\ufffe",
        "\uffe5",
        "𐍈 \u2028 \x85",
        '<ph x="1">{1}</ph>',
        "<hi>words</hi>",
        "<b>no</b>",
        "<!-- </seg></tuv></tu> -->",
        "<![CDATA[</tu> & <x>]]>",
        "<?pi </tu>?>",
        "</seg><seg>",
    ]
)
codes = st.sampled_from(
    [
        ' xml:lang="en"',
        ' xml:lang="ZH_cn"',
        " xml:lang='fr'",
        '\n\txml:lang="ar" ',
        ' xml:lang="java"',
        ' lang="es"',
        "",
        ' xml:lang="en" xml:lang="fr"',
        ' xml:lang="ru" changedate="20101014T000000Z" usagecount="1"',
        ' creationid="a&amp;b" xml:lang="ru"',
        ' xml:lang="ru" vendor="x"',
        ' xml:lang="ru" xmlns="urn:x"',
    ]
)
remarks = st.sampled_from(
    [
        "",
        '<prop type="x-a">b</prop>',
        '\n<prop type="x-a" xml:lang="en" o-encoding="utf-8">b &amp; c</prop>\n',
        "<note>words</note>",
        '<note xml:lang="fr"></note><prop type="p">1</prop>',
        "<note/>",
        '<prop type="x">a<b/>c</prop>',
        "<note>wrong</prop>",
        '<note type="t">x</note>',
        "<extra/>",
        "stray words",
        "<!-- remark -->",
    ]
)
variants = st.tuples(codes, remarks, segments, remarks).map(
    lambda parts: f"<tuv{parts[0]}>{parts[1]}<seg>{parts[2]}</seg>{parts[3]}</tuv>\n"
)
unit_attributes = st.sampled_from(
    [
        "",
        ' tuid="u1"',
        ' tuid=""',
        ' srclang="fr" tuid="u2" segtype="block"',
        ' tuid="a&lt;b"',
        ' o-tmf="x" tuid="u" vendor="y"',
        ' tuid="u" tuid="v"',
        " tuid='u3'",
    ]
)
units = st.tuples(unit_attributes, remarks, st.lists(variants, max_size=3)).map(
    lambda parts: f"\n<tu{parts[0]}>{parts[1]}{''.join(parts[2])}</tu>"
)
between = st.sampled_from(["", "\n", "<!-- </tu> -->", "<tu/>", "<other><tu/></other>", "text"])
heads = st.sampled_from(
    [
        '<?xml version="1.0"?>\n',
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        '\ufeff<?xml version="1.0" encoding="utf-8"?>\r\n',
        "",
        "<!-- a -->",
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
        '<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE tmx\n PUBLIC "x" "file:///y">\n<!-- b -->',
        '<!DOCTYPE tmx [<!ENTITY x "y">]>',
        '<!DOCTYPE tmx SYSTEM "x"><!-- <body> -->',
        "<!DOCTYPE html>",
        '<?xml version="1.0" encoding="ISO-8859-1"?>',
    ]
)
plain = f'\n<tu tuid="p">{PAIR}</tu>'


@settings(max_examples=300)
@given(
    heads,
    st.lists(st.one_of(st.just(plain), units, between), max_size=8),
    st.sampled_from(Strictness),
)
@example("", [plain, "</body>", plain], Strictness.REPORT)
@example("", [f"<tu>{PAIR}<tu>{PAIR}</tu></tu>"], Strictness.REPORT)
def test_both_ways_see_the_same(before: str, pieces: list[str], strictness: Strictness) -> None:
    assert_same(tmx("".join(pieces), before=before), strictness)


words = st.lists(
    st.sampled_from(
        [
            "a",
            "裁军",
            "ق",
            "𐍈",
            " ",
            "\n",
            "\r\n",
            '"',
            ">",
            "]]",
            "\u2028",
            "&amp;",
            "&quot;",
            "&#x20AC;",
            "&#10;",
            "&#13;",
            "&#000065;",
            "&#x10FFFF;",
        ]
    ),
    max_size=6,
).map("".join)
bad_words = st.sampled_from(
    [
        "&x;",
        "&",
        "&#0;",
        "&#11;",
        "&#xD800;",
        "&#xFFFE;",
        "&#x110000;",
        "&#9999999999;",
        "&#X41;",
        "&#;",
        "&#x;",
        "&# 65;",
        "]]>",
        "\r",
        "\x02",
        "\uffff",
        "\ud800",
        "<ph/>",
        "<!---->",
    ]
)
values = st.text(st.sampled_from("ab1 '裁>"), max_size=3)
bad_values = st.sampled_from(["a\nb", "&amp;", "<", '" tuid="', '" lang="en'])


def filled(form: str, chosen: list[str], named: list[str]) -> str:
    """Return the form with words for `@` and values of attributes for `~`."""
    for place, pieces in (("@", chosen), ("~", named)):
        for number in range(form.count(place)):
            form = form.replace(place, pieces[number % len(pieces)], 1)
    return form


FORMS = """
<tu tuid="~"><tuv xml:lang="en"><seg>@</seg></tuv></tu>
%
<tu tuid="~" srclang="~">
  <note>@</note><prop type="x">@</prop><prop type="y">@</prop>
  <tuv xml:lang="en"><seg>@</seg></tuv>
  <tuv xml:lang="zh-TW" ><seg >@</seg></tuv>
</tu>
%
<tu segtype="~" usagecount="~">
  <tuv creationid="~" xml:lang="fr" changedate="~">
    <prop type="a" xml:lang="en">@</prop><note o-encoding="x">@</note><note>@</note><seg>@</seg>
  </tuv><tuv lang="ar"><seg>@</seg ></tuv ></tu>
%
<tu><tuv xml:lang="en"><seg>@</seg></tuv></tu ><tu><tuv xml:lang="en"><seg>@</seg></tuv></tu>
%
<tu tuid="~"><prop type="x" other="~">@</prop><tuv xml:lang="~"><seg>@</seg></tuv></tu>
"""


def units_of(
    chosen: st.SearchStrategy[str], named: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    some_words = st.lists(chosen, min_size=1, max_size=5)
    some_values = st.lists(named, min_size=1, max_size=3)
    return st.builds(filled, st.sampled_from(FORMS.split("%")), some_words, some_values)


@settings(max_examples=150)
@given(
    st.lists(units_of(words, values), min_size=2, max_size=12),
    units_of(words | bad_words, values | bad_values) | st.just(""),
    st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]),
)
def test_units_of_one_shape_are_read_alike(pieces: list[str], odd: str, codec: str) -> None:
    data = tmx("".join([*pieces, odd, *pieces]))
    if codec != "utf-8":
        assume("\ud800" not in odd)
        data = ("\ufeff" + data.decode()).replace('"1.0"', '"1.0" encoding="UTF-16"').encode(codec)
    assert_same(data)


@pytest.mark.parametrize("damage", [b"\xd8", b"\x00\xd8", b"\x00\xd8a\x00", b"\x3c\x00"])
def test_broken_utf16_is_refused_as_by_the_parser(damage: bytes) -> None:
    data = codecs.BOM_UTF16_LE + tmx(plain * 3).decode().encode("utf-16-le")
    place = data.rindex("one".encode("utf-16-le"))
    for whole in (data[:place] + damage + data[place:], data + damage, data[:place] + damage):
        for quick in (True, False):
            assert seen(whole, quick=quick, strictness=Strictness.REPORT).fault


@pytest.mark.parametrize(
    "odd",
    [
        b"\xef\xbf\xbf",
        b"\xff",
        b"\xed\xa0\x80",
        b"&x;",
        b"&#10;",
        b"&#0;",
        b"&",
        b"\x00",
        b"<b/>",
        b"]]>",
    ],
)
def test_an_odd_text_among_units_of_one_shape_is_left_to_the_parser(odd: bytes) -> None:
    body = plain * 4
    for found in (b"one", b'tuid="p', "一".encode()):
        data = tmx(body)
        place = data.rindex(found) + len(found)
        assert_same(data[:place] + odd + data[place:])


@given(st.binary(max_size=8), st.integers(0, 400))
def test_both_ways_see_the_same_in_damaged_files(damage: bytes, place: int) -> None:
    data = tmx(plain * 3)
    assert_same(data[:place] + damage + data[place + len(damage) :])
    assert_same(data[:place])


class Drops(io.BytesIO):
    """Gives a few bytes at a time once the head has been read."""

    def read(self, size: int | None = -1) -> bytes:
        most = size if self.tell() == 0 else 11
        return super().read(most)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_where_the_file_is_cut_does_not_matter(ends: str) -> None:
    odd = '\n<tu tuid="o"><tuv xml:lang="ar"><seg>a<ph/>b</seg></tuv></tu>'
    body = (plain * 2000 + odd) * 2 + "<!-- end -->"
    data = tmx(body.replace("\n", ends))
    reader = TmxReader(Drops(data))
    assert list(reader) == assert_same(data).units
    assert reader.unit_count == 4002


def test_units_before_a_fault_are_given_where_a_block_is_parsed_whole() -> None:
    odd = '\n<tu><tuv xml:lang="ar"><seg>a<ph/>b</seg></tuv></tu>'
    found = assert_same(tmx(odd * 20 + "\n<tu/>" + odd), Strictness.FAIL)
    assert len(found.units) == 20
    assert found.fault


def test_lines_are_told_right_behind_quick_units() -> None:
    body = plain * 3 + "\n\n<tu></tu>" + plain + "<!-- -->\n<tu></tu><x>"
    found = assert_same(tmx(body))
    assert [problem.line for problem in found.problems] == [11, 14]


def test_plain_units_do_go_the_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    read = Shapes.read

    def watched(self: Shapes, block: str, place: int) -> Fit:
        fit = read(self, block, place)
        taken.append(fit.unit_count)
        return fit

    monkeypatch.setattr(Shapes, "read", watched)
    odd = f"\n<tu><note>a<b/></note>{PAIR}</tu>"
    body = plain + plain.replace("one", "two &amp; more") * 9 + odd + plain
    before = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<!-- x -->\n'
    )
    assert len(list(TmxReader(io.BytesIO(tmx(body, before=before))))) == 12
    assert taken == [0, 9, 1]


def test_units_of_shapes_in_turn_go_the_quick_way_in_their_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[int] = []
    read = Shapes.read

    def watched(self: Shapes, block: str, place: int) -> Fit:
        fit = read(self, block, place)
        taken.append(fit.unit_count)
        return fit

    forms = [
        '<tu tuid="{}"><tuv xml:lang="en"><seg>one {}</seg></tuv></tu>',
        '\n<tu tuid="{}"><tuv xml:lang="fr"><seg>un {}</seg></tuv></tu>',
        '<tu tuid="{}"><note>n</note><tuv xml:lang="en"><seg>two &amp; {}</seg></tuv></tu>',
    ]
    body = "".join(forms[number * number % 7 % 3].format(number, number) for number in range(60))
    expected = assert_same(tmx(body)).units
    assert [unit.tuid for unit in expected] == [str(number) for number in range(60)]
    monkeypatch.setattr(Shapes, "read", watched)
    assert list(TmxReader(io.BytesIO(tmx(body)))) == expected
    # Each form is parsed once.
    assert sum(taken) == 57


def test_a_second_loop_goes_on_where_the_first_stopped() -> None:
    with TmxReader(io.BytesIO(tmx(plain * 3))) as reader:
        for _ in reader:
            break
        assert len(list(reader)) == 2
