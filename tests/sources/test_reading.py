import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import LanguageError, SourceError, WrongLanguageError, read_document
from sources.readers import SourceFile, find_reader

CLEAN = Path(__file__).parents[1] / "data" / "sample" / "clean"


def sample(language: str) -> str:
    return (CLEAN / f"{language}.txt").read_text(encoding="utf-8")


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    ("language", "encoding", "reported"),
    [
        ("zh", "gb18030", "gb18030"),
        ("zh", "gbk", "gb18030"),
        ("ru", "cp1251", "windows-1251"),
        ("ru", "koi8_r", "koi8-r"),
        ("ru", "cp866", "ibm866"),
        ("ar", "cp1256", "windows-1256"),
        ("ar", "iso8859_6", "iso-8859-6"),
        ("fr", "cp1252", "windows-1252"),
        ("es", "cp1252", "windows-1252"),
        ("fr", "latin-1", "windows-1252"),  # which holds all of its letters
        ("zh", "utf-16", "utf-16"),
        ("zh", "utf-16-le", "utf-16-le"),
        ("ru", "utf-16-be", "utf-16-be"),
        ("ar", "utf-8-sig", "utf-8"),
        ("en", "utf-8", "utf-8"),
    ],
)
def test_encodings_are_told_and_reported(
    tmp_path: Path, language: str, encoding: str, reported: str
) -> None:
    data = sample(language).encode(encoding, errors="ignore")
    document = read_document(write(tmp_path, "a.txt", data), language)
    assert document.provenance.encoding == reported
    expected = [re.sub(" +", " ", line) for line in data.decode(encoding).splitlines()]
    assert [paragraph.full_text for paragraph in document.paragraphs] == expected


@pytest.mark.parametrize(
    ("language", "encoding"),
    [("zh", "gb18030"), ("ru", "cp1251"), ("ar", "cp1256"), ("fr", "cp1252"), ("ru", "koi8_r")],
)
def test_encodings_are_told_without_a_language(
    tmp_path: Path, language: str, encoding: str
) -> None:
    data = sample(language)[:2000].encode(encoding, errors="ignore")
    document = read_document(write(tmp_path, "a.txt", data))
    expected = " ".join(data.decode(encoding).split())
    assert " ".join(" ".join(p.full_text for p in document.paragraphs).split()) == expected


def test_traditional_chinese_in_big5(tmp_path: Path) -> None:
    text = "聯合國裁軍談判會議於二零一零年九月二十四日在紐約舉行，與會者討論了許多問題。\n" * 5
    document = read_document(write(tmp_path, "a.txt", text.encode("big5")), "zh")
    assert document.provenance.encoding == "big5"
    assert "裁軍談判會議" in document.paragraphs[0].text


def test_provenance(tmp_path: Path) -> None:
    document = read_document(write(tmp_path, "A_65_496.en.txt", sample("en")))
    assert document.language == "en"
    assert document.provenance.symbol == document.provenance.name == "A/65/496"
    assert document.provenance.location == "A_65_496.en.txt"
    assert len(document.provenance.sha256) == 64


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("report.zh.txt", "zh"),
        ("zh/report.txt", "zh"),
        ("report-ZH.txt", "zh"),
        ("report.zh-Hans.txt", "zh-Hans"),
        ("report.txt", "und"),
        ("report_to.txt", "und"),
    ],
)
def test_language_of_the_file_name(tmp_path: Path, name: str, language: str) -> None:
    assert read_document(write(tmp_path, name, "主席摘要\n")).language == language


@pytest.mark.parametrize("stated", ["zh", "en", "fr", "es", "ru", "ar"])
@pytest.mark.parametrize("actual", ["zh", "en", "fr", "es", "ru", "ar"])
def test_wrong_language_is_refused(tmp_path: Path, stated: str, actual: str) -> None:
    path = write(tmp_path, "a.txt", sample(actual))
    if stated == actual:
        assert read_document(path, stated).language == stated
    else:
        with pytest.raises(WrongLanguageError, match=r"a\.txt is in .* was stated; give the"):
            read_document(path, stated)


def test_short_texts_and_other_languages_are_not_checked(tmp_path: Path) -> None:
    assert read_document(write(tmp_path, "a.txt", "The meeting rose."), "fr").language == "fr"
    assert read_document(write(tmp_path, "b.txt", sample("en")), "sw").language == "sw"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \n\t \n", "is empty"),
        (b"\x00\x01\x02\x03" * 100, "binary data"),
        (bytes(range(256)) * 10, "binary data"),
        (b"good text\x00bad text", "binary data"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "Office file that is no Word"),
        (b"A/65/496\n\n10-57056 (C)\n", "no text beside page numbers"),
        (b"\xff\xfea\x00b\x00c", "damaged"),
    ],
)
def test_files_that_are_no_documents(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=rf"a\.txt .*{message}|a\.txt {message}"):
        read_document(write(tmp_path, "a.txt", data), "en")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"there is no file .*nowhere"):
        read_document(tmp_path / "nowhere.txt", "en")


def test_folder_in_place_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is a folder"):
        read_document(tmp_path, "en")


def test_path_with_a_nul(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_document(tmp_path / "a\x00b", "en")


def test_file_too_large_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(2 * 2**30)  # sparse: takes no room
    with pytest.raises(SourceError, match="has 2048 MB"):
        read_document(path, "en")


def test_bad_language_tag(tmp_path: Path) -> None:
    with pytest.raises(LanguageError):
        read_document(write(tmp_path, "a.txt", "Text."), "not a tag")


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    file = SourceFile(name="a", data=data)
    try:
        reader = find_reader(file)
        if reader.name == "office":
            return  # starts LibreOffice, which has tests of its own
        reading = reader.read(file, "en")
    except SourceError:
        return
    assert reading.paragraphs
