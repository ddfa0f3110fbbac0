"""Name languages: BCP 47 tags, the United Nations' own letters, script and direction."""

import re
from dataclasses import dataclass
from typing import Final

from sources.errors import SixfoldError

__all__ = [
    "OFFICIAL_LANGUAGES",
    "Language",
    "LanguageError",
    "describe_language",
    "parse_language",
    "primary_subtag",
    "sentence_separator",
]


class LanguageError(SixfoldError):
    """A language tag that is malformed or that names a language without support."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What the program knows of one official language.

    Attributes:
        tag: BCP 47 tag used in files, for example `zh`.
        letter: the letter in UN job numbers and addresses (A C E F R S).
        name: English name.
        script: ISO 15924 code of the script it is printed in.
        direction: `ltr` or `rtl`.
    """

    tag: str
    letter: str
    name: str
    script: str
    direction: str


# Letters as in UN job numbers ("10-57056 (C)"); order as the project lists its languages.
OFFICIAL_LANGUAGES: Final = (
    Language(tag="en", letter="E", name="English", script="Latn", direction="ltr"),
    Language(tag="zh", letter="C", name="Chinese", script="Hans", direction="ltr"),
    Language(tag="fr", letter="F", name="French", script="Latn", direction="ltr"),
    Language(tag="es", letter="S", name="Spanish", script="Latn", direction="ltr"),
    Language(tag="ru", letter="R", name="Russian", script="Cyrl", direction="ltr"),
    Language(tag="ar", letter="A", name="Arabic", script="Arab", direction="rtl"),
)
_BY_TAG: Final = {language.tag: language for language in OFFICIAL_LANGUAGES}
_BY_LETTER: Final = {language.letter: language for language in OFFICIAL_LANGUAGES}

# Language, then optional script, region and variants (RFC 5646, section 2.1, without the
# grandfathered and private-use forms, which no translation tool writes).
_TAG: Final = re.compile(
    r"(?P<language>[a-z]{2,3})"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)",
    re.IGNORECASE,
)
_CANONICAL_EXAMPLES: Final = "en, zh, fr, es, ru, ar, or a longer tag such as zh-Hans or es-419"


def parse_language(text: str) -> str:
    """Return the canonical BCP 47 tag for `text`, which may be a tag or a UN letter.

    Case and underscores are mended (`ZH_cn` gives `zh-CN`); nothing is guessed from names.

    Raises:
        LanguageError: the text is not a well-formed tag.
    """
    stripped = text.strip()
    if stripped in _BY_LETTER:
        return _BY_LETTER[stripped].tag
    match = _TAG.fullmatch(stripped.replace("_", "-"))
    if match is None:
        raise LanguageError(
            f"{text!r} is not a language tag; expected {_CANONICAL_EXAMPLES}; "
            f"write the two-letter code of the language."
        )
    parts = [match["language"].lower()]
    if match["script"]:
        parts.append(match["script"].title())
    if match["region"]:
        parts.append(match["region"].upper())
    return "-".join(parts) + match["variants"].lower()


def primary_subtag(tag: str) -> str:
    """Return the language subtag alone: `zh` for `zh-Hans-CN`."""
    return tag.partition("-")[0].lower()


def sentence_separator(tag: str) -> str:
    """Return what stands between two sentences of a language: nothing in Chinese, else a space."""
    return "" if primary_subtag(tag) == "zh" else " "


def describe_language(tag: str) -> Language | None:
    """Return what is known of the language of `tag`, or None beyond the six."""
    return _BY_TAG.get(primary_subtag(tag))
