"""Spanish, as the United Nations print it: 1 de octubre de 2010, 10.05 horas, 1.234,5%."""

from typing import Final

from align.anchors.conventions import Conventions

__all__ = ["CONVENTIONS"]

_MONTHS: Final = (
    ("enero",),
    ("febrero",),
    ("marzo",),
    ("abril",),
    ("mayo",),
    ("junio",),
    ("julio",),
    ("agosto",),
    ("septiembre", "setiembre", "sept."),
    ("octubre", "oct."),
    ("noviembre", "nov."),
    ("diciembre", "dic."),
)
_TENS: Final = {
    20: "vigésim",
    30: "trigésim",
    40: "cuadragésim",
    50: "quincuagésim",
    60: "sexagésim",
    70: "septuagésim",
    80: "octogésim",
    90: "nonagésim",
}
_UNITS: Final = ("primer", "segund", "tercer", "cuart", "quint", "sext", "séptim", "octav", "noven")
_ORDINALS: Final = (
    {
        f"{stem}{ending} {unit}": tens + value
        for tens, stem in _TENS.items()
        for ending in "oa"
        for value, unit in enumerate(_UNITS, start=1)
    }
    | {
        f"{stem.replace('é', 'e')}o{unit}": tens + value
        for tens, stem in _TENS.items()
        for value, unit in enumerate(_UNITS, start=1)
    }
    | {stem: tens for tens, stem in _TENS.items() if tens > 20}
)

CONVENTIONS: Final = Conventions(
    language="es",
    decimal=",",
    thousands=".",
    months={form: number for number, forms in enumerate(_MONTHS, start=1) for form in forms},
    day=r"\d{1,2}(?:º|°|\.º|er)?",
    day_range=r"(?: ?- ?| al | a | y | o )(?:el |al )?",
    before_month=r"(?: de | )",
    before_year=r"(?: de | del | del año | )",
    month_range=r"(?: ?- ?| a | y | o )(?:de )?",
    date_range=r",?(?: ?- ?| | al | a | y | o | hasta el | y el | y del | y al )",
    scales={
        "mil": 10**3,
        "mil millones": 10**9,
        "millón": 10**6,
        "millones": 10**6,
        "billón": 10**12,
        "billones": 10**12,
    },
    percent=r" ?%| por ?ciento(?![a-z])",
    currencies_before=(
        (r"(?:US ?\$|\$ ?EE\.UU\.|USD|\$)", "USD"),
        (r"(?:€|EUR)", "EUR"),
        (r"£", "GBP"),
    ),
    currencies_after=(
        (r" (?:de )?dólares canadienses", "CAD"),
        (r" (?:de )?dólares australianos", "AUD"),
        (
            (
                r" (?:de )?dólar(?:es)?(?!e)"
                r"(?: de los Estados Unidos| de EE\. ?UU\.| estadounidenses)?"
                r"(?! (?:de Hong|de Fiji|neo|de Sing))| USD"
            ),
            "USD",
        ),
        (r" (?:de )?euros?(?![a-z])| EUR| €", "EUR"),
        (r" (?:de )?libras esterlinas", "GBP"),
        (r" (?:de )?francos suizos", "CHF"),
        (r" (?:de )?yen(?:es)?", "JPY"),
        (r" (?:de )?yuan(?:es)?(?: renminbi)?", "CNY"),
        (r" (?:de )?rublos", "RUB"),
    ),
    times=(
        (
            r"(?P<hour>\d{1,2})[.:](?P<minute>\d\d) ?"
            r"(?:(?P<afternoon>p\. ?m\.)|(?P<morning>a\. ?m\.)|horas|hs?\b\.?)"
        ),
        r"(?P<hour>\d{1,2}) ?(?:(?P<afternoon>p\. ?m\.)|(?P<morning>a\. ?m\.))",
        (
            r"(?<=[Ll]as )(?P<hour>\d{1,2})[.:](?P<minute>\d\d)(?![\d%])(?! (?:por|mill))"
            r""
        ),
    ),
    resolution_words="resoluci|decisi",
    ordinals=_ORDINALS,
    ordinal_ending="(?:o|a|os|as)?",
    roman_after="[Aa]rtículos?|ARTÍCULOS?|[Cc]apítulos?|CAPÍTULOS?|[Aa]nexos?|ANEXOS?|[Ss]iglo",
    references={"artículo primero": 1},
)
