r"""The multi-layer perceptron: forward, and backward by hand.

Failure fixed: no one can set the weights of a rule pile by hand.  The backward pass walks
the blame for the loss upstream, one layer at a time, and gives every weight its share.

Layer ``k`` of ``L`` computes, for examples as rows,

.. math:: z_k = h_{k-1} W_k + b_k, \qquad h_k = f(z_k), \qquad h_0 = x

and the last one stops at :math:`z_L`, the logits.  Parameters are a plain dict: ``W1``
``(d_0, d_1)``, ``b1`` ``(d_1,)``, ``W2`` ... PyTorch stores each ``W`` transposed.  The dict
says what the network is: without ``b1`` a layer has no bias; with ``gain1`` and ``shift1``
``(d_1,)`` its :math:`z_1` is normalized over the units of each example before the bend [Ba,
Kiros & Hinton 2016].  With ``residual=True`` a hidden layer that keeps its width adds its
input to its output, :math:`h_k = h_{k-1} + f(z_k)` [He, Zhang, Ren & Sun 2016].

All is float64; float32 parameters with a float32 ``x`` stay float32.
"""

import math
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from whynn import check
from whynn.activations import ACTIVATIONS
from whynn.init import INITS, Init

EPS = 1e-5  # added to the variance in layer normalization, as in PyTorch


class Cache(NamedTuple):
    """What a forward pass keeps for the backward pass; lists have one entry a layer."""

    logits: np.ndarray  # (n, d_L)
    h: list  # inputs of the layers: x, h_1, ..., h_{L-1}
    z: list  # what went into each bend, z_1, ..., z_{L-1}, after normalization if any
    norms: list  # (normalized z, its standard deviation) a layer, None without one
    activation: str
    residual: bool


class Gradients(NamedTuple):
    """Gradients of the loss at the parameters (same keys) and at ``h_1, ..., h_{L-1}``."""

    params: dict
    hidden: list


def init(sizes, rng, weights="he_normal", *, bias=True, layer_norm=False):
    """Parameters of a network with layer widths ``sizes``, as a dict of arrays.

    ``weights`` is a name in ``whynn.init.INITS``, an ``Init``, or a function
    ``(fan_in, fan_out, rng) -> W`` (the biases are then zero).  Raises ``ValueError`` for fewer
    than two sizes, a size below 1, an unknown name, or an ``rng`` that is not a Generator.

    >>> params = init([2, 3, 1], np.random.default_rng(0))
    >>> {name: value.shape for name, value in params.items()}
    {'W1': (2, 3), 'b1': (3,), 'W2': (3, 1), 'b2': (1,)}
    """
    sizes = [check.count("sizes", size) for size in sizes]
    if len(sizes) < 2:
        raise ValueError(f"sizes: expected at least an input and an output width, got {sizes}")
    check.generator("rng", rng)
    if isinstance(weights, str):
        weights = INITS[check.choice("weights", weights, INITS)]
    elif not isinstance(weights, Init):
        weights = Init(weights)
    params = {}
    for k, (fan_in, fan_out) in enumerate(pairwise(sizes), start=1):
        params[f"W{k}"] = weights.weights(fan_in, fan_out, rng)
        if bias:
            params[f"b{k}"] = weights.bias(fan_in, fan_out, rng)
        if layer_norm and k < len(sizes) - 1:
            params[f"gain{k}"], params[f"shift{k}"] = np.ones(fan_out), np.zeros(fan_out)
    return params


def depth(params):
    """Number of layers with weights.

    >>> depth({"W1": np.eye(2), "W2": np.eye(2)})
    2
    """
    k = 0
    while f"W{k + 1}" in params:
        k += 1
    return k


def forward(params, x, activation="relu", *, residual=False):
    r"""Run ``x`` ``(n, d_0)`` through the network and keep what the backward pass needs.

    ``activation`` is a name in ``whynn.activations.ACTIVATIONS``.  Raises ``ValueError`` when
    ``x`` is not finite, or it or a parameter does not fit.

    >>> worked = {"W1": [[3.0]], "b1": [-1.0], "W2": [[0.5]], "b2": [0.0]}
    >>> worked = {name: np.array(value) for name, value in worked.items()}
    >>> forward(worked, np.array([[2.0]])).logits
    array([[2.5]])
    """
    check.choice("activation", activation, ACTIVATIONS)
    x, f = _input(x), ACTIVATIONS[activation].f
    h, zs, norms = [x], [], []
    *hidden, (W, b, _, _) = _layers(params, x.shape[1])
    for W_k, b_k, gain, shift in hidden:
        z = _affine(h[-1], W_k, b_k)  # (n, d_{k-1}) @ (d_{k-1}, d_k) -> (n, d_k)
        norm = None
        if gain is not None:
            norm = _normalise(z)
            z = gain * norm[0] + shift
        out = f(z)
        if residual and out.shape == h[-1].shape:
            out = h[-1] + out
        norms.append(norm)
        zs.append(z)
        h.append(out)
    return Cache(_affine(h[-1], W, b), h, zs, norms, activation, residual)


