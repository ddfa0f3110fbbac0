"""Say which language tags a person means when they ask for a language."""

from sources.language import parse_language

__all__ = ["language_group"]

# Regions that write Chinese in traditional characters unless a script subtag says otherwise
# (CLDR likely subtags).
_TRADITIONAL_REGIONS = frozenset({"TW", "HK", "MO"})


def language_group(tag: str) -> str:
    """Return the tag all regional forms share: `es` for `es-419`, `zh` for `zh-Hans-CN`.

    Scripts keep apart what readers cannot read interchangeably: `zh-TW` and `zh-Hant` give
    `zh-Hant`, `sr-Latn-RS` gives `sr-Latn`. Simplified Chinese is plain `zh`.

    Raises:
        LanguageError: not a language tag.
    """
    language, *rest = parse_language(tag).split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), None)
    if language == "zh" and script is None and _TRADITIONAL_REGIONS.intersection(rest):
        script = "Hant"
    if script is None or (language, script) == ("zh", "Hans"):
        return language
    return f"{language}-{script}"
