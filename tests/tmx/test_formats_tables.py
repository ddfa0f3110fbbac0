"""Tables and glossaries: lossless where they can be, harmless in a spreadsheet."""

import io
import zipfile
from pathlib import Path

import pytest

from tmx.formats.errors import FormatError
from tmx.formats.matecat import write_matecat_glossary
from tmx.formats.memoq import write_memoq_glossary
from tmx.formats.moses import iter_moses, write_moses
from tmx.formats.registry import (
    open_units,
    read_concepts,
    read_units,
    write_concepts,
    write_units,
)
from tmx.formats.rows import TableKind
from tmx.formats.tables import TableReader, write_table
from tmx.formats.term_tables import (
    read_glossary,
    read_term_table,
    write_glossary,
    write_term_table,
)
from tmx.model import (
    ConceptEntry,
    Header,
    LanguageSection,
    Property,
    Term,
    TermStatus,
    TranslationUnit,
    Variant,
)

HEADER = Header(source_language="en")


def unit(tuid: str, **texts: str) -> TranslationUnit:
    return TranslationUnit(
        tuid=tuid,
        properties=(Property(type="x-symbol", text="A/65/496"),),
        variants=tuple(Variant.plain(tag, text) for tag, text in texts.items()),
    )


UNITS = (
    unit("u1", zh="裁军，“谈判”", en='says "yes", and\nmore\tthan that'),
    unit("u2", zh="=1+1", en="- item"),
    unit("u3", zh="'=quoted", en="@home"),
    unit("u4", en="alone"),
)
CONCEPTS = (
    ConceptEntry(
        id="c1",
        category="treaty",
        score=0.97,
        known=True,
        languages=(
            LanguageSection(language="zh", terms=(Term(text="裂变材料"), Term(text="易裂变材料"))),
            LanguageSection(
                language="en",
                terms=(
                    Term(text="fissile material"),
                    Term(text="=old", status=TermStatus.DEPRECATED),
                ),
            ),
        ),
        notes=("a\tnote\nin lines",),
    ),
    ConceptEntry(
        id="c2",
        languages=(
            LanguageSection(language="zh", terms=(Term(text="#1"),)),
            LanguageSection(language="en", terms=(Term(text="number one"),)),
        ),
    ),
)


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx", ".tmx"])
def test_units_come_back(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"units{ending}"
    assert write_units(path, UNITS, header=HEADER, languages=("zh", "en")).count == 4
    assert tuple(read_units(path)) == UNITS


def test_csv_is_harmless_in_a_spreadsheet() -> None:
    stream = io.BytesIO()
    write_table(stream, UNITS, ("zh", "en"), kind=TableKind.CSV)
    assert stream.getvalue().startswith(b"\xef\xbb\xbftuid,")
    cells = stream.getvalue().decode("utf-8-sig").replace('"', "").split(",")
    assert "'=1+1" in cells
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_any_excel_is_read(delimiter: str) -> None:
    lines = ["\ufeffen{0}fr", '"a;b,c"{0}"d\r\ne"', "f{0}g", ""]
    data = "\r\n".join(lines).format(delimiter).encode()
    units = list(TableReader(io.BytesIO(data), kind=TableKind.CSV))
    texts = [tuple(variant.text for variant in unit.variants) for unit in units]
    assert texts == [("a;b,c", "d\r\ne"), ("f", "g")]


def test_columns_may_be_called_by_the_names_of_languages() -> None:
    with TableReader(io.BytesIO(b"English,Chinese\na,b\n"), kind=TableKind.CSV) as reader:
        assert reader.languages == ("en", "zh")


def test_unknown_columns_and_empty_rows_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("zh\tcolour of the sky\ten\n一\tblue\tone\n\tred\t\n\n二\n")
    with open_units(path) as reader:
        units = list(reader)
        assert [each.languages for each in units] == [("zh", "en"), ("zh",)]
        assert [(each.reason, each.line) for each in reader.log.problems] == [
            ("unknown column", 1),
            ("row without text", 3),
        ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"colour,taste\n1,2\n", "no column is called by a language"),
        (b'zh,en\n"open,1\n', "not a table"),
        (b"zh,en\n\xff\xfe,1\n", "not UTF-8"),
    ],
)
def test_broken_tables_are_one_sentence(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(FormatError, match=rf"a\.csv.*{message}"):
        list(read_units(path))


def test_a_stream_is_left_open() -> None:
    stream = io.BytesIO(b"zh,en\na,b\n")
    with TableReader(stream, kind=TableKind.CSV) as reader:
        assert len(list(reader)) == 1
    assert not stream.closed


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"a\.csv: cannot read: No such file"):
        list(read_units(tmp_path / "a.csv"))


