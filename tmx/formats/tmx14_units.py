"""Parse one `tu` of a TMX file, checking it against the content model of TMX 1.4b."""

from functools import lru_cache
from typing import Final

from lxml import etree

from sources.language import LanguageError, parse_language
from tmx.formats.errors import Action, FormatError, Problem, ProblemLog
from tmx.formats.xml import XML_LANGUAGE, line_of, local_name
from tmx.model import (
    INLINE_TAGS,
    Attributes,
    Content,
    Inline,
    Note,
    Property,
    TranslationUnit,
    Variant,
)

__all__ = [
    "UNIT_ATTRIBUTES",
    "VARIANT_ATTRIBUTES",
    "UnitParser",
    "attributes_of",
    "known_language",
    "parse_note",
    "parse_property",
]

_TOOL_ATTRIBUTES: Final = (
    "datatype",
    "usagecount",
    "lastusagedate",
    "creationtool",
    "creationtoolversion",
    "creationdate",
    "creationid",
    "changedate",
    "changeid",
    "o-tmf",
    "o-encoding",
)
UNIT_ATTRIBUTES: Final = frozenset([*_TOOL_ATTRIBUTES, "segtype"])
VARIANT_ATTRIBUTES: Final = frozenset(_TOOL_ATTRIBUTES)
# Real segments nest two or three codes deep.
_DEEPEST_INLINE: Final = 50


