r"""The bend: activation functions, each next to its derivative.

Failure fixed: without a bend between them, stacked layers collapse into one layer, and
no number of straight cuts solves XOR.  The second failure is in the derivatives: flat
ends (sigmoid, tanh) give small slopes, and a deep network multiplies them together.

Each function takes an array of any shape and returns one of the same shape; there are no
units.  ``f_grad(x)`` is the derivative of ``f`` at the **input** ``x`` (the pre-activation
``z``), not at the output.  All are exact to rounding for any finite input, without
overflow; NaN stays NaN, so that a network can show where its NaN was born.  float64,
except that float32 in gives float32 out.  Each raises ``ValueError`` when ``x`` is not
an array of numbers.  ``ACTIVATIONS`` maps names to ``(f, grad)`` pairs.  The two forms of
GELU are written in ``whynn.gelu``, softmax in ``whynn.softmax``; both are importable here.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from whynn import check
from whynn.gelu import gelu, gelu_grad, gelu_tanh, gelu_tanh_grad
from whynn.softmax import log_softmax, log_softmax_jacobian, softmax, softmax_jacobian

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "gelu",
    "gelu_grad",
    "gelu_tanh",
    "gelu_tanh_grad",
    "identity",
    "identity_grad",
    "leaky_relu",
    "leaky_relu_grad",
    "log_softmax",
    "log_softmax_jacobian",
    "relu",
    "relu_grad",
    "sigmoid",
    "sigmoid_grad",
    "silu",
    "silu_grad",
    "softmax",
    "softmax_jacobian",
    "softplus",
    "softplus_grad",
    "step",
    "step_grad",
    "tanh",
    "tanh_grad",
]


def identity(x):
    r"""No bend at all: :math:`f(x) = x`, the activation of a pile that collapses.

    >>> identity([-1.0, 2.0])
    array([-1.,  2.])
    """
    return check.floats("x", x).copy()


def identity_grad(x):
    """Derivative of the identity: 1 everywhere.

    >>> identity_grad([-1.0, 2.0])
    array([1., 1.])
    """
    return np.ones_like(check.floats("x", x))


def step(x):
    r"""Heaviside step, the perceptron's output: 1 where :math:`x > 0`, else 0 (also at 0).

    >>> step([-1.0, 0.0, 0.5])
    array([0., 0., 1.])

    Source: Rosenblatt (1958).
    """
    x = check.floats("x", x)
    return (x > 0).astype(x.dtype)


def step_grad(x):
    """Derivative of the step: 0, and 0 at the jump too, so nothing can be learned from it.

    >>> step_grad([-1.0, 0.5])
    array([0., 0.])
    """
    return np.zeros_like(check.floats("x", x))


def sigmoid(x):
    r"""Logistic sigmoid :math:`\sigma(x) = 1 / (1 + e^{-x})`, in a form that cannot overflow.

    >>> sigmoid([0.0, 4.0]).round(5)
    array([0.5    , 0.98201])
    """
    x = check.floats("x", x)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, e) / (1.0 + e)


def sigmoid_grad(x):
    r"""Derivative :math:`\sigma(x)\,\sigma(-x)`, at most 1/4.

    >>> sigmoid_grad([0.0, 4.0]).round(5)
    array([0.25   , 0.01766])
    """
    e = np.exp(-np.abs(check.floats("x", x)))
    return e / (1.0 + e) ** 2


def tanh(x):
    r"""Hyperbolic tangent :math:`\tanh x = 2\sigma(2x) - 1`.

    >>> tanh([0.0, 1.0]).round(4)
    array([0.    , 0.7616])
    """
    return np.tanh(check.floats("x", x))


def tanh_grad(x):
    r"""Derivative :math:`1 - \tanh^2 x`, written as :math:`4\sigma(2x)\sigma(-2x)`.

    The plain form loses all its digits near 1; this one does not:

    >>> f"{tanh_grad(30.0):.4g}", f"{1 - np.tanh(30.0) ** 2:.4g}"
    ('3.503e-26', '0')
    """
    return 4.0 * sigmoid_grad(2.0 * check.floats("x", x))


def relu(x):
    r"""Rectified linear unit :math:`\max(0, x)`.

    >>> relu([-1.0, 0.0, 2.0])
    array([0., 0., 2.])

    Source: Nair & Hinton (2010).
    """
    return np.maximum(check.floats("x", x), 0.0)


def relu_grad(x):
    """Derivative of ReLU: 1 where ``x > 0``, else 0; at the kink we take 0, as PyTorch does.

    >>> relu_grad([-1.0, 0.0, 2.0])
    array([0., 0., 1.])
    """
    x = check.floats("x", x)
    return (x > 0.0).astype(x.dtype)


def leaky_relu(x, slope=0.01):
    r"""Leaky ReLU: :math:`x` if positive, else :math:`s x` with a fixed slope :math:`s`.

    >>> leaky_relu([-1.0, 2.0])
    array([-0.01,  2.  ])

    Source: Maas, Hannun & Ng (2013).
    """
    x = check.floats("x", x)
    return x * leaky_relu_grad(x, slope)


def leaky_relu_grad(x, slope=0.01):
    """Derivative of the leaky ReLU: 1 where ``x > 0``, else ``slope`` (also at the kink).

    >>> leaky_relu_grad([-1.0, 0.0, 2.0], slope=0.1)
    array([0.1, 0.1, 1. ])
    """
    return relu_grad(x) * (1.0 - slope) + slope


def silu(x):
    r"""SiLU (also called swish): :math:`x\,\sigma(x)`.

    >>> silu([-1.0, 0.0, 1.0]).round(4)
    array([-0.2689,  0.    ,  0.7311])

    Source: Hendrycks & Gimpel (2016); Elfwing, Uchibe & Doya (2018).
    """
    x = check.floats("x", x)
    return x * sigmoid(x)


def silu_grad(x):
    r"""Derivative of SiLU: :math:`\sigma(x)\,\bigl(1 + x\,\sigma(-x)\bigr)`.

    >>> silu_grad([-1.0, 0.0, 1.0]).round(4)
    array([0.0723, 0.5   , 0.9277])
    """
    x = check.floats("x", x)
    return sigmoid(x) * (1.0 + x * sigmoid(-x))


def softplus(x):
    r"""Softplus :math:`\log(1 + e^x) = \max(x, 0) + \log(1 + e^{-|x|})`, the smooth ReLU.

    >>> softplus([-1e4, 0.0, 1e4]).round(4)
    array([0.000e+00, 6.931e-01, 1.000e+04])

    Source: Dugas et al. (2001).
    """
    x = check.floats("x", x)
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def softplus_grad(x):
    """Derivative of softplus: the sigmoid.

    >>> softplus_grad([-1.0, 0.0]).round(4)
    array([0.2689, 0.5   ])
    """
    return sigmoid(x)


class Activation(NamedTuple):
    """An elementwise function and its derivative, both taken at the pre-activation."""

    f: Callable
    grad: Callable


ACTIVATIONS = {
    "identity": Activation(identity, identity_grad),
    "step": Activation(step, step_grad),
    "sigmoid": Activation(sigmoid, sigmoid_grad),
    "tanh": Activation(tanh, tanh_grad),
    "relu": Activation(relu, relu_grad),
    "leaky_relu": Activation(leaky_relu, leaky_relu_grad),
    "gelu": Activation(gelu, gelu_grad),
    "gelu_tanh": Activation(gelu_tanh, gelu_tanh_grad),
    "silu": Activation(silu, silu_grad),
    "softplus": Activation(softplus, softplus_grad),
}
