"""The types of what translators exchange: translation units and concept entries.

Names are the standards' own: TMX 1.4b (LISA OSCAR, 2005) for units, TBX (ISO 30042:2019) for
terms. All are frozen; every element and attribute a file may hold has a place here, so that a
file read and written again says the same.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from align.model import Span

__all__ = [
    "Attributes",
    "ConceptEntry",
    "Content",
    "Evidence",
    "Header",
    "Inline",
    "LanguageSection",
    "Note",
    "Property",
    "PropertyType",
    "Term",
    "TermStatus",
    "TranslationUnit",
    "UnitStatus",
    "Variant",
]

# Attribute names as the standard spells them, with their values, in the order they were found.
Attributes: TypeAlias = tuple[tuple[str, str], ...]


class PropertyType(StrEnum):
    """The `prop` types this program writes and understands; `x-` marks them as private."""

    SYMBOL = "x-symbol"
    DOCUMENT = "x-document"
    PARAGRAPH = "x-paragraph"
    CONFIDENCE = "x-confidence"
    STATUS = "x-status"
    SIGNATURE = "x-signature"
    ORIGIN = "x-origin"
    OFFICIAL = "x-official"
    LICENCE = "x-licence"
    CUT = "x-cut"


class UnitStatus(StrEnum):
    """How far a person has looked at a unit."""

    UNREVIEWED = "unreviewed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A `prop`: a value under a type, as tools agree on it among themselves."""

    type: str
    text: str
    language: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A `note`: words for people."""

    text: str
    language: str | None = None
    encoding: str | None = None


# Elements of level 2, and which of them hold words of the translatable text; the rest hold the
# code of the original format (TMX 1.4b, section "Content Markup").
INLINE_TAGS: Final = frozenset({"bpt", "ept", "it", "ph", "hi", "sub", "ut"})
_TEXT_TAGS: Final = frozenset({"hi"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """An inline element of a segment: `bpt`, `ept`, `it`, `ph`, `hi`, `sub` or `ut`."""

    tag: str
    attributes: Attributes = ()
    content: tuple["str | Inline", ...] = ()

    def __post_init__(self) -> None:
        if self.tag not in INLINE_TAGS:
            raise ValueError(f"{self.tag!r} is not an inline element of TMX 1.4b")


Content: TypeAlias = tuple[str | Inline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A `tuv`: one language's wording of a unit.

    Attributes:
        language: BCP 47 tag.
        content: text and inline elements in order; adjacent strings are not kept apart.
        notes: in order.
        properties: in order.
        attributes: the other attributes of the element (`creationdate`, `usagecount`, ...).
    """

    language: str
    content: Content
    notes: tuple[Note, ...] = ()
    properties: tuple[Property, ...] = ()
    attributes: Attributes = ()

    @classmethod
    def plain(cls, language: str, text: str) -> "Variant":
        """Return a variant of nothing but text."""
        return cls(language=language, content=(text,) if text else ())

    @property
    def text(self) -> str:
        """The words alone: text and highlighted text, without the codes of the format."""
        if len(self.content) == 1 and isinstance(self.content[0], str):
            return self.content[0]
        return _words(self.content)

    @property
    def is_plain(self) -> bool:
        """True if there are no inline elements."""
        return not any(isinstance(part, Inline) for part in self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationUnit:
    """A `tu`: the same words in several languages.

    Attributes:
        variants: in order; a language may occur twice (alternatives).
        tuid: identifier, unique within its file.
        source_language: `srclang` of the unit where it differs from the header's.
        notes: in order.
        properties: in order.
        attributes: the other attributes of the element.
    """

    variants: tuple[Variant, ...]
    tuid: str | None = None
    source_language: str | None = None
    notes: tuple[Note, ...] = ()
    properties: tuple[Property, ...] = ()
    attributes: Attributes = ()

    def __post_init__(self) -> None:
        if not self.variants:
            raise ValueError("a translation unit needs a variant in one language at least")

    @property
    def languages(self) -> tuple[str, ...]:
        """Language tags in the order of the variants."""
        return tuple(variant.language for variant in self.variants)

    def variant(self, language: str) -> Variant | None:
        """Return the first variant in `language` (the exact tag), or None."""
        return next((each for each in self.variants if each.language == language), None)

    def property(self, type_: str) -> str | None:
        """Return the text of the first property of this type, or None."""
        return next((each.text for each in self.properties if each.type == type_), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The `header` of a TMX file: seven required attributes, the rest, notes and properties.

    Attributes:
        source_language: `srclang`; spelled exactly as in the variants, because some clients
            compare strings.
        creation_tool: `creationtool`.
        creation_tool_version: `creationtoolversion`.
        segment_type: `segtype`: block, paragraph, sentence or phrase.
        original_format: `o-tmf`.
        admin_language: `adminlang`, the language of notes and properties.
        data_type: `datatype`.
        attributes: optional attributes (`creationdate`, `creationid`, `o-encoding`, ...).
        notes: in order.
        properties: in order.
        encodings: `ude` elements, each its attributes and those of its `map` elements.
    """

    source_language: str
    creation_tool: str = "sixfold"
    creation_tool_version: str = "0"
    segment_type: str = "sentence"
    original_format: str = "sixfold"
    admin_language: str = "en"
    data_type: str = "plaintext"
    attributes: Attributes = ()
    notes: tuple[Note, ...] = ()
    properties: tuple[Property, ...] = ()
    encodings: tuple[tuple[Attributes, tuple[Attributes, ...]], ...] = ()


class TermStatus(StrEnum):
    """`administrativeStatus` of TBX-Basic."""

    PREFERRED = "preferredTerm-admn-sts"
    ADMITTED = "admittedTerm-admn-sts"
    DEPRECATED = "deprecatedTerm-admn-sts"
    SUPERSEDED = "supersededTerm-admn-sts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term in one language.

    Attributes:
        text: the term as it stands in a glossary.
        term_type: `fullForm`, `acronym`, `abbreviation`, `shortForm`, `variant` or `phrase`.
        part_of_speech: `noun`, `verb`, `adjective`, `adverb`, `properNoun` or `other`.
        status: how the term is to be used.
        context: a sentence it stands in.
        source: where that sentence stands (`A/65/496#12`).
        count: occurrences counted in the documents, None when nobody counted.
        score: how likely it is the equivalent of the other languages' terms, 0 to 1; None where
            people or a glossary say so.
        notes: words for people, in order.
    """

    text: str
    term_type: str | None = None
    part_of_speech: str | None = None
    status: TermStatus | None = None
    context: str | None = None
    source: str | None = None
    count: int | None = None
    score: float | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a term needs a text")


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageSection:
    """The terms of one language for one concept (`langSec`), preferred first."""

    language: str
    terms: tuple[Term, ...]
    definition: str | None = None

    def __post_init__(self) -> None:
        if not self.terms:
            raise ValueError("a language section needs a term")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where the terms of a concept stand together.

    Attributes:
        tuid: identifier of the translation unit.
        spans: per language, where the term stands in the variant's text, in code points; a term
            may stand in several pieces.
    """

    tuid: str
    spans: tuple[tuple[str, tuple[Span, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptEntry:
    """A concept with its terms in every language (`conceptEntry`, in TBX 2 `termEntry`).

    Attributes:
        id: stable identifier, a legal XML name.
        languages: one section per language.
        subject_field: the field of knowledge.
        category: what kind of thing it names (`treaty`, `organisation`, `procedure`, ...).
        score: how sure the extraction is, 0 to 1; None for entries made by people.
        known: True if it was in a termbase before.
        approved: True if a person has said that these are the terms to use.
        definition: for all languages.
        notes: words for people, in order.
        evidence: best first.
    """

    id: str
    languages: tuple[LanguageSection, ...]
    subject_field: str | None = None
    category: str | None = None
    score: float | None = None
    known: bool = False
    approved: bool = False
    definition: str | None = None
    notes: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.languages:
            raise ValueError("a concept entry needs a language")

    def terms(self, language: str) -> tuple[Term, ...]:
        """Return the terms of `language` (the exact tag), preferred first; empty if none."""
        return tuple(
            term
            for section in self.languages
            if section.language == language
            for term in section.terms
        )


def _words(content: Content) -> str:
    parts = (
        part if isinstance(part, str) else _words(part.content) if part.tag in _TEXT_TAGS else ""
        for part in content
    )
    return "".join(parts)
