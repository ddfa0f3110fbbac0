"""Bound how alike two texts can be by comparing sets of bits, a million texts in milliseconds.

A sketch has a bit for each word of a text (for each character of Chinese), chosen by a hash: a
Bloom filter with one hash function (Bloom, "Space/time trade-offs in hash coding with allowable
errors", 1970). One edit takes at most one word away and adds at most one, so a text at distance d
lacks at most d of the query's bits and has at most d others. The bound loses nothing: whatever
it leaves out is too far away.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SKETCH_BITS", "SKETCH_BYTES", "Nearest", "SketchTable", "token_bit"]

SKETCH_BITS: Final = 256
SKETCH_BYTES: Final = SKETCH_BITS // 8
_WHOLE: Final = 100
_REMEMBERED: Final = 50_000


@lru_cache(maxsize=_REMEMBERED)
def token_bit(surface: str) -> int:
    """Return the sketch of a single folded word: one bit of 256 set."""
    return 1 << (crc32(surface.encode("utf-8", "surrogatepass")) % SKETCH_BITS)


class Nearest(NamedTuple):
    """Texts that may be alike.

    Attributes:
        numbers: their row numbers, those that may be most alike first; shape (n,), int64.
        percents: how alike each can be at most, 0 to 100; shape (n,), int64.
    """

    numbers: "NDArray[np.int64]"
    percents: "NDArray[np.int64]"


class SketchTable:
    """The sketches of many texts, sorted by length, a word of 64 bits per column."""

    def __init__(
        self,
        numbers: "NDArray[np.int64]",
        sizes: "NDArray[np.uint32]",
        bits: "NDArray[np.uint8]",
    ) -> None:
        """Take the sketches.

        Args:
            numbers: row number of each text, shape (n,).
            sizes: its words, shape (n,).
            bits: its sketch, shape (n, b), b a multiple of 8.
        """
        import numpy as np

        order = np.argsort(sizes, kind="stable")
        self.numbers = numbers[order]
        self.sizes = sizes[order].astype(np.int32)
        # Columns lie together in memory, so that a scan reads them from end to end.
        self.columns = np.ascontiguousarray(bits.view("<u8")[order].T)
        self.ones = np.zeros(len(order), dtype=np.int32)
        for column in self.columns:
            self.ones += np.bitwise_count(column)

    def __len__(self) -> int:
        """Return how many texts there are."""
        return len(self.numbers)

    def alike(self, sketch: int, size: int, minimum_percent: int) -> Nearest:
        """Return every text that may be alike by this percent of words.

        Args:
            sketch: of the query.
            size: words of the query, at least 1.
            minimum_percent: 1 to 100.
        """
        import numpy as np

        shortest = -(-size * minimum_percent // _WHOLE)
        longest = size * _WHOLE // minimum_percent
        start = int(np.searchsorted(self.sizes, shortest, side="left"))
        stop = int(np.searchsorted(self.sizes, longest, side="right"))
        common = np.zeros(stop - start, dtype=np.uint16)
        for place, column in enumerate(self.columns):
            word = np.uint64(sketch >> (64 * place) & 0xFFFF_FFFF_FFFF_FFFF)
            if word:
                common += np.bitwise_count(column[start:stop] & word)
        sizes = self.sizes[start:stop]
        lengths = np.maximum(sizes, size)
        most = np.maximum(self.ones[start:stop], sketch.bit_count())
        # What the larger set has beyond the common part takes an edit each.
        distances = np.maximum(most - common, np.abs(sizes - size))
        kept = np.flatnonzero(_WHOLE * distances <= (_WHOLE - minimum_percent) * lengths)
        numbers = self.numbers[start:stop][kept]
        percents = _WHOLE - -(-_WHOLE * distances[kept].astype(np.int64) // lengths[kept])
        order = np.lexsort((numbers, -percents))
        return Nearest(numbers[order], percents[order])

    def closest(self, bits: "NDArray[np.uint8]", count: int) -> "NDArray[np.int64]":
        """Return the numbers of the rows that differ in the fewest bits, `count` of them or all.

        Args:
            bits: shape (b,), as in the table.
            count: how many rows, at least 1.
        """
        import numpy as np

        distances = np.zeros(len(self.numbers), dtype=np.uint16)
        for column, word in zip(self.columns, bits.view("<u8"), strict=True):
            distances += np.bitwise_count(column ^ word)
        if count >= len(distances):
            return self.numbers
        return self.numbers[np.argpartition(distances, count - 1)[:count]]
