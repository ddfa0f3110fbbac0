"""Read the short word lists of each language: what bounds a term, and what names its class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from align.terminology.tokens import stem

__all__ = ["CLASSES", "Vocabulary", "load_vocabulary"]

CLASSES: Final = ("treaty", "body", "conference", "role", "procedure")
_FOLDER: Final = Path(__file__).parent / "data" / "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The function and reporting words of a language, and its head words.

    Attributes:
        inside: words allowed within a term (of, de, по, 和), not at its edges.
        prepositions: those of them that join phrases, not nouns, behind a conjunction unless the
            first phrase has the same; empty where it is not that simple.
        outside: words that no term reaches over.
        either: Chinese verbs that are heads of terms as well (审查, 宣布).
        edge: words that no term consists of alone, beginning or ending with in Chinese.
        heads: class by stem of the head word.
        listed: words of the field and head words, which a term may hold whatever other lists say.
        words: words that Chinese text is cut into though the reference may lack them.
    """

    inside: frozenset[str]
    prepositions: frozenset[str]
    outside: frozenset[str]
    either: frozenset[str]
    edge: frozenset[str]
    heads: Mapping[str, str]
    listed: frozenset[str]
    words: frozenset[str]


@cache
def load_vocabulary(language: str) -> Vocabulary:
    """Return the lists of a language; empty ones beyond the six."""
    path = _FOLDER / f"{language}.txt"
    sections: dict[str, list[str]] = {}
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        if line.startswith("["):
            name = line.strip("[]")
        elif not line.startswith("#"):
            sections.setdefault(name, []).extend(line.split())
    heads = {
        stem(word, language): concept_class
        for concept_class in CLASSES
        for word in sections.get(f"head:{concept_class}", ())
    }
    inside = frozenset(sections.get("inside", ()))
    either = frozenset(sections.get("either", ()))
    return Vocabulary(
        inside=inside,
        prepositions=frozenset(sections.get("preposition", ())),
        outside=frozenset(sections.get("outside", ())) - inside - either,
        either=either,
        edge=frozenset(sections.get("edge", ())),
        heads=MappingProxyType(heads),
        listed=frozenset(
            word
            for name, words in sections.items()
            if name == "words" or name.startswith("head:")
            for word in words
        ),
        words=frozenset(word for words in sections.values() for word in words),
    )
