"""The shape of `report.json`: what each field means, in which unit.

Indices count from 0, as in `align.model`; the page and the summary count rows from 1, as people
do. Shares and confidences lie between 0 and 1 and are rounded to four places; a share of nothing
is None. Dictionaries keep the order of the languages of the alignment, lists the order of the
source text unless stated otherwise.
"""

from typing import Final, NotRequired, TypedDict

__all__ = [
    "FORMAT",
    "FORMAT_VERSION",
    "HIGH_CONFIDENCE",
    "HISTOGRAM_BINS",
    "SEVERITIES",
    "THRESHOLDS",
    "BothSides",
    "CellEntry",
    "CheckEntry",
    "ConfidenceFigures",
    "DepartureEntry",
    "EvidenceEntry",
    "Figures",
    "FindingEntry",
    "FindingFigures",
    "InputEntry",
    "LanguageEntry",
    "LanguageFigures",
    "MarkEntry",
    "PairEntry",
    "PairFigures",
    "ParagraphFigures",
    "Report",
    "ReviewFigures",
    "RowEntry",
    "SegmentEntry",
    "TermEntry",
    "rounded",
]

FORMAT: Final = "sixfold-report"
FORMAT_VERSION: Final = 2
SEVERITIES: Final = ("error", "warning", "info")
HISTOGRAM_BINS: Final = 20
# The line between "trust" and "look" drawn on the page. A convention, not a measurement: since a
# confidence is a probability, it says "at most one in ten of these is expected to be wrong".
HIGH_CONFIDENCE: Final = 0.9
THRESHOLDS: Final = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)


class LanguageEntry(TypedDict):
    """A language of the alignment; `name`, `script` and `direction` None beyond the six."""

    tag: str
    name: str | None
    script: str | None
    direction: str | None


class InputEntry(TypedDict):
    """Where one version came from, and what is to be said with it."""

    language: str
    name: str
    symbol: str | None
    location: str
    sha256: str
    official: bool | None
    notice: str
    encoding: str | None
    paragraphs: int
    dropped_lines: int
    lost_glyphs: int


class ConfidenceFigures(TypedDict):
    """A distribution of confidences.

    `tenth_percentile` is the nearest-rank percentile; `histogram` counts in `HISTOGRAM_BINS`
    equal bins from 0 to 1, the last one closed; `at_least` maps each of `THRESHOLDS`, as text,
    to the number of confidences that reach it.
    """

    count: int
    mean: float | None
    median: float | None
    tenth_percentile: float | None
    histogram: list[int]
    at_least: dict[str, int]


class BothSides(TypedDict):
    """A figure for the source side of a pair and for its target side."""

    source: float | None
    target: float | None


class PairFigures(TypedDict):
    """What was counted on the beads of one pair of languages.

    `shapes` counts beads by their number of segments on each side (`2-1`), most frequent first.
    Coverage is the share of segments, or of code points, that lie in beads with both sides.
    """

    source: str
    target: str
    beads: int
    shapes: dict[str, int]
    one_to_one_share: float | None
    unaligned: BothSides
    moved: int
    segment_coverage: BothSides
    character_coverage: BothSides
    confidence: ConfidenceFigures


class LanguageFigures(TypedDict):
    """What was counted on one language: coverage is the share in rows with another language."""

    segments: int
    characters: int
    segment_coverage: float | None
    character_coverage: float | None


class ParagraphFigures(TypedDict):
    """One paragraph of the source text as its rows show it.

    `coverage` is the share of the paragraph's rows in which a language has text. Rows without
    source text count with the paragraph before them.
    """

    paragraph: int
    place: str
    rows: list[int]
    lowest_confidence: float
    errors: int
    warnings: int
    coverage: dict[str, float]


class FindingFigures(TypedDict):
    """Findings by severity, and by check and severity; checks in alphabetical order."""

    by_severity: dict[str, int]
    by_check: dict[str, dict[str, int]]
    rows_with_errors: int


