"""Find the versions of one document: the bundled sample, stated files, or a folder."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Final

from sources.document import Document
from sources.errors import SixfoldError
from sources.language import OFFICIAL_LANGUAGES, describe_language, parse_language
from sources.reading import name_and_language, read_document
from sources.symbol import Symbol, is_symbol, parse_symbol, symbol_of_file_name

__all__ = ["NotFoundError", "find_versions", "list_versions", "sample_folder"]


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
# Where one version lies there in several formats, the one that keeps most of the structure.
_ENDINGS: Final = (".docx", ".html", ".htm", ".md", ".txt", ".text", ".pdf", ".doc")


def find_versions(
    what: str | Path | Mapping[str, str | Path],
    languages: Sequence[str] | None = None,
    *,
    folder: str | Path | None = None,
) -> tuple[Document, ...]:
    """Return the language versions of one document, the source language first.

    Args:
        what: a symbol (`A/65/496`), a folder of `NAME.LANG.EXT` or `LANG/NAME.EXT` files, or a
            mapping of language tag to file.
        languages: which versions are wanted, the source language first; by default all, in the
            order given by a mapping, and otherwise Chinese first for the sample, English first
            for a folder.
        folder: with a symbol, a folder whose versions take the place of the bundled ones.

    Raises:
        NotFoundError: nothing is at hand, or a language asked for is missing.
        SourceError: a version cannot be read.
        LanguageError: a tag is malformed.
    """
    wanted = [parse_language(language) for language in languages] if languages else None
    if isinstance(what, Mapping):
        files = {parse_language(tag): Path(path) for tag, path in what.items()}
        return _in_order(_read_all(files, wanted), wanted or list(files), "the files given")
    if Path(what).is_dir():
        name, files = _only_document(Path(what))
        return _in_order(_read_all(files, wanted), wanted or _usual_order(files), name)
    text = str(what)
    if not is_symbol(text):
        raise NotFoundError(
            f"{text!r} is neither a folder nor a document symbol; expected a symbol such as "
            f"{_SAMPLE_SYMBOL}, a folder, or files as LANGUAGE=FILE."
        )
    symbol = parse_symbol(text)
    documents = _bundled(symbol, wanted)
    if folder is not None:
        files = _files_of_symbol(Path(folder), symbol)
        documents |= _read_all(files, wanted)
    if not documents:
        raise NotFoundError(
            f"no version of {symbol} is at hand; only {_SAMPLE_SYMBOL} comes with the program; "
            f"download the versions and give them as LANGUAGE=FILE or put them in a folder "
            f"as {symbol.file_safe}.en.pdf and the like."
        )
    return _in_order(documents, wanted or _sample_order(documents), str(symbol))


def list_versions(folder: str | Path) -> dict[str, dict[str, Path]]:
    """Return the documents of a folder: name, then language, then file; names in order.

    Files in formats that hold no documents, and files whose path names no language, are passed
    over.

    Raises:
        NotFoundError: the folder does not exist.
    """
    root = Path(folder)
    if not root.is_dir():
        raise NotFoundError(f"there is no folder {root}; check the path.")
    found: dict[str, dict[str, Path]] = {}
    for path in _candidates(root):
        name, language = name_and_language(path)
        if language is None:
            continue
        versions = found.setdefault(name, {})
        held = versions.get(language)
        if held is None or _rank(path) < _rank(held):
            versions[language] = path
    return dict(sorted(found.items()))


def sample_folder() -> Path:
    """Return the folder of the bundled sample, with its texts, NOTICE.md and gold beads."""
    return Path(str(resources.files("sources.sample")))


def _candidates(root: Path) -> Iterable[Path]:
    inner = sorted(path for path in root.iterdir() if path.is_dir() and not path.is_symlink())
    folders = [root, *(path for path in inner if not path.name.startswith("."))]
    for folder in folders:
        for path in sorted(folder.iterdir()):
            is_document = path.suffix.lower() in _ENDINGS and not path.name.startswith((".", "~"))
            if is_document and path.is_file():
                yield path


def _rank(path: Path) -> int:
    return _ENDINGS.index(path.suffix.lower())


def _only_document(folder: Path) -> tuple[str, dict[str, Path]]:
    found = list_versions(folder)
    if not found:
        raise NotFoundError(
            f"{folder.name} holds no document whose language can be told; expected files named "
            f"NAME.LANG.EXT (report.zh.txt) or LANG/NAME.EXT (zh/report.txt)."
        )
    if len(found) > 1:
        names = ", ".join(list(found)[:5])
        raise NotFoundError(
            f"{folder.name} holds {len(found)} documents ({names}); one was expected; "
            f"give the files as LANGUAGE=FILE, or use `sixfold corpus` for a whole collection."
        )
    return next(iter(found.items()))


def _files_of_symbol(folder: Path, symbol: Symbol) -> dict[str, Path]:
    for name, versions in list_versions(folder).items():
        found = symbol_of_file_name(name)
        if found is not None and found.is_same_document(symbol):
            return versions
    return {}


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
