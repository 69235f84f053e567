"""``BatchNoise``: one loss surface, walked by full batch, mini-batch and single examples."""

import itertools

import numpy as np
import traitlets

from whynn import batches, mlp, plots
from whynn.losses import mse
from whynn.rounding import sig
from whynn.widgets.base import Figure
from whynn.widgets.ranges import one_of, within

POINTS, PASSES, SIZES = 128, 4, (2, 4, 8, 16, 32, 64)
ALPHA, VIEW = (0.001, 1.0), ((-2.2, 2.6), (-1.8, 1.8))  # VIEW: of w1 and of w2
BLOWN = 1e6


class BatchNoise(Figure):
    r"""Two weights, 128 examples, and :math:`L(w) = \frac1n \sum_i (w \cdot x_i - y_i)^2`.

    Three walkers start at ``w1`` (in [-2.2, 2.6]) and ``w2`` (in [-1.8, 1.8]), kept to two
    decimals, with learning rate ``alpha`` (0.001 to 1, two digits): one looks at all examples
    before each step, one at ``size`` of them (2, 4, ... 64), one at a single one.  All have
    looked at ``seen`` examples (0 to 512, four passes).  The examples and their order come
    from ``rng``.  Another value raises ``traitlets.TraitError``.

    >>> figure = BatchNoise(np.random.default_rng(0), seen=256)
    >>> [len(figure.walk(size)) - 1 for size in (128, 16, 1)]
    [2, 16, 256]
    """

    NAME = "batch_noise"

    w1 = traitlets.Float(-1.6).tag(sync=True)
    w2 = traitlets.Float(-1.2).tag(sync=True)
    alpha = traitlets.Float(0.05).tag(sync=True)
    size = traitlets.Int(16).tag(sync=True)
    seen = traitlets.Int(256).tag(sync=True)
    key = traitlets.Unicode("noise").tag(sync=True)
    _points = traitlets.List().tag(sync=True)
    _order = traitlets.List().tag(sync=True)

    def __init__(self, rng: np.random.Generator, **traits):
        x = rng.normal(size=(POINTS, 2)) @ np.array([[1.0, 0.35], [0.0, 0.6]])
        y = x @ [1.0, 0.4] + 0.6 * rng.normal(size=POINTS)
        points = np.column_stack([x, y]).round(2).tolist()
        passes = itertools.islice(batches.epochs(POINTS, POINTS, rng), PASSES)
        super().__init__(_points=points, _order=np.concatenate(list(passes)).tolist(), **traits)

    @traitlets.validate("w1", "w2")
    def _within(self, proposal):
        return round(within(proposal, *VIEW[("w1", "w2").index(proposal.trait.name)]), 2) + 0.0

    @traitlets.validate("alpha")
    def _positive(self, proposal):
        return float(sig(within(proposal, *ALPHA), 2))

    @traitlets.validate("size")
    def _offered(self, proposal):
        return one_of(proposal, SIZES)

    @traitlets.validate("seen")
    def _counted(self, proposal):
        return within(proposal, 0, POINTS * PASSES)

    @property
    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """The examples: inputs ``(128, 2)`` and targets ``(128, 1)``."""
        points = np.array(self._points)
        return points[:, :2], points[:, 2:]

    def loss(self, w) -> float:
        """The loss of all examples at ``w`` ``(2,)``."""
        return mlp.objective(mse)({"W1": np.reshape(w, (2, 1))}, *self.data)[0]

    def walk(self, size: int) -> np.ndarray:
        """The walk with batches of ``size`` over the examples seen, ``(steps + 1, 2)``."""
        (x, y), w = self.data, np.array([self.w1, self.w2])
        path = [w]
        for k in range(self.seen // size):
            idx = self._order[k * size : (k + 1) * size]
            grads = mlp.objective(mse)({"W1": w[:, None]}, x[idx], y[idx])[1]
            w = w - self.alpha * grads["W1"][:, 0]
            if not self.loss(w) < BLOWN:
                break
            path.append(w)
        return np.array(path)

    def picture(self):
        """The surface and the three walks, drawn by matplotlib."""
        fig, ax = plots.bare_figure(5.6, 4.2)
        g1, g2 = np.meshgrid(np.linspace(*VIEW[0], 80), np.linspace(*VIEW[1], 60))
        x, y = self.data
        error = g1[..., None] * x[:, 0] + g2[..., None] * x[:, 1] - y[:, 0]
        ax.contour(g1, g2, (error**2).mean(-1), 14, colors=plots.LINE, linewidths=1)
        names = ("all 128", f"{self.size} at a time", "one at a time")
        for i, (size, name) in enumerate(zip((POINTS, self.size, 1), names, strict=True)):
            path = self.walk(size)
            ax.plot(*path.T, color=plots.ACCENTS[i], marker=plots.MARKERS[i], ms=4, lw=1.2,
                    label=name)  # fmt: skip
        ax.set(xlim=VIEW[0], ylim=VIEW[1], aspect="equal", xlabel="$w_1$", ylabel="$w_2$")
        ax.legend(fontsize=9, loc="lower right")
        return fig
