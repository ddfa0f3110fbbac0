"""The types of terminology: concepts with their terms in each language and the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from align.model import Span

__all__ = ["Concept", "Evidence", "KnownConcept"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownConcept:
    """A concept of a glossary or termbase, looked for before anything is proposed.

    Attributes:
        identifier: the entry's id in its termbase.
        concept_class: `treaty`, `body`, `conference`, `title`, `role`, `procedure` or `concept`.
        terms: per language tag the terms, preferred first.
        subject_field: the subject, `nuclear` for instance; empty when unknown.
        verified: False if whoever wrote it was not sure of all its terms.
    """

    identifier: str
    concept_class: str
    terms: Mapping[str, tuple[str, ...]] = field(hash=False)
    subject_field: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One row in which a concept is named.

    Attributes:
        row: 0-based index into the alignment's rows.
        spans: per language tag, where the term stands in the joined text of the cell (see
            `cell_text`), in code points; languages without the term are absent.
    """

    row: int
    spans: Mapping[str, Span] = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A concept and what it is called in each language of an alignment.

    Attributes:
        rank: 1 for the best.
        score: 0 to 1, higher is better; falls with the rank.
        concept_class: as in `KnownConcept`.
        known: True if it was found through a `KnownConcept`.
        identifier: the id of that concept, empty for a new one.
        terms: per language tag the terms, preferred first, then variants and short forms; those
            of a known concept as it has them, others in their base form where that is sure, else
            as the text has them.
        verified: False if the glossary that knows it was not sure of its terms.
        derived: per language tag what the text has in place of the first term, where it has that
            in inflected forms only.
        sure: per language tag how likely the first term is the equivalent, 0 to 1; languages are
            absent where a glossary says so, or where there is nothing to compare with.
        evidence: the rows that name it, in order.
    """

    rank: int
    score: float
    concept_class: str
    known: bool
    terms: Mapping[str, tuple[str, ...]] = field(hash=False)
    evidence: tuple[Evidence, ...]
    identifier: str = ""
    verified: bool = True
    derived: Mapping[str, str] = field(default_factory=dict, hash=False)
    sure: Mapping[str, float] = field(default_factory=dict, hash=False)

    def to_json(self) -> dict[str, Any]:
        """Return the concept as `sixfold terms --json` prints it."""
        return {
            "rank": self.rank,
            "score": round(self.score, 4),
            "class": self.concept_class,
            "known": self.known,
            "terms": {language: list(terms) for language, terms in self.terms.items()},
            **({"derived": dict(self.derived)} if self.derived else {}),
            **(
                {"sure": {tag: round(sure, 4) for tag, sure in self.sure.items()}}
                if self.sure
                else {}
            ),
            "evidence": [
                {
                    "row": item.row,
                    "spans": {language: list(span) for language, span in item.spans.items()},
                }
                for item in self.evidence
            ],
        }
