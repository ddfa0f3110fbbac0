"""Read job numbers, which United Nations documents bear beside their symbol: `10-57056 (C)`.

A job number belongs to one language version, so it says the language and never pairs versions;
the symbol does that.
"""

import re
from dataclasses import dataclass
from typing import Final

from sources.document import Document
from sources.language import OFFICIAL_LANGUAGES

__all__ = ["JobNumber", "parse_job_number", "printed_language"]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobNumber:
    """The number of one language version of a document.

    Attributes:
        office: where it was issued: `N` New York, `GE` Geneva, `V` Vienna, or another prefix.
        year: its last two digits, as printed.
        number: the digits after the year.
        language: BCP 47 tag of the letter in parentheses, empty without one.
    """

    office: str
    year: str
    number: str
    language: str = ""

    def __str__(self) -> str:
        """Return the form of addresses and file names: `N1057056`, `GE.10-12345`."""
        return (
            f"N{self.year}{self.number}"
            if self.office == "N"
            else f"{self.office}.{self.year}-{self.number}"
        )


_LETTERS: Final = {language.letter: language.tag for language in OFFICIAL_LANGUAGES}
_PRINTED: Final = re.compile(
    r"(?:\d{1,3}\s+)?(?:(?P<office>GE|V|HS|ICEF|NA)\.)?(?P<year>\d{2})-(?P<number>\d{4,7})X?"
    r"(?:\s*\((?P<letter>[ACEFRS])\))?(?:\s*\*?\d{1,7}\*?){0,4}"
)
# Extraction may turn the two halves of a number around in Arabic: "57056-10 (A)".
_TURNED: Final = re.compile(r"(?:\d{1,3}\s+)?(?P<number>\d{5})-(?P<year>\d{2})\s*\((?P<letter>A)\)")
_FILE_NAME: Final = re.compile(r"[Nn](?P<year>\d{2})(?P<number>\d{5})")


def parse_job_number(text: str) -> JobNumber | None:
    """Return the job number that a printed line or a file name is, or None.

    Page numbers and bar codes beside it are passed over: `10-57056 (C)4`, `n1057056`.
    """
    line = text.strip()[:60]
    match = _FILE_NAME.fullmatch(line) or _PRINTED.fullmatch(line) or _TURNED.fullmatch(line)
    if match is None:
        return None
    groups = match.groupdict()
    return JobNumber(
        office=groups.get("office") or "N",
        year=groups["year"],
        number=groups["number"],
        language=_LETTERS.get(groups.get("letter") or "", ""),
    )


def printed_language(document: Document) -> str | None:
    """Return the language that the job number on the pages of a document tells, or None."""
    numbers = (parse_job_number(line.text) for line in document.dropped)
    return next((number.language for number in numbers if number and number.language), None)
