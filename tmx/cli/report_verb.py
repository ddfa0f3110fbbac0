"""`sixfold report`: how far to trust an alignment."""

import click

from tmx.cli.output import print_json, print_line, print_summary, warn
from tmx.report import check_report
from tmx.report_of import report_of


@click.command(name="report")
@click.argument("path", metavar="DIR|MEMORY")
@click.option(
    "--fail-under",
    type=click.FloatRange(0.0, 1.0),
    help="Exit with 1 if the mean confidence is lower.",
)
@click.option("--max-errors", type=click.IntRange(0), help="Exit with 1 if there are more errors.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "junit"]),
    default="text",
    show_default=True,
    help="What to print; sarif and junit are read by build servers.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def command(
    path: str, fail_under: float | None, max_errors: int | None, form: str, *, as_json: bool
) -> None:
    """Print the quality report of DIR, made by 'sixfold align', or of a memory.

    Examples:
      sixfold report demo/ --fail-under 0.9 --max-errors 0

      sixfold report demo/ --format sarif > findings.sarif
    """
    report = report_of(path)
    gate = check_report(report, fail_under, max_errors)
    if as_json or form == "json":
        print_json(report, indent=1)
    elif form == "sarif":
        from tmx.report.sarif import to_sarif

        print_json(to_sarif(report, gate), indent=1)
    elif form == "junit":
        from tmx.report.junit import to_junit

        print_line(to_junit(report, gate))
    else:
        print_summary(report)
    for reason in gate.reasons:
        warn(reason)
    if gate.reasons:
        raise SystemExit(1)
