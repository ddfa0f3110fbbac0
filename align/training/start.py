"""Where the table starts: from which lines a token occurs in, instead of from noise.

Every line gets a random signature; translations share theirs; a token starts as the sum of the
signatures of its lines (random indexing: Kanerva, Kristoferson and Holst, "Random indexing of text
samples for latent semantic analysis", 2000). A word and its translation occur in the same lines,
so they start near each other, the rare ones too, which training would hardly touch.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from align.training.batches import PairLines, Texts

COMMON = 1e-3
"""Share of all tokens at which a token starts with half a length (Arora, Liang and Ma, "A simple
but tough-to-beat baseline for sentence embeddings", ICLR 2017)."""


def starting_table(
    texts: dict[str, Texts],
    pairs: list[PairLines],
    rows: list[int],
    *,
    dimension: int,
    seed: int,
) -> Tensor:
    """Return the first table, shape (tokens, dimension), float32.

    Args:
        texts: tokens of each language.
        pairs: all lines, dictionaries included.
        rows: the row of each token; tokens that share a row are counted as one.
        dimension: length of a row.
        seed: of the signatures.
    """
    generator = torch.Generator().manual_seed(seed)
    own = {
        language: torch.randn(len(part.starts) - 1, dimension, generator=generator)
        for language, part in texts.items()
    }
    signatures = {language: part.clone() for language, part in own.items()}
    for lines in pairs:
        first, second = lines.pair
        source, target = torch.from_numpy(lines.source), torch.from_numpy(lines.target)
        signatures[first].index_add_(0, source, own[second][target])
        signatures[second].index_add_(0, target, own[first][source])
    table = torch.zeros(len(rows), dimension)
    counts = np.zeros(len(rows), dtype=np.int64)
    row_of_token = np.asarray(rows)
    for language, part in texts.items():
        tokens = row_of_token[part.tokens]
        text_of_token = np.repeat(np.arange(len(part.starts) - 1), np.diff(part.starts))
        # Sorted by row, the texts of each row lie together: one bag per row.
        order = np.argsort(tokens, kind="stable")
        present, begins, occurrences = np.unique(
            tokens[order], return_index=True, return_counts=True
        )
        sums = functional.embedding_bag(
            torch.from_numpy(text_of_token[order]),
            functional.normalize(signatures[language]),
            torch.from_numpy(begins),
            mode="sum",
        )
        table.index_add_(0, torch.from_numpy(present), sums)
        counts[present] += occurrences
    lengths = torch.from_numpy(COMMON / (COMMON + counts / counts.sum())).float()
    return functional.normalize(table) * lengths[:, None]
