"""Logistic regression, for the probabilities a user sees."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from align.search.lattice import Floats

__all__ = ["fit_logistic", "fit_named", "write_model"]

# Keeps the system solvable where the first weight is free.
_HARDLY_ANY: Final = 1e-6
_MOST_ROUNDS: Final = 50


def fit_logistic(
    table: Floats,
    labels: Floats,
    *,
    penalty: float = 1.0,
    counts: Floats | None = None,
    free_first: bool = False,
) -> Floats:
    """Return the weights of a logistic regression, shape (d,), by Newton's method.

    Args:
        table: shape (n, d), one row of features per case.
        labels: shape (n,), 0 or 1.
        penalty: pull of the weights towards 0 (L2).
        counts: shape (n,), how many times each case counts; once each when None.
        free_first: leave the first weight, that of a column of ones, without the pull.
    """
    counts = np.ones(len(labels)) if counts is None else counts
    pull = np.full(table.shape[1], penalty)
    if free_first:
        pull[0] = _HARDLY_ANY
    weights = np.zeros(table.shape[1])
    for _ in range(_MOST_ROUNDS):
        chances = 1.0 / (1.0 + np.exp(-np.clip(table @ weights, -30, 30)))
        gradient = table.T @ (counts * (chances - labels)) + pull * weights
        spread = counts * chances * (1.0 - chances)
        step = np.linalg.solve((table * spread[:, None]).T @ table + np.diag(pull), gradient)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def fit_named(
    parts: Sequence[tuple[Floats, Floats]], names: Sequence[str], penalty: float
) -> dict[str, float]:
    """Return the weights by the names of the features, rounded; the first is a column of ones.

    Args:
        parts: features, shape (n, d), and labels, shape (n,), to be taken together.
        names: of the features.
        penalty: as for `fit_logistic`.
    """
    features = np.concatenate([part[0] for part in parts])
    labels = np.concatenate([part[1] for part in parts])
    weights = fit_logistic(features, labels, penalty=penalty, free_first=True)
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def write_model(path: Path, fitted: str, weights: object) -> None:
    """Write weights with what they were fitted on."""
    told = {"fitted on": fitted, "weights": weights}
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
