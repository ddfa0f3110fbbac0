"""Work out the numbers that Word shows before paragraphs and does not store in their text."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from lxml import etree

__all__ = ["WORD", "NumberingDefinitions", "write_number"]

WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC: Final = "абвгдежзиклмнопрстуфхцчшщэюя"
_ABJAD: Final = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_CHINESE: Final = "〇一二三四五六七八九"
_ROMAN: Final = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_DEEPEST: Final = 9


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str


class NumberingDefinitions:
    """The lists of a document and their running counters (ISO/IEC 29500-1, 17.9)."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract_of: dict[str, str] = {}
        self._counters: defaultdict[str, dict[int, int]] = defaultdict(dict)
        if root is not None:
            self._read(root)

    def label(self, list_id: str, level: int) -> str:
        """Return the next label of a list, as shown; empty for bullets and unknown lists."""
        abstract = self._abstract_of.get(list_id)
        levels = self._levels.get(list_id) or self._levels.get(f"abstract {abstract}") or {}
        definition = levels.get(level)
        if definition is None:
            return ""
        # Lists with the same definition go on counting together.
        counters = self._counters[abstract or list_id]
        counters[level] = counters.get(level, definition.start - 1) + 1
        for deeper in range(level + 1, _DEEPEST):
            counters.pop(deeper, None)
        if definition.form == "bullet":
            return ""
        label = definition.text
        for index in range(level + 1):
            shown = levels.get(index, definition)
            value = counters.get(index, shown.start)
            label = label.replace(f"%{index + 1}", write_number(value, shown.form))
        return label.strip()

    def _read(self, root: etree._Element) -> None:
        for abstract in root.iterfind(f"{WORD}abstractNum"):
            name = abstract.get(f"{WORD}abstractNumId", "")
            self._levels[f"abstract {name}"] = _levels(abstract)
        for number in root.iterfind(f"{WORD}num"):
            list_id = number.get(f"{WORD}numId", "")
            reference = number.find(f"{WORD}abstractNumId")
            abstract_id = "" if reference is None else reference.get(f"{WORD}val", "")
            self._abstract_of[list_id] = abstract_id
            changes = list(number.iterfind(f"{WORD}lvlOverride"))
            if changes:
                self._override(list_id, abstract_id, changes)

    def _override(self, list_id: str, abstract_id: str, changes: list[etree._Element]) -> None:
        levels = dict(self._levels.get(f"abstract {abstract_id}", {}))
        for change in changes:
            index = _integer(change.get(f"{WORD}ilvl"), 0)
            levels |= _levels(change)
            start = change.find(f"{WORD}startOverride")
            if start is not None and index in levels:
                old = levels[index]
                levels[index] = _Level(_integer(start.get(f"{WORD}val"), 1), old.form, old.text)
                # A list that begins anew counts for itself.
                self._abstract_of[list_id] = f"{abstract_id} {list_id}"
        self._levels[list_id] = levels


def _levels(parent: etree._Element) -> dict[int, _Level]:
    found = {}
    for level in parent.iterfind(f"{WORD}lvl"):
        found[_integer(level.get(f"{WORD}ilvl"), 0)] = _Level(
            _integer(_value(level, "start"), 1),
            _value(level, "numFmt") or "decimal",
            _value(level, "lvlText") or "",
        )
    return found


def _value(parent: etree._Element, name: str) -> str | None:
    child = parent.find(f"{WORD}{name}")
    return None if child is None else child.get(f"{WORD}val")


def _integer(text: str | None, default: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default


def write_number(value: int, form: str) -> str:
    """Return a number in one of Word's forms (`lowerLetter`, `upperRoman`, ...)."""
    letters = {
        "lowerLetter": _LATIN,
        "upperLetter": _LATIN.upper(),
        "russianLower": _CYRILLIC,
        "russianUpper": _CYRILLIC.upper(),
        "arabicAbjad": _ABJAD,
        "arabicAlpha": _ABJAD,
    }.get(form)
    if letters and value > 0:
        rounds, place = divmod(value - 1, len(letters))
        return letters[place] * min(rounds + 1, _DEEPEST)
    if form in {"lowerRoman", "upperRoman"} and 0 < value < _MOST_ROMAN:
        return _roman(value).upper() if form == "upperRoman" else _roman(value)
    if form.startswith(("chineseCounting", "japaneseCounting", "ideographDigital", "taiwaneseC")):
        return _chinese(value)
    if form == "decimalZero":
        return f"{value:02d}"
    return str(value)


_MOST_ROMAN: Final = 400
_TEN: Final = 10
_HUNDRED: Final = 100


def _roman(value: int) -> str:
    result = ""
    for worth, sign in _ROMAN:
        while value >= worth:
            result += sign
            value -= worth
    return result


def _chinese(value: int) -> str:
    if not 0 < value < _HUNDRED:
        return str(value)
    tens, units = divmod(value, _TEN)
    head = ("" if tens == 1 else _CHINESE[tens]) + "十" if tens else ""
    return head + (_CHINESE[units] if units else "")
