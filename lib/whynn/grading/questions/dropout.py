"""Dropout's scaling: what keeps the next layer from seeing another world at test time."""

import numpy as np

from whynn import regularization
from whynn.grading.contract import Question, Wrong, as_array, as_number, close, show

_ALT = """
import numpy as np
def drop(x, kept, rate):
    return np.where(kept, np.asarray(x) / (1 - rate), 0.0)
def drop_back(blame, kept, rate):
    return np.where(kept, np.asarray(blame) / (1 - rate), 0.0)
def at_test(x, rate):
    return np.array(x, dtype=float)
def too_loud(rate):
    return 1 / (1 - rate)
def spread(x, rate):
    x = np.asarray(x, dtype=float)
    mean_of_squares = (1 - rate) * (x / (1 - rate)) ** 2
    return np.sqrt(mean_of_squares - x**2)
"""

DROPOUT = Question(
    "05-dropout",
    title="The scaling of dropout",
    level="medium",
    minutes=15,
    names=("drop", "drop_back", "at_test", "too_loud", "spread"),
    forbids=("torch", "tensorflow", "jax", "whynn.regularization"),
    hints=(
        "With rate 0.25 three units in four survive. If they keep their size, the next layer "
        "hears three quarters of the usual. What must be done to the survivors?",
        "Survivors are divided by the share that survives, 1 - rate. The way back uses the "
        "same mask and the same factor. At test time nothing is left to do.",
        "drop is: `return x * kept / (1 - rate)`",
    ),
    mutants=(
        (_ALT.replace("np.asarray(x) / (1 - rate)", "np.asarray(x)"), "does not scale"),
        (
            _ALT.replace("np.asarray(x) / (1 - rate)", "np.asarray(x) / rate"),
            "divides by the rate",
        ),
        (
            _ALT.replace("np.where(kept, np.asarray(x)", "np.where(kept, 0 * np.asarray(x)"),
            "silences everything",
        ),
        (
            _ALT.replace("np.asarray(blame) / (1 - rate)", "np.asarray(blame)"),
            "does not scale on the way back",
        ),
        (
            _ALT.replace("np.array(x, dtype=float)", "np.asarray(x) * (1 - rate)"),
            "scales twice",
        ),
        (_ALT.replace("return 1 / (1 - rate)", "return 1 - rate"), "turns the factor round"),
        (
            _ALT.replace("np.sqrt(mean_of_squares - x**2)", "mean_of_squares - x**2"),
            "gives the variance",
        ),
        (
            _ALT.replace("np.sqrt(mean_of_squares - x**2)", "np.sqrt(mean_of_squares)"),
            "does not take the mean away",
        ),
        (
            _ALT.replace("np.sqrt(mean_of_squares - x**2)", "x * np.sqrt(rate / (1 - rate))"),
            "gives a spread below 0",
        ),
        (
            _ALT.replace("np.sqrt(mean_of_squares - x**2)", "2 * rate * np.abs(x)"),
            "has a spread that holds at a rate of one half only",
        ),
        (
            _ALT.replace(
                "np.where(kept, np.asarray(x) / (1 - rate)", "np.where(kept, np.asarray(x) * 2"
            ),
            "has a factor that holds at a rate of one half only",
        ),
        (
            _ALT.replace("(1 - rate) * (x / (1 - rate)) ** 2", "(x / (1 - rate)) ** 2"),
            "forgets that dropped units are silent",
        ),
    ),
    alternatives=(_ALT,),
)


def _draw(rng):
    x, rate = rng.normal(0, 2, size=(5, 4)), float(rng.uniform(0.1, 0.8))
    out, mask = regularization.dropout(x, rate, rng)
    mask[0, 0], out[0, 0] = 0.0, 0.0
    mask[0, 1], out[0, 1] = 1 / (1 - rate), x[0, 1] / (1 - rate)
    return x, rate, mask > 0, out, mask


