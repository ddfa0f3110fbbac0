"""Find terms and words that are one letter away from what somebody typed.

All that one edit can make of a word is enumerated and sought in the index (Norvig, "How to write a
spelling corrector", 2007): milliseconds among millions of keys, which take seconds to compare one
by one. Chinese characters are too many to enumerate; there one half of the word is as typed, and
only keys that begin or end with that half are compared.

The distance is that of optimal string alignment: a letter too many, missing, another one, or two
exchanged.
"""

import json
import sqlite3
from collections.abc import Iterator
from typing import Final

from tmx.search.normalise import tokenize

__all__ = ["SHORTEST", "mended_words", "near_terms"]

SHORTEST: Final = 5
"""Letters of the shortest word that is mended: shorter ones have too many neighbours (arm, aim)."""
_ALPHABETS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "ءآأؤإئابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "0123456789",
)
_LAST: Final = "\U0010ffff"
_NEAR: Final = 1


def near_terms(connection: sqlite3.Connection, key: str) -> Iterator[tuple[int, str]]:
    """Yield (term number, language group) of the terms whose folded key is one edit from a key."""
    if len(key) < SHORTEST:
        return
    if _is_enumerable(key):
        yield from connection.execute(
            "SELECT term.id, language_group FROM json_each(?) AS near "
            "CROSS JOIN term_key ON term_key.key = near.value AND kind = 'folded' "
            "CROSS JOIN term ON term.id = term_id",
            (json.dumps(sorted(_edits(key, between=" "))),),
        )
        return
    from rapidfuzz.distance import OSA

    half = len(key) // 2
    rows = connection.execute(
        "SELECT term_id, language_group, key FROM term_key JOIN term ON term.id = term_id "
        "WHERE kind = 'folded' AND length(key) BETWEEN :least AND :most AND "
        "(key >= :begin AND key < :begin || :last OR term_id IN "
        "(SELECT term_id FROM term_key WHERE key = :end AND kind = 'ending'))",
        {
            "least": len(key) - _NEAR,
            "most": len(key) + _NEAR,
            "begin": key[:half],
            # Without the letter after the middle: it may have changed places with the one before.
            "end": key[half + 1 :],
            "last": _LAST,
        },
    )
    for number, group, other in rows:
        if OSA.distance(key, other, score_cutoff=_NEAR) <= _NEAR:
            yield number, group


def mended_words(connection: sqlite3.Connection, key: str) -> str | None:
    """Return a key with each word that no term has replaced by the most frequent one beside it.

    None where nothing is to be replaced, or by nothing. Words of Chinese are left alone.
    """
    words = key.split(" ")
    mended = [_mended_word(connection, word) for word in words]
    return " ".join(mended) if mended != words else None


def _mended_word(connection: sqlite3.Connection, word: str) -> str:
    if len(word) < SHORTEST or not _is_enumerable(word) or _counts(connection, [word]):
        return word
    counts = _counts(connection, sorted(_edits(word)))
    return min(counts, key=lambda each: (-counts[each], each)) if counts else word


def _counts(connection: sqlite3.Connection, words: list[str]) -> dict[str, int]:
    """Return how many places in terms begin with each word, where any do."""
    rows = connection.execute(
        # Both ranges go by the index: the word alone, and the word with others after it.
        "SELECT value, (SELECT count(*) FROM term_key WHERE key = value AND kind IN ('folded', "
        "'ending')) + (SELECT count(*) FROM term_key WHERE key > value || ' ' AND "
        "key < value || '!' AND kind IN ('folded', 'ending')) AS number FROM json_each(?)",
        (json.dumps(words),),
    )
    return {word: number for word, number in rows if number}


def _is_enumerable(key: str) -> bool:
    return not any(token.is_cjk for token in tokenize(key))


def _edits(word: str, *, between: str = "") -> set[str]:
    """Return all that one edit makes of a word, with letters of its scripts and those given."""
    letters = between + "".join(each for each in _ALPHABETS if set(each) & set(word))
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    made = {left + right[1:] for left, right in splits if right}
    made |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    made |= {left + letter + right[1:] for left, right in splits if right for letter in letters}
    made |= {left + letter + right for left, right in splits for letter in letters}
    return made - {word}
