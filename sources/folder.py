"""Find the documents of a folder and which file is which version of them.

Names come first: `NAME.LANG.EXT`, `LANG/NAME.EXT`, `NAME-LANG.EXT`, `NAME/LANG.EXT`. A file whose
name says no language is read: the language is that of its text, the document is the one whose
symbol it bears.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sources.document import Document
from sources.errors import SixfoldError
from sources.first_page import printed_symbol
from sources.job_number import printed_language
from sources.language_check import recognise_language
from sources.reading import name_and_language, read_documents
from sources.symbol import Symbol, symbol_of_file_name

__all__ = ["FolderDocument", "FolderSurvey", "LeftOut", "survey_folder"]

# Where one version lies there in several formats, the one that keeps most of the structure.
_ENDINGS: Final = (
    *(".docx", ".html", ".htm", ".md", ".markdown", ".txt", ".text", ".pdf"),
    *(".odt", ".doc", ".rtf", ".wpf", ".wpd"),
)
_FEWEST_VERSIONS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderDocument:
    """One document of a folder.

    Attributes:
        name: its symbol in printed form, or the name its files share.
        symbol: None where neither names nor pages show one.
        files: per language tag its file.
        told_by_content: tags of the versions that only their text has told.
    """

    name: str
    symbol: Symbol | None
    files: Mapping[str, Path]
    told_by_content: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A file that belongs to no document, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSurvey:
    """What a folder holds: its documents by name, and the files that belong to none."""

    documents: tuple[FolderDocument, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    path: Path
    name: str
    language: str
    symbol: Symbol | None
    by_content: bool = False

    @property
    def key(self) -> str:
        return self.symbol.catalogue if self.symbol else self.name.casefold()


@dataclass(slots=True)
class _Group:
    versions: dict[str, _Version] = field(default_factory=dict)

    @property
    def is_by_content(self) -> bool:
        return all(version.by_content for version in self.versions.values())

    @property
    def name(self) -> str:
        first = next(iter(self.versions.values()))
        return first.name


def survey_folder(
    folder: Path, *, progress: Callable[[int, int], None] | None = None
) -> FolderSurvey:
    """Return the documents of a folder and of the folders right in it.

    Files in formats that hold no documents are passed over. A version told by its name stands
    even if it is the only one of its document; one told by its text needs another beside it.

    Args:
        folder: where to look.
        progress: called with how many files have been read, of those that must be, and of how
            many.
    """
    left_out: list[LeftOut] = []
    named, nameless = _by_name(folder)
    versions = [*named, *_by_content(nameless, left_out, progress)]
    groups: dict[str, _Group] = {}
    for version in versions:
        _add(groups.setdefault(version.key, _Group()), version, left_out)
    _join_the_rest(groups, folder)
    documents = []
    for group in groups.values():
        if group.is_by_content and len(group.versions) < _FEWEST_VERSIONS:
            (version,) = group.versions.values()
            left_out.append(
                LeftOut(path=version.path, reason=f"no other version of it than {version.language}")
            )
            continue
        documents.append(_document(group))
    return FolderSurvey(
        documents=tuple(sorted(documents, key=lambda each: each.name)),
        left_out=tuple(sorted(left_out, key=lambda each: each.path)),
    )


def _document(group: _Group) -> FolderDocument:
    symbol = next((v.symbol for v in group.versions.values() if v.symbol), None)
    by_name = all(v.symbol == symbol_of_file_name(v.name) for v in group.versions.values())
    return FolderDocument(
        # Files that are named after the symbol keep the name they share.
        name=group.name if by_name or symbol is None else str(symbol),
        symbol=symbol,
        files={tag: version.path for tag, version in group.versions.items()},
        told_by_content=frozenset(tag for tag, v in group.versions.items() if v.by_content),
    )


def _by_name(folder: Path) -> tuple[list[_Version], list[Path]]:
    """Return the files whose names say the language, and the others."""
    named = []
    nameless = []
    for path in _candidates(folder):
        name, language = name_and_language(path)
        if language is None:
            nameless.append(path)
            continue
        symbol = symbol_of_file_name(name)
        named.append(_Version(path=path, name=name, language=language, symbol=symbol))
    return named, nameless


def _by_content(
    paths: list[Path],
    left_out: list[LeftOut],
    progress: Callable[[int, int], None] | None,
) -> Iterator[_Version]:
    """Read files and yield those whose text says what they are."""
    documents = read_documents(paths, progress=progress) if paths else ()
    for path, document in zip(paths, documents, strict=True):
        if isinstance(document, SixfoldError):
            left_out.append(LeftOut(path=path, reason=str(document)))
            continue
        text = "\n".join(block.text for block in document.paragraphs)
        language = recognise_language(text) or printed_language(document)
        if language is None:
            left_out.append(LeftOut(path=path, reason="its language cannot be told"))
            continue
        name, _ = name_and_language(path)
        yield _Version(
            path=path,
            name=name,
            language=language,
            symbol=_symbol_of(document, name),
            by_content=True,
        )


def _symbol_of(document: Document, name: str) -> Symbol | None:
    return symbol_of_file_name(name) or printed_symbol(document)


def _add(group: _Group, version: _Version, left_out: list[LeftOut]) -> None:
    held = group.versions.get(version.language)
    if held is None:
        group.versions[version.language] = version
        return
    best, other = sorted((held, version), key=lambda each: (each.by_content, _rank(each.path)))
    group.versions[version.language] = best
    reason = f"{best.path.name} is taken for {version.language}"
    left_out.append(LeftOut(path=other.path, reason=reason))


def _join_the_rest(groups: dict[str, _Group], folder: Path) -> None:
    """Put files that nothing else pairs together where they are all there is, one a language."""
    singles = {
        key: version
        for key, group in groups.items()
        if group.is_by_content and len(group.versions) == 1
        for version in group.versions.values()
        if version.symbol is None
    }
    languages = {version.language for version in singles.values()}
    if len(singles) != len(groups) or len(languages) != len(singles):
        return
    if len(singles) < _FEWEST_VERSIONS:
        return
    groups.clear()
    name = folder.resolve().name
    groups[name] = _Group(
        {
            version.language: _Version(
                path=version.path,
                name=name,
                language=version.language,
                symbol=None,
                by_content=True,
            )
            for version in singles.values()
        }
    )


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
