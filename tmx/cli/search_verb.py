"""`sixfold search`: find a text in a memory."""

import click

from tmx.cli.output import print_json, print_line, read_text_argument, warn
from tmx.model import PropertyType
from tmx.search.difference import show_difference
from tmx.search.matches import search
from tmx.store.memory import Memory


@click.command(name="search")
@click.argument("memory")
@click.argument("text")
@click.option("--from", "source", required=True, help="Language of TEXT, for example zh.")
@click.option("--to", "targets", multiple=True, help="Language wanted; may be repeated.")
@click.option(
    "--minimum",
    type=click.IntRange(0, 100),
    default=70,
    show_default=True,
    help="Least percent of likeness.",
)
@click.option("--limit", type=click.IntRange(1, 1000), default=5, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")
def command(
    memory: str,
    text: str,
    *,
    source: str,
    targets: tuple[str, ...],
    minimum: int,
    limit: int,
    as_json: bool,
) -> None:
    """Find the units of MEMORY whose text is TEXT or like it; '-' reads TEXT from stdin.

    The percent is that of OmegaT's third score: 100 x (1 - edits of words / words of the longer
    text), a Chinese character counting as a word.

    Example: sixfold search demo/memory.db "主席摘要" --from zh --to en
    """
    text = read_text_argument(text)
    with Memory.open(memory) as opened:
        matches = search(
            opened,
            text,
            language=source,
            to=targets,
            minimum_percent=minimum,
            limit=limit,
        )
    for match in matches:
        difference = show_difference(text, match.source.text)
        paragraph = match.unit.property(PropertyType.PARAGRAPH)
        if as_json:
            print_json(
                {
                    "percent": match.percent,
                    "kind": match.kind.value,
                    "document": match.document,
                    "paragraph": paragraph,
                    "tuid": match.unit.tuid,
                    "confidence": match.unit.property(PropertyType.CONFIDENCE),
                    "source": {"language": match.source.language, "text": match.source.text},
                    "difference": difference,
                    "targets": {each.language: each.text for each in match.targets},
                }
            )
            continue
        place = match.document + (f", paragraph {paragraph}" if paragraph else "")
        print_line(f"{match.percent:3d} %  {place}")
        print_line(f"  {match.source.language}  {difference}")
        for variant in match.targets:
            print_line(f"  {variant.language}  {variant.text}")
    if not matches:
        warn(f"no text is at least {minimum} % like this one; --minimum lowers the bar")
        raise SystemExit(1)
