"""Prepare rows for the page: names, directions, pieces of text, what the findings point at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sources.language import primary_subtag, sentence_separator
from tmx.report.pictures.scale import band_of
from tmx.report.risk import language_name, printed_share
from tmx.report.schema import CellEntry, FindingEntry, LanguageEntry, Report, RowEntry
from tmx.report.wording import Piece, cell_pieces

__all__ = [
    "CellView",
    "FindingView",
    "LanguageView",
    "RowView",
    "cell_marks",
    "language_views",
    "row_view",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageView:
    """How a language is named and set.

    Attributes:
        tag: BCP 47 tag.
        name: in English.
        lang: as HTML wants it.
        dir: of its texts, as HTML wants it: `auto` lets each text decide.
        side: from where its column is read, `ltr` or `rtl`; its name stands at that side.
        glue: what stands between two of its sentences.
    """

    tag: str
    name: str
    lang: str
    dir: str
    side: str
    glue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """One language of a row: its words; `named` if a finding speaks of it or it has none."""

    language: LanguageView
    pieces: tuple[Piece, ...]
    confidence: str
    band: int
    named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """A finding as the page prints it."""

    severity: str
    check: str
    message: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """A row as the page prints it; `number` counts from 1."""

    index: int
    number: int
    place: str
    confidence: str
    band: int
    flagged: bool
    reasons: tuple[tuple[Piece, ...], ...]
    findings: tuple[FindingView, ...]
    cells: tuple[CellView, ...]


def language_views(report: Report) -> dict[str, LanguageView]:
    """Return the languages of a report by tag, in its order."""
    return {language["tag"]: _language_view(language) for language in report["languages"]}


def row_view(
    row: RowEntry,
    findings: Sequence[FindingEntry],
    languages: Mapping[str, LanguageView],
) -> RowView:
    """Return a row made ready; `findings` are all of the report's."""
    own = [findings[index] for index in row["findings"]]
    named = {tag for each in own if each["severity"] != "info" for tag in each["languages"]}
    return RowView(
        index=row["index"],
        number=row["index"] + 1,
        place=row["place"],
        confidence=printed_share(row["confidence"]),
        band=band_of(row["confidence"]),
        flagged=row["flagged"],
        reasons=tuple(_words(reason) for reason in row["reasons"]),
        findings=tuple(
            FindingView(
                severity=each["severity"], check=each["check"], message=_words(each["message"])
            )
            for each in own
        ),
        cells=tuple(
            CellView(
                language=languages[tag],
                pieces=cell_pieces(
                    cell["segments"], cell_marks(own, tag, cell), glue=languages[tag].glue
                ),
                confidence=printed_share(cell["confidence"]),
                band=band_of(cell["confidence"]),
                named=tag in named or not cell["segments"],
            )
            for tag, cell in row["cells"].items()
        ),
    )


def _language_view(language: LanguageEntry) -> LanguageView:
    tag = language["tag"]
    # Fonts and spelling tools need the script of Chinese; the bare tag leaves it open.
    lang = f"{tag}-{language['script']}" if tag == "zh" and language["script"] else tag
    return LanguageView(
        tag=tag,
        name=language_name(tag) if primary_subtag(tag) == tag else f"{language_name(tag)} ({tag})",
        lang=lang,
        dir=language["direction"] or "auto",
        side=language["direction"] or "ltr",
        glue=sentence_separator(tag),
    )


def _words(text: str) -> tuple[Piece, ...]:
    return cell_pieces([{"index": 0, "paragraph": 0, "text": text}])


def cell_marks(
    findings: Sequence[FindingEntry], tag: str, cell: CellEntry
) -> dict[int, list[tuple[int, int]]]:
    """Return what findings point at in a cell, by segment.

    Whole segments are not marked: where everything is marked nothing stands out, and the cell
    is named already.
    """
    lengths = {segment["index"]: len(segment["text"]) for segment in cell["segments"]}
    marks: dict[int, list[tuple[int, int]]] = {}
    for mark in (mark for finding in findings for mark in finding["marks"]):
        start, stop = mark["span"]
        if mark["language"] == tag and stop - start < lengths.get(mark["segment"], 0):
            marks.setdefault(mark["segment"], []).append((start, stop))
    return marks
