"""Fit units to the tool that will read them.

The differences are few and each has a reason, given beside it; they come from the makers'
documentation, and only OmegaT was run. What is not named here is written alike for all: plain
TMX 1.4b.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from sources.language import parse_language, primary_subtag
from tmx.formats.tmx14_text import LONG_SEGMENT_CHARACTERS
from tmx.model import Header, Property, TranslationUnit, Variant
from tmx.search.language_group import language_group

__all__ = [
    "FLAVOURS",
    "Flavour",
    "FlavourReport",
    "LanguageStyle",
    "fit_header",
    "fit_units",
    "spelled",
]


class LanguageStyle(StrEnum):
    """How languages are spelled."""

    PLAIN = "plain"
    REGION = "region"


# The region whose spelling the United Nations follows, or the one tools offer first. Regions
# given in the units are never changed.
REGIONS: Final[Mapping[str, str]] = {
    "ar": "ar-SA",
    "en": "en-GB",
    "es": "es-ES",
    "fr": "fr-FR",
    "ru": "ru-RU",
    "zh": "zh-CN",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flavour:
    """What one tool wants.

    Attributes:
        name: of the tool.
        language_style: how it wants languages spelled.
        is_bilingual: True if it takes two languages to a file, the header's source among them.
        longest: characters a text may have; longer ones it refuses. None where it has no limit.
        property_suffix: put behind the types of properties, so that they become its fields.
        level: 1 for the words alone, 2 with inline elements.
        reason: why it differs from plain TMX.
    """

    name: str
    language_style: LanguageStyle = LanguageStyle.PLAIN
    is_bilingual: bool = False
    longest: int | None = None
    property_suffix: str = ""
    level: int = 2
    reason: str = ""

    @property
    def changes_units(self) -> bool:
        """True unless units are written as they are."""
        style = self.language_style
        return bool(
            style is not LanguageStyle.PLAIN
            or self.is_bilingual
            or self.longest
            or self.property_suffix
        )


FLAVOURS: Final[Mapping[str, Flavour]] = {
    flavour.name: flavour
    for flavour in (
        Flavour(name="generic"),
        Flavour(name="omegat", reason="falls back between regions; plain codes serve all projects"),
        Flavour(
            name="trados",
            language_style=LanguageStyle.REGION,
            is_bilingual=True,
            longest=LONG_SEGMENT_CHARACTERS,
            property_suffix=":SingleString",
            reason="imports two languages only, which must be those of the memory, with regions; "
            "its cloud drops longer texts; fields need their type in the name",
        ),
        Flavour(
            name="memoq",
            language_style=LanguageStyle.REGION,
            reason="maps codes in a dialogue; regions need no mapping",
        ),
        Flavour(
            name="wordfast",
            language_style=LanguageStyle.REGION,
            is_bilingual=True,
            level=1,
            reason="not tried with the program: two languages and plain words are the safe choice",
        ),
        Flavour(
            name="phrase",
            is_bilingual=True,
            reason="not tried with the service: two languages to a file are the safe choice",
        ),
    )
}


@dataclass(slots=True, kw_only=True)
class FlavourReport:
    """What `fit_units` left out; counted while it runs.

    Attributes:
        incomplete: units without the source language or without any other language wanted.
        too_long: units with a text longer than the tool takes.
    """

    incomplete: int = 0
    too_long: int = 0


def fit_header(header: Header, flavour: Flavour) -> Header:
    """Return the header with its source language spelled as in the units."""
    if header.source_language == "*all*":
        return header
    return replace(header, source_language=spelled(header.source_language, flavour))


def fit_units(
    units: Iterable[TranslationUnit],
    flavour: Flavour,
    report: FlavourReport,
    *,
    source_language: str,
    target_language: str | None = None,
) -> Iterator[TranslationUnit]:
    """Yield the units as the tool wants them.

    Args:
        units: taken one at a time.
        flavour: what the tool wants.
        report: where to count what is left out.
        source_language: with or without region, as the variants.
        target_language: for tools that take two languages; needed there.

    Raises:
        ValueError: the tool takes two languages and no target is named.
    """
    if flavour.is_bilingual and target_language is None:
        raise ValueError(f"{flavour.name} takes two languages: name the target")
    for unit in units:
        variants = unit.variants
        if flavour.is_bilingual:
            pair = {language_group(tag) for tag in (source_language, target_language) if tag}
            variants = tuple(each for each in variants if language_group(each.language) in pair)
            if {language_group(each.language) for each in variants} != pair:
                report.incomplete += 1
                continue
        if flavour.longest and any(len(each.text) > flavour.longest for each in variants):
            report.too_long += 1
            continue
        source = unit.source_language
        yield replace(
            unit,
            variants=tuple(_fit_variant(each, flavour) for each in variants),
            properties=_fit_properties(unit.properties, flavour),
            source_language=spelled(source, flavour) if source else None,
        )


def _fit_variant(variant: Variant, flavour: Flavour) -> Variant:
    return replace(
        variant,
        language=spelled(variant.language, flavour),
        properties=_fit_properties(variant.properties, flavour),
    )


def _fit_properties(properties: tuple[Property, ...], flavour: Flavour) -> tuple[Property, ...]:
    suffix = flavour.property_suffix
    if not suffix:
        return properties
    return tuple(
        each
        if ":" in each.type or not each.type.startswith("x-")
        else replace(each, type=f"{each.type}{suffix}")
        for each in properties
    )


def spelled(tag: str, flavour: Flavour) -> str:
    """Return a language tag as the tool wants it; regions that are there are never changed."""
    if flavour.language_style is LanguageStyle.PLAIN:
        return tag
    canonical = parse_language(tag)
    # A tag with a script or a region says more than our table does.
    return REGIONS.get(canonical, canonical) if canonical == primary_subtag(tag) else canonical
