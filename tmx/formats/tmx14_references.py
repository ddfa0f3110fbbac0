"""Put in the characters that references in the text of an XML file stand for."""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

__all__ = ["resolved"]

_REFERENCE: Final = re.compile(r"&([^;]*;?)")
_NAMED: Final = {"amp;": "&", "lt;": "<", "gt;": ">", "quot;": '"', "apos;": "'"}
_NUMBER: Final = re.compile(r"#(?:([0-9]{1,7})|x([0-9A-Fa-f]{1,6}));")
# What a reference may name (XML 1.0, production 2).
_XML_CODES: Final = (
    range(0x20, 0xD800),
    (0x9, 0xA, 0xD),
    range(0xE000, 0xFFFE),
    range(0x10000, 0x110000),
)


def resolved(rows: list[Sequence[str]]) -> list[Sequence[str]]:
    """Return the rows with references put in.

    It ends before the first row with one that nothing but a declaration explains, or nothing at
    all: the parser will tell.
    """
    done: list[Sequence[str]] = []
    # What was made before an error stays.
    with suppress(ValueError):
        done.extend(
            [_REFERENCE.sub(_named, value) if "&" in value else value for value in row]
            for row in rows
        )
    return done


def _named(found: re.Match[str]) -> str:
    character = _NAMED.get(found[1]) or _numbered(found[1])
    if character is None:
        raise ValueError(found[0])
    return character


def _numbered(reference: str) -> str | None:
    """Return the character of a reference by number, None where XML has none of it."""
    number = _NUMBER.fullmatch(reference)
    if number is None:
        return None
    code = int(number[1]) if number[1] else int(number[2], 16)
    return chr(code) if any(code in codes for codes in _XML_CODES) else None
