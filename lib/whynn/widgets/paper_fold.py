"""``PaperFold``: two units with a bend and one cut behind them, on XOR."""

import numpy as np
import traitlets

from whynn import check, mlp, plots
from whynn.data import truth_table
from whynn.losses import mse
from whynn.perceptron import CORNERS
from whynn.widgets.base import Figure
from whynn.widgets.ranges import decimals, one_of

BENDS = {"none": "identity", "ReLU": "relu", "tanh": "tanh", "GELU": "gelu"}
WEIGHTS, BIASES = ("w11", "w21", "w12", "w22", "v1", "v2"), ("b1", "b2", "c")
RATE = 0.1
BOX, HIDDEN_BOX = (-0.45, 1.45), (-1.25, 2.75)


class PaperFold(Figure):
    r"""A pile of two layers that the reader folds by hand until it does XOR.

    .. math:: h_k = f(w_{1k} x_1 + w_{2k} x_2 + b_k), \qquad s = v_1 h_1 + v_2 h_2 + c

    ``bend`` is the :math:`f`: none, ReLU, tanh or GELU.  Weights lie in [-2, 2], the biases
    ``b1``, ``b2`` and ``c`` in [-3, 3], each kept to two decimals.  With ``learn`` it has
    buttons that let it learn by itself.  ``key`` names the figure in the page's address.
    Another value raises ``traitlets.TraitError`` and changes nothing.

    >>> PaperFold().right, PaperFold(b2=-0.9).right
    (2, 4)
    """

    NAME = "paper_fold"

    bend = traitlets.Unicode("ReLU").tag(sync=True)
    w11 = traitlets.Float(1.0).tag(sync=True)
    w21 = traitlets.Float(0.7).tag(sync=True)
    b1 = traitlets.Float(0.3).tag(sync=True)
    w12 = traitlets.Float(0.7).tag(sync=True)
    w22 = traitlets.Float(1.0).tag(sync=True)
    b2 = traitlets.Float(-0.2).tag(sync=True)
    v1 = traitlets.Float(1.0).tag(sync=True)
    v2 = traitlets.Float(-2.0).tag(sync=True)
    c = traitlets.Float(-0.5).tag(sync=True)
    learn = traitlets.Bool(False).tag(sync=True)
    key = traitlets.Unicode("fold").tag(sync=True)

    @traitlets.validate("bend")
    def _known(self, proposal):
        return one_of(proposal, BENDS)

    @traitlets.validate(*WEIGHTS, *BIASES)
    def _within(self, proposal):
        return decimals(proposal, 2 if proposal.trait.name in WEIGHTS else 3, 2)

    def params(self) -> dict:
        """The numbers as those of a network of ``whynn.mlp``: W1 (2, 2), b1, W2 (2, 1), b2."""
        return {
            "W1": np.array([[self.w11, self.w12], [self.w21, self.w22]]),
            "b1": np.array([self.b1, self.b2]),
            "W2": np.array([[self.v1], [self.v2]]),
            "b2": np.array([self.c]),
        }

    def run(self, x) -> mlp.Cache:
        """Forward pass of ``x`` ``(n, 2)`` through the two layers, by ``whynn.mlp``."""
        return mlp.forward(self.params(), x, BENDS[self.bend])

    def learned(self, steps: int) -> tuple[dict, float]:
        r"""Where plain descent leads in so many steps of 0.1, and the loss there.

        .. math:: L = \frac14 \sum_{i=1}^4 (s_i - t_i)^2, \qquad t_i = \pm\tfrac12

        No number leaves its range.  The numbers are those of :meth:`params`, with all digits.

        >>> params, loss = PaperFold().learned(100)
        >>> round(loss, 4)
        0.0028
        """
        check.count("steps", steps, low=0)
        params, want = self.params(), np.array(truth_table("XOR").y)[:, None] - 0.5
        loss, most = mlp.objective(mse, BENDS[self.bend]), {"W1": 2, "W2": 2, "b1": 3, "b2": 3}
        for _ in range(steps):
            _, grads = loss(params, CORNERS, want)
            params = {
                k: np.clip(v - RATE * grads[k], -most[k], most[k]) for k, v in params.items()
            }
        return params, loss(params, CORNERS, want)[0]

    def wrong(self) -> list[int]:
        """Which of the four corners have not the wanted output."""
        fires = np.round(self.run(CORNERS).logits[:, 0], 2) > 0
        return np.flatnonzero(fires != truth_table("XOR").y).tolist()

    @property
    def right(self) -> int:
        """How many of the four corners have the wanted output."""
        return 4 - len(self.wrong())

    def picture(self):
        """The plane of the inputs and the plane of the hidden values, side by side."""
        fig, (left, right) = plots.bare_figure(6.8, 3.7, columns=2)
        y, at = truth_table("XOR").y, np.linspace(*BOX, 241)
        grid = np.stack(np.meshgrid(at, at), axis=-1)  # (241, 241, 2)
        run = self.run(grid.reshape(-1, 2))
        _sides(left, at, run.logits.reshape(241, 241))
        for z in run.z[0].T.reshape(2, 241, 241):
            if z.min() < 0 < z.max():
                left.contour(at, at, z, levels=[0], colors=[plots.INK], linewidths=2)
        plots.corners(left, y, wrong=self.wrong())
        left.set_title(f"inputs: {self.right} of 4 right")
        ends = np.array(HIDDEN_BOX)
        h1, h2 = np.meshgrid(ends, ends)
        cut = self.v1 * h1 + self.v2 * h2 + self.c
        _sides(right, ends, cut)
        if cut.min() < 0 < cut.max():
            right.contour(ends, ends, cut, levels=[0], colors=[plots.INK], linewidths=2.5)
        paper = run.h[1].reshape(241, 241, 2)[::24, ::24]
        for lines in (paper, paper.swapaxes(0, 1)):
            right.plot(lines[..., 0], lines[..., 1], color=plots.MUTED, lw=0.8, marker="")
        for h, wanted in zip(self.run(CORNERS).h[1], y, strict=True):
            color = plots.ONE if wanted else plots.ZERO
            face = color if wanted else "white"
            right.plot(*h, "o", ms=11, mfc=face, mec=color, mew=2.5)
        right.set(xlim=HIDDEN_BOX, ylim=HIDDEN_BOX, aspect="equal", xlabel="$h_1$")
        right.set_ylabel("$h_2$", rotation=0)
        right.set_title("hidden values")
        return fig


def _sides(ax, at, s):
    """Tint where ``s`` is at most 0 and where it is above, and hatch the latter."""
    levels, colors = [-np.inf, 0, np.inf], [plots.ZERO, plots.ONE]
    ax.contourf(at, at, s, levels=levels, colors=colors, alpha=plots.TINT)
    with plots.plt.rc_context({"hatch.color": plots.LINE, "hatch.linewidth": 0.8}):
        ax.contourf(at, at, s, levels=[0, np.inf], colors="none", hatches=["//"])
