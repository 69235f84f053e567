"""``ScalingRamp``: a power law on log-log paper, its floor, and measured runs on it."""

import math

import numpy as np
import traitlets

from whynn import plots
from whynn.facts import fact
from whynn.powerlaw import fit_power_law, power_law
from whynn.scaling import CHINCHILLA_REFIT
from whynn.widgets.base import Figure
from whynn.widgets.ranges import one_of, within

SHOWN = {"on paper": "parameters", "our sizes": "parameters", "our data": "examples"}
LIMITS = {"exponent": (0.01, 2.0, 3), "floor": (0.0, 0.99, 3), "doublings": (0.0, 24.0, 1)}


def paper() -> dict:
    """The ramp without any run: it starts at 1, and a Chinchilla of 70B shows its floor.

    >>> [each[1:] for each in paper()["presets"]]
    [[0.05, 0.0], [0.348, 0.957]]
    """
    law, n = CHINCHILLA_REFIT, fact("chinchilla_parameters")
    floor = law.E / (law.E + law.A * n**-law.alpha)
    chinchilla = ["Chinchilla, from 70B", round(law.alpha, 3), round(floor, 3)]
    presets = [["straight", 0.05, 0.0], chinchilla]
    return {"x": [], "loss": [], "start": 1.0, "presets": presets, "most": 24, "at": 20.0}


def measured(x, loss) -> dict:
    """Runs ``x`` and ``loss`` ``(m,)``, smallest first; the ramp starts where its fit does.

    >>> x = 100.0 * 2.0 ** np.arange(9)
    >>> measured(x, power_law(x, 10.0, 0.5, 0.02))["presets"][1]
    ['fitted, with a floor', 0.5, 0.02]
    """
    x, loss = np.asarray(x, dtype=float), np.asarray(loss, dtype=float)
    fit = fit_power_law(x, loss, floor=True)
    start = float(power_law(x[0], fit.scale, fit.exponent, fit.floor))
    k = np.log2(x / x[0])
    straight = -np.sum(k * np.log2(loss / start)) / np.sum(k**2)  # the best one from there
    most = math.ceil(k[-1]) + 2
    return {
        "x": [float(f"{v:.6g}") for v in x],
        "loss": [float(f"{v:.6g}") for v in loss],
        "start": float(f"{start:.6g}"),
        "presets": [
            ["straight", round(float(straight), 3), 0.0],
            ["fitted, with a floor", round(fit.exponent, 3), round(fit.floor / start, 3)],
        ],
        "most": most,
        "at": float(most) / 2,  # in the middle, where the straight ramp is still in sight
    }


class ScalingRamp(Figure):
    r"""The loss after k doublings, on log-log paper: a ramp that bends to its floor.

    .. math:: L(k) = L_0 \bigl(f + (1 - f)\, 2^{-\alpha k}\bigr)

    ``sizes`` and ``data`` have the measured ``x`` and ``loss``, each ``(m,)``, smallest first.
    ``show`` is on paper (:math:`L_0 = 1`), our sizes or our data; ``exponent`` is
    :math:`\alpha`, 0.01 to 2, and ``floor`` the share f, 0 to 0.99, both with three decimals;
    ``doublings`` is k, 0 to 24 with one.  ``key`` names the figure in the page's address.
    Another value raises ``traitlets.TraitError`` and changes nothing.
    """

    NAME = "scaling_ramp"

    show = traitlets.Unicode("on paper").tag(sync=True)
    exponent = traitlets.Float(0.05).tag(sync=True)
    floor = traitlets.Float(0.0).tag(sync=True)
    doublings = traitlets.Float(20.0).tag(sync=True)
    key = traitlets.Unicode("ramp").tag(sync=True)
    _series = traitlets.Dict().tag(sync=True)

    def __init__(self, sizes, data, **traits):
        series = [paper(), *(measured(curve.x, curve.loss) for curve in (sizes, data))]
        super().__init__(_series=dict(zip(SHOWN, series, strict=True)), **traits)

    @traitlets.validate("show")
    def _known(self, proposal):
        return one_of(proposal, SHOWN)

    @traitlets.validate("exponent", "floor", "doublings")
    def _within(self, proposal):
        low, high, digits = LIMITS[proposal.trait.name]
        return round(within(proposal, low, high), digits) + 0.0

    def loss(self, doublings) -> np.ndarray:
        """The ramp's loss after some doublings, of any shape."""
        start = self._series[self.show]["start"]
        growth = 2.0 ** np.asarray(doublings, dtype=float)
        return power_law(growth, start * (1 - self.floor), self.exponent, start * self.floor)

    @property
    def half(self) -> float:
        """Doublings until the loss is half of the start's; infinite if the floor is above."""
        if self.floor >= 0.5:
            return math.inf
        return math.log2((1 - self.floor) / (0.5 - self.floor)) / self.exponent

    @property
    def misses(self) -> np.ndarray:
        """How far each measured loss lies above the ramp, relative, ``(m,)``."""
        one = self._series[self.show]
        x = np.array(one["x"])
        return np.array(one["loss"]) / self.loss(np.log2(x / x[:1])) - 1

    def picture(self):
        """The ramp, its floor and the runs, drawn by matplotlib."""
        one = self._series[self.show]
        fig, ax = plots.bare_figure(6.0, 3.4)
        k = np.linspace(0, one["most"], 200)
        ax.plot(k, self.loss(k), color=plots.BLUE, marker="")
        if self.floor:
            ax.axhline(self.floor * one["start"], color=plots.ORANGE, ls="--", lw=1.2)
        if one["x"]:
            x = np.array(one["x"])
            ax.plot(np.log2(x / x[0]), one["loss"], "D", color=plots.GREEN)
        k, loss = self.doublings, self.loss(self.doublings)
        ax.plot(k, loss, "s", color=plots.INK, ms=9)
        ax.set(yscale="log", xlabel=f"doublings of the {SHOWN[self.show]}", ylabel="loss")
        ax.set_title(f"After {k:g} doublings: loss {loss:.3g}")
        return fig
