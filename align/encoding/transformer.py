"""Any sentence-transformers model as an encoder: better vectors, slower by two or three orders.

The packages are the extra `sixfold[transformers]` and are imported only when a model is loaded.
The hub's own variables are obeyed: `HF_HUB_OFFLINE`, `HF_HOME` and `HF_TOKEN` among them.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from align.encoding.errors import EncodingError
from align.encoding.protocol import Counts, Vectors, normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sentence_transformers import SentenceTransformer

DEVICES = ("cpu", "cuda", "mps")

PROGRESS_FROM = 2000
"""Sentences; a shorter input is done within a second or two and shows no bar."""


class TransformerEncoder:
    """Encode sentences with a sentence-transformers model."""

    def __init__(
        self,
        name: str,
        *,
        offline: bool = False,
        device: str | None = None,
        batch_size: int = 32,
        half: bool = False,
    ) -> None:
        """Load the model; see `align.encoding.load_encoder` for the arguments.

        Raises:
            EncodingError: the package is missing, the model is not there, or the device is not.
        """
        if batch_size < 1:
            raise EncodingError(f"found a batch size of {batch_size}, expected 1 or more")
        self.name = name
        self._batch_size = batch_size
        self._model = _load(name, offline=offline, device=_checked_device(device))
        if half:
            self._model.half()

    @cached_property
    def identity(self) -> str:
        """Return the model's name and 12 hexadecimal digits of the SHA-256 of its weights."""
        digest = hashlib.sha256()
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(str(tensor.dtype).encode())
            digest.update(tensor.detach().cpu().float().numpy().tobytes())
        return f"{Path(self.name).name}@{digest.hexdigest()[:12]}"

    @property
    def dimension(self) -> int:
        """Return the length of every vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """Return one vector per sentence, shape (n, d), float32, rows of length 1.

        A text longer than the model's window is cut by the model, as everywhere.

        Raises:
            EncodingError: a sentence is empty or white space, or the model gives no number for it.
        """
        for index, sentence in enumerate(sentences):
            if not sentence.strip():
                raise EncodingError(
                    f"sentence {index + 1} of {len(sentences)} is {sentence!r}, expected at least "
                    "one letter, digit or mark; leave empty texts out"
                )
        if not sentences:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode(
            list(sentences),
            batch_size=self._batch_size,
            convert_to_numpy=True,
            show_progress_bar=len(sentences) >= PROGRESS_FROM and sys.stderr.isatty(),
        )
        vectors = np.asarray(vectors, dtype=np.float32)
        if not np.isfinite(vectors).all():
            raise EncodingError(
                f"{self.name} gave vectors that are not numbers, expected finite ones; "
                "try it without half precision"
            )
        return normalise(vectors)

    def token_sums(self, sentences: Sequence[str]) -> tuple[Vectors, Counts]:
        """Return each sentence's vector times its number of tokens, and the numbers.

        A transformer is not linear: the sum over a run is not the vector of the joined text but an
        approximation of it, the mean of the sentences weighted by length. It is exact for runs of
        one sentence. Empty sentences have count 0 and zeros.
        """
        filled = [index for index, sentence in enumerate(sentences) if sentence.strip()]
        sums = np.zeros((len(sentences), self.dimension), dtype=np.float32)
        counts = np.zeros(len(sentences), dtype=np.int64)
        if filled:
            texts = [sentences[index] for index in filled]
            counts[filled] = [
                max(1, len(ids))
                for ids in self._model.tokenizer(texts, add_special_tokens=False)["input_ids"]
            ]
            sums[filled] = self.encode(texts) * counts[filled, None]
        return sums, counts


def _checked_device(device: str | None) -> str | None:
    """Return the device when it is one that models run on; `cuda:1` names a second card."""
    if device is not None and device.partition(":")[0] not in DEVICES:
        raise EncodingError(f"found the device {device!r}, expected one of {', '.join(DEVICES)}")
    return device


def _load(name: str, *, offline: bool, device: str | None) -> SentenceTransformer:
    """Return the model from a folder or the hub."""
    if _looks_like_path(name) and not Path(name).is_dir():
        raise EncodingError(
            f"there is no folder {name}, expected one with a sentence-transformers model; "
            "check the path, or use `static`, the bundled model"
        )
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise EncodingError(
            f"the model {name!r} needs a package that is not installed ({error.name}), expected "
            "sentence-transformers; run `pip install 'sixfold[transformers]'`, or use `static`"
        ) from error
    offline = offline or os.environ.get("HF_HUB_OFFLINE", "").upper() in {"1", "ON", "YES", "TRUE"}
    try:
        with _quiet():
            return SentenceTransformer(name, device=device, local_files_only=offline)
    except (OSError, ValueError, RuntimeError, AssertionError) as error:
        hint = (
            "it is not in the local cache and the network is off; download it once without "
            "--offline and HF_HUB_OFFLINE"
            if offline
            else "it is neither a folder nor on the hub, or the hub cannot be reached; check the "
            "name and the network"
        )
        if Path(name).is_dir():
            hint = "the folder is there but is not a model that sentence-transformers loads"
        raise EncodingError(
            f"the model {name!r} cannot be loaded: {hint} ({_first_line(error)})"
        ) from error


def _looks_like_path(name: str) -> bool:
    """Return whether the name can only be a path: hub names are `name` or `owner/name`."""
    return name.startswith((".", "/", "~")) or name.count("/") > 1


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries' own progress bars and notices off stderr unless it is a terminal."""
    if sys.stderr.isatty():
        yield
        return
    from transformers.utils import logging

    was_on = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if was_on:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
