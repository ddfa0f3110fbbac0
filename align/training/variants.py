"""Near-duplicates of in-domain rows: the same sentence with other numbers.

A bag of tokens takes "resolution 68/112 of 2013" and "resolution 68/121 of 2014" for nearly the
same. Each variant is put right behind its row, so that the two meet as neighbours in a batch and
the table learns to give numbers their weight. States and organs are left to the dictionaries.
"""

from __future__ import annotations

import random
import re

from align.training.data import Row

NUMBER = re.compile(r"[0-9]+")
YEARS = range(1900, 2100)
LAST_DAY = 31


def with_other_numbers(rows: list[Row], generator: random.Random) -> list[Row]:
    """Return the rows, each with a number in it followed by the same row with other numbers."""
    result = []
    for row in rows:
        result.append(row)
        variant = _variant(row, generator)
        if variant is not None:
            result.append(variant)
    return result


def _variant(row: Row, generator: random.Random) -> Row | None:
    """Return the row with one or all of its numbers changed alike in six languages.

    Only numbers that all six texts write in the same digits are touched; None without any.
    """
    shared = sorted(set.intersection(*(set(NUMBER.findall(text)) for text in row.texts)))
    if not shared:
        return None
    chosen = shared if generator.getrandbits(1) else [generator.choice(shared)]
    changed = {number: _other_number(number, generator) for number in chosen}
    texts = tuple(
        NUMBER.sub(lambda match: changed.get(match[0], match[0]), text) for text in row.texts
    )
    return Row(identifier=f"{row.identifier}~", texts=texts)


def _other_number(number: str, generator: random.Random) -> str:
    """Return a number of the same kind: a near year for a year, else one of as many digits."""
    value = int(number)
    other = value
    while other == value:
        if value in YEARS:
            other = generator.randint(value - 12, value + 12)
        elif value <= LAST_DAY:
            other = generator.randint(1, LAST_DAY)
        else:
            other = generator.randint(10 ** (len(number) - 1), 10 ** len(number) - 1)
    return str(other)
