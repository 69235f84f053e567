r"""Double descent that can be drawn: one curve fitted by more and more random waves.

The failure it shows: with as many free weights as points there is exactly one fit through all
of them, and it is wild.  With fewer it cannot follow the noise; with many more it may choose
among fits, and the shortest weights make a calm one.

A fit is a sum of ``p`` random waves :math:`\cos(\omega_j x + \phi_j)`, frequencies normal with
deviation 14; only the ``p`` weights are learnt, in closed form, as in
:func:`whynn.curves.ridge`.  The points are noisy ones of :func:`whynn.toolkit.curve`, spread
evenly over [-1, 1] but for a small jitter.
"""

from typing import NamedTuple

import numpy as np

from whynn import check
from whynn.toolkit import curve

WIDTHS = (2, 4, 6, 8, 10, 12, 14, 16, 17, 18, 19, 20, 21, 22, 24, 28, 35, 50, 80, 150, 400)
FREQUENCY = 14.0  # deviation of the waves' frequencies, in radians per unit of x
NOISES = (0.0, 0.1, 0.3, 0.5)
RIDGES = ("none", "weak", "strong", "tuned")
FIXED = (0.0, 1e-3, 1.0)  # the strengths of the first three
TUNING = tuple(10.0 ** np.linspace(-4, 1, 11))


class Descent(NamedTuple):
    """Medians for ``NOISES``, ``RIDGES`` and ``WIDTHS``, ``(noises, ridges, widths)``."""

    train: np.ndarray
    test: np.ndarray  # against the curve without noise
    strengths: np.ndarray  # the ridge's
    x: np.ndarray  # (n,), the points of the first draw
    y: np.ndarray  # (noises, n)
    fits: np.ndarray  # (noises, ridges, widths, len(grid)), of the first draw


class _Fits(NamedTuple):
    """One draw at one width, for each strength; the fit to ``f + noise * e`` is linear."""

    points: np.ndarray  # (strengths, n, 2), at the points: the part of f and that of e
    grid: np.ndarray  # (strengths, m, 2)


def waves(x, frequencies, phases) -> np.ndarray:
    r"""Return the features :math:`\cos(\omega_j x_i + \phi_j)`, ``(n, p)`` for ``x`` ``(n,)``.

    Raises ``ValueError`` for shapes that do not fit.

    >>> waves([0.0, 1.0], frequencies=[np.pi], phases=[0.0])
    array([[ 1.],
           [-1.]])

    Source: Rahimi & Recht (2007), random Fourier features.
    """
    x = check.array("x", x, shape=("n",))
    frequencies = check.array("frequencies", frequencies, shape=("p",))
    phases = check.array("phases", phases, shape=frequencies.shape)
    return np.cos(x[:, None] * frequencies + phases)


def descend(grid, *, n: int = 20, draws: int = 60, rng: np.random.Generator) -> Descent:
    r"""Fit every width at every noise and ridge, over ``draws`` draws of points and waves.

    .. math:: y_i = \sin(\pi x_i) + \sigma \epsilon_i, \qquad
        \min_w \sum_i (F_i w - y_i)^2 + \lambda |w|^2

    The test loss is the mean over ``grid`` ``(m,)`` of the square of the distance to the
    curve.  ``"tuned"`` is the best of eleven strengths on one half of the draws, measured on
    the other half; without noise and ridge it is least squares with the shortest weights.
    Raises ``ValueError`` for fewer than 2 ``draws`` or ``n`` below 1.

    >>> made = descend(np.linspace(-1, 1, 41), draws=4, rng=np.random.default_rng(0))
    >>> made.test.shape, made.fits.shape
    ((4, 4, 21), (4, 4, 21, 41))
    """
    grid, rng = check.array("grid", grid, shape=("m",)), check.generator("rng", rng)
    n, draws = check.count("n", n), check.count("draws", draws, low=2)
    noises = np.array(NOISES)[:, None, None]  # (noises, 1, 1), against (strengths, m)
    strengths = np.array(FIXED + TUNING)
    losses = np.empty((2, draws, len(WIDTHS), len(NOISES), len(strengths)))
    first = []
    for draw in range(draws):
        x = (2 * np.arange(n) + 1 + rng.uniform(-0.6, 0.6, n)) / n - 1
        e, omega = rng.normal(size=n), FREQUENCY * rng.normal(size=max(WIDTHS))
        phi = rng.uniform(0, 2 * np.pi, max(WIDTHS))
        target = np.stack([curve(x), e], axis=1)  # (n, 2)
        y = target[:, 0] + noises * target[:, 1]
        for i, p in enumerate(WIDTHS):
            features = [waves(at, omega[:p], phi[:p]) for at in (x, grid)]
            fits = _fit(*features, target, strengths)
            on_points, on_grid = (part[..., 0] + noises * part[..., 1] for part in fits)
            losses[0, draw, i] = np.mean((on_points - y) ** 2, axis=-1)
            losses[1, draw, i] = np.mean((on_grid - curve(grid)) ** 2, axis=-1)
            if draw == 0:
                first.append(on_grid)
        if draw == 0:
            shown = x, y[:, 0]
    return _gather(losses, np.stack(first), *shown)


def _fit(features, on_grid, target, strengths):
    """Ridge for every strength from one decomposition; ``target`` is ``(n, 2)``."""
    u, s, vt = np.linalg.svd(features, full_matrices=False)
    real = s > s[0] * max(features.shape) * np.finfo(float).eps
    below = np.where(real, s**2 + strengths[:, None], 1.0)  # (strengths, r)
    inner = np.where(real, s / below, 0.0)[..., None] * (u.T @ target)  # (strengths, r, 2)
    return _Fits((u * s) @ inner, (on_grid @ vt.T) @ inner)


def _gather(losses, first, x, y):
    """Medians over the draws, and of the eleven strengths the best one."""
    k = len(FIXED)
    choose, judge = (np.median(losses[1, half::2], axis=0) for half in (0, 1))
    best = k + choose[..., k:].argmin(axis=-1)  # (widths, noises)
    train, test = np.median(losses, axis=1)  # (widths, noises, strengths)
    fixed = []
    for i, strength in enumerate(FIXED):
        level = np.full(best.shape, strength)
        fixed.append((train[..., i], test[..., i], level, first[..., i, :]))

    def at(table):
        return np.take_along_axis(table, best[..., None], axis=-1)[..., 0]

    fits = np.take_along_axis(first, best[..., None, None], axis=2)[:, :, 0]
    tuned = at(train), at(judge), np.array(TUNING)[best - k], fits
    parts = [np.stack(part) for part in zip(*fixed, tuned, strict=True)]
    train, test, strengths, fits = (np.moveaxis(p, (0, 2), (1, 0)) for p in parts)
    return Descent(train, test, strengths, x, y, fits)
