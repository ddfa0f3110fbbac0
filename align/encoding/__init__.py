"""Sentences to vectors: the bundled static model, any sentence-transformers model, a cache.

    from align.encoding import load_encoder

    encoder = load_encoder()                        # the bundled model: no network, no torch
    vectors = encoder.encode(["Peace", "和平"])      # (2, d), float32, rows of length 1

`protocol` says what an encoder is. Importing this package imports neither numpy nor torch.
"""

from align.encoding.errors import DimensionError, EncodingError
from align.encoding.load import STATIC_MODEL, is_bundled, load_encoder

__all__ = ["STATIC_MODEL", "DimensionError", "EncodingError", "is_bundled", "load_encoder"]
