"""`sixfold evaluate`: compare beads with beads made by hand."""

from dataclasses import asdict

import click

from align.evaluation import evaluate_beads, parse_beads
from align.model import AlignmentError
from tmx.cli.output import print_json, print_line, read_lines


@click.command(name="evaluate")
@click.argument("gold")
@click.argument("auto")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(gold: str, auto: str, *, as_json: bool) -> None:
    """Compare the beads in AUTO with the hand-made ones in GOLD.

    A line is '[0, 1]:[2]', anything may follow after another colon, or '0,1', a tab, '2'. Strict
    counts equal beads, lax counts beads that overlap on both sides. Recall counts every gold
    bead, also those with an empty side.

    Example: sixfold evaluate gold.tsv auto.txt
    """
    gold_beads, found_beads = (
        parse_beads("\n".join(read_lines(path)), path) for path in (gold, auto)
    )
    if not gold_beads:
        raise AlignmentError(f"{gold} holds no bead, expected one at least; check the file.")
    result = evaluate_beads(gold_beads, found_beads)
    if as_json:
        print_json({name: round(value, 6) for name, value in asdict(result).items()})
        return
    print_line(f"{'':8}precision  recall      F1")
    for name, prefix in (("strict", ""), ("lax", "lax_")):
        values = [getattr(result, prefix + part) for part in ("precision", "recall", "f1")]
        print_line(f"{name:8}" + "  ".join(f"{value:9.4f}" for value in values).rstrip())
    print_line(f"{result.gold_count} gold beads, {result.found_count} found")
