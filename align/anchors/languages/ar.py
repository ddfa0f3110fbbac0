"""Arabic, as the United Nations print it: 24 أيلول/سبتمبر 2010، 3.25 في المائة، 209 000.

All words are in folded form: bare alif, ya and ha at the end (see `folding`).
"""

from typing import Final

from align.anchors.conventions import Conventions

__all__ = ["CONVENTIONS"]

# Levantine name first, then the Gregorian forms of the press from Morocco to Iraq.
_MONTHS: Final = (
    ("كانون الثاني", "يناير", "جانفي"),
    ("شباط", "فبراير", "فيفري"),
    ("اذار", "مارس"),
    ("نيسان", "ابريل", "افريل"),
    ("ايار", "مايو"),
    ("حزيران", "يونيه", "يونيو", "جوان"),
    ("تموز", "يوليه", "يوليو", "جويليه"),
    ("اب", "اغسطس"),
    ("ايلول", "سبتمبر", "شتنبر"),
    ("تشرين الاول", "اكتوبر"),
    ("تشرين الثاني", "نوفمبر"),
    ("كانون الاول", "ديسمبر"),
)
_NAMES: Final = {
    form: number for number, forms in enumerate(_MONTHS, start=1) for form in forms
} | {
    f"{first}{slash}{second}": number
    for number, (levantine, *others) in enumerate(_MONTHS, start=1)
    for gregorian in others
    for first, second in ((levantine, gregorian), (gregorian, levantine))
    for slash in ("/", " / ")
}
_UNITS: Final = ("حادي", "ثاني", "ثالث", "رابع", "خامس", "سادس", "سابع", "ثامن", "تاسع")
_TENS: Final = ("عشر", "ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_ORDINALS: Final = {
    f"ال{unit}{gender} وال{tens}{case}": 10 * index + value
    for index, tens in enumerate(_TENS, start=2)
    for case in ("ين", "ون")
    for value, unit in enumerate(_UNITS, start=1)
    for gender in ("ه", "")
}
_FIRST: Final = ("اول", "ثاني", "ثالث", "رابع", "خامس", "سادس", "سابع", "ثامن", "تاسع", "عاشر")
_NOUNS: Final = (
    ("الماده", "ه"),
    ("للماده", "ه"),
    ("بالماده", "ه"),
    ("والماده", "ه"),
    ("الفصل", ""),
    ("بالفصل", ""),
    ("المرفق", ""),
    ("بالمرفق", ""),
)
_ARTICLES: Final = {
    f"{noun} ال{unit}{gender}": value
    for noun, gender in _NOUNS
    for value, unit in enumerate(_FIRST, start=1)
    if (value, gender) != (1, "ه")
} | {f"{noun} الاولي": 1 for noun in ("الماده", "للماده", "بالماده", "والماده")}
_TEENS: Final = {
    f"{noun} ال{unit}{gender} عشر{gender}": value + 10
    for noun, gender in _NOUNS
    for value, unit in enumerate(("حادي", *_FIRST[1:9]), start=1)
}

_LETTERS: Final = (
    "الف",
    "باء",
    "جيم",
    "دال",
    "هاء",
    "واو",
    "زاي",
    "حاء",
    "طاء",
    "ياء",
    "كاف",
    "لام",
    "ميم",
    "نون",
    "سين",
    "عين",
    "فاء",
    "صاد",
    "قاف",
)

CONVENTIONS: Final = Conventions(
    language="ar",
    decimal=".,",
    word_prefix="[وفبلك]?",
    months=_NAMES,
    day_range=r"(?: ?- ?| الي | و ?| حتي | او )",
    before_month=r"(?: | من )",
    before_year=r"(?: | من عام | عام | سنه | لعام )",
    month_range=r"(?: ?- ?| الي | و ?| او | حتي )",
    date_range=r"،?(?: ?- ?| | الي | و ?| او | حتي | وحتي | والي )",
    scales={
        "الف": 10**3,
        "الاف": 10**3,
        "الفا": 10**3,
        "مليون": 10**6,
        "مليونا": 10**6,
        "ملايين": 10**6,
        "بليون": 10**9,
        "بليونا": 10**9,
        "بلايين": 10**9,
        "مليار": 10**9,
        "مليارا": 10**9,
        "مليارات": 10**9,
        "تريليون": 10**12,
        "تريليونا": 10**12,
        "تريليونات": 10**12,
    },
    percent=r" ?%| (?:في|ب) ?(?:المائه|المئه|الميه)| بالم(?:ائه|ئه)",
    currencies_before=((r"(?:\$|USD)", "USD"), (r"€", "EUR")),
    currencies_after=(
        (r" دولار(?:ا|ات)? كندي(?:ا|ه)?", "CAD"),
        (r" دولار(?:ا|ات)? استرالي(?:ا|ه)?", "AUD"),
        (
            (
                r" (?:من )?(?:دولار(?:ا|ات)?)(?: امريكي(?:ا|ه)?"
                r"| من دولارات الولايات المتحده| الولايات المتحده)?"
                r"(?! (?:كند|استرال|فيج|هونغ|سنغافور|نيوز))"
            ),
            "USD",
        ),
        (r" يورو", "EUR"),
        (r" جنيه(?:ا|ات)? استرليني(?:ا|ه)?", "GBP"),
        (r" فرنك(?:ا|ات)? سويسري(?:ا|ه)?", "CHF"),
        (r" ين(?:ا)?(?: ياباني(?:ا)?)?(?![^\W\d_])", "JPY"),
        (r" يوان(?:ا|ات)?", "CNY"),
        (r" روبل(?:ا|ات)?", "RUB"),
    ),
    times=(
        (
            r"(?<=الساعه )(?!0?0/)(?P<hour>\d{1,2})(?:[.:/](?P<minute>\d\d))?(?!\d)"
            r"(?: ?(?:(?P<afternoon>بعد الظهر|مساء|عصرا)|(?P<morning>صباحا|قبل الظهر)))?"
        ),
        (
            r"(?P<hour>\d{1,2})[.:/](?P<minute>\d\d) "
            r"(?:(?P<afternoon>بعد الظهر|مساء|عصرا)|(?P<morning>صباحا|قبل الظهر))"
        ),
    ),
    resolution_words="قرار|مقرر",
    resolution_letters=dict(
        zip(
            _LETTERS,
            "ABCDEFGHIJKLMNOPQRS",
            strict=True,
        )
    ),
    sessions=(("داط ?- ?", "ES-"), ("دا ?- ?", "S-")),
    ordinals=_ORDINALS,
    roman_after="الماد(?:ه|تين|تان)|الفصل|المرفق",
    references=_ARTICLES | _TEENS,
    ordinal_ending="(?! بعد)",
    ordinal_stop="(?<!مائه )(?<!مئه )",
    # "Article 4" must not be read out of "Article 14" or "Article 24".
    reference_stop="(?! عشر)(?! وال(?:عشر|ثلاث|اربع|خمس|ست|سبع|ثمان|تسع)(?:ين|ون))",
    label_words="فقره|ماده|فصل|باب|بند|مرفق|جزء|فرع|قرار|مقرر",
    reversed_groups=True,
)
