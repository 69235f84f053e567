"""Noisy losses on which two ways to fit a law with a floor are told apart, every time."""

import numpy as np


def lines(x, y, floors, weighted: bool) -> np.ndarray:
    """The sum of squared log misses of the best line above each of some floors, ``(k,)``.

    >>> x = np.array([1.0, 2.0, 4.0, 8.0])
    >>> lines(x, 1 + 1 / x, np.array([0.5, 1.0]), weighted=False).round(3) + 0.0
    array([0.005, 0.   ])
    """
    above = y - floors[:, None]  # (k, n)
    counts = (above / y) ** 2 if weighted else np.ones_like(above)
    counts = counts / counts.sum(axis=1, keepdims=True)
    u, v = np.log(x) + 0 * above, np.log(above)
    u = u - (counts * u).sum(axis=1, keepdims=True)
    height = (counts * v).sum(axis=1, keepdims=True)
    slope = (counts * u * v).sum(axis=1) / (counts * u**2).sum(axis=1)
    off = np.log((floors[:, None] + np.exp(height + slope[:, None] * u)) / y)
    return (off**2).sum(axis=1)


def least(x, y, weighted: bool, count: int = 101, finer: int = 4) -> float:
    """The smallest such sum of ``count`` floors, then of as many near the best, and so on."""
    low, high = 0.0, 0.9999 * float(y.min())
    for _ in range(finer):
        floors = np.linspace(low, high, count)
        sums = lines(x, y, floors, weighted)
        best = int(sums.argmin())
        low, high = floors[max(best - 1, 0)], floors[min(best + 1, count - 1)]
    return float(sums.min())
