"""Read TMX as a stream: one unit in memory at a time, every element and attribute kept.

Reads 1.1 to 1.4b, levels 1 and 2. What breaks the content model is skipped or repaired and
counted (`Strictness.REPORT`), or refused (`Strictness.FAIL`). XML that is not well-formed is
refused too, unless its characters are all that is wrong with it and they may be mended
(`Strictness.REPAIR`). Documents that declare entities are always refused.
"""

import io
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final, cast

from lxml import etree

from tmx.formats.closing import Closing
from tmx.formats.errors import Action, Problem, ProblemLog, Strictness
from tmx.formats.garbage import no_collection
from tmx.formats.repair import RepairingStream
from tmx.formats.tmx14_blocks import Body, UnitBlocks, find_body, units_end
from tmx.formats.tmx14_header import read_header
from tmx.formats.tmx14_shapes import Shapes
from tmx.formats.tmx14_units import UnitParser
from tmx.formats.xml import (
    BoundedStream,
    iterate_elements,
    let_go,
    local_name,
    name_of,
    open_source,
)
from tmx.model import Header, TranslationUnit

__all__ = ["TmxDocument", "TmxReader", "iter_tmx", "read_tmx"]

# So many units of a block that fit no shape are parsed one by one, even if none fits: as many as
# it takes to learn a shape, and half as many after each block in which none fitted.
_OTHERS_ALONE: Final = 8

# What stands before and behind a part of a file, so that it can be parsed alone.
_BODY_OPENING: Final = b'<tmx version="1.4"><body>'
_BODY_CLOSING: Final = b"</body></tmx>"


@dataclass(frozen=True, slots=True, kw_only=True)
class TmxDocument:
    """A whole TMX file in memory.

    Attributes:
        header: of the file.
        units: in file order.
        problems: what was skipped or repaired (the first thousand).
    """

    header: Header
    units: tuple[TranslationUnit, ...]
    problems: tuple[Problem, ...] = ()


