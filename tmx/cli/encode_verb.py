"""`sixfold encode`: write one vector per line of a file."""

import sys
from pathlib import Path

import click

from align.encoding import load_encoder
from tmx.cli.options import model_options
from tmx.cli.output import read_lines


@click.command(name="encode")
@click.argument("file")
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False),
    help="The .npy to write; '-' for stdout.",
)
@model_options
def command(file: str, out: str, *, model: str, offline: bool) -> None:
    """Write one vector per line of FILE ('-' for stdin): float32, rows of length 1.

    A file OUT.json beside it says which model made the vectors; on stdout there is none.

    Example: sixfold encode sentences.txt --out vectors.npy
    """
    from tmx.vectors import write_vectors

    target = sys.stdout.buffer if out == "-" else Path(out)
    write_vectors(read_lines(file), load_encoder(model, offline=offline), target)
