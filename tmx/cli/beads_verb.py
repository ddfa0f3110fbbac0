"""`sixfold beads`: align two texts and print the beads."""

import click

from align.bitext import align_texts, default_model, looks_translated
from align.encoding import load_encoder
from align.model import SegmentedText
from align.segmentation import segment_document
from sources import parse_language
from tmx.cli.options import largest_bead_option, model_options
from tmx.cli.output import print_json, print_line, read_document_argument, read_lines, warn


@click.command(name="beads")
@click.argument("source")
@click.argument("target")
@click.option("--source-language", required=True, help="Language of SOURCE, for example zh.")
@click.option("--target-language", required=True, help="Language of TARGET, for example en.")
@click.option("--segmented", is_flag=True, help="Each line of the input is a segment.")
@click.option("--explain", is_flag=True, help="Print JSON lines with the features of each bead.")
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
    largest_bead: int,
    model: str,
    offline: bool,
) -> None:
    """Align SOURCE and TARGET and print one bead a line.

    A line is '[0, 1]:[2]:0.97': 0-based ids of source and target segments, then the probability
    that the bead is right. Without --segmented the files are documents, cut into paragraphs and
    sentences first.

    Example: sixfold beads a.zh.txt a.en.txt --source-language zh --target-language en
    """
    languages = parse_language(source_language), parse_language(target_language)
    texts = [
        _read(path, language, segmented=segmented)
        for path, language in zip((source, target), languages, strict=True)
    ]
    alignment = align_texts(
        *texts,
        encoder=load_encoder(model, offline=offline),
        model=default_model(largest_bead),
    )
    if not looks_translated(alignment):
        warn(
            "the texts do not look like translations of each other; "
            "check that they are the same document"
        )
    for bead in alignment.beads:
        ids = list(bead.source), list(bead.target)
        if explain:
            features = {name: round(value, 4) for name, value in bead.features.items()}
            print_json(
                {
                    "source": ids[0],
                    "target": ids[1],
                    "confidence": round(bead.confidence, 4),
                    "features": features,
                }
            )
        else:
            print_line(f"{ids[0]}:{ids[1]}:{bead.confidence:.4f}")


def _read(path: str, language: str, *, segmented: bool) -> SegmentedText:
    if segmented:
        return SegmentedText.from_lines(language, read_lines(path))
    return segment_document(read_document_argument(path, language))
