"""The whole training run: data folder in, model folder out.

The run can be stopped at any time and started again with the same arguments: it goes on from its
last checkpoint, and ends with the model an uninterrupted run would have given.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path

import torch
from tokenizers import Tokenizer

from align.encoding.errors import EncodingError
from align.encoding.static import StaticEncoder
from align.training.batches import Sampler, pair_lines, tokenise
from align.training.data import (
    LANGUAGES,
    TEXT,
    Collection,
    held_out_rows,
    in_domain_collections,
    read_collections,
    training_rows,
)
from align.training.evaluation import retrieval_accuracy
from align.training.export import ModelCard, build_date, with_even_lengths, write_model
from align.training.model import TokenTable
from align.training.parts import find_parts
from align.training.pivots import join_on_third_language
from align.training.start import starting_table
from align.training.tokenizer import shared_rows, train_tokenizer
from align.training.variants import with_other_numbers

Progress = Callable[[str, int, int], None]
"""Called with the name of the stage, how much is done and how much there is."""

CHECKPOINT_FILE = "checkpoint.pt"
CHECKPOINT_EVERY = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that decides which model comes out; `docs/encoder.md` says how each was chosen."""

    vocabulary: int = 74_000
    dimension: int = 384
    batch_size: int = 1024
    steps: int = 12_000
    rate: float = 0.02
    temperature: float = 0.09
    length_exponent: float = 0.8
    seed: int = 1
    threads: int = 2
    limit: int | None = None
    """At most so many pairs of each collection; None reads all. For trials."""


def train(
    data: Path,
    out: Path,
    *,
    settings: Settings | None = None,
    text: Path = TEXT,
    made_on: date | None = None,
    progress: Progress | None = None,
) -> Path:
    """Train the static encoder and return the folder it was written to.

    The tokenizer's trainer adds up in an order that changes, so that its scores differ in the
    second decimal from run to run; from one tokenizer, everything after it is the same bit for
    bit on one machine.

    Args:
        data: folder with `MANIFEST.tsv`, `pairs/` and `dict/`; see `align.training.data`.
        out: where the model goes; a checkpoint lies in it until the run is done.
        settings: the shipped model's when None.
        text: folder of in-domain rows.
        made_on: the date in the model card; `SOURCE_DATE_EPOCH` or today when None.
        progress: told how far the run is; a line on stderr, on a terminal only, when None.

    Raises:
        EncodingError: the data cannot be read, or a checkpoint in `out` is of another run.
    """
    settings = settings or Settings()
    progress = progress or show_progress
    torch.set_num_threads(settings.threads)
    out.mkdir(parents=True, exist_ok=True)
    collections = _collect(data, text, settings)
    run = _signature(settings, collections)

    progress("tokenizer", 0, 1)
    tokenizer = _tokenizer(out / f"tokenizer-{run}.json", collections, settings)
    progress("tokens", 0, 1)
    texts = tokenise(collections, tokenizer)
    sentences = pair_lines([c for c in collections if not c.is_dictionary], texts)
    words = pair_lines([c for c in collections if c.is_dictionary], texts)
    sampler = Sampler(
        texts,
        sentences,
        words,
        batch_size=settings.batch_size,
        seed=settings.seed,
    )
    progress("start", 0, 1)
    rows = shared_rows(tokenizer)
    pieces = sorted(vocabulary := tokenizer.get_vocab(), key=vocabulary.__getitem__)
    table = TokenTable(
        starting_table(
            texts,
            sentences + words,
            rows,
            dimension=settings.dimension,
            seed=settings.seed,
        ),
        rows,
        find_parts(pieces),
        temperature=settings.temperature,
    )
    checkpoint = out / CHECKPOINT_FILE
    for step in range(_resume(checkpoint, table, run), settings.steps):
        table.step(sampler.draw(step), settings.rate * (1 - step / settings.steps))
        progress("training", step + 1, settings.steps)
        if (step + 1) % CHECKPOINT_EVERY == 0:
            _save(checkpoint, table, run, step + 1)

    card = ModelCard(
        command=f"sixfold train --data {data.name} --out {out.name}",
        settings={**asdict(settings), "torch": torch.__version__},
        collections=collections,
        figures={},
        made_on=made_on or build_date(),
    )
    vectors = with_even_lengths(table.vectors(), settings.length_exponent)
    write_model(out, vectors, tokenizer, card)
    # The figures are those of the folder as written, int8 and all.
    card = replace(card, figures=measure(StaticEncoder(out), text))
    write_model(out, vectors, tokenizer, card)
    checkpoint.unlink(missing_ok=True)
    (out / f"tokenizer-{run}.json").unlink()
    return out


