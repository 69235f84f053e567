r"""Power laws: straight lines on log-log axes, with and without a floor under them.

What fails without it: a line drawn by eye through a few losses promises too much.  A fit
gives the slope with its interval, and shows whether the points already bend to a floor
that no size, data or compute gets below.
"""

from typing import NamedTuple

import numpy as np

from whynn import check


class PowerFit(NamedTuple):
    """A fitted power law; each interval is ``(low, high)``, ``spread`` the log residual."""

    scale: float
    exponent: float
    floor: float
    scale_interval: tuple[float, float]
    exponent_interval: tuple[float, float]
    floor_interval: tuple[float, float]
    spread: float


class Forecast(NamedTuple):
    """What a fit says of new points, and the interval for one measurement of each."""

    predicted: np.ndarray
    low: np.ndarray
    high: np.ndarray


def power_law(x: np.ndarray, scale: float, exponent: float, floor: float = 0.0) -> np.ndarray:
    r"""Return the loss at ``x`` (parameters, tokens or FLOP).

    .. math:: L(x) = L_\infty + a\, x^{-\alpha}

    Variant: with ``floor`` 0 a straight line of slope :math:`-\alpha` on log-log axes;
    with a floor the line bends to it.  ``x`` has any shape and is positive; the result
    has its shape and the unit of ``scale``.  Raises a ``ValueError`` if ``x`` is not
    positive, ``scale`` not above 0, or ``exponent`` or ``floor`` below 0.

    >>> power_law([1.0, 2.0, 2.0**20], 1.0, 0.05).round(3)
    array([1.   , 0.966, 0.5  ])

    Source: Kaplan et al. 2020, Section 1.2 (no floor); Henighan et al. 2020 (floor).
    """
    x = _positive("x", x)
    scale = check.number("scale", scale, low=0, open_low=True)
    exponent = check.number("exponent", exponent, low=0)
    return check.number("floor", floor, low=0) + scale * x**-exponent


def fit_power_law(
    x: np.ndarray, y: np.ndarray, floor: bool = False, confidence: float = 0.95
) -> PowerFit:
    r"""Fit a power law by least squares on the log of the loss.

    .. math:: \min_{a, \alpha, L_\infty}
        \sum_i \bigl(\log y_i - \log(L_\infty + a\, x_i^{-\alpha})\bigr)^2

    Variant: without ``floor`` :math:`L_\infty = 0` and this is linear regression of
    :math:`\log y` on :math:`\log x`.  With it the solver is SciPy's ``least_squares``,
    :math:`L_\infty \ge 0`, from the best of 50 floors.  Intervals: covariance
    :math:`s^2 (J^T J)^{-1}` at the optimum times the quantile of Student's t with n - p
    degrees of freedom; symmetric in :math:`\log a`, :math:`\alpha`, :math:`L_\infty`.
    They are exact without a floor for normal noise in the log, and first order with one.

    ``x`` and ``y`` are positive, shape ``(n,)``.  Raises a ``ValueError`` if they are not,
    if ``x`` has too few different values, or ``confidence`` is not between 0 and 1.

    >>> x = np.array([1e6, 1e7, 1e8, 1e9, 1e10])
    >>> fit = fit_power_law(x, power_law(x, 20.0, 0.3, 1.7), floor=True)
    >>> round(fit.scale, 4), round(fit.exponent, 4), round(fit.floor, 4)
    (20.0, 0.3, 1.7)

    Source: Seber & Wild 1989, Nonlinear Regression.
    """
    from scipy.optimize import least_squares
    from scipy.special import stdtrit

    x, y = _positive("x", x, ("n",)), _positive("y", y, ("n",))
    if x.shape != y.shape:
        raise ValueError(f"y: expected shape {x.shape} as x, got {y.shape}")
    p = 3 if floor else 2
    if len(np.unique(x)) <= p:
        raise ValueError(f"x: expected more than {p} different values, got {x}")
    inside = {"low": 0, "high": 1, "open_low": True, "open_high": True}
    confidence = check.number("confidence", confidence, **inside)

    log_y, u = np.log(y), np.stack([np.ones_like(x), -np.log(x)], axis=1)  # (n,), (n, 2)

    def line(level):
        """With the floor known, a straight line gives log scale and exponent."""
        return np.array([*np.linalg.lstsq(u, np.log(y - level), rcond=None)[0], level])

    def residuals(q):
        return np.log(q[2] + np.exp(u @ q[:2])) - log_y

    def jacobian(q):
        decay = np.exp(u @ q[:2])
        return np.column_stack([u * decay[:, None], np.ones_like(x)]) / (q[2] + decay)[:, None]

    q = line(0.0)
    if floor:
        starts = [line(level) for level in y.min() * np.linspace(0, 0.999, 50)]
        start = min(starts, key=lambda q: np.sum(residuals(q) ** 2))
        tight = {"xtol": 1e-15, "ftol": 1e-15, "gtol": 1e-15, "x_scale": "jac"}
        bounds = ([-np.inf, -np.inf, 0.0], np.inf)
        q = least_squares(residuals, start, jacobian, bounds, **tight).x

    variance = np.sum(residuals(q) ** 2) / (len(x) - p)
    j = jacobian(q)[:, :p]
    half = np.zeros(3)
    half[:p] = np.sqrt(variance * np.diag(np.linalg.inv(j.T @ j)))
    half *= stdtrit(len(x) - p, (1 + confidence) / 2)
    ends = np.stack([q, q - half, q + half], axis=1)  # (3, 3)
    with np.errstate(over="ignore"):  # an interval so wide that it has no upper end
        ends[0] = np.exp(ends[0])
    best, *intervals = ends[:, 0].tolist(), *map(tuple, ends[:, 1:].tolist())
    return PowerFit(*best, *intervals, float(np.sqrt(variance)))


