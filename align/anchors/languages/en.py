"""English, as the United Nations print it: 24 September 2010, 10.05 a.m., 1,234.5 per cent."""

from typing import Final

from align.anchors.conventions import Conventions

__all__ = ["CONVENTIONS"]

_MONTHS: Final = (
    ("january", "jan.", "jan"),
    ("february", "feb.", "feb"),
    ("march", "mar.", "mar"),
    ("april", "apr.", "apr"),
    ("may",),
    ("june", "jun.", "jun"),
    ("july", "jul.", "jul"),
    ("august", "aug.", "aug"),
    ("september", "sept.", "sept", "sep.", "sep"),
    ("october", "oct.", "oct"),
    ("november", "nov.", "nov"),
    ("december", "dec.", "dec"),
)
_TENS: Final = ("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet")
_UNITS: Final = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
)
_ORDINALS: Final = {
    f"{tens}y{dash}{unit}": 10 * (index + 2) + value
    for index, tens in enumerate(_TENS)
    for value, unit in enumerate(_UNITS, start=1)
    for dash in "- "
} | {f"{tens}ieth": 10 * (index + 2) for index, tens in enumerate(_TENS) if index > 0}

CONVENTIONS: Final = Conventions(
    language="en",
    decimal=".",
    thousands=",",
    months={form: number for number, forms in enumerate(_MONTHS, start=1) for form in forms},
    months_in_lower_case=False,
    day=r"\d{1,2}(?:st|nd|rd|th)?",
    day_range=r"(?: ?- ?| to |,? and | or | until | through | till )",
    before_month=r"(?: | of )",
    before_year=r",? ",
    month_range=r"(?: ?- ?| to | and | or | through | until )",
    date_range=r",?(?: ?- ?| | to | and | or | until | through | till | and from | to the )",
    month_first=True,
    day_before_month=False,
    scales={"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "bn": 10**9},
    percent=r" ?%| per ?cent(?![a-z])| percent(?![a-z])",
    currencies_before=(
        (r"(?:US ?\$|USD|\$ ?US|\$)", "USD"),
        (r"(?:€|EUR)", "EUR"),
        (r"(?:£|GBP)", "GBP"),
        (r"(?:Can\$|CAD)", "CAD"),
        (r"(?:\$A|AUD)", "AUD"),
        (r"(?:SwF|CHF)", "CHF"),
    ),
    currencies_after=(
        (r" (?:United States |US )?dollars?| USD", "USD"),
        (r" euros?| EUR", "EUR"),
        (r" pounds sterling| GBP", "GBP"),
        (r" Canadian dollars", "CAD"),
        (r" Australian dollars", "AUD"),
        (r" Swiss francs", "CHF"),
        (r" (?:Japanese )?yen", "JPY"),
        (r" yuan(?: renminbi)?", "CNY"),
        (r" (?:Russian )?roubles", "RUB"),
    ),
    times=(
        (
            r"(?P<hour>\d{1,2})(?:[.:](?P<minute>\d\d))? ?"
            r"(?:(?P<afternoon>[pP]\.? ?[mM]\b\.?)|(?P<morning>[aA]\.? ?[mM]\b\.?))"
        ),
        r"(?P<hour>\d{2})[.:](?P<minute>\d\d) hours",
        r"(?P<hour>0\d)(?P<minute>\d\d) hours",
    ),
    resolution_words="resolution|decision",
    ordinals=_ORDINALS,
    ordinal_stop="(?<!hundred )(?<!hundred and )(?<!thousand )(?<!thousand and )",
    roman_after="[Aa]rticles?|ARTICLES?|[Cc]hapters?|CHAPTERS?|[Aa]nnex(?:es)?|ANNEX",
)
