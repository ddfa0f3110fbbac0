"""`sixfold import`: read TMX, TBX or tables into a memory."""

from pathlib import Path

import click

from tmx.cli.output import print_line, warn
from tmx.exchange import import_files


@click.command(name="import")
@click.argument("memory")
@click.argument("files", nargs=-1, required=True)
@click.option("--languages", help="Source and target of an OmegaT glossary, for example zh,en.")
def command(memory: str, files: tuple[str, ...], languages: str | None) -> None:
    """Read FILES into MEMORY, which is made if it is not there; the format by the ending.

    Units: .tmx, .csv, .tsv. Terms: .tbx, .utf8. Both: .db, another memory. Each file goes in whole
    or not at all. What is there already is counted, not repeated; a unit with a known tuid takes
    the new words.

    Example: sixfold import memory.db corrected.tmx terms.tbx
    """
    pair = tuple(tag.strip() for tag in languages.split(",")) if languages else ()
    for result in import_files(Path(memory), [Path(file) for file in files], languages=pair):
        print_line(result.summary)
        for problem in result.problems:
            warn(problem)