def measure(encoder: StaticEncoder, text: Path = TEXT) -> dict[str, float]:
    """Return the retrieval accuracy of every pair on the held-out in-domain rows; empty without."""
    rows = held_out_rows(text)
    if not rows:
        return {}
    vectors = {
        language: encoder.encode([row.texts[position] for row in rows])
        for position, language in enumerate(LANGUAGES)
    }
    return {
        f"in-domain text held out, {len(rows)} rows, {first}-{second}": retrieval_accuracy(
            vectors[first], vectors[second]
        )
        for first, second in combinations(LANGUAGES, 2)
    }


def show_progress(stage: str, done: int, total: int) -> None:
    """Write one line that overwrites itself to stderr when it is a terminal."""
    if not sys.stderr.isatty() or (done % 10 and done < total):
        return
    ended = time.strftime("%H:%M:%S")
    sys.stderr.write(f"\r\033[K{stage} {done:,} of {total:,} ({ended})")
    sys.stderr.write("\n" if done == total else "")
    sys.stderr.flush()


def _collect(data: Path, text: Path, settings: Settings) -> list[Collection]:
    """Return all collections: those of the data folder, joined ones and the in-domain text."""
    collections = read_collections(data, limit=settings.limit)
    collections += join_on_third_language(collections)
    generator = random.Random(settings.seed)
    for rows in training_rows(text).values():
        collections += in_domain_collections(with_other_numbers(rows, generator))
    if not any(len(c) for c in collections if not c.is_dictionary):
        raise EncodingError(f"{data} holds no parallel sentences, expected some; see its MANIFEST")
    return collections


def _signature(settings: Settings, collections: list[Collection]) -> str:
    """Return 12 hexadecimal digits that change when the settings or the data do."""
    digest = hashlib.sha256(json.dumps(asdict(settings), sort_keys=True).encode())
    for collection in collections:
        digest.update(f"{collection.name} {collection.pair} {len(collection)}".encode())
        digest.update("\n".join((*collection.source, *collection.target)).encode())
    return digest.hexdigest()[:12]


def _tokenizer(kept: Path, collections: list[Collection], settings: Settings) -> Tokenizer:
    """Return the run's tokenizer; an interrupted run left it in `kept`."""
    if not kept.is_file():
        tokenizer = train_tokenizer(collections, size=settings.vocabulary, seed=settings.seed)
        tokenizer.save(str(kept), pretty=False)
    return Tokenizer.from_file(str(kept))


def _resume(checkpoint: Path, table: TokenTable, run: str) -> int:
    """Load the checkpoint into the table when there is one, and return the step to go on from."""
    if not checkpoint.is_file():
        return 0
    state = torch.load(checkpoint, weights_only=True)
    if state["run"] != run:
        raise EncodingError(
            f"{checkpoint} belongs to a run with other data or settings, expected this one's; "
            "remove it or choose another folder"
        )
    table.load_state(state)
    return int(state["step"])


def _save(checkpoint: Path, table: TokenTable, run: str, step: int) -> None:
    """Write the checkpoint at once or not at all."""
    unfinished = checkpoint.with_suffix(".part")
    torch.save({**table.state(), "run": run, "step": step}, unfinished)
    unfinished.replace(checkpoint)
