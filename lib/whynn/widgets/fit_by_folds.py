"""``FitByFolds``: one curve put together from one-fold units, and what other bends can do."""

import math

import numpy as np
import traitlets

from whynn import plots
from whynn.activations import identity, relu
from whynn.curves import ridge
from whynn.widgets.base import Figure
from whynn.widgets.ranges import one_of

BENDS = {"none": identity, "x²": np.square, "x³": lambda z: z**3, "ReLU": relu}
TARGETS = ("waves", "step", "yours")
LOW, HIGH, MOST = -2.0, 2.0, 64
PLACES = np.linspace(LOW, HIGH, 9)
GRID = np.linspace(LOW, HIGH, 401)
FLOOR, CEILING = -1.0, 3.0
EARS = (0.0, 0.2, 2.2, 1.2, 1.0, 1.2, 2.2, 0.2, 0.0)  # the outline of a cat's head


def spline(heights, x):
    """The smooth curve through ``heights`` at ``PLACES``: cubic pieces, Catmull-Rom slopes.

    ``x`` ``(n,)`` must lie between the first and the last place.

    >>> spline(EARS, [-2.0, -1.0]).tolist()
    [0.0, 2.2]
    """
    y, step = np.asarray(heights, dtype=float), PLACES[1] - PLACES[0]
    m = np.gradient(y)  # slope times step
    i = np.clip(((np.asarray(x) - LOW) / step).astype(int), 0, len(y) - 2)
    t = (np.asarray(x) - PLACES[i]) / step
    value = y[i] * (1 + 2 * t) * (1 - t) ** 2 + y[i + 1] * t**2 * (3 - 2 * t)
    return value + m[i] * t * (1 - t) ** 2 - m[i + 1] * t**2 * (1 - t)


class FitByFolds(Figure):
    r"""The best fit, by least squares, of a line and ``units`` equally spaced units.

    .. math:: \hat y(x) = a + m x + \sum_{k=1}^{n} v_k f(x - t_k), \qquad
        t_k = -2 + \frac{4 k}{n + 1}

    ``bend`` is the :math:`f`: none, x², x³ or ReLU.  ``target`` is waves,
    :math:`\sin 3x + |x|`, a step, or yours: the smooth curve through the nine ``heights``, each
    from -1 to 3 and kept to two decimals.  ``units`` is 1 to 64; ``made`` (0 to 64) is how many
    folds, from the left, are drawn.  ``key`` names the figure in the page's address.  Another
    value raises ``traitlets.TraitError`` and changes nothing.

    >>> round(FitByFolds(units=31).worst, 3), round(FitByFolds(units=31, bend="x²").worst, 3)
    (0.012, 1.18)
    """

    NAME = "fit_by_folds"

    target = traitlets.Unicode("waves").tag(sync=True)
    bend = traitlets.Unicode("ReLU").tag(sync=True)
    units = traitlets.Int(5, min=1, max=MOST).tag(sync=True)
    made = traitlets.Int(MOST, min=0, max=MOST).tag(sync=True)
    heights = traitlets.List(traitlets.Float(), list(EARS)).tag(sync=True)
    key = traitlets.Unicode("fit").tag(sync=True)

    @traitlets.validate("target", "bend")
    def _known(self, proposal):
        known = TARGETS if proposal.trait.name == "target" else tuple(BENDS)
        one_of(proposal, known)
        return proposal.value

    @traitlets.validate("heights")
    def _drawable(self, proposal):
        heights = proposal.value
        fits = len(heights) == len(PLACES) and all(FLOOR <= y <= CEILING for y in heights)
        if not fits:
            raise traitlets.TraitError(
                f"heights: expected {len(PLACES)} numbers from {FLOOR:g} to {CEILING:g},"
                f" got {heights}"
            )
        return [round(y, 2) + 0.0 for y in heights]

    @property
    def places(self) -> np.ndarray:
        """Where the units bend, ``(units,)``."""
        return LOW + (HIGH - LOW) * np.arange(1, self.units + 1) / (self.units + 1)

    def wanted(self, x) -> np.ndarray:
        """The target at ``x`` ``(n,)``, in [-2, 2] if it is drawn by the reader."""
        if self.target == "waves":
            return np.sin(3 * x) + np.abs(x)
        return np.where(x < 0, 0.0, 1.0) if self.target == "step" else spline(self.heights, x)

    def features(self, x) -> np.ndarray:
        """The constant, the line and each unit at ``x`` ``(n,)``: ``(n, units + 2)``."""
        bent = BENDS[self.bend](x[:, None] - self.places)
        return np.column_stack([np.ones_like(x), x, bent])

    def weights(self) -> np.ndarray:
        """Least squares over 401 points of [-2, 2]: ``(units + 2,)``, a, m, then the v."""
        return ridge(self.features(GRID), self.wanted(GRID))

    @property
    def worst(self) -> float:
        """The largest distance of the fit from the target on [-2, 2]."""
        gap = self.features(GRID) @ self.weights() - self.wanted(GRID)
        return float(np.abs(gap).max())

    def picture(self):
        """The target, the fit and its folds, drawn by matplotlib."""
        fig, ax = plots.bare_figure(6.4, 3.4)
        x = np.linspace(-3, 3, 601)
        inside = GRID if self.target == "yours" else x
        kept = np.append([True, True], np.arange(self.units) < self.made)
        wide = {"color": plots.MUTED, "alpha": 0.45, "lw": 5}
        ax.plot(inside, self.wanted(inside), marker="", label="target", **wide)
        fit = self.features(x) @ (self.weights() * kept)
        ax.plot(x, fit, color=plots.BLUE, marker="", label="fit")
        for edge in (LOW, HIGH):
            ax.axvspan(edge, math.copysign(3, edge), color=plots.GRID)
        if self.bend == "ReLU":
            ax.plot(self.places, np.full(self.units, -1.15), "|", color=plots.BLUE, ms=12)
        ax.set(xlim=(-3, 3), ylim=(-1.25, 3.25), xlabel="$x$")
        ax.set_title(f"{self.bend}, {self.units} units: largest error {self.worst:.3f}")
        ax.legend(loc="upper center", ncols=2)
        return fig
