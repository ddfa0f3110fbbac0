"""`sixfold align`: the main job."""

import re
from pathlib import Path

import click

from align.bitext import default_model, looks_translated
from align.encoding import load_encoder
from sources import Document, SourceError, find_versions, parse_language
from sources.symbol import is_symbol
from tmx.build import build_memory
from tmx.cli.options import largest_bead_option, model_options
from tmx.cli.output import (
    clear_progress,
    print_line,
    print_summary,
    progress_on_terminal,
    warn,
    warn_of_blocks,
)

# A file is given as LANGUAGE=PATH; a language tag has no slash, dot or space.
_STATED = re.compile(r"(?P<language>[A-Za-z][\w-]*)=(?P<path>.+)")


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
@largest_bead_option
@model_options
def command(
    what: tuple[str, ...],
    out: str,
    languages: str | None,
    folder: str | None,
    *,
    keep_source_segments: bool,
    largest_bead: int,
    model: str,
    offline: bool,
) -> None:
    """Align the language versions of a document; write memory, terms and report into --out.

    WHAT is a symbol (A/65/496 is bundled), a folder of NAME.LANG.EXT or LANG/NAME.EXT files, or
    files as LANGUAGE=PATH, the source language first.

    Examples:
      sixfold align A/65/496 --out demo/

      sixfold align zh=a.txt en=b.txt fr=c.txt --out results/
    """
    wanted = [tag.strip() for tag in languages.split(",")] if languages else None
    documents = _find(what, wanted, folder)
    result = build_memory(
        documents,
        Path(out),
        encoder=load_encoder(model, offline=offline),
        model=default_model(largest_bead),
        progress=progress_on_terminal(),
        keep_source_segments=keep_source_segments,
    )
    clear_progress()
    tags = result.alignment.languages
    for (first, second), pair in sorted(result.alignment.pairs.items()):
        if first == 0 and not looks_translated(pair):
            warn(
                f"the {tags[first]} and {tags[second]} versions do not look like translations of "
                f"each other; check that they are the same document"
            )
        elif first == 0:
            warn_of_blocks(pair, f"{tags[first]}-{tags[second]}: ")
    print_summary(result.report)
    print_line("")
    print_line(f"Files in {out}:")
    for name in result.files:
        print_line(f"  {name}")


def _find(
    what: tuple[str, ...], languages: list[str] | None, folder: str | None
) -> tuple[Document, ...]:
    stated = [_STATED.fullmatch(argument) for argument in what]
    if all(stated):
        files: dict[str, str | Path] = {}
        for match in stated:
            if match is None:
                continue
            language = parse_language(match["language"])
            if language in files:
                raise SourceError(
                    f"two files are given for {language!r}, expected one per language; "
                    f"leave one out."
                )
            files[language] = match["path"]
        return find_versions(files, languages)
    if len(what) > 1:
        raise SourceError(
            f"{len(what)} arguments were given; expected one symbol, one folder, or files as "
            f"LANGUAGE=PATH; write for example: zh=a.txt en=b.txt."
        )
    if Path(what[0]).is_dir():
        return find_versions(Path(what[0]), languages)
    if is_symbol(what[0]):
        return find_versions(what[0], languages, folder=folder)
    if Path(what[0]).exists():
        raise SourceError(
            f"{what[0]} is one file; expected two versions or more; write LANGUAGE=PATH for each, "
            f"for example: zh={what[0]} en=OTHER."
        )
    raise SourceError(
        f"{what[0]!r} is neither a symbol nor a folder; expected a symbol such as A/65/496, a "
        f"folder, or files as LANGUAGE=PATH; check the spelling."
    )
