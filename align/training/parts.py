"""What a token shares with others of its family: stems, beginnings, characters.

A row of the table is a token's own vector and the mean of its parts' vectors, so that `disarm`
and `disarmament`, or سلاح and أسلحة, learn from each other's lines and a rare form is not left
where it started (Bojanowski et al., "Enriching Word Vectors with Subword Information", TACL 2017,
with stems in place of all n-grams). Training alone knows parts: the table that ships is flat.

| script | parts |
| --- | --- |
| Chinese | characters; in pieces of three and more also the pairs of neighbours |
| Arabic | light stem (after Larkey, Ballesteros and Connell, "Light Stemming for Arabic |
|        | Information Retrieval", 2007), its consonants, the Snowball stem |
| Cyrillic | the Snowball stem, the first four, five and six letters |
| Latin | the English, French and Spanish Snowball stems, the first four, five and six letters |

Numbers and marks have none: 13 has nothing of 12.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from align.snowball import snowball_stem

CHINESE = re.compile("[\u3400-\u9fff]")
ARABIC = re.compile("[\u0621-\u064a]")
CYRILLIC = re.compile("[\u0400-\u04ff]")
WORD = re.compile(r"[^\W\d_]+")

SHORTEST_STEMMED = 3
"""Letters; a shorter piece is an ending as often as a word."""

BEGINNINGS = (4, 5, 6)
"""Letters of a beginning; the piece has to be longer than the first of these."""

ARABIC_PREFIXES = ("وال", "بال", "كال", "فال", "ال", "لل", "و", "ل", "ب", "ف", "س")
ARABIC_SUFFIXES = (
    *("ياتها", "ياتهم", "اتها", "اتهم", "تها", "تهم", "ياته", "اته", "يات", "هما"),
    *("تان", "تين", "ات", "ون", "ين", "ان", "ها", "هم", "ته", "نا", "يه", "ية", "وا"),
    *("ه", "ة", "ي", "ا", "ت"),
)
SHORTEST_ARABIC_STEM = 3
WEAK_LETTERS = re.compile("[اوي]")
"""They come and go within a root: سلاح and اسلحه share س ل ح."""

SHORTEST_ROOT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of every row of the table, one row after the other."""

    numbers: NDArray[np.int64]
    """Part numbers, 0 to `count` - 1."""
    starts: NDArray[np.int64]
    """Shape (rows + 1,): row i has numbers[starts[i]:starts[i + 1]], perhaps none."""
    count: int
    """How many different parts there are."""


def find_parts(pieces: Sequence[str]) -> Parts:
    """Return the parts that at least two of the pieces share; one of its own adds nothing."""
    names = [tuple(dict.fromkeys(part_names(piece))) for piece in pieces]
    common = Counter(name for of_piece in names for name in of_piece)
    numbers: dict[str, int] = {}
    flat: list[int] = []
    counts: list[int] = []
    for of_piece in names:
        shared = [name for name in of_piece if common[name] > 1]
        flat += [numbers.setdefault(name, len(numbers)) for name in shared]
        counts.append(len(shared))
    return Parts(
        numbers=np.array(flat, dtype=np.int64),
        starts=np.concatenate(([0], np.cumsum(counts, dtype=np.int64))),
        count=len(numbers),
    )


def part_names(piece: str) -> Iterator[str]:
    """Yield the names of a piece's parts; the first letters of a name say of which kind it is."""
    if not WORD.fullmatch(piece):
        return
    if CHINESE.search(piece):
        yield from (f"zh:{character}" for character in piece)
        if len(piece) > len("两字"):
            yield from (f"zh:{piece[i : i + 2]}" for i in range(len(piece) - 1))
    elif ARABIC.search(piece):
        if len(piece) >= SHORTEST_STEMMED:
            yield from _arabic_parts(piece)
    else:
        if len(piece) >= SHORTEST_STEMMED:
            languages = ("russian",) if CYRILLIC.search(piece) else ("english", "french", "spanish")
            yield from (f"{language}:{snowball_stem(piece, language)}" for language in languages)
        if len(piece) > BEGINNINGS[0]:
            yield from (f"begins:{piece[:length]}" for length in BEGINNINGS)


def _arabic_parts(piece: str) -> Iterator[str]:
    stem = light_arabic_stem(piece)
    yield f"light:{stem}"
    root = WEAK_LETTERS.sub("", stem)
    if len(root) >= SHORTEST_ROOT:
        yield f"root:{root}"
    yield f"arabic:{snowball_stem(piece, 'arabic')}"


def light_arabic_stem(word: str) -> str:
    """Return the word without one prefix and one suffix, as long as three letters remain.

    A prefix of one letter has to leave four: many words begin with one of them. The word is as the
    tokenizer's normaliser leaves it, without vowel signs and hamza forms.
    """
    for prefix in ARABIC_PREFIXES:
        left = len(word) - len(prefix)
        if word.startswith(prefix) and left >= SHORTEST_ARABIC_STEM + (len(prefix) == 1):
            word = word[len(prefix) :]
            break
    for suffix in ARABIC_SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= SHORTEST_ARABIC_STEM:
            return word[: -len(suffix)]
    return word
