"""Keep concepts of different files apart that came by the same identifier.

Tables have no identifiers, and many programs count theirs from one; so `c1` of one file has nothing
to do with `c1` of another. An entry takes the place of one with its identifier only if the two
share a term.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, count

from tmx.model import ConceptEntry

__all__ = ["distinct_entries"]


def distinct_entries(
    entries: Iterable[ConceptEntry],
    known: Callable[[str], ConceptEntry | None],
    file: str,
) -> Iterator[ConceptEntry]:
    """Yield the entries of a file under identifiers of their own; one that is there twice, once.

    Args:
        entries: of the file.
        known: gives the entry of an identifier as it was before the file, or None.
        file: its name, which tells identifiers apart.
    """
    stem = re.sub(r"[^\w.\-]", "_", file.partition(".")[0])
    seen: set[ConceptEntry] = set()
    used: set[str] = set()
    for entry in entries:
        if entry in seen:
            continue
        seen.add(entry)
        named = (f"{entry.id}-{stem}-{number}" for number in count(2))
        for identifier in chain((entry.id, f"{entry.id}-{stem}"), named):
            other = known(identifier)
            if identifier not in used and (other is None or _terms(other) & _terms(entry)):
                break
        used.add(identifier)
        yield replace(entry, id=identifier)


def _terms(entry: ConceptEntry) -> set[tuple[str, str]]:
    return {(section.language, term.text) for section in entry.languages for term in section.terms}
