"""Find the versions of one document: the bundled sample, stated files, or a folder."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Final

from sources.document import Document
from sources.errors import SixfoldError
from sources.first_page import printed_symbol, symbol_in_address
from sources.folder import FolderDocument, survey_folder
from sources.language import OFFICIAL_LANGUAGES, describe_language, parse_language
from sources.ods.cache import OdsCache
from sources.reading import read_document
from sources.symbol import Symbol, is_symbol, parse_symbol

__all__ = [
    "NotFoundError",
    "find_versions",
    "list_versions",
    "read_versions",
    "sample_folder",
    "symbol_of",
]


class NotFoundError(SixfoldError):
    """No version of a document is at hand."""


_SAMPLE_SYMBOL: Final = "A/65/496"
_SAMPLE_LANGUAGES: Final = ("zh", "en", "fr", "es", "ru", "ar")
_OFFICIAL_NOTICE: Final = (
    "Text of United Nations document A/65/496, extracted from its Chinese PDF. "
    "Rights: see ST/AI/189/Add.9/Rev.2 and the terms of use of un.org."
)
_WORKING_NOTICE: Final = (
    "Unofficial working translation of A/65/496 from the Chinese, made for this project. "
    "It is not United Nations text and must not be presented as such; "
    "the official version is published under the same symbol at https://documents.un.org."
)


def find_versions(
    what: str | Path | Mapping[str, str | Path],
    languages: Sequence[str] | None = None,
    *,
    folder: str | Path | None = None,
) -> tuple[Document, ...]:
    """Return the language versions of one document, the source language first.

    The versions of a symbol are looked for in `folder`, then among those fetched earlier, then in
    the bundled sample. Nothing is fetched here.

    Args:
        what: a symbol (`A/65/496`) or a web address that holds one; a folder, see
            `survey_folder`; or a mapping of language tag to file.
        languages: which versions are wanted, the source language first; by default all, in the
            order given by a mapping, and otherwise Chinese first for the sample, English first
            for a folder.
        folder: with a symbol, a folder whose versions take the place of all others.

    Raises:
        NotFoundError: nothing is at hand, or a language asked for is missing.
        SourceError: a version cannot be read.
        LanguageError: a tag is malformed.
    """
    wanted = [parse_language(language) for language in languages] if languages else None
    if isinstance(what, Mapping):
        files = {parse_language(tag): Path(path) for tag, path in what.items()}
        documents = _with_symbol(_read_all(files, wanted), None)
        return _in_order(documents, wanted or list(files), "the files given")
    path = Path(what)
    symbol = symbol_of(str(what))
    if path.is_dir():
        return read_versions(_only_document(path), wanted)
    if symbol is None:
        raise NotFoundError(
            f"{str(what)!r} is neither a folder nor a document symbol; expected a symbol such as "
            f"{_SAMPLE_SYMBOL}, a folder, or files as LANGUAGE=FILE."
        )
    documents = _bundled(symbol, wanted)
    documents |= OdsCache().documents(symbol, wanted)
    if folder is not None:
        documents |= _in_folder(Path(folder), symbol, wanted)
    if not documents:
        raise NotFoundError(
            f"no version of {symbol} is at hand; only {_SAMPLE_SYMBOL} comes with the program; "
            f"fetch them with `sixfold fetch {symbol}`, or download them and give them as "
            f"LANGUAGE=FILE or in a folder as {symbol.file_safe}.en.pdf and the like."
        )
    return _in_order(documents, wanted or _sample_order(documents), str(symbol))


def list_versions(folder: str | Path) -> dict[str, dict[str, Path]]:
    """Return the documents of a folder: name, then language, then file; names in order.

    See `survey_folder`, which also tells what was left out.

    Raises:
        NotFoundError: the folder does not exist.
    """
    root = Path(folder)
    if not root.is_dir():
        raise NotFoundError(f"there is no folder {root}; check the path.")
    return {each.name: dict(each.files) for each in survey_folder(root).documents}


def symbol_of(text: str) -> Symbol | None:
    """Return the symbol that `text` is, or that the web address `text` asks for, or None."""
    if "://" in text:
        return symbol_in_address(text)
    return parse_symbol(text) if is_symbol(text) else None


def read_versions(
    found: FolderDocument, languages: Sequence[str] | None = None
) -> tuple[Document, ...]:
    """Return the versions of a document of a folder, the source language first.

    Raises:
        NotFoundError: a language asked for is missing.
        SourceError: a version cannot be read.
        LanguageError: a tag is malformed.
    """
    wanted = [parse_language(language) for language in languages] if languages else None
    documents = _with_symbol(_read_all(found.files, wanted), found.symbol)
    return _in_order(documents, wanted or _usual_order(found.files), found.name)


def sample_folder() -> Path:
    """Return the folder of the bundled sample, with its texts, NOTICE.md and gold beads."""
    return Path(str(resources.files("sources.sample")))


def _only_document(folder: Path) -> FolderDocument:
    found = survey_folder(folder).documents
    if not found:
        raise NotFoundError(
            f"{folder.name} holds no document whose language can be told; expected files named "
            f"NAME.LANG.EXT (report.zh.txt) or LANG/NAME.EXT (zh/report.txt)."
        )
    if len(found) > 1:
        names = ", ".join(each.name for each in found[:5])
        raise NotFoundError(
            f"{folder.name} holds {len(found)} documents ({names}); one was expected; "
            f"give the files as LANGUAGE=FILE, or use `sixfold corpus` for a whole collection."
        )
    return found[0]


def _in_folder(folder: Path, symbol: Symbol, wanted: list[str] | None) -> dict[str, Document]:
    for document in survey_folder(folder).documents:
        if document.symbol is not None and document.symbol.is_same_document(symbol):
            return _with_symbol(_read_all(document.files, wanted), symbol)
    return {}


def _with_symbol(documents: Mapping[str, Document], symbol: Symbol | None) -> dict[str, Document]:
    """Return the documents with the symbol they share, by default the one that all of them bear."""
    if symbol is None:
        printed = {printed_symbol(document) for document in documents.values()}
        is_shared = len({each.catalogue if each else "" for each in printed}) == 1
        symbol = printed.pop() if is_shared else None
    if symbol is None:
        return dict(documents)
    shared = str(replace(symbol, stars=0))
    return {
        tag: replace(
            document,
            provenance=replace(document.provenance, name=shared, symbol=shared)
            if document.provenance.symbol is None
            else document.provenance,
        )
        for tag, document in documents.items()
    }


def _bundled(symbol: Symbol, wanted: list[str] | None) -> dict[str, Document]:
    if not symbol.is_same_document(parse_symbol(_SAMPLE_SYMBOL)):
        return {}
    documents = {}
    for tag in _SAMPLE_LANGUAGES:
        if wanted is not None and tag not in wanted:
            continue
        document = read_document(sample_folder() / f"{symbol.file_safe}.{tag}.txt", tag)
        is_official = tag == "zh"
        provenance = replace(
            document.provenance,
            official=is_official,
            notice=_OFFICIAL_NOTICE if is_official else _WORKING_NOTICE,
        )
        documents[tag] = replace(document, provenance=provenance)
    return documents


def _read_all(files: Mapping[str, Path], wanted: list[str] | None) -> dict[str, Document]:
    return {
        tag: read_document(path, tag)
        for tag, path in files.items()
        if wanted is None or tag in wanted
    }


def _usual_order(languages: Iterable[str]) -> list[str]:
    known = [language.tag for language in OFFICIAL_LANGUAGES]
    return sorted(
        languages,
        key=lambda tag: (known.index(_official(tag)) if _official(tag) else len(known), tag),
    )


def _sample_order(languages: Iterable[str]) -> list[str]:
    present = list(languages)
    return [tag for tag in _SAMPLE_LANGUAGES if tag in present] + [
        tag for tag in present if tag not in _SAMPLE_LANGUAGES
    ]


def _official(tag: str) -> str:
    described = describe_language(tag)
    return described.tag if described else ""


def _in_order(
    documents: Mapping[str, Document], order: Sequence[str], name: str
) -> tuple[Document, ...]:
    missing = [tag for tag in order if tag not in documents]
    if missing:
        raise NotFoundError(
            f"{name} is not at hand in {', '.join(missing)}; "
            f"found {', '.join(documents) or 'nothing'}; add the file or leave the language out."
        )
    return tuple(documents[tag] for tag in order)
