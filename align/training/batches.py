"""What is learned together: lines of one pair, drawn so that the wrong answers are instructive.

A batch is n pairs; each line's wrong answers are the other n - 1. Three kinds take turns:

- scattered lines, drawn by weight over the whole pair;
- runs of neighbouring lines of a document, which an aligner has to tell apart;
- runs again, each line joined with none, one or two of its followers, on both sides alike:
  passages, as 2-2 beads are.

Dictionaries give batches of their own: among sentences a word is too easy.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from align.training.data import LANGUAGES, PAIRS, Collection, Pair

Integers = NDArray[np.int64]
Tokens = NDArray[np.int32]

LONGEST_LINE = 192
"""Tokens; what follows in a longer line is not learned from."""

RUN_LENGTH = 16
"""Neighbouring lines in a run."""

PAIR_EXPONENT = 0.3
"""A pair is drawn in proportion to its weighted size to this power: thin pairs more often."""

DICTIONARY_SHARE = 0.2
"""Of the batches."""

SCATTERED, RUNS, PASSAGES = 0.5, 0.25, 0.25
"""Shares of the three kinds among batches of sentences."""

LONGEST_PASSAGE = 3
TOKENISED_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The different lines of one language as tokens, one after the other."""

    tokens: Tokens
    starts: Integers
    """Shape (texts + 1,): text i is tokens[starts[i]:starts[i + 1]]."""
    numbers: dict[str, int]
    """Line to its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairLines:
    """All lines of one pair, collections one after the other."""

    pair: Pair
    source: Integers
    """Shape (lines,): numbers in the `Texts` of the first language."""
    target: Integers
    """Shape (lines,): the same for the second."""
    cumulative_weights: NDArray[np.float64]
    """Shape (lines,), the last one is 1: a uniform number finds its line by bisection."""
    document_ends: Integers
    """Shape (lines,): index after the last line of the line's collection."""
    total_weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Tokens of n source texts, then of n target texts."""

    tokens: Tokens
    starts: Integers
    """Shape (2n,): where each text begins."""
    same: NDArray[np.bool_]
    """Shape (n, n): source i and target j are no wrong answer, as i and j share a text."""


def tokenise(collections: list[Collection], tokenizer: Tokenizer) -> dict[str, Texts]:
    """Return the texts of each language, every different line once."""
    numbers: dict[str, dict[str, int]] = {language: {} for language in LANGUAGES}
    for collection in collections:
        for language, lines in zip(
            collection.pair, (collection.source, collection.target), strict=True
        ):
            known = numbers[language]
            for line in lines:
                known.setdefault(line, len(known))
    return {language: _texts(known, tokenizer) for language, known in numbers.items() if known}


def _texts(numbers: dict[str, int], tokenizer: Tokenizer) -> Texts:
    lines = list(numbers)
    counts = np.zeros(len(lines), dtype=np.int64)
    parts = []
    for start in range(0, len(lines), TOKENISED_AT_ONCE):
        encodings = tokenizer.encode_batch_fast(
            lines[start : start + TOKENISED_AT_ONCE], add_special_tokens=False
        )
        ids = [encoding.ids[:LONGEST_LINE] for encoding in encodings]
        counts[start : start + len(ids)] = [len(line) for line in ids]
        parts.append(np.fromiter(chain.from_iterable(ids), np.int32))
    return Texts(
        tokens=np.concatenate(parts),
        starts=np.concatenate(([0], np.cumsum(counts))),
        numbers=numbers,
    )


def pair_lines(collections: list[Collection], texts: dict[str, Texts]) -> list[PairLines]:
    """Return the lines of every pair that has any, in the order of `PAIRS`."""
    return [
        _pair_lines(pair, group, texts)
        for pair in PAIRS
        if (group := [c for c in collections if c.pair == pair and len(c)])
    ]


def _pair_lines(pair: Pair, group: list[Collection], texts: dict[str, Texts]) -> PairLines:
    lengths = [len(collection) for collection in group]
    weights = np.repeat([collection.weight for collection in group], lengths)
    source, target = (texts[language].numbers for language in pair)
    return PairLines(
        pair=pair,
        source=np.array([source[line] for c in group for line in c.source], dtype=np.int64),
        target=np.array([target[line] for c in group for line in c.target], dtype=np.int64),
        cumulative_weights=np.cumsum(weights) / weights.sum(),
        document_ends=np.repeat(np.cumsum(lengths), lengths),
        total_weight=float(weights.sum()),
    )


class Sampler:
    """Draw batches; the same seed and step always give the same batch."""

    def __init__(
        self,
        texts: dict[str, Texts],
        sentences: list[PairLines],
        words: list[PairLines],
        *,
        batch_size: int,
        seed: int,
    ) -> None:
        """Take the lines of all pairs; `batch_size` is a multiple of the run length."""
        self._texts = texts
        self._sentences, self._sentence_shares = sentences, _shares(sentences)
        self._words, self._word_shares = words, _shares(words)
        self._batch_size = batch_size
        self._seed = seed

    def draw(self, step: int) -> Batch:
        """Return the batch of this step."""
        generator = np.random.default_rng((self._seed, step))
        if self._words and generator.random() < DICTIONARY_SHARE:
            lines = self._words[generator.choice(len(self._words), p=self._word_shares)]
            return self._batch(lines, _draw(lines, self._batch_size, generator), None)
        lines = self._sentences[generator.choice(len(self._sentences), p=self._sentence_shares)]
        kind = generator.choice(3, p=(SCATTERED, RUNS, PASSAGES))
        if kind == 0:
            return self._batch(lines, _draw(lines, self._batch_size, generator), None)
        starts = _draw(lines, self._batch_size // RUN_LENGTH, generator)
        first = (starts[:, None] + np.arange(RUN_LENGTH)).ravel()
        ends = np.repeat(lines.document_ends[starts], RUN_LENGTH)
        first, ends = first[first < ends], ends[first < ends]
        if kind == 1:
            return self._batch(lines, first, None)
        lengths = generator.integers(1, LONGEST_PASSAGE + 1, len(first))
        return self._batch(lines, first, np.minimum(lengths, ends - first))

    def _batch(self, lines: PairLines, first: Integers, lengths: Integers | None) -> Batch:
        """Return the batch of the passages that begin at line `first`; of one line when None."""
        lengths = np.ones_like(first) if lengths is None else lengths
        numbers = ranges(first, lengths)
        sides = [
            _passages(self._texts[language], texts[numbers], lengths)
            for language, texts in zip(lines.pair, (lines.source, lines.target), strict=True)
        ]
        counts = np.concatenate([counts for _, counts in sides])
        source, target = lines.source[first], lines.target[first]
        alike = (source == source[:, None]) | (target == target[:, None])
        return Batch(
            tokens=np.concatenate([tokens for tokens, _ in sides]),
            starts=np.cumsum(counts) - counts,
            same=alike & (lengths == lengths[:, None]),
        )


def _shares(pairs: list[PairLines]) -> NDArray[np.float64]:
    sizes = np.array([lines.total_weight for lines in pairs]) ** PAIR_EXPONENT
    return np.asarray(sizes / sizes.sum())


def _draw(lines: PairLines, count: int, generator: np.random.Generator) -> Integers:
    """Return `count` line numbers, drawn by weight."""
    drawn = np.searchsorted(lines.cumulative_weights, generator.random(count), side="right")
    return np.minimum(drawn, len(lines.cumulative_weights) - 1)


def _passages(texts: Texts, numbers: Integers, lengths: Integers) -> tuple[Tokens, Integers]:
    """Return the tokens of passages, one after the other, and how many each has.

    Args:
        texts: of the language.
        numbers: the texts of all passages, one after the other.
        lengths: how many texts make each passage, at least one.
    """
    begin = texts.starts[numbers]
    counts = texts.starts[numbers + 1] - begin
    tokens = texts.tokens[ranges(begin, counts)]
    return tokens, np.add.reduceat(counts, np.cumsum(lengths) - lengths)


def ranges(begin: Integers, counts: Integers) -> Integers:
    """Return begin[0], begin[0] + 1, ... for counts[0] numbers, then the same for the others."""
    jumps = np.repeat(begin - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
    return np.arange(counts.sum()) + jumps
