"""``SoftmaxDial``: three scores, the probabilities they become, the loss and its gradient."""

import numpy as np
import traitlets

from whynn import plots
from whynn.activations import softmax
from whynn.losses import nll
from whynn.rounding import sig
from whynn.widgets.base import Figure
from whynn.widgets.ranges import decimals, one_of, within

CLASSES = ("cat", "dog", "bird")
LIMIT, TEMPERATURE = 10.0, (0.1, 10.0)


class SoftmaxDial(Figure):
    r"""Softmax of three logits at a temperature, and its cross-entropy for one true class.

    .. math:: p_i = e^{z_i / T} / \sum_j e^{z_j / T}, \qquad L = -\log p_c, \qquad
        \frac{\partial L}{\partial z_i} = \frac{p_i - y_i}{T}

    ``z1``, ``z2``, ``z3`` are the logits of cat, dog and bird, in [-10, 10] with one decimal;
    ``temperature`` is T, in [0.1, 10] with two digits; ``truth`` names the true class.  Another
    value raises ``traitlets.TraitError`` and changes nothing.

    >>> SoftmaxDial().probabilities.round(3)
    array([0.665, 0.245, 0.09 ])
    """

    NAME = "softmax_dial"

    z1 = traitlets.Float(2.0).tag(sync=True)
    z2 = traitlets.Float(1.0).tag(sync=True)
    z3 = traitlets.Float(0.0).tag(sync=True)
    temperature = traitlets.Float(1.0).tag(sync=True)
    truth = traitlets.Unicode("cat").tag(sync=True)
    key = traitlets.Unicode("softmax").tag(sync=True)

    @traitlets.validate("z1", "z2", "z3")
    def _within(self, proposal):
        return decimals(proposal, LIMIT, 1)

    @traitlets.validate("temperature")
    def _warm(self, proposal):
        return float(sig(within(proposal, *TEMPERATURE), 2))

    @traitlets.validate("truth")
    def _known(self, proposal):
        return one_of(proposal, CLASSES)

    @property
    def logits(self) -> np.ndarray:
        """The logits over the temperature, ``(3,)``: what the softmax sees."""
        return np.array([self.z1, self.z2, self.z3]) / self.temperature

    @property
    def probabilities(self) -> np.ndarray:
        """The three probabilities, ``(3,)``."""
        return softmax(self.logits)

    @property
    def loss(self) -> float:
        """The cross-entropy of the true class, in nats."""
        return nll(self.logits[None], [CLASSES.index(self.truth)]).nats

    def picture(self):
        """The probabilities as bars, drawn by matplotlib."""
        fig, ax = plots.bare_figure(4.2, 3.0)
        bars = ax.bar(CLASSES, self.probabilities, color=plots.ACCENTS[:3], width=0.6)
        ax.bar_label(bars, [f"{p:.3f}" for p in self.probabilities])
        ax.set(ylim=(0, 1.1), ylabel="probability")
        ax.set_title(f"True class {self.truth}: loss {self.loss:.3f} nats")
        return fig
