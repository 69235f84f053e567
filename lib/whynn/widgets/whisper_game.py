"""``WhisperGame``: how much of the blame reaches each layer of a deep network."""

import math

import numpy as np
import traitlets

from whynn import check, losses, mlp, plots
from whynn.widgets.base import Figure
from whynn.widgets.ranges import one_of

WIDTH, BATCH, CLASSES = 64, 32, 10
BENDS = ("sigmoid", "tanh", "relu", "gelu")
WIRINGS = ("plain", "residual", "norm", "both")
# Root of fan_in times the spread of a weight; 1/sqrt(3) is PyTorch's default, 1 Xavier's,
# sqrt(2) He's; 8 is a spread of 1.
GAINS = (0.25, 0.4, 0.577, 0.7, 0.85, 1.0, 1.2, 1.414, 2.0, 2.8, 4.0, 8.0)
# The layers of which the figure stores a value, for each depth; the first and the last always.
LAYERS = {
    5: (1, 2, 3, 4, 5),
    10: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
    20: (1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20),
    30: (1, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30),
}


def blame(params, data, bend: str, residual: bool) -> tuple[np.ndarray, np.ndarray]:
    r"""Return how much blame reaches each hidden layer and its weights, over the last one's.

    .. math:: \|\partial L / \partial h_k\| \,/\, \|\partial L / \partial h_n\|, \qquad
        \|\partial L / \partial W_k\| \,/\, \|\partial L / \partial W_n\|

    ``data`` is ``(x, labels)`` and the loss cross-entropy; ``params`` has ``n`` hidden layers,
    and both results are ``(n,)``.  Raises ``ValueError`` as :func:`whynn.mlp.forward` does.

    >>> net = mlp.init([8, 8, 8, 3], np.random.default_rng(0))
    >>> at_layers, of_weights = blame(net, (np.ones((1, 8)), [0]), "relu", False)
    >>> at_layers.shape, float(at_layers[-1]), float(of_weights[-1])
    ((2,), 1.0, 1.0)
    """
    x, labels = data
    cache = mlp.forward(params, x, bend, residual=residual)
    dlogits = losses.softmax_cross_entropy(cache.logits, labels).grad
    grads, hidden = mlp.backward(params, cache, dlogits)
    at = np.array([np.linalg.norm(g) for g in hidden])
    of = np.array([np.linalg.norm(grads[f"W{k}"]) for k in range(1, len(hidden) + 1)])
    return at / at[-1], of / of[-1]


def simulate(rng: np.random.Generator) -> dict:
    r"""Measure :func:`blame` in nets of every bend, wiring, gain and depth that are offered.

    .. math:: W_{ij} \sim \mathcal N(0, g^2 / \text{width})

    All nets share one draw of weights, scaled by the gain ``g``, and one batch of 32 inputs
    with random labels; biases are 0 and the output layer is Xavier's.  With layer
    normalization the gain cancels, so one is run.  The result is
    ``{"bend_wiring": [gain][depth]}``, each entry the values at ``LAYERS`` and then that of
    the first layer's weights, as 100 times their logarithm to base 10, rounded: two
    decimals of a power of ten.  Raises ``ValueError`` for an ``rng`` that is none.
    """
    check.generator("rng", rng)
    data = rng.normal(size=(BATCH, WIDTH)), rng.integers(0, CLASSES, BATCH)
    unit = [rng.normal(0, WIDTH**-0.5, (WIDTH, WIDTH)) for _ in range(max(LAYERS))]
    last = rng.normal(0, math.sqrt(2 / (WIDTH + CLASSES)), (WIDTH, CLASSES))

    def run(bend, wiring, gain, depth):
        params = {f"W{k}": gain * w for k, w in enumerate(unit[:depth], start=1)}
        params[f"W{depth + 1}"] = last
        if wiring in ("norm", "both"):
            for k in range(1, depth + 1):
                params[f"gain{k}"], params[f"shift{k}"] = np.ones(WIDTH), np.zeros(WIDTH)
        at, of = blame(params, data, bend, wiring in ("residual", "both"))
        values = [*(at[k - 1] for k in LAYERS[depth]), of[0]]
        return np.rint(100 * np.log10(values)).astype(int).tolist()

    return {
        f"{bend}_{wiring}": [
            [run(bend, wiring, gain, depth) for depth in LAYERS]
            for gain in (GAINS if wiring in ("plain", "residual") else (1.0,))
        ]
        for bend in BENDS
        for wiring in WIRINGS
    }


class WhisperGame(Figure):
    r"""How loud the blame for the loss is when it arrives at each layer.

    ``bend`` is one of ``BENDS``; ``wiring`` plain, residual (each layer adds its input to its
    output), norm (each layer's sums are rescaled to mean 0 and variance 1) or both; ``gain``
    one of ``GAINS`` (the standard deviation of a weight is it over the root of the width, 64);
    ``depth`` one of 5, 10, 20, 30 hidden layers.  Another value raises
    ``traitlets.TraitError``.  What the figure shows was measured by ``simulate`` with ``rng``.

    >>> game = WhisperGame(np.random.default_rng(0), bend="relu", gain=1.414)
    >>> 0.1 < game.at(1) < 10
    True
    """

    NAME = "whisper_game"

    bend = traitlets.Unicode("sigmoid").tag(sync=True)
    wiring = traitlets.Unicode("plain").tag(sync=True)
    gain = traitlets.Float(1.0).tag(sync=True)
    depth = traitlets.Int(10).tag(sync=True)
    key = traitlets.Unicode("whisper").tag(sync=True)
    _runs = traitlets.Dict().tag(sync=True)

    def __init__(self, rng: np.random.Generator, **traits):
        super().__init__(_runs=simulate(rng), **traits)

    @traitlets.validate("bend", "wiring", "gain", "depth")
    def _offered(self, proposal):
        offered = {"bend": BENDS, "wiring": WIRINGS, "gain": GAINS, "depth": tuple(LAYERS)}
        return one_of(proposal, offered[proposal.trait.name])

    @property
    def measured(self) -> np.ndarray:
        """The blame at ``LAYERS[depth]``, and then the first layer's weight gradient."""
        runs = self._runs[f"{self.bend}_{self.wiring}"]
        run = runs[GAINS.index(self.gain) if len(runs) > 1 else 0]
        return 10.0 ** (np.array(run[tuple(LAYERS).index(self.depth)]) / 100)

    def at(self, layer: int) -> float:
        """The blame at one of ``LAYERS[depth]``, over that at the last hidden layer."""
        layers = LAYERS[self.depth]
        return float(self.measured[layers.index(check.choice("layer", layer, layers))])

    def picture(self):
        """The blame at each layer, drawn by matplotlib."""
        fig, ax = plots.bare_figure(5.6, 3.2)
        ax.semilogy(LAYERS[self.depth], self.measured[:-1], color=plots.BLUE)
        ax.axhline(1, color=plots.MUTED, lw=1)
        ax.set(ylim=(1e-12, 1e6), xlabel="layer", ylabel="blame, over the last layer's")
        ax.set_title(f"{self.bend}, {self.wiring}, {self.depth} layers, gain {self.gain:g}")
        return fig
