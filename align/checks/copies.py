"""Find cells that were not translated: copies of another version, or in a wrong language."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from align.checks.context import Cell, Context, comparable
from align.checks.model import Finding, Severity, language_name
from sources.language import describe_language, primary_subtag

__all__ = ["CopiesCheck"]

_SCRIPTS: Final = {
    "Latn": re.compile("[A-Za-zÀ-ÖØ-öø-ɏ]"),
    "Cyrl": re.compile("[Ѐ-ӿ]"),
    "Arab": re.compile("[ؠ-يٮ-ۓ]"),
    "Hans": re.compile("[\u3400-\u9fff]"),
}
# Words that the three languages do not share; a sentence of any length has one of its own.
# fmt: off
_OWN_WORDS: Final = {
    "en": frozenset({
        "the", "of", "and", "to", "that", "is", "was", "for", "with", "by", "this", "it",
        "be", "which", "at", "from", "are", "on",
    }),
    "fr": frozenset({
        "les", "des", "et", "du", "une", "dans", "pour", "par", "sur", "au", "aux", "qui",
        "est", "été", "sont", "pas", "ce", "sa", "ses", "leur",
    }),
    "es": frozenset({
        "los", "las", "el", "del", "y", "por", "con", "para", "se", "al", "como", "más",
        "su", "sus", "lo", "fue", "una", "son",
    }),
}
# fmt: on
_WORD: Final = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS: Final = 3
_FEWEST_LETTERS: Final = 12
# A translation into another script keeps names and symbols: below this share it is none.
_LEAST_SHARE: Final = 0.3
_NEARLY_ALL: Final = 0.8
_FEWEST_FOREIGN: Final = 3


class CopiesCheck:
    """Cells equal to another version's or in another language than stated."""

    id = "copy"
    severity = Severity.WARNING
    rule = "Every cell is in the language of its version and no copy of another version."

    def run(self, context: Context) -> Iterator[Finding]:
        """Yield one finding per suspicious cell."""
        for row in range(len(context.grid)):
            cells = context.cells(row)
            for index, cell in enumerate(cells):
                reason = _wrong_script(cell) or _wrong_words(cell)
                if reason:
                    yield _finding((cell,), f"{language_name(cell.language)} {reason}")
                    continue
                for other in cells[:index]:
                    reason = _copied(cell, other)
                    if reason:
                        # Which of the two was left untranslated, the words do not say.
                        yield _finding((cell, other), f"{language_name(cell.language)} {reason}")
                        break


def _finding(cells: tuple[Cell, ...], message: str) -> Finding:
    return Finding(
        check=CopiesCheck.id,
        severity=CopiesCheck.severity,
        row=cells[0].row,
        languages=tuple(cell.language for cell in cells),
        message=message,
        marks=tuple(mark for cell in cells for mark in cell.marks()),
    )


def _wrong_script(cell: Cell) -> str:
    described = describe_language(cell.language)
    if described is None:
        return ""
    counts = {script: len(pattern.findall(cell.text)) for script, pattern in _SCRIPTS.items()}
    total = sum(counts.values())
    threshold = _FEWEST_LETTERS if counts["Hans"] < total / 2 else _FEWEST_WORDS
    if total < threshold or counts[described.script] >= _LEAST_SHARE * total:
        return ""
    # One word in capitals is an abbreviation, which keeps its letters everywhere.
    if len(cell.text.split()) < _FEWEST_WORDS and counts["Hans"] == 0:
        return ""
    return "is not in its script"


def _wrong_words(cell: Cell) -> str:
    own = primary_subtag(cell.language)
    if own not in _OWN_WORDS:
        return ""
    words = Counter(word.lower() for word in _WORD.findall(cell.text))
    counts = {
        language: sum(words[word] for word in known) for language, known in _OWN_WORDS.items()
    }
    best = max(counts, key=lambda language: counts[language])
    if best == own or counts[best] < max(_FEWEST_FOREIGN, 3 * counts[own]):
        return ""
    return f"seems to be in another language ({language_name(best)})"


def _copied(cell: Cell, other: Cell) -> str:
    first, second = comparable(cell.text), comparable(other.text)
    words = first.split()
    if len(words) < _FEWEST_WORDS or len(_WORD.findall(first)) < _FEWEST_WORDS:
        return ""
    if first == second:
        return f"is a copy of {language_name(other.language)}"
    shared = sum((Counter(words) & Counter(second.split())).values())
    if shared > _NEARLY_ALL * max(len(words), len(second.split())):
        return f"is nearly a copy of {language_name(other.language)}"
    return ""
