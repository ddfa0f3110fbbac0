"""`sixfold segment`: print the sentences of a document."""

import click

from align.segmentation import segment_document
from tmx.cli.output import print_json, print_line, read_document_argument


@click.command(name="segment")
@click.argument("file")
@click.option("--language", help="Language of FILE; read from its name (NAME.zh.txt) if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines with paragraph and span.")
def command(file: str, language: str | None, *, as_json: bool) -> None:
    """Print the sentences of FILE, one a line; '-' reads stdin.

    Example: sixfold segment letter.zh.txt --json
    """
    for segment in segment_document(read_document_argument(file, language)).segments:
        if as_json:
            print_json(
                {
                    "index": segment.index,
                    "paragraph": segment.paragraph,
                    "number": segment.number,
                    "start": segment.span.start,
                    "end": segment.span.end,
                    "lost": list(segment.lost),
                    "text": segment.text,
                }
            )
        else:
            print_line(segment.text)
