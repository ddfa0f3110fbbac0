"""Find the report on a folder, or make one on a memory."""

from pathlib import Path

from align.checks import CHECKS, run_checks
from tmx.approved import approved_of, terms_to_ask_for
from tmx.report import Report, build_report, read_report_json
from tmx.store.memory import Memory
from tmx.store.rows import status_of
from tmx.units import alignment_of_units

__all__ = ["report_of"]


def report_of(path: str | Path) -> Report:
    """Return the report of a folder made by `sixfold align`, or one made now of a memory's units.

    Of a memory the check of terms asks for what people approved in its termbase.

    Raises:
        ReportError: the folder has no report, or it is damaged.
        StoreError: the file is not a memory.
    """
    found = Path(path)
    if found.is_dir():
        return read_report_json(found / "report.json")
    with Memory.open(found) as memory:
        units = tuple(memory.units())
        terms = terms_to_ask_for(approved_of(memory))
    alignment = alignment_of_units(units)
    return build_report(
        (),
        alignment,
        run_checks(alignment, terms=terms),
        (),
        signature=alignment.signature,
        checks=CHECKS if terms else None,
        judgements=[status_of(unit) for unit in units],
    )
