r"""The tools against overfitting, each measured on one task.

What fails without it: a list of tools says that each of them helps.  How much, and whether at
all, depends on the task, and is one training run away.

The task is small enough to be drawn: 16 noisy points of the curve
:math:`f(x) = \sin(\pi x)` on [-1, 1], for a network with one hidden layer of ReLU units.
The curve is odd, :math:`f(-x) = -f(x)`; who knows that may add each point's mirror image.
Losses are mean squared errors; the noise has deviation 0.4, so 0.16 is the floor.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from whynn import check, mlp
from whynn.optimizers import adam
from whynn.regularization import decay, dropout
from whynn.schedules import linear

POINTS, NOISE, VALIDATION, STEPS = 16, 0.4, 400, 1000
BLOCK = 50  # steps whose dropout masks are drawn together

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


def train(data: Points, new: Points, *, rng: np.random.Generator, **settings) -> Course:
    """Train one network and look at it after each of ``steps``: :func:`train_all` with one.

    Raises ``ValueError`` as that does.

    >>> rng = np.random.default_rng(0)
    >>> course = train(points(24, rng), points(400, rng), steps=[0, 1000], rng=rng)
    >>> bool(course.train[1] < course.train[0])
    True
    """
    return train_all([data], [new], rngs=[rng], **settings)[0]


def train_all(
    data: Sequence[Points],
    new: Sequence[Points],
    *,
    width: int = 64,
    steps=(STEPS,),
    lr: float = 0.03,
    weight_decay: float = 0.0,
    rate: float = 0.0,
    scaled: bool = True,
    grid=(0.0,),
    rngs: Sequence[np.random.Generator],
) -> list[Course]:
    r"""Train one network for each of s data sets, by Adam on all its points at once.

    .. math:: h = \max(0, 4 x W_1 + b_1), \qquad
        \hat y = \operatorname{dropout}(h)\, W_2 + b_2, \qquad
        W \leftarrow (1 - \eta \lambda) W

    The networks know nothing of each other; they are stacked because one step of many small
    ones costs little more than one of one.  ``rate`` is that of inverted dropout on the hidden
    units; with ``scaled=False`` survivors keep their size, and nothing makes up for it at test
    time.  The learning rate falls in a line to 0.  ``weight_decay`` is decoupled as in AdamW,
    weights only.  ``new`` are the validation points, ``grid`` is ``(m,)`` or ``(s, m)``; losses
    are without dropout.  Raises ``ValueError`` for numbers out of range, data sets of different
    sizes or ``steps`` that do not rise.

    >>> rngs = [np.random.default_rng(seed) for seed in (0, 1)]
    >>> sets = [points(24, rng) for rng in rngs]
    >>> [len(course.train) for course in train_all(sets, sets, steps=[0, 10], rngs=rngs)]
    [2, 2]
    """
    steps = [check.count("steps", each, low=0) for each in steps]
    if not steps or steps != sorted(set(steps)):
        raise ValueError(f"steps: expected numbers that rise, got {steps}")
    check.number("rate", rate, low=0, high=1, open_high=True)
    data, new = _stacked("data", data), _stacked("new", new)
    grid = np.asarray(grid, float) * np.ones((len(data.x), 1))  # (s, m)
    generators = [check.generator("rngs", rng) for rng in rngs]
    starts = [mlp.init([1, width, 1], rng, "pytorch_linear") for rng in generators]
    params = {k: np.stack([np.atleast_2d(start[k]) for start in starts]) for k in starts[0]}
    schedule, seen = linear(lr, max(steps[-1], 1)), []
    opt = adam(schedule)
    state = opt.init(params)
    for step in range(steps[-1] + 1):
        if step in steps:
            losses = [np.mean((_say(params, p.x) - p.y) ** 2, axis=(1, 2)) for p in (data, new)]
            seen.append((*losses, _say(params, grid[:, :, None])[:, :, 0]))
        if step < steps[-1]:
            if rate and step % BLOCK == 0:  # many at once, as drawing has a price a call
                ones = np.ones((BLOCK, len(data.x[0]), width))
                drawn = [dropout(ones, rate, rng, inverted=scaled).mask for rng in generators]
                masks = np.stack(drawn, axis=1)  # (BLOCK, s, n, width)
            grads = _gradients(params, data, masks[step % BLOCK] if rate else 1.0)
            params, state = opt.update(params, grads, state)
            if weight_decay:
                params |= decay({k: params[k] for k in WEIGHTS}, schedule(step), weight_decay)
    columns = [np.stack(each, axis=1) for each in zip(*seen, strict=True)]  # (s, looks, ...)
    return [Course(np.array(steps), *each) for each in zip(*columns, strict=True)]


TOOLS = {
    "nothing": {},
    "more data": {"n": 4 * POINTS},
    "smaller model": {"width": 4},
    "dropout": {"rate": 0.2},
    "dropout, not scaled": {"rate": 0.2, "scaled": False},
    "decay": {"weight_decay": 0.3},
    "early stopping": {"stop": VALIDATION},
    "early stopping by 16": {"stop": POINTS},
    "augmentation": {"mirror": True},
}
LOOKS = (25, 50, 100, 200, 400, STEPS)


def compare(rng: np.random.Generator, repeats: int = 25, tools: dict = TOOLS) -> list[Row]:
    """Measure each of ``tools`` on the same ``repeats`` data sets.

    Early stopping takes the checkpoint of the lowest loss on ``stop`` points put aside, 400
    or 16, and is measured, as all tools are, on 400 others.  Raises ``ValueError`` for an
    ``rng`` that is none or ``repeats`` below 1.

    >>> compare(np.random.default_rng(0), repeats=1, tools={"nothing": {}})[0].tool
    'nothing'
    """
    seeds = check.generator("rng", rng).integers(2**32, size=check.count("repeats", repeats))
    run = cache(_run)  # tools that only choose another moment share their runs
    return [
        Row(tool, *np.median(_measured(run, tuple(seeds), **t), axis=0).tolist())
        for tool, t in tools.items()
    ]


def _measured(run, seeds, stop=0, **settings):
    """Training losses, and losses on points that chose nothing, where runs are stopped."""
    found = []
    for course, choose, judge in run(seeds, **settings):
        said, at = course.fits[:, :, None], -1
        if stop:
            at = np.argmin([np.mean((fit[:stop] - choose.y[:stop]) ** 2) for fit in said])
        found.append((course.train[at], np.mean((said[at, VALIDATION:] - judge.y) ** 2)))
    return found


def _run(seeds, n=POINTS, mirror=False, **settings):
    """Train once a seed, which fixes its points: those that choose, that judge, and its own."""
    rngs = [np.random.default_rng(seed) for seed in seeds]
    choose, judge, data = ([points(m, r) for r in rngs] for m in (VALIDATION, VALIDATION, n))
    kept = [mirrored(each) for each in data] if mirror else data
    grid = [np.concatenate([a.x[:, 0], b.x[:, 0]]) for a, b in zip(choose, judge, strict=True)]
    starts = [np.random.default_rng([seed, 1]) for seed in seeds]
    courses = train_all(kept, judge, steps=LOOKS, grid=grid, rngs=starts, **settings)
    return list(zip(courses, choose, judge, strict=True))


def _stacked(name, sets):
    """Data sets of one size as ``x`` and ``y`` of shape ``(s, n, 1)``."""
    if len({np.shape(each.x) for each in sets}) != 1:
        raise ValueError(f"{name}: expected sets of one size, got {[len(p.x) for p in sets]}")
    return Points(*map(np.stack, zip(*sets, strict=True)))


def _say(params, x):
    """What each of s networks says of its own inputs ``(s, n, 1)``."""
    return np.maximum(4 * x * params["W1"] + params["b1"], 0) @ params["W2"] + params["b2"]


def _gradients(params, data, mask):
    """The gradients of s mean squared errors through dropout, by hand for two layers."""
    x, y = data
    z = 4 * x * params["W1"] + params["b1"]  # (s, n, width)
    mask = mask * (z > 0)
    h = z * mask
    d_out = (2 / x.shape[1]) * (h @ params["W2"] + params["b2"] - y)  # (s, n, 1)
    dz = d_out * params["W2"].swapaxes(1, 2) * mask
    return {
        "W1": 4 * x.swapaxes(1, 2) @ dz,
        "b1": dz.sum(axis=1, keepdims=True),
        "W2": h.swapaxes(1, 2) @ d_out,
        "b2": d_out.sum(axis=1, keepdims=True),
    }
