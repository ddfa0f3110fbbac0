"""Extract the concepts of an aligned document with their terms in every language.

The way: (1) lay out the rows as words; (2) match known terms, which take their words out of the
game; (3) gather candidates per language; (4) link those of the first language to every other and
let a third confirm the links; (5) score what is both rare and translated as a unit; (6) drop
fragments; (7) tie short forms and variants to their heads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from align.encoding import load_encoder
from align.encoding.protocol import SpanEncoder
from align.model import MultiAlignment, Span
from align.terminology.base_form import base_form, is_plural
from align.terminology.candidates import Candidate, find_candidates
from align.terminology.cells import Column, original_span, read_columns
from align.terminology.classes import classify
from align.terminology.drafts import Draft, known_drafts, linked_drafts, single_drafts
from align.terminology.known import KnownMatches, match_known
from align.terminology.model import Concept, Evidence, KnownConcept
from align.terminology.units import drop_fragments, is_taken
from align.terminology.variants import tie_variants
from sources.language import primary_subtag

__all__ = ["extract_terms", "make_drafts"]

LEAST_LIKELY: Final = 0.05
"""Candidates less likely to be terms are not listed, however short the list: of those of the
development texts two in a hundred were marked."""


def extract_terms(
    alignment: MultiAlignment,
    *,
    known: Sequence[KnownConcept] = (),
    limit: int = 200,
    encoder: SpanEncoder | None = None,
) -> tuple[Concept, ...]:
    """Return the concepts of an alignment, best first.

    Args:
        alignment: one language or more; the first is the one that terms are proposed from.
        known: concepts of a glossary; they are found first and marked `known`.
        limit: the most concepts to return.
        encoder: gives words of all languages comparable vectors; the bundled one when None.

    Returns:
        At most `limit` concepts with ranks from 1, none that is hardly a term; none at all for a
        text without words. The same input gives the same concepts, byte for byte.
    """
    columns, drafts = make_drafts(alignment, known, encoder)
    drafts = drop_fragments(drafts)
    drafts = [draft for draft in tie_variants(columns, drafts) if draft.score >= LEAST_LIKELY]
    drafts.sort(key=lambda draft: (-round(draft.score, 6), draft.key))
    return tuple(
        _finish(draft, rank, columns, alignment)
        for rank, draft in enumerate(drafts[:limit], start=1)
    )


def make_drafts(
    alignment: MultiAlignment, known: Sequence[KnownConcept], encoder: SpanEncoder | None
) -> tuple[tuple[Column, ...], list[Draft]]:
    """Return the columns of an alignment and everything in them that may be a term, scored."""
    columns = read_columns(alignment)
    matches = match_known(columns, known)
    candidates = [
        _free_candidates(column, match) for column, match in zip(columns, matches, strict=True)
    ]
    drafts = known_drafts(columns, matches, known)
    if len(columns) > 1 and candidates[0]:
        drafts += linked_drafts(alignment, columns, candidates, encoder or load_encoder())
    else:
        drafts += single_drafts(columns[0], candidates[0])
    return columns, drafts


def _free_candidates(column: Column, matches: KnownMatches) -> list[Candidate]:
    """Return the candidates less those that lie in, or cut across, a known term."""
    taken: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for places in matches.places.values():
        for place in places:
            taken[place.cell].append((place.start, place.end))
    candidates = find_candidates(
        column, lambda cell, start, end: cell in taken and is_taken(start, end, taken[cell])
    )
    for candidate in candidates.values():
        first = candidate.occurrences[0]
        words = column.cells[first.cell].words
        start, end = words[first.first].start, words[first.last - 1].end
        if not candidate.title and any(
            start <= left and right <= end for left, right in taken.get(first.cell, [])
        ):
            candidate.holds_known = True
    return sorted(candidates.values(), key=lambda item: item.key)


def _finish(
    draft: Draft, rank: int, columns: Sequence[Column], alignment: MultiAlignment
) -> Concept:
    by_row: defaultdict[int, dict[str, Span]] = defaultdict(dict)
    for position, places in sorted(draft.places.items()):
        column = columns[position]
        for place in places:
            cell = column.cells[place.cell]
            by_row[cell.row].setdefault(
                column.language, original_span(cell, place.start, place.end)
            )
    first_language = alignment.languages[0]
    evidence = tuple(
        Evidence(row=row, spans=spans)
        for row, spans in sorted(by_row.items())
        if first_language in spans or len(spans) > 1
    )
    terms, derived = _base_forms(draft, columns)
    forms = {primary_subtag(language): found[0] for language, found in terms.items()}
    return Concept(
        rank=rank,
        score=round(draft.score, 6),
        concept_class=draft.known.concept_class
        if draft.known
        else classify(forms, title=draft.title),
        known=draft.known is not None,
        identifier=draft.known.identifier if draft.known else "",
        verified=draft.known is None or draft.known.verified,
        terms=terms,
        derived=derived,
        sure={columns[position].language: value for position, value in sorted(draft.sure.items())},
        evidence=evidence,
    )


def _base_forms(
    draft: Draft, columns: Sequence[Column]
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return the terms of a draft per language, and what the text has in place of base forms."""
    terms: dict[str, tuple[str, ...]] = {}
    derived: dict[str, str] = {}
    plural = _is_plural(draft, columns)
    for position, forms in sorted(draft.forms.items()):
        column = columns[position]
        if draft.known is not None:
            terms[column.language] = tuple(forms)
            continue
        found = [base_form(form, column.subtag, plural=plural) for form in forms]
        terms[column.language] = tuple(dict.fromkeys(found))
        if found[0].casefold() not in {
            form.casefold() for form in draft.attested.get(position, ())
        }:
            derived[column.language] = forms[0]
    return terms, derived


def _is_plural(draft: Draft, columns: Sequence[Column]) -> bool | None:
    """Return whether the languages that show it have a draft in the plural; None if none does."""
    told = {
        columns[position].subtag: is_plural(forms[0], columns[position].subtag)
        for position, forms in draft.forms.items()
    }
    return told.get("en", told.get("es"))
