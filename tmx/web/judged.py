"""What the checks say of a document, kept for as long as its texts stay the same."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from align.checks import run_checks
from tmx.model import UnitStatus
from tmx.report.build import build_report
from tmx.report.schema import FindingEntry, Report, RowEntry
from tmx.report.views import cell_marks
from tmx.review.as_alignment import alignment_of_rows
from tmx.store.document_parts import DocumentPart, read_part
from tmx.store.document_rows import DocumentRow
from tmx.store.memory import Memory

__all__ = ["Judge", "JudgedRow", "report_of_rows"]

_PARTS_KEPT: Final = 8
_Texts: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
_Marks: TypeAlias = Mapping[str, Sequence[Sequence[tuple[int, int]]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRow:
    """A row and what speaks against it.

    Attributes:
        number: place in the document, from 1.
        row: the row.
        flagged: True if somebody should look.
        risk: 0 (last) to 2 (first), see `tmx.report.risk`.
        reasons: in words, the gravest first.
        marks: what they point at, per language for each segment of the cell.
    """

    number: int
    row: DocumentRow
    flagged: bool
    risk: float
    reasons: tuple[str, ...]
    marks: _Marks = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """True if a person has accepted or rejected it."""
        return self.row.status is not UnitStatus.UNREVIEWED

    @property
    def is_queued(self) -> bool:
        """True if it is to be looked at, or a person has set it and has yet to accept it."""
        return self.flagged or (bool(self.row.fixed) and not self.is_done)


class _Verdict(NamedTuple):
    flagged: bool
    risk: float
    reasons: tuple[str, ...]
    marks: _Marks


@dataclass(slots=True)
class _Verdicts:
    """What was found, by the texts of a row."""

    known: dict[_Texts, _Verdict] = field(default_factory=dict)


class Judge:
    """Runs the checks over documents, and again only over rows whose texts have changed."""

    def __init__(self) -> None:
        self._parts: OrderedDict[tuple[str, int], _Verdicts] = OrderedDict()
        self._lock = threading.Lock()

    def document(self, memory: Memory, name: str) -> Iterator[JudgedRow]:
        """Yield the rows of a document in their order, a part of it at a time."""
        number = count = 1
        while number <= count:
            part, judged = self.part(memory, name, number)
            yield from judged
            number, count = number + 1, part.count

    def part(
        self, memory: Memory, name: str, number: int = 1
    ) -> tuple[DocumentPart, tuple[JudgedRow, ...]]:
        """Return a part of a document and what speaks against its rows; none if it is not there."""
        part = read_part(memory, name, number)
        if not part.rows:
            return part, ()
        with self._lock:
            verdicts = self._parts.setdefault((name, part.number), _Verdicts())
            self._parts.move_to_end((name, part.number))
            while len(self._parts) > _PARTS_KEPT:
                self._parts.popitem(last=False)
            self._judge(part.rows, verdicts)
        return part, tuple(
            JudgedRow(number=place, row=row, **verdicts.known[_texts(row)]._asdict())
            for place, row in enumerate(part.rows, start=part.before + 1)
        )

    @staticmethod
    def _judge(rows: Sequence[DocumentRow], verdicts: _Verdicts) -> None:
        known = verdicts.known
        new = [place for place, row in enumerate(rows) if _texts(row) not in known]
        if not new:
            return
        looked_at = rows
        if known:
            # Their neighbours tell what is usual; the whole is looked at when it is first opened.
            near = {each for place in new for each in (place - 1, place, place + 1)}
            looked_at = [row for place, row in enumerate(rows) if place in near]
        wanted = {_texts(rows[place]) for place in new}
        report = report_of_rows(looked_at)
        for row, entry in zip(looked_at, report["rows"], strict=True):
            if _texts(row) in wanted:
                known[_texts(row)] = _verdict(entry, report["findings"])


def _verdict(entry: RowEntry, findings: Sequence[FindingEntry]) -> _Verdict:
    own = [findings[index] for index in entry["findings"]]
    marks = {
        tag: [found.get(segment["index"], ()) for segment in cell["segments"]]
        for tag, cell in entry["cells"].items()
        if (found := cell_marks(own, tag, cell))
    }
    return _Verdict(entry["flagged"], entry["risk"], tuple(entry["reasons"]), marks)


def report_of_rows(rows: Sequence[DocumentRow], *, signature: str = "") -> Report:
    """Return the report on rows of a document as they are now."""
    alignment = alignment_of_rows(rows, signature=signature)
    report = build_report(
        (),
        alignment,
        run_checks(alignment),
        (),
        signature=alignment.signature,
        judgements=[row.status for row in rows],
    )
    for row, entry in zip(rows, report["rows"], strict=True):
        entry["place"] = row.unit.property("x-paragraph") or entry["place"]
    return report


def _texts(row: DocumentRow) -> _Texts:
    return tuple(
        (language, tuple(piece.text for piece in pieces)) for language, pieces in row.cells.items()
    )
