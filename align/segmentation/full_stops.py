"""Decide about full stops in scripts that put a space between sentences."""

import re
from dataclasses import dataclass
from typing import Final

from align.segmentation.candidates import UNSEEN, Candidate, Line
from align.segmentation.language_rules import LanguageRules

__all__ = ["ends_spaced"]

_OPENERS: Final = re.compile(
    f'[“‘"\'«‹「『（(\\[《〈【¿¡”{UNSEEN}\u00a0\u202f]*(?:[—–•*-]\\s+)?[“«"]?'
)
_WORD_BEFORE: Final = re.compile(r"(?:[^\W\d_\u3400-\u9fff]|[.’'\-ـªº№§])+$")
_WORD_AFTER: Final = re.compile(r"[\w’'\-]+")
# What numbers a part of a document: 12, XII, A/65, B.2, «a», 4 (b), § 3.
_NUMBER_LIKE: Final = re.compile(
    r"[«“\"(\[]?(?:[A-Z]{0,4}[-/.]?\d|[IVXLCDM]+\b|[^\W\d_]\b|[№§])|[A-Z]+/[A-Z]"
)
# Russian "с. г." and "т. г." stand for a year, too.
_NUMBER_BEFORE: Final = re.compile(r"(?:\d|\b[IVXLC]+|\b[ст]\.)[\s\u00a0\u202f–-]*$")
_NUMERAL: Final = re.compile(r"[IVXLCDM]+|[A-ZА-Я]")
_LAST_WORD: Final = re.compile(r"[^\W\d_]+(?=\s*$)")
_QUOTES: Final = frozenset("”“’\"'»")
_LABEL_ALONE: Final = re.compile(r"\s*\d{1,3}")
_RESOLUTION_BEFORE: Final = re.compile(r"\d/\d+[\s\u00a0\u202f]$")
_ARABIC_LETTER: Final = re.compile("[\u0620-\u064a]ـ?")
_ARABIC_CONJUNCTIONS: Final = ("و", "ف")
_SHORTEST_ARABIC_STARTER: Final = 4
_LONGEST_ACRONYM_PART: Final = 2
# "В 2010 г. Совет принял": after so few words a date is not yet a sentence.
_FEWEST_WORDS: Final = 5
_FEWEST_CHARACTERS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stop:
    """A full stop after a word.

    Attributes:
        word: the word, inner full stops included.
        earlier: what stands before the word, cut to a window.
        rest: what follows the openers, cut to a window.
        next_word: its first word, or empty.
        is_closed: whether a closing bracket or quote follows the full stop.
        opening: the sentence so far if it is short, else empty.
    """

    word: str
    earlier: str
    rest: str
    next_word: str
    is_closed: bool
    opening: str


def ends_spaced(line: Line, candidate: Candidate, start: int, rules: LanguageRules) -> bool:
    """Return whether a mark ends the sentence that began at `start`."""
    openers = _OPENERS.match(line.text, candidate.next_start)
    first = openers.end() if openers else candidate.next_start
    follows = line.text[first : first + 1]
    if not follows:
        return True
    if follows.islower() or follows in ",;:)]»?!":
        return False
    if not _QUOTES.isdisjoint(candidate.closers):
        after = _WORD_AFTER.match(line.after(first))
        if after is not None and after[0] in rules.after_quotation:
            return False
    if _LABEL_ALONE.fullmatch(line.text, start, candidate.start):
        return False  # "…the matter. 4. Reaffirms": the number belongs to what follows
    word = _WORD_BEFORE.search(candidate.before)
    if candidate.marks != "." or word is None:
        return True
    # The article before a word is no part of it: l’art. 5.
    token = re.split("[’']", word[0].rstrip("’'"))[-1].lstrip(".-ªº")
    rest = line.after(first)
    next_word = _WORD_AFTER.match(rest)
    is_short = candidate.start - start < _FEWEST_CHARACTERS
    stop = _Stop(
        word=token,
        earlier=candidate.before[: word.end() - len(token)],
        rest=rest,
        next_word=next_word[0] if next_word else "",
        is_closed=not set(')]”»"').isdisjoint(candidate.closers),
        opening=line.text[start : candidate.start] if is_short else "",
    )
    return _ends_after_word(stop, rules)


def _ends_after_word(stop: _Stop, rules: LanguageRules) -> bool:
    """Decide by the class of the abbreviation; a word that is none ends its sentence."""
    is_number_before = _NUMBER_BEFORE.search(stop.earlier) is not None
    if _is_listed(stop.word, rules.after_number) and is_number_before:
        return _may_follow_date(stop, rules)
    if _is_listed(stop.word, rules.before_number) and _NUMBER_LIKE.match(stop.rest):
        return False
    if _is_listed(stop.word, rules.possibly_final):
        return _may_start(stop, rules)
    if _is_listed(stop.word, rules.never_final) or _is_listed(stop.word, rules.after_number):
        return False
    if _is_listed(stop.word, rules.name_part) or _is_initial(stop.word) or _is_acronym(stop.word):
        return stop.is_closed or _numbers_a_part(stop, rules) or _is_starter(stop, rules)
    return True


def _may_follow_date(stop: _Stop, rules: LanguageRules) -> bool:
    if 0 < len(stop.opening.split()) < _FEWEST_WORDS and not _is_starter(stop, rules):
        return False
    return _may_start(stop, rules)


def _may_start(stop: _Stop, rules: LanguageRules) -> bool:
    if stop.next_word[:1].isdigit() or stop.next_word in rules.never_starters:
        return False
    return not _is_uncased(stop.next_word) or _is_starter(stop, rules)


def _numbers_a_part(stop: _Stop, rules: LanguageRules) -> bool:
    """Return whether the letter or numeral belongs to a noun or symbol: "annex I.", "67/234 B."."""
    if _RESOLUTION_BEFORE.search(stop.earlier):
        return True
    noun = _LAST_WORD.search(stop.earlier)
    return (
        noun is not None
        and _NUMERAL.fullmatch(stop.word) is not None
        and noun[0].casefold() in rules.numbered_nouns
    )


def _is_starter(stop: _Stop, rules: LanguageRules) -> bool:
    word = stop.next_word
    if len(word) == 1 and stop.rest[1:2] == ".":
        return False  # an initial itself
    elided = re.split("(?<=[’'])", word)[0]
    if word in rules.starters or elided in rules.starters:
        return True
    # In Arabic prose most sentences begin with the conjunction "and".
    return word.startswith(_ARABIC_CONJUNCTIONS) and len(word) >= _SHORTEST_ARABIC_STARTER


def _is_listed(word: str, words: frozenset[str]) -> bool:
    if word in words:
        return True
    return len(word) > 1 and word[:1].isupper() and word[:1].lower() + word[1:] in words


def _is_initial(word: str) -> bool:
    bare = word.rstrip("ـ")
    return len(bare) == 1 and (bare.isupper() or _ARABIC_LETTER.match(bare) is not None)


def _is_acronym(word: str) -> bool:
    parts = re.split("[.’'-]", word)
    return len(parts) > 1 and all(len(part.rstrip("ـ")) <= _LONGEST_ACRONYM_PART for part in parts)


def _is_uncased(word: str) -> bool:
    return word[:1].isalpha() and not word[:1].isupper() and not word[:1].islower()
