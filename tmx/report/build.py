"""Gather inputs, figures, findings, rows and terms into one report."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from align.checks import CHECKS, Check, Finding
from align.checks.terms import TermsCheck
from align.model import MultiAlignment, Segment, Signature
from align.terminology.consistency import Inconsistency
from align.terminology.model import Concept
from sources.document import Document
from sources.language import describe_language
from tmx.report.evidence import departure_entry, finding_entry, term_entry
from tmx.report.figures import count_figures, review_figures
from tmx.report.risk import row_reasons, row_risk
from tmx.report.schema import (
    FORMAT,
    FORMAT_VERSION,
    HIGH_CONFIDENCE,
    CellEntry,
    Figures,
    FindingEntry,
    InputEntry,
    LanguageEntry,
    PairEntry,
    Report,
    RowEntry,
    SegmentEntry,
    rounded,
)

__all__ = ["CONFIDENCE_NOTE", "build_report"]

_SCRIPT_LENGTH: Final = 4  # of an ISO 15924 code within a language tag
CONFIDENCE_NOTE: Final = (
    "A confidence is a probability: the aligner's own estimate that the two sides of a bead say "
    "the same. It is worked out from how far the bead stands above its rivals in the search (with "
    "three languages and more, what the others say of its segments counts there), how alike its "
    "sides are in meaning, how sure its neighbours are and how much of the two texts hangs "
    "together, and was calibrated on generated documents whose right beads are known. A row is as "
    "sure as its weakest link to the source language."
)
_UNSEEN_NOTE: Final = " No person has looked at these rows."


def build_report(
    documents: Sequence[Document],
    alignment: MultiAlignment,
    findings: Iterable[Finding],
    concepts: Iterable[Concept],
    *,
    signature: Signature | str,
    departures: Iterable[Inconsistency] = (),
    judgements: Iterable[str] | None = None,
    checks: Iterable[Check] | None = None,
    confidence_note: str = CONFIDENCE_NOTE,
) -> Report:
    """Return the report on an alignment: everything the page shows, ready for JSON.

    Args:
        documents: the versions the texts were cut from; a text without one gets no entry among
            the inputs, and takes its paragraph numbers from its segments.
        alignment: what was aligned; the first text is the source.
        findings: what the checks said; order is kept.
        concepts: terms, best first; order is kept.
        signature: how the result was made.
        departures: rows that depart from the usual equivalent of a term.
        judgements: the status of each row in a memory (`tmx.model.UnitStatus`); None where no
            person can have looked yet.
        checks: the checks that gave the findings; by default all that need no termbase.
        confidence_note: in words, what a confidence is and how it was made.

    The same input gives the same report. The time stands in it only where `SOURCE_DATE_EPOCH`
    sets it.
    """
    found = [finding_entry(finding) for finding in findings]
    by_language = {document.language: document for document in documents}
    rows = _row_entries(alignment, by_language, found)
    figures = count_figures(alignment, rows, found)
    if judgements is not None:
        figures["review"] = review_figures(judgements)
    report: Report = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        **_time(),  # type: ignore[typeddict-item]
        "name": documents[0].provenance.name if documents else "",
        "signature": str(signature),
        "confidence_note": confidence_note + ("" if _is_judged(figures) else _UNSEEN_NOTE),
        "source_language": alignment.languages[0],
        "languages": [_language_entry(tag) for tag in alignment.languages],
        "inputs": [
            _input_entry(by_language[tag]) for tag in alignment.languages if tag in by_language
        ],
        "figures": figures,
        "checks": [
            {"id": check.id, "severity": str(check.severity), "rule": check.rule}
            for check in (_without_termbase() if checks is None else checks)
        ],
        "findings": found,
        "rows": rows,
        "pairs": _pair_entries(alignment),
        "terms": [term_entry(concept) for concept in concepts],
        "departures": [departure_entry(each) for each in departures],
    }
    return report


def _is_judged(figures: Figures) -> bool:
    return "review" in figures and figures["review"]["precision"] is not None


def _without_termbase() -> Iterator[Check]:
    """Yield the checks that have run when no termbase was given: the report claims no others."""
    return (check for check in CHECKS if check.id != TermsCheck.id)


def _time() -> dict[str, str]:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch.isdigit():
        return {}
    return {"generated": datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}


def _language_entry(tag: str) -> LanguageEntry:
    language = describe_language(tag)
    stated = next((part for part in tag.split("-")[1:] if len(part) == _SCRIPT_LENGTH), None)
    return {
        "tag": tag,
        "name": language.name if language else None,
        "script": stated or (language.script if language else None),
        "direction": language.direction if language else None,
    }


def _input_entry(document: Document) -> InputEntry:
    provenance = document.provenance
    return {
        "language": document.language,
        "name": provenance.name,
        "symbol": provenance.symbol,
        "location": provenance.location,
        "sha256": provenance.sha256,
        "official": provenance.official,
        "notice": provenance.notice,
        "encoding": provenance.encoding,
        "paragraphs": len(document.paragraphs),
        "dropped_lines": len(document.dropped),
        "lost_glyphs": sum(len(paragraph.lost) for paragraph in document.paragraphs),
    }


def _row_entries(
    alignment: MultiAlignment,
    documents: Mapping[str, Document],
    findings: Sequence[FindingEntry],
) -> list[RowEntry]:
    places = [
        _document_places(documents[text.language])
        if text.language in documents
        else _segment_places(text.segments)
        for text in alignment.texts
    ]
    of_row: dict[int, list[int]] = {}
    for index, finding in enumerate(findings):
        of_row.setdefault(finding["row"], []).append(index)
    return [
        _row_entry(alignment, places, index, of_row.get(index, []), findings)
        for index in range(len(alignment.rows))
    ]


def _row_entry(
    alignment: MultiAlignment,
    places: Sequence[Mapping[int, str]],
    index: int,
    own: list[int],
    findings: Sequence[FindingEntry],
) -> RowEntry:
    row = alignment.rows[index]
    cells: dict[str, CellEntry] = {
        text.language: {
            "confidence": rounded(confidence),
            "segments": [_segment_entry(text.segments[segment]) for segment in cell],
        }
        for text, cell, confidence in zip(
            alignment.texts, row.cells, row.cell_confidence, strict=True
        )
    }
    held = [findings[each] for each in own]
    severities = [finding["severity"] for finding in held]
    first = next(position for position, cell in enumerate(row.cells) if cell)
    paragraphs = [
        alignment.texts[first].segments[segment].paragraph for segment in row.cells[first]
    ]
    is_flagged = row.confidence < HIGH_CONFIDENCE or not {"error", "warning"}.isdisjoint(severities)
    return {
        "index": index,
        "place": places[first].get(paragraphs[0], ""),
        "paragraph": paragraphs[0] if first == 0 else None,
        "confidence": rounded(row.confidence),
        "risk": row_risk(row.confidence, held),
        "flagged": is_flagged,
        "reasons": row_reasons(row.confidence, cells, held) if is_flagged else [],
        "findings": own,
        "cells": cells,
    }


def _segment_entry(segment: Segment) -> SegmentEntry:
    entry: SegmentEntry = {
        "index": segment.index,
        "paragraph": segment.paragraph,
        "text": segment.text,
    }
    if segment.lost:
        entry["lost"] = list(segment.lost)
    return entry


def _pair_entries(alignment: MultiAlignment) -> list[PairEntry]:
    return [
        {
            "source": alignment.languages[source],
            "target": alignment.languages[target],
            "beads": [
                (
                    bead.source.start,
                    bead.source.stop,
                    bead.target.start,
                    bead.target.stop,
                    rounded(bead.confidence),
                    int(bead.moved),
                )
                for bead in pair.beads
            ],
        }
        for (source, target), pair in sorted(alignment.pairs.items(), key=lambda each: each[0])
    ]


def _document_places(document: Document) -> dict[int, str]:
    """Return the printed place of each paragraph: an item with the number it belongs to."""
    places: dict[int, str] = {}
    above: list[str] = []
    for paragraph in document.paragraphs:
        number = (paragraph.number or "").rstrip(".")
        if paragraph.level == 0:
            above = [number] if number else []
        elif number:
            above = [*above[: paragraph.level], number]
        places[paragraph.index] = " ".join(above)
    return places


def _segment_places(segments: Iterable[Segment]) -> dict[int, str]:
    return {each.paragraph: each.number.rstrip(".") for each in segments if each.number}
