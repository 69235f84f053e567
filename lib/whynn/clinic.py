r"""Training runs with one fault each, their instruments, and what each treatment does to them.

Failure shown: a loss curve alone names no cause.  Fourteen faults are put one at a time into a
run that is otherwise healthy, so that the diagnosis is known.  Every run writes down what an
engineer would log; every treatment is another run, from the same weights on the same batches.

The task: ten standard normal inputs, four classes, :math:`2\,[x_1 + x_2 > 0] + [x_3 > x_4]`.
One label in ten is drawn anew, so no honest answer to new examples can be expected to have a
loss below ``FLOOR`` nats; guessing costs ``CHANCE``.  The network has six hidden layers of 32.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import NamedTuple

import numpy as np

from whynn import check, clipping, mlp, optimizers
from whynn.batches import with_replacement
from whynn.diagnostics import activation_rms, dead_units, grad_norms, update_ratios
from whynn.losses import softmax_cross_entropy
from whynn.precision import scaled_gradient

INPUTS, CLASSES, WIDTH, HIDDEN, BATCH = 10, 4, 32, 6, 64
OUTPUT, SMOOTH, EVERY, BLOWN = (
    0.25,
    0.1,
    6,
    1e6,
)  # share of labels redrawn; steps between marks; nats
CHANCE = float(np.log(CLASSES))
_WRONG = SMOOTH / CLASSES
_RIGHT = 1 - SMOOTH + _WRONG
FLOOR = float(-_RIGHT * np.log(_RIGHT) - (CLASSES - 1) * _WRONG * np.log(_WRONG))
LOOKS = (0, 6, 12, 30, 60, 120, 180, 240)  # steps at which each layer is looked at


class Plan(NamedTuple):
    """How a run is made; each field has the healthy value."""

    opt: Callable = optimizers.sgd  # lr -> optimizer
    lr: float = 0.1
    activation: str = "relu"
    weights: str | Callable = "he_normal"
    width: int = WIDTH
    bias: float = 0.0  # of the hidden units from ``bias_from`` on, at the start
    bias_from: int = 1
    examples: int = 2048
    batch: int = BATCH
    steps: int = 240
    kept: bool = False  # gradients are added to those of the step before
    summed: bool = False  # the loss of a batch is a sum
    leak: bool = False  # the last input is the label, until the network is in use
    shuffled: bool = False  # labels are dealt out at random, until the network is in use
    scale: float = 1.0  # of the last input
    standard: bool = False  # inputs are divided by their deviation
    bad: int = 0  # the step whose batch has one example too large by 1000, and mislabelled
    clip: float = 0.0  # longest gradient; 0 clips none
    weight: float = 1.0  # of the loss, in front of the float16 gradients
    scaled_by: float = 0.0  # loss scaling of float16 gradients; 0 means float32


class Log(NamedTuple):
    """What a run wrote down.  Losses are in nats, as the run itself computes them.

    A run whose loss leaves the scale ends there; the later entries are infinite.
    """

    steps: np.ndarray  # (t,) every sixth step
    train: np.ndarray  # (t,)
    held_out: np.ndarray  # (t,)
    gradient: np.ndarray  # (t,) the longest whole gradient since the mark before
    norms: np.ndarray  # (8, 7) gradient norm of each layer's weights, at LOOKS
    rms: np.ndarray  # (8, 8) of the inputs, the six hidden layers, the logits
    dead: np.ndarray  # (8, 6) share of a layer's units that are 0 on every example
    ratio: np.ndarray  # (8, 7) length of a layer's update over that of its weights
    use: float  # mean loss on new examples when the network is in use


class _Data(NamedTuple):
    x: np.ndarray
    y: np.ndarray


def run(plan: Plan, rng: np.random.Generator) -> Log:
    r"""Train as planned and return the log.

    The same state of ``rng`` gives every plan the same examples, the same draws behind its
    starting weights, and the same batches.  Raises ``ValueError`` for an ``rng`` that is none.

    >>> log = run(Plan(steps=12), np.random.default_rng(0))
    >>> log.steps, log.norms[0].shape
    (array([ 0,  6, 12]), (7,))
    """
    rng = deepcopy(check.generator("rng", rng))
    pool, held, new = (_examples(n, rng) for n in (2048, 512, 1000))
    if plan.shuffled:
        dealer = deepcopy(rng)  # so that the weights that follow are those of any other run
        pool, held = (_Data(d.x, dealer.permutation(d.y)) for d in (pool, held))
    own = _Data(pool.x[: plan.examples], pool.y[: plan.examples])
    own, held = (_seen(plan, d) for d in (own, held))
    shown = _Data(own.x[:512], own.y[:512])
    new = _seen(plan, _Data(new.x, new.y), in_use=True)
    params = _start(plan, rng)
    opt = plan.opt(plan.lr)
    if plan.clip:
        opt = clipping.with_clipping(opt, plan.clip)
    state, kept, marks, looks, longest = opt.init(params), None, [], [], 0.0
    batch = with_replacement(len(own.x), min(plan.batch, len(own.x)), rng)
    with np.errstate(all="ignore"):  # a run may blow up: that is what is looked at
        for step in range(plan.steps + 1):
            x, y = (a[rows] for a, rows in zip(own, [next(batch)] * 2, strict=True))
            if plan.bad and step == plan.bad:
                spoilt = np.arange(len(x)) == 0
                x, y = np.where(spoilt[:, None], 1e3 * x, x), np.where(spoilt, (y + 1) % 4, y)
            grads = _gradients(plan, params, x, y)
            kept = grads if kept is None else {k: kept[k] + g for k, g in grads.items()}
            grads = kept if plan.kept else grads
            after, state = opt.update(params, grads, state)
            norms = grad_norms(grads)
            longest = max(longest, float(np.linalg.norm(list(norms.values()))))
            if step % EVERY == 0:
                losses = [_loss(plan, params, d, plan.batch) for d in (shown, held)]
                marks.append((step, *losses, longest))
                longest = 0.0
                if not max(losses) < BLOWN:
                    break
            if step in LOOKS:
                looks.append(_look(plan, params, shown.x[:256], norms, after))
            params = after
        use = _loss(plan._replace(summed=False), params, new, 1)
    return _log(plan, marks, looks, use)


def _examples(n, rng):
    x = rng.normal(size=(n, INPUTS))
    y = 2 * (x[:, 0] + x[:, 1] > 0) + (x[:, 2] > x[:, 3])
    return _Data(x, np.where(rng.random(n) < SMOOTH, rng.integers(0, CLASSES, n), y))


def _seen(plan, data, in_use=False):
    """The examples as the run gets them."""
    x = data.x.copy()
    if plan.leak:
        x[:, -1] = 0.0 if in_use else data.y - 1.5
    if not plan.standard:
        x[:, -1] *= plan.scale
    return _Data(x, data.y)


def _start(plan, rng):
    sizes = [INPUTS, *[plan.width] * HIDDEN, CLASSES]
    params = mlp.init(sizes, rng, plan.weights)
    params[f"W{HIDDEN + 1}"] = OUTPUT * params[f"W{HIDDEN + 1}"]  # an honest first loss
    for k in range(plan.bias_from, HIDDEN + 1):
        params[f"b{k}"] = params[f"b{k}"] + plan.bias
    return params


def _gradients(plan, params, x, y):
    grads = mlp.objective(softmax_cross_entropy, plan.activation)(params, x, y)[1]
    if plan.summed:
        grads = {k: len(x) * g for k, g in grads.items()}
    if plan.scaled_by:
        grads = {k: scaled_gradient(plan.weight * g, plan.scaled_by) for k, g in grads.items()}
    return grads


def _loss(plan, params, data, batch):
    logits = mlp.forward(params, data.x, plan.activation).logits
    value = softmax_cross_entropy(logits, data.y).value
    value = value * batch if plan.summed else value
    return value if np.isfinite(value) else np.inf


def _look(plan, params, x, norms, after):
    """One row a quantity, layer by layer."""
    cache = mlp.forward(params, x, plan.activation)
    names = [f"W{k}" for k in range(1, HIDDEN + 2)]
    ratios = update_ratios(params, after)
    rms = [float(np.sqrt(np.mean(x**2))), *activation_rms(cache)]
    dead = [np.mean(dead_units(h)) for h in cache.h[1:]]
    return [norms[n] for n in names], rms, dead, [ratios[n] for n in names]


def _log(plan, marks, looks, use):
    steps = np.arange(0, plan.steps + 1, EVERY)
    table = np.full((len(steps), 3), np.inf)
    table[: len(marks)] = [m[1:] for m in marks]
    wanted = sum(step <= plan.steps for step in LOOKS)
    layers = [
        np.array([*column, *[np.full(len(column[0]), np.inf)] * (wanted - len(column))], float)
        for column in zip(*looks, strict=True)
    ]
    return Log(steps, *table.T, *layers, use)
