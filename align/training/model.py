"""The table of token vectors and one step of learning.

A text is the sum of its tokens' rows, scaled to length 1. The loss is cross-entropy over the
cosines of a batch in both directions (van den Oord et al., "Representation Learning with
Contrastive Predictive Coding", 2018; symmetric as in Radford et al., 2021). Only the rows of a
batch are touched: Adam (Kingma and Ba, 2015) with moments that rest while a row is absent.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from align.training.batches import Batch

BETA_FIRST, BETA_SECOND, EPSILON = 0.9, 0.999, 1e-8


class TokenTable:
    """Rows of token vectors with the optimiser's two moments."""

    def __init__(self, table: Tensor, rows: list[int], *, temperature: float) -> None:
        """Start from a table, as `start.starting_table` makes it.

        Args:
            table: shape (tokens, dimension), float32.
            rows: the row of each token; tokens may share one.
            temperature: divides the cosines; the smaller, the harder the wrong answers weigh.
        """
        size = len(rows)
        self.table = table
        self.first = torch.zeros_like(table)
        self.second = torch.zeros_like(table)
        self.steps = torch.zeros(size, 1)
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
        rows = self.table[index].requires_grad_()
        sums = functional.embedding_bag(
            torch.from_numpy(self._places[ids]), rows, torch.from_numpy(batch.starts), mode="sum"
        )
        loss = self._loss(sums, torch.from_numpy(batch.same))
        loss.backward()  # type: ignore[no-untyped-call]
        if rows.grad is None:
            raise AssertionError("a loss always depends on its rows")
        self._update(index, rows.grad, rate)
        return float(loss.detach())

    def _loss(self, sums: Tensor, same: Tensor) -> Tensor:
        source, target = functional.normalize(sums).chunk(2)
        logits = source @ target.T / self._temperature
        right = torch.arange(len(logits))
        same = same.clone()
        same[right, right] = False
        logits = logits.masked_fill(same, float("-inf"))
        forward = functional.cross_entropy(logits, right)
        return (forward + functional.cross_entropy(logits.T, right)) / 2

    @torch.no_grad()
    def _update(self, index: Tensor, gradient: Tensor, rate: float) -> None:
        first = self.first[index].lerp_(gradient, 1 - BETA_FIRST)
        second = (
            self.second[index].mul_(BETA_SECOND).addcmul_(gradient, gradient, value=1 - BETA_SECOND)
        )
        steps = self.steps[index] + 1
        self.first[index], self.second[index], self.steps[index] = first, second, steps
        scale = (second / (1 - BETA_SECOND**steps)).sqrt_().add_(EPSILON)
        change = (first / (1 - BETA_FIRST**steps)).div_(scale)
        self.table.index_add_(0, index, change, alpha=-rate)

    def state(self) -> dict[str, Tensor]:
        """Return what a checkpoint has to keep."""
        return {name: getattr(self, name) for name in ("table", "first", "second", "steps")}

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Take over the tensors of a checkpoint."""
        self.table, self.first = state["table"], state["first"]
        self.second, self.steps = state["second"], state["steps"]

    def vectors(self) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        """Return one row per token, shape (tokens, dimension), float32."""
        return self.table.numpy()[self._rows]
