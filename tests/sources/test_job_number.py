import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import read_document, survey_folder
from sources.job_number import parse_job_number, printed_language

PDF = Path(__file__).parents[1] / "data" / "sources" / "pdf"


@pytest.mark.parametrize(
    ("text", "form", "language"),
    [
        ("10-57056 (C)", "N1057056", "zh"),
        ("10-57056 (C)4", "N1057056", "zh"),
        ("4 10-57056 (E)", "N1057056", "en"),
        ("10-57056 (F) 240910 250910", "N1057056", "fr"),
        ("10-57056 (S) *1057056*", "N1057056", "es"),
        ("57056-10 (A)", "N1057056", "ar"),
        ("10-57056", "N1057056", ""),
        ("n1057056", "N1057056", ""),
        ("N1529189", "N1529189", ""),
        ("GE.10-12345 (R)", "GE.10-12345", "ru"),
        ("V.10-54321", "V.10-54321", ""),
    ],
)
def test_job_numbers(text: str, form: str, language: str) -> None:
    number = parse_job_number(text)
    assert number is not None
    assert (str(number), number.language) == (form, language)


@pytest.mark.parametrize("text", ["", "A/65/496", "2010-2011", "10-57", "n10570", "65/93", "(C)"])
def test_what_is_none(text: str) -> None:
    assert parse_job_number(text) is None


@given(st.text(alphabet="0123456789-(C)* GE.V", max_size=80))
def test_any_text_is_read_at_once(text: str) -> None:
    parse_job_number(text)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "zh", "ar"])
def test_language_on_the_pages(language: str) -> None:
    document = read_document(PDF / f"weasyprint.{language}.pdf", language)
    assert printed_language(document) == language


def test_short_text_is_told_by_its_job_number(tmp_path: Path) -> None:
    for letter, words in (("E", "Corrigendum"), ("F", "Rectificatif")):
        text = f"A/65/496/Corr.1\n\n{words}\n\n1. 20/21.\n\n10-57056 ({letter})\n"
        (tmp_path / f"{letter}.txt").write_text(text, encoding="utf-8")
    (document,) = survey_folder(tmp_path).documents
    assert (document.name, set(document.files)) == ("A/65/496/Corr.1", {"en", "fr"})


def test_survey_of_real_files_is_the_same_whatever_they_are_called(tmp_path: Path) -> None:
    for number, language in enumerate(("en", "fr")):
        shutil.copy(PDF / f"weasyprint.{language}.pdf", tmp_path / f"{number}.pdf")
    (document,) = survey_folder(tmp_path).documents
    assert document.name == "A/65/496"
