"""Bring files into a memory and write a memory to files; the format by the ending."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from align.version import VERSION
from sources.language import LanguageError, parse_language
from tmx.formats.errors import FormatError, ProblemLog, Strictness
from tmx.formats.moses import iter_moses
from tmx.formats.omegat import write_omegat_project
from tmx.formats.options import DEFAULT, WriteOptions, Written
from tmx.formats.registry import (
    CONCEPT_ENDINGS,
    UNIT_ENDINGS,
    read_concepts,
    write_concepts,
    write_units,
)
from tmx.model import Header, Note, Property, PropertyType, TranslationUnit
from tmx.store.headers import joined_header, read_headers
from tmx.store.identifiers import distinct_entries
from tmx.store.importing import import_memory
from tmx.store.memory import Memory
from tmx.store.records import ImportReport, UnitFilter

__all__ = [
    "Imported",
    "export_file",
    "export_omegat_project",
    "export_units",
    "import_files",
    "languages_in_order",
]

_TERMS_ONLY: Final = tuple(ending for ending in CONCEPT_ENDINGS if ending not in UNIT_ENDINGS)
_MEMORY_ENDING: Final = ".db"
_CONFLICTS_SHOWN: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of one file.

    Attributes:
        summary: the counts in words.
        report: the counts; None for terms.
        problems: what was left out or repaired, a sentence each with line and unit; the first
            thousand.
        skipped: how much of a file of terms was left out.
    """

    summary: str
    report: ImportReport | None = None
    problems: tuple[str, ...] = ()
    skipped: int = 0

    @property
    def is_whole(self) -> bool:
        """True if nothing was left out."""
        return not self.skipped and (self.report is None or not self.report.skipped)


def import_files(
    memory: Path,
    files: Sequence[Path],
    *,
    languages: tuple[str, ...] = (),
    strictness: Strictness = Strictness.REPORT,
    terms: bool = False,
) -> Iterator[Imported]:
    """Read files into a memory, one transaction each, and yield what came of them.

    Args:
        memory: made if it is not there.
        files: `.tmx`, `.csv` and `.tsv` hold units, `.tbx` and `.utf8` terms, `.db` is another
            memory with both; `NAME.zh` and `NAME.en` are a Moses pair, read as one.
        languages: source and target of two-column glossaries.
        strictness: what becomes of units that break the format.
        terms: tables hold terms, one concept or term per row, not units.

    Raises:
        FormatError: a file cannot be read; it leaves nothing behind, those before it stay.
        StoreError: the memory cannot be opened or written.
    """
    for file in files:
        if not file.is_file():
            raise FormatError(
                "is not there; expected a file of units or terms; check the name.", file=str(file)
            )
    pairs = _moses_pairs(files)
    fresh = not memory.exists()
    opened = Memory.create(memory) if fresh else Memory.open(memory, writable=True)
    try:
        with opened:
            for file in files:
                if file.name.lower().endswith(_MEMORY_ENDING):
                    counts, concepts = import_memory(opened, file)
                    described = _described(file, counts)
                    yield Imported(summary=f"{described.summary}; {concepts} concepts")
                elif file in pairs:
                    # The first of the two stands for both.
                    if file == pairs[file][0]:
                        yield _import_moses(opened, pairs[file], strictness)
                elif file.name.lower().endswith(CONCEPT_ENDINGS if terms else _TERMS_ONLY):
                    yield _import_concepts(opened, file, languages, strictness)
                else:
                    yield _described(file, opened.import_file(file, strictness=strictness))
    except BaseException:
        if fresh and not _has_content(memory):
            memory.unlink(missing_ok=True)
        raise


def _moses_pairs(files: Sequence[Path]) -> dict[Path, tuple[Path, ...]]:
    """Return the files that are one of a Moses pair, each with the pair it is of.

    Raises:
        FormatError: more than two files differ in nothing but the language.
    """
    known = (*UNIT_ENDINGS, *CONCEPT_ENDINGS, _MEMORY_ENDING)
    found: dict[Path, list[Path]] = {}
    for file in dict.fromkeys(files):
        if not file.name.lower().endswith(known) and _is_language(file.suffix[1:]):
            found.setdefault(file.with_suffix(""), []).append(file)
    for prefix, group in found.items():
        if len(group) > 2:  # noqa: PLR2004, RUF100
            raise FormatError(
                f"{len(group)} files of this name in several languages; expected the two of a "
                f"Moses pair; import them pair by pair.",
                file=prefix.name,
            )
    return {file: tuple(group) for group in found.values() if len(group) > 1 for file in group}


def _is_language(ending: str) -> bool:
    try:
        parse_language(ending)
    except LanguageError:
        return False
    return True


def _import_moses(memory: Memory, pair: tuple[Path, ...], strictness: Strictness) -> Imported:
    prefix = pair[0].with_suffix("")
    first, second = (file.suffix[1:] for file in pair)
    log = ProblemLog(file=prefix.name, strictness=strictness)
    report = memory.add_units(iter_moses(prefix, first, second, log=log), prefix.name)
    return _described(prefix, replace(report, skipped=log.skipped, problems=log.problems))


