"""Read and write glossaries as MateCat takes them: CSV with a column group per language.

The heading is that of MateCat's sample files: Forbidden, Domain, Subdomain, Definition, then for
each language its code with a region (`zh-CN`; codes with `_` are refused), Notes and Example of
use. What MateCat itself refuses is refused here, with the reason.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO, Final

from sources.language import LanguageError, parse_language
from tmx.formats.errors import FormatError
from tmx.formats.flavours import REGIONS
from tmx.formats.rows import TableKind, write_rows
from tmx.model import ConceptEntry, LanguageSection, Term, TermStatus

__all__ = ["entries_of_matecat_table", "is_matecat_table", "write_matecat_glossary"]

_HEADING: Final = ("Forbidden", "Domain", "Subdomain", "Definition")
_NOTES: Final = "Notes"
_EXAMPLE: Final = "Example of use"
_FORBIDDEN: Final = frozenset({TermStatus.DEPRECATED, TermStatus.SUPERSEDED})


def write_matecat_glossary(
    target: str | Path | BinaryIO, entries: Iterable[ConceptEntry], languages: Sequence[str]
) -> int:
    """Write concepts and return the number of rows.

    The first terms of all languages make a row, the second terms another, and so on; deprecated
    and superseded terms have rows of their own, marked as forbidden.

    Args:
        target: a path, or a binary stream.
        entries: taken one at a time.
        languages: tags, as the entries spell them; those without a region get one.
    """

    def rows() -> Iterator[list[str]]:
        yield [*_HEADING, *(cell for tag in languages for cell in _language_heading(tag))]
        for entry in entries:
            for is_forbidden in (False, True):
                terms = [
                    [
                        term
                        for term in entry.terms(tag)
                        if (term.status in _FORBIDDEN) == is_forbidden
                    ]
                    for tag in languages
                ]
                for together in zip_longest(*terms):
                    yield _row(entry, together, is_forbidden=is_forbidden)

    return write_rows(target, rows(), kind=TableKind.CSV) - 1


def _language_heading(tag: str) -> tuple[str, str, str]:
    return REGIONS.get(tag, tag), _NOTES, _EXAMPLE


def _row(entry: ConceptEntry, terms: Sequence[Term | None], *, is_forbidden: bool) -> list[str]:
    cells = [
        "True" if is_forbidden else "",
        entry.subject_field or "",
        entry.category or "",
        entry.definition or "",
    ]
    for term in terms:
        if term is None:
            cells += ["", "", ""]
        else:
            cells += [term.text, "; ".join(term.notes), term.context or ""]
    return cells


def is_matecat_table(names: Sequence[str]) -> bool:
    """Return whether a heading is that of a glossary of MateCat."""
    return names[:1] == [_HEADING[0]] or _EXAMPLE in names


def entries_of_matecat_table(
    names: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], *, file: str
) -> tuple[ConceptEntry, ...]:
    """Return a concept per row; rows without a term are left out.

    Args:
        names: the heading.
        rows: line and cells of the rest.
        file: name of the file, for messages.

    Raises:
        FormatError: the heading is not as MateCat wants it.
    """
    columns = _columns(names, file)
    entries = []
    for line, row in rows:
        cells = {
            column: cell.strip() for column, cell in zip(columns, row, strict=False) if cell.strip()
        }
        status = (
            TermStatus.DEPRECATED if cells.get(("", _HEADING[0]), "").lower() == "true" else None
        )
        sections = tuple(
            LanguageSection(language=language, terms=(_term(language, text, status, cells),))
            for (language, part), text in cells.items()
            if language and not part
        )
        if sections:
            entries.append(
                ConceptEntry(
                    id=f"c{line - 1}",
                    languages=sections,
                    subject_field=cells.get(("", "Domain")),
                    category=cells.get(("", "Subdomain")),
                    definition=cells.get(("", "Definition")),
                )
            )
    return tuple(entries)


def _term(
    language: str, text: str, status: TermStatus | None, cells: Mapping[tuple[str, str], str]
) -> Term:
    notes = cells.get((language, _NOTES))
    return Term(
        text=text,
        status=status,
        context=cells.get((language, _EXAMPLE)),
        notes=tuple(notes.split("; ")) if notes else (),
    )


def _columns(names: Sequence[str], file: str) -> list[tuple[str, str]]:
    """Return language and part of each: ("", "Domain"), ("zh-CN", ""), ("zh-CN", "Notes")."""
    columns: list[tuple[str, str]] = []
    language = ""
    for name in (each.strip() for each in names):
        if name in _HEADING and not language:
            columns.append(("", name))
        elif name in {_NOTES, _EXAMPLE} and language:
            columns.append((language, name))
        else:
            language = _language(name, file)
            columns.append((language, ""))
    count = sum(not part for _, part in columns)
    if count < 2:  # noqa: PLR2004, RUF100
        raise FormatError(
            f"a glossary of MateCat with {count} languages; expected two or more, such as 'en-US' "
            f"and 'it-IT'; add a column.",
            file=file,
            line=1,
        )
    return columns


def _language(name: str, file: str) -> str:
    with suppress(LanguageError):
        if "-" in name:
            return parse_language(name)
    raise FormatError(
        f"the column {name!r} in a glossary of MateCat; expected a language with its region, such "
        f"as 'en-US', or one of {', '.join((*_HEADING, _NOTES, _EXAMPLE))}, in their order; mend "
        f"the heading.",
        file=file,
        line=1,
    )
