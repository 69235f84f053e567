"""Chapter 3: the worked training step, whose loss goes up."""

import math

import numpy as np

from whynn import losses, mlp
from whynn.grading.contract import Question, Wrong, as_array, as_number, close, show
from whynn.grading.questions._planted import change

_OTHER = """
values = {"z": 5, "h": 5, "yhat": 5 / 2, "loss": 9 / 4}
blame = {"W1": 3, "b1": 3 / 2, "W2": 15, "b2": 3}
updated = {"W1": 27 / 10, "b1": -23 / 20, "W2": -1, "b2": -3 / 10}
loss_after = (-5.55) ** 2
why_it_rose = "length"
largest_alpha = (81.75 - 81.75 * np.sqrt(1 - 4 * 112.5 * 3 / 81.75**2)) / 225
good_alpha = 0.02

def one_step(W1, b1, W2, b2, x, y, alpha):
    on = W1 * x + b1 > 0
    h = W1 * x + b1 if on else 0.0
    pull = 2 * alpha * (W2 * h + b2 - y)
    back = pull * W2 if on else 0.0
    return W1 - back * x, b1 - back, W2 - pull * h, b2 - pull

relu_after_two = "dead"
"""

STEP = Question(
    "03-step",
    title="One training step, and the loss goes up",
    level="medium",
    minutes=20,
    names=(
        *("values", "blame", "updated", "loss_after", "why_it_rose"),
        *("largest_alpha", "good_alpha", "one_step", "relu_after_two"),
    ),
    forbids=("torch", "autograd", "jax", "whynn.mlp", "whynn.autodiff"),
    hints=(
        "Go backward one factor at a time: yhat first, then what yhat was made of (W2, h, b2),"
        " then z, then what z was made of. Do not expect the loss to fall.",
        "The blame at yhat is 2 (yhat - y). W2 gets it times h, h gets it times W2. Along the"
        " step the error is (0.5 - 15 a)(5 - 7.5 a) - 3 a - 1: when is it -1.5, the old size?",
        "First lines: `z = W1 * x + b1`, `h = max(0, z)`, `d_yhat = 2 * (W2 * h + b2 - y)`;"
        " then `d_W2 = d_yhat * h` and `d_z = d_yhat * W2 * (z > 0)`.",
    ),
    mutants=(
        (change(_OTHER, ('"loss": 9 / 4', '"loss": 9 / 8')), "halves the squared error"),
        (
            change(_OTHER, ('"W1": 3, "b1": 3 / 2', '"W1": 30, "b1": 15')),
            "sends the blame through W2's gradient instead of W2",
        ),
        (change(_OTHER, ('"W1": 27 / 10', '"W1": 33 / 10')), "steps up the gradient"),
        (
            change(
                _OTHER,
                ("(-5.55) ** 2", "0.2025"),
                ('why_it_rose = "length"', 'why_it_rose = "sign"'),
            ),
            "believes the recipe: the loss must have fallen",
        ),
        (change(_OTHER, ("/ 225", "/ 112.5")), "forgets the 2 in the formula of the roots"),
        (change(_OTHER, ("good_alpha = 0.02", "good_alpha = 0.05")), "steps too far still"),
        (
            change(_OTHER, ("if on else 0.0\n    return", "\n    return")),
            "lets a dead unit learn",
        ),
        (change(_OTHER, ('"dead"', '"on"')), "thinks the second step repairs the first"),
    ),
    alternatives=(_OTHER, change(_OTHER, ("(-5.55) ** 2", "30.80"))),
)

START = {"W1": 3.0, "b1": -1.0, "W2": 0.5, "b2": 0.0}
X, Y, ALPHA = 2.0, 1.0, 0.1
KEYS = ("W1", "b1", "W2", "b2")


def _network(values):
    shapes = {"W1": (1, 1), "b1": (1,), "W2": (1, 1), "b2": (1,)}
    return {k: np.full(shapes[k], float(values[k])) for k in KEYS}


def _loss(net, x=X, y=Y):
    """Loss and gradients of a network on one example."""
    return mlp.objective(losses.mse)(net, np.array([[x]]), np.array([[y]]))


def _stepped(net, alpha, x=X, y=Y):
    grads = _loss(net, x, y)[1]
    return {k: net[k] - alpha * grads[k] for k in KEYS}


def _table(s, name, right, advice):
    """Compare a dict of numbers with the right one, key by key."""
    got = s.table(name, tuple(right))
    for key, value in right.items():
        mine = as_number(got[key], f'{name}["{key}"]')
        if not math.isclose(mine, value, rel_tol=1e-6, abs_tol=1e-9):
            raise Wrong(f'{name}["{key}"] is {show(mine)}, which is not it: {advice[key]}')


@STEP.part("values: z, h, yhat and the loss", points=1)
def _forward(s, rng):
    net = _network(START)
    cache = mlp.forward(net, np.array([[X]]))
    right = {
        "z": cache.z[0].item(),
        "h": cache.h[1].item(),
        "yhat": cache.logits.item(),
        "loss": _loss(net)[0],
    }
    advice = {
        "z": "W1 times x, plus b1",
        "h": "ReLU of z",
        "yhat": "W2 times h, plus b2",
        "loss": "the square of yhat - y, without a half",
    }
    _table(s, "values", right, advice)