def _import_concepts(
    memory: Memory, file: Path, languages: tuple[str, ...], strictness: Strictness
) -> Imported:
    """Add the concepts of a file; name those that contradict one another or what was there."""
    log = ProblemLog(file=file.name, strictness=strictness)
    read = read_concepts(file, languages=languages, log=log)
    entries = tuple(distinct_entries(read, memory.termbase.entry, file.name))
    added = {entry.id for entry in entries}
    count = memory.termbase.add(entries)
    conflicts = [
        str(each) for each in memory.termbase.conflicts() if added & {each.first, each.second}
    ]
    more = len(conflicts) - _CONFLICTS_SHOWN
    renamed = len(added - {entry.id for entry in read})
    told = f"{file.name}: {count} concepts"
    if renamed:
        told += f", {renamed} with an identifier of their own, theirs being another concept's"
    if log.skipped:
        told += f", {log.skipped} left out"
    return Imported(
        summary=told,
        problems=(
            *(str(problem) for problem in log.problems),
            *conflicts[:_CONFLICTS_SHOWN],
            *((f"and {more} more terms of entries that contradict each other",) * (more > 0)),
        ),
        skipped=log.skipped,
    )


def export_file(
    memory: Path,
    file: Path,
    wanted: UnitFilter,
    *,
    terms: bool = False,
    options: WriteOptions = DEFAULT,
) -> tuple[Written, str]:
    """Write the wanted units, or the terms, and return what came of it and what they are.

    Raises:
        FormatError: the ending is not known, or the file cannot be written.
        StoreError: the memory cannot be read.
    """
    with Memory.open(memory) as opened:
        languages = wanted.languages or languages_in_order(opened)
        if terms or options.glossary or file.name.lower().endswith(_TERMS_ONLY):
            entries = opened.termbase.entries()
            languages = languages or _languages_of_terms(opened)
            count = write_concepts(
                *(file, entries),
                languages=languages,
                tbx=options.tbx,
                glossary=options.glossary,
            )
            return Written(count=count, files=(file,)), "concepts or lines"
        units = opened.units(wanted)
        return export_units(opened, file, units, languages, options=options), "units"


def _languages_of_terms(memory: Memory) -> tuple[str, ...]:
    """Return the languages of all terms, for a memory without units, as they are met."""
    sections = (section for entry in memory.termbase.entries() for section in entry.languages)
    return tuple(dict.fromkeys(section.language for section in sections))


def export_units(
    memory: Memory,
    file: Path,
    units: Iterable[TranslationUnit],
    languages: Sequence[str],
    *,
    options: WriteOptions = DEFAULT,
) -> Written:
    """Write chosen units of an open memory and return what came of it.

    Raises:
        FormatError: the ending is not known, or the file cannot be written.
    """
    header = _header(memory, languages)
    return write_units(file, units, header=header, languages=languages, options=options)


def export_omegat_project(memory: Path, folder: Path, wanted: UnitFilter) -> int:
    """Write the wanted units and the terms as an OmegaT project and return how many units.

    Raises:
        FormatError: other than two languages are wanted, or the folder cannot be written.
        StoreError: the memory cannot be read.
    """
    if len(wanted.languages) != 2:
        raise FormatError(
            f"{len(wanted.languages)} languages were named; expected source and target, because "
            f"an OmegaT project has two; say for example: --languages zh,en.",
            file=folder.name,
        )
    with Memory.open(memory) as opened:
        report = write_omegat_project(
            folder,
            name=memory.stem,
            units=lambda: opened.units(wanted),
            entries=opened.termbase.entries(),
            header=_header(opened, wanted.languages),
            target_language=wanted.languages[1],
        )
    return sum(count for _, count in report.units)


def _header(memory: Memory, languages: Sequence[str]) -> Header:
    """Return the header of files written from a memory: notices, and how it was made.

    What headers of imported files say is joined to it.
    """
    own = Header(
        source_language=languages[0] if languages else "en",
        creation_tool_version=VERSION,
        notes=tuple(Note(text=each.notice) for each in memory.documents if each.notice),
        properties=tuple(
            Property(type=PropertyType.SIGNATURE, text=each.signature)
            for each in memory.documents
            if each.signature
        ),
    )
    return joined_header(own, read_headers(memory.connection))


def languages_in_order(memory: Memory) -> tuple[str, ...]:
    """Return the languages of a memory as its first unit has them, the source first.

    The source is what the headers of all imported files say, else the unit's first language.
    """
    first = next(memory.units(), None)
    found = first.languages if first else ()
    sources = {header.source_language for header in read_headers(memory.connection)}
    source = tuple(sources) if len(sources) == 1 and sources <= {*found} else ()
    return tuple(dict.fromkeys((*source, *found, *memory.languages)))


def _described(file: Path, report: ImportReport) -> Imported:
    summary = (
        f"{file.name}: {report.read} units read, {report.stored} new, {report.updated} updated, "
        f"{report.duplicates} there already, {report.skipped} left out"
    )
    if report.repaired:
        summary += f", {report.repaired} repaired"
    return Imported(
        summary=summary,
        report=report,
        problems=tuple(str(problem) for problem in report.problems),
    )


def _has_content(memory: Path) -> bool:
    if not memory.exists():
        return False
    with Memory.open(memory) as opened:
        return bool(opened.languages) or len(opened.termbase) > 0
