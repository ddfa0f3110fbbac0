"""Sum up a report for the terminal: plain text, safe for Chinese and Arabic."""

import unicodedata
from collections.abc import Sequence

from tmx.report.risk import language_name, printed_share
from tmx.report.schema import HIGH_CONFIDENCE, Report, TermEntry
from tmx.report.verdict import count_of, first_look, notices

__all__ = ["summarise"]


def summarise(report: Report, *, term_count: int = 10) -> str:
    """Return the summary as lines, without a newline at the end.

    Columns hold numbers and Latin letters only, and words from right to left stand at the end of
    their line, so that no terminal disorders them.
    """
    sections = [_head(report), _languages(report), _terms(report, term_count)]
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def _head(report: Report) -> list[str]:
    figures = report["figures"]
    confidence = figures["confidence"]
    high = confidence["at_least"][str(HIGH_CONFIDENCE)]
    severities = figures["findings"]["by_severity"]
    languages = [each["tag"] for each in report["languages"]]
    name = _clean(report["name"])
    complete = f"with all {len(languages)} languages in {figures['complete_rows']}"
    lines = [
        f"{name}  {', '.join(languages)}".strip(),
        f"rows        {figures['rows']}, {complete}",
    ]
    if confidence["mean"] is not None and confidence["median"] is not None:
        lines.append(
            f"confidence  mean {printed_share(confidence['mean'])}, "
            f"median {printed_share(confidence['median'])}; "
            f"{HIGH_CONFIDENCE} or more in {high} of {figures['rows']} rows"
        )
    lines.append(
        f"findings    {count_of(severities['error'], 'error')}, "
        f"{count_of(severities['warning'], 'warning')}, {count_of(severities['info'], 'remark')}"
    )
    look = first_look(report)
    if look:
        lines.append(f"look first  {look.name}: {_clean(look.reason)}")
    lines += [
        f"note        {_clean(notice.headline)}" for notice in notices(report) if notice.warns
    ]
    return lines


def _languages(report: Report) -> list[str]:
    pairs = {
        pair["target"]: pair
        for pair in report["figures"]["pairs"]
        if pair["source"] == report["source_language"]
    }
    lines = [f"{'':12}{'segments':>8}  {'covered':>8}  {'1-1':>7}  {'confidence':>10}"]
    for tag, figures in report["figures"]["languages"].items():
        line = f"{language_name(tag):12}{figures['segments']:>8}"
        line += f"  {_percent(figures['segment_coverage']):>8}"
        if tag in pairs:
            mean = pairs[tag]["confidence"]["mean"]
            line += f"  {_percent(pairs[tag]['one_to_one_share']):>7}"
            line += f"  {'-' if mean is None else printed_share(mean):>10}"
        lines.append(line.rstrip())
    return lines


def _terms(report: Report, count: int) -> list[str]:
    terms = report["terms"][:count]
    if not terms:
        return []
    right_to_left = {each["tag"] for each in report["languages"] if each["direction"] == "rtl"}
    order = sorted(
        (each["tag"] for each in report["languages"]), key=lambda tag: tag in right_to_left
    )
    lines = [f"best terms ({', '.join(order)})"]
    return lines + [f"{number:>3}  {_line(term, order)}" for number, term in enumerate(terms, 1)]


def _line(term: TermEntry, order: Sequence[str]) -> str:
    return " | ".join(
        _clean(term["terms"][tag][0]) if term["terms"].get(tag) else "-" for tag in order
    )


def _percent(share: float | None) -> str:
    """Return a share in percent, rounded down so that less than all is never 100 %."""
    return "-" if share is None else f"{int(share * 1000 + 1e-9) / 10:.1f} %"


def _clean(text: str) -> str:
    """Return `text` on one line, without characters that steer a terminal or its direction."""
    kept = (" " if each.isspace() else each for each in text)
    return "".join(each for each in kept if unicodedata.category(each) not in {"Cc", "Cf"})
