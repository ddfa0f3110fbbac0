"""Know the tables that term banks export by their headings.

UNTERM names its columns by language, in words; IATE writes one term per row, with the columns of
its export (`E_ID`, `L_CODE`, `T_TERM`), separated by bars.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sources.language import LanguageError, parse_language
from tmx.model import ConceptEntry, LanguageSection, Term, TermStatus

__all__ = ["entries_of_long_table", "is_long_table", "split_bars", "with_tags"]

_NAMES: Final = {
    "english": "en", "anglais": "en", "inglés": "en",
    "french": "fr", "français": "fr", "francés": "fr",
    "spanish": "es", "espagnol": "es", "español": "es",
    "russian": "ru", "russe": "ru", "ruso": "ru", "русский": "ru",
    "arabic": "ar", "arabe": "ar", "árabe": "ar", "العربية": "ar",
    "chinese": "zh", "chinois": "zh", "chino": "zh", "中文": "zh",
}  # fmt: skip
_LONG: Final = frozenset({"E_ID", "L_CODE", "T_TERM"})
_BAR: Final = "|"
_STATUSES: Final = {
    "preferred": TermStatus.PREFERRED,
    "admitted": TermStatus.ADMITTED,
    "deprecated": TermStatus.DEPRECATED,
    "obsolete": TermStatus.SUPERSEDED,
}
_TYPES: Final = {"term": "fullForm", "abbrev": "abbreviation", "phrase": "phrase"}


def with_tags(names: Sequence[str]) -> list[str]:
    """Return column names with those of the six languages, in words, as tags."""
    return [_NAMES.get(name.strip().casefold(), name.strip()) for name in names]


def split_bars(row: Sequence[str]) -> list[str]:
    """Return a row whose columns are separated by bars, as it should be; others as they are."""
    joined = ",".join(row)
    return joined.split(_BAR) if _BAR in joined and " | " not in joined else list(row)


def is_long_table(names: Sequence[str]) -> bool:
    """Return whether a heading is that of an export with one term per row."""
    return {name.strip() for name in names} >= _LONG


def entries_of_long_table(
    names: Sequence[str], rows: Iterable[Sequence[str]]
) -> tuple[ConceptEntry, ...]:
    """Return the concepts of a table with one term per row; rows without a language are left out.

    Args:
        names: its heading.
        rows: the rest, split at the bars.
    """
    found: dict[str, dict[str, list[Term]]] = {}
    fields: dict[str, str] = {}
    for row in rows:
        cells = dict(zip((name.strip() for name in names), row, strict=False))
        text = cells.get("T_TERM", "").strip()
        try:
            language = parse_language(cells.get("L_CODE", "").strip())
        except LanguageError:
            continue
        if text:
            identifier = f"iate-{cells.get('E_ID', '').strip()}"
            found.setdefault(identifier, {}).setdefault(language, []).append(_term(text, cells))
            fields.setdefault(identifier, cells.get("E_DOMAINS", "").strip())
    return tuple(
        ConceptEntry(
            id=identifier,
            subject_field=fields[identifier] or None,
            known=True,
            languages=tuple(
                LanguageSection(language=language, terms=tuple(terms))
                for language, terms in sections.items()
            ),
        )
        for identifier, sections in found.items()
    )


def _term(text: str, cells: Mapping[str, str]) -> Term:
    reliability = cells.get("T_RELIABILITY", "").strip()
    return Term(
        text=text,
        term_type=_TYPES.get(cells.get("T_TYPE", "").strip().casefold()),
        status=_STATUSES.get(cells.get("T_EVALUATION", "").strip().casefold()),
        notes=(f"reliability: {reliability}",) if reliability else (),
    )
