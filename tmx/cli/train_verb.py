"""`sixfold train`: train the static encoder."""

from pathlib import Path

import click

from align.encoding import EncodingError
from tmx.cli.output import print_line


@click.command(name="train")
@click.option(
    "--data",
    required=True,
    type=click.Path(exists=True, file_okay=False),
    help="Folder with MANIFEST.tsv, pairs/ and dict/.",
)
@click.option(
    "--out", required=True, type=click.Path(file_okay=False), help="Folder for the model."
)
@click.option("--steps", type=click.IntRange(1), help="Steps, other than for the shipped model.")
@click.option("--seed", type=click.IntRange(0), help="Seed, other than for the shipped model.")
def command(data: str, out: str, steps: int | None, seed: int | None) -> None:
    """Train the static encoder on the parallel text in --data; needs torch.

    The settings are those of the shipped model unless said otherwise. A run that was interrupted
    goes on from its last checkpoint in --out. The folder it leaves can be named with --model.

    Example: sixfold train --data training/ --out model/
    """
    try:
        from align.training.train import Settings, train
    except ModuleNotFoundError as error:
        raise EncodingError(
            f"training needs the package {error.name}, which is not installed; expected the extra "
            f"'transformers'; say: pip install 'sixfold[transformers]'."
        ) from error
    chosen = {
        name: value for name, value in (("steps", steps), ("seed", seed)) if value is not None
    }
    folder = train(Path(data), Path(out), settings=Settings(**chosen))
    print_line(str(folder))
