"""Write TMX 1.4b, levels 1 and 2, as a stream; the reading half is offered here as well.

The text is put together by hand and escaped here: no tree, no serializer. That is many times as
quick, and the bytes are in our hands: the same units give the same file, and nothing in it comes
from the clock. The order within elements is note, prop, then text, as the content model of TMX
1.4b asks and as strict clients check.
"""

import codecs
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tmx.formats.placing import open_target, replacing_file
from tmx.formats.tmx14_reader import TmxDocument, TmxReader, iter_tmx, read_tmx
from tmx.formats.tmx14_text import LONG_SEGMENT_CHARACTERS, TmxText
from tmx.formats.xml import IllegalCharacters, TextCleaner
from tmx.model import Header, TranslationUnit

__all__ = [
    "LONG_SEGMENT_CHARACTERS",
    "TmxDocument",
    "TmxReader",
    "WriteReport",
    "iter_tmx",
    "read_tmx",
    "write_tmx",
    "write_tmx_parts",
]


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
        target: a path, or a binary stream; a path that ends in `.gz` is packed.
        header: written as it is.
        units: taken one at a time; memory stays constant.
        level: 2 keeps inline elements, 1 writes the words alone.
        encoding: `utf-8` (no byte order mark, as most clients want) or `utf-16` (with one).
        illegal: what to do with characters XML cannot hold.

    Raises:
        FormatError: the file cannot be written, or a character is illegal and must not be.
    """
    text = TmxText(TextCleaner(illegal), header, level=_checked(level))
    with open_target(target) as stream:
        stream.write(_beginning(text, encoding))
        for data in text.batches(units, _codec(encoding)):
            stream.write(data)
        stream.write(text.closing().encode(_codec(encoding)))
    return _report(text)


def write_tmx_parts(
    path: str | Path,
    header: Header,
    units: Iterable[TranslationUnit],
    *,
    largest_bytes: int,
    level: int = 2,
    encoding: str = "utf-8",
    illegal: IllegalCharacters = IllegalCharacters.REMOVE,
) -> tuple[tuple[Path, ...], WriteReport]:
    """Write units to `NAME-1.tmx`, `NAME-2.tmx` ..., each a whole TMX file; all or none.

    Args:
        path: `NAME.tmx` or `NAME.tmx.gz`.
        header: of every part.
        units: taken one at a time.
        largest_bytes: of a part before it is packed; passed only by a unit that is larger alone.
        level: as for `write_tmx`.
        encoding: as for `write_tmx`.
        illegal: as for `write_tmx`.

    Returns:
        The files in order, and the counts of all together.

    Raises:
        FormatError: as for `write_tmx`.
    """
    text = TmxText(TextCleaner(illegal), header, level=_checked(level))
    codec = _codec(encoding)
    beginning, closing = _beginning(text, encoding), text.closing().encode(codec)
    room = largest_bytes - len(beginning) - len(closing)
    files: list[Path] = []
    streams: list[BinaryIO] = []
    taken = 0
    with ExitStack() as stack:
        for unit in units:
            data = text.unit(unit).encode(codec)
            if not streams or (taken and taken + len(data) > room):
                files.append(_part(Path(path), len(files) + 1))
                streams.append(stack.enter_context(replacing_file(files[-1])))
                streams[-1].write(beginning)
                taken = 0
            streams[-1].write(data)
            taken += len(data)
        if not streams:
            files.append(_part(Path(path), 1))
            streams.append(stack.enter_context(replacing_file(files[0])))
            streams[0].write(beginning)
        for stream in streams:
            stream.write(closing)
    return tuple(files), _report(text)


def _part(path: Path, number: int) -> Path:
    """Return the name of a part: `memory-2.tmx.gz` of `memory.tmx.gz`."""
    stem, _, ending = path.name.partition(".tmx")
    return path.with_name(f"{stem}-{number}.tmx{ending}")


def _beginning(text: TmxText, encoding: str) -> bytes:
    declaration = f'<?xml version="1.0" encoding="{encoding.upper()}"?>\n'
    codec = _codec(encoding)
    mark = codecs.BOM_UTF16_LE if codec == "utf-16-le" else b""
    return mark + (declaration + text.opening()).encode(codec)


def _codec(encoding: str) -> str:
    return "utf-16-le" if encoding.lower() == "utf-16" else encoding.lower()


def _checked(level: int) -> int:
    if level not in {1, 2}:
        raise ValueError(f"TMX has the levels 1 and 2, not {level}")
    return level


def _report(text: TmxText) -> WriteReport:
    return WriteReport(
        units=text.units,
        variants=text.variants,
        illegal_characters=text.illegal_characters,
        long_variants=text.long_variants,
    )
