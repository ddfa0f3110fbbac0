"""Terms: what a document's concepts are called in each of its languages, with the evidence.

from align.terminology import extract_terms

for concept in extract_terms(alignment):
    print(concept.rank, concept.terms)
"""

from align.terminology.cells import cell_text
from align.terminology.extraction import extract_terms
from align.terminology.model import Concept, Evidence, KnownConcept

__all__ = ["Concept", "Evidence", "KnownConcept", "cell_text", "extract_terms"]
