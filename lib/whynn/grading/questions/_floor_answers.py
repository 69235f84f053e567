"""Chapter 5, a law with a floor: right answers of other kinds, and wrong ones."""

_ALT = """
import numpy as np
def predict(x, scale, exponent, floor):
    return floor + scale * np.exp(-exponent * np.log(x))
def line(x, y):
    slope, height = np.polyfit(np.log(x), np.log(y), 1)
    return np.exp(height), -slope
def _off(q, x, y):
    return np.log(q[2] + np.exp(q[0] - q[1] * np.log(x))) - np.log(y)
def _newton(q, x, y):
    for _ in range(200):
        decay = np.exp(q[0] - q[1] * np.log(x))
        J = np.stack([decay, -np.log(x) * decay, np.ones_like(x)], 1) / (q[2] + decay)[:, None]
        move = np.linalg.lstsq(J, -_off(q, x, y), rcond=None)[0]
        size = 1.0
        while size > 1e-9:
            new = q + size * move
            new[2] = max(new[2], 0.0)
            if (_off(new, x, y) ** 2).sum() < (_off(q, x, y) ** 2).sum():
                break
            size /= 2
        if size <= 1e-9:
            break
        q = new
    return q
def fit(x, y):
    x, y = np.asarray(x, float), np.asarray(y, float)
    ends = []
    for level in min(y) * np.linspace(0, 0.99, 12):
        scale, exponent = line(x, y - level)
        ends.append(_newton(np.array([np.log(scale), exponent, level]), x, y))
    q = min(ends, key=lambda q: (_off(q, x, y) ** 2).sum())
    return float(np.exp(q[0])), float(q[1]), float(q[2])
noise = np.exp(0.002 * np.random.default_rng(5).normal(size=7))
sizes = np.logspace(6, 9, 7)
losses = (1.8 + 480 * sizes**-0.25) * noise
straight, bent = line(sizes, losses), fit(sizes, losses)
promise = {"line": predict(1e12, *straight, 0.0), "law": predict(1e12, *bent)}
"""

_GRID = """
def fit(x, y):
    laws = []
    for level in np.linspace(0, 0.9999 * min(y), 1001):
        slope, height = np.polyfit(np.log(x), np.log(y - level), 1, w=(y - level) / y)
        law = np.exp(height), -slope, level
        laws.append((np.sum(np.log(predict(x, *law) / y) ** 2), law))
    return min(laws)[1]
"""
RIGHT = (_ALT, _ALT.replace("noise =", _GRID + "noise ="))

WRONG = (
    (_ALT.replace("return floor + scale", "return scale"), "forgets the floor"),
    (_ALT.replace("np.exp(-exponent", "np.exp(exponent"), "rises where it should fall"),
    (_ALT.replace("np.exp(height), -slope", "np.exp(height), slope"), "the slope's sign"),
    (
        _ALT.replace("noise =", _GRID.replace("w=(y - level) / y", "w=y**0") + "noise ="),
        "weighs all runs alike, with a thousand floors",
    ),
    (
        _ALT.replace("np.exp(height), -slope", "height, -slope"),
        "gives the log of the scale",
    ),
    (
        _ALT.replace(
            "return float(np.exp(q[0])), float(q[1]), float(q[2])",
            "return (*line(x, y), 0.0)",
        ),
        "fits a line and calls it a law",
    ),
    (
        _ALT.replace("0.99, 12)", "0.99, 12)[-1:]").replace("range(200)", "range(1)"),
        "takes the smallest loss for the floor",
    ),
    (
        _ALT.replace(
            "return float(np.exp(q[0])), float(q[1]), float(q[2])",
            "return float(np.exp(q[0])), float(q[1]), 1.8 + 0 * q[2]",
        ),
        "copies the floor of the example",
    ),
    (
        _ALT.replace("range(200)", "range(0)").replace("0.99, 12)", "0.9999, 2000)"),
        "weighs all runs alike",
    ),
    (
        _ALT.replace(
            '{"line": predict(1e12',
            '{"line": predict(1e9',
        ),
        "looks too near",
    ),
)
