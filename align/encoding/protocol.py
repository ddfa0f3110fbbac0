"""What an encoder is: the two protocols that every model of sentence vectors follows.

`Encoder` is all that search and term linking need. `SpanEncoder` adds what the aligner needs:
unnormalised sums that can be added, so that the vector of any run of neighbouring sentences is
a difference of two prefix sums and no joined text is ever encoded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from align.encoding.errors import DimensionError, EncodingError

Vectors: TypeAlias = NDArray[np.float32]
"""Shape (n, d), one row per sentence."""

Counts: TypeAlias = NDArray[np.int64]
"""Shape (n,), one number per sentence."""


@runtime_checkable
class Encoder(Protocol):
    """A model that gives sentences of all six languages comparable vectors."""

    @property
    def identity(self) -> str:
        """Return the model's name and a short digest of its weights, as in `static@0a1b2c3d4e5f`.

        Vectors of two encoders may be compared only when their identities are equal.
        """

    @property
    def dimension(self) -> int:
        """Return the length d of every vector."""

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """Return one vector per sentence.

        Returns:
            Shape (n, d), float32, rows of length 1, in the order of the sentences; (0, d) for none.

        Raises:
            EncodingError: a sentence holds nothing the model knows (it is empty, for instance);
                the message names the first such sentence. No zero or random vector is made up.
        """


@runtime_checkable
class SpanEncoder(Encoder, Protocol):
    """An encoder whose vectors can be added up over neighbouring sentences."""

    def token_sums(self, sentences: Sequence[str]) -> tuple[Vectors, Counts]:
        """Return sums that add up over sentences, and the number of tokens in each.

        The vector of sentences i to j (j excluded) is `normalise(sums[i:j].sum(axis=0))`. For the
        static encoder it equals the vector of the joined text as long as no token spans the join;
        for transformers it is an approximation, described there.

        Returns:
            The sums, shape (n, d), float32, not normalised, and the counts, shape (n,). A sentence
            without any token has count 0 and a row of zeros, which adds nothing to a run: callers
            must look at the counts before they normalise a single row.
        """


def normalise(sums: Vectors) -> Vectors:
    """Return the rows scaled to length 1.

    Args:
        sums: shape (n, d).

    Raises:
        EncodingError: a row is all zeros and has no direction; the message names its index.
    """
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    if not lengths.all():
        index = int(np.flatnonzero(lengths[:, 0] == 0)[0])
        raise EncodingError(
            f"row {index} of {len(sums)} has length 0, expected a vector with a direction; "
            "leave out texts without any token before normalising"
        )
    return np.asarray(sums / lengths, dtype=np.float32)


ROUNDING_DUST = 1e-6
"""A run without tokens is not exactly zero after subtracting prefix sums, but far below this."""


def run_vectors(sums: Vectors, starts: Counts, ends: Counts) -> Vectors:
    """Return the vectors of runs of neighbouring sentences, by prefix sums.

    Args:
        sums: shape (n, d), as `SpanEncoder.token_sums` gives them.
        starts: shape (m,), first sentence of each run, 0-based.
        ends: shape (m,), one past the last sentence of each run.

    Returns:
        Shape (m, d), float32, rows of length 1. A run without any token stays a row of zeros,
        because a search has to be able to score it as unrelated to everything.

    Raises:
        DimensionError: `starts` and `ends` differ in length.
    """
    if starts.shape != ends.shape:
        raise DimensionError(
            f"found {starts.shape} starts and {ends.shape} ends, expected one end per start; "
            "pass two arrays of the same length"
        )
    prefix = np.zeros((len(sums) + 1, sums.shape[1]))
    np.cumsum(sums, axis=0, dtype=np.float64, out=prefix[1:])
    vectors = prefix[ends] - prefix[starts]
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors[lengths[:, 0] < ROUNDING_DUST] = 0
    lengths[lengths < ROUNDING_DUST] = 1
    return np.asarray(vectors / lengths, dtype=np.float32)
