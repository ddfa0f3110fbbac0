"""Write the folder that ships: rows as int8, tokenizer, and a model card made from the run.

sentence-transformers (tested: 6.2) loads the folder as a `StaticEmbedding`; `align.encoding.static`
needs no torch to read it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from align.encoding.protocol import Vectors
from align.encoding.static import TOKENIZER_FILE, WEIGHTS_FILE
from align.training.data import Collection

INT8_LIMIT = 127


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """What a run knows about the model it made."""

    command: str
    settings: Mapping[str, object]
    collections: Sequence[Collection]
    figures: Mapping[str, float]
    """Name of a measurement to its value, 0 to 1."""
    made_on: date


def quantise(table: Vectors) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows as int8, shape (n, d), and the factor of each row, shape (n,), float32.

    A row is the product of both; the largest entry of a row becomes 127.
    """
    factors = np.abs(table).max(axis=1) / INT8_LIMIT
    factors[factors == 0] = 1
    return np.rint(table / factors[:, None]).astype(np.int8), factors.astype(np.float32)


def with_even_lengths(table: Vectors, exponent: float) -> Vectors:
    """Return the rows with their lengths raised to a power; below 1, long and short draw nearer.

    The length of a row is its weight in a sum. Training exaggerates weights towards what its own
    text shows to be telling, and other text is served better by milder ones.

    Args:
        table: shape (n, d).
        exponent: 1 changes nothing, 0 gives every row the same length. Rows of zeros stay.
    """
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    powers = np.power(lengths, exponent - 1, out=np.ones_like(lengths), where=lengths > 0)
    return np.asarray(table * powers, dtype=np.float32)


def build_date() -> date:
    """Return the day of SOURCE_DATE_EPOCH, so that a build can be repeated; today when unset."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.date()


def write_model(folder: Path, table: Vectors, tokenizer: Tokenizer, card: ModelCard) -> None:
    """Write the model and its card into the folder, which is made when missing."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, factors = quantise(table)
    save_file({"embeddings": rows, "weights": factors}, folder / WEIGHTS_FILE)
    tokenizer.save(str(folder / TOKENIZER_FILE), pretty=False)
    module = {
        "idx": 0,
        "name": "0",
        "path": "",
        "type": "sentence_transformers.models.StaticEmbedding",
    }
    _write_json(folder / "modules.json", [module])
    _write_json(
        folder / "config_sentence_transformers.json",
        {"model_type": "SentenceTransformer", "similarity_fn_name": "cosine"},
    )
    (folder / "README.md").write_text(format_card(card, folder, table.shape), encoding="utf-8")


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def format_card(card: ModelCard, folder: Path, shape: tuple[int, ...]) -> str:
    """Return the model card in Markdown.

    Args:
        card: what the run knows.
        folder: holds the weights and the tokenizer, which are sized and signed.
        shape: of the table, (tokens, dimension).
    """
    tokens, dimension = shape
    files = [folder / WEIGHTS_FILE, folder / TOKENIZER_FILE]
    size_bytes = sum(file.stat().st_size for file in files)
    figures = "\n".join(f"| {name} | {value:.3f} |" for name, value in card.figures.items())
    settings = ", ".join(f"{name} {value}" for name, value in card.settings.items())
    signatures = "\n".join(
        f"- `{file.name}`: SHA-256 `{hashlib.sha256(file.read_bytes()).hexdigest()}`"
        for file in files
    )
    return f"""---
license: apache-2.0
language: [en, zh, fr, es, ru, ar]
library_name: sentence-transformers
---
# Static sentence encoder of sixfold

A table of {tokens:,} token vectors of {dimension} dimensions, int8 with one factor per row,
{size_bytes / 1e6:.1f} MB with its tokenizer. The vector of a text is the sum of its tokens' rows,
scaled to length 1; cosines compare texts of the six official languages of the United Nations. It is
made for finding translations among the sentences of one document, not for general similarity.

It does not see word order, and a word unseen in training adds little but noise. Negation and
polarity ("shall" against "shall not") weigh no more than any other word.

## Made

On {card.made_on.isoformat()} by

    {card.command}

with {settings}.

{signatures}

## Measured by the run

Top-1 retrieval, mean of both directions, on text the run did not read.

| set and pair | |
| --- | --- |
{figures}

## Data

Every source allows commercial use of what is learned from it.

{_data_table(card.collections)}
"""


def _data_table(collections: Sequence[Collection]) -> str:
    """Return a Markdown table of the sources: licence, pairs of languages, pairs of lines."""
    sizes: dict[tuple[str, str], int] = defaultdict(int)
    languages: dict[tuple[str, str], set[str]] = defaultdict(set)
    for collection in collections:
        key = (collection.name, collection.licence)
        sizes[key] += len(collection)
        languages[key].update(collection.pair)
    lines = ["| source | licence | languages | pairs |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {name} | {licence} | {' '.join(sorted(languages[name, licence]))} | {size:,} |"
        for (name, licence), size in sizes.items()
    ]
    return "\n".join(lines)