def backward(params, cache, dlogits):
    r"""Gradients of the loss, given ``dlogits`` ``(n, d_L)``, its gradient at the logits.

    .. math::
        \frac{\partial L}{\partial W_k} = h_{k-1}^\top \frac{\partial L}{\partial z_k}, \quad
        \frac{\partial L}{\partial b_k} = \sum_i \frac{\partial L}{\partial z_{ik}}, \quad
        \frac{\partial L}{\partial h_{k-1}} = \frac{\partial L}{\partial z_k} W_k^\top, \quad
        \frac{\partial L}{\partial z_k} = \frac{\partial L}{\partial h_k} \odot f'(z_k)

    Raises ``ValueError`` when ``dlogits`` has not the shape of the logits.

    >>> worked = {"W1": [[3.0]], "b1": [-1.0], "W2": [[0.5]], "b2": [0.0]}
    >>> worked = {name: np.array(value) for name, value in worked.items()}
    >>> cache = forward(worked, np.array([[2.0]]))
    >>> grads, hidden = backward(worked, cache, 2 * (cache.logits - 1.0))
    >>> {name: g.item() for name, g in grads.items()}, hidden
    ({'W2': 15.0, 'b2': 3.0, 'W1': 3.0, 'b1': 1.5}, [array([[1.5]])])

    Source: Rumelhart, Hinton & Williams (1986).
    """
    dz = check.floats("dlogits", dlogits)
    if dz.shape != cache.logits.shape:
        raise ValueError(f"dlogits: expected shape {cache.logits.shape}, got {dz.shape}")
    f_grad = ACTIVATIONS[cache.activation].grad
    grads, hidden, dh, skip = {}, [], None, None
    for k in range(len(cache.h), 0, -1):
        h = cache.h[k - 1]
        if dh is not None:  # a hidden layer: back through the bend
            dz = dh * f_grad(cache.z[k - 1])  # (n, d_k)
            if cache.norms[k - 1] is not None:
                normed, std = cache.norms[k - 1]
                grads[f"gain{k}"] = (dz * normed).sum(axis=0)  # (d_k,)
                grads[f"shift{k}"] = dz.sum(axis=0)  # (d_k,)
                dz = _normalise_grad(normed, std, dz * params[f"gain{k}"])
            skip = dh if cache.residual and dh.shape == h.shape else None
        grads[f"W{k}"] = h.T.dot(dz)  # (d_{k-1}, n) @ (n, d_k) -> (d_{k-1}, d_k)
        if f"b{k}" in params:
            grads[f"b{k}"] = dz.sum(axis=0)  # (d_k,)
        if k > 1:
            dh = dz.dot(params[f"W{k}"].T)  # (n, d_k) @ (d_k, d_{k-1}) -> (n, d_{k-1})
            if skip is not None:
                dh = dh + skip
            hidden.append(dh)
    if len(grads) != len(params):
        raise ValueError(f"params: expected no keys but {sorted(grads)}, got {sorted(params)}")
    return Gradients(grads, hidden[::-1])


def objective(loss, activation="relu", *, residual=False):
    """The function ``(params, x, y) -> (value, grads)`` that training needs.

    ``loss`` is a function ``(logits, y) -> (value, gradient at the logits)``, such as those of
    ``whynn.losses``.  Raises ``ValueError`` for an unknown activation.

    >>> from whynn.losses import mse
    >>> one = np.ones((1, 1))
    >>> objective(mse)({"W1": 2 * one}, one, one)
    (1.0, {'W1': array([[2.]])})
    """
    check.choice("activation", activation, ACTIVATIONS)

    def value_and_grads(params, x, y):
        cache = forward(params, x, activation, residual=residual)
        value, dlogits = loss(cache.logits, y)
        return value, backward(params, cache, dlogits).params

    return value_and_grads


def _normalise(z):
    """Mean 0 and variance 1 over the units of each example; also the deviation, ``(n, 1)``."""
    centred = z - z.mean(axis=1, keepdims=True)
    std = np.sqrt((centred**2).mean(axis=1, keepdims=True) + EPS)
    return centred / std, std


def _normalise_grad(normed, std, d):
    """Pull ``d`` ``(n, d_k)`` back through the normalization: mean and scale are lost."""
    d = d - d.mean(axis=1, keepdims=True)
    return (d - normed * (d * normed).mean(axis=1, keepdims=True)) / std


def _affine(h, W, b):
    z = h.dot(W)  # the same as h @ W at half the cost of a call, which tiny networks feel
    return z if b is None else z + b


def _input(x):
    """``x`` as a float array of finite rows; cheap, as it runs at every step."""
    x = check.floats("x", x)
    if x.ndim != 2 or x.size == 0 or not math.isfinite(np.vdot(x, x)):
        check.array("x", x, shape=("n", "d"))
    return x


def _layers(params, width):
    """The layers as ``(W, b, gain, shift)``, None for what is absent, if all shapes fit."""
    layers, k, get = [], 1, params.get
    while (W := get(f"W{k}")) is not None:
        if getattr(W, "ndim", 0) != 2 or W.shape[0] != width:
            raise ValueError(f"W{k}: expected an array ({width}, fan_out), got {np.shape(W)}")
        width = W.shape[1]
        layer = (W, get(f"b{k}"), get(f"gain{k}"), get(f"shift{k}"))
        if (layer[2] is None) is not (layer[3] is None):
            raise ValueError(f"params: expected gain{k} and shift{k} together, got one of them")
        for vector in layer[1:]:
            if vector is not None and getattr(vector, "shape", None) != (width,):
                name = next(n for n in params if params[n] is vector)
                raise ValueError(
                    f"{name}: expected an array ({width},), got {np.shape(vector)}"
                )
        layers.append(layer)
        k += 1
    if not layers:
        raise ValueError(f"params: expected at least a key W1, got {sorted(params)}")
    return layers
