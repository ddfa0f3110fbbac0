"""Files of a folder, told by name, by the symbol they bear, and by their text."""

import shutil
from pathlib import Path

import pytest

from sources import Document, find_versions, list_versions, read_document, survey_folder
from sources.first_page import printed_symbol, symbol_in_address
from sources.library import symbol_of

DATA = Path(__file__).parents[1] / "data"
PDF = DATA / "sources" / "pdf"
CLEAN = DATA / "sample" / "clean"


def put(folder: Path, name: str, language: str, masthead: str = "") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = (CLEAN / f"{language}.txt").read_text(encoding="utf-8")
    path.write_text(f"{masthead}\n\n{text}" if masthead else text, encoding="utf-8")
    return path


def languages_of(documents: tuple[Document, ...]) -> list[str]:
    return [document.language for document in documents]


def test_files_named_by_job_number_are_told_by_their_pages(tmp_path: Path) -> None:
    for number, language in enumerate(("en", "fr", "ru", "ar", "zh", "es")):
        shutil.copy(PDF / f"weasyprint.{language}.pdf", tmp_path / f"n105705{number}.pdf")
    (document,) = survey_folder(tmp_path).documents
    assert (document.name, len(document.files)) == ("A/65/496", 6)
    assert document.told_by_content == set(document.files)
    versions = find_versions(tmp_path)
    assert {version.provenance.symbol for version in versions} == {"A/65/496"}


def test_name_and_page_tell_the_same_document(tmp_path: Path) -> None:
    put(tmp_path, "A_65_496.en.txt", "en")
    put(tmp_path, "download (3).txt", "fr", masthead="Nations Unies A/65/496")
    put(tmp_path, "other.txt", "ru", masthead="Организация Объединенных Наций A/65/497")
    survey = survey_folder(tmp_path)
    (document,) = survey.documents
    assert set(document.files) == {"en", "fr"}
    assert [(left.path.name, left.reason) for left in survey.left_out] == [
        ("other.txt", "no other version of it than ru")
    ]


def test_corrigendum_is_a_document_of_its_own(tmp_path: Path) -> None:
    for name in ("A_65_496", "A_65_496_Corr.1"):
        for language in ("en", "fr"):
            put(tmp_path, f"{name}.{language}.txt", language)
    assert list(list_versions(tmp_path)) == ["A_65_496", "A_65_496_Corr.1"]


def test_one_file_a_language_is_one_document(tmp_path: Path) -> None:
    put(tmp_path / "letters", "letter.txt", "en")
    put(tmp_path / "letters", "lettre.txt", "fr")
    (document,) = survey_folder(tmp_path / "letters").documents
    assert document.name == "letters"
    assert languages_of(find_versions(tmp_path / "letters")) == ["en", "fr"]


def test_two_files_of_a_language_are_not_paired_by_chance(tmp_path: Path) -> None:
    put(tmp_path, "letter.txt", "en")
    put(tmp_path, "note.txt", "en")
    put(tmp_path, "lettre.txt", "fr")
    survey = survey_folder(tmp_path)
    assert survey.documents == ()
    assert len(survey.left_out) == 3


def test_folder_of_a_document_with_files_named_by_language(tmp_path: Path) -> None:
    for language in ("en", "zh"):
        put(tmp_path, f"A_65_496/{language}.txt", language)
    versions = find_versions(tmp_path)
    assert languages_of(versions) == ["en", "zh"]
    assert versions[0].provenance.symbol == "A/65/496"


def test_broken_file_is_left_out_and_the_rest_goes_on(tmp_path: Path) -> None:
    put(tmp_path, "report.en.txt", "en")
    put(tmp_path, "report.fr.txt", "fr")
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4 nothing")
    survey = survey_folder(tmp_path)
    assert [document.name for document in survey.documents] == ["report"]
    assert survey.left_out[0].path.name == "scan.pdf"


def test_files_given_get_the_symbol_they_all_bear(tmp_path: Path) -> None:
    given = {language: PDF / f"weasyprint.{language}.pdf" for language in ("en", "fr")}
    assert {each.provenance.symbol for each in find_versions(given)} == {"A/65/496"}
    given["ru"] = put(tmp_path, "ru.txt", "ru")
    assert {each.provenance.symbol for each in find_versions(given)} == {None}


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "zh", "ar"])
def test_symbol_on_the_pages(language: str) -> None:
    document = read_document(PDF / f"weasyprint.{language}.pdf", language)
    assert str(printed_symbol(document)) == "A/65/496"


def test_symbol_within_a_sentence_is_a_reference(tmp_path: Path) -> None:
    path = tmp_path / "a.en.txt"
    path.write_text("The report (A/65/496) was noted.\n\nSee A/65/497.\n", encoding="utf-8")
    assert printed_symbol(read_document(path)) is None


@pytest.mark.parametrize(
    ("address", "symbol"),
    [
        ("https://undocs.org/en/A/65/496", "A/65/496"),
        ("https://undocs.org/A/65/496", "A/65/496"),
        ("https://docs.un.org/zh/A/RES/78/199?direct=true", "A/RES/78/199"),
        ("https://documents.un.org/api/symbol/access?s=A/65/496&l=en&t=pdf", "A/65/496"),
        ("https://undocs.org/en/S%2FPV.6201%20%28Resumption%201%29", "S/PV.6201 (Resumption 1)"),
        ("https://daccess-ods.un.org/access.nsf/Get?Open&DS=A/65/496&Lang=E", "A/65/496"),
        ("https://tbinternet.ohchr.org/D.aspx?symbolno=CRC/C/KEN/CO/2&Lang=en", "CRC/C/KEN/CO/2"),
        ("https://digitallibrary.un.org/record/1/files/A_RES_78_199-EN.pdf", "A/RES/78/199"),
        ("https://documents.un.org/doc/undoc/gen/n10/570/56/pdf/n1057056.pdf", None),
        ("https://www.un.org/en/", None),
    ],
)  # fmt: skip
def test_symbol_in_an_address(address: str, symbol: str | None) -> None:
    found = symbol_in_address(address)
    assert (str(found) if found else None) == symbol
    assert symbol_of(address) == found
