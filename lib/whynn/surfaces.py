r"""Loss surfaces small enough to draw, and what theory says about walking down them.

The failure they show: a canyon is steep across and flat along.  The steep direction limits
the step size, and along the flat one each step is then short.  How bad this is depends on
one number, the condition number: the largest curvature over the smallest.

A point ``w`` has shape ``(d,)``; ``value`` and ``grad`` also take many at once, shape
``(..., d)``, for drawing.  Everything is without units.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from whynn import check
from whynn.optimizers import Optimizer
from whynn.rates import positive


class Surface(NamedTuple):
    """A loss and its gradient; ``minimum`` is ``(d,)``, or None where there is none."""

    value: Callable  # (..., d) -> (...)
    grad: Callable  # (..., d) -> (..., d)
    minimum: np.ndarray | None
    name: str


class Descent(NamedTuple):
    """A walk: ``path`` is ``(t + 1, d)`` from the start on, ``losses`` is ``(t + 1,)``.

    ``diverged_at`` is None, or the number of the step that left the surface; that point and
    what would follow it are not in ``path``, so all numbers here are finite.
    """

    path: np.ndarray
    losses: np.ndarray
    diverged_at: int | None


def quadratic(curvatures) -> Surface:
    r"""Return a bowl or canyon with one curvature an axis.

    .. math:: L(w) = \tfrac12 \sum_i \lambda_i w_i^2, \qquad \nabla_i L = \lambda_i w_i

    ``curvatures`` is ``(d,)``: the eigenvalues of the Hessian.  ``quadratic([1, kappa])`` has
    condition number ``kappa``.  Raises ``ValueError`` unless all are above 0.

    >>> bowl = quadratic([1.0, 4.0])
    >>> bowl.value(np.array([1.0, 1.0])), bowl.grad(np.array([1.0, 1.0]))
    (np.float64(2.5), array([1., 4.]))
    """
    lam = positive("curvatures", curvatures)
    return Surface(
        value=lambda w: 0.5 * (lam * np.square(w)).sum(axis=-1),
        grad=lambda w: lam * np.asarray(w),
        minimum=np.zeros(lam.size),
        name="quadratic",
    )


def canyon(steep: float = 10.0, flat: float = 1.0) -> Surface:
    r"""Return the canyon of the book, :math:`L(w) = 10 w_1^2 + w_2^2`.

    .. math:: L(w) = a w_1^2 + b w_2^2, \qquad \nabla L = (2 a w_1,\ 2 b w_2)

    Its curvatures are ``2 * steep`` and ``2 * flat``: no half in front here.  Raises
    ``ValueError`` unless both are above 0.

    >>> canyon().grad(np.array([1.0, 1.0]))
    array([20.,  2.])
    """
    check.number("steep", steep, low=0, open_low=True)
    check.number("flat", flat, low=0, open_low=True)
    return quadratic([2 * steep, 2 * flat])._replace(name="canyon")


def rosenbrock(a: float = 1.0, b: float = 100.0) -> Surface:
    r"""Return the curved valley that walkers find at once and then follow for ever.

    .. math:: L(w) = (a - w_1)^2 + b\,(w_2 - w_1^2)^2

    The minimum is 0 at ``(a, a**2)``.  Raises ``ValueError`` for ``b`` not above 0.

    >>> rosenbrock().value(np.array([1.0, 1.0])), rosenbrock().grad(np.array([0.0, 0.0]))
    (np.float64(0.0), array([-2.,  0.]))

    Source: Rosenbrock (1960).
    """
    check.number("a", a)
    check.number("b", b, low=0, open_low=True)

    def value(w):
        x, y = np.moveaxis(np.asarray(w), -1, 0)
        return (a - x) ** 2 + b * (y - x**2) ** 2

    def grad(w):
        x, y = np.moveaxis(np.asarray(w), -1, 0)
        off = y - x**2
        return np.stack([-2 * (a - x) - 4 * b * x * off, 2 * b * off], axis=-1)

    return Surface(value, grad, np.array([a, a**2]), "rosenbrock")


def saddle() -> Surface:
    r"""Return a saddle, :math:`L(w) = w_1^2 - w_2^2`: flat at 0 yet no minimum anywhere.

    .. math:: \nabla L = (2 w_1,\ -2 w_2)

    >>> saddle().grad(np.array([0.0, 1e-9])), saddle().minimum
    (array([ 0.e+00, -2.e-09]), None)
    """
    sign = np.array([1.0, -1.0])
    return Surface(
        value=lambda w: (sign * np.square(w)).sum(axis=-1),
        grad=lambda w: 2 * sign * np.asarray(w),
        minimum=None,
        name="saddle",
    )


def turned(surface: Surface, degrees: float) -> Surface:
    r"""Return a surface of the plane turned about the origin, anticlockwise.

    .. math:: \tilde L(w) = L(R^\top w), \qquad \nabla \tilde L(w) = R\, \nabla L(R^\top w)

    ``R`` is the rotation by ``degrees``.  Raises ``ValueError`` for an angle that is no number.

    >>> turned(canyon(), 90).grad(np.array([1.0, 1.0])).round(9)
    array([ 2., 20.])
    """
    angle = np.radians(check.number("degrees", degrees))
    back = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return Surface(
        value=lambda w: surface.value(np.asarray(w) @ back),
        grad=lambda w: surface.grad(np.asarray(w) @ back) @ back.T,
        minimum=None if surface.minimum is None else back @ surface.minimum,
        name=f"turned {surface.name}",
    )


def noisy(surface: Surface, scale: float, rng: np.random.Generator) -> Surface:
    r"""Return a surface whose gradient is seen through noise, as a mini-batch shows it.

    .. math:: \tilde\nabla L(w) = \nabla L(w) + s\,\epsilon, \qquad \epsilon \sim N(0, I)

    The value stays exact.  ``scale`` has the gradient's units.  Each call of ``grad`` draws
    from ``rng``.  Raises ``ValueError`` for a negative ``scale`` or an ``rng`` that is none.

    >>> foggy = noisy(canyon(), 0.1, np.random.default_rng(0))
    >>> foggy.grad(np.array([1.0, 1.0])).round(2)
    array([20.01,  1.99])
    """
    check.number("scale", scale, low=0)
    check.generator("rng", rng)

    def grad(w):
        exact = surface.grad(w)
        return exact + scale * rng.standard_normal(exact.shape)

    return surface._replace(grad=grad, name=f"noisy {surface.name}")


def descend(surface: Surface, opt: Optimizer, start, steps: int, *, ceiling=1e12) -> Descent:
    """Walk ``steps`` steps from ``start``, shape ``(d,)``, and keep every point.

    The walk ends early at the first step whose loss is not finite or above ``ceiling`` in
    size.  Raises ``ValueError`` for a start that is not ``(d,)`` or already beyond that.

    >>> from whynn.optimizers import sgd
    >>> descend(canyon(), sgd(lr=0.1), [1.0, 1.0], steps=2).path
    array([[ 1.  ,  1.  ],
           [-1.  ,  0.8 ],
           [ 1.  ,  0.64]])
    >>> descend(canyon(), sgd(lr=10.0), [1.0, 1.0], steps=1000).diverged_at
    3
    """
    check.number("ceiling", ceiling, low=0, open_low=True)
    check.count("steps", steps, low=0)
    params = {"w": check.array("start", start, shape=("d",))}
    losses = [
        check.number(
            "the loss at start", float(surface.value(params["w"])), low=-ceiling, high=ceiling
        )
    ]
    path, state = [params["w"]], opt.init(params)
    for step in range(1, steps + 1):
        # an overflow is reported as diverged_at, not as a warning
        with np.errstate(over="ignore", invalid="ignore"):
            params, state = opt.update(params, {"w": surface.grad(params["w"])}, state)
            loss = float(surface.value(params["w"]))
        if not abs(loss) <= ceiling:  # also when it is nan
            return Descent(np.array(path), np.array(losses), step)
        path.append(params["w"])
        losses.append(loss)
    return Descent(np.array(path), np.array(losses), None)


def steps_to(losses, tolerance: float) -> int | None:
    """Return the first step after which every later loss stays below ``tolerance``.

    ``losses`` is ``(t + 1,)``, with the loss before any step at index 0.  A first crossing
    does not count if the loss rises above ``tolerance`` again.  None where the last loss is
    not below.  Raises ``ValueError`` for losses that are not finite.

    >>> steps_to([9.0, 0.5, 3.0, 0.2, 0.1], tolerance=1.0)
    3
    """
    losses = check.array("losses", losses, shape=("t",))
    above = np.flatnonzero(losses >= check.number("tolerance", tolerance))
    first = int(above[-1]) + 1 if above.size else 0
    return first if first < losses.size else None
