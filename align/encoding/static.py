"""The static encoder: a table of token vectors; a sentence is the sum of its rows, normalised.

It needs numpy, `tokenizers` and `safetensors`, no torch, and reads the folder that
sentence-transformers writes for a `StaticEmbedding`, in either of its two layouts:

- `embedding.weight`: one row per token, float16 or float32;
- `embeddings` and `weights`: rows as int8 and one factor per token, so that the row of a token is
  their product (the layout of model2vec, which sentence-transformers reads too).

The sum is linear: that is what makes runs of sentences free (`SpanEncoder`). The length of a
token's row is its learned weight; frequent words that say little have short rows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from align.encoding.errors import EncodingError
from align.encoding.protocol import Counts, Vectors, normalise

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WEIGHTS_FILE = "model.safetensors"
TOKENIZER_FILE = "tokenizer.json"

ROWS_AT_ONCE = 1 << 14
"""Rows of one text in memory at once: 25 MB at 384 dimensions."""

BATCH_SENTENCES = 4096
"""Sentences tokenised at once; enough to keep all cores busy."""


def is_static_folder(folder: Path) -> bool:
    """Return whether the folder holds a static model rather than a transformer."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        return any(str(module["type"]).endswith("StaticEmbedding") for module in modules)
    except OSError:
        return (folder / WEIGHTS_FILE).is_file() and not (folder / "config.json").is_file()
    except (ValueError, KeyError, TypeError) as error:
        raise EncodingError(
            f"{folder / 'modules.json'} is not a list of modules with a type each, as "
            "sentence-transformers writes it; save the model again"
        ) from error


class StaticEncoder:
    """Encode sentences with a folder of token vectors, on all cores."""

    def __init__(self, folder: Path, *, name: str | None = None) -> None:
        """Load the model.

        Args:
            folder: holds `model.safetensors` and `tokenizer.json`.
            name: the name in `identity`; the folder's own when None.

        Raises:
            EncodingError: a file is missing or cannot be read, or the two do not fit.
        """
        self.folder = folder
        self.name = name or folder.resolve().name
        self._tokenizer = _read_tokenizer(folder / TOKENIZER_FILE)
        self._table, self._factors = _read_table(folder / WEIGHTS_FILE)
        vocabulary_size = self._tokenizer.get_vocab_size()
        if vocabulary_size != len(self._table):
            raise EncodingError(
                f"{folder} has {len(self._table)} rows for {vocabulary_size} tokens, expected one "
                "row per token; take both files from the same training run"
            )

    @cached_property
    def identity(self) -> str:
        """Return the name and 12 hexadecimal digits of the SHA-256 of weights and tokenizer."""
        digest = hashlib.sha256()
        for file in (WEIGHTS_FILE, TOKENIZER_FILE):
            digest.update((self.folder / file).read_bytes())
        return f"{self.name}@{digest.hexdigest()[:12]}"

    @property
    def dimension(self) -> int:
        """Return the length of every vector."""
        return int(self._table.shape[1])

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """Return one vector per sentence, shape (n, d), float32, rows of length 1.

        Raises:
            EncodingError: a sentence has no token (it is empty or white space).
        """
        sums, counts = self.token_sums(sentences)
        if not counts.all():
            index = int(np.flatnonzero(counts == 0)[0])
            raise EncodingError(
                f"sentence {index + 1} of {len(sentences)} is {sentences[index]!r}, expected at "
                "least one letter, digit or mark; leave empty texts out"
            )
        return normalise(sums)

    def token_sums(self, sentences: Sequence[str]) -> tuple[Vectors, Counts]:
        """Return the sum of the token rows of each sentence, and the number of tokens.

        Returns:
            Shapes (n, d), float32, and (n,). A sentence without tokens has count 0 and zeros.
        """
        sums = np.zeros((len(sentences), self.dimension), dtype=np.float32)
        counts = np.zeros(len(sentences), dtype=np.int64)
        for start in range(0, len(sentences), BATCH_SENTENCES):
            batch = list(sentences[start : start + BATCH_SENTENCES])
            encodings = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            for index, encoding in enumerate(encodings, start):
                ids = np.array(encoding.ids, dtype=np.int64)
                counts[index] = len(ids)
                for part in range(0, len(ids), ROWS_AT_ONCE):
                    sums[index] += self._sum_of_rows(ids[part : part + ROWS_AT_ONCE])
        return sums, counts

    def _sum_of_rows(self, ids: Counts) -> Vectors:
        """Return the sum of the rows of the tokens, shape (d,): one product of vector and matrix.

        A product for each text is several times as quick as adding up gathered rows of many.
        """
        rows = self._table.take(ids, axis=0).astype(np.float32, copy=False)
        return np.asarray(self._factors.take(ids) @ rows)


def _read_tokenizer(path: Path) -> Tokenizer:
    """Return the tokenizer of the file, without truncation or padding."""
    from tokenizers import Tokenizer

    if not path.is_file():
        raise EncodingError(
            f"{path} is missing, expected a static model (tokenizer.json, model.safetensors); "
            "check the folder's name or train a model with `sixfold train`"
        )
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises bare Exception
        raise EncodingError(
            f"{path} is not a tokenizer that the `tokenizers` package reads ({error}); "
            "take it from the training run again"
        ) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _read_table(path: Path) -> tuple[NDArray[Any], Vectors]:
    """Return the rows of the tokens, shape (vocabulary, d), and the factor of each row.

    The rows keep the type of the file: int8 rows take a quarter of the memory, and only those of
    the tokens at hand become float32.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    if not path.is_file():
        raise EncodingError(
            f"{path} is missing, expected a static model (tokenizer.json, model.safetensors); "
            "check the folder's name or train a model with `sixfold train`"
        )
    try:
        tensors = load_file(path)
    except (SafetensorError, OSError) as error:
        raise EncodingError(
            f"{path} cannot be read as safetensors ({error}); take it from the training run again"
        ) from error
    if "embedding.weight" in tensors:
        table = tensors["embedding.weight"]
        return table, np.ones(len(table), dtype=np.float32)
    if "embeddings" in tensors:
        table = tensors["embeddings"]
        factors = tensors.get("weights", np.ones(len(table)))
        return table, factors.astype(np.float32)
    raise EncodingError(
        f"{path} holds {', '.join(sorted(tensors)) or 'nothing'}, expected `embedding.weight` or "
        "`embeddings`; this is not a static model"
    )
