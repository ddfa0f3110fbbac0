"""Choose a format by the ending of a file's name; modules are loaded when they are needed."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

from tmx.formats.errors import FormatError, ProblemLog, Strictness
from tmx.model import ConceptEntry, Header, TranslationUnit

__all__ = [
    "CONCEPT_ENDINGS",
    "UNIT_ENDINGS",
    "UnitReader",
    "open_units",
    "read_concepts",
    "read_units",
    "write_concepts",
    "write_units",
]

UNIT_ENDINGS: Final = (".tmx", ".tmx.gz", ".zip", ".csv", ".tsv", ".xlsx", ".xliff", ".xlf")
# A zip archive is read as TMX.
_READ_ONLY: Final = (".tmx.gz", ".zip")
CONCEPT_ENDINGS: Final = (".tbx", ".utf8", ".tab", ".csv", ".tsv", ".xlsx")


class UnitReader(Protocol):
    """What reads units from a file, whatever its format."""

    log: ProblemLog

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None: ...

    def __iter__(self) -> Iterator[TranslationUnit]: ...


def open_units(path: str | Path, *, strictness: Strictness = Strictness.REPORT) -> UnitReader:
    """Return a reader of the units of a file, to be used in a `with` block.

    Raises:
        FormatError: the ending is not one of a format for units, or the file cannot be read.
    """
    match _ending(path, UNIT_ENDINGS):
        case ".tmx" | ".tmx.gz" | ".zip":
            from tmx.formats.tmx14 import TmxReader

            return TmxReader(path, strictness=strictness)
        case ".xliff" | ".xlf":
            from tmx.formats.xliff import XliffReader

            return XliffReader(path, strictness=strictness)
        case ending:
            from tmx.formats.rows import TableKind
            from tmx.formats.tables import TableReader

            return TableReader(path, kind=TableKind(ending), strictness=strictness)


def read_units(
    path: str | Path, *, strictness: Strictness = Strictness.REPORT
) -> Iterator[TranslationUnit]:
    """Yield the units of a file, one at a time.

    Raises:
        FormatError: as `open_units`, or the file breaks its format further down.
    """
    with open_units(path, strictness=strictness) as reader:
        yield from reader


def write_units(
    path: str | Path,
    units: Iterable[TranslationUnit],
    *,
    header: Header,
    languages: Sequence[str],
) -> int:
    """Write units in the format of the ending and return how many.

    Args:
        path: where to.
        units: taken one at a time.
        header: for formats that have one.
        languages: tags of the columns, for tables; source and target, for XLIFF.

    Raises:
        FormatError: the ending is not one of a format for units, or the file cannot be written.
    """
    match _ending(path, tuple(each for each in UNIT_ENDINGS if each not in _READ_ONLY)):
        case ".tmx":
            from tmx.formats.tmx14 import write_tmx

            return write_tmx(path, header, units).units
        case ".xliff" | ".xlf" as ending:
            from tmx.formats.xliff import XliffVersion, write_xliff

            # Editors that take .xlf are of the days of 1.2.
            version = XliffVersion.V2 if ending == ".xliff" else XliffVersion.V1
            return write_xliff(path, units, *_two(path, languages), version=version).units
        case ending:
            from tmx.formats.rows import TableKind
            from tmx.formats.tables import write_table

            return write_table(path, units, languages, kind=TableKind(ending))


def read_concepts(path: str | Path, *, languages: Sequence[str] = ()) -> tuple[ConceptEntry, ...]:
    """Return the concept entries of a file.

    Args:
        path: where from.
        languages: source and target, for glossaries of two columns, which do not say them.

    Raises:
        FormatError: the ending is not one of a format for terms, or the file cannot be read.
    """
    match _ending(path, CONCEPT_ENDINGS):
        case ".tbx":
            from tmx.formats.tbx import read_tbx

            return read_tbx(path)
        case ".utf8" | ".tab":
            from tmx.formats.term_tables import read_glossary

            return read_glossary(path, *_two(path, languages))
        case ending:
            from tmx.formats.rows import TableKind
            from tmx.formats.term_tables import read_term_table

            return read_term_table(path, kind=TableKind(ending))


def write_concepts(
    path: str | Path, entries: Iterable[ConceptEntry], *, languages: Sequence[str]
) -> int:
    """Write concept entries in the format of the ending and return the number of rows.

    Args:
        path: where to.
        entries: taken one at a time.
        languages: the columns of tables; source and target of glossaries.

    Raises:
        FormatError: the ending is not one of a format for terms, or the file cannot be written.
    """
    match _ending(path, CONCEPT_ENDINGS):
        case ".tbx":
            from tmx.formats.tbx import write_tbx

            return write_tbx(path, entries).concepts
        case ".utf8" | ".tab":
            from tmx.formats.term_tables import write_glossary

            return write_glossary(path, entries, *_two(path, languages))
        case ending:
            from tmx.formats.rows import TableKind
            from tmx.formats.term_tables import write_term_table

            return write_term_table(path, entries, languages, kind=TableKind(ending))


def _ending(path: str | Path, endings: Sequence[str]) -> str:
    name = Path(path).name.lower()
    for ending in endings:
        if name.endswith(ending):
            return ending
    raise FormatError(
        f"the ending does not say a format; expected one of {', '.join(endings)}; rename the file.",
        file=Path(path).name,
    )


def _two(path: str | Path, languages: Sequence[str]) -> tuple[str, str]:
    if len(languages) != 2:  # noqa: PLR2004, RUF100
        raise FormatError(
            f"this format holds two languages, not {len(languages)}; expected source and target; "
            f"name the two.",
            file=Path(path).name,
        )
    return languages[0], languages[1]
