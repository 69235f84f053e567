"""``SigmoidMuffler``: the slope of a bend at one point, and its product over many layers."""

import numpy as np
import traitlets

from whynn import plots
from whynn.activations import ACTIVATIONS
from whynn.rounding import sci, sig
from whynn.widgets.base import Figure
from whynn.widgets.ranges import decimals, one_of, within

BENDS = ("sigmoid", "tanh", "relu")
LIMIT, WEIGHT, DEPTH = 6.0, (0.1, 10.0), (1, 30)


class SigmoidMuffler(Figure):
    r"""What is left of a nudge after ``depth`` layers that all stand at the same ``x``.

    .. math:: \bigl(w \, f'(x)\bigr)^n

    ``bend`` is sigmoid, tanh or relu; ``x`` lies in [-6, 6] with one decimal; ``weight`` is w,
    0.1 to 10 with two digits; ``depth`` is n, 1 to 30.  Another value raises
    ``traitlets.TraitError`` and changes nothing.

    >>> figure = SigmoidMuffler(x=0)
    >>> figure.slope, sci(figure.left)
    (0.25, '9.5e-07')
    """

    NAME = "sigmoid_muffler"

    bend = traitlets.Unicode("sigmoid").tag(sync=True)
    x = traitlets.Float(2.0).tag(sync=True)
    weight = traitlets.Float(1.0).tag(sync=True)
    depth = traitlets.Int(10).tag(sync=True)
    key = traitlets.Unicode("muffler").tag(sync=True)

    @traitlets.validate("bend")
    def _known(self, proposal):
        return one_of(proposal, BENDS)

    @traitlets.validate("x")
    def _within(self, proposal):
        return decimals(proposal, LIMIT, 1)

    @traitlets.validate("weight")
    def _positive(self, proposal):
        return float(sig(within(proposal, *WEIGHT), 2))

    @traitlets.validate("depth")
    def _counted(self, proposal):
        return within(proposal, *DEPTH)

    @property
    def slope(self) -> float:
        """The slope of the bend at ``x``."""
        return float(ACTIVATIONS[self.bend].grad(self.x))

    @property
    def left(self) -> float:
        """What is left of a nudge of 1 after all layers."""
        return (self.weight * self.slope) ** self.depth

    def picture(self):
        """The bend with its tangent, and its slope, drawn by matplotlib."""
        fig, (top, bottom) = plots.bare_figure(7.0, 3.0, columns=2)
        x = np.linspace(-LIMIT, LIMIT, 241)
        f, grad = ACTIVATIONS[self.bend]
        top.plot(x, f(x), marker="", color=plots.BLUE)
        near = self.x + np.array([-2.0, 2.0])
        top.plot(near, f(self.x) + self.slope * (near - self.x), "-", color=plots.INK, lw=1.5)
        top.plot(self.x, f(self.x), "s", color=plots.INK, ms=8)
        top.set(xlabel="$x$", title=self.bend)
        bottom.plot(x, grad(x), marker="", color=plots.ORANGE)
        bottom.plot(self.x, self.slope, "^", color=plots.ORANGE, ms=9)
        bottom.set(xlabel="$x$", title=f"its slope: {sig(self.slope, 3)} at {self.x}")
        layers = f"{self.depth} layers of weight {self.weight:g}"
        fig.suptitle(f"After {layers}: {sci(self.left)}", x=0.02, ha="left", fontsize=11)
        return fig
