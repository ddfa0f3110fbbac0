"""`sixfold import`: read TMX, TBX or tables into a memory."""

from pathlib import Path
from typing import Final

import click

from tmx.cli.output import print_json, print_line, warn
from tmx.exchange import Imported, import_files
from tmx.formats.errors import Strictness

# Problems told one by one; more are counted, and `--json` tells up to a thousand.
_TOLD: Final = 20
_PARTLY: Final = 3


@click.command(name="import")
@click.argument("memory")
@click.argument("files", nargs=-1, required=True)
@click.option("--languages", help="Source and target of an OmegaT glossary, for example zh,en.")
@click.option(
    "--on-error",
    "strictness",
    type=click.Choice([each.value for each in Strictness]),
    default=Strictness.REPORT.value,
    show_default=True,
    help="Units that break the format: refuse the file, leave them out and say so, or also mend "
    "broken characters.",
)
@click.option("--terms", is_flag=True, help="Tables hold terms: yours, UNTERM's, IATE's, memoQ's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines, one per file.")
def command(
    memory: str,
    files: tuple[str, ...],
    languages: str | None,
    strictness: str,
    *,
    terms: bool,
    as_json: bool,
) -> int:
    """Read FILES into MEMORY, which is made if it is not there; the format by the ending.

    Units: .tmx, .tmx.gz, .zip with a TMX in it, .xliff and its kin (.xlf, .sdlxliff, .mqxliff,
    .mxliff), .csv, .tsv, .xlsx, .parquet, and the two files of a Moses pair, such as corpus.zh
    corpus.en. Terms: .tbx, .utf8, .xml (MultiTerm), and with --terms tables, memoQ's and MateCat's
    too. Both: .db, another memory. Each file goes in whole or not at all. What is there already is
    counted, not repeated; a unit with a known tuid takes the new words. What is left out is told
    with line and unit, and terms that contradict others of the termbase are named.

    Exit code: 0 all read, 3 something left out, 1 a file refused.

    Example: sixfold import memory.db corrected.tmx terms.tbx --on-error repair
    """
    pair = tuple(tag.strip() for tag in languages.split(",")) if languages else ()
    is_whole = True
    for result in import_files(
        Path(memory),
        [Path(file) for file in files],
        languages=pair,
        strictness=Strictness(strictness),
        terms=terms,
    ):
        is_whole = is_whole and result.is_whole
        if as_json:
            print_json(_as_json(result))
            continue
        print_line(result.summary)
        for problem in result.problems[:_TOLD]:
            warn(problem)
        if len(result.problems) > _TOLD:
            warn(f"... and {len(result.problems) - _TOLD} more; --json tells all")
    return 0 if is_whole else _PARTLY


def _as_json(result: Imported) -> dict[str, object]:
    report = result.report
    if report is None:
        return {"summary": result.summary, "problems": list(result.problems)}
    return {
        "summary": result.summary,
        "read": report.read,
        "stored": report.stored,
        "updated": report.updated,
        "duplicates": report.duplicates,
        "skipped": report.skipped,
        "repaired": report.repaired,
        "problems": [
            {
                "reason": problem.reason,
                "detail": problem.detail,
                "action": problem.action,
                "line": problem.line,
                "unit": problem.unit,
            }
            for problem in report.problems
        ],
    }
