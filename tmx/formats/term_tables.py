"""Read and write terms as tables: glossaries as OmegaT takes them, CSV and TSV."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from tmx.formats.errors import FormatError
from tmx.formats.matecat import entries_of_matecat_table, is_matecat_table
from tmx.formats.memoq import entries_of_memoq_table, is_memoq_table
from tmx.formats.placing import open_target
from tmx.formats.rows import RowReader, TableKind, read_text, write_rows
from tmx.formats.tables import language_columns
from tmx.formats.term_exports import (
    entries_of_long_table,
    is_long_table,
    split_bars,
    with_tags,
)
from tmx.formats.xml import name_of
from tmx.model import ConceptEntry, LanguageSection, Term, TermStatus

__all__ = ["read_glossary", "read_term_table", "write_glossary", "write_term_table"]

# "concept", not "id", which is the tag of Indonesian.
_TERM_COLUMNS: Final = ("concept", "category", "score", "known")
# Between the terms of one language in one cell.
_SYNONYMS: Final = " | "
_WHITE_SPACE: Final = re.compile(r"\s+")


def write_glossary(
    target: str | Path | BinaryIO,
    entries: Iterable[ConceptEntry],
    source_language: str,
    target_language: str,
) -> int:
    """Write a glossary as OmegaT takes it and return the number of its lines.

    UTF-8 without a heading: source term, target term, comment, tabs between. Every pair of terms
    of a concept has its line; deprecated and superseded terms have none. Name it `.utf8`, the
    ending by which OmegaT knows the encoding.
    """

    def lines() -> Iterator[str]:
        for entry in entries:
            comment = _flat("; ".join(_comments(entry)))
            for source in _usable(entry.terms(source_language)):
                for other in _usable(entry.terms(target_language)):
                    line = f"{_flat(source.text)}\t{_flat(other.text)}"
                    yield f"{line}\t{comment}" if comment else line

    count = 0
    with open_target(target) as stream:
        for line in lines():
            # OmegaT takes a line that begins with # for a remark.
            text = f" {line}" if line.startswith("#") else line
            stream.write(f"{text}\n".encode())
            count += 1
    return count


def read_glossary(
    source: str | Path | BinaryIO, source_language: str, target_language: str
) -> tuple[ConceptEntry, ...]:
    """Return the concepts of an OmegaT glossary; lines with the same source term are one.

    Raises:
        FormatError: it is not UTF-8, or a line has fewer than two columns.
    """
    file = name_of(source)
    found: dict[str, tuple[list[str], list[str]]] = {}
    for number, line in enumerate(read_text(source).splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) < 2 or not cells[0] or not cells[1]:  # noqa: PLR2004, RUF100
            raise FormatError(
                f"the line {line[:40]!r} has no second column; expected source term, tab, target "
                f"term; add it or put a # before the line.",
                file=file,
                line=number,
            )
        targets, comments = found.setdefault(cells[0], ([], []))
        targets.append(cells[1])
        comments += cells[2:3]
    return tuple(
        ConceptEntry(
            id=f"c{number}",
            languages=(
                LanguageSection(language=source_language, terms=(Term(text=term),)),
                LanguageSection(
                    language=target_language,
                    terms=tuple(Term(text=text) for text in dict.fromkeys(targets)),
                ),
            ),
            notes=tuple(dict.fromkeys(comment for comment in comments if comment)),
        )
        for number, (term, (targets, comments)) in enumerate(found.items(), start=1)
    )


def write_term_table(
    target: str | Path | BinaryIO,
    entries: Iterable[ConceptEntry],
    languages: Sequence[str],
    *,
    kind: TableKind,
) -> int:
    """Write concepts, one per line under a heading, and return how many.

    The columns are `concept`, `category`, `score`, `known`, then the languages; synonyms stand in
    one cell with ` | ` between.
    """

    def rows() -> Iterator[list[str]]:
        yield [*_TERM_COLUMNS, *languages]
        for entry in entries:
            score = "" if entry.score is None else f"{entry.score}"
            known = "yes" if entry.known else "no"
            terms = [_SYNONYMS.join(each.text for each in entry.terms(tag)) for tag in languages]
            yield [entry.id, entry.category or "", score, known, *terms]

    return write_rows(target, rows(), kind=kind) - 1


def read_term_table(source: str | Path | BinaryIO, *, kind: TableKind) -> tuple[ConceptEntry, ...]:
    """Return the concepts of a table with a heading; columns called by a language hold terms.

    A language is called by its tag or, if it is one of the six, by its name, as in exports of
    UNTERM; tables with one term per row are read if their columns are those of IATE, termbases of
    memoQ and glossaries of MateCat by theirs.

    Raises:
        FormatError: no column is called by a language, or the file cannot be read.
    """
    rows = RowReader(source, kind=kind)
    try:
        heading = rows.heading()
        if is_memoq_table(heading):
            return entries_of_memoq_table(heading, rows, file=name_of(source))
        if is_matecat_table(heading):
            return entries_of_matecat_table(heading, rows, file=name_of(source))
        names = split_bars(with_tags(heading))
        if is_long_table(names):
            return entries_of_long_table(names, (split_bars(row) for _, row in rows))
        languages = language_columns(names, file=name_of(source))
        entries = []
        for line, row in rows:
            cells = dict(zip(names, row, strict=False))
            sections = []
            for position, tag in languages.items():
                cell = row[position] if position < len(row) else ""
                texts = [text.strip() for text in cell.split(_SYNONYMS) if text.strip()]
                if texts:
                    terms = tuple(Term(text=text) for text in texts)
                    sections.append(LanguageSection(language=tag, terms=terms))
            if sections:
                entries.append(_table_entry(cells, tuple(sections), line))
        return tuple(entries)
    finally:
        rows.close()


def _table_entry(
    cells: dict[str, str], sections: tuple[LanguageSection, ...], line: int
) -> ConceptEntry:
    try:
        score = float(cells["score"]) if cells.get("score") else None
    except ValueError:
        score = None
    return ConceptEntry(
        id=cells.get("concept") or f"c{line - 1}",
        languages=sections,
        category=cells.get("category") or None,
        score=score,
        known=cells.get("known", "").strip().lower() in {"yes", "true", "1"},
    )


def _usable(terms: Iterable[Term]) -> list[Term]:
    unwanted = {TermStatus.DEPRECATED, TermStatus.SUPERSEDED}
    return [term for term in terms if term.status not in unwanted]


def _comments(entry: ConceptEntry) -> list[str]:
    return [
        text
        for text in (entry.category, entry.subject_field, entry.definition, *entry.notes)
        if text
    ]


def _flat(text: str) -> str:
    """Return the text without tabs and line ends, which would break the table."""
    return _WHITE_SPACE.sub(" ", text).strip()
