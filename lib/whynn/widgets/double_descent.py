"""``DoubleDescent``: more and more waves through twenty points, and the error between them."""

import numpy as np
import traitlets

from whynn import plots
from whynn.descent import NOISES, RIDGES, WIDTHS, descend
from whynn.rounding import sig
from whynn.toolkit import curve
from whynn.widgets.base import Figure
from whynn.widgets.packed import pack, unpack
from whynn.widgets.ranges import one_of

POINTS, LEAST = 20, 1e-6  # losses below LEAST are rounding errors, shown as 0
GRID = np.linspace(-1, 1, 49)


class DoubleDescent(Figure):
    r"""Least squares on random waves: training and test loss by the number of features.

    ``features`` is one of 21 widths from 2 to 400 (there are 20 points), ``noise`` the
    deviation of the noise on the points, 0, 0.1, 0.3 or 0.5, and ``ridge`` how large weights
    are punished: none, weak, strong or tuned, as in :mod:`whynn.descent`.  The losses are
    medians over 60 draws from ``rng``; the fit is that of the first.  Another value raises
    ``traitlets.TraitError`` and changes nothing.

    >>> figure = DoubleDescent(np.random.default_rng(0))
    >>> figure.peak, figure.train_loss
    (20, 0.0)
    """

    NAME = "double_descent"

    features = traitlets.Int(20).tag(sync=True)
    noise = traitlets.Float(0.3).tag(sync=True)
    ridge = traitlets.Unicode("none").tag(sync=True)
    key = traitlets.Unicode("descent").tag(sync=True)
    _train = traitlets.List().tag(sync=True)  # (noises, ridges, widths), as are the next two
    _test = traitlets.List().tag(sync=True)
    _strengths = traitlets.List().tag(sync=True)
    _x = traitlets.List().tag(sync=True)
    _y = traitlets.List().tag(sync=True)  # (noises, 20)
    _fits = traitlets.Unicode().tag(sync=True)  # packed (noises, ridges, widths, 49)

    def __init__(self, rng: np.random.Generator, **traits):
        made = descend(GRID, n=POINTS, rng=rng)
        super().__init__(
            _train=_short(made.train),
            _test=_short(made.test),
            _strengths=_short(made.strengths),
            _x=made.x.round(3).tolist(),
            _y=made.y.round(3).tolist(),
            _fits=pack(made.fits),
            **traits,
        )

    @traitlets.validate("features")
    def _offered(self, proposal):
        return one_of(proposal, WIDTHS)

    @traitlets.validate("noise")
    def _measured(self, proposal):
        return one_of(proposal, NOISES)

    @traitlets.validate("ridge")
    def _known(self, proposal):
        return one_of(proposal, RIDGES)

    @property
    def _row(self):
        return NOISES.index(self.noise), RIDGES.index(self.ridge)

    def losses(self, kind: str = "test") -> np.ndarray:
        """The ``train`` or ``test`` losses of this noise and ridge, ``(21,)``, by width."""
        i, j = self._row
        return np.array({"train": self._train, "test": self._test}[kind][i][j])

    @property
    def train_loss(self) -> float:
        """The median training loss at this number of features; 0 for less than 1e-6."""
        return float(self.losses("train")[WIDTHS.index(self.features)])

    @property
    def test_loss(self) -> float:
        """The median test loss, against the curve itself, at this number of features."""
        return float(self.losses()[WIDTHS.index(self.features)])

    @property
    def peak(self) -> int:
        """The number of features, from 10 on, with the highest test loss."""
        losses, start = self.losses(), WIDTHS.index(10)
        return WIDTHS[start + int(np.argmax(losses[start:]))]

    @property
    def fit(self) -> np.ndarray:
        """What the fit of the first draw says on 49 places from -1 to 1."""
        shape = (len(NOISES), len(RIDGES), len(WIDTHS), len(GRID))
        return unpack(self._fits, shape)[(*self._row, WIDTHS.index(self.features))]

    def picture(self):
        """The fit and the two curves, drawn by matplotlib."""
        fig, (left, right) = plots.bare_figure(7.4, 3.4, columns=2)
        left.plot(GRID, curve(GRID), color=plots.MUTED, marker="", ls="--", label="the curve")
        left.plot(GRID, self.fit, color=plots.BLUE, marker="", label="the fit")
        left.plot(self._x, self._y[self._row[0]], "o", color=plots.INK, ms=5, label="points")
        left.set(xlabel="x", ylabel="y", ylim=(-2.5, 2.5))
        left.set_title(f"{self.features} features, {POINTS} points")
        left.legend(fontsize=8, loc="lower right")
        for kind, color, mark in (("train", plots.BLUE, "o"), ("test", plots.ORANGE, "^")):
            right.plot(WIDTHS, np.maximum(self.losses(kind), LEAST), color=color, marker=mark,
                       ms=4, label=kind)  # fmt: skip
        right.axvline(self.features, color=plots.INK, lw=1)
        right.set(xscale="log", yscale="log", xlabel="features", ylabel="loss",
                  ylim=(1e-4, 1e3))  # fmt: skip
        right.set_title(f"test loss {sig(self.test_loss, 3)}")
        right.legend(fontsize=8)
        return fig


def _short(values):
    """Three digits are drawn and shown; nothing smaller than ``LEAST`` is more than noise."""
    values = np.where(values < LEAST, 0.0, values)
    return [[[float(f"{v:.3g}") for v in row] for row in rows] for rows in values]
