"""Check that numbers, dates, times and references to resolutions are the same in all versions."""

import re
from calendar import month_name
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from align.anchors import Anchor
from align.checks.context import Cell, Context
from align.checks.model import Finding, Mark, Severity, language_name
from align.checks.number_words import may_be_in_words
from align.model import Segment

__all__ = ["NumbersCheck", "consensus"]

_DIGITS: Final = re.compile(r"\d+")
_DATE: Final = re.compile(r"(?P<year>\d{4}|-)-(?P<month>\d\d)(?:-(?P<day>\d\d))?")
_FEWEST_FOR_MAJORITY: Final = 3
_GROUP: Final = 3
_LONGEST_IN_WORDS: Final = 15
_YEAR_DIGITS: Final = 4
_CENTURIES: Final = range(1900, 2100)
_DECADES: Final = range(1910, 2000, 10)
_MONTH: Final = re.compile(r"month (\d+)")


@dataclass(frozen=True, slots=True)
class _Item:
    """One comparable part of an anchor: the day, month and year of a date are three."""

    part: str
    anchor: Anchor
    segment: Segment

    @property
    def printed(self) -> str:
        return self.segment.text[slice(*self.anchor.span)]

    @property
    def is_in_words(self) -> bool:
        return _DIGITS.search(self.printed) is None


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the numbers of one cell come to."""

    cell: Cell
    items: tuple[_Item, ...]
    counts: Counter[str]
    unread: frozenset[str]

    @classmethod
    def of(cls, cell: Cell) -> "_Reading":
        items = tuple(
            _Item(part, anchor, segment)
            for segment, anchor in cell.anchors
            if anchor.kind != "symbol"
            for part in _parts(anchor)
        )
        counts = Counter(item.part for item in items)
        return cls(cell=cell, items=items, counts=counts, unread=_unread(cell))

    def is_in_words(self, part: str) -> bool:
        return all(item.is_in_words for item in self.items if item.part == part)


class NumbersCheck:
    """Numbers that one version has and the others have not."""

    id = "num"
    severity = Severity.ERROR
    rule = (
        "The numbers, dates and times of a row are the same in every version; numbers written "
        "out in words are allowed for."
    )

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per row and version that departs from the others."""
        for row in range(len(context.grid)):
            cells = context.cells(row)
            if len(cells) < 2:
                continue
            readings = [_Reading.of(cell) for cell in cells]
            if all(reading.counts == readings[0].counts for reading in readings):
                continue
            agreed = consensus([reading.counts for reading in readings])
            if len(readings) < _FEWEST_FOR_MAJORITY:
                agreed = readings[0].counts
                readings, others = readings[1:], readings
            else:
                others = readings
            for reading in readings:
                missing, extra = _differences(reading, agreed, others)
                if missing or extra:
                    yield _finding(row, reading, missing, extra, others)


def consensus(counts: Sequence[Mapping[str, int]]) -> Counter[str]:
    """Return how often each thing occurs in most versions: the lower median of the counts."""
    middle = (len(counts) - 1) // 2
    parts = dict.fromkeys(part for count in counts for part in count)
    agreed = Counter({part: sorted(c.get(part, 0) for c in counts)[middle] for part in parts})
    return +agreed


def _parts(anchor: Anchor) -> tuple[str, ...]:
    if anchor.kind == "date":
        match = _DATE.fullmatch(anchor.value)
        if match is None:
            return (anchor.value,)
        year = () if match["year"] == "-" else (match["year"],)
        day = () if match["day"] is None else (str(int(match["day"])),)
        return (*day, f"month {int(match['month'])}", *year)
    if anchor.kind in {"number", "percent", "money"}:
        return (_plain(anchor.value.removesuffix("%").split(" ")[-1]),)
    return (anchor.value,)


def _plain(value: str) -> str:
    """Return a number without zeros that say nothing: `39.0` and `039` are `39`."""
    if value.count(".") == 1:
        value = value.rstrip("0").rstrip(".")
    return value.lstrip("0") or "0" if "." not in value else value


def _unread(cell: Cell) -> frozenset[str]:
    """Return what the figures that no anchor claims can stand for, alone or side by side.

    Arabic 596 300 may be 300596, fr 18.407 may be 18407, 1963/64 may end in 1964.
    """
    found: set[str] = set()
    for segment in cell.segments:
        claimed = [anchor.span for owner, anchor in cell.anchors if owner is segment]
        runs = [
            match
            for match in _DIGITS.finditer(segment.text)
            if not any(span.start <= match.start() < span.end for span in claimed)
        ]
        groups: list[list[str]] = []
        end = -2
        for match in runs:
            if match.start() - end > 1 or not groups:
                groups.append([])
            run = match.group()
            # A group of thousands keeps its zeros.
            groups[-1].append(run if len(run) >= _GROUP else _plain(run))
            end = match.end()
        for group in groups:
            found |= {*group, "".join(group), "".join(reversed(group))}
    return frozenset(found)


