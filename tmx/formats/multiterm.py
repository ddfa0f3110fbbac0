"""Write and read termbases as MultiTerm exchanges them: MTF, XML with a group per concept.

`mtf` holds `conceptGrp`, that holds `concept` (a number), `descripGrp` and, per language, a
`languageGrp` with `language` (name and code in capitals) and a `termGrp` per term. Fields of other
names than Subject, Category, Definition, Note, Status, Context and Source are left. The import
needs a termbase whose definition has the languages and the fields. Not tried with the program.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from lxml import etree

from sources.language import OFFICIAL_LANGUAGES, LanguageError, parse_language, primary_subtag
from tmx.formats.errors import FormatError
from tmx.formats.placing import open_target
from tmx.formats.xml import (
    BoundedStream,
    TextCleaner,
    check_document_type,
    iterate_elements,
    line_of,
    name_of,
    open_source,
)
from tmx.model import ConceptEntry, LanguageSection, Term, TermStatus

__all__ = ["read_multiterm", "write_multiterm"]

_NAMES: Final = {language.tag: language.name for language in OFFICIAL_LANGUAGES}
_STATUSES: Final = {
    TermStatus.PREFERRED: "preferred",
    TermStatus.ADMITTED: "admitted",
    TermStatus.DEPRECATED: "deprecated",
    TermStatus.SUPERSEDED: "superseded",
}
_STATUS_OF: Final = {name: status for status, name in _STATUSES.items()}


def write_multiterm(target: str | Path | BinaryIO, entries: Iterable[ConceptEntry]) -> int:
    """Write concepts, numbered from 1, and return how many."""
    clean = TextCleaner()
    count = 0
    with open_target(target) as stream:
        stream.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<mtf>\n')
        for count, entry in enumerate(entries, start=1):
            stream.write("".join(_concept(entry, count, clean)).encode())
        stream.write(b"</mtf>\n")
    return count


def _concept(entry: ConceptEntry, number: int, clean: TextCleaner) -> Iterator[str]:
    yield f"<conceptGrp>\n<concept>{number}</concept>\n"
    yield _field("Subject", entry.subject_field, clean)
    yield _field("Category", entry.category, clean)
    yield _field("Definition", entry.definition, clean)
    for note in entry.notes:
        yield _field("Note", note, clean)
    for section in entry.languages:
        name = _NAMES.get(primary_subtag(section.language), section.language)
        code = section.language.upper()
        yield (
            f'<languageGrp>\n<language type="{clean.attribute(name)}" '
            f'lang="{clean.attribute(code)}"/>\n'
        )
        yield _field("Definition", section.definition, clean)
        for term in section.terms:
            yield f"<termGrp>\n<term>{clean.text(term.text)}</term>\n"
            yield _field("Status", _STATUSES[term.status] if term.status else None, clean)
            yield _field("Context", term.context, clean)
            yield _field("Source", term.source, clean)
            for note in term.notes:
                yield _field("Note", note, clean)
            yield "</termGrp>\n"
        yield "</languageGrp>\n"
    yield "</conceptGrp>\n"


def _field(name: str, text: str | None, clean: TextCleaner) -> str:
    if not text:
        return ""
    return f'<descripGrp><descrip type="{name}">{clean.text(text)}</descrip></descripGrp>\n'


def read_multiterm(source: str | Path | BinaryIO) -> tuple[ConceptEntry, ...]:
    """Return the concepts of an MTF file; those without a term are left out.

    Raises:
        FormatError: it is no MTF, is not well-formed, or a language has no usable code.
    """
    file = name_of(source)
    raw = open_source(source)
    try:
        stream = BoundedStream(raw, file=file)
        return tuple(_concepts(stream, file))
    finally:
        if isinstance(source, str | Path):
            raw.close()


def _concepts(stream: BoundedStream, file: str) -> Iterator[ConceptEntry]:
    is_mtf = False
    number = 0
    for event, element in iterate_elements(stream, ("mtf", "conceptGrp"), file=file):
        if event == "start":
            check_document_type(element, file=file)
            is_mtf = is_mtf or (element.tag == "mtf" and element.getparent() is None)
        elif element.tag == "conceptGrp" and is_mtf:
            number += 1
            sections = tuple(_sections(element, file))
            if sections:
                yield _entry(element, sections, number)
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
            stream.mark()
    if not is_mtf:
        raise FormatError(
            "the file does not begin with 'mtf'; expected a termbase as MultiTerm exports it; "
            "export it as MultiTerm XML.",
            file=file,
        )


def _entry(
    element: etree._Element, sections: tuple[LanguageSection, ...], number: int
) -> ConceptEntry:
    return ConceptEntry(
        id=f"multiterm-{(element.findtext('concept') or '').strip() or number}",
        languages=sections,
        subject_field=_first(element, "Subject"),
        category=_first(element, "Category"),
        definition=_first(element, "Definition"),
        notes=tuple(_fields(element, "Note")),
        known=True,
    )


def _sections(concept: etree._Element, file: str) -> Iterator[LanguageSection]:
    for group in concept.iterfind("languageGrp"):
        language = group.find("language")
        code = "" if language is None else language.get("lang", "").replace("_", "-")
        try:
            tag = parse_language(code)
        except LanguageError as error:
            raise FormatError(
                f"a language has the code {code!r}; expected one such as 'EN' or 'ZH-CN'; put it "
                f"in.",
                file=file,
                line=line_of(group),
            ) from error
        terms = tuple(_terms(group))
        if terms:
            yield LanguageSection(language=tag, terms=terms, definition=_first(group, "Definition"))


def _terms(group: etree._Element) -> Iterator[Term]:
    for each in group.iterfind("termGrp"):
        term = each.find("term")
        text = "" if term is None else _text(term)
        if text:
            status = _first(each, "Status") or ""
            yield Term(
                text=text,
                status=_STATUS_OF.get(status.casefold()),
                context=_first(each, "Context"),
                source=_first(each, "Source"),
                notes=tuple(_fields(each, "Note")),
            )


def _fields(group: etree._Element, name: str) -> Iterator[str]:
    for field in group.iterfind("descripGrp/descrip"):
        text = _text(field)
        if text and field.get("type") == name:
            yield text


def _first(group: etree._Element, name: str) -> str | None:
    return next(_fields(group, name), None)


def _text(element: etree._Element) -> str:
    """Return the words of an element, with those of links in it."""
    return "".join(str(each) for each in element.itertext()).strip()
