"""Say how a language prints numbers, dates and references: the form of the data files."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Conventions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """What the grammar needs to know of one language.

    All patterns and words are matched against folded text (see `folding`). Mappings of words
    hold lower-case forms; patterns are regular expressions without capturing groups, except for
    the named groups of `times`.

    Attributes:
        language: primary subtag.
        decimal: the decimal separators.
        thousands: the separator of thousands besides the space, empty where there is none.
        word_prefix: what may be written on to the front of a word.
        months: each form of the name of a month, with its number.
        months_in_lower_case: whether they may be written so; English "may" may not.
        day: one day of a month with its ordinal sign.
        day_range: what stands between the days of one month ("3 to 7").
        before_month: what stands between day and month.
        before_year: what stands between month and year.
        month_range: what stands between two months of one year.
        date_range: what may stand between two dates that share one year.
        month_first: whether "September 24, 2010" is written too.
        day_before_month: whether 3/4/2010 is surely 3 April.
        scales: words that multiply a number.
        percent: what follows a percentage.
        currencies_before: patterns of currencies before an amount, with their ISO 4217 code.
        currencies_after: the same after an amount.
        times: patterns of times of day, with groups `hour`, `minute`, `morning`, `afternoon` and
            `unsure` (an hour up to twelve may lie on either side of noon, so it is not read).
        resolution_words: what announces the number of a resolution or decision.
        resolution_letters: the letters of resolutions in parts.
        sessions: patterns of special sessions in resolution numbers, with their Latin form.
        ordinals: written-out ordinal numbers from 21 on, without ending.
        ordinal_ending: the endings of `ordinals`.
        ordinal_stop: what must not stand before them, being part of a longer number.
        roman_after: words after which a Roman numeral is a number ("Article VI").
        roman_before: words before which it is one ("XXI siglo").
        references: whole references with their number ("article premier").
        reference_stop: what must not follow them, being part of a longer number.
        label_words: words after which a letter that is also a scale stays a letter.
        reversed_groups: whether "000 209" is a way of writing 209 000.
    """

    language: str
    decimal: str = "."
    thousands: str = ""
    word_prefix: str = ""
    months: Mapping[str, int] = field(default_factory=dict)
    months_in_lower_case: bool = True
    day: str = r"\d{1,2}"
    day_range: str = " ?- ?"
    before_month: str = " "
    before_year: str = " "
    month_range: str = " ?- ?"
    date_range: str = " ?- ?"
    month_first: bool = False
    day_before_month: bool = True
    scales: Mapping[str, int] = field(default_factory=dict)
    percent: str = " ?%"
    currencies_before: tuple[tuple[str, str], ...] = ()
    currencies_after: tuple[tuple[str, str], ...] = ()
    times: tuple[str, ...] = ()
    resolution_words: str = "(?!)"
    resolution_letters: Mapping[str, str] = field(default_factory=dict)
    sessions: tuple[tuple[str, str], ...] = ()
    ordinals: Mapping[str, int] = field(default_factory=dict)
    ordinal_ending: str = ""
    ordinal_stop: str = ""
    roman_after: str = ""
    roman_before: str = ""
    references: Mapping[str, int] = field(default_factory=dict)
    reference_stop: str = ""
    label_words: str = ""
    reversed_groups: bool = False
