"""`sixfold penalties`: how much matches lose where a memory is trusted less."""

import re
from collections.abc import Callable
from typing import Final, TypeVar

import click

from tmx.cli.output import print_json, print_line
from tmx.model import UnitStatus
from tmx.store.memory import Memory
from tmx.store.penalties import Penalties, read_penalties, write_penalties

_POINTS: Final = click.IntRange(0, 100)
_PENALTY: Final = re.compile(r"(?P<what>.+)=(?P<points>100|[0-9]{1,2})")
_Key = TypeVar("_Key", str, float, UnitStatus)


@click.command(name="penalties")
@click.argument("memory")
@click.option("--all", "every", type=_POINTS, help="Off every match of the memory.")
@click.option("--status", "statuses", multiple=True, help="unreviewed=10, accepted=0; repeatable.")
@click.option("--symbol", "documents", multiple=True, help="theirs.tmx=15; repeatable.")
@click.option("--below", "bounds", multiple=True, help="Units less sure: 0.9=10; repeatable.")
@click.option("--clear", is_flag=True, help="Forget those set before.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    memory: str,
    every: int | None,
    statuses: tuple[str, ...],
    documents: tuple[str, ...],
    bounds: tuple[str, ...],
    *,
    clear: bool,
    as_json: bool,
) -> None:
    """Show or set the points that matches of MEMORY lose; they add up, and 0 points end one.

    Searches, the web app and the tools that ask it show a match lower by so much, so that what is
    sure comes first. Penalties stay with MEMORY and change no unit.

    Examples:
      sixfold penalties my.db
      sixfold penalties my.db --status unreviewed=5 --below 0.9=10 --symbol theirs.tmx=15
    """
    is_set = clear or every is not None or statuses or documents or bounds
    with Memory.open(memory, writable=bool(is_set)) as opened:
        before = Penalties() if clear else read_penalties(opened.connection)
        penalties = Penalties(
            memory=before.memory if every is None else every,
            statuses=_changed(before.statuses, statuses, "STATUS", _status),
            documents=_changed(before.documents, documents, "NAME", str),
            confidences=_changed(before.confidences, bounds, "SHARE", _share),
        )
        if is_set:
            write_penalties(opened, penalties)
    if as_json:
        print_json(
            {
                "all": penalties.memory,
                "status": {str(status): points for status, points in penalties.statuses},
                "symbol": dict(penalties.documents),
                "below": {f"{bound:g}": points for bound, points in penalties.confidences},
            }
        )
        return
    print_line("\n".join(_lines(penalties)) or "no penalties")


def _changed(
    before: tuple[tuple[_Key, int], ...],
    told: tuple[str, ...],
    expected: str,
    read: Callable[[str], _Key | None],
) -> tuple[tuple[_Key, int], ...]:
    """Return the penalties of one kind with what was told put in, those of 0 points left out."""
    kept = dict(before)
    for each in told:
        match = _PENALTY.fullmatch(each)
        key = read(match["what"]) if match else None
        if match is None or key is None:
            raise click.UsageError(f"{each!r} is no penalty; expected {expected}=POINTS, 0 to 100.")
        kept[key] = int(match["points"])
    return tuple((key, points) for key, points in kept.items() if points)


def _status(text: str) -> UnitStatus | None:
    return UnitStatus(text) if text in set(UnitStatus) else None


def _share(text: str) -> float | None:
    return float(text) if re.fullmatch(r"1|0?\.\d+", text) else None


def _lines(penalties: Penalties) -> list[str]:
    lines = [f"{penalties.memory:3d}  every unit"] if penalties.memory else []
    lines += [f"{points:3d}  {status} units" for status, points in penalties.statuses]
    lines += [f"{points:3d}  units of {name}" for name, points in penalties.documents]
    return lines + [
        f"{points:3d}  units with a confidence below {bound:g}"
        for bound, points in penalties.confidences
    ]