def _differences(
    reading: _Reading, agreed: Counter[str], others: Sequence[_Reading]
) -> tuple[list[str], list[str]]:
    missing, extra = list((agreed - reading.counts).elements()), []
    extra = list((reading.counts - agreed).elements())
    _cancel_composed(missing, extra)
    _cancel_composed(extra, missing)
    around = [other for other in others if other is not reading]
    missing = [part for part in missing if not _is_excused(part, reading, around)]
    extra = [part for part in extra if not _is_explained(part, reading, around)]
    # A month without a figure is a plain word and no anchor: one side alone proves nothing.
    months = [[part for part in side if part.startswith("month")] for side in (missing, extra)]
    if not all(months):
        missing = [part for part in missing if not part.startswith("month")]
        extra = [part for part in extra if not part.startswith("month")]
    return missing, extra


def _cancel_composed(composed: list[str], plain: list[str]) -> None:
    """Take out a reference or time on one side that is plain numbers on the other."""
    for part in list(composed):
        for form in _plain_forms(part):
            if all(piece in plain for piece in form):
                composed.remove(part)
                for piece in form:
                    plain.remove(piece)
                break


def _plain_forms(part: str) -> list[list[str]]:
    """Return what a composed number may be in plain numbers: none, or several of one or more."""
    if ":" in part:
        hour, minute = (int(piece) for piece in part.split(":"))
        if not minute:
            return [[str(hour)], [str(hour % 12 or 12)], [str(hour), str(minute)]]
        hours = (hour, hour % 12 or 12)
        forms = [[str(each), str(minute)] for each in hours]
        return forms + [[_plain(f"{each}.{minute:02}")] for each in hours]
    if re.fullmatch(r"\d+/\d+", part):
        return [part.split("/")]
    if "(" in part or re.fullmatch(r"\d+(?:\.\d+)+", part):
        return [_DIGITS.findall(part)]
    if not part.isdigit() or len(part) <= _GROUP:
        return []
    parted = [_plain(part[:-_GROUP]), _plain(part[-_GROUP:])]
    # The nineties of the last century are 90 as often as 1990.
    return [[part[2:]], parted] if int(part) in _DECADES else [parted]


def _is_excused(part: str, reading: _Reading, around: Sequence[_Reading]) -> bool:
    """Return whether a number that a cell lacks may be there in another form."""
    holders = [other for other in around if part in other.counts]
    if holders and all(other.is_in_words(part) for other in holders):
        return True
    if _is_among_unread(part, reading):
        return True
    text, language = reading.cell.text, reading.cell.language
    if part.endswith(":00"):  # noon, nine o'clock
        hour = int(part.removesuffix(":00"))
        return may_be_in_words(hour % 12 or 12, text, language)
    if not part.isdigit() or len(part) > _LONGEST_IN_WORDS:
        return False
    if int(part) in _CENTURIES and part.endswith("0"):  # the twenties of the twentieth century
        return may_be_in_words(int(part[2:]) or 100, text, language)
    return may_be_in_words(int(part), text, language)


def _is_explained(part: str, reading: _Reading, around: Sequence[_Reading]) -> bool:
    """Return whether a number that only one cell has may be in another form in the others."""
    if reading.is_in_words(part):
        return True
    lacking = [other for other in around if other.counts[part] < reading.counts[part]]
    excused = sum(_is_excused(part, other, ()) for other in lacking)
    return 2 * excused >= len(lacking)


def _is_among_unread(part: str, reading: _Reading) -> bool:
    if part in reading.unread:
        return True
    if ":" in part:
        hour = int(part.partition(":")[0])
        return bool({str(hour), str(hour % 12)} & reading.unread)
    is_year = part.isdigit() and len(part) == _YEAR_DIGITS and int(part) in _CENTURIES
    return is_year and str(int(part[2:])) in reading.unread


def _finding(
    row: int,
    reading: _Reading,
    missing: Sequence[str],
    extra: Sequence[str],
    others: Sequence[_Reading],
) -> Finding:
    cell = reading.cell
    # A number that the others have too is no news by itself: how often it stands is.
    held = {part for other in others if other is not reading for part in other.counts}
    has = [
        f"{part} {_times(reading.counts[part])}"
        if part in held and reading.counts[part] > 1
        else part
        for part in extra
    ]
    has += [f"{part} only {_times(count)}" for part in missing if (count := reading.counts[part])]
    lacks = [part for part in missing if not reading.counts[part]]
    clauses = [
        f"{verb} {_listed(parts)}" for verb, parts in (("has", has), ("lacks", lacks)) if parts
    ]
    rest = [other.cell.language for other in others if other is not reading]
    against = language_name(rest[0]) if len(rest) == 1 else "the other versions"
    marks = [
        Mark(cell.language, item.segment.index, item.anchor.span)
        for item in reading.items
        if item.part in extra
    ]
    marks += [
        Mark(other.cell.language, item.segment.index, item.anchor.span)
        for other in others
        if other is not reading
        for item in other.items
        if item.part in missing
    ]
    return Finding(
        check=NumbersCheck.id,
        severity=Severity.ERROR,
        row=row,
        languages=(cell.language,),
        message=f"{language_name(cell.language)} {' and '.join(clauses)}, unlike {against}",
        marks=tuple(dict.fromkeys(marks)) or cell.marks(),
    )


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _listed(parts: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(_MONTH.sub(_month_name, part) for part in parts))


def _month_name(match: re.Match[str]) -> str:
    return month_name[int(match[1])]