@pytest.mark.parametrize("name", ["a.docx", "a", "a.tbx"])
def test_an_ending_of_no_format_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormatError, match=r"expected one of \.tmx"):
        open_units(tmp_path / name)


def test_glossary_lines_are_what_omegat_takes() -> None:
    stream = io.BytesIO()
    assert write_glossary(stream, CONCEPTS, "zh", "en") == 3
    assert stream.getvalue().decode().splitlines() == [
        "裂变材料\tfissile material\ttreaty; a note in lines",
        "易裂变材料\tfissile material\ttreaty; a note in lines",
        " #1\tnumber one",
    ]


def test_glossaries_come_back() -> None:
    data = "# a remark\n裂变材料\tfissile material\tnote\n裂变材料\tfissile matter\n\n"
    data += "#1\tx\n #1\tno. 1\n"
    entries = read_glossary(io.BytesIO(data.encode()), "zh", "en")
    assert [(each.terms("zh")[0].text, len(each.terms("en"))) for each in entries] == [
        ("裂变材料", 2),
        ("#1", 1),
    ]
    assert entries[0].notes == ("note",)


def test_a_glossary_line_without_target_is_said() -> None:
    with pytest.raises(FormatError, match="line 2: the line 'b' has no second column"):
        read_glossary(io.BytesIO(b"a\tb\nb\n"), "zh", "en")


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx"])
def test_term_tables_come_back(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"terms{ending}"
    assert write_concepts(path, CONCEPTS, languages=("zh", "en")) == 2
    first, second = read_concepts(path)
    assert (first.id, first.category, first.score, first.known) == ("c1", "treaty", 0.97, True)
    assert [section.language for section in first.languages] == ["zh", "en"]
    assert [term.text for term in first.terms("zh")] == ["裂变材料", "易裂变材料"]
    assert [term.text for term in first.terms("en")] == ["fissile material", "=old"]
    assert (second.score, second.known) == (None, False)


def test_terms_that_look_like_formulas_are_defused() -> None:
    entry = ConceptEntry(
        id="c1", languages=(LanguageSection(language="en", terms=(Term(text="=1+1"),)),)
    )
    stream = io.BytesIO()
    write_term_table(stream, [entry], ("en",), kind=TableKind.CSV)
    assert stream.getvalue().decode("utf-8-sig").splitlines()[1] == "c1,,,no,'=1+1"


def test_matecat_glossaries_have_its_heading_and_forbidden_terms_apart() -> None:
    stream = io.BytesIO()
    examples = "Notes,Example of use"
    assert write_matecat_glossary(stream, CONCEPTS, ("zh", "en")) == 4
    lines = stream.getvalue().decode("utf-8-sig").splitlines()
    assert lines[:5] == [
        f"Forbidden,Domain,Subdomain,Definition,zh-CN,{examples},en-GB,{examples}",
        ",,treaty,,裂变材料,,,fissile material,,",
        ",,treaty,,易裂变材料,,,,,",
        "True,,treaty,,,,,'=old,,",
        ",,,,#1,,,number one,,",
    ]
    stream.seek(0)
    entries = read_term_table(stream, kind=TableKind.CSV)
    assert [each.languages[0].language for each in entries] == ["zh-CN", "zh-CN", "en-GB", "zh-CN"]


def test_matecat_glossaries_are_read_with_all_they_hold() -> None:
    heading = "Forbidden,Domain,Subdomain,Definition,en-US,Notes,Example of use,it-IT,Notes"
    rows = [
        ",law,treaties,a pact,treaty,n; m,The treaty.,trattato,",
        "TRUE,,,,pact,,,,",
        ",x,,,,,,,",
    ]
    stream = io.BytesIO("\n".join([heading, *rows]).encode())
    english = Term(text="treaty", notes=("n", "m"), context="The treaty.")
    assert read_term_table(stream, kind=TableKind.CSV) == (
        ConceptEntry(
            id="c1",
            subject_field="law",
            category="treaties",
            definition="a pact",
            languages=(
                LanguageSection(language="en-US", terms=(english,)),
                LanguageSection(language="it-IT", terms=(Term(text="trattato"),)),
            ),
        ),
        ConceptEntry(
            id="c2",
            languages=(
                LanguageSection(
                    language="en-US", terms=(Term(text="pact", status=TermStatus.DEPRECATED),)
                ),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("heading", "message"),
    [
        ("Forbidden,Domain,Subdomain,Definition,en_US,it_IT", "the column 'en_US'"),
        ("Forbidden,Domain,en-US,Definition,it-IT", "the column 'Definition'"),
        ("en-US,Example of use,Italian,Example of use", "the column 'Italian'"),
        ("Forbidden,Domain,Subdomain,Definition,en-US", "with 1 languages"),
    ],
)
def test_what_matecat_refuses_is_refused(heading: str, message: str) -> None:
    with pytest.raises(FormatError, match=f"line 1: .*{message}"):
        read_term_table(io.BytesIO(f"{heading}\na,b,c,d,e,f\n".encode()), kind=TableKind.CSV)


def test_terms_that_matecat_forbids_stay_deprecated() -> None:
    stream = io.BytesIO()
    write_matecat_glossary(stream, CONCEPTS, ("zh", "en"))
    stream.seek(0)
    terms = [each.languages[0].terms[0] for each in read_term_table(stream, kind=TableKind.CSV)]
    deprecated = [term.text for term in terms if term.status is TermStatus.DEPRECATED]
    assert deprecated == ["=old"]


MEMOQ = (
    ConceptEntry(
        id="memoq-1",
        category="treaty",
        subject_field="law",
        known=True,
        languages=(
            LanguageSection(language="zh", terms=(Term(text="裂变材料"), Term(text="易裂变材料"))),
            LanguageSection(
                language="en",
                terms=(Term(text="-fissile material", context="Cut off fissile material."),),
                definition="material that, fissions",
            ),
        ),
        notes=("=a note",),
    ),
    ConceptEntry(
        id="memoq-2",
        known=True,
        languages=(LanguageSection(language="en", terms=(Term(text="disarmament"),)),),
    ),
)


def test_memoq_glossaries_have_its_heading_and_come_back(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    assert write_concepts(path, MEMOQ, languages=("zh", "en"), glossary="memoq") == 2
    term = "Term_Info,Term_Example"
    chinese = f"Chinese_PRC_Def,Chinese_PRC,{term},Chinese_PRC,{term}"
    entry = "Entry_ID,Entry_Subject,Entry_Domain,Entry_Note"
    defined = '"material that, fissions",\'-fissile material'
    assert path.read_text("utf-8-sig").splitlines() == [
        f"{entry},{chinese},English_Def,English,{term}",
        f"1,law,treaty,'=a note,,裂变材料,,,易裂变材料,,,{defined},,Cut off fissile material.",
        "2,,,,,,,,,,,,disarmament,,",
    ]
    assert read_concepts(path) == MEMOQ


def test_memoq_is_not_given_deprecated_terms() -> None:
    stream = io.BytesIO()
    assert write_memoq_glossary(stream, CONCEPTS, ("zh", "en")) == 2
    assert "=old" not in stream.getvalue().decode()


def test_termbases_of_memoq_keep_other_chinese_apart_and_need_a_language() -> None:
    data = "Entry_ID,Chinese_Taiwan,English_United_States\n7,裁軍,disarmament\n8,,\n"
    (entry,) = read_term_table(io.BytesIO(data.encode()), kind=TableKind.CSV)
    assert entry.id == "memoq-7"
    assert [each.language for each in entry.languages] == ["zh-TW", "en"]
    with pytest.raises(FormatError, match="no column is called by a language"):
        read_term_table(io.BytesIO(b"Entry_ID,Klingon\n1,x\n"), kind=TableKind.CSV)


@pytest.mark.parametrize(
    ("glossary", "name"),
    [("matecat", "a.tbx"), ("memoq", "a.xlsx"), ("multiterm", "a.csv"), ("omegat", "a.csv")],
)
def test_a_glossary_has_the_ending_its_tool_takes(tmp_path: Path, glossary: str, name: str) -> None:
    with pytest.raises(FormatError, match="the ending does not say a format"):
        write_concepts(tmp_path / name, CONCEPTS, languages=("zh", "en"), glossary=glossary)


def test_glossaries_need_two_languages(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="not 1; expected source and target"):
        write_concepts(tmp_path / "a.utf8", CONCEPTS, languages=("zh",))


def test_moses_pairs_come_back(tmp_path: Path) -> None:
    assert write_moses(tmp_path / "corpus", UNITS, "zh", "en") == 3
    units = list(iter_moses(tmp_path / "corpus", "zh", "en"))
    assert [each.variants[1].text for each in units] == [
        'says "yes", and more than that',
        "- item",
        "@home",
    ]


def test_moses_files_of_unequal_length_are_refused(tmp_path: Path) -> None:
    (tmp_path / "c.zh").write_text("一\n二\n")
    (tmp_path / "c.en").write_text("one\n")
    with pytest.raises(FormatError, match=r"c\.en, line 2: the file ends here"):
        list(iter_moses(tmp_path / "c", "zh", "en"))


def test_a_failed_moses_pair_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FormatError):
        write_moses(tmp_path / "none" / "c", UNITS, "zh", "en")
    assert list(tmp_path.iterdir()) == []


def test_workbooks_are_the_same_each_time_and_hold_no_formulas(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_units(tmp_path / name, UNITS, header=HEADER, languages=("zh", "en"))
    data = (tmp_path / "a.xlsx").read_bytes()
    assert data == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert ">=1+1</t>" in sheet


def workbook(sheet: str, strings: str = "") -> io.BytesIO:
    namespace = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f"<worksheet {namespace}><sheetData>{sheet}</sheetData></worksheet>",
        )
        if strings:
            archive.writestr("xl/sharedStrings.xml", f"<sst {namespace}>{strings}</sst>")
    stream.seek(0)
    return stream


def test_workbooks_of_other_programs_are_read() -> None:
    sheet = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>'
        '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="C3"><v>65</v></c></row>'
    )
    strings = (
        "<si><t>ja</t></si><si><t>en</t></si>"
        "<si><r><t>漢</t></r><r><t>字</t></r><rPh><t>かんじ</t></rPh></si>"
    )
    with TableReader(workbook(sheet, strings), kind=TableKind.XLSX) as reader:
        (unit_read,) = reader
    assert [(each.language, each.text) for each in unit_read.variants] == [
        ("ja", "漢字"),
        ("en", "65"),
    ]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (io.BytesIO(b"plain"), "not a workbook"),
        (workbook('<row><c t="s"><v>7</v></c></row>'), "names the shared string '7'"),
        (workbook("<row>"), "not well-formed"),
    ],
)
def test_broken_workbooks_are_one_sentence(source: io.BytesIO, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        list(TableReader(source, kind=TableKind.XLSX))


def test_cells_too_long_for_a_workbook_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"write \.csv or \.tsv instead"):
        write_units(
            tmp_path / "a.xlsx", [unit("u", en="x" * 40_000)], header=HEADER, languages=("en",)
        )
    assert list(tmp_path.iterdir()) == []
