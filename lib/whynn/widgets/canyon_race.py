"""``CanyonRace``: five optimizers go down one canyon from one start."""

import numpy as np
import traitlets

from whynn import optimizers, plots, surfaces
from whynn.rounding import sig
from whynn.widgets.base import Figure
from whynn.widgets.ranges import one_of, within

RACERS = ("sgd", "momentum", "nesterov", "adam", "adamw")
NAMES = ("SGD", "momentum", "Nesterov", "Adam", "AdamW")
GOAL, SHOWN, HORIZON = 1e-6, 300, 3000
# Of each number: the least, the most, and its decimals (None: three significant digits).
RANGES = {
    "a": (1.0, 1000.0, None),
    "alpha": (1e-4, 2.0, None),
    "beta": (0.0, 0.99, 2),
    "beta2": (0.0, 0.999, 3),
    "decay": (0.0, 1.0, 2),
    "w1": (-1.4, 1.4, 2),
    "w2": (-2.5, 2.5, 2),
    "angle": (0.0, 90.0, 0),
}


class CanyonRace(Figure):
    r"""Descent on :math:`L(w) = a w_1^2 + w_2^2`, whose condition number is ``a``.

    The canyon can be turned about its lowest point by ``angle``, in degrees: at 0 and at 90 it
    runs along an axis.
    All start at ``w1``, ``w2`` with step size ``alpha``; ``beta`` is the memory of momentum, of
    Nesterov's momentum and of Adam's first average, ``beta2`` of Adam's second, ``decay`` is
    AdamW's.  ``RANGES`` says from where to where, and how each is rounded.  ``racers`` are some
    of ``RACERS``, shown up to ``step`` (0 to 300); the ``chart`` shows loss or distance.
    Another value raises ``traitlets.TraitError``.

    >>> race = CanyonRace(w1=1, w2=1)
    >>> race.steps("adam"), race.steps("sgd")
    (149, None)
    """

    NAME = "canyon_race"

    a = traitlets.Float(10.0).tag(sync=True)
    alpha = traitlets.Float(0.1).tag(sync=True)
    beta = traitlets.Float(0.9).tag(sync=True)
    beta2 = traitlets.Float(0.999).tag(sync=True)
    decay = traitlets.Float(0.1).tag(sync=True)
    w1 = traitlets.Float(1.0).tag(sync=True)
    w2 = traitlets.Float(-2.0).tag(sync=True)
    angle = traitlets.Float(0.0).tag(sync=True)
    racers = traitlets.List(traitlets.Unicode(), ["sgd", "momentum", "adam"]).tag(sync=True)
    step = traitlets.Int(30).tag(sync=True)
    chart = traitlets.Unicode("loss").tag(sync=True)
    key = traitlets.Unicode("canyon").tag(sync=True)

    @traitlets.validate(*RANGES)
    def _within(self, proposal):
        low, high, digits = RANGES[proposal.trait.name]
        value = within(proposal, low, high)
        return float(sig(value, 3)) if digits is None else round(value, digits) + 0.0

    @traitlets.validate("racers")
    def _known(self, proposal):
        if any(name not in RACERS for name in proposal.value):
            raise traitlets.TraitError(
                f"racers: expected some of {', '.join(RACERS)}, got {proposal.value}"
            )
        return [name for name in RACERS if name in proposal.value]

    @traitlets.validate("step")
    def _shown(self, proposal):
        return within(proposal, 0, SHOWN)

    @traitlets.validate("chart")
    def _offered(self, proposal):
        return one_of(proposal, ("loss", "distance"))

    def optimizer(self, name: str):
        """The optimizer of one of ``RACERS`` in the present setting."""
        make = getattr(optimizers, name)
        if name == "sgd":
            return make(self.alpha)
        if name in ("momentum", "nesterov"):
            return make(self.alpha, self.beta)
        decay = {"weight_decay": self.decay} if name == "adamw" else {}
        return make(self.alpha, self.beta, self.beta2, **decay)

    def surface(self) -> surfaces.Surface:
        """The canyon, turned."""
        straight = surfaces.canyon(self.a)
        return surfaces.turned(straight, self.angle) if self.angle else straight

    def walk(self, name: str, steps: int = SHOWN) -> surfaces.Descent:
        """The walk of one of ``RACERS``; its ``path`` is ``(steps + 1, 2)``."""
        start = [self.w1, self.w2]
        return surfaces.descend(self.surface(), self.optimizer(name), start, steps)

    def steps(self, name: str) -> int | None:
        """Steps until every later loss of 3,000 steps stays below 1e-6, or None."""
        walk = self.walk(name, HORIZON)
        return None if walk.diverged_at else surfaces.steps_to(walk.losses, GOAL)

    def picture(self):
        """The canyon from above with the walks, drawn by matplotlib."""
        fig, ax = plots.bare_figure(6.0, 3.6)
        x, y = np.meshgrid(np.linspace(-2.6, 2.6, 131), np.linspace(-1.5, 1.5, 76))
        height = self.surface().value(np.stack([y, x], axis=-1))
        ax.contour(x, y, height, [self.a * 2.0**e for e in range(-8, 3)], colors=plots.LINE)
        for name in self.racers:
            i = RACERS.index(name)
            path = self.walk(name, self.step).path
            look = {"color": (*plots.ACCENTS[:2], plots.PLUM, plots.GREEN, plots.MUTED)[i]}
            marker = ("o", "^", "v", "D", "d")[i]
            ax.plot(path[:, 1], path[:, 0], marker=marker, ms=4, lw=1.2, label=NAMES[i], **look)
        ax.set(xlim=(-2.6, 2.6), ylim=(-1.5, 1.5), aspect="equal")
        ways = ("", "") if self.angle else (", the gentle way", ", the steep way")
        ax.set(xlabel=f"$w_2${ways[0]}", ylabel=f"$w_1${ways[1]}")
        ax.legend(fontsize=9, loc="upper right")
        return fig
