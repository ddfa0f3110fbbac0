"""`sixfold search`: find a text in a memory."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tmx.cli.options import filter_options, model_options
from tmx.cli.output import (
    clear_progress,
    count_on_terminal,
    print_json,
    print_line,
    read_text_argument,
    warn,
)
from tmx.model import PropertyType, TranslationUnit
from tmx.search.difference import show_difference
from tmx.search.matches import search
from tmx.search.neighbours import Context
from tmx.store.memory import Memory
from tmx.store.penalties import Penalties
from tmx.store.records import UnitFilter

if TYPE_CHECKING:
    from tmx.search.semantic import SemanticMatch


@click.command(name="search")
@click.argument("memory")
@click.argument("text")
@click.option("--from", "source", help="Language of TEXT; with --semantic, one the units have.")
@click.option("--to", "targets", multiple=True, help="Language wanted; may be repeated.")
@click.option(
    "--minimum",
    type=click.IntRange(0, 100),
    default=70,
    show_default=True,
    help="Least percent of likeness, penalties taken off.",
)
@click.option("--before", help="The text before TEXT: a match after the same one counts more.")
@click.option("--after", help="The text after TEXT.")
@click.option("--no-penalties", is_flag=True, help="Show percents without the memory's penalties.")
@click.option("--semantic", is_flag=True, help="Search by meaning, in whatever language.")
@click.option("--limit", type=click.IntRange(1, 1000), default=5, show_default=True)
@filter_options
@model_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")
def command(
    memory: str,
    text: str,
    *,
    source: str | None,
    targets: tuple[str, ...],
    minimum: int,
    before: str | None,
    after: str | None,
    no_penalties: bool,
    semantic: bool,
    limit: int,
    wanted: UnitFilter,
    model: str,
    offline: bool,
    as_json: bool,
) -> None:
    """Find the units of MEMORY whose text is TEXT or like it; '-' reads TEXT from stdin.

    The percent is that of OmegaT's third score: 100 x (1 - edits of words / words of the longer
    text), a Chinese character counting as a word; 101 and 102 are for TEXT itself where what stands
    before or after it, or both, is the same too. What 'sixfold penalties' has set is taken off.

    With --semantic TEXT may be in any language, and what counts is what it means; --from and --to
    then choose a language pair. The first time every unit gets a vector, which is kept in MEMORY.

    Examples:
      sixfold search demo/memory.db "主席摘要" --from zh --to en
      sixfold search demo/memory.db "desarme nuclear" --semantic --to zh
    """
    text = read_text_argument(text)
    if semantic:
        from align.encoding.load import load_encoder
        from tmx.search.semantic import index_meaning, is_indexed
        from tmx.search.semantic import semantic as search_by_meaning

        encoder = load_encoder(model, offline=offline)
        # Whoever may only read can search what is ready.
        is_ready = is_indexed(memory, encoder)
        with Memory.open(memory, writable=not is_ready) as opened:
            if not is_ready:
                index_meaning(opened, encoder, progress=count_on_terminal("units"))
                clear_progress()
            found = search_by_meaning(
                opened, text, encoder, language=source, to=targets, wanted=wanted, limit=limit
            )
        _print_by_meaning(found, as_json=as_json)
        return
    if source is None:
        raise click.UsageError("Say the language of TEXT: --from zh; or search with --semantic.")
    with Memory.open(memory) as opened:
        matches = search(
            opened,
            text,
            language=source,
            to=targets,
            minimum_percent=minimum,
            wanted=wanted,
            penalties=Penalties() if no_penalties else None,
            context=Context(before=before, after=after),
            limit=limit,
        )
    for match in matches:
        difference = show_difference(text, match.source.text)
        if as_json:
            print_json(
                {
                    "percent": match.percent,
                    "penalty": match.penalty,
                    "kind": match.kind.value,
                    **_place_as_json(match.document, match.unit),
                    "source": {"language": match.source.language, "text": match.source.text},
                    "difference": difference,
                    "targets": {each.language: each.text for each in match.targets},
                }
            )
            continue
        off = f" ({match.percent + match.penalty} - {match.penalty})" if match.penalty else ""
        print_line(f"{match.percent:3d} %{off}  {_place(match.document, match.unit)}")
        print_line(f"  {match.source.language}  {difference}")
        for variant in match.targets:
            print_line(f"  {variant.language}  {variant.text}")
    if not matches:
        warn(f"no text is at least {minimum} % like this one; --minimum lowers the bar")
        raise SystemExit(1)


def _print_by_meaning(matches: "Sequence[SemanticMatch]", *, as_json: bool) -> None:
    for match in matches:
        if as_json:
            print_json(
                {
                    "score": round(match.score, 4),
                    "kind": "semantic",
                    **_place_as_json(match.document, match.unit),
                    "texts": {each.language: each.text for each in match.variants},
                }
            )
            continue
        print_line(f"{match.score:.2f}  {_place(match.document, match.unit)}")
        for variant in match.variants:
            print_line(f"  {variant.language}  {variant.text}")
    if not matches:
        warn("no unit is wanted by these filters; leave some out")
        raise SystemExit(1)


def _place(document: str, unit: TranslationUnit) -> str:
    paragraph = unit.property(PropertyType.PARAGRAPH)
    return document + (f", paragraph {paragraph}" if paragraph else "")


def _place_as_json(document: str, unit: TranslationUnit) -> dict[str, object]:
    return {
        "document": document,
        "paragraph": unit.property(PropertyType.PARAGRAPH),
        "tuid": unit.tuid,
        "confidence": unit.property(PropertyType.CONFIDENCE),
    }
