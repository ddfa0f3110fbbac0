"""Read the header of a TMX file; what is missing is told and stands in for."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from lxml import etree

from sources.language import LanguageError, parse_language
from tmx.formats.errors import Action, FormatError, Problem, ProblemLog
from tmx.formats.tmx14_units import attributes_of, parse_note, parse_property
from tmx.formats.xml import check_document_type, let_go, line_of, local_name
from tmx.model import Header

__all__ = ["read_header"]

_HEADER_FIELDS: Final = {
    "srclang": "source_language",
    "creationtool": "creation_tool",
    "creationtoolversion": "creation_tool_version",
    "segtype": "segment_type",
    "o-tmf": "original_format",
    "adminlang": "admin_language",
    "datatype": "data_type",
}
_HEADER_EXTRAS: Final = frozenset(
    ["o-encoding", "creationdate", "creationid", "changedate", "changeid"]
)
# Stands in for a header attribute that is missing; `*all*` is the standard's own word for files
# without one source language.
_HEADER_DEFAULTS: Final = {
    "source_language": "*all*",
    "creation_tool": "unknown",
    "creation_tool_version": "unknown",
    "segment_type": "sentence",
    "original_format": "unknown",
    "admin_language": "en",
    "data_type": "unknown",
}


def read_header(elements: Iterator[tuple[str, etree._Element]], log: ProblemLog) -> Header:
    """Take elements up to the end of the header, and return it.

    Args:
        elements: ("start" or "end", element) for the elements `tmx`, `header`, `body` and `tu`.
        log: takes what was missing and what stands in for it.

    Raises:
        FormatError: the file is not TMX.
    """
    root_seen = False
    for event, element in elements:
        tag = local_name(element)
        if not root_seen:
            _check_root(element, tag, log)
            root_seen = True
        elif tag == "header" and event == "end":
            header = _header(element, log)
            let_go(element)
            return header
        elif tag in {"body", "tu"}:
            break
    if not root_seen:
        raise FormatError(
            "the file is XML but not TMX; expected the root element 'tmx'; check the ending.",
            file=log.file,
        )
    _report(log, "header missing", "no 'header' before the first unit", Action.REPAIRED)
    return _plain_header(_HEADER_DEFAULTS)


def _check_root(element: etree._Element, tag: str, log: ProblemLog) -> None:
    check_document_type(element, file=log.file)
    root = local_name(element.getroottree().getroot())
    if tag != "tmx" or root != "tmx":
        raise FormatError(
            f"the root element is {root!r}; expected 'tmx'; check that this is a TMX file.",
            file=log.file,
            line=line_of(element),
        )
    version = element.get("version")
    if version is None or not version.startswith("1."):
        _report(log, "version unknown", f"version {version!r} instead of '1.4'", Action.REPAIRED)


def _header(element: etree._Element, log: ProblemLog) -> Header:
    found = {str(name): str(value) for name, value in element.attrib.items()}
    fields = {}
    for name, attribute in _HEADER_FIELDS.items():
        value = found.pop(name, None)
        if not value:
            value = _HEADER_DEFAULTS[attribute]
            detail = f"no {name!r} in the header, {value!r} taken"
            _report(log, "header attribute missing", detail, Action.REPAIRED)
        fields[attribute] = value
    fields["source_language"] = _source_language(fields["source_language"], log)
    extras = tuple((name, value) for name, value in found.items() if name in _HEADER_EXTRAS)
    for name in found.keys() - _HEADER_EXTRAS:
        _report(log, "unknown attribute", f"{name!r} in the header", Action.SKIPPED)
    children = [child for child in element if local_name(child)]
    return replace(
        _plain_header(fields),
        attributes=extras,
        notes=tuple(parse_note(child) for child in children if local_name(child) == "note"),
        properties=tuple(
            parse_property(child) for child in children if local_name(child) == "prop"
        ),
        encodings=tuple(
            (
                attributes_of(child),
                tuple(attributes_of(each) for each in child if local_name(each) == "map"),
            )
            for child in children
            if local_name(child) == "ude"
        ),
    )


def _source_language(code: str, log: ProblemLog) -> str:
    if code.lower() == "*all*":
        return "*all*"
    try:
        return parse_language(code)
    except LanguageError:
        _report(log, "unknown language code", f"srclang {code!r}, '*all*' taken", Action.REPAIRED)
        return "*all*"


def _report(log: ProblemLog, reason: str, detail: str, action: Action) -> None:
    log.add(Problem(reason=reason, detail=detail, action=action))


def _plain_header(fields: Mapping[str, str]) -> Header:
    return Header(
        source_language=fields["source_language"],
        creation_tool=fields["creation_tool"],
        creation_tool_version=fields["creation_tool_version"],
        segment_type=fields["segment_type"],
        original_format=fields["original_format"],
        admin_language=fields["admin_language"],
        data_type=fields["data_type"],
    )
