"""Write aligned text as XLIFF 2.0 (OASIS, 2014) or 1.2 (2008), for editors that review bitexts.

Two languages, the words alone: inline codes belong to a document's own format, which aligned
text has left behind. Units without one of the languages are left out and counted. Reading is
in `xliff_reader`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final

from tmx.formats.placing import open_target
from tmx.formats.xliff_reader import XliffReader
from tmx.formats.xml import IllegalCharacters, TextCleaner, quote_attribute
from tmx.model import PropertyType, TranslationUnit, UnitStatus

__all__ = ["XliffReader", "XliffReport", "XliffVersion", "write_xliff"]


class XliffVersion(StrEnum):
    """Versions of XLIFF."""

    V2 = "2.0"
    V1 = "1.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class XliffReport:
    """What was written.

    Attributes:
        units: written.
        incomplete: left out because one of the two languages is missing.
        illegal_characters: characters XML cannot hold, removed or replaced.
    """

    units: int
    incomplete: int
    illegal_characters: int


_NOT_IN_NAME: Final = re.compile(r"[^A-Za-z0-9_.\-]")
_STATES_2: Final = {
    UnitStatus.ACCEPTED: "final",
    UnitStatus.REJECTED: "initial",
    UnitStatus.UNREVIEWED: "translated",
}
_STATES_1: Final = {
    UnitStatus.ACCEPTED: "final",
    UnitStatus.REJECTED: "needs-translation",
    UnitStatus.UNREVIEWED: "needs-review-translation",
}
# The properties a reviewer wants to see, as notes `x-symbol: A/65/496`.
_SHOWN: Final = (PropertyType.SYMBOL, PropertyType.PARAGRAPH, PropertyType.CONFIDENCE)


def write_xliff(
    target: str | Path | BinaryIO,
    units: Iterable[TranslationUnit],
    source_language: str,
    target_language: str,
    *,
    version: XliffVersion = XliffVersion.V2,
    original: str = "memory",
    illegal: IllegalCharacters = IllegalCharacters.REMOVE,
) -> XliffReport:
    """Write units to an XLIFF file, beside its place and then moved into it.

    Args:
        target: a path, or a binary stream.
        units: taken one at a time.
        source_language: tag, as the variants spell it.
        target_language: tag, as the variants spell it.
        version: 2.0, or 1.2 for older editors.
        original: name of the document, for the `file` element.
        illegal: what to do with characters XML cannot hold.

    Raises:
        FormatError: the file cannot be written.
    """
    clean = TextCleaner(illegal)
    written = incomplete = 0
    is_new = version is XliffVersion.V2
    with open_target(target) as stream:
        opening = _opening_2 if is_new else _opening_1
        stream.write(opening(source_language, target_language, original, clean).encode())
        for unit in units:
            source = unit.variant(source_language)
            other = unit.variant(target_language)
            if source is None or other is None:
                incomplete += 1
                continue
            written += 1
            texts = (clean.text(source.text), clean.text(other.text))
            lines = _unit_2 if is_new else _unit_1
            stream.write("".join(lines(unit, written, texts, clean)).encode())
        stream.write(b"  </file>\n</xliff>\n" if is_new else b"    </body>\n  </file>\n</xliff>\n")
    return XliffReport(units=written, incomplete=incomplete, illegal_characters=clean.illegal_count)


def _opening_2(source: str, target: str, original: str, clean: TextCleaner) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0"'
        f"{quote_attribute('srcLang', source, clean)}{quote_attribute('trgLang', target, clean)}>\n"
        f'  <file id="f1"{quote_attribute("original", original, clean)}>\n'
    )


def _opening_1(source: str, target: str, original: str, clean: TextCleaner) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">\n'
        f'  <file datatype="plaintext"{quote_attribute("original", original, clean)}'
        f"{quote_attribute('source-language', source, clean)}"
        f"{quote_attribute('target-language', target, clean)}>\n    <body>\n"
    )


def _unit_2(
    unit: TranslationUnit, number: int, texts: tuple[str, str], clean: TextCleaner
) -> Iterator[str]:
    name = quote_attribute("name", unit.tuid, clean) if unit.tuid else ""
    yield f'    <unit id="{_identifier(unit, number)}"{name}>\n'
    notes = _notes(unit, clean)
    if notes:
        yield "      <notes>\n"
        yield from (f"        <note>{note}</note>\n" for note in notes)
        yield "      </notes>\n"
    yield f'      <segment state="{_STATES_2[_status(unit)]}">\n'
    yield f'        <source xml:space="preserve">{texts[0]}</source>\n'
    yield f'        <target xml:space="preserve">{texts[1]}</target>\n'
    yield "      </segment>\n    </unit>\n"


def _unit_1(
    unit: TranslationUnit, number: int, texts: tuple[str, str], clean: TextCleaner
) -> Iterator[str]:
    name = quote_attribute("resname", unit.tuid, clean) if unit.tuid else ""
    status = _status(unit)
    approved = ' approved="yes"' if status is UnitStatus.ACCEPTED else ""
    yield (
        f'      <trans-unit id="{_identifier(unit, number)}"{name}{approved} '
        'xml:space="preserve">\n'
    )
    yield f"        <source>{texts[0]}</source>\n"
    yield f'        <target state="{_STATES_1[status]}">{texts[1]}</target>\n'
    yield from (f"        <note>{note}</note>\n" for note in _notes(unit, clean))
    yield "      </trans-unit>\n"


def _identifier(unit: TranslationUnit, number: int) -> str:
    """Return an NMTOKEN: the number keeps it unique, the tuid makes it known again."""
    if not unit.tuid:
        return f"u{number}"
    return f"u{number}-{_NOT_IN_NAME.sub('_', unit.tuid)}"


def _notes(unit: TranslationUnit, clean: TextCleaner) -> list[str]:
    told = [f"{type_}: {text}" for type_ in _SHOWN if (text := unit.property(type_))]
    return [clean.text(note) for note in (*told, *(each.text for each in unit.notes))]


def _status(unit: TranslationUnit) -> UnitStatus:
    text = unit.property(PropertyType.STATUS)
    return next((status for status in UnitStatus if status == text), UnitStatus.UNREVIEWED)
