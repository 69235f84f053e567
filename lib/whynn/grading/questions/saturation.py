"""Chapter 3: the squared error and cross-entropy behind a sigmoid."""

import math

import numpy as np

from whynn import losses
from whynn.grading.contract import Question, Wrong, as_array, as_number, close, show
from whynn.grading.questions._planted import change
from whynn.grading.questions._verdicts import after

_OTHER = '''
def squared_gradient(z, y):
    p = 0.5 + 0.5 * np.tanh(np.asarray(z) / 2)
    return 2 * (p - y) * (1 - np.tanh(np.asarray(z) / 2) ** 2) / 4

def entropy_gradient(z, y):
    return 0.5 + 0.5 * np.tanh(np.asarray(z) / 2) - y

ratio = entropy_gradient(-8.0, 1.0) / squared_gradient(-8.0, 1.0)
steepest = -np.log(2)

def steps_until_right(loss, z):
    """Walk with steps of length 1, the right answer being 1."""
    for k in range(3000):
        if z > 0:
            return k
        z = z - (squared_gradient(z, 1) if loss == "squared" else entropy_gradient(z, 1))
'''

SATURATION = Question(
    "03-saturation",
    title="Two losses behind a sigmoid",
    level="medium",
    minutes=15,
    names=("squared_gradient", "entropy_gradient", "ratio", "steepest", "steps_until_right"),
    forbids=("torch", "autograd", "jax", "whynn.losses"),
    hints=(
        "Chain rule: the squared error has slope 2(p - y) at p, and p has slope p(1 - p) at z."
        " For cross-entropy the second factor cancels.",
        "With y = 1 the pull of the squared error is 2 (1 - p) p (1 - p). Where is it largest?"
        " Set its derivative by p to 0, then turn that p into a z: z = ln(p / (1 - p)).",
        "First lines: `p = 1 / (1 + np.exp(-z))` and `return 2 * (p - y) * p * (1 - p)`. For"
        " the steps: `while z <= 0:`, one step, and count.",
    ),
    mutants=(
        (change(_OTHER, ("return 2 * (p - y)", "return (p - y)")), "leaves out the 2"),
        (
            change(_OTHER, (" * (1 - np.tanh(np.asarray(z) / 2) ** 2) / 4", "")),
            "forgets the slope of the sigmoid",
        ),
        (
            change(_OTHER, ("(np.asarray(z) / 2) - y", "(np.asarray(z) / 2)")),
            "forgets the truth",
        ),
        (
            change(
                _OTHER,
                ("entropy_gradient(-8.0, 1.0) / squared_gradient(-8.0, 1.0)", "0.5 / 0.25"),
            ),
            "compares where the network is undecided",
        ),
        (change(_OTHER, ("-np.log(2)", "0.0")), "thinks the pull is largest in the middle"),
        (change(_OTHER, ("z = z - (", "z = z - 0.5 * (")), "walks with half a step"),
        (change(_OTHER, ("range(3000)", "range(1000)")), "gives up after a thousand steps"),
        (change(_OTHER, ("-np.log(2)", "-0.7")), "gives one digit"),
    ),
    alternatives=(_OTHER,),
)


def _compare(s, name, loss, z, y):
    got = as_array(s.call(name, z, y), z.shape, f"{name}(z, y)")
    right = np.array([loss([a], [b]).grad[0] for a, b in zip(z, y, strict=True)])
    off = ~(np.abs(got - right) <= 1e-9 + 1e-6 * np.abs(right))
    if off.any():
        i = int(off.argmax())
        raise Wrong(
            f"{name}({z[i]:.4g}, {y[i]:.0f}) should be {right[i]:.6g}, it is"
            f" {show(float(got[i]))}: compare it with a small difference of the loss at z"
        )


def _probe(rng):
    return rng.normal(size=8) * 3, rng.integers(0, 2, size=8).astype(float)


@SATURATION.part("squared_gradient, with its 2", points=2)
def _squared(s, rng):
    _compare(s, "squared_gradient", losses.mse_on_sigmoid, *_probe(rng))


@SATURATION.part("entropy_gradient", points=1)
def _entropy(s, rng):
    _compare(s, "entropy_gradient", losses.binary_cross_entropy, *_probe(rng))


@SATURATION.part("ratio: how much harder cross-entropy pulls at z = -8", points=1)
def _ratio(s, rng):
    strong = losses.binary_cross_entropy([-8.0], [1.0]).grad[0]
    right = strong / losses.mse_on_sigmoid([-8.0], [1.0]).grad[0]
    got = s.number("ratio")
    if not math.isclose(got, right, rel_tol=1e-2):
        raise Wrong(
            f"ratio is {show(got)}, which is not it: once both gradients hold, divide that of"
            " the cross-entropy at z = -8, y = 1 by that of the squared error at the same place"
        )


@SATURATION.part("steepest: where the squared error pulls hardest", points=2)
def _steepest(s, rng):
    z = np.linspace(-4, 4, 80_001)
    pull = np.abs(losses.mse_on_sigmoid(z, np.ones_like(z)).grad)
    got = s.number("steepest")
    if not abs(got - z[pull.argmax()]) <= 0.006:
        raise Wrong(
            f"steepest is {show(got)}, but there is a z with a stronger pull: try a fine grid"
            " of z between -4 and 4 with y = 1"
        )


@SATURATION.part("steps_until_right: what the flat stretch costs", points=2)
def _steps(s, rng):
    squared, entropy = losses.mse_on_sigmoid, losses.binary_cross_entropy
    near = -float(rng.uniform(3, 6))
    for name, loss, start in (
        ("squared", squared, near),
        ("entropy", entropy, near),
        ("squared", squared, -8.0),
    ):
        z, right = start, 0
        while z <= 0:
            z, right = z - loss([z], [1.0]).grad[0], right + 1
        what = f'steps_until_right("{name}", {start:.4f})'
        got = as_number(s.call("steps_until_right", name, start), what)
        look = "Each step takes the gradient from z; stop as soon as z is above 0"
        earlier = _squared if name == "squared" else _entropy
        with after(earlier, s, rng, f"{name}_gradient"):
            close(got, right, what, rtol=0, atol=0, look=look)
