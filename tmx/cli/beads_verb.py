"""`sixfold beads`: align two texts and print the beads."""

from pathlib import Path

import click

from align.bitext import align_texts, default_model, looks_translated
from align.encoding import load_encoder
from align.encoding.protocol import Vectors
from align.model import SegmentedText
from align.segmentation import segment_document
from align.vectors import read_vectors
from sources import parse_language
from tmx.cli.options import largest_bead_option, model_options
from tmx.cli.output import (
    print_json,
    print_line,
    read_document_argument,
    read_lines,
    warn,
    warn_of_blocks,
    warn_of_writing,
)


@click.command(name="beads")
@click.argument("source")
@click.argument("target")
@click.option("--source-language", required=True, help="Language of SOURCE, for example zh.")
@click.option("--target-language", required=True, help="Language of TARGET, for example en.")
@click.option("--segmented", is_flag=True, help="Each line of the input is a segment.")
@click.option("--explain", is_flag=True, help="Print JSON lines with the features of each bead.")
@click.option(
    "--source-vectors", help="Vectors of SOURCE made elsewhere: float32 .npy, one a line."
)
@click.option("--target-vectors", help="The same of TARGET.")
@largest_bead_option
@model_options
def command(
    source: str,
    target: str,
    source_language: str,
    target_language: str,
    *,
    segmented: bool,
    explain: bool,
    source_vectors: str | None,
    target_vectors: str | None,
    largest_bead: int | None,
    model: str,
    offline: bool,
) -> None:
    """Align SOURCE and TARGET and print one bead a line.

    A line is '[0, 1]:[2]:0.97': 0-based ids of source and target segments, then the probability
    that the bead is right. Without --segmented the files are documents, cut into paragraphs and
    sentences first. With vectors from files any language will do.

    Example: sixfold beads a.zh.txt a.en.txt --source-language zh --target-language en
    """
    languages = parse_language(source_language), parse_language(target_language)
    texts = [
        _read(path, language, segmented=segmented)
        for path, language in zip((source, target), languages, strict=True)
    ]
    vectors = _vectors(source_vectors, target_vectors, texts, segmented=segmented)
    alignment = align_texts(
        *texts,
        encoder=None if vectors else load_encoder(model, offline=offline),
        model=default_model(largest_bead),
        vectors=vectors,
    )
    if not looks_translated(alignment):
        warn(
            "the texts do not look like translations of each other; "
            "check that they are the same document"
        )
    else:
        warn_of_blocks(alignment)
    for bead in alignment.beads:
        ids = list(bead.source), list(bead.target)
        if explain:
            features = {name: round(value, 4) for name, value in bead.features.items()}
            print_json(
                {
                    "source": ids[0],
                    "target": ids[1],
                    "confidence": round(bead.confidence, 4),
                    "moved": bead.moved,
                    "features": features,
                }
            )
        else:
            print_line(f"{ids[0]}:{ids[1]}:{bead.confidence:.4f}")


def _read(path: str, language: str, *, segmented: bool) -> SegmentedText:
    if segmented:
        lines = read_lines(path)
        warn_of_writing("\n".join(lines), language, path)
        return SegmentedText.from_lines(language, lines)
    return segment_document(read_document_argument(path, language))


def _vectors(
    source: str | None, target: str | None, texts: list[SegmentedText], *, segmented: bool
) -> tuple[Vectors, Vectors] | None:
    """Return the vectors of the files named, None if none is.

    Raises:
        UsageError: one side has a file and the other not, or the texts are still to be segmented.
    """
    if not source and not target:
        return None
    if not source or not target:
        raise click.UsageError("--source-vectors and --target-vectors go together; name both.")
    if not segmented:
        raise click.UsageError("vectors stand for the lines of the input; add --segmented.")
    ours, theirs = (
        read_vectors(Path(path), len(text))
        for path, text in zip((source, target), texts, strict=True)
    )
    return ours, theirs
