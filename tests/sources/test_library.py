from pathlib import Path

import pytest

from sources import NotFoundError, WrongLanguageError, find_versions, list_versions
from sources.library import sample_folder

CLEAN = Path(__file__).parents[1] / "data" / "sample" / "clean"
LANGUAGES = ("zh", "en", "fr", "es", "ru", "ar")


def put(folder: Path, name: str, language: str) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((CLEAN / f"{language}.txt").read_bytes())
    return path


def test_bundled_sample_has_six_languages_chinese_first() -> None:
    documents = find_versions("A/65/496")
    assert tuple(document.language for document in documents) == LANGUAGES


def test_only_the_chinese_of_the_sample_is_official() -> None:
    for document in find_versions("A/65/496"):
        assert document.provenance.official is (document.language == "zh")
        is_working = "Unofficial working translation" in document.provenance.notice
        assert is_working is (document.language != "zh")


def test_notice_lies_beside_the_sample() -> None:
    notice = (sample_folder() / "NOTICE.md").read_text(encoding="utf-8")
    assert "must never be presented or quoted as such" in notice


def test_languages_are_given_in_the_order_asked_for() -> None:
    documents = find_versions("a/65/496*", ["fr", "zh"])
    assert [document.language for document in documents] == ["fr", "zh"]


def test_symbol_nobody_has() -> None:
    with pytest.raises(NotFoundError, match=r"no version of A/65/497 .*A_65_497\.en\.pdf"):
        find_versions("A/65/497")


def test_neither_folder_nor_symbol() -> None:
    with pytest.raises(NotFoundError, match="neither a folder nor a document symbol"):
        find_versions("no/such/thing")


def test_language_the_sample_lacks() -> None:
    with pytest.raises(NotFoundError, match="not at hand in de"):
        find_versions("A/65/496", ["zh", "de"])


def test_files_given(tmp_path: Path) -> None:
    files = {"fr": put(tmp_path, "a", "fr"), "en": put(tmp_path, "b", "en")}
    assert [document.language for document in find_versions(files)] == ["fr", "en"]


def test_files_in_the_wrong_language(tmp_path: Path) -> None:
    with pytest.raises(WrongLanguageError):
        find_versions({"fr": put(tmp_path, "a", "en")})


def test_folder_of_names_with_languages(tmp_path: Path) -> None:
    for language in ("zh", "en", "ru"):
        put(tmp_path, f"report.{language}.txt", language)
    put(tmp_path, "notes.txt", "en")
    put(tmp_path, "report.fr.tmx", "fr")
    assert [document.language for document in find_versions(tmp_path)] == ["en", "zh", "ru"]
    chinese_first = find_versions(tmp_path, ["zh", "en"])
    assert [document.language for document in chinese_first] == ["zh", "en"]


def test_folder_of_language_folders(tmp_path: Path) -> None:
    for language in ("zh", "ar"):
        put(tmp_path, f"{language}/A_65_496.txt", language)
    documents = find_versions(tmp_path)
    assert {document.provenance.name for document in documents} == {"A/65/496"}


def test_best_format_is_taken(tmp_path: Path) -> None:
    put(tmp_path, "report.en.pdf", "en")
    put(tmp_path, "report.en.txt", "en")
    assert list_versions(tmp_path)["report"]["en"].name == "report.en.txt"


def test_folder_with_two_documents(tmp_path: Path) -> None:
    put(tmp_path, "a.en.txt", "en")
    put(tmp_path, "b.en.txt", "en")
    assert list(list_versions(tmp_path)) == ["a", "b"]
    with pytest.raises(NotFoundError, match=r"2 documents \(a, b\)"):
        find_versions(tmp_path)


def test_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"NAME\.LANG\.EXT"):
        find_versions(tmp_path)


def test_versions_in_a_folder_take_the_place_of_the_sample(tmp_path: Path) -> None:
    put(tmp_path, "A_65_496-EN.txt", "en")
    by_language = {
        document.language: document.provenance
        for document in find_versions("A/65/496", folder=tmp_path)
    }
    assert by_language["en"].location == "A_65_496-EN.txt"
    assert by_language["en"].official is None
    assert by_language["fr"].official is False
