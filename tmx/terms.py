"""The terms of a memory: those of its termbase, or extracted from its units."""

from pathlib import Path

from align.terminology import extract_terms
from tmx.glossary import load_seed_glossary
from tmx.model import ConceptEntry
from tmx.store.errors import StoreError
from tmx.store.memory import Memory
from tmx.units import alignment_of_units, concept_entries, places_of_units

__all__ = ["memory_path", "terms_of_memory"]


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
