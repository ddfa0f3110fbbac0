"""Read TermBase eXchange as a stream: TBX 2 (`martif`) and TBX 3 in both styles.

Elements are known by their local names and categories by their `type` or, in DCT, by their own
name, so that vendors' dialects are read for what they share: concepts, languages, terms, notes and
the categories of TBX-Basic. Concepts, languages and terms that cannot be used are told; categories
the model has no place for (cross-references, transactions) are passed over.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from lxml import etree

from sources.language import LanguageError, parse_language
from tmx.formats.closing import Closing
from tmx.formats.errors import Action, FormatError, Problem, ProblemLog, Strictness
from tmx.formats.xml import (
    XML_LANGUAGE,
    BoundedStream,
    check_document_type,
    iterate_elements,
    line_of,
    local_name,
    name_of,
    open_source,
)
from tmx.model import ConceptEntry, LanguageSection, Term, TermStatus

__all__ = ["TbxReader", "iter_tbx", "read_tbx"]

_ROOTS: Final = ("martif", "tbx", "TBX")
_CONCEPTS: Final = frozenset({"termEntry", "conceptEntry"})
_LANGUAGES: Final = frozenset({"langSet", "langSec"})
_TERMS: Final = frozenset({"tig", "ntig", "termSec"})
# Elements that only hold others.
_GROUPS: Final = frozenset(
    {"descripGrp", "termGrp", "termNoteGrp", "adminGrp", "transacGrp", "descripNote"}
)
_CATEGORY_ELEMENTS: Final = frozenset({"descrip", "termNote", "admin"})
# Short forms some tools write for the values of TBX-Basic.
_STATUSES: Final = {
    **{str(status): status for status in TermStatus},
    "preferred": TermStatus.PREFERRED,
    "preferredTerm": TermStatus.PREFERRED,
    "admitted": TermStatus.ADMITTED,
    "admittedTerm": TermStatus.ADMITTED,
    "deprecated": TermStatus.DEPRECATED,
    "deprecatedTerm": TermStatus.DEPRECATED,
    "forbidden": TermStatus.DEPRECATED,
    "superseded": TermStatus.SUPERSEDED,
    "supersededTerm": TermStatus.SUPERSEDED,
}


class TbxReader(Closing):
    """Iterate over the concept entries of a TBX file.

    Args:
        source: a path, or a binary stream.
        strictness: what becomes of what breaks the format.
        log: takes the problems; its own by default.

    Raises:
        FormatError: on construction or while iterating, with file, line and concept.
    """

    def __init__(
        self,
        source: str | Path | BinaryIO,
        *,
        strictness: Strictness = Strictness.REPORT,
        log: ProblemLog | None = None,
    ) -> None:
        self.file = name_of(source)
        self.log = log or ProblemLog(file=self.file, strictness=strictness)
        self._stream = BoundedStream(open_source(source), file=self.file)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def __iter__(self) -> Iterator[ConceptEntry]:
        root_seen = False
        ordinal = 0
        tags = (*_ROOTS, *sorted(_CONCEPTS))
        for event, element in iterate_elements(self._stream, tags, file=self.file):
            if not root_seen:
                self._check_root(element)
                root_seen = True
            if event != "end" or local_name(element) not in _CONCEPTS:
                continue
            ordinal += 1
            entry = _EntryParser(self.log, ordinal).entry(element)
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
            self._stream.mark()
            if entry is not None:
                yield entry
        if not root_seen:
            raise FormatError(
                "the file is XML but not TBX; expected the root element 'martif' or 'tbx'; check "
                "the ending.",
                file=self.file,
            )

    def _check_root(self, element: etree._Element) -> None:
        check_document_type(element, file=self.file)
        root = local_name(element.getroottree().getroot())
        if root not in _ROOTS:
            raise FormatError(
                f"the root element is {root!r}; expected 'martif' or 'tbx'; check that this is a "
                f"TBX file.",
                file=self.file,
                line=line_of(element),
            )


def iter_tbx(
    source: str | Path | BinaryIO, *, strictness: Strictness = Strictness.REPORT
) -> Iterator[ConceptEntry]:
    """Yield the concept entries of a TBX file in order, in constant memory."""
    with TbxReader(source, strictness=strictness) as reader:
        yield from reader


def read_tbx(
    source: str | Path | BinaryIO, *, strictness: Strictness = Strictness.REPORT
) -> tuple[ConceptEntry, ...]:
    """Return the concept entries of a TBX file.

    Raises:
        FormatError: the file cannot be read.
    """
    return tuple(iter_tbx(source, strictness=strictness))


class _EntryParser:
    """Turn one concept element into an entry."""

    def __init__(self, log: ProblemLog, ordinal: int) -> None:
        self._log = log
        self._name = f"c{ordinal}"

    def entry(self, element: etree._Element) -> ConceptEntry | None:
        self._name = element.get("id") or self._name
        categories: dict[str, str] = {}
        notes: list[str] = []
        sections: list[LanguageSection] = []
        for child in element:
            if local_name(child) in _LANGUAGES:
                section = self._section(child, notes)
                if section is not None:
                    sections.append(section)
            else:
                self._category(child, categories, notes)
        if not sections:
            self._report(element, "concept without terms", "no usable term in any language")
            return None
        return ConceptEntry(
            id=self._name,
            languages=tuple(sections),
            subject_field=categories.get("subjectField"),
            category=_taken(notes, "x-category: "),
            score=_share(_taken(notes, "x-score: ")),
            known=_taken(notes, "x-known: ") == "true",
            approved=_taken(notes, "x-approved: ") == "true",
            definition=categories.get("definition"),
            notes=tuple(notes),
        )

    def _section(self, element: etree._Element, notes: list[str]) -> LanguageSection | None:
        """Return the terms of a language; its notes go to those of the concept."""
        code = element.get(XML_LANGUAGE) or element.get("lang") or ""
        try:
            language = parse_language(code)
        except LanguageError:
            self._report(element, "unknown language code", f"{code!r} is not a language tag")
            return None
        categories: dict[str, str] = {}
        terms: list[Term] = []
        for child in element:
            if local_name(child) in _TERMS:
                term = self._term(child)
                if term is not None:
                    terms.append(term)
            else:
                self._category(child, categories, notes)
        if not terms:
            self._report(element, "language without terms", f"no usable term in {language}")
            return None
        return LanguageSection(
            language=language, terms=tuple(terms), definition=categories.get("definition")
        )

    def _term(self, element: etree._Element) -> Term | None:
        texts = [
            "".join(str(part) for part in each.itertext())
            for each in element.iter()
            if local_name(each) == "term"
        ]
        if len(texts) != 1 or not texts[0].strip():
            detail = "an empty term" if texts else "no 'term'"
            self._report(element, "term without text", detail)
            return None
        categories: dict[str, str] = {}
        notes: list[str] = []
        for child in element:
            if local_name(child) != "term":
                self._category(child, categories, notes)
        count = _number(_taken(notes, "x-count: "))
        return Term(
            text=texts[0].strip(),
            term_type=categories.get("termType"),
            part_of_speech=categories.get("partOfSpeech"),
            status=self._status(element, categories.get("administrativeStatus")),
            context=categories.get("context"),
            source=categories.get("source"),
            count=int(count) if count is not None else None,
            score=_share(_taken(notes, "x-score: ")),
            notes=tuple(notes),
        )

    def _status(self, element: etree._Element, text: str | None) -> TermStatus | None:
        if text is None:
            return None
        status = _STATUSES.get(text)
        if status is None:
            self._report(element, "unknown status", f"{text!r}")
        return status

    def _category(
        self, element: etree._Element, categories: dict[str, str], notes: list[str]
    ) -> None:
        """Take up a category, the notes, or what a group of them holds."""
        tag = local_name(element)
        if tag in _GROUPS:
            for child in element:
                if local_name(child) != "term":
                    self._category(child, categories, notes)
            return
        text = "".join(str(part) for part in element.itertext())
        if tag == "note":
            notes.append(text)
        elif tag in _CATEGORY_ELEMENTS:
            categories.setdefault(element.get("type") or "", text)
        elif tag:
            categories.setdefault(tag, text)

    def _report(self, element: etree._Element, reason: str, detail: str) -> None:
        self._log.add(
            Problem(
                reason=reason,
                detail=detail,
                action=Action.SKIPPED,
                line=line_of(element),
                unit=self._name,
            )
        )


def _taken(notes: list[str], beginning: str) -> str | None:
    """Take the first note with this beginning out of the list and return its rest."""
    for position, note in enumerate(notes):
        if note.startswith(beginning):
            del notes[position]
            return note.removeprefix(beginning)
    return None


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None


def _share(text: str | None) -> float | None:
    """Return a number from 0 to 1; None for anything else."""
    number = _number(text)
    return number if number is not None and 0.0 <= number <= 1.0 else None
