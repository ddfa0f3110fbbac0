"""Write TMX 1.4b, levels 1 and 2, as a stream; the reading half is offered here as well.

The text is put together by hand and escaped here: no tree, no serializer. That is several times
as quick, and the bytes are in our hands: the same units give the same file, and nothing in it
comes from the clock. The order within elements is note, prop, then text, as the content model of
TMX 1.4b asks and as strict clients check.
"""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from tmx.formats.placing import open_target
from tmx.formats.tmx14_reader import TmxDocument, TmxReader, iter_tmx, read_tmx
from tmx.formats.xml import XML_LANGUAGE, IllegalCharacters, TextCleaner, quote_attribute
from tmx.model import Attributes, Content, Header, Inline, Note, Property, TranslationUnit, Variant

__all__ = [
    "LONG_SEGMENT_CHARACTERS",
    "TmxDocument",
    "TmxReader",
    "WriteReport",
    "iter_tmx",
    "read_tmx",
    "write_tmx",
]

# RWS's cloud memory refuses longer segments (its documentation of TMX import, 2026).
LONG_SEGMENT_CHARACTERS: Final = 2000
# Pieces are gathered to about this many characters before they are encoded and written.
_BUFFER_CHARACTERS: Final = 1 << 18
# Escaped attribute lists remembered; bounds the memory.
_KEPT_ATTRIBUTES: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteReport:
    """What was written.

    Attributes:
        units: translation units.
        variants: of all units together.
        illegal_characters: characters XML cannot hold, removed or replaced.
        long_variants: variants longer than 2,000 characters, which some clients refuse.
    """

    units: int
    variants: int
    illegal_characters: int
    long_variants: int


def write_tmx(
    target: str | Path | BinaryIO,
    header: Header,
    units: Iterable[TranslationUnit],
    *,
    level: int = 2,
    encoding: str = "utf-8",
    illegal: IllegalCharacters = IllegalCharacters.REMOVE,
) -> WriteReport:
    """Write units to a TMX 1.4b file, beside its place and then moved into it.

    A unit without a variant in the header's source language gets the language of its first
    variant as its own `srclang`: the standard wants every unit to hold its source.

    Args:
        target: a path, or a binary stream.
        header: written as it is.
        units: taken one at a time; memory stays constant.
        level: 2 keeps inline elements, 1 writes the words alone.
        encoding: `utf-8` (no byte order mark, as most clients want) or `utf-16` (with one).
        illegal: what to do with characters XML cannot hold.

    Raises:
        FormatError: the file cannot be written, or a character is illegal and must not be.
    """
    if level not in {1, 2}:
        raise ValueError(f"TMX has the levels 1 and 2, not {level}")
    writer = _Writer(TextCleaner(illegal), level=level)
    is_utf16 = encoding.lower() == "utf-16"
    with open_target(target) as stream:
        codec = "utf-16-le" if is_utf16 else encoding
        mark = codecs.BOM_UTF16_LE if is_utf16 else b""
        stream.write(mark + _declaration(encoding).encode(codec))
        buffer: list[str] = []
        size = 0
        for piece in writer.pieces(header, units):
            buffer.append(piece)
            size += len(piece)
            if size > _BUFFER_CHARACTERS:
                stream.write("".join(buffer).encode(codec))
                buffer.clear()
                size = 0
        stream.write("".join(buffer).encode(codec))
    return writer.report()


def _declaration(encoding: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding.upper()}"?>\n'