class TmxReader(Closing):
    """Iterate over the units of a TMX file.

        with TmxReader("memory.tmx") as reader:
            for unit in reader: ...
            print(reader.header.source_language, reader.log.skipped)

    The header is read on construction; gzip is unpacked; a stream is read where it stands.

    Args:
        source: a path, or a binary stream.
        strictness: what becomes of units that break the format.
        quick: read units by the shape of earlier ones (see `tmx14_shapes`); False takes all of
            them from the parser, which gives the same and is what the quick way is tested against.

    Raises:
        FormatError: on construction or while iterating, with file, line and unit.
    """

    def __init__(
        self,
        source: str | Path | BinaryIO,
        *,
        strictness: Strictness = Strictness.REPORT,
        quick: bool = True,
    ) -> None:
        self.file = name_of(source)
        self.log = ProblemLog(file=self.file, strictness=strictness)
        self.unit_count = 0
        self._document_type = b""
        self._others_alone = _OTHERS_ALONE
        stream = open_source(source)
        if strictness is Strictness.REPAIR:
            stream = cast("BinaryIO", RepairingStream(stream, self._repaired))
        self._stream = BoundedStream(stream, file=self.file)
        try:
            if quick:
                self._stream.take_utf16()
            body = self._cut() if quick else None
            self._elements = self._parse(self._stream if body is None else _whole(body.head))
            self.header = read_header(self._elements, self.log)
        except BaseException:
            self.close()
            raise
        # One iterator, so that a second loop goes on where the first one stopped.
        self._units: Iterator[TranslationUnit]
        if body is None:
            self._units = self._parsed_units()
        else:
            # It decides what becomes of entities that nobody declares.
            self._document_type = body.document_type
            self._units = chain.from_iterable(self._quick_batches(body))

    @property
    def bytes_read(self) -> int:
        """Bytes taken from the (unpacked) file so far."""
        return self._stream.total_bytes

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def __iter__(self) -> Iterator[TranslationUnit]:
        return self._units

    def _parse(
        self, stream: BoundedStream, first_line: int = 1
    ) -> Iterator[tuple[str, etree._Element]]:
        tags = ("tmx", "body", "header", "tu")
        return iterate_elements(
            stream,
            tags,
            file=self.file,
            first_line=first_line,
            can_repair=self.log.strictness is not Strictness.REPAIR,
        )

    def _cut(self) -> Body | None:
        """Return the file cut at its body, or None with all of it back in the stream."""
        body, data = find_body(self._stream)
        if body is not None and _root_of(_whole(body.head).read()) is not None:
            return body
        self._stream.give_back(data)
        return None

    def _quick_batches(self, body: Body) -> Iterator[Iterable[TranslationUnit]]:
        blocks, shapes = UnitBlocks(body, self._stream), Shapes()
        while (block := blocks.next_block()) is not None:
            place = yield from self._block_batches(block, blocks.line, shapes)
            if place < len(block):
                blocks.put_back(block[place:])
                yield self._remaining_units(blocks, blocks.line + block.count("\n", 0, place))
                return
        if not blocks.is_at_end:
            yield self._remaining_units(blocks, blocks.line)

    def _block_batches(
        self, block: str, first_line: int, shapes: Shapes
    ) -> Generator[Iterable[TranslationUnit], None, int]:
        """Yield the units of a block; return the place up to which it could be read."""
        # Allowed nowhere in text; looked for here, because a look at each unit takes longer.
        is_odd = "]" in block and "]]>" in block
        place = fitting = others = 0
        line, line_place = first_line, 0
        while True:
            if not is_odd:
                units, count, place = shapes.read(block, place)
                fitting += count
                self.unit_count += count
                yield units
            if place == len(block):
                self._others_alone = _OTHERS_ALONE if fitting else max(1, self._others_alone // 2)
                return place
            others += 1
            # The parser takes longer for many small texts than for one.
            alone = not is_odd and others <= max(fitting, self._others_alone)
            text = block[place : units_end(block, place)] if alone else block[place:]
            elements = _unit_elements(text, self._document_type)
            if elements is None:
                return place
            problems = self.log.total
            line, line_place = line + block.count("\n", line_place, place), place
            for element in elements:
                unit = self._parsed_unit(element, line)
                if unit is not None:
                    yield (unit,)
                    if len(elements) == 1 and self.log.total == problems:
                        shapes.learn(text, unit)
            place += len(text)

    def _remaining_units(self, blocks: UnitBlocks, line: int) -> Iterator[TranslationUnit]:
        """Return the units from here on as the parser sees them."""
        self._stream.give_back(self._document_type + _BODY_OPENING + blocks.remaining())
        self._elements = self._parse(self._stream, line)
        return self._parsed_units(line)

    def _parsed_units(self, first_line: int = 1) -> Iterator[TranslationUnit]:
        for event, element in self._elements:
            if event != "end" or local_name(element) != "tu":
                continue
            unit = self._parsed_unit(element, first_line)
            let_go(element)
            self._stream.mark()
            if unit is not None:
                yield unit

    def _parsed_unit(self, element: etree._Element, first_line: int) -> TranslationUnit | None:
        self.unit_count += 1
        return UnitParser(self.log, self.unit_count, first_line=first_line).unit(element)

    def _repaired(self, reason: str, detail: str, line: int) -> None:
        self.log.add(Problem(reason=reason, detail=detail, action=Action.REPAIRED, line=line))


def iter_tmx(
    source: str | Path | BinaryIO, *, strictness: Strictness = Strictness.REPORT
) -> Iterator[TranslationUnit]:
    """Yield the units of a TMX file in order, in constant memory.

    Use `TmxReader` to see the header and what was skipped.

    Raises:
        FormatError: the file cannot be read; units before the fault have been yielded.
    """
    with TmxReader(source, strictness=strictness) as reader:
        yield from reader


def read_tmx(
    source: str | Path | BinaryIO, *, strictness: Strictness = Strictness.REPORT
) -> TmxDocument:
    """Return a whole TMX file; use `TmxReader` for files that may be large.

    Raises:
        FormatError: the file cannot be read.
    """
    with TmxReader(source, strictness=strictness) as reader:
        with no_collection():
            units = tuple(reader)
        return TmxDocument(header=reader.header, units=units, problems=reader.log.problems)


def _whole(head: bytes) -> BoundedStream:
    """Return the head of a file as a file without units."""
    return BoundedStream(io.BytesIO(head + _BODY_CLOSING), file="")


def _root_of(data: bytes) -> etree._Element | None:
    """Return the root of a small document, None if it is not well-formed."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None


def _unit_elements(text: str, document_type: bytes) -> list[etree._Element] | None:
    """Return the units of a text, None if there is anything else in it."""
    body = _root_of(b"%b<body>%b</body>" % (document_type, text.encode()))
    if body is None:
        return None
    units = [child for child in body if local_name(child)]
    inner = [f"{{*}}{tag}" for tag in ("tu", "header", "body", "tmx")]
    if any(
        unit.tag != "tu" or next(unit.iterdescendants(*inner), None) is not None for unit in units
    ):
        return None
    return units
