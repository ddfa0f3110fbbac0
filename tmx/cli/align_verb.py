"""`sixfold align`: the main job."""

from pathlib import Path

import click

from align.bitext import default_model, looks_translated
from align.encoding import load_encoder
from sources.library import symbol_of
from tmx.build import Build, build_memory
from tmx.cli.finding import fetch_versions, find_documents, holds_many, survey_named
from tmx.cli.options import fetch_options, largest_bead_option, model_options
from tmx.cli.output import (
    clear_progress,
    print_line,
    print_summary,
    progress_on_terminal,
    warn,
    warn_of_blocks,
)


@click.command(name="align")
@click.argument("what", nargs=-1, required=True)
@click.option(
    "--out", required=True, type=click.Path(file_okay=False), help="Folder for the results."
)
@click.option(
    "--languages", help="Versions wanted, the source language first: zh,en,fr. All by default."
)
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False),
    help="With a symbol: where official versions lie, as NAME.LANG.EXT; they go first.",
)
@click.option(
    "--keep-source-segments",
    is_flag=True,
    help="In the files of single pairs, never merge the source; cut the target instead.",
)
@click.option(
    "--accepted-only",
    is_flag=True,
    help="Put only rows a reviewer has accepted into the .tmx files of one document.",
)
@click.option(
    "--fetch",
    "is_fetching",
    is_flag=True,
    help="With a symbol: get versions that are not here from the Official Document System.",
)
@fetch_options
@largest_bead_option
@model_options
def command(
    what: tuple[str, ...],
    out: str,
    languages: str | None,
    folder: str | None,
    *,
    keep_source_segments: bool,
    accepted_only: bool,
    is_fetching: bool,
    source: str | None,
    contact: str,
    largest_bead: int | None,
    model: str,
    offline: bool,
) -> None:
    """Align the language versions of a document; write memory, terms and report into --out.

    WHAT is a symbol (A/65/496 is bundled) or a web address that holds one; a folder whose files
    are told by name (NAME.LANG.EXT, LANG/NAME.EXT), symbol or text; or files as LANGUAGE=PATH,
    the source language first. Of several documents in a folder, each gets a folder in --out.

    Examples:
      sixfold align A/65/496 --out demo/

      sixfold align zh=a.txt en=b.txt fr=c.txt --out results/
    """
    wanted = [tag.strip() for tag in languages.split(",")] if languages else None
    if is_fetching:
        if offline:
            raise click.UsageError("--fetch and --offline exclude each other; leave one out.")
        if len(what) != 1 or symbol_of(what[0]) is None:
            raise click.UsageError("--fetch needs a symbol such as A/65/496; leave it out.")
        fetch_versions(what[0], wanted, folder, source=source, contact=contact)
    survey = survey_named(what)
    if survey is not None and holds_many(survey, wanted):
        from tmx.cli.corpus_verb import command as corpus

        if accepted_only:
            raise click.UsageError(
                "--accepted-only is for one document; for many, export their memory with "
                "'sixfold export MEMORY FILE --accepted-only'."
            )

        click.get_current_context().invoke(
            corpus,
            folder=what[0],
            out=out,
            languages=languages,
            keep_source_segments=keep_source_segments,
            largest_bead=largest_bead,
            model=model,
            offline=offline,
        )
        return
    documents = find_documents(what, wanted, folder, survey)
    result = build_memory(
        documents,
        Path(out),
        encoder=load_encoder(model, offline=offline),
        model=default_model(largest_bead),
        progress=progress_on_terminal(),
        keep_source_segments=keep_source_segments,
        accepted_only=accepted_only,
    )
    clear_progress()
    _warn_of_pairs(result)
    print_summary(result.report)
    print_line("")
    print_line(f"Files in {out}:")
    for name in result.files:
        print_line(f"  {name}")
    _warn_of_files(result, out, accepted_only=accepted_only)


def _warn_of_pairs(result: Build) -> None:
    """Say which versions do not belong together, and what is missing or moved in one."""
    tags = result.alignment.languages
    for (first, second), pair in sorted(result.alignment.pairs.items()):
        if first == 0 and not looks_translated(pair):
            warn(
                f"the {tags[first]} and {tags[second]} versions do not look like translations of "
                f"each other; check that they are the same document"
            )
        elif first == 0:
            warn_of_blocks(pair, f"{tags[first]}-{tags[second]}: ")


def _warn_of_files(result: Build, out: str, *, accepted_only: bool) -> None:
    """Say what the files do not hold, and which are left from earlier."""
    if result.left_out:
        why = "that no reviewer has accepted" if accepted_only else "that reviewers have rejected"
        warn(f"{result.left_out} rows {why} are not in the .tmx files; memory.db keeps them")
    if result.stale:
        warn(
            f"{out} also holds files of an earlier run in other languages, which this run has left "
            f"as they were: {', '.join(result.stale)}; remove them if they are no longer wanted"
        )