class _Writer:
    """Turn units into text, counting on the way."""

    def __init__(self, cleaner: TextCleaner, *, level: int) -> None:
        self._clean = cleaner
        self._level = level
        self._units = 0
        self._variants = 0
        self._long = 0
        self._source_language = "*all*"
        # Two files of ours differ in few attribute values; escaping each once saves time.
        self._known_attributes: dict[Attributes, str] = {}

    def report(self) -> WriteReport:
        return WriteReport(
            units=self._units,
            variants=self._variants,
            illegal_characters=self._clean.illegal_count,
            long_variants=self._long,
        )

    def pieces(self, header: Header, units: Iterable[TranslationUnit]) -> Iterator[str]:
        """Yield the file after its declaration, a unit at a time."""
        self._source_language = header.source_language
        yield '<tmx version="1.4">\n'
        yield self._header(header)
        yield "  <body>\n"
        for unit in units:
            self._units += 1
            yield self._unit(unit)
        yield "  </body>\n</tmx>\n"

    def _header(self, header: Header) -> str:
        attributes: Attributes = (
            ("creationtool", header.creation_tool),
            ("creationtoolversion", header.creation_tool_version),
            ("segtype", header.segment_type),
            ("o-tmf", header.original_format),
            ("adminlang", header.admin_language),
            ("srclang", header.source_language),
            ("datatype", header.data_type),
            *header.attributes,
        )
        opening = f"  <header{self._attributes(attributes)}"
        children = [*self._remarks(header.notes, header.properties, indent="    ")]
        for ude, maps in header.encodings:
            children.append(f"    <ude{self._attributes(ude)}>\n")
            children += [f"      <map{self._attributes(each)}/>\n" for each in maps]
            children.append("    </ude>\n")
        if not children:
            return f"{opening}/>\n"
        return f"{opening}>\n{''.join(children)}  </header>\n"

    def _unit(self, unit: TranslationUnit) -> str:
        named: list[tuple[str, str]] = []
        if unit.tuid is not None:
            named.append(("tuid", unit.tuid))
        source_language = unit.source_language or self._other_source(unit)
        if source_language is not None:
            named.append(("srclang", source_language))
        opening = "".join(quote_attribute(name, value, self._clean) for name, value in named)
        parts = [f"    <tu{opening}{self._attributes(unit.attributes)}>\n"]
        parts += self._remarks(unit.notes, unit.properties, indent="      ")
        parts += [self._variant(variant) for variant in unit.variants]
        parts.append("    </tu>\n")
        return "".join(parts)

    def _other_source(self, unit: TranslationUnit) -> str | None:
        expected = self._source_language
        if expected == "*all*" or any(each.language == expected for each in unit.variants):
            return None
        return unit.variants[0].language

    def _variant(self, variant: Variant) -> str:
        self._variants += 1
        segment = self._content(variant.content)
        if len(segment) > LONG_SEGMENT_CHARACTERS and len(variant.text) > LONG_SEGMENT_CHARACTERS:
            self._long += 1
        attributes = self._attributes((("xml:lang", variant.language), *variant.attributes))
        remarks = "".join(self._remarks(variant.notes, variant.properties, indent="        "))
        return f"      <tuv{attributes}>\n{remarks}        <seg>{segment}</seg>\n      </tuv>\n"

    def _content(self, content: Content) -> str:
        return "".join(
            self._clean.text(part) if isinstance(part, str) else self._inline(part)
            for part in content
        )

    def _inline(self, inline: Inline) -> str:
        if self._level == 1:
            return self._content(inline.content) if inline.tag == "hi" else ""
        attributes = self._attributes(inline.attributes)
        if not inline.content:
            return f"<{inline.tag}{attributes}/>"
        return f"<{inline.tag}{attributes}>{self._content(inline.content)}</{inline.tag}>"

    def _remarks(
        self, notes: tuple[Note, ...], properties: tuple[Property, ...], *, indent: str
    ) -> list[str]:
        written = []
        for note in notes:
            attributes = self._attributes(_remark_attributes(note))
            written.append(f"{indent}<note{attributes}>{self._clean.text(note.text)}</note>\n")
        for each in properties:
            attributes = self._attributes((("type", each.type), *_remark_attributes(each)))
            written.append(f"{indent}<prop{attributes}>{self._clean.text(each.text)}</prop>\n")
        return written

    def _attributes(self, attributes: Attributes) -> str:
        known = self._known_attributes.get(attributes)
        if known is not None:
            return known
        illegal_before = self._clean.illegal_count
        written = "".join(
            quote_attribute(_prefixed(name), value, self._clean) for name, value in attributes
        )
        # What was cleaned must be counted each time.
        is_clean = self._clean.illegal_count == illegal_before
        if is_clean and len(self._known_attributes) < _KEPT_ATTRIBUTES:
            self._known_attributes[attributes] = written
        return written


def _remark_attributes(remark: Note | Property) -> Attributes:
    attributes = []
    if remark.encoding is not None:
        attributes.append(("o-encoding", remark.encoding))
    if remark.language is not None:
        attributes.append(("xml:lang", remark.language))
    return tuple(attributes)


def _prefixed(name: str) -> str:
    return "xml:lang" if name == XML_LANGUAGE else name
