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
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.encoding.errors import EncodingError
from align.encoding.protocol import Counts, Vectors, normalise

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WEIGHTS_FILE = "model.safetensors"
TOKENIZER_FILE = "tokenizer.json"

PART_TOKENS = 1 << 13
"""Rows gathered at once by a thread: 8 MB at 256 dimensions, which bounds memory."""

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
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            for start in range(0, len(sentences), BATCH_SENTENCES):
                batch = list(sentences[start : start + BATCH_SENTENCES])
                encodings = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
                tokens = [encoding.ids for encoding in encodings]
                stop = start + len(batch)
                counts[start:stop] = [len(ids) for ids in tokens]
                ids = np.fromiter(chain.from_iterable(tokens), np.int64, counts[start:stop].sum())
                add = partial(self._add_rows, ids, sums[start:stop])
                # numpy works outside the interpreter's lock, so threads use all cores.
                for _ in pool.map(add, _parts(counts[start:stop])):
                    pass
        return sums, counts

    def _add_rows(self, ids: Counts, sums: Vectors, part: Part) -> None:
        """Add up the rows of the tokens of some sentences into their rows of `sums`."""
        mine = ids[part.first_token : part.last_token]
        rows = self._table[mine].astype(np.float32, copy=False)
        if self._factors is not None:
            rows *= self._factors[mine, None]
        sums[part.sentences] = np.add.reduceat(rows, part.starts, axis=0)


class Part(NamedTuple):
    """Neighbouring sentences whose rows are gathered at once; those without tokens left out."""

    sentences: Counts
    first_token: int
    last_token: int
    starts: Counts
    """Where the tokens of each sentence begin, counted from `first_token`."""


def _parts(counts: Counts) -> Iterator[Part]:
    """Yield parts of about `PART_TOKENS` tokens, at least one sentence each."""
    filled = np.flatnonzero(counts)
    ends = np.cumsum(counts[filled])
    first = 0
    while first < len(filled):
        begin = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, begin + PART_TOKENS, side="right")))
        starts = np.concatenate(([0], ends[first : last - 1] - begin))
        yield Part(filled[first:last], begin, int(ends[last - 1]), starts)
        first = last


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


def _read_table(path: Path) -> tuple[NDArray[Any], Vectors | None]:
    """Return the rows of the tokens, shape (vocabulary, d), and the factor of each row, if any.

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
        return tensors["embedding.weight"], None
    if "embeddings" in tensors:
        factors = tensors.get("weights")
        return tensors["embeddings"], None if factors is None else factors.astype(np.float32)
    raise EncodingError(
        f"{path} holds {', '.join(sorted(tensors)) or 'nothing'}, expected `embedding.weight` or "
        "`embeddings`; this is not a static model"
    )
