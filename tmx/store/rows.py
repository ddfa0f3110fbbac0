"""Turn units into table rows and back, losing nothing.

Columns hold what is searched and filtered by; everything else of a unit stands in `extras`, as
JSON with short fixed keys, NULL where there is nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any, TypeAlias

from tmx.model import (
    Content,
    Inline,
    Note,
    Property,
    PropertyType,
    TranslationUnit,
    UnitStatus,
    Variant,
)

__all__ = [
    "confidence_of",
    "status_of",
    "unit_digest",
    "unit_extras",
    "unit_from_row",
    "variant_extras",
    "variant_from_row",
    "with_property",
]

Json: TypeAlias = Any


def unit_extras(unit: TranslationUnit) -> str | None:
    """Return notes, properties and attributes of a unit as JSON."""
    return _packed(_remarks(unit))


def variant_extras(variant: Variant) -> str | None:
    """Return what a variant has besides language and plain text as JSON."""
    extras = _remarks(variant)
    if not variant.is_plain:
        extras["content"] = _content_to_json(variant.content)
    return _packed(extras)


def variant_from_row(language: str, text: str, extras: str | None) -> Variant:
    """Return the variant of a row."""
    content: Content = (text,) if text else ()
    if extras is None:
        return Variant(language=language, content=content)
    found = json.loads(extras)
    if "content" in found:
        content = _content_from_json(found["content"])
    return Variant(language=language, content=content, **_unpacked(found))


def unit_from_row(
    *,
    tuid: str | None,
    source_language: str | None,
    confidence: float | None,
    status: str,
    extras: str | None,
    variants: Sequence[Variant],
) -> TranslationUnit:
    """Return the unit of a row; confidence and status of the columns go into its properties."""
    unit = TranslationUnit(
        variants=tuple(variants),
        tuid=tuid,
        source_language=source_language,
        **_unpacked(json.loads(extras) if extras else {}),
    )
    if confidence != confidence_of(unit):
        unit = with_property(unit, PropertyType.CONFIDENCE, f"{confidence}")
    if status != status_of(unit):
        unit = with_property(unit, PropertyType.STATUS, status)
    return unit


def confidence_of(unit: TranslationUnit) -> float | None:
    """Return the confidence a unit says of itself, None where it says none between 0 and 1."""
    text = unit.property(PropertyType.CONFIDENCE)
    try:
        confidence = float(text) if text is not None else None
    except ValueError:
        return None
    return confidence if confidence is not None and 0.0 <= confidence <= 1.0 else None


def status_of(unit: TranslationUnit) -> UnitStatus:
    """Return the status a unit says of itself, unreviewed where it says none we know."""
    text = unit.property(PropertyType.STATUS)
    known = text in UnitStatus.__members__.values()
    return UnitStatus(text) if known and text is not None else UnitStatus.UNREVIEWED


def unit_digest(unit: TranslationUnit) -> int:
    """Return a 64-bit signed number, equal for units that say the same but for their tuid."""
    parts = [unit.source_language or "", unit_extras(unit) or ""]
    for variant in unit.variants:
        parts += [variant.language, variant.text, variant_extras(variant) or ""]
    # Length before each part, so that no two lists of parts run together alike.
    data = "".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big", signed=True)


def with_property(unit: TranslationUnit, type_: str, text: str) -> TranslationUnit:
    """Return the unit with this property in the place of an earlier one, or at the end."""
    changed = Property(type=str(type_), text=text)
    if unit.property(type_) is None:
        return replace(unit, properties=(*unit.properties, changed))
    return replace(
        unit,
        properties=tuple(changed if each.type == type_ else each for each in unit.properties),
    )


def _remarks(element: TranslationUnit | Variant) -> dict[str, Json]:
    extras: dict[str, Json] = {}
    if element.notes:
        extras["notes"] = [[each.text, each.language, each.encoding] for each in element.notes]
    if element.properties:
        extras["properties"] = [
            [each.type, each.text, each.language, each.encoding] for each in element.properties
        ]
    if element.attributes:
        extras["attributes"] = element.attributes
    return extras


def _packed(extras: Mapping[str, Json]) -> str | None:
    return json.dumps(extras, ensure_ascii=False, separators=(",", ":")) if extras else None


def _unpacked(extras: Mapping[str, Json]) -> dict[str, Json]:
    return {
        "notes": tuple(
            Note(text=text, language=language, encoding=encoding)
            for text, language, encoding in extras.get("notes", ())
        ),
        "properties": tuple(
            Property(type=type_, text=text, language=language, encoding=encoding)
            for type_, text, language, encoding in extras.get("properties", ())
        ),
        "attributes": tuple((name, value) for name, value in extras.get("attributes", ())),
    }


def _content_to_json(content: Content) -> Json:
    return [
        part
        if isinstance(part, str)
        else [part.tag, part.attributes, _content_to_json(part.content)]
        for part in content
    ]


def _content_from_json(parts: Json) -> Content:
    return tuple(
        part
        if isinstance(part, str)
        else Inline(
            tag=part[0],
            attributes=tuple((name, value) for name, value in part[1]),
            content=_content_from_json(part[2]),
        )
        for part in parts
    )
