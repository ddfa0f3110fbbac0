"""Choose a format by the ending of a file's name; modules are loaded when they are needed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

from tmx.formats.errors import FormatError, ProblemLog, Strictness
from tmx.formats.flavours import Flavour, FlavourReport, fit_header, fit_units, spelled
from tmx.formats.losses import Losses
from tmx.formats.options import DEFAULT, WriteOptions, Written
from tmx.formats.tbx import TbxStyle
from tmx.formats.xml import IllegalCharacters
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

UNIT_ENDINGS: Final = (
    *(".tmx", ".tmx.gz", ".zip", ".csv", ".tsv", ".xlsx", ".xliff", ".xlf"),
    *(".parquet", ".moses", ".sdlxliff", ".mqxliff", ".mxliff"),
)
_TMX_ENDINGS: Final = (".tmx", ".tmx.gz")
_XLIFF_ENDINGS: Final = (".xliff", ".xlf")
# A zip archive is read as TMX, what Trados, memoQ and Phrase call their XLIFF 1.2 as that.
_READ_ONLY: Final = (".zip", ".sdlxliff", ".mqxliff", ".mxliff")
CONCEPT_ENDINGS: Final = (".tbx", ".utf8", ".tab", ".xml", ".csv", ".tsv", ".xlsx")
# What a glossary for a tool may be called.
_GLOSSARY_ENDINGS: Final = {
    "omegat": (".utf8", ".tab"),
    "matecat": (".csv",),
    "memoq": (".csv",),
    "multiterm": (".xml",),
    "table": (".csv", ".tsv", ".xlsx"),
}


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
        case ".xliff" | ".xlf" | ".sdlxliff" | ".mqxliff" | ".mxliff":
            from tmx.formats.xliff import XliffReader

            return XliffReader(path, strictness=strictness)
        case ".parquet":
            from tmx.formats.parquet import ParquetReader

            return ParquetReader(path, strictness=strictness)
        case ".moses":
            raise FormatError(
                "a Moses pair has no file of this name; expected its two files, such as NAME.zh "
                "and NAME.en; name both.",
                file=Path(path).name,
            )
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
    options: WriteOptions = DEFAULT,
) -> Written:
    """Write units in the format of the ending and return what came of it.

    Args:
        path: where to.
        units: taken one at a time.
        header: for formats that have one.
        languages: tags of the columns, for tables; source and target, for formats of two.
        options: how.

    Raises:
        FormatError: the ending is not one of a format for units, or the file cannot be written.
    """
    flavour = options.flavour
    ending = _ending(path, tuple(each for each in UNIT_ENDINGS if each not in _READ_ONLY))
    lost = FlavourReport()
    if flavour.changes_units:
        source, *others = _two(path, languages) if flavour.is_bilingual else (*languages, "")
        units = fit_units(
            units, flavour, lost, source_language=source, target_language=others[0] or None
        )
        header = fit_header(header, flavour)
        languages = tuple(spelled(tag, flavour) for tag in languages)
    if ending in _TMX_ENDINGS:
        written = _write_tmx(Path(path), units, header, options)
        return replace(written, warnings=(*_fitted(lost, flavour), *written.warnings))
    losses = Losses(keeps_notes=ending in _XLIFF_ENDINGS, keeps_alternatives=ending == ".parquet")
    written = _write_others(path, ending, losses.watch(units), languages, options)
    warnings = [*_fitted(lost, flavour), *written.warnings, *losses.warnings()]
    if losses.units > written.count:
        warnings.append(f"{losses.units - written.count} units left out: a language is missing")
    return replace(written, warnings=tuple(warnings))


def _write_others(
    path: str | Path,
    ending: str,
    units: Iterable[TranslationUnit],
    languages: Sequence[str],
    options: WriteOptions,
) -> Written:
    match ending:
        case ".xliff" | ".xlf":
            return _write_xliff(Path(path), units, _two(path, languages), options)
        case ".moses":
            from tmx.formats.moses import write_moses

            pair = _two(path, languages)
            prefix = str(path)[: -len(ending)]
            count = write_moses(prefix, units, *pair)
            return Written(count=count, files=tuple(Path(f"{prefix}.{tag}") for tag in pair))
        case ".parquet":
            from tmx.formats.parquet import write_parquet

            return Written(count=write_parquet(path, units), files=(Path(path),))
        case _:
            from tmx.formats.rows import TableKind
            from tmx.formats.tables import write_table

            count = write_table(path, units, languages, kind=TableKind(ending))
            return Written(count=count, files=(Path(path),))


def _write_tmx(
    path: Path, units: Iterable[TranslationUnit], header: Header, options: WriteOptions
) -> Written:
    from tmx.formats.tmx14 import LONG_SEGMENT_CHARACTERS, write_tmx, write_tmx_parts

    level, encoding, illegal = options.flavour.level, options.encoding, options.illegal
    files: tuple[Path, ...] = (path,)
    if options.largest_bytes is None:
        report = write_tmx(path, header, units, level=level, encoding=encoding, illegal=illegal)
    else:
        files, report = write_tmx_parts(
            path,
            header,
            units,
            largest_bytes=options.largest_bytes,
            level=level,
            encoding=encoding,
            illegal=illegal,
        )
    warnings = _characters(report.illegal_characters, options)
    if options.largest_bytes is not None:
        warnings += _parts_left(path, len(files))
    if report.long_variants:
        warnings.append(
            f"{report.long_variants} texts are longer than {LONG_SEGMENT_CHARACTERS:,} "
            f"characters, which some clients refuse"
        )
    return Written(count=report.units, files=files, warnings=tuple(warnings))


def _parts_left(path: Path, count: int) -> list[str]:
    """Name the parts of an earlier, larger export; removing them is for their owner."""
    stem, _, ending = path.name.partition(".tmx")
    part = re.compile(rf"{re.escape(stem)}-([1-9][0-9]*)\.tmx{re.escape(ending)}")
    left = {
        int(match[1]): each.name
        for each in path.parent.iterdir()
        if (match := part.fullmatch(each.name)) and int(match[1]) > count
    }
    if not left:
        return []
    names = ", ".join(left[number] for number in sorted(left))
    told = "of an earlier export left as they were; they are no part of this one, remove them if"
    return [f"{names} {told} they are no longer wanted"]


def _write_xliff(
    path: Path, units: Iterable[TranslationUnit], pair: tuple[str, str], options: WriteOptions
) -> Written:
    from tmx.formats.xliff import XliffVersion, write_xliff

    # Editors that take .xlf are of the days of 1.2.
    version = XliffVersion.V2 if path.suffix.lower() == ".xliff" else XliffVersion.V1
    report = write_xliff(path, units, *pair, version=version, illegal=options.illegal)
    warnings = _characters(report.illegal_characters, options)
    return Written(count=report.units, files=(path,), warnings=tuple(warnings))


def _characters(count: int, options: WriteOptions) -> list[str]:
    if not count:
        return []
    done = "removed" if options.illegal is IllegalCharacters.REMOVE else "replaced by U+FFFD"
    return [f"{count} characters that XML cannot hold {done}"]


def _fitted(lost: FlavourReport, flavour: Flavour) -> list[str]:
    warnings = []
    if lost.incomplete:
        warnings.append(f"{lost.incomplete} units left out: a language is missing")
    if lost.too_long:
        warnings.append(
            f"{lost.too_long} units left out: {flavour.name} takes no text longer than "
            f"{flavour.longest:,} characters"
        )
    return warnings


def read_concepts(
    path: str | Path, *, languages: Sequence[str] = (), log: ProblemLog | None = None
) -> tuple[ConceptEntry, ...]:
    """Return the concept entries of a file.

    Args:
        path: where from.
        languages: source and target, for glossaries of two columns, which do not say them.
        log: takes what was left out, of formats that tell it.

    Raises:
        FormatError: the ending is not one of a format for terms, or the file cannot be read.
    """
    match _ending(path, CONCEPT_ENDINGS):
        case ".tbx":
            from tmx.formats.tbx import TbxReader

            with TbxReader(path, log=log) as reader:
                return tuple(reader)
        case ".utf8" | ".tab":
            from tmx.formats.term_tables import read_glossary

            return read_glossary(path, *_two(path, languages))
        case ".xml":
            from tmx.formats.multiterm import read_multiterm

            return read_multiterm(path)
        case ending:
            from tmx.formats.rows import TableKind
            from tmx.formats.term_tables import read_term_table

            return read_term_table(path, kind=TableKind(ending))


def write_concepts(
    path: str | Path,
    entries: Iterable[ConceptEntry],
    *,
    languages: Sequence[str],
    tbx: TbxStyle | None = None,
    glossary: str | None = None,
) -> int:
    """Write concept entries in the format of the ending and return the number of rows.

    Args:
        path: where to.
        entries: taken one at a time.
        languages: the columns of tables; source and target of glossaries.
        tbx: version and style of TBX, version 2 by default.
        glossary: the tool it is for, where the ending does not say it: `matecat` or `memoq`;
            `omegat`, `multiterm` and `table` are what the endings mean anyway.

    Raises:
        FormatError: the ending is not one of a format for terms, or not one of the tool, or the
            file cannot be written.
    """
    ending = _ending(path, _GLOSSARY_ENDINGS[glossary] if glossary else CONCEPT_ENDINGS)
    if glossary == "matecat":
        from tmx.formats.matecat import write_matecat_glossary

        return write_matecat_glossary(path, entries, languages)
    if glossary == "memoq":
        from tmx.formats.memoq import write_memoq_glossary

        return write_memoq_glossary(path, entries, languages)
    match ending:
        case ".tbx":
            from tmx.formats.tbx import write_tbx

            return write_tbx(path, entries, style=tbx or TbxStyle.V2).concepts
        case ".utf8" | ".tab":
            from tmx.formats.term_tables import write_glossary

            return write_glossary(path, entries, *_two(path, languages))
        case ".xml":
            from tmx.formats.multiterm import write_multiterm

            return write_multiterm(path, entries)
        case _:
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
            f"say for example: --languages zh,en.",
            file=Path(path).name,
        )
    return languages[0], languages[1]
