r"""The tools against overfitting, each measured on one task.

What fails without it: a list of tools says that each of them helps.  How much, and whether at
all, depends on the task, and is one training run away.

The task is small enough to be drawn: 16 noisy points of the curve
:math:`f(x) = \sin(\pi x)` on [-1, 1], for a network with one hidden layer of ReLU units.
The curve is odd, :math:`f(-x) = -f(x)`; who knows that may add each point's mirror image.
Losses are mean squared errors; the noise has deviation 0.4, so 0.16 is the floor.
"""

from typing import NamedTuple

import numpy as np

from whynn import check, mlp
from whynn.losses import mse
from whynn.optimizers import adam
from whynn.regularization import decay, dropout, dropout_grad
from whynn.schedules import linear

POINTS, NOISE, VALIDATION, STEPS = 16, 0.4, 400, 1000


WEIGHTS = ("W1", "W2")  # what decays; biases do not


class Points(NamedTuple):
    """Inputs ``(n, 1)`` and noisy outputs ``(n, 1)``."""

    x: np.ndarray
    y: np.ndarray


class Course(NamedTuple):
    """A training run at its checkpoints: losses ``(m,)``, and what it says of ``grid``."""

    steps: np.ndarray  # (m,)
    train: np.ndarray  # (m,)
    validation: np.ndarray  # (m,)
    fits: np.ndarray  # (m, len(grid))


class Row(NamedTuple):
    """One tool: medians over the data sets of the losses at the end."""

    tool: str
    train: float
    validation: float


def curve(x) -> np.ndarray:
    r"""The curve behind the points, :math:`\sin(\pi x)`.

    >>> curve([-0.5, 0.0, 0.5])
    array([-1.,  0.,  1.])
    """
    return np.sin(np.pi * np.asarray(x, float))


def points(n: int, rng: np.random.Generator, noise: float = NOISE) -> Points:
    """Draw ``n`` points, ``x`` uniform on [-1, 1].

    Raises ``ValueError`` for ``n`` below 1, a negative ``noise`` or an ``rng`` that is none.

    >>> points(3, np.random.default_rng(0)).x.shape
    (3, 1)
    """
    n, noise = check.count("n", n), check.number("noise", noise, low=0)
    x = check.generator("rng", rng).uniform(-1, 1, (n, 1))
    return Points(x, curve(x) + noise * rng.normal(size=(n, 1)))


def mirrored(data: Points) -> Points:
    """The points and their mirror images ``(-x, -y)``: right for every odd curve.

    >>> mirrored(Points(np.array([[0.5]]), np.array([[2.0]]))).y.ravel()
    array([ 2., -2.])
    """
    return Points(np.concatenate([data.x, -data.x]), np.concatenate([data.y, -data.y]))


