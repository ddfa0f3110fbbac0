"""Say of each term how well its equivalents cover it, and where a text departs from them."""

from collections import defaultdict
from dataclasses import dataclass

from tmx.report.schema import DepartureEntry, Report

__all__ = ["Departure", "coverage_of", "departures_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A term that one language renders otherwise in some rows.

    Attributes:
        concept: rank of the term.
        term: its words in the source.
        language: the tag of the language that departs.
        expected: the usual equivalent there.
        rows: where, in order.
    """

    concept: int
    term: str
    language: str
    expected: str
    rows: tuple[int, ...]


def coverage_of(report: Report) -> dict[int, dict[str, float]]:
    """Return per term, by rank, the share of its rows in which each language names it, 0 to 1.

    The rows are those in which the source names it; a language without text in a row does not
    count there, since nothing can be named where nothing stands.
    """
    source = report["source_language"]
    tags = [each["tag"] for each in report["languages"]]
    found: dict[int, dict[str, float]] = {}
    for term in report["terms"]:
        named = [each for each in term["evidence"] if source in each["spans"]]
        shares = {}
        for tag in tags:
            there = [
                each for each in named if report["rows"][each["row"]]["cells"][tag]["segments"]
            ]
            if there:
                shares[tag] = sum(tag in each["spans"] for each in there) / len(there)
        found[term["rank"]] = shares
    return found


def departures_of(report: Report) -> tuple[Departure, ...]:
    """Return the departures, those of one term in one language together, best term first."""
    together: defaultdict[tuple[int, str], list[DepartureEntry]] = defaultdict(list)
    for each in report["departures"]:
        together[each["concept"], each["language"]].append(each)
    return tuple(
        Departure(
            concept=concept,
            term=members[0]["term"],
            language=language,
            expected=members[0]["expected"][0],
            rows=tuple(each["row"] for each in members),
        )
        for (concept, language), members in together.items()
    )
