r"""Plain gradient descent of a small ReLU network, with all memory allocated once.

Failure fixed: a step of a tiny network is a few dozen multiplications, but a hundred calls
into the library around them.  Here the sums are the same as in ``whynn.mlp`` and the calls
are few, for three reasons.  Examples are columns, so that each layer is a block of rows.  A
last row of ones makes the bias one more weight,

.. math:: Z_k = [W_k^\top \; b_k] \begin{bmatrix} H_{k-1} \\ 1 \end{bmatrix}, \qquad
    H_k = \max(0, Z_k)

And all weights lie in one vector, which one subtraction moves.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from whynn import check, mlp


class Descent(NamedTuple):
    """The parameters after the last step, and the loss before each step ``(steps,)``."""

    params: dict
    losses: np.ndarray


def descend(params, x, y, *, lr, steps):
    r"""Take ``steps`` full-batch steps on the mean squared error.

    .. math:: L = \frac1{n m} \sum (\hat y - y)^2, \qquad
        w \leftarrow w - \alpha \frac{\partial L}{\partial w}

    ``params`` is a dict as of ``whynn.mlp.init`` with a bias in every layer and no
    normalization; it is not changed.  ``x`` is ``(n, d)``, ``y`` is ``(n, m)``, ``lr`` is
    :math:`\alpha`.  Raises ``ValueError`` for parameters of another form, shapes that do not
    fit, values that are not finite, a rate that is not positive, or a negative count.

    >>> worked = {"W1": [[3.0]], "b1": [-1.0], "W2": [[0.5]], "b2": [0.0]}
    >>> worked = {name: np.array(value) for name, value in worked.items()}
    >>> descend(worked, [[2.0]], [[1.0]], lr=0.1, steps=2).losses.round(4).tolist()
    [2.25, 30.8025]
    """
    lr, steps = check.number("lr", lr, low=0, open_low=True), check.count("steps", steps, low=0)
    x = check.array("x", x, shape=("n", "d"))
    y = check.array("y", y, shape=(len(x), "m"))
    depth = mlp.depth(params)
    wanted = {f"{kind}{k}" for k in range(1, depth + 1) for kind in "Wb"}
    if not depth or set(params) != wanted:
        raise ValueError(
            f"params: expected W1, b1, W2, b2 ... and nothing else, got {sorted(params)}"
        )
    fitted = mlp.forward(params, x).logits.shape
    if fitted != y.shape:
        raise ValueError(f"y: expected shape {fitted} as the network's output, got {y.shape}")
    widths = [x.shape[1], *(params[f"b{k}"].size for k in range(1, depth + 1))]
    return _run(widths, _pack(params, depth), x.T, y.T, lr, steps)


def _pack(params, depth):
    """All weights as one vector, each layer as ``[W.T b]``."""
    layers = (
        np.column_stack([params[f"W{k}"].T, params[f"b{k}"]]) for k in range(1, depth + 1)
    )
    return np.concatenate([layer.ravel() for layer in layers]).astype(float)


def _windows(flat, widths):
    """The layers ``(fan_out, fan_in + 1)`` of a packed vector: windows, not copies."""
    layers, start = [], 0
    for fan_in, fan_out in pairwise(widths):
        stop = start + fan_out * (fan_in + 1)
        layers.append(flat[start:stop].reshape(fan_out, fan_in + 1))
        start = stop
    return layers


def _run(widths, flat, x, y, lr, steps):
    weights, change = _windows(flat, widths), np.empty_like(flat)
    changes, n = _windows(change, widths), x.shape[1]
    h = [np.ones((width + 1, n)) for width in widths[:-1]]  # the last row stays 1
    h[0][:-1] = x
    out, zero, scale = np.empty(y.shape), np.zeros(()), np.array(2 * lr / y.size)
    # One tuple a hidden layer, from the first: its weights, input and output.
    hidden = zip(weights[:-1], pairwise(h), strict=True)
    forward = [(W, below, above[:-1]) for W, (below, above) in hidden]
    # And one from the last: the weights above it, its blame, what is on, its input, its change.
    backward = [
        (weights[k][:, :-1].T, np.empty((widths[k], n)), np.empty((widths[k], n), bool),
         h[k][:-1], h[k - 1].T, changes[k - 1])
        for k in range(len(weights) - 1, 0, -1)
    ]  # fmt: skip
    losses, top, last, top_input = np.empty(steps), weights[-1], changes[-1], h[-1].T
    for step in range(steps):
        for W, below, above in forward:
            W.dot(below, out=above)
            np.maximum(above, zero, out=above)
        top.dot(h[-1], out=out)
        np.subtract(out, y, out=out)
        losses[step] = np.vdot(out, out)
        dz = np.multiply(out, scale, out=out)  # the rate is in it, so changes are steps
        dz.dot(top_input, out=last)
        for W, dh, on, value, below, W_change in backward:
            W.dot(dz, out=dh)
            np.greater(value, zero, out=on)
            dz = np.multiply(dh, on, out=dh)
            dz.dot(below, out=W_change)
        np.subtract(flat, change, out=flat)
    params = {}
    for k, W in enumerate(weights, start=1):
        params[f"W{k}"], params[f"b{k}"] = W[:, :-1].T.copy(), W[:, -1].copy()
    return Descent(params, losses / y.size)
