"""Chapter 2: the slopes of four bends."""

import numpy as np

from whynn.activations import ACTIVATIONS
from whynn.grading.contract import Question, Wrong, as_array, as_number, close, show
from whynn.grading.questions._planted import change

_OTHER = """
def _half(z):
    return np.exp(-np.logaddexp(0, -np.asarray(z, float)))

def sigmoid_slope(z):
    return _half(z) * _half(-np.asarray(z, float))

def tanh_slope(z):
    return 1 / np.cosh(np.clip(z, -300, 300)) ** 2

def relu_slope(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)

def silu_slope(z):
    z = np.asarray(z, float)
    return _half(z) + z * _half(z) * _half(-z)

largest = {"sigmoid": 1 / 4, "tanh": 1.0, "relu": 1.0}
largest["silu"] = max(silu_slope(2.4 + k / 10000) for k in range(100))
"""

SLOPES = Question(
    "02-slopes",
    title="The slopes of four bends",
    level="medium",
    minutes=15,
    names=("sigmoid_slope", "tanh_slope", "relu_slope", "silu_slope", "largest"),
    forbids=("torch", "autograd", "jax", "whynn.activations"),
    hints=(
        "A slope written with the value is shortest: for the sigmoid p it is p(1 - p), for tanh"
        " t it is 1 - t². SiLU is a product, so use the product rule.",
        "SiLU: the slope is `p + z p (1 - p)`. To be safe at z = -900, never raise e to a large"
        " number: for z below 0 use `exp(z) / (1 + exp(z))`. For `largest` try a fine grid.",
        "First line: `e = np.exp(-np.abs(z))`; then `e / (1 + e) ** 2` is the slope of the"
        " sigmoid on both sides, and `np.where(z >= 0, 1, e) / (1 + e)` the sigmoid itself.",
    ),
    mutants=(
        (
            change(
                _OTHER, ("return _half(z) * _half(-np.asarray(z, float))", "return _half(z)")
            ),
            "gives the sigmoid, not its slope",
        ),
        (change(_OTHER, (") ** 2", ")")), "forgets the square of tanh's slope"),
        (change(_OTHER, ("> 0, 1.0", ">= 0, 1.0")), "gives ReLU a slope at the fold"),
        (
            change(_OTHER, ("_half(z) + z * ", "z * ")),
            "uses only half of the product rule for SiLU",
        ),
        (change(_OTHER, ("1 / 4", "1.0")), "takes the sigmoid's largest value for its slope"),
        (
            change(
                _OTHER,
                (
                    "np.exp(-np.logaddexp(0, -np.asarray(z, float)))",
                    "np.exp(z) / (1 + np.exp(z))",
                ),
            ),
            "overflows where z is large",
        ),
        (
            change(
                _OTHER,
                (
                    "np.exp(-np.logaddexp(0, -np.asarray(z, float)))",
                    "1 / (1 + np.exp(-np.asarray(z, float)))",
                ),
            ),
            "gives a number far out, with a warning",
        ),
        (
            _OTHER + "\ndef tanh_slope(z):\n    return (1 - np.tanh(z) ** 2).ravel()\n",
            "loses the shape",
        ),
        (
            _OTHER + "\ndef relu_slope(z):\n    z[z > 0] = 1\n    z[z < 0] = 0\n    return z\n",
            "writes over what it was given",
        ),
    ),
    alternatives=(_OTHER,),
)

HAIR = "compare it with a small difference, (f(z + 1e-6) - f(z - 1e-6)) / 2e-6"
FOLD = "ReLU is flat up to the fold, and at the fold we agree on 0"
NEAR = {"silu": "; SiLU's is a little above 1, somewhere between z = 2 and z = 3"}


def _compare(s, name, z, *, atol=1e-9):
    table = z.reshape(3, -1)  # an array of any shape is promised
    got = as_array(s.call(f"{name}_slope", table), table.shape, f"{name}_slope(z)").ravel()
    if s.changed:
        raise Wrong(f"{name}_slope changes the array that it is given: work on a copy")
    right = ACTIVATIONS[name].grad(z)
    if not np.isfinite(got).all():
        place = int(np.flatnonzero(~np.isfinite(got))[0])
        raise Wrong(
            f"{name}_slope({z[place]:.4g}) is {show(got[place])}, expected"
            f" {right[place]:.4g}: write it so that e is never raised to a large number"
        )
    off = np.abs(got - right) > atol + 1e-6 * np.abs(right)
    if off.any():
        place = int(np.flatnonzero(off)[0])
        look = FOLD if name == "relu" else HAIR
        raise Wrong(
            f"{name}_slope({z[place]:.4g}) should be {right[place]:.6g}, it is"
            f" {show(float(got[place]))}: {look}"
        )


@SLOPES.part("sigmoid_slope", points=1)
def _sigmoid(s, rng):
    _compare(s, "sigmoid", rng.normal(size=9) * 3)


@SLOPES.part("tanh_slope", points=1)
def _tanh(s, rng):
    _compare(s, "tanh", rng.normal(size=9) * 2)


@SLOPES.part("relu_slope, 0 at the fold", points=1)
def _relu(s, rng):
    _compare(s, "relu", np.append(rng.normal(size=8), 0.0))


@SLOPES.part("silu_slope", points=2)
def _silu(s, rng):
    _compare(s, "silu", rng.normal(size=9) * 3)


@SLOPES.part("sigmoid_slope and silu_slope are numbers far out too", points=1)
def _far(s, rng):
    z = rng.uniform(720, 900, size=3) * np.array([1, -1, 1])
    for name in ("sigmoid", "silu"):
        _compare(s, name, z)
        if s.warned:
            raise Wrong(
                f"{name}_slope({z[1]:.4g}) is right, but NumPy warns ({s.warned}): write it so"
                " that e is never raised to a large number (`np.where` works out both of its"
                " sides for every z)"
            )


@SLOPES.part("largest: the largest slope of each", points=2)
def _largest(s, rng):
    fine = np.linspace(-6, 6, 120_001)
    given = s.table("largest", ("sigmoid", "tanh", "relu", "silu"))
    for name, value in given.items():
        right = float(ACTIVATIONS[name].grad(fine).max())
        got = as_number(value, f'largest["{name}"]')
        try:
            close(got, right, f'largest["{name}"]', rtol=1e-3)
        except Wrong:
            raise Wrong(
                f'largest["{name}"] is {show(got)}, which is not it: look for the highest slope'
                f" on a fine grid from -6 to 6{NEAR.get(name, '')}"
            ) from None
