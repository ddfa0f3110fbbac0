"""Check that the States named in a row are named in every version.

Names stand in a table, `data/countries.tsv`. A version that says "French" where the others say
"of France" is told too, so a finding is a remark and no more.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from align.checks.context import Cell, Context
from align.checks.model import Finding, Severity, language_name
from sources.language import primary_subtag

__all__ = ["NamesCheck"]

_WORD: Final = re.compile(r"[^\W\d_]+")
# Longest ending by which a Russian name may differ from the one in the table, either way.
_RUSSIAN_ENDING: Final = 3
_SHORTEST_STEM: Final = 3
_BREVE: Final = "\u0306"
_UNCHANGING: Final = ("о", "у", "е", "и", "э")  # Того, Перу, Зимбабве, Чили
# Articles, prepositions and conjunctions that Arabic writes as one word with the name.
_CLITICS: Final = "(?:[وف]?[بلك]?(?:ال|لل)?)"


class NamesCheck:
    """States that the other versions name and one does not, or names another instead."""

    id = "name"
    severity = Severity.INFO
    rule = "A State that the other versions of a row name by its name is named in every one."

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per row and version."""
        known = {tag: primary_subtag(tag) in _names() for tag in context.languages}
        for row in range(len(context.grid)):
            cells = [cell for cell in context.cells(row) if known[cell.language]]
            if len(cells) < 2:
                continue
            named = [_named(cell) for cell in cells]
            # In a pair only the source can say what should be there.
            for place in range(1 if len(cells) == 2 else 0, len(cells)):
                others = named[:place] + named[place + 1 :]
                missing, instead = _departures(named[place], others)
                if missing:
                    yield _finding(cells[place], missing, instead)


def _departures(own: set[str], others: Sequence[set[str]]) -> tuple[list[str], list[str]]:
    """Return the States that a version should name, and those it alone names.

    It should name what all the others name. Where it names another State instead, half of the
    others are enough: they may say "French", but it says "Germany".
    """
    strange = own.difference(*others)
    counts = Counter(code for codes in others for code in codes - own)
    least = (len(others) + 1) / 2 if strange else len(others)
    missing = sorted(code for code, count in counts.items() if count >= least)
    return missing, sorted(strange) if missing else []


def _named(cell: Cell) -> set[str]:
    """Return the codes of the States that a cell names."""
    language = primary_subtag(cell.language)
    names = _names()[language]
    if language in {"zh", "ar"}:
        text = cell.text if language == "zh" else _plain(cell.text)
        return {code for code, pattern in _patterns(language).items() if pattern.search(text)}
    printed = _WORD.findall(cell.text)
    words = [_plain(word) for word in printed]
    return {
        code
        for place in range(len(words))
        if printed[place][0].isupper()  # the Russian for "that" is Togo
        for name, code in names.get(words[place][:_SHORTEST_STEM], ())
        if _stands(name, words[place : place + len(name)], language)
    }


def _stands(name: tuple[str, ...], words: list[str], language: str) -> bool:
    if len(words) < len(name):
        return False
    if language != "ru":
        return list(name) == words
    if len(name) == 1 and name[0].endswith(_UNCHANGING):
        return name[0] == words[0]
    return all(map(_is_form, words, name))


def _is_form(word: str, name: str) -> bool:
    """Return whether a Russian word is the name in some case."""
    stem = max(_SHORTEST_STEM, len(name) - _RUSSIAN_ENDING + 1)
    return word[:stem] == name[:stem] and abs(len(word) - len(name)) < _RUSSIAN_ENDING


def _plain(text: str) -> str:
    """Return a text without case and marks; the breve stays, which makes й of и."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    kept = (each for each in decomposed if each == _BREVE or not unicodedata.combining(each))
    return unicodedata.normalize("NFC", "".join(kept))


@cache
def _table() -> tuple[Mapping[str, str], ...]:
    """Return a row per State: its code and, per language, its names with `|` between them."""
    text = files("align.checks").joinpath("data/countries.tsv").read_text(encoding="utf-8")
    head, *lines = (line.split("\t") for line in text.splitlines())
    return tuple(dict(zip(head, line, strict=True)) for line in lines)


@cache
def _names() -> Mapping[str, Mapping[str, list[tuple[tuple[str, ...], str]]]]:
    """Return per language, by the first letters, the words of each name and its code."""
    found: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
    for row in _table():
        for language, names in row.items():
            if language == "code":
                continue
            held = found.setdefault(language, defaultdict(list))
            for name in names.split("|"):
                words = tuple(_plain(word) for word in _WORD.findall(name))
                held[words[0][:_SHORTEST_STEM]].append((words, row["code"]))
    return found


@cache
def _patterns(language: str) -> Mapping[str, re.Pattern[str]]:
    """Return per code what finds the names of a language without spaces or with clitics."""
    patterns = {}
    for row in _table():
        names = [row[language]] if language == "zh" else [_plain(row[language])]
        either = "|".join(re.escape(name) for name in names[0].split("|"))
        if language == "ar":
            either = rf"\b{_CLITICS}(?:{either.replace('ال', '(?:ال)?')})\b"
        patterns[row["code"]] = re.compile(either)
    return patterns


def _finding(cell: Cell, missing: Sequence[str], instead: Sequence[str]) -> Finding:
    language, names = language_name(cell.language), _listed(missing)
    message = f"{language} does not name {names}, unlike the other versions"
    if instead:
        message = f"{language} names {_listed(instead)}, the other versions name {names}"
    return Finding(
        check=NamesCheck.id,
        severity=NamesCheck.severity,
        row=cell.row,
        languages=(cell.language,),
        message=message,
        marks=cell.marks(),
    )


def _listed(codes: Sequence[str]) -> str:
    english = {row["code"]: row["en"].partition("|")[0] for row in _table()}
    return ", ".join(english[code] for code in codes)
