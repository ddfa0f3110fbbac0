"""Read the glossary that ships with the program: the concepts known before any text is read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from align.terminology.model import KnownConcept

__all__ = ["SEED_GLOSSARY", "load_seed_glossary"]

SEED_GLOSSARY: Final = Path(__file__).parent / "data" / "seed_glossary.tsv"
_FIRST_LANGUAGE: Final = 4


@cache
def load_seed_glossary() -> tuple[KnownConcept, ...]:
    """Return the concepts of the shipped glossary, in the order of the file."""
    lines = SEED_GLOSSARY.read_text(encoding="utf-8").splitlines()
    languages = lines[0].split("\t")[_FIRST_LANGUAGE:]
    concepts = []
    for line in lines[1:]:
        identifier, subject, concept_class, status, *cells = line.split("\t")
        concepts.append(
            KnownConcept(
                identifier=identifier,
                concept_class=concept_class,
                subject_field=subject,
                verified=status != "unverified",
                terms={
                    language: tuple(cell.split("|"))
                    for language, cell in zip(languages, cells, strict=True)
                },
            )
        )
    return tuple(concepts)
