"""Say in words what came out: the ten-second verdict of a report."""

from dataclasses import dataclass

from tmx.report.risk import SLIP_CHECKS, language_name, review_order
from tmx.report.schema import HIGH_CONFIDENCE, Report, RowEntry

__all__ = [
    "FirstLook",
    "Notice",
    "count_of",
    "first_look",
    "notices",
    "row_name",
    "slips",
    "verdict",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLook:
    """The row to look at first, its name and the gravest reason."""

    index: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Words that must accompany some of the texts; `warns` if they are not official."""

    warns: bool
    headline: str
    text: str


def verdict(report: Report) -> str:
    """Return the verdict in one or two sentences."""
    figures = report["figures"]
    errors = figures["findings"]["by_severity"]["error"]
    warnings = figures["findings"]["by_severity"]["warning"]
    if not figures["rows"]:
        return "Nothing was aligned."
    if slips(report):
        stretches = count_of(len(slips(report)), "stretch")
        start = f"{stretches} slipped, moved or missing: do not use it unread."
    elif errors:
        rows = count_of(figures["findings"]["rows_with_errors"], "row")
        start = f"{count_of(errors, 'error')} in {rows}: look before you use it."
    elif warnings:
        start = f"No error found, {count_of(warnings, 'warning')} to look at."
    else:
        start = "No error and no warning found."
    high = figures["confidence"]["at_least"][str(HIGH_CONFIDENCE)]
    if high == figures["rows"]:
        return f"{start} Every row has a confidence of {HIGH_CONFIDENCE} or more."
    return (
        f"{start} {high} of {count_of(figures['rows'], 'row')} have a confidence of "
        f"{HIGH_CONFIDENCE} or more."
    )


def first_look(report: Report) -> FirstLook | None:
    """Return the first slip, else the worst row; None if nothing speaks against any."""
    found = slips(report)
    if found:
        return found[0]
    worst = next(iter(review_order(report["rows"])), None)
    if worst is None:
        return None
    return FirstLook(
        index=worst["index"],
        name=row_name(worst),
        reason=worst["reasons"][0] if worst["reasons"] else "",
    )


def slips(report: Report) -> tuple[FirstLook, ...]:
    """Return the slips, moved blocks and missing pages, in the order of the text."""
    return tuple(
        FirstLook(
            index=finding["row"],
            name=row_name(report["rows"][finding["row"]]),
            reason=finding["message"],
        )
        for finding in report["findings"]
        if finding["check"] in SLIP_CHECKS
    )


def notices(report: Report) -> tuple[Notice, ...]:
    """Return what must be said of the texts: unofficial versions first, then other notices."""
    inputs = report["inputs"]
    unofficial = [each for each in inputs if each["official"] is False]
    found = []
    if unofficial:
        names = ", ".join(language_name(each["language"]) for each in unofficial)
        number = "All" if len(unofficial) == len(inputs) else f"{len(unofficial)} of the"
        found.append(
            Notice(
                warns=True,
                headline=f"{number} {len(inputs)} versions are unofficial working translations: "
                f"{names}.",
                text=" ".join(dict.fromkeys(each["notice"] for each in unofficial)),
            )
        )
    for text in dict.fromkeys(each["notice"] for each in inputs if each["official"] is not False):
        if text:
            held = [each["language"] for each in inputs if each["notice"] == text]
            found.append(
                Notice(
                    warns=False,
                    headline=f"{', '.join(language_name(tag) for tag in held)}:",
                    text=text,
                )
            )
    return tuple(found)


def row_name(row: RowEntry) -> str:
    """Return how people name a row: `row 35, paragraph 12 (a)`."""
    name = f"row {row['index'] + 1}"
    return f"{name}, paragraph {row['place']}" if row["place"] else name


def count_of(number: int, noun: str) -> str:
    """Return `1 row`, `2 rows`, `3 stretches`."""
    ending = "" if number == 1 else "es" if noun.endswith("ch") else "s"
    return f"{number} {noun}{ending}"