class UnitParser:
    """Turn one `tu` element into a unit, reporting what does not belong there.

    Args:
        log: takes the reports.
        ordinal: of the unit in its file, counted from 1.
        first_line: the line of the file on which the text that was parsed begins.
    """

    def __init__(self, log: ProblemLog, ordinal: int, *, first_line: int = 1) -> None:
        self._log = log
        self._name = f"number {ordinal}"
        self._lines_before = first_line - 1

    def _line(self, element: etree._Element) -> int | None:
        line = line_of(element)
        return None if line is None else line + self._lines_before

    def unit(self, element: etree._Element) -> TranslationUnit | None:
        """Return the unit, or None where nothing of it can be used."""
        found = {str(name): str(value) for name, value in element.attrib.items()}
        tuid = found.pop("tuid", None)
        self._name = tuid or self._name
        source_language = found.pop("srclang", None)
        notes: list[Note] = []
        properties: list[Property] = []
        variants: list[Variant] = []
        for child in element:
            match local_name(child):
                case "note":
                    self._check_order(child, late=bool(variants))
                    notes.append(parse_note(child))
                case "prop":
                    self._check_order(child, late=bool(variants))
                    properties.append(parse_property(child))
                case "tuv":
                    variant = self._variant(child)
                    if variant is not None:
                        variants.append(variant)
                case tag:
                    self._unknown_child(child, tag)
        if not variants:
            self._report(element, "unit without variants", "no usable 'tuv' in the 'tu'")
            return None
        return TranslationUnit(
            variants=tuple(variants),
            tuid=tuid,
            source_language=source_language,
            notes=tuple(notes),
            properties=tuple(properties),
            attributes=self._known(element, found, UNIT_ATTRIBUTES),
        )

    def _variant(self, element: etree._Element) -> Variant | None:
        return self._plain_variant(element) or self._any_variant(element)

    def _plain_variant(self, element: etree._Element) -> Variant | None:
        """Return a variant of nothing but a language and words, as most are; None for others.

        It tells nothing the long way would not; it is there because it takes a third of the time.
        """
        if len(element) != 1 or len(element.attrib) != 1:
            return None
        segment = element[0]
        if segment.tag != "seg" or len(segment):
            return None
        language = known_language(element.get(XML_LANGUAGE) or "")
        if language is None:
            return None
        text = segment.text
        return Variant(language=language, content=(text,) if text else ())

    def _any_variant(self, element: etree._Element) -> Variant | None:
        found = {str(name): str(value) for name, value in element.attrib.items()}
        plain_code = found.pop("lang", None)
        code = found.pop(XML_LANGUAGE, None) or plain_code
        if not code:
            self._report(element, "variant without language", "no 'xml:lang' in the 'tuv'")
            return None
        language = known_language(code)
        if language is None:
            self._report(element, "unknown language code", f"{code!r} is not a language tag")
            return None
        notes: list[Note] = []
        properties: list[Property] = []
        segments: list[etree._Element] = []
        for child in element:
            match local_name(child):
                case "note":
                    self._check_order(child, late=bool(segments))
                    notes.append(parse_note(child))
                case "prop":
                    self._check_order(child, late=bool(segments))
                    properties.append(parse_property(child))
                case "seg":
                    segments.append(child)
                case tag:
                    self._unknown_child(child, tag)
        if len(segments) != 1:
            detail = f"{len(segments)} 'seg' in the {language} 'tuv' instead of one"
            self._report(element, "variant without one segment", detail)
            return None
        return Variant(
            language=language,
            content=self._content(segments[0]),
            notes=tuple(notes),
            properties=tuple(properties),
            attributes=self._known(element, found, VARIANT_ATTRIBUTES),
        )

    def _content(self, element: etree._Element, depth: int = 0) -> Content:
        if not len(element):
            return (element.text,) if element.text else ()
        if depth > _DEEPEST_INLINE:
            raise FormatError(
                f"inline elements nested more than {_DEEPEST_INLINE} deep; expected a few; the "
                f"file is damaged or made to harm.",
                file=self._log.file,
                line=self._line(element),
                unit=self._name,
            )
        parts: list[str | Inline] = [element.text] if element.text else []
        for child in element:
            tag = local_name(child)
            if tag in INLINE_TAGS:
                content = self._content(child, depth + 1)
                parts.append(Inline(tag=tag, attributes=attributes_of(child), content=content))
            elif tag:
                self._report(child, "unknown element", f"{tag!r} in a segment", Action.REPAIRED)
                parts.extend(self._content(child, depth + 1))
            elif child.tag is etree.Entity:
                self._refuse_entity(child)
            if child.tail:
                parts.append(child.tail)
        return _joined(parts)

    def _refuse_entity(self, entity: etree._Element) -> None:
        raise FormatError(
            f"the segment uses the entity {entity.text}, which nobody declared; expected text; "
            f"write the character itself.",
            file=self._log.file,
            line=self._line(entity),
            unit=self._name,
        )

    def _known(
        self, element: etree._Element, found: dict[str, str], known: frozenset[str]
    ) -> Attributes:
        if not found:
            return ()
        for name in found.keys() - known:
            self._report(element, "unknown attribute", f"{name!r}", Action.SKIPPED)
        return tuple((name, value) for name, value in found.items() if name in known)

    def _check_order(self, element: etree._Element, *, late: bool) -> None:
        if late:
            detail = f"{local_name(element)!r} after the text it describes"
            self._report(element, "wrong order", detail, Action.REPAIRED)

    def _unknown_child(self, element: etree._Element, tag: str) -> None:
        if tag:
            self._report(element, "unknown element", f"{tag!r}")

    def _report(
        self, element: etree._Element, reason: str, detail: str, action: Action = Action.SKIPPED
    ) -> None:
        self._log.add(
            Problem(
                reason=reason,
                detail=detail,
                action=action,
                line=self._line(element),
                unit=self._name,
            )
        )


def parse_note(element: etree._Element) -> Note:
    """Return a `note` element."""
    return Note(
        text=_all_text(element),
        language=_language_of(element),
        encoding=element.get("o-encoding"),
    )


def parse_property(element: etree._Element) -> Property:
    """Return a `prop` element."""
    return Property(
        type=element.get("type") or "",
        text=_all_text(element),
        language=_language_of(element),
        encoding=element.get("o-encoding"),
    )


@lru_cache(maxsize=1000)
def known_language(code: str) -> str | None:
    """Return the tag a code means in its usual spelling, None if it is not a language tag."""
    try:
        return parse_language(code)
    except LanguageError:
        return None


def _language_of(element: etree._Element) -> str | None:
    return element.get(XML_LANGUAGE) or element.get("lang")


def _all_text(element: etree._Element) -> str:
    if not len(element):
        return element.text or ""
    return "".join(str(part) for part in element.itertext())


def attributes_of(element: etree._Element) -> Attributes:
    """Return all attributes of an element, in file order."""
    return tuple((str(name), str(value)) for name, value in element.attrib.items())


def _joined(parts: list[str | Inline]) -> Content:
    """Return the parts with neighbouring strings made one."""
    joined: list[str | Inline] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)
