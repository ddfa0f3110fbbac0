"""The terms of a memory or a document: those of a termbase, or extracted on the spot."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from align.model import MultiAlignment, Row, Signature
from align.segmentation import segment_document
from align.terminology import extract_terms
from align.version import VERSION
from sources import Document
from tmx.glossary import load_seed_glossary
from tmx.model import ConceptEntry
from tmx.store.errors import StoreError
from tmx.store.memory import Memory
from tmx.units import alignment_of_units, concept_entries, places_of_rows, places_of_units

__all__ = ["is_document", "likely_terms", "memory_path", "terms_of_document", "terms_of_memory"]

LIKELY: Final = 0.2
"""Proposals below this stay out of the glossaries that tools show while translating: on the
development texts four in five of them are no terms."""

_TO_IMPORT: Final = frozenset({".tmx", ".tbx", ".xliff", ".xlf"})
_SQLITE: Final = b"SQLite format 3\0"


def memory_path(path: str | Path) -> Path:
    """Return the memory meant by a path: the file itself, or `memory.db` in a folder.

    Raises:
        StoreError: the folder has none.
    """
    found = Path(path)
    if not found.is_dir():
        return found
    if not (found / "memory.db").is_file():
        raise StoreError(
            f"{found} holds no memory.db; expected a folder made by 'sixfold align'; "
            f"name such a folder, or a memory."
        )
    return found / "memory.db"


def is_document(path: str | Path) -> bool:
    """Return whether a path names a file that is no database, or standard input: a document.

    Raises:
        StoreError: it names a file that is to be imported first.
    """
    if str(path) == "-":
        return True
    if not Path(path).is_file():
        return False
    if Path(path).suffix.lower() in _TO_IMPORT:
        raise StoreError(
            f"{Path(path).name} is a file of a translation tool; expected a memory, a folder made "
            f"by 'sixfold align' or a document; bring it into a memory with 'sixfold import' first."
        )
    with Path(path).open("rb") as stream:
        head = stream.read(len(_SQLITE))
    return head not in {_SQLITE, b""} and Path(path).suffix != ".db"


def terms_of_memory(memory: Memory) -> tuple[ConceptEntry, ...]:
    """Return the concepts of a memory, best first.

    Raises:
        StoreError: the memory is damaged.
    """
    if len(memory.termbase):
        return tuple(memory.termbase.entries())
    units = tuple(memory.units())
    alignment = alignment_of_units(units)
    if not alignment.rows:
        return ()
    concepts = extract_terms(alignment, known=load_seed_glossary())
    places = places_of_units(units)
    return tuple(concept_entries(concepts, alignment, places, memory.path.stem))


def terms_of_document(document: Document) -> tuple[ConceptEntry, ...]:
    """Return the concepts of one document in one language, best first.

    Raises:
        LanguageError: there are no rules to cut its language into sentences.
    """
    text = segment_document(document)
    alignment = MultiAlignment(
        texts=(text,),
        rows=tuple(
            Row(cells=((index,),), confidence=1.0, cell_confidence=(1.0,))
            for index in range(len(text.segments))
        ),
        pairs={},
        signature=Signature(version=VERSION, encoder="none"),
    )
    concepts = extract_terms(alignment, known=load_seed_glossary())
    name = document.provenance.name
    places = places_of_rows((document,), alignment, name)
    return tuple(concept_entries(concepts, alignment, places, name))


def likely_terms(entries: Iterable[ConceptEntry]) -> list[ConceptEntry]:
    """Return the entries that a person made or that are likely to be terms."""
    return [entry for entry in entries if entry.score is None or entry.score >= LIKELY]
