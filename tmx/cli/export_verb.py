"""`sixfold export`: write a memory as TMX, TBX or a table."""

from dataclasses import replace
from pathlib import Path

import click

from tmx.cli.options import flavour_options
from tmx.cli.output import warn
from tmx.exchange import export_file, export_omegat_project
from tmx.formats.flavours import LanguageStyle
from tmx.formats.options import WriteOptions, flavour_named
from tmx.formats.tbx import TbxStyle
from tmx.formats.xml import IllegalCharacters
from tmx.model import UnitStatus
from tmx.store.memory import Memory
from tmx.store.records import UnitFilter


@click.command(name="export")
@click.argument("memory")
@click.argument("file", required=False)
@click.option("--languages", help="Only these, the source first: zh,en.")
@click.option(
    "--minimum-confidence",
    type=click.FloatRange(0.0, 1.0),
    default=0.0,
    help="Leave out units less sure than this; imported units pass.",
)
@click.option(
    "--status",
    "statuses",
    type=click.Choice([status.value for status in UnitStatus]),
    multiple=True,
    help="Only units of this status; may be repeated.",
)
@click.option(
    "--accepted-only", is_flag=True, help="Only units a reviewer has accepted; --status accepted."
)
@click.option("--symbol", "symbols", multiple=True, help="Only this document; may be repeated.")
@click.option(
    "--omegat-project",
    type=click.Path(file_okay=False),
    help="Write an OmegaT project into this folder, doubtful units with a penalty.",
)
@click.option("--terms", is_flag=True, help="Write terms, not units, to a .csv or .tsv.")
@click.option(
    "--glossary",
    type=click.Choice(["omegat", "matecat", "memoq", "multiterm", "table"]),
    help="Write terms, not units, as this tool takes them: omegat .utf8, matecat and memoq .csv, "
    "multiterm .xml, table .csv, .tsv or .xlsx.",
)
@flavour_options
@click.option(
    "--encoding",
    type=click.Choice(["utf-8", "utf-16"]),
    default="utf-8",
    show_default=True,
    help="Of TMX; UTF-16 has a byte order mark, UTF-8 has none.",
)
@click.option(
    "--max-mb", type=click.IntRange(1), help="Write TMX files of at most so many megabytes."
)
@click.option(
    "--tbx",
    type=click.Choice([style.value for style in TbxStyle]),
    default=TbxStyle.V2.value,
    show_default=True,
    help="Version and style of TBX; most tools read version 2 alone.",
)
def command(
    memory: str,
    file: str | None,
    *,
    languages: str | None,
    minimum_confidence: float,
    statuses: tuple[str, ...],
    accepted_only: bool,
    symbols: tuple[str, ...],
    omegat_project: str | None,
    terms: bool,
    glossary: str | None,
    flavour: str,
    language_style: str | None,
    illegal: str,
    encoding: str,
    max_mb: int | None,
    tbx: str,
) -> None:
    """Write units or terms of MEMORY to FILE; the format by the ending.

    Units: .tmx, .tmx.gz, .xliff (2.0), .xlf (1.2), .csv, .tsv, .xlsx, .parquet, .moses (two text
    files). Terms: .tbx, .utf8 (OmegaT glossary), .xml (MultiTerm), tables with --terms, and what
    --glossary names. With --omegat-project the units go to tm/auto/, tm/ and tm/penalty-NN/ by
    their confidence, and the terms to glossary/. Units that a reviewer has rejected are left out
    unless --status rejected asks for them.

    Examples:
      sixfold export demo/memory.db zh-en.tmx --languages zh,en --minimum-confidence 0.9
      sixfold export demo/memory.db trados.tmx --flavour trados --languages zh,en
      sixfold export demo/memory.db memoq.csv --glossary memoq --languages zh,en
      sixfold export demo/memory.db --omegat-project project/ --languages zh,en
    """
    if (file is None) == (omegat_project is None):
        raise click.UsageError("Name one of FILE and --omegat-project.")
    if omegat_project is not None and glossary is not None:
        raise click.UsageError("--glossary goes with FILE; an OmegaT project has its own.")
    if accepted_only:
        statuses = (UnitStatus.ACCEPTED.value,)
    # What a reviewer has rejected goes out only to those who ask for it.
    statuses = statuses or (UnitStatus.UNREVIEWED.value, UnitStatus.ACCEPTED.value)
    wanted = UnitFilter(
        languages=tuple(tag.strip() for tag in languages.split(",")) if languages else (),
        minimum_confidence=minimum_confidence,
        statuses=tuple(UnitStatus(status) for status in statuses),
        symbols=symbols,
    )
    if omegat_project is not None:
        count = export_omegat_project(Path(memory), Path(omegat_project), wanted)
        warn(f"{count} units written to the OmegaT project {omegat_project}")
        _tell_left_out(Path(memory), wanted)
    elif file is not None:
        options = WriteOptions(
            flavour=flavour_named(
                flavour, LanguageStyle(language_style) if language_style else None
            ),
            illegal=IllegalCharacters(illegal),
            encoding=encoding,
            largest_bytes=max_mb * 1_000_000 if max_mb else None,
            tbx=TbxStyle(tbx),
            glossary=glossary,
        )
        written, kind = export_file(Path(memory), Path(file), wanted, terms=terms, options=options)
        for warning in written.warnings:
            warn(warning)
        places = ", ".join(str(each) for each in written.files)
        warn(f"{written.count} {kind} written to {places}")
        if kind == "units":
            _tell_left_out(Path(memory), wanted)


def _tell_left_out(memory: Path, wanted: UnitFilter) -> None:
    """Say how many units stay behind for want of a language, and how many rejected ones."""
    asked = replace(wanted, statuses=(UnitStatus.REJECTED,))
    with Memory.open(memory) as opened:
        count = opened.count(asked)
        incomplete = 0
        if wanted.languages:
            incomplete = opened.count(replace(wanted, languages=())) - opened.count(wanted)
    if incomplete:
        warn(f"{incomplete} units without a text in each of the languages are left out")
    if count:
        goes = UnitStatus.REJECTED in wanted.statuses
        warn(f"{count} rejected units {'are among them, as asked for' if goes else 'are left out'}")
