"""`sixfold extract`: print the paragraphs of a document."""

import click

from sources import extraction_page, paragraph_records
from tmx.cli.output import print_json, print_line, read_document_argument, warn


@click.command(name="extract")
@click.argument("file")
@click.option("--language", help="Language of FILE; read from its name (NAME.zh.txt) if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines with number, kind, page.")
@click.option(
    "--html",
    "as_html",
    is_flag=True,
    help="Print a page to look at: blocks as found, what was dropped greyed out.",
)
def command(file: str, language: str | None, *, as_json: bool, as_html: bool) -> None:
    """Print the paragraphs of FILE ('-' for stdin), one a line, healed of line and page breaks.

    Examples:
      sixfold extract A_65_496.zh.txt --json

      sixfold extract A_65_496.zh.pdf --html > check.html
    """
    if as_json and as_html:
        raise click.UsageError("--json and --html exclude each other; leave one out.")
    document = read_document_argument(file, language)
    encoding = document.provenance.encoding
    if encoding is not None and not encoding.startswith("utf-"):
        warn(f"{document.provenance.location} was read as {encoding}")
    if as_html:
        print_line(extraction_page(document))
    elif as_json:
        for record in paragraph_records(document):
            print_json(record)
    else:
        for paragraph in document.paragraphs:
            print_line(paragraph.full_text)
