"""Make the keys under which a term is stored and sought.

    folded  the whole term: `human rights`, `裂变材料`
    ending  what is left from each later word or character on: `rights`, `变材料`, `材料`, `料`
    stem    the whole term in stems: `human right`
    stem_ending  the same from each later word on: `right`

The beginnings of folded keys and endings together find a word anywhere inside a term by a range
of the index, in scripts with and without spaces alike.
"""

from collections.abc import Sequence
from enum import StrEnum
from itertools import product

from sources.language import primary_subtag
from tmx.search.normalise import Token, tokenize
from tmx.search.stems import query_stems, stem, stemmed_languages

__all__ = ["KeyKind", "folded_key", "joined_key", "stem_keys", "term_keys"]

# A phrase somebody typed rarely has more than a few words with several stems.
_MOST_STEM_KEYS = 16


class KeyKind(StrEnum):
    """Which key of a term it is."""

    FOLDED = "folded"
    ENDING = "ending"
    STEM = "stem"
    STEM_ENDING = "stem_ending"


def term_keys(text: str, language: str) -> tuple[tuple[str, KeyKind], ...]:
    """Return the keys of a term, each once; empty if it holds no word."""
    tokens = tokenize(text)
    if not tokens:
        return ()
    keys = [(joined_key(tokens, _surfaces(tokens)), KeyKind.FOLDED)]
    keys += [
        (joined_key(tokens[start:], _surfaces(tokens[start:])), KeyKind.ENDING)
        for start in range(1, len(tokens))
    ]
    subtag = primary_subtag(language)
    if subtag in stemmed_languages():
        stems = [stem(token.word, subtag) for token in tokens]
        keys.append((joined_key(tokens, stems), KeyKind.STEM))
        keys += [
            (joined_key(tokens[start:], stems[start:]), KeyKind.STEM_ENDING)
            for start in range(1, len(tokens))
        ]
    return tuple(dict.fromkeys(keys))


def folded_key(text: str) -> str:
    """Return the key of a text as a whole, empty if it holds no word."""
    tokens = tokenize(text)
    return joined_key(tokens, _surfaces(tokens))


def stem_keys(tokens: Sequence[Token], language: str) -> tuple[str, ...]:
    """Return the stem keys to seek for words somebody typed; empty without a stemmer."""
    subtag = primary_subtag(language)
    if subtag not in stemmed_languages() or not tokens:
        return ()
    choices = [query_stems(token.word, subtag) for token in tokens]
    keys = []
    for stems in product(*choices):
        keys.append(joined_key(tokens, stems))
        if len(keys) == _MOST_STEM_KEYS:
            break
    return tuple(dict.fromkeys(keys))


def joined_key(tokens: Sequence[Token], forms: Sequence[str]) -> str:
    """Return the forms of tokens as one string: spaces between words, none next to CJK."""
    parts: list[str] = []
    for position, (token, form) in enumerate(zip(tokens, forms, strict=True)):
        if position and not (token.is_cjk or tokens[position - 1].is_cjk):
            parts.append(" ")
        parts.append(form)
    return "".join(parts)


def _surfaces(tokens: Sequence[Token]) -> list[str]:
    return [token.surface for token in tokens]
