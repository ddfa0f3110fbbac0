"""`sixfold corpus`: many documents at once."""

from pathlib import Path

import click

from tmx.cli.finding import warn_of_left_out
from tmx.cli.options import largest_bead_option, model_options
from tmx.cli.output import clear_progress, count_on_terminal, print_line, print_table, warn


@click.command(name="corpus")
@click.argument("folder")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False), help="Folder for the results."
)
@click.option(
    "--languages", help="Versions wanted, the source language first: zh,en,fr. All by default."
)
@click.option(
    "--engine",
    type=click.Choice(["processes", "ray"]),
    default="processes",
    show_default=True,
    help="Where the work is done: processes of this machine, or a Ray cluster (sixfold[ray]).",
)
@click.option("--workers", type=click.IntRange(1), help="Documents at once; one per core.")
@click.option(
    "--keep-source-segments",
    is_flag=True,
    help="In the files of single pairs, never merge the source; cut the target instead.",
)
@largest_bead_option
@model_options
def command(
    folder: str,
    out: str,
    languages: str | None,
    engine: str,
    workers: int | None,
    *,
    keep_source_segments: bool,
    largest_bead: int | None,
    model: str,
    offline: bool,
) -> None:
    """Align all documents in FOLDER, told by name (NAME.LANG.EXT, LANG/NAME.EXT), symbol or text.

    Each gets a folder in --out; memory.db there holds them all. A run that was stopped goes on
    where it was; a document whose files have changed is made anew; one that fails is told, and
    the others go on.

    Example: sixfold corpus reports/ --out memory/
    """
    from tmx.corpus import Settings, build_corpus
    from tmx.engines import engine_of

    corpus = build_corpus(
        folder,
        Path(out),
        engine=engine_of(engine, workers),
        settings=Settings(
            model=model,
            offline=offline,
            largest_bead=largest_bead,
            keep_source_segments=keep_source_segments,
        ),
        languages=[tag.strip() for tag in languages.split(",")] if languages else (),
        progress=count_on_terminal("documents"),
    )
    clear_progress()
    good = [outcome for outcome in corpus.outcomes if not outcome.error]
    failed = [outcome for outcome in corpus.outcomes if outcome.error]
    print_table(
        ("document", "languages", "rows", "confidence", "errors", "slips"),
        [
            (
                outcome.document,
                ",".join(outcome.languages),
                outcome.rows,
                "-" if outcome.confidence is None else f"{outcome.confidence:.3f}",
                outcome.errors,
                outcome.slips,
            )
            for outcome in sorted(good, key=lambda each: (-each.slips, each.confidence or 0.0))
        ],
    )
    new = sum(outcome.is_new for outcome in good)
    print_line("")
    print_line(
        f"{len(good)} of {len(corpus.outcomes)} documents, {new} of them made now; "
        f"{corpus.units} units in {Path(out) / 'memory.db'}"
    )
    warn_of_left_out(corpus.left_out)
    for outcome in good:
        for remark in outcome.remarks:
            warn(remark)
    for outcome in failed:
        warn(outcome.error)
    if failed:
        raise SystemExit(1)
