"""Write TermBase eXchange: TBX 2 (`martif`, what CAT tools read) and TBX 3 (ISO 30042:2019).

All in the dialect TBX-Basic. The versions differ in the names of elements; in TBX 3 the style is
DCA (categories as attributes) or DCT (categories as elements). TBX-Basic has no category for
scores; they stand in notes that begin with `x-`, which the reader takes back.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Final

from tmx.formats.placing import open_target
from tmx.formats.tbx_reader import TbxReader, iter_tbx, read_tbx
from tmx.formats.xml import IllegalCharacters, TextCleaner, quote_attribute
from tmx.model import ConceptEntry, LanguageSection, Term

__all__ = ["TbxReader", "TbxReport", "TbxStyle", "iter_tbx", "read_tbx", "write_tbx"]


class TbxStyle(StrEnum):
    """Version and style of a TBX file."""

    V2 = "v2"
    V3_DCA = "v3-dca"
    V3_DCT = "v3-dct"


@dataclass(frozen=True, slots=True, kw_only=True)
class TbxReport:
    """What was written."""

    concepts: int
    terms: int
    illegal_characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """The elements that are called otherwise in each version."""

    root: str
    header: str
    description: str
    concept: str
    language: str
    term: str


_V2: Final = _Names(
    root='<martif type="TBX-Basic" xml:lang="en">',
    header="martifHeader",
    description=(
        '<encodingDesc>\n      <p type="XCSURI">TBXBasicXCSV02.xcs</p>\n    </encodingDesc>'
    ),
    concept="termEntry",
    language="langSet",
    term="tig",
)
_ROOT_3: Final = '<tbx type="TBX-Basic" style="{}" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"'
_NAMESPACES: Final = (
    ' xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"'
)
_V3: Final = _Names(
    root=f"{_ROOT_3.format('dca')}>",
    header="tbxHeader",
    description="",
    concept="conceptEntry",
    language="langSec",
    term="termSec",
)
# The module of TBX-Basic a category belongs to decides its namespace in DCT.
_MODULES: Final = {
    "administrativeStatus": "min",
    "partOfSpeech": "min",
    "subjectField": "min",
    "context": "basic",
    "definition": "basic",
    "source": "basic",
    "termType": "basic",
}
_XML_ID: Final = re.compile(r"[A-Za-z_][\w.\-]*", re.ASCII)


def write_tbx(
    target: str | Path | BinaryIO,
    entries: Iterable[ConceptEntry],
    *,
    style: TbxStyle = TbxStyle.V2,
    title: str = "Terminology",
    source: str = "Extracted by sixfold",
    illegal: IllegalCharacters = IllegalCharacters.REMOVE,
) -> TbxReport:
    """Write concept entries to a TBX file, beside its place and then moved into it.

    Args:
        target: a path, or a binary stream.
        entries: taken one at a time.
        style: TBX 2 by default; OmegaT and translate-toolkit read nothing else.
        title: of the collection.
        source: where it comes from.
        illegal: what to do with characters XML cannot hold.

    Raises:
        FormatError: the file cannot be written.
    """
    writer = _Writer(TextCleaner(illegal), style)
    with open_target(target) as stream:
        for piece in writer.pieces(entries, title, source):
            stream.write(piece.encode())
    return writer.report()


class _Writer:
    def __init__(self, cleaner: TextCleaner, style: TbxStyle) -> None:
        self._clean = cleaner
        self._style = style
        self._names = _V2 if style is TbxStyle.V2 else _V3
        self._concepts = 0
        self._terms = 0

    def report(self) -> TbxReport:
        return TbxReport(
            concepts=self._concepts,
            terms=self._terms,
            illegal_characters=self._clean.illegal_count,
        )

    def pieces(self, entries: Iterable[ConceptEntry], title: str, source: str) -> Iterator[str]:
        names = self._names
        root = names.root
        if self._style is TbxStyle.V3_DCT:
            root = f"{_ROOT_3.format('dct')}{_NAMESPACES}>"
        description = f"    {names.description}\n" if names.description else ""
        yield (
            f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n  <{names.header}>\n'
            f"    <fileDesc>\n      <titleStmt>\n        <title>{self._clean.text(title)}</title>\n"
            f"      </titleStmt>\n      <sourceDesc>\n        <p>{self._clean.text(source)}</p>\n"
            f"      </sourceDesc>\n    </fileDesc>\n{description}  </{names.header}>\n"
            "  <text>\n    <body>\n"
        )
        for entry in entries:
            self._concepts += 1
            yield self._entry(entry)
        closing = names.root[1:].partition(" ")[0]
        yield f"    </body>\n  </text>\n</{closing}>\n"

    def _entry(self, entry: ConceptEntry) -> str:
        name = self._names.concept
        identifier = quote_attribute("id", _xml_id(entry.id), self._clean)
        lines = [f"      <{name}{identifier}>"]
        if entry.subject_field:
            lines.append(
                "        " + self._category("descrip", "subjectField", entry.subject_field)
            )
        if entry.definition:
            lines.append("        " + self._category("descrip", "definition", entry.definition))
        lines += [f"        <note>{self._clean.text(note)}</note>" for note in _entry_notes(entry)]
        for section in entry.languages:
            lines += self._section(section)
        lines.append(f"      </{name}>\n")
        return "\n".join(lines)

    def _section(self, section: LanguageSection) -> list[str]:
        name = self._names.language
        language = quote_attribute("xml:lang", section.language, self._clean)
        lines = [f"        <{name}{language}>"]
        if section.definition:
            lines.append("          " + self._category("descrip", "definition", section.definition))
        for term in section.terms:
            self._terms += 1
            lines += self._term(term)
        lines.append(f"        </{name}>")
        return lines

    def _term(self, term: Term) -> list[str]:
        name = self._names.term
        indent = "            "
        lines = [f"          <{name}>", f"{indent}<term>{self._clean.text(term.text)}</term>"]
        for type_, value in (
            ("termType", term.term_type),
            ("partOfSpeech", term.part_of_speech),
            ("administrativeStatus", term.status),
        ):
            if value is not None:
                lines.append(indent + self._category("termNote", type_, value))
        if term.context:
            lines.append(f"{indent}<descripGrp>")
            lines.append(f"{indent}  " + self._category("descrip", "context", term.context))
            if term.source:
                lines.append(f"{indent}  " + self._category("admin", "source", term.source))
            lines.append(f"{indent}</descripGrp>")
        elif term.source:
            lines.append(indent + self._category("admin", "source", term.source))
        notes = [*term.notes]
        if term.count is not None:
            notes.append(f"x-count: {term.count}")
        if term.score is not None:
            notes.append(f"x-score: {term.score}")
        lines += [f"{indent}<note>{self._clean.text(note)}</note>" for note in notes]
        lines.append(f"          </{name}>")
        return lines

    def _category(self, element: str, type_: str, value: str) -> str:
        text = self._clean.text(value)
        if self._style is TbxStyle.V3_DCT:
            name = f"{_MODULES[type_]}:{type_}"
            return f"<{name}>{text}</{name}>"
        return f'<{element} type="{type_}">{text}</{element}>'


def _entry_notes(entry: ConceptEntry) -> list[str]:
    notes = [*entry.notes]
    if entry.category is not None:
        notes.append(f"x-category: {entry.category}")
    if entry.score is not None:
        notes.append(f"x-score: {entry.score}")
    if entry.known:
        notes.append("x-known: true")
    if entry.approved:
        notes.append("x-approved: true")
    return notes


def _xml_id(identifier: str) -> str:
    """Return an identifier XML accepts; others are told apart by a digest."""
    if _XML_ID.fullmatch(identifier):
        return identifier
    digest = blake2b(identifier.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return f"c-{digest}"
