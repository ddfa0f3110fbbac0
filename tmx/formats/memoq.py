"""Write and read termbases as memoQ exchanges them: CSV, a column group per language.

The heading begins with fields of the entry (`Entry_ID`, `Entry_Subject`, `Entry_Domain`,
`Entry_Note`); each language then has its definition (`English_Def`) and, once per synonym, its
term under its name in English, `Term_Info` and `Term_Example`. Written as the program's export is
described; not tried with the program.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from sources.language import OFFICIAL_LANGUAGES, LanguageError, parse_language
from tmx.formats.errors import FormatError
from tmx.formats.rows import TableKind, write_rows
from tmx.model import ConceptEntry, LanguageSection, Term, TermStatus

__all__ = ["entries_of_memoq_table", "is_memoq_table", "write_memoq_glossary"]

_ENTRY: Final = ("Entry_ID", "Entry_Subject", "Entry_Domain", "Entry_Note")
_DEFINITION: Final = "_Def"
_EXAMPLE: Final = "Term_Example"
_UNWANTED: Final = frozenset({TermStatus.DEPRECATED, TermStatus.SUPERSEDED})
_TAGS: Final = {language.name: language.tag for language in OFFICIAL_LANGUAGES}
_NAMES: Final = {tag: name for name, tag in _TAGS.items()} | {"zh": "Chinese_PRC"}


def write_memoq_glossary(
    target: str | Path | BinaryIO, entries: Iterable[ConceptEntry], languages: Sequence[str]
) -> int:
    """Write concepts and return how many; those without a usable term are left out.

    Deprecated and superseded terms are left out: a reader would take them for good ones.

    Args:
        target: a path, or a binary stream.
        entries: all are held at once, because the heading depends on them.
        languages: tags, as the entries spell them; other than the six official ones stand in the
            heading as they are.
    """
    concepts = [
        (entry, terms)
        for entry in entries
        if any(terms := [_usable(entry.terms(tag)) for tag in languages])
    ]
    widths = [
        max((len(terms[place]) for _, terms in concepts), default=0) or 1
        for place in range(len(languages))
    ]

    def rows() -> Iterator[list[str]]:
        heading = [*_ENTRY]
        for tag, width in zip(languages, widths, strict=True):
            name = _NAMES.get(tag, tag)
            heading += [f"{name}{_DEFINITION}", *[name, "Term_Info", _EXAMPLE] * width]
        yield heading
        for number, (entry, terms) in enumerate(concepts, start=1):
            row = [str(number), entry.subject_field or "", entry.category or "", _note(entry)]
            for tag, found, width in zip(languages, terms, widths, strict=True):
                row.append(_definition(entry, tag))
                for term in found:
                    row += [term.text, "", term.context or ""]
                row += [""] * (3 * (width - len(found)))
            yield row

    return write_rows(target, rows(), kind=TableKind.CSV) - 1


def is_memoq_table(names: Sequence[str]) -> bool:
    """Return whether a heading is that of a termbase of memoQ."""
    return names[:1] == [_ENTRY[0]]


def entries_of_memoq_table(
    names: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], *, file: str
) -> tuple[ConceptEntry, ...]:
    """Return the concepts of a termbase of memoQ; rows without a term are left out.

    Args:
        names: its heading.
        rows: line and cells of the rest.
        file: its name, for messages.

    Raises:
        FormatError: no column is called by a language.
    """
    columns = {place: tag for place, name in enumerate(names) if (tag := _tag(name))}
    if not columns:
        raise FormatError(
            f"no column is called by a language, found {', '.join(names)[:80]!r}; expected names "
            f"such as 'English' in the first line; add them.",
            file=file,
            line=1,
        )
    return tuple(
        entry for line, row in rows if (entry := _entry(names, columns, row, line)) is not None
    )


def _entry(
    names: Sequence[str], columns: dict[int, str], row: Sequence[str], line: int
) -> ConceptEntry | None:
    fields = {name: cell.strip() for name, cell in zip(names, row, strict=False)}
    found: dict[str, list[Term]] = {}
    definitions: dict[str, str | None] = {}
    for place, tag in columns.items():
        text = row[place].strip() if place < len(row) else ""
        if text:
            found.setdefault(tag, []).append(Term(text=text, context=_example(names, row, place)))
            definitions[tag] = fields.get(f"{names[place]}{_DEFINITION}") or None
    if not found:
        return None
    note = fields.get("Entry_Note")
    return ConceptEntry(
        id=f"memoq-{fields.get('Entry_ID') or line - 1}",
        languages=tuple(
            LanguageSection(language=tag, terms=tuple(terms), definition=definitions[tag])
            for tag, terms in found.items()
        ),
        subject_field=fields.get("Entry_Subject") or None,
        category=fields.get("Entry_Domain") or None,
        notes=(note,) if note else (),
        known=True,
    )


def _example(names: Sequence[str], row: Sequence[str], place: int) -> str | None:
    """Return the example of the term in a column: the two after it are its own."""
    for after in range(place + 1, min(place + 3, len(row), len(names))):
        if names[after] == _EXAMPLE:
            return row[after].strip() or None
    return None


def _tag(name: str) -> str | None:
    """Return the tag of `English` or `English_United_States`; None for other columns."""
    if name.endswith(_DEFINITION):
        return None
    tag = _TAGS.get(name.partition("_")[0].strip())
    # Written in another way, Chinese must not become that of the six languages in silence.
    if name.startswith("Chinese_") and name not in {_NAMES["zh"], "Chinese_Simplified"}:
        tag = "zh-TW" if name == "Chinese_Taiwan" else None
    if tag:
        return tag
    try:
        return parse_language(name.strip())
    except LanguageError:
        return None


def _usable(terms: Iterable[Term]) -> list[Term]:
    return [term for term in terms if term.status not in _UNWANTED]


def _note(entry: ConceptEntry) -> str:
    # There is no field for a definition that holds for all languages.
    return "; ".join(text for text in (entry.definition, *entry.notes) if text)


def _definition(entry: ConceptEntry, tag: str) -> str:
    return next((each.definition or "" for each in entry.languages if each.language == tag), "")
