"""What can go wrong with vectors: `EncodingError` and its child `DimensionError`."""

from __future__ import annotations

from sources.errors import SixfoldError


class EncodingError(SixfoldError):
    """A text cannot be turned into a vector, or a model cannot be had."""


class DimensionError(EncodingError):
    """Two arrays of vectors do not fit each other; the message shows both shapes."""