@STEP.part("blame: the gradient of each of the four numbers", points=2)
def _gradients(s, rng):
    grads = _loss(_network(START))[1]
    advice = {
        "W1": "the blame at z times x, and the blame at z comes through the value of W2",
        "b1": "the blame at z, times 1",
        "W2": "the blame at yhat, 2 (yhat - y), times h",
        "b2": "the blame at yhat, 2 (yhat - y), times 1",
    }
    _table(s, "blame", {k: grads[k].item() for k in KEYS}, advice)


@STEP.part("updated: the four numbers after one step", points=1)
def _updated(s, rng):
    moved = _stepped(_network(START), ALPHA)
    advice = dict.fromkeys(KEYS, "the old value minus 0.1 times its gradient")
    _table(s, "updated", {k: moved[k].item() for k in KEYS}, advice)


@STEP.part("loss_after: the loss after that step", points=1)
def _after(s, rng):
    right, got = _loss(_stepped(_network(START), ALPHA))[0], s.number("loss_after")
    if not math.isclose(got, right, rel_tol=1e-3):
        raise Wrong(
            f"loss_after is {show(got)}, which is not it: run the forward pass again with the"
            " four updated numbers, and do not be surprised"
        )


@STEP.part("one_step: the same for any such network", points=2)
def _any(s, rng):
    for k in range(4):
        start = {name: float(v) for name, v in zip(KEYS, rng.normal(size=4), strict=True)}
        x, y, alpha = (
            float(rng.normal() * 2),
            float(rng.normal()),
            float(rng.uniform(0.01, 0.3)),
        )
        side = 1 if k % 2 else -1  # a unit that is on, and one that is off, in turn
        start["b1"] = side * float(rng.uniform(0.2, 1)) - start["W1"] * x
        moved = _stepped(_network(start), alpha, x, y)
        got = s.call("one_step", *start.values(), x, y, alpha)
        got = as_array(got, (4,), "what one_step returns, (W1, b1, W2, b2),")
        given = ", ".join(f"{v:.3f}" for v in (*start.values(), x, y, alpha))
        look = f"Here the unit is {'on (z above 0)' if side > 0 else 'off (z below 0)'}"
        for name, mine in zip(KEYS, got, strict=True):
            close(mine, moved[name].item(), f"{name} after one_step({given})", look=look)


@STEP.part("why_it_rose: what made the loss go up", points=1)
def _why(s, rng):
    got = s.choice("why_it_rose", ("sign", "gradient", "length", "relu"))
    if got == "length":
        return
    raise Wrong(
        {
            "sign": 'not "sign": with the other sign the step would go up the slope at once.'
            " Take a step of 0.001 and see whether the loss falls",
            "gradient": 'not "gradient": move each number by 1e-6 and see the loss change; the'
            " gradient is right at the start",
            "relu": 'not "relu": z is above 0 before the step and after it',
        }[got]
    )


def _limit():
    """Where the step begins to raise the loss, by halving."""
    low, high, before = 0.02, 0.1, _loss(_network(START))[0]
    for _ in range(40):
        middle = (low + high) / 2
        falls = _loss(_stepped(_network(START), middle))[0] < before
        low, high = (middle, high) if falls else (low, middle)
    return low


@STEP.part("largest_alpha: where lowering ends", points=2)
def _largest(s, rng):
    right, got = _limit(), s.number("largest_alpha")
    if not math.isclose(got, right, rel_tol=1e-3):
        after = _loss(_stepped(_network(START), got))[0]
        side = "below" if after < _loss(_network(START))[0] else "not below"
        raise Wrong(
            f"largest_alpha is {show(got)}: the loss after that step is {show(after)}, {side}"
            " the loss before it, and the border is elsewhere. Give it to four digits: halve"
            " the interval between a step that lowers and one that raises"
        )


@STEP.part("good_alpha: a step that makes the loss ten times smaller", points=1)
def _good(s, rng):
    got = s.number("good_alpha")
    after, before = _loss(_stepped(_network(START), got))[0], _loss(_network(START))[0]
    if not after < before / 10:
        raise Wrong(
            f"with good_alpha = {show(got)} the loss goes from {before:.4g} to {show(after)},"
            f" expected below {before / 10:.4g}: the error is 0 near half of largest_alpha"
        )


@STEP.part("relu_after_two: what a second step of 0.1 does to the unit", points=1)
def _second(s, rng):
    twice = _stepped(_stepped(_network(START), ALPHA), ALPHA)
    right = "on" if mlp.forward(twice, np.array([[X]])).z[0].item() > 0 else "dead"
    if s.choice("relu_after_two", ("on", "dead", "nan")) != right:
        raise Wrong(
            "relu_after_two is not what happens: do the second step with the numbers in"
            " `updated`, then compute z once more. Is it above 0, and what can still learn?"
        )
