"""Logistic regression, for the probabilities the aligner shows."""

import numpy as np

from align.search.lattice import Floats

__all__ = ["fit_logistic"]


def fit_logistic(
    table: Floats, labels: Floats, penalty: float = 1.0, counts: Floats | None = None
) -> Floats:
    """Return the weights of a logistic regression, by Newton's method with an L2 penalty.

    `counts`, shape (n,), says how many times each row counts; once each when None.
    """
    counts = np.ones(len(labels)) if counts is None else counts
    solution = np.zeros(table.shape[1])
    for _ in range(50):
        chances = 1.0 / (1.0 + np.exp(-np.clip(table @ solution, -30, 30)))
        gradient = table.T @ (counts * (chances - labels)) + penalty * solution
        spread = counts * chances * (1.0 - chances)
        curvature = (table * spread[:, None]).T @ table + penalty * np.eye(table.shape[1])
        step = np.linalg.solve(curvature, gradient)
        solution -= step
        if np.abs(step).max() < 1e-8:
            break
    return solution
