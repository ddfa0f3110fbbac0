"""Say how rare a word is, from tables of counts that ship with the package."""

from __future__ import annotations

import gzip
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

__all__ = ["CLEAR_VERB", "TABLE_NAME", "Reference", "load_reference"]

TABLE_NAME: Final = "reference.tsv.gz"
CLEAR_VERB: Final = 8
"""Verbness from which a word is a verb nearly wherever it stands."""

_FLOOR_ZIPF: Final = 2.8
"""Zipf value of words that the table lacks: a little below what one occurrence would give.

The tables rest on about a million words per language; a lower value would only make misprints
and names look like the best of terms.
"""


@dataclass(frozen=True, slots=True)
class Reference:
    """How common the words of one language are.

    Attributes:
        zipf: log10 of occurrences per thousand million words, 0 to 9 (van Heuven and others,
            "SUBTLEX-UK", 2014).
        verbness: 0 for a noun to 9 for a verb, of words seen often enough.
        costs: negative log probability of each word, for cutting Chinese.
    """

    zipf: Mapping[str, float]
    verbness: Mapping[str, int]
    costs: Mapping[str, float]

    def rarity(self, word: str) -> float:
        """Return 7 minus the Zipf value: 0 for the commonest words, 6 for unknown ones."""
        return max(0.0, 7.0 - self.zipf.get(word.casefold(), _FLOOR_ZIPF))


@cache
def _tables() -> dict[str, Reference]:
    tables: dict[str, tuple[int, dict[str, int], dict[str, int]]] = {}
    path = Path(__file__).parent / "data" / TABLE_NAME
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        counts: dict[str, int] = {}
        verbness: dict[str, int] = {}
        for line in stream:
            if line.startswith("# "):
                _, language, total = line.split()
                counts, verbness = {}, {}
                tables[language] = (int(total), counts, verbness)
            else:
                word, count, verb = line.rstrip("\n").split("\t")
                counts[word] = int(count)
                verbness[word] = int(verb)
    return {
        language: Reference(
            zipf={
                word: max(_FLOOR_ZIPF, math.log10(count / total * 1e9))
                for word, count in counts.items()
                if count
            },
            verbness=verbness,
            costs={word: -math.log(max(count, 1) / total) for word, count in counts.items()}
            if language == "zh"
            else {},
        )
        for language, (total, counts, verbness) in tables.items()
    }


def load_reference(language: str) -> Reference:
    """Return the table of a language; an empty one, where all words are rare, beyond the six."""
    return _tables().get(language) or Reference(zipf={}, verbness={}, costs={})
