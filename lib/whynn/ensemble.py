r"""Many small networks trained at once.

The failure it fixes: whether XOR can be learned is a question about thousands of random
starts, and one run answers nothing.  All networks go through each step together, with the
networks on the last axis, so that NumPy's inner loop runs over them.

Each network is ``d`` inputs, ``h`` hidden units with a bend, and one linear output::

    z = x @ w1 + b1,   a = f(z),   out = a @ w2 + b2

The loss is the mean squared error over the ``n`` examples.  Everything is without units.
"""

from typing import NamedTuple

import numpy as np

from whynn import check
from whynn.activations import ACTIVATIONS, Activation

XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0.0, 1.0, 1.0, 0.0])
SETTLING = 200  # steps between two searches for networks that no longer move


class Networks(NamedTuple):
    """The parameters of ``k`` networks."""

    w1: np.ndarray  # (d, h, k)
    b1: np.ndarray  # (h, k)
    w2: np.ndarray  # (h, k)
    b2: np.ndarray  # (k,)


class Trained(NamedTuple):
    """What became of ``k`` networks on ``n`` examples."""

    networks: Networks
    outputs: np.ndarray  # (n, k)
    losses: np.ndarray  # (k,), mean squared error
    dead: np.ndarray  # (k,), hidden units off on every example, see dead_units
    success: np.ndarray  # (k,), True where every output is within the tolerance


# name -> law of an array of this shape in a layer of these fans
INITS = {
    "zeros": lambda rng, shape, fan_in, fan_out: np.zeros(shape),
    "he_normal": lambda rng, shape, fan_in, fan_out: rng.normal(0, (2 / fan_in) ** 0.5, shape),
    "xavier_normal": lambda rng, shape, fan_in, fan_out: rng.normal(
        0, (2 / (fan_in + fan_out)) ** 0.5, shape
    ),
    "normal_0.1": lambda rng, shape, fan_in, fan_out: rng.normal(0, 0.1, shape),
    "normal_1": lambda rng, shape, fan_in, fan_out: rng.normal(0, 1, shape),
    "uniform_-1_1": lambda rng, shape, fan_in, fan_out: rng.uniform(-1, 1, shape),
    "uniform_0_1": lambda rng, shape, fan_in, fan_out: rng.uniform(0, 1, shape),
    "pytorch": lambda rng, shape, fan_in, fan_out: rng.uniform(-1, 1, shape) / fan_in**0.5,
}


def start(count: int, width: int, *, inputs: int = 2, init: str = "he_normal", rng) -> Networks:
    r"""Draw ``count`` networks of ``width`` hidden units.

    ``init`` names the law of the weights, one of ``INITS``.  Biases are zero, except that
    ``"pytorch"`` draws them too: all of :math:`U(-1/\sqrt{fan_{in}}, 1/\sqrt{fan_{in}})`,
    the default of ``nn.Linear``.  Raises ``ValueError`` for sizes below 1 or another name.

    >>> nets = start(1000, 2, rng=np.random.default_rng(0))
    >>> nets.w1.shape, nets.b1.shape, nets.w2.shape, nets.b2.shape
    ((2, 2, 1000), (2, 1000), (2, 1000), (1000,))

    Source: He et al. (2015); Glorot & Bengio (2010).
    """
    k, h = check.count("count", count), check.count("width", width)
    d, rng = check.count("inputs", inputs), check.generator("rng", rng)
    draw = INITS[check.choice("init", init, INITS)]
    draw_bias = draw if init == "pytorch" else INITS["zeros"]
    return Networks(
        w1=draw(rng, (d, h, k), d, h),
        b1=draw_bias(rng, (h, k), d, h),
        w2=draw(rng, (h, k), h, 1),
        b2=draw_bias(rng, (k,), h, 1),
    )


def outputs(networks: Networks, x, activation="relu") -> np.ndarray:
    """Return what each network says on each example of ``x`` ``(n, d)``: ``(n, k)``.

    ``activation`` is a name of ``whynn.activations.ACTIVATIONS`` or a pair ``(f, grad)``.
    Raises ``ValueError`` for shapes that do not fit or an unknown name.

    >>> one = Networks(np.ones((2, 1, 1)), np.zeros((1, 1)), np.ones((1, 1)), np.zeros(1))
    >>> outputs(one, XOR[0]).T  # the sum of the inputs
    array([[0., 1., 1., 2.]])
    """
    nets, x = _checked(networks, x)
    return _forward(nets, x, _bend(activation))[2]


def dead_units(networks: Networks, x) -> np.ndarray:
    """Count each network's hidden units with ``z <= 0`` on all of ``x`` ``(n, d)``: ``(k,)``.

    With ReLU such a unit passes nothing on and learns nothing.  Raises ``ValueError`` for
    shapes that do not fit.

    >>> nets = start(20000, 2, rng=np.random.default_rng(0))
    >>> np.bincount(dead_units(nets, XOR[0])) / 20000  # theory: 9/16, 6/16, 1/16
    array([0.55785, 0.37865, 0.0635 ])
    """
    nets, x = _checked(networks, x)
    return _dead(_forward(nets, x, ACTIVATIONS["relu"])[0])


