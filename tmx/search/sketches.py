"""Bound how alike two texts can be by comparing sets of bits, a million texts in milliseconds.

A sketch has a bit for each word of a text (for each character of Chinese), chosen by a hash: a
Bloom filter with one hash function (Bloom, "Space/time trade-offs in hash coding with allowable
errors", 1970). One edit takes at most one word away and adds at most one, so a text at distance d
lacks at most d of the query's bits and has at most d others. The bound loses nothing: whatever
it leaves out is too far away.

The same table finds vectors by their signs, where the number of bits that differ estimates the
angle (Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002); that is
an estimate, and may lose something.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SKETCH_BITS", "SKETCH_BYTES", "Nearest", "SketchTable", "sign_bits", "token_bit"]

SKETCH_BITS: Final = 256
SKETCH_BYTES: Final = SKETCH_BITS // 8
_WHOLE: Final = 100
_REMEMBERED: Final = 50_000
# Rows the coarse choice leaves for each one wanted, and at least one row in so many: on 100,000
# made units (`benchmarks.memory`) with 1,000 rows wanted, that keeps 98 to 99 % of the true ten
# nearest; four rows for each keep 98 %, two 96 %.
_COARSE_PER_ROW: Final = 8
_COARSE_SHARE: Final = 50
# Rows compared at once: 8 bytes each, of a cache of some hundred kilobytes.
_PART: Final = 16_384


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

    def between(self, first: int, last: int) -> "Nearest":
        """Return those with row numbers from the first to the last."""
        kept = (self.numbers >= first) & (self.numbers <= last)
        return Nearest(self.numbers[kept], self.percents[kept])


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

    def closest(self, query: "NDArray[np.float32]", count: int) -> "NDArray[np.int64]":
        """Return the numbers of the rows whose signs agree best with a vector.

        The Hamming distance, quick and coarse, chooses; the sum of the query's components with
        the rows' signs puts in order, which comes nearer to the angle.

        Args:
            query: shape (d,); the table holds `sign_bits` of vectors of d components.
            count: how many rows, at least 1.

        Returns:
            Shape (count,), or all numbers where there are fewer, in no order.
        """
        import numpy as np

        if count >= len(self.numbers):
            return self.numbers
        many = max(_COARSE_PER_ROW * count, len(self.numbers) // _COARSE_SHARE)
        coarse = _smallest(self._distances(sign_bits(query[None])[0].view("<u8")), many)
        rows = np.ascontiguousarray(self.columns[:, coarse].T).view(np.uint8)
        agreement = _sums_of_set(rows, query)
        return self.numbers[coarse[np.argpartition(-agreement, count - 1)[:count]]]

    def _distances(self, bits: "NDArray[np.uint64]") -> "NDArray[np.uint16]":
        """Return how many bits of each row differ from these, a part that fits a cache at once."""
        import numpy as np

        distances = np.zeros(len(self.numbers), dtype=np.uint16)
        for start in range(0, len(distances), _PART):
            part = distances[start : start + _PART]
            for column, word in zip(self.columns, bits, strict=True):
                part += np.bitwise_count(column[start : start + _PART] ^ word)
        return distances


def _smallest(distances: "NDArray[np.uint16]", count: int) -> "NDArray[np.intp]":
    """Return where the smallest distances stand: `count` of them, and all as small as the last."""
    import numpy as np

    up_to = np.cumsum(np.bincount(distances))
    return np.flatnonzero(distances <= np.searchsorted(up_to, count))


def _sums_of_set(rows: "NDArray[np.uint8]", query: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Return, per row of bits, the sum of the query's components whose bit is set, shape (n,).

    A table says what each byte is worth in each place: a look-up stands for eight components.
    """
    import numpy as np

    padded = np.pad(query, (0, 8 * rows.shape[1] - len(query))).reshape(-1, 8)
    bits = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(np.float32)
    sums = np.zeros(len(rows), dtype=np.float32)
    for column, worth in zip(rows.T, (bits @ padded.T).T, strict=True):
        sums += worth[column]
    return sums


def sign_bits(vectors: "NDArray[np.number]") -> "NDArray[np.uint8]":
    """Return the signs of vectors as bits, padded to whole words of 64 bits.

    Args:
        vectors: shape (n, d).

    Returns:
        Shape (n, 8 * ceil(d / 64)).
    """
    import numpy as np

    bits = np.packbits(vectors > 0, axis=1)
    return np.ascontiguousarray(np.pad(bits, ((0, 0), (0, -bits.shape[1] % 8))))