def _same(got, right, what, name, given, kept, look):
    """Raise ``Wrong`` at the first entry that is off, with what was given there."""
    off = ~np.isclose(got, right, rtol=1e-6, atol=1e-9)
    if off.any():
        at = tuple(np.argwhere(off)[0])
        raise Wrong(
            f"`{what}`: where {name} is {show(given[at])} and kept is {bool(kept[at])}, "
            f"expected {show(right[at])}, you gave {show(got[at])} ({off.sum()} of {off.size} "
            f"entries are off). {look}"
        )


@DROPOUT.part("drop silences the dropped and scales the survivors", points=2)
def _drop(s, rng):
    x, rate, kept, out, _ = _draw(rng)
    got = as_array(s.call("drop", x, kept, rate), x.shape, "the result of drop")
    look = "Where kept is True, divide by the share that survives; elsewhere give 0."
    _same(got, out, f"drop(x, kept, rate={rate:.3f})", "x", x, kept, look)


@DROPOUT.part("the mean over many masks is the input itself", points=1)
def _mean(s, rng):
    x, rate = rng.normal(0, 2, size=3), float(rng.uniform(0.1, 0.8))
    masks = ((np.arange(8)[:, None] >> np.arange(3)) & 1).astype(bool)  # all of three units
    chance = np.where(masks, 1 - rate, rate).prod(axis=1)  # of each of the eight
    outs = [
        as_array(s.call("drop", x, kept, rate), (3,), "the result of drop") for kept in masks
    ]
    look = (
        "Each mask counts as often as it comes. A unit survives with probability "
        f"{1 - rate:.3f}, so a survivor must make up for the times when it is silent."
    )
    what = (
        f"the mean of drop({np.round(x, 3).tolist()}, kept, {rate:.3f}) over all masks, unit "
    )
    close(chance @ np.array(outs), x, what, look=look)


@DROPOUT.part("drop_back sends the blame through the same mask", points=2)
def _back(s, rng):
    x, rate, kept, _, mask = _draw(rng)
    blame = rng.normal(size=x.shape)
    got = as_array(s.call("drop_back", blame, kept, rate), x.shape, "the result of drop_back")
    right = regularization.dropout_grad(blame, mask)
    look = "drop multiplies by 0 or by 1 / (1 - rate), and so does its derivative."
    _same(got, right, f"drop_back(blame, kept, rate={rate:.3f})", "blame", blame, kept, look)


@DROPOUT.part("at_test gives what the next layer sees when all units are on", points=1)
def _test(s, rng):
    x, rate = rng.normal(size=6), float(rng.uniform(0.2, 0.8))
    got = as_array(s.call("at_test", x, rate), (6,), "the result of at_test")
    look = "The scaling was done in training already, so nothing is left to do here."
    close(
        got,
        regularization.dropout_at_test(x, rate),
        f"`at_test({np.round(x, 3).tolist()}, rate={rate:.3f})`",
        look=look,
    )


@DROPOUT.part("too_loud is the price of leaving the scaling out", points=1)
def _loud(s, rng):
    x, rate = rng.uniform(1, 3, size=4), float(rng.uniform(0.2, 0.8))
    plain = regularization.dropout_at_test(x, rate, inverted=False)  # the mean in training
    got = as_number(s.call("too_loud", rate), "the result of too_loud")
    look = (
        "Compare a unit that is always on with its mean when it is on in 1 - rate of all steps."
    )
    close(got, float(x.sum() / plain.sum()), f"`too_loud({rate:.3f})`", look=look)


@DROPOUT.part("spread is the noise that dropout adds to each unit", points=2)
def _spread(s, rng):
    rate = float(rng.uniform(0.1, 0.8))
    x = rng.uniform(1, 3, size=2) * [1, -1]
    chance, outs = np.array([1 - rate, rate]), np.stack([x / (1 - rate), 0 * x])
    right = np.sqrt(chance @ (outs - chance @ outs) ** 2)
    got = as_array(s.call("spread", x, rate), (2,), "the result of spread")
    look = (
        "The output is x / (1 - rate) with probability 1 - rate, else 0, and x on average. "
        "Take the root of its variance, exactly, by a formula; it is never below 0."
    )
    close(got, right, f"`spread({np.round(x, 3).tolist()}, {rate:.3f})`", look=look)
