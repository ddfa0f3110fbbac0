"""`sixfold extract`: print the paragraphs of a document."""

import click

from tmx.cli.output import print_json, print_line, read_document_argument


@click.command(name="extract")
@click.argument("file")
@click.option("--language", help="Language of FILE; read from its name (NAME.zh.txt) if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines with number, kind, page.")
def command(file: str, language: str | None, *, as_json: bool) -> None:
    """Print the paragraphs of FILE ('-' for stdin), one a line, healed of line and page breaks.

    Example: sixfold extract A_65_496.zh.txt --json
    """
    for paragraph in read_document_argument(file, language).paragraphs:
        if as_json:
            print_json(
                {
                    "index": paragraph.index,
                    "number": paragraph.number,
                    "label": paragraph.label,
                    "level": paragraph.level,
                    "kind": paragraph.kind.value,
                    "page": paragraph.page,
                    "lost": list(paragraph.lost),
                    "text": paragraph.text,
                }
            )
        else:
            print_line(paragraph.full_text)