def train(
    networks: Networks,
    x,
    y,
    *,
    activation="relu",
    lr: float = 0.1,
    steps: int = 5000,
    reduction: str = "mean",
    biases: str = "both",
    one_sample: np.random.Generator | None = None,
    tolerance: float = 0.1,
) -> Trained:
    r"""Train every network by plain gradient descent.

    .. math:: g = \frac{c}{n} \sum_i \nabla\,(out_i - y_i)^2, \qquad
        \theta \leftarrow \theta - \eta g

    ``x`` is ``(n, d)`` and ``y`` is ``(n,)``.  ``reduction`` is ``"mean"``, :math:`c = 1`, or
    ``"sum"``, :math:`c = n`: the same as a learning rate ``n`` times larger.  ``biases`` says
    which of them learn: ``"both"``, ``"hidden"`` or ``"none"``.  With ``one_sample``, a
    generator, each step of each network sees one random example in place of the mean over all.
    A network succeeds when each output is within ``tolerance`` of its ``y``.  One whose numbers
    overflow has the loss inf and no success; nothing warns.

    Raises ``ValueError`` for shapes that do not fit, an unknown option or a negative ``lr``.

    >>> nets = start(200, 8, rng=np.random.default_rng(0))
    >>> train(nets, *XOR, steps=2000).success.mean() > 0.9
    np.True_
    """
    nets, x = _checked(networks, x)
    y = check.array("y", y, shape=(len(x),))
    bend = _bend(activation)
    check.number("lr", lr, low=0)
    check.count("steps", steps, low=0)
    check.number("tolerance", tolerance, low=0, open_low=True)
    check.choice("reduction", reduction, ["mean", "sum"])
    check.choice("biases", biases, ["both", "hidden", "none"])
    learns = (True, biases != "none", True, biases == "both")
    if one_sample is not None:
        check.generator("one_sample", one_sample)
    targets = y[:, None]  # (n, 1): the same for all networks

    def step(nets):
        seen_x, seen_y = x, targets
        if one_sample is not None:  # (1, d, k) and (1, k): one example for each network
            seen = one_sample.integers(len(x), size=nets.b2.size)
            seen = seen.astype(np.intp, copy=False)  # 32 bits in a browser
            seen_x, seen_y = np.take(x.T, seen, axis=1)[None], y[seen][None]
        z, a, out = _forward(nets, seen_x, bend)
        delta = 2 * lr / (len(seen_x) if reduction == "mean" else 1) * (out - seen_y)  # (n, k)
        dz = delta[:, None] * nets.w2 * bend.grad(z)  # (n, h, k)
        moves = Networks(
            w1=_back(seen_x, dz),  # (d, h, k)
            b1=dz.sum(axis=0),  # (h, k)
            w2=(delta[:, None] * a).sum(axis=0),  # (h, k)
            b2=delta.sum(axis=0),  # (k,)
        )
        return Networks(
            *(p - move if on else p for p, move, on in zip(nets, moves, learns, strict=True))
        )

    with np.errstate(over="ignore", invalid="ignore"):  # told by a loss of inf
        nets = _repeat(step, nets, steps, settle=one_sample is None)
        z, _, out = _forward(nets, x, bend)
        losses = np.square(out - targets).mean(axis=0)
    return Trained(
        networks=nets,
        outputs=out,
        losses=np.where(np.isfinite(losses), losses, np.inf),
        dead=_dead(z),
        success=(np.abs(out - targets) < tolerance).all(axis=0),
    )


def _repeat(step, nets, steps, *, settle):
    """Take ``steps`` steps, but let go of networks that no longer move.

    Where one step changes no bit of a network, no later step will: full-batch descent is a
    fixed function of the parameters.  Most networks end so, and need no more work.
    """
    done, moving = Networks(*(p.copy() for p in nets)), np.arange(nets.b2.size)
    for number in range(1, steps + 1):
        before, nets = nets, step(nets)
        if number == steps or (settle and number % SETTLING == 0):
            for whole, part in zip(done, nets, strict=True):
                whole[..., moving] = part
            pairs = zip(before, nets, strict=True)
            changed = np.any(
                [(p != q).reshape(-1, moving.size).any(0) for p, q in pairs], axis=0
            )
            moving, nets = moving[changed], Networks(*(p[..., changed] for p in nets))
            if not moving.size:
                break
    return done


def _forward(nets, x, bend):
    """Pre-activations and activations ``(n, h, k)``, and outputs ``(n, k)``.

    ``x`` is ``(n, d)``, or ``(n, d, k)`` where each network has examples of its own.
    """
    shared = x.ndim == 2
    z = np.tensordot(x, nets.w1, 1) if shared else (x[:, :, None] * nets.w1).sum(axis=1)
    z += nets.b1
    a = bend.f(z)
    return z, a, (a * nets.w2).sum(axis=1) + nets.b2


def _back(x, dz):
    """The gradient of ``w1``, ``(d, h, k)``, from that of ``z``, ``(n, h, k)``."""
    if x.ndim == 2:
        return np.tensordot(x.T, dz, 1)
    return (x[:, :, None] * dz[:, None]).sum(axis=0)


def _dead(z):
    return (z <= 0).all(axis=0).sum(axis=0)


def _bend(activation):
    if isinstance(activation, tuple):
        return Activation(*activation)
    return ACTIVATIONS[check.choice("activation", activation, ACTIVATIONS)]


def _checked(networks, x):
    """Float64 copies of the parameters and of ``x``, once their shapes fit each other."""
    x = check.array("x", x, shape=("n", "d"))
    w1 = check.array("networks.w1", networks.w1, shape=(x.shape[1], "h", "k"))
    _, h, k = w1.shape
    b1 = check.array("networks.b1", networks.b1, shape=(h, k))
    w2 = check.array("networks.w2", networks.w2, shape=(h, k))
    b2 = check.array("networks.b2", networks.b2, shape=(k,))
    return Networks(w1, b1, w2, b2), x
