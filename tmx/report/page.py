"""Render a report as one self-contained HTML page, made from the JSON and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jinja2 import Environment

from sources.templates import html_templates
from tmx.report.pictures import distributions, lengths, paragraphs, paths
from tmx.report.pictures.scale import BANDS
from tmx.report.risk import language_name, printed_share, review_order
from tmx.report.schema import HIGH_CONFIDENCE, THRESHOLDS, PairEntry, Report, RowEntry, TermEntry
from tmx.report.terms import coverage_of, departures_of
from tmx.report.verdict import count_of, first_look, notices, slips, verdict
from tmx.report.views import LanguageView, RowView, language_views, row_view
from tmx.report.wording import visible

__all__ = ["SIZE_LIMIT_BYTES", "render_report_html"]

# Browsers stay quick with a page of this size; what is left out stands in the JSON.
SIZE_LIMIT_BYTES: Final = 2_000_000
_MOST_WORST: Final = 40
_OPEN_CARDS: Final = 12  # the rest of the worst rows unfolds on demand
_MOST_TERMS: Final = 120
_MOST_DEPARTURES: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """The two pictures of a pair of languages, and their names."""

    source: LanguageView
    target: LanguageView
    path: paths.PathPlot
    length: lengths.LengthPlot | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLinks:
    """Where a report that is served leads to; a report in a file has no such links.

    Attributes:
        home: address of the document.
        rows: addresses of the review of each row, by its index.
    """

    home: str
    rows: Sequence[str]


def render_report_html(
    report: Report,
    *,
    size_limit_bytes: int = SIZE_LIMIT_BYTES,
    links: ReportLinks | None = None,
) -> str:
    """Return the page: no script, no request, every text escaped.

    Args:
        report: as `build_report` gives it or `read_report_json` reads it.
        size_limit_bytes: of the page in UTF-8. Where all rows do not fit, the flagged ones stay
            and the others are sampled evenly; the page says so. Pictures and figures stay whole.
        links: into the app that serves the page.
    """
    context = {**_context(report), "links": links}
    template = _environment().get_template("report.html")
    views = _views(report, report["rows"])

    def render(rows: Sequence[RowEntry]) -> str:
        shown = {row["index"] for row in rows}
        return template.render(
            context, shown=shown, rows=[view for view in views if view.index in shown]
        )

    rows = report["rows"]
    page = render(rows)
    # Each round aims at what the last one missed; the fixed part of the page bounds the rounds.
    while len(rows) > 1 and len(page.encode()) > size_limit_bytes:
        share = min(size_limit_bytes / len(page.encode()) * 0.95, 0.9)
        rows = _sample(rows, max(int(len(rows) * share), 1))
        page = render(rows)
    return page


def _sample(rows: Sequence[RowEntry], count: int) -> list[RowEntry]:
    """Return `count` rows in order: the flagged ones first of all, worst first, then every nth."""
    keep = {row["index"] for row in review_order(rows)[:count]}
    rest = [row["index"] for row in rows if row["index"] not in keep]
    free = count - len(keep)
    keep |= {rest[at * len(rest) // free] for at in range(min(free, len(rest)))}
    return [row for row in rows if row["index"] in keep]


def _environment() -> Environment:
    environment = html_templates("tmx.report")
    environment.filters["probability"] = lambda value: (
        "–" if value is None else printed_share(value)
    )
    environment.filters["percent"] = _percent
    environment.filters["whole_percent"] = lambda share: f"{int(share * 100 + 1e-9)} %"
    environment.filters["visible"] = visible
    environment.filters["language"] = language_name
    environment.globals["count_of"] = count_of
    environment.globals["rows_of"] = _rows_of
    return environment


def _rows_of(term: TermEntry) -> list[int]:
    """Return the rows that a term's evidence names, each once, in order."""
    return list(dict.fromkeys(each["row"] for each in term["evidence"]))


def _made(report: Report) -> str:
    """Return in words how the figures were made: program, encoder, weights and options."""
    parts = report["signature"].split("|")
    program = " ".join(part for part in parts if "=" not in part)
    named = [part.replace("=", " ", 1) for part in parts if "=" in part]
    return f"Made by {program} with {', '.join(named)}." if named else f"Made by {program}."


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{int(share * 1000 + 1e-9) / 10:.1f} %"


def _views(report: Report, rows: Sequence[RowEntry]) -> list[RowView]:
    languages = language_views(report)
    return [row_view(row, report["findings"], languages) for row in rows]


def _context(report: Report) -> dict[str, Any]:
    figures = report["figures"]
    languages = language_views(report)
    worst = review_order(report["rows"])
    pairs = _pairs(report, languages)
    source = report["source_language"]
    return {
        "report": report,
        "figures": figures,
        "languages": languages,
        "verdict": verdict(report),
        "look": first_look(report),
        "slips": slips(report),
        "made": _made(report),
        "notices": notices(report),
        "high": HIGH_CONFIDENCE,
        "high_share": _high_share(report),
        "bands": BANDS,
        "thresholds": THRESHOLDS,
        "worst": _views(report, worst[:_MOST_WORST]),
        "open_cards": _OPEN_CARDS,
        "worst_total": len(worst),
        "row_total": len(report["rows"]),
        "terms": report["terms"][:_MOST_TERMS],
        "coverage": coverage_of(report),
        "departures": departures_of(report),
        "most_departures": _MOST_DEPARTURES,
        "pairs": [pair for pair in pairs if source in (pair.source.tag, pair.target.tag)],
        "other_pairs": [pair for pair in pairs if source not in (pair.source.tag, pair.target.tag)],
        "bars": distributions.histogram_bars(figures["confidence"]),
        "shape_bars": distributions.shape_bars(figures["pairs"]),
        "shape_kinds": distributions.SHAPE_KINDS,
        "accepted": distributions.accepted_lines(
            {"rows": [row["confidence"] for row in report["rows"]]}
            | {
                f"{pair['source']}–{pair['target']}": [bead[4] for bead in pair["beads"]]
                for pair in report["pairs"]
                if source in (pair["source"], pair["target"])
            }
        ),
        "columns": paragraphs.columns(figures["paragraphs"], list(languages)),
        "strip": paragraphs,
    }


def _high_share(report: Report) -> float | None:
    confidence = report["figures"]["confidence"]
    if not confidence["count"]:
        return None
    return confidence["at_least"][str(HIGH_CONFIDENCE)] / confidence["count"]


def _pairs(report: Report, languages: Mapping[str, LanguageView]) -> list[_Pair]:
    segments: dict[str, dict[int, tuple[int, int, int]]] = {tag: {} for tag in languages}
    for row in report["rows"]:
        for tag, cell in row["cells"].items():
            for segment in cell["segments"]:
                segments[tag][segment["index"]] = (
                    segment["paragraph"],
                    len(segment["text"]),
                    row["index"],
                )
    return [_pair(pair, segments, languages) for pair in report["pairs"]]


def _pair(
    pair: PairEntry,
    segments: Mapping[str, Mapping[int, tuple[int, int, int]]],
    languages: Mapping[str, LanguageView],
) -> _Pair:
    source, target = (
        [held[index] for index in sorted(held)]
        for held in (segments[pair["source"]], segments[pair["target"]])
    )
    return _Pair(
        source=languages[pair["source"]],
        target=languages[pair["target"]],
        path=paths.path_plot(pair, [each[0] for each in source], [each[0] for each in target]),
        length=lengths.length_plot(
            pair,
            [each[1] for each in source],
            [each[1] for each in target],
            [each[2] for each in source],
        ),
    )
