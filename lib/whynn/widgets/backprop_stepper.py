"""``BackpropStepper``: one training step of the smallest network, forward and backward."""

import numpy as np
import traitlets

from whynn import mlp, plots
from whynn.losses import mse
from whynn.rounding import sig
from whynn.widgets.base import Figure
from whynn.widgets.ranges import decimals, within

LIMIT = 10.0  # of each weight, the input and the target, in size
ALPHA = (1e-4, 1.0)
STAGES = 9  # 0: only x; 4: the loss; 9: all blame
MOST = 50  # steps that can be taken from one start
WEIGHTS = ("w1", "b1", "w2", "b2")


class BackpropStepper(Figure):
    r"""The network :math:`\hat y = w_2 \operatorname{relu}(w_1 x + b_1) + b_2` in training.

    The loss is :math:`(\hat y - y)^2`.  ``w1``, ``b1``, ``w2``, ``b2`` are the weights at the
    start, ``x`` and ``y`` the one example; each lies in [-10, 10] and is kept to two decimals.
    ``alpha``, the learning rate, lies in [0.0001, 1] with three digits.  ``taken`` steps (0 to
    50) have been made from that start, and the pass is shown up to ``stage``: 0 is the input
    alone, 4 the loss, 9 all of the blame.  Another value raises ``traitlets.TraitError``.

    >>> worked = BackpropStepper()
    >>> worked.loss, round(worked.loss_after, 4)
    (2.25, 30.8025)
    """

    NAME = "backprop_stepper"

    w1 = traitlets.Float(3.0).tag(sync=True)
    b1 = traitlets.Float(-1.0).tag(sync=True)
    w2 = traitlets.Float(0.5).tag(sync=True)
    b2 = traitlets.Float(0.0).tag(sync=True)
    x = traitlets.Float(2.0).tag(sync=True)
    y = traitlets.Float(1.0).tag(sync=True)
    alpha = traitlets.Float(0.1).tag(sync=True)
    taken = traitlets.Int(0).tag(sync=True)
    stage = traitlets.Int(STAGES).tag(sync=True)
    key = traitlets.Unicode("blame").tag(sync=True)

    @traitlets.validate("w1", "b1", "w2", "b2", "x", "y")
    def _within(self, proposal):
        return decimals(proposal, LIMIT, 2)

    @traitlets.validate("alpha")
    def _positive(self, proposal):
        return float(sig(within(proposal, *ALPHA), 3))

    @traitlets.validate("taken", "stage")
    def _counted(self, proposal):
        return within(proposal, 0, MOST if proposal.trait.name == "taken" else STAGES)

    def weights(self, steps: int | None = None) -> dict:
        """The weights after ``steps`` steps (by default ``taken``), for ``whynn.mlp``."""
        params = {
            "W1": np.array([[self.w1]]),
            "b1": np.array([self.b1]),
            "W2": np.array([[self.w2]]),
            "b2": np.array([self.b2]),
        }
        for _ in range(self.taken if steps is None else steps):
            params = self._moved(params, self.alpha)
        return params

    @property
    def loss(self) -> float:
        """The loss where the network stands."""
        return self._slope(self.weights())[0]

    @property
    def loss_after(self) -> float:
        """The loss after one more step."""
        return self._slope(self._moved(self.weights(), self.alpha))[0]

    def _slope(self, params):
        return mlp.objective(mse)(params, np.array([[self.x]]), np.array([[self.y]]))

    def _moved(self, params, alpha):
        grads = self._slope(params)[1]
        return {name: value - alpha * grads[name] for name, value in params.items()}

    def picture(self):
        """The loss after one step against the learning rate, drawn by matplotlib."""
        params, now = self.weights(), self.loss
        alphas = np.geomspace(*ALPHA, 300)
        after = [self._slope(self._moved(params, a))[0] for a in alphas]
        fig, ax = plots.bare_figure(5.6, 3.4)
        ax.loglog(alphas, after, color=plots.BLUE, marker="")
        ax.axhline(now, color=plots.MUTED, lw=1, ls="--")
        ax.plot(self.alpha, self.loss_after, "s", color=plots.INK, ms=10)
        ax.set(ylim=(1e-2, 1e3), xlabel="learning rate $\\alpha$", ylabel="loss after one step")
        ax.set_title(f"Loss {sig(now, 3)} now, {sig(self.loss_after, 3)} after one step")
        return fig
