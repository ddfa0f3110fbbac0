"""Turn units into the text of TMX 1.4b: the readable way, and a quick one for plain units.

Most units of a memory hold nothing but words. Their text is put together without a look at each
string: whether a whole batch of strings can go out as it is costs two passes of C over its bytes.
What cannot, is halved until single units go the readable way, which is also what the tests compare
the quick one with.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from tmx.formats.xml import XML_LANGUAGE, TextCleaner, quote_attribute
from tmx.model import Attributes, Content, Header, Inline, Note, Property, TranslationUnit, Variant

__all__ = ["LONG_SEGMENT_CHARACTERS", "TmxText"]

# RWS's cloud memory refuses longer segments (its documentation of TMX import, 2026).
LONG_SEGMENT_CHARACTERS: Final = 2000
# Escaped attribute lists remembered; bounds the memory.
_KEPT_ATTRIBUTES: Final = 10_000
# Units whose strings are looked at together: enough to make the look cheap.
_BATCH: Final = 64
_INDENT: Final = "      "
# Bytes that need a second look: controls, markup, and what attributes have to escape.
_UNSAFE: Final = bytes([*range(32), *b'&<>"'])
_SAFE: Final = bytes(sorted(set(range(256)) - set(_UNSAFE)))
_SAFE_IN_TEXT: Final = bytes(sorted({*_SAFE, *b'"\t\n'}))


class TmxText:
    """Give the text of a TMX file piece by piece, counting on the way.

    Args:
        cleaner: what becomes of characters XML cannot hold.
        header: of the file; units without its source language say their own.
        level: 2 keeps inline elements, 1 gives the words alone.

    Attributes:
        units: given so far.
        variants: of all of them.
        long_variants: longer than 2,000 characters.
    """

    def __init__(self, cleaner: TextCleaner, header: Header, *, level: int = 2) -> None:
        self._clean = cleaner
        self._header = header
        self._level = level
        self.units = 0
        self.variants = 0
        self.long_variants = 0
        # Units of one file differ in few attribute values; escaping each once saves time.
        self._known_attributes: dict[Attributes, str] = {}
        self._openings: dict[str, str] = {}

    @property
    def illegal_characters(self) -> int:
        """Characters XML cannot hold, removed or replaced so far."""
        return self._clean.illegal_count

    def opening(self) -> str:
        """Return all before the first unit, without the XML declaration."""
        return f'<tmx version="1.4">\n{self._header_text()}  <body>\n'

    def closing(self) -> str:
        """Return all after the last unit."""
        return "  </body>\n</tmx>\n"

    def batches(self, units: Iterable[TranslationUnit], codec: str) -> Iterator[bytes]:
        """Yield the text of a few units at a time, encoded."""
        remaining = iter(units)
        while batch := tuple(islice(remaining, _BATCH)):
            yield self._batch(batch, codec)

    def _batch(self, units: tuple[TranslationUnit, ...], codec: str) -> bytes:
        """Return the text of units; what is not plain and clean among them is halved out."""
        illegal_before = self._clean.illegal_count
        quick = self._quick_batch(units)
        if self._clean.illegal_count != illegal_before:
            # Only the other way may count them.
            self._clean.illegal_count = illegal_before
        elif quick is not None:
            self.units += len(units)
            self.variants += sum([len(unit.variants) for unit in units])
            return quick.encode(codec)
        if len(units) == 1:
            return self.unit(units[0]).encode(codec)
        half = len(units) // 2
        return self._batch(units[:half], codec) + self._batch(units[half:], codec)

    def unit(self, unit: TranslationUnit) -> str:
        """Return the text of one unit."""
        self.units += 1
        named: list[tuple[str, str]] = []
        if unit.tuid is not None:
            named.append(("tuid", unit.tuid))
        source_language = unit.source_language or self._other_source(unit)
        if source_language is not None:
            named.append(("srclang", source_language))
        opening = "".join(quote_attribute(name, value, self._clean) for name, value in named)
        parts = [f"    <tu{opening}{self._attributes(unit.attributes)}>\n"]
        parts += self._remarks(unit.notes, unit.properties, indent=_INDENT)
        parts += [self._variant(variant) for variant in unit.variants]
        parts.append("    </tu>\n")
        return "".join(parts)

    def _quick_batch(  # noqa: C901, PLR0911, PLR0912 - one loop, for speed
        self, units: tuple[TranslationUnit, ...]
    ) -> str | None:
        """Return what `unit` gives for these, or None if any of them is not plain and clean."""
        parts: list[str] = []
        names: list[str] = []
        texts: list[str] = []
        openings = self._openings
        expected = self._header.source_language
        for unit in units:
            tuid = unit.tuid
            if tuid is None or unit.source_language or unit.notes:
                return None
            names.append(tuid)
            attributes = self._attributes(unit.attributes) if unit.attributes else ""
            parts.append(f'    <tu tuid="{tuid}"{attributes}>\n')
            for prop in unit.properties:
                if prop.language is not None or prop.encoding is not None:
                    return None
                names.append(prop.type)
                texts.append(prop.text)
                parts.append(f'      <prop type="{prop.type}">{prop.text}</prop>\n')
            has_source = expected == "*all*"
            for each in unit.variants:
                content = each.content
                if len(content) != 1 or each.notes:
                    return None
                text = content[0]
                if text.__class__ is not str or len(text) > LONG_SEGMENT_CHARACTERS:
                    return None
                texts.append(text)
                language = each.language
                if language == expected:
                    has_source = True
                if each.properties or each.attributes:
                    if not self._add_opening(each, parts, names, texts):
                        return None
                    opening = "        <seg>"
                else:
                    opening = openings.get(language) or self._opening(language)
                parts.append(f"{opening}{text}</seg>\n      </tuv>\n")
            if not has_source:
                return None
            parts.append("    </tu>\n")
        if not _is_clean("".join(names), _SAFE) or not _is_clean("".join(texts), _SAFE_IN_TEXT):
            return None
        return "".join(parts)

    def _add_opening(
        self, variant: Variant, parts: list[str], names: list[str], texts: list[str]
    ) -> bool:
        """Add what stands before the text of a variant; return False if that is not plain."""
        attributes = self._attributes((("xml:lang", variant.language), *variant.attributes))
        parts.append(f"      <tuv{attributes}>\n")
        for prop in variant.properties:
            if prop.language is not None or prop.encoding is not None:
                return False
            names.append(prop.type)
            texts.append(prop.text)
            parts.append(f'        <prop type="{prop.type}">{prop.text}</prop>\n')
        return True

    def _opening(self, language: str) -> str:
        attributes = (("xml:lang", language),)
        opening = f"      <tuv{self._attributes(attributes)}>\n        <seg>"
        if attributes in self._known_attributes:
            self._openings[language] = opening
        return opening

    def _header_text(self) -> str:
        header = self._header
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

    def _other_source(self, unit: TranslationUnit) -> str | None:
        expected = self._header.source_language
        if expected == "*all*" or any(each.language == expected for each in unit.variants):
            return None
        return unit.variants[0].language

    def _variant(self, variant: Variant) -> str:
        self.variants += 1
        segment = self._content(variant.content)
        if len(segment) > LONG_SEGMENT_CHARACTERS and len(variant.text) > LONG_SEGMENT_CHARACTERS:
            self.long_variants += 1
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
        if not attributes:
            return ""
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


def _is_clean(strings: str, safe: bytes) -> bool:
    """Return True if a string can stand in XML as it is; False may be too careful."""
    try:
        data = strings.encode()
    except UnicodeEncodeError:
        return False
    return not (data.translate(None, safe) or "\ufffe" in strings or "\uffff" in strings)


def _remark_attributes(remark: Note | Property) -> Attributes:
    attributes = []
    if remark.encoding is not None:
        attributes.append(("o-encoding", remark.encoding))
    if remark.language is not None:
        attributes.append(("xml:lang", remark.language))
    return tuple(attributes)


def _prefixed(name: str) -> str:
    return "xml:lang" if name == XML_LANGUAGE else name
