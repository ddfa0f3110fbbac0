"""Write glossaries as MateCat takes them: CSV with a heading, a column group per language.

The heading is that of MateCat's sample files: Forbidden, Domain, Subdomain, Definition, then for
each language its code with a region (`zh-CN`; codes with `_` are refused), Notes and Example of
use. Reading is `read_term_table`, which takes the language columns.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO, Final

from tmx.formats.flavours import REGIONS
from tmx.formats.rows import TableKind, write_rows
from tmx.model import ConceptEntry, Term, TermStatus

__all__ = ["write_matecat_glossary"]

_HEADING: Final = ("Forbidden", "Domain", "Subdomain", "Definition")
_FORBIDDEN: Final = frozenset({TermStatus.DEPRECATED, TermStatus.SUPERSEDED})


def write_matecat_glossary(
    target: str | Path | BinaryIO, entries: Iterable[ConceptEntry], languages: Sequence[str]
) -> int:
    """Write concepts and return the number of rows.

    The first terms of all languages make a row, the second terms another, and so on; deprecated
    and superseded terms have rows of their own, marked as forbidden.

    Args:
        target: a path, or a binary stream.
        entries: taken one at a time.
        languages: tags, as the entries spell them; those without a region get one.
    """

    def rows() -> Iterator[list[str]]:
        yield [*_HEADING, *(cell for tag in languages for cell in _language_heading(tag))]
        for entry in entries:
            for is_forbidden in (False, True):
                terms = [
                    [
                        term
                        for term in entry.terms(tag)
                        if (term.status in _FORBIDDEN) == is_forbidden
                    ]
                    for tag in languages
                ]
                for together in zip_longest(*terms):
                    yield _row(entry, together, is_forbidden=is_forbidden)

    return write_rows(target, rows(), kind=TableKind.CSV) - 1


def _language_heading(tag: str) -> tuple[str, str, str]:
    return REGIONS.get(tag, tag), "Notes", "Example of use"


def _row(entry: ConceptEntry, terms: Sequence[Term | None], *, is_forbidden: bool) -> list[str]:
    cells = [
        "True" if is_forbidden else "",
        entry.subject_field or "",
        entry.category or "",
        entry.definition or "",
    ]
    for term in terms:
        if term is None:
            cells += ["", "", ""]
        else:
            cells += [term.text, "; ".join(term.notes), term.context or ""]
    return cells
