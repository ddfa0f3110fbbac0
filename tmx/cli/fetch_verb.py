"""`sixfold fetch`: get the versions of a document from the Official Document System."""

import shutil
from pathlib import Path

import click

from sources import Fetched, SixfoldError, fetch
from sources.library import symbol_of
from tmx.cli.finding import FETCH_NOTICE, warn_of_fetched
from tmx.cli.options import fetch_options
from tmx.cli.output import print_json, print_line, warn


@click.command(name="fetch")
@click.argument("symbol")
@click.option("--languages", help="Versions wanted: zh,en. The six official languages by default.")
@click.option(
    "--out", type=click.Path(file_okay=False), help="Folder to copy the files to, as well."
)
@click.option("--again", is_flag=True, help="Ask also for what was fetched before.")
@click.option("--offline", is_flag=True, help="Show what was fetched before; ask for nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print a record per version.")
@fetch_options
def command(
    symbol: str,
    languages: str | None,
    out: str | None,
    *,
    again: bool,
    offline: bool,
    as_json: bool,
    source: str | None,
    contact: str,
) -> None:
    """Fetch the versions of SYMBOL (or of a web address that holds one); print where they lie.

    This uses the network; only `align --fetch` and models of a hub do so beside it. What was
    fetched is kept with its address, date and digest, and `sixfold align SYMBOL` finds it there.

    Examples:
      sixfold fetch A/65/496 --languages zh,en

      sixfold fetch A/RES/65/93 --out official/
    """
    folder = Path(out) if out else None
    meant = symbol_of(symbol)
    if not offline:
        warn(FETCH_NOTICE)

    def show(result: Fetched) -> None:
        path = _copied(result.path, folder) if folder and result.path else result.path
        if as_json:
            print_json(
                {
                    "symbol": result.symbol,
                    "language": result.language,
                    "status": result.status.value,
                    "reason": result.reason,
                    "file": str(path) if path else None,
                    "address": result.address,
                    "sha256": result.sha256,
                    "date": result.date,
                }
            )
            return
        if path is not None:
            print_line(f"{result.language}\t{path}")
        warn_of_fetched(result)

    results = fetch(
        meant or symbol,
        [tag.strip() for tag in languages.split(",")] if languages else None,
        source=source,
        contact=contact,
        again=again,
        offline=offline,
        progress=show,
    )
    if not all(result.is_here for result in results):
        raise SystemExit(1)


def _copied(path: Path, folder: Path) -> Path:
    """Copy a file into a folder, whole or not at all, and return its place there."""
    place = folder / path.name
    beside = folder / f".{path.name}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, beside)
        beside.replace(place)
    except OSError as error:
        raise SixfoldError(
            f"{place} cannot be written ({error.strerror}); expected a folder that may be "
            f"written; choose another one with --out."
        ) from error
    return place
