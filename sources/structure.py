"""Recognise the labels at the head of paragraphs: the same number in six languages.

The United Nations number paragraphs alike in all languages "to ensure that references and
cross-references are identical in all language versions" (UN Editorial Manual). How a label is
printed differs: `12.` or `12 -`, `(a)`, `a)` or `(أ)`, `(i)` or `(一)`. Which of its readings is
meant (the letter i or the numeral i, Cyrillic es or Latin c) is decided by the running sequence
and never by the glyph alone.
"""

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from sources.document import ParagraphKind

__all__ = ["Label", "Numbering", "annex_number", "ends_sentence", "kind_of", "strip_closers"]

Family = Literal["number", "letter", "roman", "digit", "section", "subsection"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label as found at the head of a block.

    Attributes:
        printed: as printed, without the space after it.
        number: canonical form: `12`, `(a)`, `(i)`, `(1)`, `II`, `A`.
        kind: the kind of block it makes.
        level: 0 for numbered paragraphs and sections, 1 for items, 2 for items within items.
        length: code points to take off the head of the text, the space after it included.
    """

    printed: str
    number: str
    kind: ParagraphKind
    level: int
    length: int


@dataclass(frozen=True, slots=True)
class _Reading:
    family: Family
    ordinal: int


# How far a sequence may jump and still be the same: paragraphs lost in extraction or struck out.
# Only believed where the layout says that a block begins.
_LARGEST_JUMP: Final = 10
_LARGEST_ITEM_JUMP: Final = 3

_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
# Lists skip ё, й, ъ, ы, ь (Russian typographical usage).
_CYRILLIC: Final = "абвгдежзиклмнопрстуфхцчшщэюя"
_LATIN_LOOKING_CYRILLIC: Final = {"а": "a", "с": "c", "е": "e", "і": "i", "о": "o", "р": "p"}
_LATIN_LOOKING_CAPITALS: Final = str.maketrans("АВЕК", "ABEK")
# Lists run in abjad order, not in that of the dictionary.
_ARABIC: Final = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_ARABIC_LETTER_NAMES: Final = ("ألف", "باء", "جيم", "دال", "هاء", "واو", "زاي", "حاء", "طاء", "ياء")
_ARABIC_ORDINALS: Final = (
    *("أولا", "ثانيا", "ثالثا", "رابعا", "خامسا", "سادسا", "سابعا", "ثامنا", "تاسعا", "عاشرا"),
    *("حادي عشر", "ثاني عشر", "ثالث عشر", "رابع عشر", "خامس عشر"),
)
_CHINESE: Final = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９", "0123456789" * 3)

_NUMBER: Final = re.compile(
    r"(?P<printed>(?P<token>[0-9٠-٩۰-۹０-９]{1,4})\s?(?:[.．、](?![0-9])|(?<=\s)[-–—](?=\s)))"
    r"(?:\s+|(?=[\u3400-\u9fff《“「]))"
)
_ITEM: Final = re.compile(
    r"(?P<printed>[(（](?P<token>[^\W\d_]{1,5}ـ?|[0-9٠-٩]{1,2})[)）]|(?P<bare>[^\W\d_]{1,4})[)）](?=\s)"
    r"|['‘’](?P<quoted>[0-9٠-٩]{1,2})['’‘](?=\s)|(?P<enclosed>[㈠-㈩]))\s*"
)
_SECTION: Final = re.compile(
    r"(?P<printed>(?P<token>[IVXL]{1,7}|[A-Z]|[АБВГДЕЖЗИК])\.)\s+(?=\S)"
    r"|(?P<chinese>(?P<numeral>[一二三四五六七八九十]{1,3})[、.．])\s*(?=\S)"
    r"|(?P<arabic>(?P<word>"
    + "|".join((*_ARABIC_ORDINALS[::-1], *_ARABIC_LETTER_NAMES))
    + r")\s?[-–—:])\s+(?=\S)"
)
_SIGNATURE: Final = re.compile(
    r"[(（]\s*(?:Signed|签名|签字|Signé|Firmado|Подпись|Подписано|توقيع)\s*[)）]", re.IGNORECASE
)
_LONGEST_SIGNATURE: Final = 200
# Titles of annexes: "Annex", "Annex II", "Annex to the letter dated ...", "附件二", "...的附件",
# "Приложение I", "المرفق الثاني"; a title is told from a sentence as a heading is.
_ANNEX: Final = re.compile(
    r"(?:annexe?|anexo|appendi(?:x|ce)|apéndice|enclosure|pièce jointe|приложение|дополнение"
    r"|附件|附录|附文|(?:ال)?(?:مرفق|تذييل))"
    r"(?:\s*(?P<numeral>[IVXL]{1,6}|[A-Z]|[0-9٠-٩]{1,3}|[一二三四五六七八九十]{1,3}"
    r"|(?:ال)?(?:أول|ثاني|ثالث|رابع|خامس|سادس|سابع|ثامن|تاسع|عاشر))(?!\w))?"
    r"\s*(?:[*.:：]*|\s(?:to|à|de|к|ко)\s.+|\s(?:الرسالة|رسالة|المذكرة|للرسالة)\s.+)"
    r"|.+的附件(?P<last>[一二三四五六七八九十]{1,3})?",
    re.IGNORECASE,
)
_ARABIC_RANKS: Final = (
    *("أول", "ثاني", "ثالث", "رابع", "خامس", "سادس", "سابع", "ثامن", "تاسع", "عاشر"),
)
# Titles of agenda items run to two lines and more in French; a body paragraph without a full
# stop at its end is rare at any length.
_LONGEST_HEADING: Final = 320

# Closing quotes, brackets and marks; a raised figure calls a note.
_CLOSERS: Final = "”’\"'»」』）)]》〉】 \u00a0\u202f\u200e\u200f\u061c⁰¹²³⁴⁵⁶⁷⁸⁹"
_FINAL: Final = ".!?…。！？．؟۔"
_PAUSES: Final = ":;：；؛،,，、"


def strip_closers(text: str) -> str:
    """Return `text` without the closing quotes, brackets and marks at its end."""
    return text.rstrip(_CLOSERS)


def ends_sentence(text: str, *, or_pause: bool = False) -> bool:
    """Return whether `text` ends in final punctuation, or with `or_pause` in any punctuation."""
    stripped = strip_closers(text)
    return bool(stripped) and stripped[-1] in (_FINAL + _PAUSES if or_pause else _FINAL)


def kind_of(text: str, label: Label | None) -> ParagraphKind:
    """Return the kind of a whole block from its text (without the label) and its label."""
    if label is not None:
        return label.kind
    if len(text) <= _LONGEST_SIGNATURE and _SIGNATURE.search(text):
        return ParagraphKind.SIGNATURE
    opens_low = text[:1].islower()
    if len(text) <= _LONGEST_HEADING and not opens_low and not ends_sentence(text, or_pause=True):
        return ParagraphKind.ANNEX if _ANNEX.fullmatch(text) else ParagraphKind.HEADING
    return ParagraphKind.PARAGRAPH


def annex_number(text: str, kind: ParagraphKind) -> str | None:
    """Return `Annex II` for the title of the second annex in any language.

    None for all other blocks and for an annex without a number.
    """
    match = _ANNEX.fullmatch(text) if kind is ParagraphKind.ANNEX else None
    numeral = (match["numeral"] or match["last"]) if match else None
    if not numeral:
        return None
    rank = numeral.removeprefix("ال")
    if rank in _ARABIC_RANKS:
        return f"Annex {_roman(_ARABIC_RANKS.index(rank) + 1).upper()}"
    value = _chinese_number(numeral)
    if value is None and numeral.translate(_DIGITS).isdecimal():
        value = int(numeral.translate(_DIGITS))
    return f"Annex {_roman(value).upper() if value else numeral.upper()}"


@dataclass(slots=True)
class Numbering:
    """The running sequence of labels through a document; read blocks in order.

    `read` looks and changes nothing; `accept` moves the sequence on.
    """

    _number: int = 0
    _outer_number: int = 0
    _letter: int = 0
    _roman: int = 0
    _digit: int = 0
    _section: int = 0
    _subsection: int = 0
    _after_colon: bool = field(default=False)

    def copy(self) -> "Numbering":
        """Return a sequence that stands where this one stands."""
        return Numbering(**{name: getattr(self, name) for name in self.__slots__})

    def read(self, text: str, *, starts_block: bool) -> Label | None:
        """Return the label at the head of `text`, or None where the sequence speaks against it.

        Args:
            text: a line or block, stripped.
            starts_block: whether the layout says that a block begins here; if it does not,
                nothing is a label.
        """
        if not starts_block:
            return None
        for find in (_find_number, _find_item, _find_section):
            found = find(text)
            if found is None:
                continue
            printed, length, readings = found
            reading = self._choose(readings)
            if reading is not None:
                return _label(reading, printed, length, nested=self._letter > 0)
        return None

    def accept(self, text: str, label: Label | None, kind: ParagraphKind) -> None:
        """Move the sequence on past a whole block."""
        self._after_colon = strip_closers(text)[-1:] in {":", "："}
        if label is None:
            if kind in {ParagraphKind.HEADING, ParagraphKind.ANNEX}:
                self._letter = self._roman = self._digit = 0
            return
        found = _find_number(label.printed + " x")
        if label.kind is ParagraphKind.NUMBERED and found is not None:
            ordinal = found[2][0].ordinal
            if ordinal == 1 and self._number > 1:
                self._outer_number = self._number
            self._number = ordinal
            self._letter = self._roman = self._digit = 0
        elif label.kind is ParagraphKind.HEADING:
            self._accept_section(label)
        else:
            self._accept_item(label)

    def _accept_section(self, label: Label) -> None:
        if label.number in _ROMAN_CAPITALS and not self._continues_subsection(label.number):
            self._section = _ROMAN_CAPITALS[label.number]
            self._subsection = 0
        else:
            self._subsection = ord(label.number) - ord("A") + 1
        self._letter = self._roman = self._digit = 0

    def _continues_subsection(self, number: str) -> bool:
        is_next = len(number) == 1 and ord(number) - ord("A") == self._subsection
        return self._subsection > 0 and is_next and _ROMAN_CAPITALS[number] != self._section + 1

    def _accept_item(self, label: Label) -> None:
        token = label.number.strip("()")
        if label.level == 1 and token.isdigit():
            self._digit = int(token)
        elif token in _ROMAN_SMALL and (label.level > 1 or not self._is_next_letter(token)):
            self._roman = _ROMAN_SMALL[token]
        else:
            self._letter = _letter_ordinal(token)
            self._roman = 0

    def _is_next_letter(self, token: str) -> bool:
        return len(token) == 1 and _letter_ordinal(token) == self._letter + 1

    def _choose(self, readings: tuple[_Reading, ...]) -> _Reading | None:
        """Return the reading that continues a sequence best, or None."""
        ranked = [(self._surprise(reading), reading) for reading in readings]
        credible = [(surprise, reading) for surprise, reading in ranked if surprise is not None]
        return min(credible, key=lambda pair: pair[0])[1] if credible else None

    def _surprise(self, reading: _Reading) -> int | None:
        """Return how unexpected a reading is, 0 for the next in line, None for out of line."""
        last = {
            "number": self._number,
            "letter": self._letter,
            "roman": self._roman,
            "digit": self._digit,
            "section": self._section,
            "subsection": self._subsection,
        }[reading.family]
        if reading.family == "roman" and reading.ordinal == 1 and self._after_colon:
            return -1  # "(h) the following:" begins a list of its own and is not followed by (i)
        if reading.ordinal == last + 1:
            return 0 if last else 1
        if reading.ordinal == 1:
            return 2
        if reading.family == "number":
            return self._number_surprise(reading.ordinal)
        if 0 < reading.ordinal - last <= _LARGEST_ITEM_JUMP and last:
            return 3
        return None

    def _number_surprise(self, ordinal: int) -> int | None:
        if self._outer_number and ordinal == self._outer_number + 1:
            return 1
        begins_in_the_middle = self._number == 0
        jumps_a_little = 0 < ordinal - self._number <= _LARGEST_JUMP
        return 3 if begins_in_the_middle or jumps_a_little else None


def _roman(value: int) -> str:
    numerals = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    result = ""
    for worth, sign in numerals:
        while value >= worth:
            result += sign
            value -= worth
    return result


_ROMAN_SMALL: Final = {_roman(value): value for value in range(1, 60)}
_ROMAN_CAPITALS: Final = {sign.upper(): value for sign, value in _ROMAN_SMALL.items()}


def _letter_ordinal(token: str) -> int:
    """Return 1 for a, 26 for z, 27 for aa, 28 for bb."""
    return _LATIN.index(token[0]) + 1 + len(_LATIN) * (len(token) - 1)


def _letters(ordinal: int) -> str:
    rounds, place = divmod(ordinal - 1, len(_LATIN))
    return _LATIN[place] * (rounds + 1)


def _item_number(reading: _Reading) -> str:
    if reading.family == "letter":
        return _letters(reading.ordinal)
    return _roman(reading.ordinal) if reading.family == "roman" else str(reading.ordinal)


def _chinese_number(token: str) -> int | None:
    tens, ten, units = token.partition("十")
    if not ten:
        return _CHINESE.get(token)
    if (tens and tens not in _CHINESE) or (units and units not in _CHINESE):
        return None
    return 10 * _CHINESE.get(tens, 1) + _CHINESE.get(units, 0)


_Found = tuple[str, int, tuple[_Reading, ...]]


def _find_number(text: str) -> _Found | None:
    match = _NUMBER.match(text)
    if match is None:
        return None
    ordinal = int(match["token"].translate(_DIGITS))
    return match["printed"], match.end(), (_Reading("number", ordinal),)


def _find_item(text: str) -> _Found | None:
    match = _ITEM.match(text)
    if match is None or match.end() == len(text):
        return None
    if match["enclosed"]:
        readings = [_Reading("roman", ord(match["enclosed"]) - ord("㈠") + 1)]
    elif match["quoted"]:
        readings = [_Reading("roman", int(match["quoted"].translate(_DIGITS)))]
    else:
        readings = _item_readings((match["token"] or match["bare"]).lower().rstrip("ـ"))
    return (match["printed"], match.end(), tuple(readings)) if readings else None


def _item_readings(sign: str) -> list[_Reading]:
    if sign.translate(_DIGITS).isdecimal():
        return [_Reading("digit", int(sign.translate(_DIGITS)))]
    readings = []
    latin = "".join(_LATIN_LOOKING_CYRILLIC.get(character, character) for character in sign)
    if latin in _ROMAN_SMALL:
        readings.append(_Reading("roman", _ROMAN_SMALL[latin]))
    if set(latin) <= set(_LATIN) and len(set(latin)) == 1 and len(latin) <= 2:
        readings.append(_Reading("letter", _letter_ordinal(latin)))
    if len(sign) == 1 and sign in _CYRILLIC:
        readings.append(_Reading("letter", _CYRILLIC.index(sign) + 1))
    if len(sign) == 1 and (sign in _ARABIC or sign == "ا"):
        readings.append(_Reading("letter", 1 if sign == "ا" else _ARABIC.index(sign) + 1))
    chinese = _chinese_number(sign)
    if chinese is not None:
        readings.append(_Reading("roman", chinese))
    return readings


def _find_section(text: str) -> _Found | None:
    match = _SECTION.match(text)
    if match is None or len(text) > _LONGEST_HEADING:
        return None
    if match["chinese"]:
        ordinal = _chinese_number(match["numeral"])
        readings = [] if ordinal is None else [_Reading("section", ordinal)]
        return (match["chinese"], match.end(), tuple(readings)) if readings else None
    if match["arabic"]:
        word = match["word"]
        reading = (
            _Reading("section", _ARABIC_ORDINALS.index(word) + 1)
            if word in _ARABIC_ORDINALS
            else _Reading("subsection", _ARABIC_LETTER_NAMES.index(word) + 1)
        )
        return match["arabic"], match.end(), (reading,)
    token = match["token"]
    readings = []
    if token in _ROMAN_CAPITALS:
        readings.append(_Reading("section", _ROMAN_CAPITALS[token]))
    if len(token) == 1:
        latin = token.translate(_LATIN_LOOKING_CAPITALS).lower()
        readings += [
            _Reading("subsection", alphabet.index(letter) + 1)
            for alphabet, letter in ((_LATIN, latin), (_CYRILLIC, token.lower()))
            if letter in alphabet
        ]
    return match["printed"], match.end(), tuple(readings)


def _label(reading: _Reading, printed: str, length: int, *, nested: bool) -> Label:
    match reading.family:
        case "number":
            return Label(
                printed=printed,
                number=str(reading.ordinal),
                kind=ParagraphKind.NUMBERED,
                level=0,
                length=length,
            )
        case "section" | "subsection":
            is_section = reading.family == "section"
            number = _roman(reading.ordinal).upper() if is_section else _LATIN[reading.ordinal - 1]
            return Label(
                printed=printed,
                number=number.upper(),
                kind=ParagraphKind.HEADING,
                level=0,
                length=length,
            )
        case "letter" | "roman" | "digit":
            return Label(
                printed=printed,
                number=f"({_item_number(reading)})",
                kind=ParagraphKind.ITEM,
                level=2 if nested and reading.family != "letter" else 1,
                length=length,
            )
