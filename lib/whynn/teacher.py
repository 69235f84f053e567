r"""A task that never runs out of examples: a fixed random network asks, students learn.

What fails without it: a scaling law needs data without end and a floor that is known, and
no data set has either.  A teacher with two hidden layers gives a fresh example whenever one
is asked for.  Noise on its answers is what no student can predict, so the best possible loss
is the variance of that noise.

Inputs ``x`` are ``(n, d)`` from ``N(0, 1)``; answers are ``(n,)``, in units in which the
teacher has mean 0 and variance 1 (always answering 0 has the loss 1, plus the noise).
"""

from typing import NamedTuple

import numpy as np

from whynn import check, mlp


class Teacher(NamedTuple):
    """A random network, and the mean and deviation of its raw answers."""

    params: dict
    mean: float
    std: float


class Lesson(NamedTuple):
    """Inputs ``(n, d)``, noisy answers ``(n,)``, and the answers without noise ``(n,)``."""

    x: np.ndarray
    y: np.ndarray
    clean: np.ndarray


SAMPLE = 20_000  # examples from which mean and deviation are measured


def teacher(inputs: int, width: int, rng: np.random.Generator) -> Teacher:
    r"""Draw a ReLU network of two hidden layers of ``width`` units.

    .. math:: g(x) = a \cdot \max(0, \max(0, x W_1 + b_1) W_2 + b_2), \qquad
        f(x) = (g(x) - \bar g) / s

    Weights are He normal; biases are normal with deviation 1, then 1/2, so that the folds
    do not all meet in 0.  Mean and deviation are those of 20,000 random inputs.  Raises
    ``ValueError`` for a size below 1 or an ``rng`` that is none.

    >>> rng = np.random.default_rng(0)
    >>> clean = lesson(teacher(10, 128, rng), 10_000, 0.0, rng).clean
    >>> bool(abs(clean.mean()) < 0.03), bool(abs(clean.std() - 1) < 0.03)
    (True, True)
    """
    params = mlp.init([inputs, width, width, 1], rng)
    params["b1"], params["b2"] = rng.normal(size=width), 0.5 * rng.normal(size=width)
    raw = mlp.forward(params, rng.normal(size=(SAMPLE, inputs))).logits
    return Teacher(params, float(raw.mean()), float(raw.std()))


def answers(teacher: Teacher, x: np.ndarray) -> np.ndarray:
    """Return what the teacher says without noise: ``(n,)`` for ``x`` ``(n, d)``.

    Raises ``ValueError`` for inputs that do not fit.

    >>> one = teacher(2, 8, np.random.default_rng(0))
    >>> answers(one, np.zeros((3, 2))).shape
    (3,)
    """
    return (mlp.forward(teacher.params, x).logits[:, 0] - teacher.mean) / teacher.std


def lesson(teacher: Teacher, n: int, noise: float, rng: np.random.Generator) -> Lesson:
    r"""Ask for ``n`` fresh examples.

    .. math:: y = f(x) + \sigma \epsilon, \qquad x, \epsilon \sim N(0, 1)

    ``noise`` is :math:`\sigma`.  Raises ``ValueError`` for ``n`` below 1, a negative
    ``noise`` or an ``rng`` that is none.

    >>> rng = np.random.default_rng(0)
    >>> task = lesson(teacher(2, 8, rng), 10_000, 0.3, rng)
    >>> round(float(np.mean((task.y - task.clean) ** 2)), 2)  # no student gets below it
    0.09
    """
    check.number("noise", noise, low=0)
    n, rng = check.count("n", n), check.generator("rng", rng)
    x = rng.normal(size=(n, len(teacher.params["W1"])))
    clean = answers(teacher, x)
    return Lesson(x, clean + noise * rng.normal(size=n), clean)