def forecast(fit: PowerFit, x: np.ndarray, x_new: np.ndarray, confidence: float = 0.95):
    r"""Predict new points of a fitted law, each with the interval of one measurement.

    .. math:: \log \hat y \pm t \, s \sqrt{1 + g^T (J^T J)^{-1} g}, \qquad
        g = \nabla \log(L_\infty + a\, x^{-\alpha})

    Variant: ``x`` ``(n,)`` are the points of the fit; J has a row g for each of them.  The
    1 is the scatter of the new point itself.  A fit with floor 0 counts as one without.
    ``x_new`` is ``(m,)``, as are the three results.  Exact or first order as in
    :func:`fit_power_law`, and only if the law goes on.  Raises a ``ValueError`` for ``x`` that
    is not positive, or ``confidence`` not between 0 and 1.

    >>> x = np.array([1.0, 2.0, 4.0, 8.0])
    >>> y = np.array([1.0, 0.52, 0.24, 0.13])
    >>> ahead = forecast(fit_power_law(x, y), x, [16.0])
    >>> ahead.predicted.round(3), ahead.low.round(3), ahead.high.round(3)
    (array([0.064]), array([0.046]), array([0.087]))

    Source: Seber & Wild 1989, Nonlinear Regression.
    """
    from scipy.special import stdtrit

    x, x_new = _positive("x", x, ("n",)), _positive("x_new", x_new, ("m",))
    inside = {"low": 0, "high": 1, "open_low": True, "open_high": True}
    confidence = check.number("confidence", confidence, **inside)
    p = 3 if fit.floor > 0 else 2

    def gradients(at):
        decay = fit.scale * at**-fit.exponent
        columns = [decay, -decay * np.log(at), np.ones_like(at)]
        return np.stack(columns[:p], axis=1) / (fit.floor + decay)[:, None]  # (len(at), p)

    j, g = gradients(x), gradients(x_new)
    far = np.sum(g * np.linalg.solve(j.T @ j, g.T).T, axis=1)  # (m,)
    half = stdtrit(len(x) - p, (1 + confidence) / 2) * fit.spread * np.sqrt(1 + far)
    predicted = power_law(x_new, fit.scale, fit.exponent, fit.floor)
    return Forecast(predicted, predicted * np.exp(-half), predicted * np.exp(half))


def _positive(name, value, shape=None):
    out = check.array(name, value, shape=shape)
    if not (out > 0).all():
        raise ValueError(f"{name}: expected numbers above 0, got {out[out <= 0][0]}")
    return out
