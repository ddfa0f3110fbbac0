"""Draw the outline of a unit of TMX: its markup as a pattern, with blanks for what may vary."""

import re
from typing import Final, NamedTuple

from tmx.formats.tmx14_units import UNIT_ATTRIBUTES, VARIANT_ATTRIBUTES

__all__ = ["FREE_ATTRIBUTES", "Opening", "Outline", "outline_of"]

_SPACE: Final = re.compile(r"[ \n\t]*")
_TAG: Final = re.compile(
    r"<(/?)(tu|tuv|seg|note|prop)"
    r"""((?:[ \n\t]+[a-z:][a-z:\-]*="[^"<&\n\t]*")*)([ \n\t]*>)([^<]*)"""
)
_ATTRIBUTE: Final = re.compile(r"""([ \n\t]+)([a-z:][a-z:\-]*)=("[^"]*")""")
_VALUE_BLANK: Final = r"""([^"<&\n\t]*+)"""
_TEXT_BLANK: Final = "([^<]*+)"
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

    pattern: str
    openings: tuple[Opening, ...]


def outline_of(text: str) -> Outline | None:
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
        closing, element, attributes, end, words = tag.groups()
        parts.append(f"<{closing}{element}")
        free = []
        for gap, key, value in _ATTRIBUTE.findall(attributes):
            is_free = key in FREE_ATTRIBUTES.get(element, ())
            parts.append(f"{gap}{key}=" + (f'"{_VALUE_BLANK}"' if is_free else re.escape(value)))
            free += [key] * is_free
        parts.append(end)
        if not closing:
            openings.append(Opening(element, tuple(free)))
        if not closing and element not in FREE_ATTRIBUTES:
            parts.append(_TEXT_BLANK)
        elif words.strip(" \n\t"):
            return None
        else:
            parts.append(words)
    return Outline("".join(parts), tuple(openings))
