"""Draw the outline of a unit of TMX: its markup as a pattern, with blanks for what may vary."""

import re
from typing import Final, NamedTuple

from tmx.formats.tmx14_units import UNIT_ATTRIBUTES, VARIANT_ATTRIBUTES

__all__ = ["FREE_ATTRIBUTES", "Opening", "Outline", "outline_of"]

_SPACE: Final = re.compile(rb"[ \n\t]*")
_TAG: Final = re.compile(
    rb"<(/?)(tu|tuv|seg|note|prop)"
    rb"""((?:[ \n\t]+[a-z:][a-z:\-]*="[^"<&\n\t]*")*)([ \n\t]*>)([^<]*)"""
)
_ATTRIBUTE: Final = re.compile(rb"""([ \n\t]+)([a-z:][a-z:\-]*)=("[^"]*")""")
_VALUE_BLANK: Final = rb"""([^"<&\n\t]*+)"""
_TEXT_BLANK: Final = rb"([^<]*+)"
# Of each element, the attributes whose values have no say in how a unit is read.
FREE_ATTRIBUTES: Final = {
    "tu": UNIT_ATTRIBUTES | {"tuid", "srclang"},
    "tuv": VARIANT_ATTRIBUTES,
}


class Opening(NamedTuple):
    """A start tag: its element, and the attributes whose values are blanks."""

    element: str
    free: tuple[str, ...]


class Outline(NamedTuple):
    """The markup of a unit: a pattern with a group per blank, and the start tags in order."""

    pattern: bytes
    openings: tuple[Opening, ...]


def outline_of(text: bytes) -> Outline | None:
    """Return the outline of a unit, None if there is more in it than plain elements and words."""
    space = _SPACE.match(text)
    place = space.end() if space else 0
    parts = [re.escape(text[:place])]
    openings = []
    while place < len(text):
        tag = _TAG.match(text, place)
        if tag is None:
            return None
        place = tag.end()
        closing, name, attributes, end, words = tag.groups()
        element = name.decode()
        parts.append(b"<" + closing + name)
        free = []
        for gap, key, value in _ATTRIBUTE.findall(attributes):
            is_free = key.decode() in FREE_ATTRIBUTES.get(element, ())
            parts.append(
                gap + key + b"=" + (b'"%b"' % _VALUE_BLANK if is_free else re.escape(value))
            )
            free += [key.decode()] * is_free
        parts.append(end)
        if not closing:
            openings.append(Opening(element, tuple(free)))
        if not closing and element not in FREE_ATTRIBUTES:
            parts.append(_TEXT_BLANK)
        elif words.strip(b" \n\t"):
            return None
        else:
            parts.append(words)
    return Outline(b"".join(parts), tuple(openings))
