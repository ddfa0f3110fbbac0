"""The table of token vectors and one step of learning.

The row of a token is its own vector and the mean of its parts' vectors (`align.training.parts`);
a text is the sum of its tokens' rows, scaled to length 1. The loss is cross-entropy over the
cosines of a batch in both directions (van den Oord et al., "Representation Learning with
Contrastive Predictive Coding", 2018; symmetric as in Radford et al., 2021).
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from align.training.batches import Batch, ranges
from align.training.parts import Parts

BETA_FIRST, BETA_SECOND, EPSILON = 0.9, 0.999, 1e-8

Integers = NDArray[np.int64]


class LearnedRows:
    """Vectors and the moments of Adam (Kingma and Ba, 2015), which rest while one is absent."""

    def __init__(self, vectors: Tensor) -> None:
        """Start from vectors of shape (n, dimension), float32."""
        self.vectors = vectors
        self.first = torch.zeros_like(vectors)
        self.second = torch.zeros_like(vectors)
        self.steps = torch.zeros(len(vectors), 1)

    @torch.no_grad()
    def update(self, index: Tensor, gradient: Tensor, rate: float) -> None:
        """Take one step of Adam with the rows of `index`, which names none of them twice."""
        first = self.first[index].lerp_(gradient, 1 - BETA_FIRST)
        second = (
            self.second[index].mul_(BETA_SECOND).addcmul_(gradient, gradient, value=1 - BETA_SECOND)
        )
        steps = self.steps[index] + 1
        self.first[index], self.second[index], self.steps[index] = first, second, steps
        scale = (second / (1 - BETA_SECOND**steps)).sqrt_().add_(EPSILON)
        change = (first / (1 - BETA_FIRST**steps)).div_(scale)
        self.vectors.index_add_(0, index, change, alpha=-rate)

    def state(self) -> dict[str, Tensor]:
        """Return what a checkpoint has to keep."""
        return {name: getattr(self, name) for name in ("vectors", "first", "second", "steps")}

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Take over the tensors of a checkpoint."""
        self.vectors, self.first = state["vectors"], state["first"]
        self.second, self.steps = state["second"], state["steps"]


class TokenTable:
    """Rows of tokens, made of their own vectors and those of their parts, and how they learn."""

    def __init__(self, table: Tensor, rows: list[int], parts: Parts, *, temperature: float) -> None:
        """Start from a table, as `start.starting_table` makes it; parts start at their mean.

        Args:
            table: shape (tokens, dimension), float32.
            rows: the row of each token; tokens may share one.
            parts: of every row.
            temperature: divides the cosines; the smaller, the harder the wrong answers weigh.
        """
        size = len(rows)
        self._own = LearnedRows(table)
        self._parts = LearnedRows(_mean_by_part(table, parts))
        self._part_numbers, self._part_starts = parts.numbers, parts.starts
        self._rows = np.asarray(rows, dtype=np.int64)
        self._temperature = temperature
        self._marks = np.zeros(size, dtype=np.bool_)
        self._places = np.zeros(size, dtype=np.int64)

    def step(self, batch: Batch, rate: float) -> float:
        """Learn from one batch and return its loss in nats.

        Args:
            batch: n pairs.
            rate: Adam's step size.
        """
        ids = self._rows[batch.tokens]
        self._marks[ids] = True
        present = np.flatnonzero(self._marks)
        self._marks[present] = False
        self._places[present] = np.arange(len(present))
        index = torch.from_numpy(present)
        own = self._own.vectors[index].requires_grad_()
        numbers, begins = self._parts_of(present)
        used, places = np.unique(numbers, return_inverse=True)
        part_index = torch.from_numpy(used)
        parts = self._parts.vectors[part_index].requires_grad_()
        rows = own + _means(parts, places, begins)
        sums = functional.embedding_bag(
            torch.from_numpy(self._places[ids]), rows, torch.from_numpy(batch.starts), mode="sum"
        )
        loss = self._loss(sums, torch.from_numpy(batch.same))
        loss.backward()  # type: ignore[no-untyped-call]
        if own.grad is None or parts.grad is None:
            raise AssertionError("a loss always depends on its rows")
        self._own.update(index, own.grad, rate)
        self._parts.update(part_index, parts.grad, rate)
        return float(loss.detach())

    def _parts_of(self, rows: Integers) -> tuple[Integers, Integers]:
        """Return the part numbers of the rows, one after the other, and where each row's begin."""
        begin = self._part_starts[rows]
        counts = self._part_starts[rows + 1] - begin
        return self._part_numbers[ranges(begin, counts)], np.cumsum(counts) - counts

    def _loss(self, sums: Tensor, same: Tensor) -> Tensor:
        source, target = functional.normalize(sums).chunk(2)
        logits = source @ target.T / self._temperature
        right = torch.arange(len(logits))
        same = same.clone()
        same[right, right] = False
        logits = logits.masked_fill(same, float("-inf"))
        forward = functional.cross_entropy(logits, right)
        return (forward + functional.cross_entropy(logits.T, right)) / 2

    def state(self) -> dict[str, dict[str, Tensor]]:
        """Return what a checkpoint has to keep."""
        return {"own": self._own.state(), "parts": self._parts.state()}

    def load_state(self, state: dict[str, dict[str, Tensor]]) -> None:
        """Take over the tensors of a checkpoint."""
        self._own.load_state(state["own"])
        self._parts.load_state(state["parts"])

    @torch.no_grad()
    def vectors(self) -> NDArray[np.float32]:
        """Return one row per token, shape (tokens, dimension), float32: own and parts in one."""
        numbers, begins = self._parts_of(np.arange(len(self._rows)))
        rows = self._own.vectors + _means(self._parts.vectors, numbers, begins)
        return np.asarray(rows.numpy()[self._rows], dtype=np.float32)


def _means(parts: Tensor, places: Integers, begins: Integers) -> Tensor:
    """Return the mean of each run of parts; a run without any gives zeros."""
    return functional.embedding_bag(
        torch.from_numpy(places), parts, torch.from_numpy(begins), mode="mean"
    )


def _mean_by_part(table: Tensor, parts: Parts) -> Tensor:
    """Return the mean of the rows that have each part, shape (parts, dimension)."""
    row_of_number = np.repeat(np.arange(len(table)), np.diff(parts.starts))
    order = np.argsort(parts.numbers, kind="stable")
    begins = np.searchsorted(parts.numbers[order], np.arange(parts.count))
    return _means(table, row_of_number[order], begins)