class ReviewFigures(TypedDict):
    """How far people have looked, and what share of what they saw was right.

    `precision` is accepted / (accepted + rejected) with its 95 % Wilson interval `low` to `high`;
    None where nothing was judged.
    """

    accepted: int
    rejected: int
    reviewed_share: float | None
    precision: float | None
    low: float | None
    high: float | None


class Figures(TypedDict):
    """All that was counted; `review` only where reviews can be known, in a memory."""

    rows: int
    complete_rows: int
    flagged_rows: int
    confidence: ConfidenceFigures
    languages: dict[str, LanguageFigures]
    pairs: list[PairFigures]
    paragraphs: list[ParagraphFigures]
    findings: FindingFigures
    review: NotRequired[ReviewFigures]


class CheckEntry(TypedDict):
    """A check that was run: its id, the gravest severity of its findings, its rule in words."""

    id: str
    severity: str
    rule: str


class MarkEntry(TypedDict):
    """A place to show: start and stop in the text of a segment, in code points."""

    language: str
    segment: int
    span: list[int]


class FindingEntry(TypedDict):
    """What a check found; `row` is the one where it begins, `marks` the places to show."""

    check: str
    severity: str
    row: int
    languages: list[str]
    message: str
    marks: list[MarkEntry]


class SegmentEntry(TypedDict):
    """A segment: its index and its paragraph's in their text, its words, offsets of lost glyphs."""

    index: int
    paragraph: int
    text: str
    lost: NotRequired[list[int]]


class CellEntry(TypedDict):
    """One language's part of a row; no segments where the language has nothing."""

    confidence: float
    segments: list[SegmentEntry]


class RowEntry(TypedDict):
    """The smallest group of segments that is closed in every language.

    `place` is the printed number of the paragraph (`12 (a)`), empty where there is none;
    `paragraph` its index in the source text, None where the source has nothing. `risk` orders
    rows for review, see `tmx.report.risk`; `reasons` says in words why to look, and is empty
    where nothing speaks against the row.
    """

    index: int
    place: str
    paragraph: int | None
    confidence: float
    risk: float
    flagged: bool
    reasons: list[str]
    findings: list[int]
    cells: dict[str, CellEntry]


class PairEntry(TypedDict):
    """The beads of a pair: source start, source stop, target start, target stop, confidence,
    and 1 if the bead was moved out of the reading order, else 0."""  # noqa: D205, D209

    source: str
    target: str
    beads: list[tuple[int, int, int, int, float, int]]


class EvidenceEntry(TypedDict):
    """A row that names a concept: per language start and stop in the joined text of its cell."""

    row: int
    spans: dict[str, list[int]]


TermEntry = TypedDict(
    "TermEntry",
    {
        "rank": int,
        "score": float,
        "class": str,
        "known": bool,
        "terms": dict[str, list[str]],
        "derived": NotRequired[dict[str, str]],
        "sure": NotRequired[dict[str, float]],
        "evidence": list[EvidenceEntry],
    },
)
"""A concept with its terms by language, best first; the fields of `sixfold terms --json`.

`derived` holds, per language, what the text has where the first term is its base form; `sure` how
likely the first term is the equivalent, 0 to 1, where no glossary says so.
"""


class DepartureEntry(TypedDict):
    """A row that names a term while a language lacks its usual equivalents.

    `concept` is the rank of the term, `term` its words in the source, `expected` the usual
    equivalents in `language`, preferred first.
    """

    concept: int
    row: int
    language: str
    term: str
    expected: list[str]


class Report(TypedDict):
    """The whole report; `generated` only where `SOURCE_DATE_EPOCH` sets the time."""

    format: str
    format_version: int
    generated: NotRequired[str]
    name: str
    signature: str
    confidence_note: str
    source_language: str
    languages: list[LanguageEntry]
    inputs: list[InputEntry]
    figures: Figures
    checks: list[CheckEntry]
    findings: list[FindingEntry]
    rows: list[RowEntry]
    pairs: list[PairEntry]
    terms: list[TermEntry]
    departures: list[DepartureEntry]


def rounded(value: float) -> float:
    """Return a share or a confidence with four decimals, so that files differ only in substance."""
    return round(float(value), 4)
