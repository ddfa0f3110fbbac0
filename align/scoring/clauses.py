"""Where clauses end, and the vectors of what stands before each of these ends."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from align.encoding.protocol import SpanEncoder, Vectors

__all__ = ["ClauseSums", "clause_ends"]

# Where a clause may end, in the six languages; the mark stays with what it ends.
_CLAUSE_END: Final = re.compile(r"[,;:—،؛，；：、]\s*|(?<=[。！？])")
# Segments whose clauses are kept for the next pair of languages: 20 MB at 384 dimensions.
_MOST_KEPT: Final = 4_000


def clause_ends(text: str) -> list[int]:
    """Return the places within a text where a clause ends, ascending, without its own end."""
    ends: list[int] = []
    for match in _CLAUSE_END.finditer(text):
        if (ends[-1] if ends else 0) < match.end() < len(text):
            ends.append(match.end())
    return ends


class ClauseSums:
    """The vectors of the beginnings of segments, made when they are asked for.

    A vector of a beginning can be taken from the segment's own only where sums add up exactly, so
    this is for encoders like the bundled one.
    """

    def __init__(self, bodies: Sequence[str], encoder: SpanEncoder) -> None:
        """Take the texts of all segments of one side, and what encodes them."""
        self._bodies, self._encoder = bodies, encoder
        self._kept: dict[int, Vectors] = {}

    def beginnings(self, places: Sequence[int]) -> list[Vectors]:
        """Return, per segment, the sum of all before each clause end, shape (ends, d)."""
        wanted = [place for place in dict.fromkeys(places) if place not in self._kept]
        if len(self._kept) + len(wanted) > _MOST_KEPT:
            self._kept.clear()
            wanted = list(dict.fromkeys(places))
        pieces: list[str] = []
        counts = []
        for place in wanted:
            body = self._bodies[place]
            ends = clause_ends(body)
            pieces += [body[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]
            counts.append(len(ends))
        sums = self._encoder.token_sums(pieces)[0]
        first = 0
        for place, count in zip(wanted, counts, strict=True):
            self._kept[place] = np.cumsum(sums[first : first + count], axis=0)
            first += count
        return [self._kept[place] for place in places]
