r"""Training runs that go wrong in one known way, and what their logs look like.

Failure shown: a loss that does not go down has many causes, and each wants another cure.  A
log that holds more than the loss tells them apart.  Here the illness is chosen first and the
run is made to have it, so that a diagnosis can be checked.
"""

from typing import NamedTuple

import numpy as np

from whynn import check, mlp
from whynn.diagnostics import dead_units, grad_norms
from whynn.losses import mse
from whynn.optimizers import adam, sgd

ILLNESSES = ("healthy", "vanishing", "step too long", "dead units", "overfitting")


class Log(NamedTuple):
    """What a run wrote down: ``train`` and ``validation`` are ``(t,)``, the rest numbers.

    ``chance`` is the validation loss of always answering the mean.  The two gradient norms
    are those of the first and of the last hidden layer's weights, at the first step.
    """

    train: np.ndarray
    validation: np.ndarray
    chance: float
    first_norm: float
    last_norm: float
    dead: float  # fraction of hidden units that are 0 on every training input at the end


class _Plan(NamedTuple):
    """How to make a run ill; each field has the healthy value."""

    hidden: tuple = (24, 24)
    activation: str = "relu"
    weights: str = "he_normal"
    shift: float = 0.0  # added to the biases of the hidden layers
    examples: int = 100
    noise: float = 0.1  # of the targets, in units of their spread
    opt: object = sgd(0.05)
    steps: int = 60


_PLANS = {
    "healthy": _Plan(),
    "vanishing": _Plan((12,) * 10, "sigmoid", "xavier_normal", steps=30),
    "step too long": _Plan(opt=sgd(2.0)),
    "dead units": _Plan(shift=-30.0),
    "overfitting": _Plan((48,), examples=12, noise=0.8, opt=adam(0.02), steps=75),
}


def record(illness: str, rng: np.random.Generator) -> Log:
    r"""Make one run with an illness of ``ILLNESSES``, and return its log.

    A small network learns a noisy line of 8 inputs, :math:`y = x \cdot w + \sigma \epsilon`,
    from 100 examples (12 if it is to overfit), and is tried on 100 others.  A run whose loss
    leaves the scale, above a million, ends there.  Losses are mean squared errors, in squared
    units of ``y``.  Raises ``ValueError`` for an unknown illness or an ``rng`` that is none.

    >>> log = record("vanishing", np.random.default_rng(0))
    >>> log.first_norm < 1e-4 * log.last_norm, log.validation[-1] > 0.9 * log.chance
    (True, np.True_)
    """
    plan = _PLANS[check.choice("illness", illness, ILLNESSES)]
    teacher = check.generator("rng", rng).normal(size=8)
    teacher /= np.linalg.norm(teacher)
    (x, y), seen = (_examples(n, teacher, plan.noise, rng) for n in (plan.examples, 100))
    params = mlp.init([8, *plan.hidden, 1], rng, plan.weights)
    for k in range(1, len(plan.hidden) + 1):
        params[f"b{k}"] = params[f"b{k}"] + plan.shift
    slope, state = mlp.objective(mse, plan.activation), plan.opt.init(params)
    train, validation, norms = [], [], None
    for _ in range(plan.steps):
        loss, grads = slope(params, x, y)
        train.append(loss)
        validation.append(mse(mlp.forward(params, seen[0], plan.activation).logits, seen[1])[0])
        norms = norms or grad_norms(grads)
        if not max(train[-1], validation[-1]) < 1e6:
            break
        params, state = plan.opt.update(params, grads, state)
    hidden = mlp.forward(params, x, plan.activation).h[1:]
    return Log(
        train=np.array(train),
        validation=np.array(validation),
        chance=float(np.mean((seen[1] - y.mean()) ** 2)),
        first_norm=norms["W1"],
        last_norm=norms[f"W{len(plan.hidden)}"],
        dead=float(np.mean(np.concatenate([dead_units(h) for h in hidden]))),
    )


def _examples(n, teacher, noise, rng):
    x = rng.normal(size=(n, len(teacher)))
    return x, (x @ teacher + noise * rng.normal(size=n))[:, None]
