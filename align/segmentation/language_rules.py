"""Load what the splitter knows of a language from its data file."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

__all__ = ["LanguageRules", "load_rules", "ruled_languages"]

_CITATIONS: Final = "citations"
_LANGUAGES: Final = ("en", "zh", "fr", "es", "ru", "ar")


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageRules:
    """The words of a language that decide what a full stop means.

    An abbreviation in small letters also counts with a capital at its head; one written with
    capitals counts only so (`No` is a number, `no` may be an answer).

    Attributes:
        never_final: a sentence never ends after them (`Mr`).
        before_number: no sentence ends after them where a number or its like follows (`para`).
        possibly_final: a sentence may end after them (`etc`).
        after_number: after a number possibly final, otherwise never (`г`).
        name_part: final only where a starter follows (`Ltd`); so are initials and acronyms.
        numbered_nouns: nouns in small letters that a numeral or letter follows (`annex I`).
        starters: words that often begin a sentence and are hardly ever names.
        never_starters: capitalised words that go on after an abbreviation (`GMT`).
        after_quotation: words that go on with the sentence around a quotation (`then he sat`),
            in scripts without capitals.
    """

    never_final: frozenset[str]
    before_number: frozenset[str]
    possibly_final: frozenset[str]
    after_number: frozenset[str]
    name_part: frozenset[str]
    numbered_nouns: frozenset[str]
    starters: frozenset[str]
    never_starters: frozenset[str]
    after_quotation: frozenset[str]


def ruled_languages() -> tuple[str, ...]:
    """Return the language subtags that have a data file."""
    return _LANGUAGES


@cache
def load_rules(language: str) -> LanguageRules:
    """Return the rules of one of `ruled_languages()`.

    Latin abbreviations of citations (`op. cit.`, `No.`) hold in all languages.
    """
    tables = [_read(_CITATIONS), _read(language)]

    def words(key: str) -> frozenset[str]:
        return frozenset(word for table in tables for word in table.get(key, ()))

    return LanguageRules(
        never_final=words("never_final"),
        before_number=words("before_number"),
        possibly_final=words("possibly_final"),
        after_number=words("after_number"),
        name_part=words("name_part"),
        numbered_nouns=words("numbered_nouns"),
        starters=words("starters"),
        never_starters=words("never_starters"),
        after_quotation=words("after_quotation"),
    )


def _read(name: str) -> dict[str, list[str]]:
    file = resources.files("align.segmentation") / "data" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
