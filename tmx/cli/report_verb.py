"""`sixfold report`: how far to trust an alignment."""

import click

from tmx.cli.output import print_json, print_line, warn
from tmx.report import check_report, summarise
from tmx.report_of import report_of


@click.command(name="report")
@click.argument("path", metavar="DIR|MEMORY")
@click.option(
    "--fail-under",
    type=click.FloatRange(0.0, 1.0),
    help="Exit with 1 if the mean confidence is lower.",
)
@click.option("--max-errors", type=click.IntRange(0), help="Exit with 1 if there are more errors.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as JSON.")
def command(path: str, fail_under: float | None, max_errors: int | None, *, as_json: bool) -> None:
    """Print the quality report of DIR, made by 'sixfold align', or of a memory.

    Example: sixfold report demo/ --fail-under 0.9
    """
    report = report_of(path)
    if as_json:
        print_json(report, indent=1)
    else:
        print_line(summarise(report).rstrip())
    reasons = check_report(report, fail_under, max_errors)
    for reason in reasons:
        warn(reason)
    if reasons:
        raise SystemExit(1)
