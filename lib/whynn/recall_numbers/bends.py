"""Numbers of chapter 2: collapsed piles, slopes of bends, and pieces."""

import numpy as np

from whynn.activations import ACTIVATIONS, relu
from whynn.data import truth_table
from whynn.gelu import gelu_grad
from whynn.linear import Layer, apply, collapse
from whynn.rounding import fmt

__all__ = [
    "gelu_crossing",
    "gelu_largest_slope",
    "or_minus_two_and",
    "pieces_deep",
    "pieces_wide",
    "pile_answer",
    "pile_bias",
    "pile_weight",
    "silu_largest_slope",
    "xor_output",
]
FINE = np.linspace(-6, 6, 120_001)


def _pile():
    """The pile "times 2 plus 3, then times 4 plus 1"."""
    steps = ((2.0, 3.0), (4.0, 1.0))
    return [Layer(np.array([[w]]), np.array([b])) for w, b in steps]


def pile_weight() -> str:
    """The weight of the one layer that the pile equals."""
    return fmt(collapse(_pile()).W.item(), 0)


def pile_bias() -> str:
    """The bias of that layer."""
    return fmt(collapse(_pile()).b.item(), 0)


def pile_answer() -> str:
    """What the pile makes of 5."""
    return fmt(apply(_pile(), np.array([[5.0]])).item(), 0)


def xor_output() -> str:
    """What count minus two times AND gives at the four corners."""
    X = truth_table("XOR").X
    count, both = relu(X.sum(axis=1)), relu(X.sum(axis=1) - 1)
    return ", ".join(fmt(y, 0) for y in count - 2 * both)


def or_minus_two_and() -> str:
    """What OR minus two times AND gives at (1, 1)."""
    told = truth_table("OR").y - 2 * truth_table("AND").y
    return fmt(told[-1], 0).replace("-", "−")


def gelu_largest_slope() -> str:
    """GELU's largest slope."""
    return fmt(gelu_grad(FINE).max(), 3)


def gelu_crossing() -> str:
    """Minus the place below which GELU's slope is negative."""
    return fmt(-FINE[gelu_grad(FINE) < 0].max(), 3)


def silu_largest_slope() -> str:
    """SiLU's largest slope."""
    return fmt(ACTIVATIONS["silu"].grad(FINE).max(), 3)


def pieces_wide() -> str:
    """The most straight pieces of one layer of 20 ReLU units: a crease each, and one more."""
    x = np.linspace(0, 1, 20_001)
    y = relu(x[:, None] - np.linspace(0.02, 0.98, 20)) @ (1.0 + np.arange(20))
    return str(_pieces(y))


def pieces_deep() -> str:
    """The straight pieces of ten tents of two units each, one behind the other."""
    x = np.arange(2**11 + 1) / 2**11
    for _ in range(10):
        x = 2 * relu(x) - 4 * relu(x - 0.5)
    return f"{_pieces(x):,}"


def _pieces(y):
    """The straight pieces of a curve, from where its rises change.

    A crease that falls between two points of the grid changes two rises in a row.
    """
    bent = np.abs(np.diff(y, 2)) > 1e-9
    return 1 + int((bent & ~np.append(False, bent[:-1])).sum())
