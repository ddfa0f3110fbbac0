"""`sixfold concordance`: words in their contexts."""

import click

from tmx.cli.options import filter_options
from tmx.cli.output import print_json, print_line, read_text_argument, warn
from tmx.model import PropertyType
from tmx.search.concordance import ConcordanceLine, Forms, concordance
from tmx.store.memory import Memory
from tmx.store.records import UnitFilter


@click.command(name="concordance")
@click.argument("memory")
@click.argument("words")
@click.option("--from", "--language", "language", help="Language of WORDS; any if left out.")
@click.option("--to", "targets", multiple=True, help="Language to show; all if left out.")
@click.option("--exact", is_flag=True, help="No inflected forms.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@filter_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")
def command(
    memory: str,
    words: str,
    language: str | None,
    targets: tuple[str, ...],
    limit: int,
    *,
    exact: bool,
    wanted: UnitFilter,
    as_json: bool,
) -> None:
    """Show every text of MEMORY that holds WORDS, with its equivalents; '-' reads from stdin.

    Inflected forms are found too. "Quoted words" stand together, a star ends an open word. The
    texts before and after it in its document are shown with three dots.

    Example: sixfold concordance demo/memory.db 裁军谈判会议 --to en
    """
    words = read_text_argument(words)
    with Memory.open(memory) as opened:
        found = concordance(
            opened,
            words,
            language=language,
            to=targets,
            forms=Forms.EXACT if exact else Forms.INFLECTED,
            wanted=wanted,
            limit=limit,
        )
    for line in found.lines:
        if as_json:
            print_json(_as_json(line))
        else:
            _print(line)
    if not found.lines:
        warn(f"no text holds {words!r}; 'sixfold search' finds texts that are like another")
        raise SystemExit(1)
    if found.total > len(found.lines):
        warn(f"{len(found.lines)} of {found.total} texts shown; --limit shows more")


def _print(line: ConcordanceLine) -> None:
    place = line.document + (f", paragraph {line.paragraph}" if line.paragraph else "")
    print_line(place)
    if line.before:
        print_line(f"  ...  {line.before}")
    print_line(f"  {line.language}  {_marked(line.text, line.spans)}")
    if line.after:
        print_line(f"  ...  {line.after}")
    for equivalent in line.equivalents:
        variant = equivalent.variant
        print_line(f"  {variant.language}  {_marked(variant.text, equivalent.spans)}")


def _marked(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """Return the text with its hits between angle quotes that point at them."""
    pieces, end = [], 0
    for start, stop in spans:
        pieces += [text[end:start], "»", text[start:stop], "«"]
        end = stop
    return "".join([*pieces, text[end:]])


def _as_json(line: ConcordanceLine) -> dict[str, object]:
    return {
        "document": line.document,
        "paragraph": line.paragraph,
        "tuid": line.unit.tuid,
        "confidence": line.unit.property(PropertyType.CONFIDENCE),
        "language": line.language,
        "text": line.text,
        "spans": [list(span) for span in line.spans],
        "before": line.before,
        "after": line.after,
        "equivalents": {
            each.variant.language: {
                "text": each.variant.text,
                "spans": [list(span) for span in each.spans],
            }
            for each in line.equivalents
        },
    }
