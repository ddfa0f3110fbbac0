"""Sum up a report for the terminal: aligned columns, safe for Chinese and Arabic."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from tmx.report.risk import language_name, printed_share
from tmx.report.schema import HIGH_CONFIDENCE, PairFigures, Report
from tmx.report.verdict import count_of, first_look, notices, slips

__all__ = ["display_width", "summarise"]

_GAP: Final = "  "
_LABEL: Final = 12
# SGR codes of ECMA-48; the palette is the terminal's own, so it is legible on light and dark.
_STYLES: Final = {"bold": "1", "soft": "2", "bad": "1;31", "doubtful": "33", "good": "32"}
_DOUBTFUL: Final = 0.7  # the second of the bands the page draws


def summarise(
    report: Report, *, term_count: int = 10, width: int = 100, colour: bool = False
) -> str:
    """Return the summary as lines, without a newline at the end.

    Words from right to left stand at the end of their line, so that no terminal disorders the
    columns. Nothing is told by colour alone.

    Args:
        report: the report.
        term_count: how many terms are shown.
        width: columns of the terminal; languages whose terms do not fit are left out and named.
        colour: whether to add escape sequences for colour.
    """
    sections = [
        _head(report, colour),
        _languages(report, colour),
        _terms(report, term_count, width),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def display_width(text: str) -> int:
    """Return how many columns a text takes in a terminal: two for wide letters, none for marks.

    After Unicode Standard Annex 11, East Asian Width.
    """
    return sum(
        0
        if unicodedata.category(each) in {"Mn", "Me", "Cf"}
        else 2
        if unicodedata.east_asian_width(each) in {"W", "F"}
        else 1
        for each in text
    )


def _head(report: Report, colour: bool) -> list[str]:  # noqa: FBT001 - passed on as it came
    figures = report["figures"]
    confidence = figures["confidence"]
    high = confidence["at_least"][str(HIGH_CONFIDENCE)]
    languages = [each["tag"] for each in report["languages"]]
    name = _styled(_clean(report["name"]), "bold", colour)
    complete = f"with all {len(languages)} languages in {figures['complete_rows']}"
    lines = [
        f"{name}{_GAP}{', '.join(languages)}".strip(),
        f"{'rows':{_LABEL}}{figures['rows']}, {complete}",
    ]
    if confidence["mean"] is not None and confidence["median"] is not None:
        mean = _styled(printed_share(confidence["mean"]), _band(confidence["mean"]), colour)
        lines.append(
            f"{'confidence':{_LABEL}}mean {mean}, median {printed_share(confidence['median'])}; "
            f"{HIGH_CONFIDENCE} or more in {high} of {figures['rows']} rows"
        )
    return lines + _findings(report, colour)


def _findings(report: Report, colour: bool) -> list[str]:  # noqa: FBT001
    severities = report["figures"]["findings"]["by_severity"]
    errors = count_of(severities["error"], "error")
    warnings = count_of(severities["warning"], "warning")
    told = (
        _styled(errors, "bad" if severities["error"] else "", colour),
        _styled(warnings, "doubtful" if severities["warning"] else "", colour),
        count_of(severities["info"], "remark"),
    )
    lines = [f"{'findings':{_LABEL}}{', '.join(told)}"]
    found = slips(report)
    if found:
        others = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        first = _styled(f"{found[0].name}: {_clean(found[0].reason)}", "bad", colour)
        lines.append(f"{'first slip':{_LABEL}}{first}{others}")
    elif report["rows"]:
        lines.append(f"{'slips':{_LABEL}}none found, and no block moved or missing")
    look = first_look(report)
    if look and not found:
        lines.append(f"{'look first':{_LABEL}}{look.name}: {_clean(look.reason)}")
    lines += [
        f"{'note':{_LABEL}}{_clean(notice.headline)}" for notice in notices(report) if notice.warns
    ]
    return lines


def _languages(report: Report, colour: bool) -> list[str]:  # noqa: FBT001
    pairs = {
        pair["target"]: pair
        for pair in report["figures"]["pairs"]
        if pair["source"] == report["source_language"]
    }
    names = [language_name(tag) for tag in report["figures"]["languages"]]
    first = max([_LABEL, *(len(name) + 1 for name in names)])
    head = f"{'':{first}}{'segments':>8}{_GAP}{'covered':>8}"
    if pairs:
        head += f"{_GAP}{'1-1':>7}{_GAP}{'unaligned':>9}{_GAP}{'confidence':>10}"
    lines = [head]
    for name, (tag, figures) in zip(names, report["figures"]["languages"].items(), strict=True):
        line = f"{name:{first}}{figures['segments']:>8}"
        line += f"{_GAP}{_percent(figures['segment_coverage']):>8}"
        if tag in pairs:
            line += _pair(pairs[tag], colour)
        lines.append(line)
    return lines


def _pair(pair: PairFigures, colour: bool) -> str:  # noqa: FBT001
    mean = pair["confidence"]["mean"]
    alone = f"{pair['unaligned']['source']}+{pair['unaligned']['target']}"
    printed = f"{'-' if mean is None else printed_share(mean):>10}"
    sure = _styled(printed, "" if mean is None else _band(mean), colour)
    return f"{_GAP}{_percent(pair['one_to_one_share']):>7}{_GAP}{alone:>9}{_GAP}{sure}"


def _terms(report: Report, count: int, width: int) -> list[str]:
    terms = report["terms"][:count]
    if not terms:
        return []
    right_to_left = {each["tag"] for each in report["languages"] if each["direction"] == "rtl"}
    tags = sorted(
        (each["tag"] for each in report["languages"]), key=lambda tag: tag in right_to_left
    )
    half = (width - len("  1  ") - len(_GAP)) // 2
    columns = {
        tag: [
            _cut(_clean(term["terms"][tag][0]), half) if term["terms"].get(tag) else "-"
            for term in terms
        ]
        for tag in tags
    }
    shown = _fitting(columns, tags, width - len("  1  "))
    left_out = [tag for tag in tags if tag not in shown]
    more = f"; {', '.join(left_out)} in the report" if left_out else ""
    lines = [f"best terms ({', '.join(shown)}{more})"]
    for number in range(len(terms)):
        cells = [_padded(columns[tag][number], _widest(columns[tag])) for tag in shown]
        lines.append(f"{number + 1:>3}{_GAP}{_GAP.join(cells)}".rstrip())
    return lines


def _fitting(columns: dict[str, list[str]], tags: Sequence[str], width: int) -> list[str]:
    """Return the languages whose columns fit side by side, the first two always."""
    shown: list[str] = []
    used = 0
    for tag in tags:
        used += _widest(columns[tag]) + len(_GAP)
        if len(shown) >= 2 and used - len(_GAP) > width:
            break
        shown.append(tag)
    return shown


def _widest(cells: Iterable[str]) -> int:
    return max(map(display_width, cells))


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def _cut(text: str, width: int) -> str:
    """Return a text that takes `width` columns at most, with an ellipsis where it was cut."""
    if display_width(text) <= width:
        return text
    while text and display_width(text) > width - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _styled(text: str, style: str, colour: bool) -> str:  # noqa: FBT001
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if colour and style else text


def _band(confidence: float) -> str:
    if confidence >= HIGH_CONFIDENCE:
        return "good"
    return "doubtful" if confidence >= _DOUBTFUL else "bad"


def _percent(share: float | None) -> str:
    """Return a share in percent, rounded down so that less than all is never 100 %."""
    return "-" if share is None else f"{int(share * 1000 + 1e-9) / 10:.1f} %"


def _clean(text: str) -> str:
    """Return `text` on one line, without characters that steer a terminal or its direction."""
    kept = (" " if each.isspace() else each for each in text)
    return "".join(each for each in kept if unicodedata.category(each) not in {"Cc", "Cf"})
