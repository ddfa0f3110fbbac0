"""The kinds of errors that are put into clean text: each damages a draft and says where."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from align.checks import TermEntry
from benchmarks.seeded import LABEL, Draft, Place

_COUNTRIES = Path(__file__).parents[1] / "align" / "checks" / "data" / "countries.tsv"
_SYMBOL = r"(?<![A-Za-z0-9./])[A-Z][A-Z.]*(?:\(\d+\))?(?:/[A-Za-z0-9.()-]*[A-Za-z0-9])+"
_DIGITS = re.compile(r"\d+")
_WORDS = r"\w.{20}"

TERMS: tuple[TermEntry, ...] = (
    {
        "en": ("General Assembly",),
        "zh": ("大会",),
        "fr": ("Assemblée générale",),
        "es": ("Asamblea General",),
        "ru": ("Генеральная Ассамблея",),
        "ar": ("الجمعية العامة",),
    },
    {
        "en": ("Secretary-General",),
        "zh": ("秘书长",),
        "fr": ("Secrétaire général",),
        "es": ("Secretario General",),
        "ru": ("Генеральный секретарь",),
        "ar": ("الأمين العام",),
    },
)
_TERM_PATTERNS = {
    "en": "General Assembly|Secretary-General",
    "zh": "大会|秘书长",
    "fr": "Assemblée générale|Secrétaire général",
    "es": "Asamblea General|Secretario General",
    "ru": r"Генеральн\w+ (?:Ассамбле|секретар)\w+",
    "ar": "الجمعية العامة|الأمين العام",
}
_OTHER_TERM = {
    "en": "Trusteeship Council",
    "zh": "托管理事会",
    "fr": "Conseil de tutelle",
    "es": "Consejo de Administración Fiduciaria",
    "ru": "Совет по Опеке",
    "ar": "مجلس الوصاية",
}


@dataclass(frozen=True)
class Kind:
    """A kind of error.

    Attributes:
        name: in words.
        check: id of the check that shall find it.
        floor: least share that must be found.
        damage: puts such errors into a draft and returns where they are.
        reach: rows by which a finding may lie before and after the place.
    """

    name: str
    check: str
    floor: float
    damage: Callable[[Draft, random.Random], list[Place]]
    reach: tuple[int, int] = (0, 0)


def _matching(pattern: str) -> Callable[[Place, str], object]:
    return lambda _, text: re.search(pattern, text)


def _numbers(draft: Draft, rng: random.Random) -> list[Place]:
    """Change a digit, exchange two, or drop the number; labels and symbols stay as they are."""
    places = draft.places(rng, lambda _, text: _figures(text))
    for turn, place in enumerate(places):
        text = draft.text(place)
        start, stop = rng.choice(_figures(text))
        draft.put(place, text[:start] + _misprinted(text[start:stop], turn) + text[stop:])
    return places


def _figures(text: str) -> list[tuple[int, int]]:
    label = LABEL.match(text)
    symbols = [match.span() for match in re.finditer(_SYMBOL, text)]
    return [
        match.span()
        for match in _DIGITS.finditer(text, label.end() if label else 0)
        if not any(start <= match.start() < stop for start, stop in symbols)
    ]


def _misprinted(figures: str, turn: int) -> str:
    exchanged = figures[:-2] + figures[:-3:-1]
    if turn % 3 == 0 and exchanged != figures and not exchanged.startswith("0"):
        return exchanged
    if turn % 3 == 1:
        return ""
    return figures[:-1] + str((int(figures[-1]) + 3) % 9 + 1)


def _labels(draft: Draft, rng: random.Random) -> list[Place]:
    places = draft.places(rng, lambda _, text: LABEL.match(text))
    for turn, place in enumerate(places):
        text = draft.text(place)
        label = LABEL.match(text)
        assert label is not None
        number = str(int(label["number"]) + 1)
        draft.put(place, text[label.end() :] if turn % 4 == 3 else number + text[label.end(1) :])
    return places


def _symbols(draft: Draft, rng: random.Random) -> list[Place]:
    places = draft.places(rng, _matching(_SYMBOL))
    for turn, place in enumerate(places):
        symbol = rng.choice(re.findall(_SYMBOL, draft.text(place)))
        other = "1" if symbol[-1] != "1" else "2"
        changed = ("", symbol[:-1] + other, "S" + symbol if symbol[0] != "S" else "A" + symbol[1:])
        draft.put(place, draft.text(place).replace(symbol, changed[turn % 3], 1))
    return places


def _omissions(draft: Draft, rng: random.Random) -> list[Place]:
    places = draft.places(rng, _matching(r"\w"))
    for place in places:
        draft.put(place)
    return places


def _copies(draft: Draft, rng: random.Random) -> list[Place]:
    places = draft.places(rng, _matching(r"\w"))
    for row, position in places:
        others = [other for other in range(len(draft.languages)) if other != position]
        draft.put((row, position), draft.text((row, rng.choice(others))))
    return places


def _slips(draft: Draft, rng: random.Random) -> list[Place]:
    """Shift one version by a row over 4 to 8 rows, the aligner sure; no cell is left empty.

    Two segments share the first row, the last segment is cut in two.
    """
    places = []
    first = rng.randrange(3, 8)
    for start in range(first, len(draft.cells) - 12, max(14, len(draft.cells) // 20)):
        position = rng.randrange(len(draft.languages))
        size = rng.randint(4, 8)
        column = [draft.text((row, position)) for row in range(len(draft.cells))]
        glue = "" if draft.languages[position] == "zh" else " "
        draft.put((start, position), column[start] + glue + column[start + 1])
        for row in range(start + 1, start + size + 1):
            draft.put((row, position), column[row + 1])
        last = column[start + size + 1]
        draft.put((start + size, position), last[: len(last) // 2])
        draft.put((start + size + 1, position), last[len(last) // 2 :])
        places.append((start, position))
    return places


def _weak_runs(draft: Draft, rng: random.Random) -> list[Place]:
    rows = range(rng.randrange(2, 6), len(draft.cells) - 3, max(8, len(draft.cells) // 20))
    places = [(row, rng.randrange(1, len(draft.languages))) for row in rows]
    draft.weak |= {(row + step, position) for row, position in places for step in range(3)}
    return places


def _weak_cells(draft: Draft, rng: random.Random) -> list[Place]:
    places = draft.places(rng, _matching("."))
    draft.weak |= set(places)
    return places


def _terms(draft: Draft, rng: random.Random) -> list[Place]:
    def fits(place: Place, text: str) -> bool:
        found = re.findall(_TERM_PATTERNS[draft.languages[place[1]]], text)
        source = re.search(_TERM_PATTERNS[draft.languages[0]], draft.text((place[0], 0)))
        return place[1] > 0 and len(found) == 1 and source is not None

    places = draft.places(rng, fits)
    for place in places:
        language = draft.languages[place[1]]
        draft.put(place, re.sub(_TERM_PATTERNS[language], _OTHER_TERM[language], draft.text(place)))
    return places


def _inconsistencies(draft: Draft, rng: random.Random) -> list[Place]:
    """Repeat rows at the end with another translation in one version."""
    size = len(draft.cells)
    chosen = draft.places(rng, lambda place, text: place[1] and re.search(_WORDS, text))
    places = []
    for row, position in chosen:
        again = [list(cell) for cell in draft.cells[row]]
        again[position] = [draft.text(((row + 7) % size, position))]
        places.append((len(draft.cells), position))
        draft.cells.append(again)
    return places


def _repeated(draft: Draft, rng: random.Random) -> list[Place]:
    places = []
    for row, position in draft.places(rng, _matching(_WORDS)):
        places.append((len(draft.cells), position))
        draft.cells.append([list(cell) for cell in draft.cells[row]])
    return places


def _names(draft: Draft, rng: random.Random) -> list[Place]:
    """Put another State in the place of one that every version names."""
    held = {place: names for place in _all(draft) if (names := _states(draft, place))}
    places = draft.places(rng, lambda place, _: place in held)
    for place in places:
        code, name = rng.choice(held[place])
        language = draft.languages[place[1]]
        other = rng.choice([row for row in _countries() if row["code"] not in {code, ""}])
        draft.put(place, draft.text(place).replace(name, other[language].partition("|")[0]))
    return places


def _all(draft: Draft) -> list[Place]:
    return [(row, p) for row in range(len(draft.cells)) for p in range(len(draft.languages))]


def _states(draft: Draft, place: Place) -> list[tuple[str, str]]:
    """Return the codes and names of the States a cell names, if the source names them too."""
    row, position = place
    if position == 0:
        return []
    return [
        (state["code"], name)
        for state in _countries()
        if (name := state[draft.languages[position]]) in draft.text(place)
        and state[draft.languages[0]] in draft.text((row, 0))
    ]


@cache
def _countries() -> list[dict[str, str]]:
    head, *lines = (
        line.split("\t") for line in _COUNTRIES.read_text(encoding="utf-8").splitlines()
    )
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    # A name within another one would be changed twice, a name of two words says itself in parts.
    return [row for row in rows if "|" not in "".join(row.values()) and " " not in row["en"]]


def _cut(pieces: int) -> Callable[[Draft, random.Random], list[Place]]:
    """Return what cuts cells into pieces: three in one version, or two in all."""

    def damage(draft: Draft, rng: random.Random) -> list[Place]:
        places = draft.places(rng, _matching(r"\w.{30}"))
        for row, position in places:
            for each in range(len(draft.languages)) if pieces == 2 else (position,):
                text = draft.text((row, each))
                step = len(text) // pieces + 1
                draft.put((row, each), *(text[at : at + step] for at in range(0, len(text), step)))
        return places

    return damage


def _crossings(draft: Draft, rng: random.Random) -> list[Place]:
    places = []
    for start in range(rng.randrange(3), len(draft.cells) - 9, 10):
        position = rng.randrange(len(draft.languages))
        draft.crossed.append((start, start + rng.randint(1, 6), position))
        places.append((start, position))
    return places


def _text(
    pattern: str, change: Callable[[str, random.Random], str]
) -> Callable[[Draft, random.Random], list[Place]]:
    """Return what changes the text of cells that match a pattern."""

    def damage(draft: Draft, rng: random.Random) -> list[Place]:
        places = draft.places(rng, _matching(pattern))
        for place in places:
            draft.put(place, change(draft.text(place), rng))
        return places

    return damage


def _shortened(text: str, rng: random.Random) -> str:
    return text[: len(text) // 4] if rng.random() < 0.5 else text[: len(text) // 3]


def _asked(text: str, _: random.Random) -> str:
    return text[:-1] + ("？" if text[-1] == "。" else "?")


def _broken(text: str, rng: random.Random) -> str:
    at = rng.randrange(3, len(text))
    damage = ("\ufffd", "\ue012", "\x07", "(cid:72)", " 10-57056 (E) ", "\u00ad", "\u202e")
    return text[:at] + rng.choice(damage) + text[at:]


def _run_together(draft: Draft, rng: random.Random) -> list[Place]:
    places = draft.places(rng, _matching(_WORDS))
    size, width = len(draft.cells), len(draft.languages)
    before = [[draft.text((row, p)) for p in range(width)] for row in range(size)]
    for row, position in places:
        texts = [before[(row + step) % size][position] for step in range(12)]
        draft.put((row, position), " ".join(texts))
    return places


KINDS: tuple[Kind, ...] = (
    Kind("numbers", "num", 0.95, _numbers),
    Kind("labels", "para", 0.95, _labels),
    Kind("symbols", "sym", 0.95, _symbols),
    Kind("omissions", "null", 0.95, _omissions),
    Kind("copies", "copy", 0.95, _copies),
    Kind("slips of 4 to 8 rows, the aligner sure", "run", 0.95, _slips, (2, 8)),
    Kind("three weak rows in a row", "run", 0.95, _weak_runs),
    Kind("terms", "term", 0.9, _terms),
    Kind("inconsistencies", "incons", 0.9, _inconsistencies),
    Kind("cells cut to a quarter or a third", "len", 0.9, _text(r"\w.{60}", _shortened)),
    Kind("three sentences in a cell", "nm", 0.95, _cut(3)),
    Kind("two sentences to two", "nm", 0.95, _cut(2)),
    Kind("crossings", "order", 0.95, _crossings, (0, 6)),
    Kind("weak cells", "lowconf", 0.95, _weak_cells),
    Kind("damaged characters", "text", 0.95, _text(_WORDS, _broken)),
    Kind("States", "name", 0.9, _names),
    Kind("final marks changed", "punct", 0.95, _text(r"[.。]$", _asked)),
    Kind("final marks lost", "punct", 0.95, _text(r"\w.{20}[.。]$", lambda text, _: text[:-1])),
    Kind("repeated rows", "dup", 0.95, _repeated),
    Kind("twelve sentences in one", "seg", 0.95, _run_together),
)
