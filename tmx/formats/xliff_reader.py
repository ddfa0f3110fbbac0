"""Read XLIFF 1.2 and 2.x as a stream: a unit for each segment that has a translation."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from lxml import etree

from sources.language import LanguageError, parse_language
from tmx.formats.closing import Closing
from tmx.formats.errors import Action, FormatError, Problem, ProblemLog, Strictness
from tmx.formats.xml import (
    BoundedStream,
    check_document_type,
    iterate_elements,
    line_of,
    local_name,
    name_of,
    open_source,
)
from tmx.model import Note, Property, PropertyType, TranslationUnit, UnitStatus, Variant

__all__ = ["XliffReader"]

_SHOWN: Final = {
    f"{type_}: ": type_
    for type_ in (PropertyType.SYMBOL, PropertyType.PARAGRAPH, PropertyType.CONFIDENCE)
}
# Elements that mark words; the others stand for codes of the original format.
_TEXT_ELEMENTS: Final = frozenset({"g", "mrk", "pc", "sm", "em"})
_LANGUAGES: Final = {
    "xliff": ("srcLang", "trgLang"),
    "file": ("source-language", "target-language"),
}
# XLIFF 2 and 1.2 tell an accepted translation in these ways.
_ACCEPTED: Final = frozenset({"final", "signed-off"})


class _Segment(NamedTuple):
    """The element that says the state of a segment, its source and its target."""

    holder: etree._Element
    source: etree._Element | None
    target: etree._Element | None


class XliffReader(Closing):
    """Iterate over the translated segments of an XLIFF file.

    Codes of the original format are left out and counted; a unit with several segments gives
    several units.

    Raises:
        FormatError: on construction or while iterating, with file, line and unit.
    """

    def __init__(
        self, source: str | Path | BinaryIO, *, strictness: Strictness = Strictness.REPORT
    ) -> None:
        self.file = name_of(source)
        self.log = ProblemLog(file=self.file, strictness=strictness)
        self._stream = BoundedStream(open_source(source), file=self.file)
        self._languages: dict[str, str] = {}

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def __iter__(self) -> Iterator[TranslationUnit]:
        root_seen = False
        tags = ("xliff", "file", "unit", "trans-unit")
        for event, element in iterate_elements(self._stream, tags, file=self.file):
            tag = local_name(element)
            if not root_seen:
                self._check_root(element, tag)
                root_seen = True
            if event == "start" and tag in _LANGUAGES:
                self._take_languages(element, tag)
            elif event == "end" and tag in {"unit", "trans-unit"}:
                yield from self._units(element, tag)
                element.clear()
                parent = element.getparent()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]
                self._stream.mark()
        if not root_seen:
            raise FormatError(
                "the file is XML but not XLIFF; expected the root element 'xliff'; check the "
                "ending.",
                file=self.file,
            )

    def _check_root(self, element: etree._Element, tag: str) -> None:
        check_document_type(element, file=self.file)
        if tag != "xliff" or element.getparent() is not None:
            raise FormatError(
                "the root element is not 'xliff'; expected an XLIFF file; check the ending.",
                file=self.file,
                line=line_of(element),
            )

    def _take_languages(self, element: etree._Element, tag: str) -> None:
        for part, attribute in zip(("source", "target"), _LANGUAGES[tag], strict=True):
            code = element.get(attribute)
            if code is None:
                continue
            try:
                self._languages[part] = parse_language(code)
            except LanguageError as error:
                raise FormatError(
                    f"{attribute} is {code!r}; expected a language tag; mend it.",
                    file=self.file,
                    line=line_of(element),
                ) from error

    def _units(self, element: etree._Element, tag: str) -> Iterator[TranslationUnit]:
        segments = _segments(element) if tag == "unit" else _marked(element)
        name = element.get("name") or element.get("resname")
        for position, (holder, source, target) in enumerate(segments, start=1):
            texts = {
                part: self._words(each)
                for part, each in (("source", source), ("target", target))
                if each is not None
            }
            if not texts.get("source") or not texts.get("target"):
                self._report(element, "segment without translation", "no source or no target")
                continue
            if len(self._languages) < 2:  # noqa: PLR2004, RUF100
                raise FormatError(
                    "the file does not say both its languages; expected a source and a target; "
                    "add them.",
                    file=self.file,
                    line=line_of(element),
                )
            tuid = f"{name}-{position}" if name and len(segments) > 1 else name
            yield self._unit(element, holder, texts, tuid)

    def _unit(
        self,
        element: etree._Element,
        holder: etree._Element,
        texts: dict[str, str],
        tuid: str | None,
    ) -> TranslationUnit:
        notes: list[Note] = []
        properties: list[Property] = []
        for each in element.iter():
            if local_name(each) == "note":
                text = "".join(str(part) for part in each.itertext())
                known = next((start for start in _SHOWN if text.startswith(start)), None)
                if known is None:
                    notes.append(Note(text=text))
                else:
                    value = text.removeprefix(known)
                    properties.append(Property(type=str(_SHOWN[known]), text=value))
        if self._is_accepted(element, holder):
            properties.append(
                Property(type=str(PropertyType.STATUS), text=str(UnitStatus.ACCEPTED))
            )
        return TranslationUnit(
            tuid=tuid,
            notes=tuple(notes),
            properties=tuple(properties),
            variants=tuple(
                Variant.plain(self._languages[part], texts[part]) for part in ("source", "target")
            ),
        )

    def _is_accepted(self, element: etree._Element, holder: etree._Element) -> bool:
        states = [holder.get("state")]
        states += [each.get("state") for each in holder if local_name(each) == "target"]
        return element.get("approved") == "yes" or any(state in _ACCEPTED for state in states)

    def _words(self, element: etree._Element) -> str:
        parts = [element.text or ""]
        for child in element:
            tag = local_name(child)
            if tag in _TEXT_ELEMENTS:
                parts.append(self._words(child))
            elif tag:
                self._report(child, "inline code", f"{tag!r} in a segment")
            parts.append(child.tail or "")
        return "".join(parts)

    def _report(self, element: etree._Element, reason: str, detail: str) -> None:
        unit: etree._Element | None = element
        while unit is not None and local_name(unit) not in {"unit", "trans-unit"}:
            unit = unit.getparent()
        self.log.add(
            Problem(
                reason=reason,
                detail=detail,
                action=Action.SKIPPED,
                line=line_of(element),
                unit=unit.get("id") if unit is not None else None,
            )
        )


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next((each for each in element if local_name(each) == name), None)


def _segments(unit: etree._Element) -> list[_Segment]:
    """Return the segments of a unit of XLIFF 2."""
    return [
        _Segment(each, _child(each, "source"), _child(each, "target"))
        for each in unit
        if local_name(each) == "segment"
    ]


def _marked(unit: etree._Element) -> list[_Segment]:
    """Return the segments marked in a unit of XLIFF 1.2, as Trados and Okapi do, else the whole."""
    source, target = _child(unit, "seg-source"), _child(unit, "target")
    marks = _marks(source)
    if not marks:
        return [_Segment(unit, _child(unit, "source"), target)]
    translated = _marks(target)
    return [_Segment(unit, each, translated.get(number)) for number, each in marks.items()]


def _marks(element: etree._Element | None) -> dict[str | None, etree._Element]:
    if element is None:
        return {}
    return {each.get("mid"): each for each in element.iter("{*}mrk") if each.get("mtype") == "seg"}
