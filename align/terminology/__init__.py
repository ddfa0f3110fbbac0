"""Terms: what a document's concepts are called in each of its languages, with the evidence.

from align.terminology import extract_terms, find_inconsistencies

concepts = extract_terms(alignment, known=glossary)
for concept in concepts:
    print(concept.rank, concept.terms)
for departure in find_inconsistencies(concepts, alignment):
    print(departure.row, departure.term, departure.expected)
"""

from align.terminology.cells import cell_text
from align.terminology.consistency import Inconsistency, consistent_terms, find_inconsistencies
from align.terminology.equivalents import find_equivalents
from align.terminology.extraction import extract_terms
from align.terminology.model import Concept, Evidence, KnownConcept

__all__ = [
    "Concept",
    "Evidence",
    "Inconsistency",
    "KnownConcept",
    "cell_text",
    "consistent_terms",
    "extract_terms",
    "find_equivalents",
    "find_inconsistencies",
]
