"""Choose the few texts that can be like a text, without looking at the others.

A text at distance d from the query lacks at most d of its words (for Chinese, one changed
character takes two bigrams). So a match at p percent holds at least one of the rarest d + 1 keys,
and of any set of keys all but d (prefix filtering: Chaudhuri, Ganti and Kaushik, "A primitive
operator for similarity joins in data cleaning", ICDE 2006). Rare keys are told from frequent ones
by fetching their texts up to a bound that grows until there are keys enough.
"""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

__all__ = ["Candidates", "find_candidates"]

# Texts fetched per key in each round. A key in more texts than the last bound tells little.
_BOUNDS: Final = (300, 3000, 30_000)
# Rounds end when this many texts were fetched: some 40 ms of a core.
_MOST_FETCHED: Final = 50_000


class Candidates(NamedTuple):
    """Texts that share rare keys with the query.

    Attributes:
        shared: (variant number, keys shared), most keys first, then in order of the numbers.
        key_count: how many keys were compared; a text holding `shared` of them lacks the rest.
    """

    shared: tuple[tuple[int, int], ...]
    key_count: int


def find_candidates(
    connection: sqlite3.Connection, keys: Sequence[str], *, needed: int
) -> Candidates:
    """Return the texts that hold the rarest of the keys.

    Args:
        connection: of the memory.
        keys: of the query, each once.
        needed: how many keys must be compared to lose nothing; fewer are where they are too
            frequent.
    """
    shared: Counter[int] = Counter()
    compared = 0
    fetched = 0
    waiting = list(keys)
    sql = "SELECT rowid FROM words WHERE words MATCH ? LIMIT ?"
    for bound in _BOUNDS:
        frequent: list[str] = []
        for position, key in enumerate(waiting):
            if fetched > _MOST_FETCHED:
                frequent += waiting[position:]
                break
            rows = connection.execute(sql, (f'surface : "{key}"', bound + 1)).fetchall()
            fetched += len(rows)
            if len(rows) > bound:
                frequent.append(key)
            else:
                compared += 1
                shared.update([row[0] for row in rows])
        waiting = frequent
        if compared >= needed or fetched > _MOST_FETCHED:
            break
    ranked = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
    return Candidates(shared=tuple(ranked), key_count=compared)
