"""Find the documents that a command means; say what was found and what is missing."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sources import (
    Document,
    Fetched,
    FolderDocument,
    FolderSurvey,
    LeftOut,
    SourceError,
    fetch,
    find_versions,
    parse_language,
    survey_folder,
)
from sources.language import OFFICIAL_LANGUAGES
from sources.library import read_versions, symbol_of
from tmx.cli.output import clear_progress, count_on_terminal, warn, warn_of_writing

__all__ = [
    "FETCH_NOTICE",
    "fetch_versions",
    "find_documents",
    "holds_many",
    "survey_named",
    "warn_of_fetched",
    "warn_of_left_out",
]

FETCH_NOTICE: Final = (
    "asking the Official Document System, one request at a time, 2.5 seconds apart; the robots.txt "
    "of documents.un.org asks programs to leave /doc, /access and /api alone, so fetch what you "
    "would download by hand and no collections"
)
# A file is given as LANGUAGE=PATH; a language tag has no slash, dot, colon or space.
_STATED: Final = re.compile(r"(?P<language>[A-Za-z][\w-]*)=(?P<path>.+)")
_MOST_TOLD: Final = 20


def find_documents(
    what: Sequence[str],
    languages: list[str] | None,
    folder: str | None,
    survey: FolderSurvey | None,
) -> tuple[Document, ...]:
    """Return the versions that are meant: by LANGUAGE=PATH, a symbol, an address, a folder.

    `survey` is what `survey_named` gives of the arguments: a folder is read through once.

    Raises:
        SixfoldError: nothing is meant or found, or it cannot be read.
    """
    documents = _find(what, languages, folder, survey)
    for document in documents:
        text = "\n".join(block.text for block in document.paragraphs)
        warn_of_writing(text, document.language, document.provenance.location)
    return documents


def survey_named(what: Sequence[str]) -> FolderSurvey | None:
    """Return what the folder holds that the arguments name; None where they name none.

    On a terminal a bar shows while files have to be read for it.
    """
    if len(what) != 1 or not Path(what[0]).is_dir():
        return None
    show = count_on_terminal("files")
    survey = survey_folder(Path(what[0]), progress=lambda done, total: show(done, total, None))
    clear_progress()
    return survey


def holds_many(survey: FolderSurvey, languages: list[str] | None) -> bool:
    """Return whether a folder holds several documents with two versions or more."""
    return len(_usable(survey, languages)) > 1


def fetch_versions(
    symbol: str,
    languages: list[str] | None,
    folder: str | None,
    *,
    source: str | None = None,
    contact: str = "",
) -> None:
    """Fetch the versions of a symbol that neither `folder` nor the cache holds."""
    wanted = languages or [each.tag for each in OFFICIAL_LANGUAGES]
    held = _held_in(folder, symbol)
    lacking = [tag for tag in wanted if tag not in held]
    if not lacking:
        return
    warn(FETCH_NOTICE)
    fetch(symbol, lacking, source=source, contact=contact, progress=warn_of_fetched)


def warn_of_fetched(result: Fetched) -> None:
    """Tell the user why a version could not be had, or a doubt about it."""
    if result.reason:
        warn(f"{result.symbol} in {result.language}: {result.status.value}: {result.reason}")


def warn_of_left_out(files: Sequence[LeftOut]) -> None:
    """Tell the user which files of a folder belong to no document, and why."""
    _tell_some([f"{each.path} is left out: {each.reason}" for each in files])


def _find(
    what: Sequence[str],
    languages: list[str] | None,
    folder: str | None,
    survey: FolderSurvey | None,
) -> tuple[Document, ...]:
    stated = [match for argument in what if (match := _STATED.fullmatch(argument))]
    if len(stated) == len(what):
        return find_versions(_files_stated(stated), languages)
    if len(what) > 1:
        raise SourceError(
            f"{len(what)} arguments were given; expected one symbol, one folder, or files as "
            f"LANGUAGE=PATH; write for example: zh=a.txt en=b.txt."
        )
    path = Path(what[0])
    if survey is not None:
        return _in_folder(path, survey, languages)
    if symbol_of(what[0]) is not None:
        return find_versions(what[0], languages, folder=folder)
    if path.exists():
        raise SourceError(
            f"{what[0]} is one file; expected two versions or more; write LANGUAGE=PATH for each, "
            f"for example: zh={what[0]} en=OTHER, or name the folder that holds all versions."
        )
    raise SourceError(
        f"{what[0]!r} is neither a symbol nor a folder; expected a symbol such as A/65/496, a "
        f"folder, or files as LANGUAGE=PATH; check the spelling."
    )


def _files_stated(stated: Sequence[re.Match[str]]) -> dict[str, str | Path]:
    files: dict[str, str | Path] = {}
    for match in stated:
        language = parse_language(match["language"])
        if language in files:
            raise SourceError(
                f"two files are given for {language!r}, expected one per language; leave one out."
            )
        files[language] = match["path"]
    return files


def _in_folder(
    path: Path, survey: FolderSurvey, languages: list[str] | None
) -> tuple[Document, ...]:
    _tell(survey)
    usable = _usable(survey, languages)
    if len(usable) == 1:
        return read_versions(usable[0], languages)
    return find_versions(path, languages)


def _usable(survey: FolderSurvey, languages: list[str] | None) -> list[FolderDocument]:
    wanted = {parse_language(tag) for tag in languages or ()}
    return [
        each
        for each in survey.documents
        if len([tag for tag in each.files if not wanted or tag in wanted]) > 1
    ]


def _held_in(folder: str | None, symbol: str) -> set[str]:
    meant = symbol_of(symbol)
    if folder is None or meant is None:
        return set()
    return {
        tag
        for each in survey_folder(Path(folder)).documents
        if each.symbol is not None and each.symbol.is_same_document(meant)
        for tag in each.files
    }


def _tell(survey: FolderSurvey) -> None:
    """Say what was paired, what is missing and what was left out."""
    official = [language.tag for language in OFFICIAL_LANGUAGES]
    lines = []
    for each in survey.documents:
        order = sorted(each.files, key=lambda tag: official.index(tag) if tag in official else 9)
        files = ", ".join(
            f"{tag} {each.files[tag].name}{' (by its text)' * (tag in each.told_by_content)}"
            for tag in order
        )
        missing = ", ".join(tag for tag in official if tag not in each.files)
        lines.append(f"{each.name}: {files}" + (f"; no {missing}" if missing else ""))
        if each.symbol is not None and each.symbol.is_correction:
            lines.append(f"{each.symbol} corrects {each.symbol.parent}; nothing is changed in that")
    _tell_some(lines)
    warn_of_left_out(survey.left_out)


def _tell_some(lines: Sequence[str]) -> None:
    for line in lines[:_MOST_TOLD]:
        warn(line)
    if len(lines) > _MOST_TOLD:
        warn(f"and {len(lines) - _MOST_TOLD} more")