def train(
    data: Points,
    new: Points,
    *,
    width: int = 64,
    steps=(STEPS,),
    lr: float = 0.03,
    weight_decay: float = 0.0,
    rate: float = 0.0,
    scaled: bool = True,
    grid=(0.0,),
    rng: np.random.Generator,
) -> Course:
    r"""Train one network by Adam on all points at once and look at it after each of ``steps``.

    .. math:: h = \max(0, 4 x W_1 + b_1), \qquad
        \hat y = \operatorname{dropout}(h)\, W_2 + b_2, \qquad
        W \leftarrow (1 - \eta \lambda) W

    ``rate`` is that of inverted dropout on the hidden units; with ``scaled=False`` survivors
    keep their size, and nothing makes up for it at test time.  The learning rate falls in a
    line to 0.  ``weight_decay`` is decoupled
    as in AdamW, weights only.  ``new`` are the validation points; losses are without dropout.
    Raises ``ValueError`` for numbers out of range or ``steps`` that do not rise.

    >>> rng = np.random.default_rng(0)
    >>> course = train(points(24, rng), points(400, rng), steps=[0, 1000], rng=rng)
    >>> bool(course.train[1] < course.train[0])
    True
    """
    steps = [check.count("steps", each, low=0) for each in steps]
    if not steps or steps != sorted(set(steps)):
        raise ValueError(f"steps: expected numbers that rise, got {steps}")
    check.number("rate", rate, low=0, high=1, open_high=True)
    params = mlp.init([1, width, 1], check.generator("rng", rng), "pytorch_linear")
    schedule, seen = linear(lr, max(steps[-1], 1)), []
    opt = adam(schedule)
    state, grid = opt.init(params), np.reshape(np.asarray(grid, float), (-1, 1))
    for step in range(steps[-1] + 1):
        if step in steps:
            losses = [mse(_say(params, p.x), p.y).value for p in (data, new)]
            seen.append((*losses, _say(params, grid)[:, 0]))
        if step < steps[-1]:
            grads = _gradients(params, data, rate, scaled, rng)
            params, state = opt.update(params, grads, state)
            if weight_decay:
                params |= decay({k: params[k] for k in WEIGHTS}, schedule(step), weight_decay)
    on_train, on_new, fits = zip(*seen, strict=True)
    return Course(np.array(steps), np.array(on_train), np.array(on_new), np.array(fits))


TOOLS = {
    "nothing": {},
    "more data": {"n": 4 * POINTS},
    "smaller model": {"width": 4},
    "dropout": {"rate": 0.2},
    "dropout, not scaled": {"rate": 0.2, "scaled": False},
    "decay": {"weight_decay": 0.3},
    "early stopping": {"stop": True},
    "augmentation": {"mirror": True},
}
LOOKS = (25, 50, 100, 200, 400, STEPS)


def compare(rng: np.random.Generator, repeats: int = 5, tools: dict = TOOLS) -> list[Row]:
    """Measure each of ``tools`` on the same ``repeats`` data sets.

    Early stopping takes the checkpoint of the lowest loss on one half of the validation
    points and is measured, as all tools are, on the other half.  Raises ``ValueError`` for
    an ``rng`` that is none or ``repeats`` below 1.

    >>> compare(np.random.default_rng(0), repeats=1, tools={"nothing": {}})[0].tool
    'nothing'
    """
    seeds = check.generator("rng", rng).integers(2**32, size=check.count("repeats", repeats))
    return [Row(tool, *np.median([_measure(s, **t) for s in seeds], axis=0).tolist())
            for tool, t in tools.items()]  # fmt: skip


def _measure(seed, n=POINTS, stop=False, mirror=False, **settings):
    """Losses at the end of one run; a seed gives every tool the same first points."""
    rng = np.random.default_rng(seed)
    choose, judge = points(VALIDATION, rng), points(VALIDATION, rng)
    data = points(n, rng)
    kept = mirrored(data) if mirror else data
    steps = LOOKS if stop else LOOKS[-1:]
    start = np.random.default_rng([seed, 1])
    course = train(kept, choose, steps=steps, grid=judge.x[:, 0], rng=start, **settings)
    at = np.argmin(course.validation)
    return course.train[at], np.mean((course.fits[at] - judge.y[:, 0]) ** 2)


def _say(params, x):
    return mlp.forward(params, 4 * x).logits


def _gradients(params, data, rate, scaled, rng):
    """The gradient of the mean squared error through dropout, by hand for two layers."""
    cache = mlp.forward(params, 4 * data.x)
    if not rate:
        return mlp.backward(params, cache, mse(cache.logits, data.y).grad).params
    h, mask = dropout(np.maximum(cache.z[0], 0), rate, rng, inverted=scaled)
    d_out = mse(h @ params["W2"] + params["b2"], data.y).grad
    dz = dropout_grad(d_out @ params["W2"].T, mask) * (cache.z[0] > 0)
    return {
        "W1": 4 * data.x.T @ dz,
        "b1": dz.sum(axis=0),
        "W2": h.T @ d_out,
        "b2": d_out.sum(axis=0),
    }
