"""``SignalThroughDepth``: what becomes of a signal's size in fifty layers."""

import math

import numpy as np
import traitlets

from whynn import check, mlp, plots
from whynn.diagnostics import activation_rms
from whynn.rounding import sig
from whynn.widgets.base import Figure
from whynn.widgets.ranges import one_of

# Root of fan_in times the spread of a weight; 1/sqrt(3) is PyTorch's default, 1 Xavier's and
# Keras's, sqrt(2) He's; 16 is a spread of 1 at width 256.
GAINS = (0.16, 0.25, 0.4, 0.577, 0.7, 0.85, 1.0, 1.2, 1.414, 1.6, 2.0, 2.8, 4.0, 8.0, 16.0)
LAYERS = (1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 40, 50)
BENDS, WIDTHS, BATCH = ("relu", "tanh", "sigmoid"), (64, 256), 32
NOISE = 1e-12  # a smaller spread is rounding
BINS = np.arange(-3.0, 3.1, 0.5)  # of a layer's values, in units of its root mean square


def simulate(width: int, gains, bend: str, rng: np.random.Generator) -> list[dict]:
    r"""Send 32 random inputs through 50 square layers without biases, once for each gain.

    .. math:: h_k = f(h_{k-1} W_k), \qquad W_{ij} \sim \mathcal N(0, g^2 / \text{width})

    The weights are the same but for the gain ``g``.  Each result has, at the layers of
    ``LAYERS``, ``rms``; ``top``, the largest size of a value; ``spread``, the share of the
    RMS that varies from input to input; and ``hist``, percent of the values in each of
    ``BINS``.  Raises ``ValueError`` for a width below 1 or a bend that ``whynn`` lacks.

    >>> simulate(16, [2**0.5], "relu", np.random.default_rng(0))[0]["hist"][0][:6]
    [0, 0, 0, 0, 0, 0]
    """
    width = check.count("width", width)
    check.generator("rng", rng)
    x = rng.normal(size=(BATCH, width))
    unit = [rng.normal(0, width**-0.5, (width, width)) for _ in range(LAYERS[-1])]
    results = []
    for gain in gains:
        params = {f"W{k}": gain * w for k, w in enumerate(unit, start=1)}
        params[f"W{LAYERS[-1] + 1}"] = np.zeros((width, 1))  # the output is of no interest
        cache = mlp.forward(params, x, bend)
        rms, result = activation_rms(cache), {"rms": [], "top": [], "spread": [], "hist": []}
        for k in LAYERS:
            h, size = cache.h[k], rms[k - 1]
            result["rms"].append(float(sig(size, 4)))
            result["top"].append(float(sig(np.abs(h).max(), 4)))
            share = math.sqrt(h.var(axis=0).mean()) / size
            result["spread"].append(float(sig(share, 3)) if share > NOISE else 0.0)
            counts = np.histogram(np.clip(h / size, -2.99, 2.99), BINS)[0]
            result["hist"].append(np.rint(100 * counts / h.size).astype(int).tolist())
        results.append(result)
    return results


class SignalThroughDepth(Figure):
    r"""The size of the signal, layer by layer, by the spread of the starting weights.

    ``bend`` is relu, tanh or sigmoid, ``width`` 64 or 256, ``gain`` one of ``GAINS`` (the
    standard deviation of a weight is it over the root of the width), ``layer`` one of
    ``LAYERS``.
    Another value raises ``traitlets.TraitError``.  What the figure shows was computed by
    ``simulate`` with ``rng``: ReLU at He's gain alone, as its signal simply scales.

    >>> figure = SignalThroughDepth(np.random.default_rng(0))
    >>> 0.5 < figure.rms(50) < 2
    True
    """

    NAME = "signal_through_depth"

    bend = traitlets.Unicode("relu").tag(sync=True)
    width = traitlets.Int(256).tag(sync=True)
    gain = traitlets.Float(1.414).tag(sync=True)
    layer = traitlets.Int(5).tag(sync=True)
    key = traitlets.Unicode("depth").tag(sync=True)
    _runs = traitlets.Dict().tag(sync=True)

    def __init__(self, rng: np.random.Generator, **traits):
        runs = {}
        for width in WIDTHS:
            for bend in BENDS:
                gains = [math.sqrt(2.0)] if bend == "relu" else GAINS
                runs[f"{bend}_{width}"] = simulate(width, gains, bend, rng)
        for key, run in runs.items():
            if not key.startswith("relu"):  # bounded bends: a value's size is at most 1
                for result in run:
                    del result["top"]
        super().__init__(_runs=runs, **traits)

    @traitlets.validate("bend", "width", "gain", "layer")
    def _offered(self, proposal):
        offered = {"bend": BENDS, "width": WIDTHS, "gain": GAINS, "layer": LAYERS}
        return one_of(proposal, offered[proposal.trait.name])

    def rms(self, layer: int) -> float:
        """The root mean square at one of ``LAYERS`` in the present setting."""
        at = LAYERS.index(check.choice("layer", layer, LAYERS))
        run = self._runs[f"{self.bend}_{self.width}"]
        if self.bend == "relu":
            return run[0]["rms"][at] * (self.gain / math.sqrt(2.0)) ** layer
        return run[GAINS.index(self.gain)]["rms"][at]

    def picture(self):
        """The size at each layer, drawn by matplotlib."""
        fig, ax = plots.bare_figure(5.6, 3.2)
        ax.semilogy(LAYERS, [self.rms(k) for k in LAYERS], color=plots.BLUE)
        ax.axhline(65504, color=plots.WRONG, lw=1, ls="--")
        ax.set(ylim=(1e-12, 1e12), xlabel="layer", ylabel="RMS of the signal")
        std = sig(self.gain / math.sqrt(self.width), 3)
        ax.set_title(f"{self.bend}, width {self.width}, weights of spread {std}")
        return fig
