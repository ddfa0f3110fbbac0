"""French, as the United Nations print it: 1er octobre 2010, 10 h 5, 1 234,5 %."""

from typing import Final

from align.anchors.conventions import Conventions

__all__ = ["CONVENTIONS"]

_MONTHS: Final = (
    ("janvier", "janv.", "janv"),
    ("février", "fevrier", "févr.", "févr"),
    ("mars",),
    ("avril", "avr."),
    ("mai",),
    ("juin",),
    ("juillet", "juil."),
    ("août", "aout"),
    ("septembre", "sept.", "sept"),
    ("octobre", "oct."),
    ("novembre", "nov."),
    ("décembre", "decembre", "déc."),
)
_UNITS: Final = (
    "unième",
    "deuxième",
    "troisième",
    "quatrième",
    "cinquième",
    "sixième",
    "septième",
    "huitième",
    "neuvième",
    "dixième",
    "onzième",
    "douzième",
    "treizième",
    "quatorzième",
    "quinzième",
    "seizième",
    "dix-septième",
    "dix-huitième",
    "dix-neuvième",
)
# Base, its words, and how many ordinals are formed on it: soixante-dix-neuvième is 60 + 19.
_BASES: Final = (
    (20, "vingt", 9),
    (30, "trente", 9),
    (40, "quarante", 9),
    (50, "cinquante", 9),
    (60, "soixante", 19),
    (80, "quatre-vingt", 19),
)
_ORDINALS: Final = {
    base_words + joint + unit: base + value
    for base, base_words, count in _BASES
    for value, unit in enumerate(_UNITS[:count], start=1)
    for joint in ((" et ", "-et-") if value in (1, 11) and base < 80 else ("-", " "))
} | {
    "quatre-vingtième": 80,
    "trentième": 30,
    "quarantième": 40,
    "cinquantième": 50,
    "soixantième": 60,
}

CONVENTIONS: Final = Conventions(
    language="fr",
    decimal=",",
    months={form: number for number, forms in enumerate(_MONTHS, start=1) for form in forms},
    day=r"\d{1,2}(?:er|ᵉʳ)?",
    day_range=r"(?: ?- ?| au | à | et | ou )(?:le |au )?",
    before_year=r" ",
    month_range=r"(?: ?- ?| à | et | ou )",
    date_range=r",?(?: ?- ?| | au | à | et | ou | jusqu'au | et au | et du | et le | à la )",
    scales={
        "mille": 10**3,
        "million": 10**6,
        "millions": 10**6,
        "milliard": 10**9,
        "milliards": 10**9,
        "billion": 10**12,
        "billions": 10**12,
    },
    percent=r" ?%| pour ?cent(?![a-z])",
    currencies_before=(
        (r"(?:\$ ?US|US ?\$|USD|\$)", "USD"),
        (r"(?:€|EUR)", "EUR"),
        (r"£", "GBP"),
    ),
    currencies_after=(
        (r" (?:d'|de )?dollars (?:canadiens|du Canada)", "CAD"),
        (r" (?:d'|de )?dollars (?:australiens|d'Australie)", "AUD"),
        (
            (
                r" (?:de )?dollars?(?!s)(?: des États-Unis| É\.-U\.| américains)?"
                r"(?! (?:de (?:Hong|Fidji)|néo|singap))| USD| \$ ?É\.-U\.| \$"
            ),
            "USD",
        ),
        (r" ?(?:d'|de )?euros?(?![a-z])| EUR| €", "EUR"),
        (r" (?:de )?livres sterling", "GBP"),
        (r" (?:de )?francs suisses", "CHF"),
        (r" (?:de )?yen", "JPY"),
        (r" (?:de )?yuan(?: renminbi)?", "CNY"),
        (r" (?:de )?roubles", "RUB"),
    ),
    times=(
        (
            r"(?P<hour>\d{1,2}) ?(?:h|heures?) ?(?P<minute>\d{1,2})(?![\d ]*(?:\d|jours))"
            r""
        ),
        (
            r"(?:(?<=[eés] à )|(?<=\d{4} à )|(?<=près )(?!\d+ heures d)"
            r"|(?<=[Dd]e )(?=\d+ (?:h|heures) à \d+ (?:h|heures)\b)|(?<=heures à )"
            r"|(?<=\d h à ))(?P<hour>\d{1,2}) (?:heures|h)(?![a-z])"
            r""
        ),
    ),
    resolution_words="résolution|décision",
    ordinals=_ORDINALS,
    ordinal_ending="s?",
    ordinal_stop="(?<!cent )(?<!cents )(?<!mille )",
    roman_after="[Aa]rticles?|ARTICLES?|[Cc]hapitres?|CHAPITRES?|[Aa]nnexes?|ANNEXES?",
    roman_before="[XV]X?[IVX]*e(?= siècle)",
    references={"article premier": 1},
)
