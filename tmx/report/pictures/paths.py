"""Alignment path of a pair: source segments across, target segments down."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tmx.report.pictures.scale import BANDS, band_of, short
from tmx.report.risk import printed_share
from tmx.report.schema import PairEntry

__all__ = ["SIZE", "PathPlot", "path_plot"]

SIZE: Final = 200
_MOST_GRID_LINES: Final = 60  # more paragraphs than this would be a grey field


@dataclass(frozen=True, slots=True, kw_only=True)
class PathPlot:
    """Path data in a square of `SIZE`, and the same in words.

    Attributes:
        source: language tag of the horizontal axis.
        target: language tag of the vertical axis.
        bands: one path per confidence band, surest first; empty where no bead falls in it.
        gaps: path of the segments without a counterpart.
        columns: where source paragraphs begin.
        lines: where target paragraphs begin.
        longest_run: the most consecutive 1-1 beads.
        gap_places: unaligned segments in words (`source 34`), 1-based.
        lowest: the lowest confidence of a bead, as text, and where it stands.
    """

    source: str
    target: str
    bands: tuple[str, ...]
    gaps: str
    columns: tuple[str, ...]
    lines: tuple[str, ...]
    longest_run: int
    gap_places: tuple[str, ...]
    lowest: str


def path_plot(
    pair: PairEntry, source_paragraphs: Sequence[int], target_paragraphs: Sequence[int]
) -> PathPlot:
    """Return the plot of a pair.

    Args:
        pair: its beads.
        source_paragraphs: the paragraph of each source segment.
        target_paragraphs: the paragraph of each target segment.
    """
    across = SIZE / max(len(source_paragraphs), 1)
    down = SIZE / max(len(target_paragraphs), 1)
    bands: list[list[str]] = [[] for _ in BANDS]
    ends: list[tuple[int, int] | None] = [None for _ in BANDS]
    gaps: list[str] = []
    places: list[str] = []
    reached = target_reached = 0
    for bead in pair["beads"]:
        confidence = bead[4]
        # An empty side has no place of its own: it stands where the reading has come to.
        start, stop = bead[:2] if bead[0] != bead[1] else (reached, reached)
        target_start, target_stop = (
            bead[2:4] if bead[2] != bead[3] else (target_reached, target_reached)
        )
        reached, target_reached = stop, target_stop
        begin = f"{short(start * across)} {short(target_start * down)}"
        end = f"{short(stop * across)} {short(target_stop * down)}"
        if start == stop or target_start == target_stop:
            gaps.append(f"M{begin}L{end}")
            places.append(_gap_place(start, stop, target_start, target_stop))
            continue
        band = band_of(confidence)
        joins = ends[band] == (start, target_start)
        bands[band].append(f"L{end}" if joins else f"M{begin}L{end}")
        ends[band] = (stop, target_stop)
    return PathPlot(
        source=pair["source"],
        target=pair["target"],
        bands=tuple("".join(band) for band in bands),
        gaps="".join(gaps),
        columns=_grid(source_paragraphs, across),
        lines=_grid(target_paragraphs, down),
        longest_run=_longest_run(pair),
        gap_places=tuple(places),
        lowest=_lowest(pair),
    )


def _grid(paragraphs: Sequence[int], step: float) -> tuple[str, ...]:
    starts = [
        place for place, (before, after) in enumerate(pairwise(paragraphs), 1) if before != after
    ]
    return tuple(short(place * step) for place in starts) if len(starts) <= _MOST_GRID_LINES else ()


def _gap_place(start: int, stop: int, target_start: int, target_stop: int) -> str:
    side, first, last = (
        ("source", start, stop) if start != stop else ("target", target_start, target_stop)
    )
    return f"{side} {first + 1}" if last - first == 1 else f"{side} {first + 1} to {last}"


def _longest_run(pair: PairEntry) -> int:
    longest = run = 0
    for start, stop, target_start, target_stop, _, _ in pair["beads"]:
        run = run + 1 if stop - start == target_stop - target_start == 1 else 0
        longest = max(longest, run)
    return longest


def _lowest(pair: PairEntry) -> str:
    if not pair["beads"]:
        return ""
    bead = min(pair["beads"], key=lambda each: each[4])
    return f"{printed_share(bead[4])} at source {bead[0] + 1}, target {bead[2] + 1}"
