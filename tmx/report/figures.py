"""Count what the report says: rows, beads, coverage, confidence, findings."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from statistics import fmean, median
from typing import Final

from align.model import Alignment, MultiAlignment, SegmentedText
from tmx.report.schema import (
    HISTOGRAM_BINS,
    SEVERITIES,
    THRESHOLDS,
    BothSides,
    ConfidenceFigures,
    Figures,
    FindingEntry,
    FindingFigures,
    LanguageFigures,
    PairFigures,
    ParagraphFigures,
    ReviewFigures,
    RowEntry,
    rounded,
)

__all__ = ["confidence_figures", "count_figures", "review_figures"]

_NORMAL_95: Final = 1.959964  # quantile of the normal distribution at 0.975


def count_figures(
    alignment: MultiAlignment, rows: Sequence[RowEntry], findings: Sequence[FindingEntry]
) -> Figures:
    """Return all figures of an alignment whose rows and findings are already in plain form."""
    return {
        "rows": len(rows),
        "complete_rows": sum(all(row.cells) for row in alignment.rows),
        "flagged_rows": sum(row["flagged"] for row in rows),
        "confidence": confidence_figures(row.confidence for row in alignment.rows),
        "languages": {
            text.language: _language_figures(alignment, position, text)
            for position, text in enumerate(alignment.texts)
        },
        "pairs": [
            _pair_figures(alignment.texts[source], alignment.texts[target], beads)
            for (source, target), beads in sorted(alignment.pairs.items(), key=lambda pair: pair[0])
        ],
        "paragraphs": _paragraph_figures(rows, findings, alignment.languages),
        "findings": _finding_figures(findings),
    }


def confidence_figures(confidences: Iterable[float]) -> ConfidenceFigures:
    """Return the distribution of confidences; mean and percentiles None if there are none."""
    values = sorted(confidences)
    histogram = [0] * HISTOGRAM_BINS
    for value in values:
        histogram[min(int(value * HISTOGRAM_BINS), HISTOGRAM_BINS - 1)] += 1
    return {
        "count": len(values),
        "mean": rounded(fmean(values)) if values else None,
        "median": rounded(median(values)) if values else None,
        "tenth_percentile": rounded(values[math.ceil(0.1 * len(values)) - 1]) if values else None,
        "histogram": histogram,
        "at_least": {
            str(threshold): sum(value >= threshold for value in values) for threshold in THRESHOLDS
        },
    }


def review_figures(judgements: Iterable[str]) -> ReviewFigures:
    """Return the figures of a review from the status of every row.

    The interval is Wilson's score interval at 95 % ("Probable inference", JASA 1927).
    """
    counts = Counter(judgements)
    total = sum(counts.values())
    right, wrong = counts["accepted"], counts["rejected"]
    judged = right + wrong
    figures: ReviewFigures = {
        "accepted": right,
        "rejected": wrong,
        "reviewed_share": _share(judged, total),
        "precision": _share(right, judged),
        "low": None,
        "high": None,
    }
    if judged:
        share, square = right / judged, _NORMAL_95**2 / judged
        middle = (share + square / 2) / (1 + square)
        half = math.sqrt(share * (1 - share) * square + square**2 / 4) / (1 + square)
        figures["low"] = rounded(max(0.0, middle - half))
        figures["high"] = rounded(min(1.0, middle + half))
    return figures


def _language_figures(
    alignment: MultiAlignment, position: int, text: SegmentedText
) -> LanguageFigures:
    shared = [
        index
        for row in alignment.rows
        if any(cell for other, cell in enumerate(row.cells) if other != position)
        for index in row.cells[position]
    ]
    return {
        "segments": len(text),
        "characters": _characters(text, range(len(text))),
        "segment_coverage": _share(len(shared), len(text)),
        "character_coverage": _share(
            _characters(text, shared), _characters(text, range(len(text)))
        ),
    }


def _pair_figures(source: SegmentedText, target: SegmentedText, pair: Alignment) -> PairFigures:
    shapes = Counter(bead.shape for bead in pair.beads)
    linked = [bead for bead in pair.beads if bead.source and bead.target]
    from_source = [index for bead in linked for index in bead.source]
    from_target = [index for bead in linked for index in bead.target]
    return {
        "source": source.language,
        "target": target.language,
        "beads": len(pair.beads),
        "shapes": dict(sorted(shapes.items(), key=lambda each: (-each[1], each[0]))),
        "one_to_one_share": _share(shapes["1-1"], len(pair.beads)),
        "unaligned": {
            "source": len(source) - len(from_source),
            "target": len(target) - len(from_target),
        },
        "moved": sum(bead.moved for bead in pair.beads),
        "segment_coverage": {
            "source": _share(len(from_source), len(source)),
            "target": _share(len(from_target), len(target)),
        },
        "character_coverage": _character_coverage(source, from_source, target, from_target),
        "confidence": confidence_figures(bead.confidence for bead in pair.beads),
    }


def _character_coverage(
    source: SegmentedText,
    from_source: Sequence[int],
    target: SegmentedText,
    from_target: Sequence[int],
) -> BothSides:
    return {
        "source": _share(_characters(source, from_source), _characters(source, range(len(source)))),
        "target": _share(_characters(target, from_target), _characters(target, range(len(target)))),
    }


def _paragraph_figures(
    rows: Sequence[RowEntry], findings: Sequence[FindingEntry], languages: Sequence[str]
) -> list[ParagraphFigures]:
    severities = [[findings[index]["severity"] for index in row["findings"]] for row in rows]
    figures: list[ParagraphFigures] = []
    for paragraph, group in groupby(_with_paragraphs(rows), key=lambda each: each[0]):
        held = [row for _, row in group]
        found = [severity for row in held for severity in severities[row["index"]]]
        figures.append(
            {
                "paragraph": paragraph,
                "place": next((row["place"] for row in held if row["paragraph"] is not None), ""),
                "rows": [row["index"] for row in held],
                "lowest_confidence": min(row["confidence"] for row in held),
                "errors": found.count("error"),
                "warnings": found.count("warning"),
                "coverage": {
                    language: rounded(
                        fmean(bool(row["cells"][language]["segments"]) for row in held)
                    )
                    for language in languages
                },
            }
        )
    return figures


def _with_paragraphs(rows: Sequence[RowEntry]) -> Iterable[tuple[int, RowEntry]]:
    """Yield rows with their source paragraph; a row without one goes with the row before."""
    paragraph = next((row["paragraph"] for row in rows if row["paragraph"] is not None), None) or 0
    for row in rows:
        if row["paragraph"] is not None:
            paragraph = row["paragraph"]
        yield paragraph, row


def _finding_figures(findings: Sequence[FindingEntry]) -> FindingFigures:
    by_severity = Counter(finding["severity"] for finding in findings)
    by_check: dict[str, dict[str, int]] = {}
    for check in sorted({finding["check"] for finding in findings}):
        counts = Counter(each["severity"] for each in findings if each["check"] == check)
        by_check[check] = {name: counts[name] for name in SEVERITIES if counts[name]}
    return {
        "by_severity": {name: by_severity[name] for name in SEVERITIES},
        "by_check": by_check,
        "rows_with_errors": len({each["row"] for each in findings if each["severity"] == "error"}),
    }


def _characters(text: SegmentedText, indices: Iterable[int]) -> int:
    return sum(len(text.segments[index].text) for index in indices)


def _share(part: int, whole: int) -> float | None:
    return rounded(part / whole) if whole else None
