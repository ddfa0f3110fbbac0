"""Turn what somebody typed into phrases, seek them in the index, find them again in a text.

What the index answers is checked against the text itself, so that every hit has its place and no
rule of the index's query language can be met by accident: a query is never passed on as typed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from align.model import Span
from sources.language import primary_subtag
from tmx.search.normalise import Token, phrase_keys, tokenize
from tmx.search.stems import query_stems, stem, stemmed_languages

__all__ = ["Phrase", "find_any", "find_phrases", "index_expression", "parse_query"]

_QUOTED: Final = re.compile(r'"([^"]*)"|(\S+)')
# Ways to write a phrase in stems, where its words have several each, at most.
_MOST_STEM_PHRASES: Final = 16
# Letters two forms of a word share at least: the first ones, in Arabic those after the first.
_GLANCE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that must follow one another.

    Attributes:
        text: as typed.
        tokens: the words and CJK characters.
        keys: as the index holds them, with the words they came from.
        is_beginning: True if the last key is only the beginning of one.
    """

    text: str
    tokens: tuple[Token, ...]
    keys: tuple[tuple[str, str], ...]
    is_beginning: bool


def parse_query(query: str) -> tuple[Phrase, ...]:
    """Return the phrases of a query, all of which must be found.

    Words follow one another as they do in a sentence; quotation marks bound a phrase; a space
    next to Chinese bounds one too, since Chinese has none (`疫苗接种 病毒` is two). A `*` after a
    word stands for any ending. Punctuation counts for nothing; without any word, nothing is left.
    """
    parts: list[str] = []
    is_open = False
    for match in _QUOTED.finditer(query):
        quoted, word = match.groups()
        if quoted is not None:
            parts.append(quoted)
            is_open = False
            continue
        tokens = tokenize(word)
        has_cjk = any(token.is_cjk for token in tokens)
        if is_open and not has_cjk:
            parts[-1] += f" {word}"
        else:
            parts.append(word)
        is_open = not has_cjk
    phrases = (_phrase(part) for part in parts)
    return tuple(phrase for phrase in phrases if phrase.keys)


def index_expression(phrases: Sequence[Phrase], languages: Sequence[str]) -> str:
    """Return the FTS5 expression for all phrases, with stems of these languages besides.

    Keys hold letters and digits only and stand in quotation marks: nothing in them is read as an
    operator.
    """
    return " AND ".join(f"({_alternatives(phrase, languages)})" for phrase in phrases)


def find_phrases(text: str, language: str, phrases: Sequence[Phrase]) -> tuple[Span, ...]:
    """Return where the phrases stand in a text, in order; empty unless all are there."""
    tokens = tokenize(text)
    subtag = primary_subtag(language)
    spans: list[Span] = []
    for phrase in phrases:
        found = list(_occurrences(tokens, subtag, phrase))
        if not found:
            return ()
        spans += found
    return tuple(sorted(set(spans)))


def find_any(text: str, language: str, phrases: Sequence[Phrase]) -> tuple[Span, ...]:
    """Return where any of the phrases stands in a text, in order."""
    if not phrases:
        return ()
    tokens = tokenize(text)
    subtag = primary_subtag(language)
    spans = {span for phrase in phrases for span in _occurrences(tokens, subtag, phrase)}
    return tuple(sorted(spans))


def _phrase(text: str) -> Phrase:
    is_wild = text.rstrip().endswith("*")
    keys, is_beginning = phrase_keys(text)
    return Phrase(
        text=text.strip().rstrip("*"),
        tokens=tuple(tokenize(text)),
        keys=tuple(keys),
        is_beginning=is_beginning or is_wild,
    )


def _alternatives(phrase: Phrase, languages: Sequence[str]) -> str:
    star = " *" if phrase.is_beginning else ""
    surface = " ".join(key for key, _ in phrase.keys)
    expressions = [f'surface : "{surface}"{star}']
    if not phrase.is_beginning:
        for language in languages:
            subtag = primary_subtag(language)
            if subtag in stemmed_languages():
                expressions += [f'stems : "{stems}"' for stems in _stem_phrases(phrase, subtag)]
    return " OR ".join(dict.fromkeys(expressions))


def _stem_phrases(phrase: Phrase, language: str) -> list[str]:
    phrases = [""]
    for _, word in phrase.keys:
        choices = query_stems(word, language)
        phrases = [f"{before} {choice}" for before in phrases for choice in choices]
        phrases = phrases[:_MOST_STEM_PHRASES]
    return [each.strip() for each in phrases]


def _occurrences(tokens: Sequence[Token], language: str, phrase: Phrase) -> Iterator[Span]:
    size = len(phrase.tokens)
    forms = [query_stems(token.word, language) for token in phrase.tokens]
    last = -1
    for start in range(len(tokens) - size + 1):
        if start <= last:
            continue
        window = tokens[start : start + size]
        if all(
            _is_same(token, sought, stems, language, phrase, is_last=place == size - 1)
            and (place == 0 or not sought.is_cjk or token.is_joined == sought.is_joined)
            for place, (token, sought, stems) in enumerate(
                zip(window, phrase.tokens, forms, strict=True)
            )
        ):
            last = start + size - 1
            yield Span(window[0].start, window[-1].end)


def _is_same(
    token: Token,
    sought: Token,
    stems: tuple[str, ...],
    language: str,
    phrase: Phrase,
    *,
    is_last: bool,
) -> bool:
    if token.surface == sought.surface:
        return True
    if token.is_cjk or sought.is_cjk:
        return False
    if phrase.is_beginning:
        return is_last and token.surface.startswith(sought.surface)
    # Stemming takes most of the time of a search; a glance at the first letters spares most of
    # it. Endings go off everywhere, beginnings (clitics) in Arabic only.
    if language == "ar":
        may_be = any(each[1 : 1 + _GLANCE] in token.surface for each in stems)
    else:
        beginning = token.surface[:_GLANCE]
        may_be = any(each.startswith(beginning) for each in stems)
    return may_be and language in stemmed_languages() and stem(token.word, language) in stems
