"""``Regularizer``: sixteen noisy points, and four ways not to learn the noise."""

import json
from copy import deepcopy
from pathlib import Path

import numpy as np
import traitlets

from whynn import plots, toolkit
from whynn.widgets.base import Figure
from whynn.widgets.packed import pack, unpack
from whynn.widgets.ranges import one_of

WIDTHS, DECAYS, RATES = (4, 16, 64), (0.0, 0.1, 0.3, 1.0), (0.0, 0.1, 0.3)
STEPS = (0, 10, 25, 50, 100, 200, 400, 700, 1000)
GRID = np.linspace(-1, 1, 41)
SHAPE = (len(WIDTHS), len(DECAYS), len(RATES), len(STEPS))
FILE = Path(toolkit.__file__).parent / "data_files" / "regularizer.json"


class Regularizer(Figure):
    """Networks of one hidden layer on one noisy data set, trained with and without tools.

    ``width`` is 4, 16 or 64 hidden units; ``decay`` the decoupled weight decay, 0, 0.1, 0.3 or
    1; ``dropout`` the share of hidden units switched off in training, 0, 0.1 or 0.3; ``step``
    where training is stopped, one of 0, 10, 25, 50, 100, 200, 400, 700, 1000.  All 36 networks
    were trained by :func:`whynn.toolkit.train` and stored.  Another value raises
    ``traitlets.TraitError`` and changes nothing.

    >>> figure = Regularizer()
    >>> figure.train_loss < figure.validation_loss
    True
    """

    NAME = "regularizer"

    width = traitlets.Int(64).tag(sync=True)
    decay = traitlets.Float(0.0).tag(sync=True)
    dropout = traitlets.Float(0.0).tag(sync=True)
    step = traitlets.Int(STEPS[-1]).tag(sync=True)
    key = traitlets.Unicode("regular").tag(sync=True)
    _x = traitlets.List().tag(sync=True)
    _y = traitlets.List().tag(sync=True)
    _train = traitlets.List().tag(sync=True)  # (widths, decays, rates, steps), as the next
    _validation = traitlets.List().tag(sync=True)
    _fits = traitlets.Unicode().tag(sync=True)  # packed (widths, decays, rates, steps, 41)

    def __init__(self, **traits):
        stored = json.loads(FILE.read_text(encoding="utf-8"))
        super().__init__(**{f"_{name}": value for name, value in stored.items()}, **traits)

    @traitlets.validate("width", "decay", "dropout", "step")
    def _offered(self, proposal):
        return one_of(proposal, OFFERED[proposal.trait.name])

    @property
    def _run(self):
        return tuple(OFFERED[n].index(getattr(self, n)) for n in ("width", "decay", "dropout"))

    def losses(self, kind: str = "validation") -> np.ndarray:
        """The ``train`` or ``validation`` losses of this network, ``(9,)``, by step."""
        table = {"train": self._train, "validation": self._validation}[kind]
        return np.array(table)[self._run]

    @property
    def train_loss(self) -> float:
        """The loss on the 16 points where training is stopped."""
        return float(self.losses("train")[STEPS.index(self.step)])

    @property
    def validation_loss(self) -> float:
        """The loss on 400 new points where training is stopped."""
        return float(self.losses()[STEPS.index(self.step)])

    @property
    def best_step(self) -> int:
        """The step with this network's lowest validation loss."""
        return STEPS[int(np.argmin(self.losses()))]

    @property
    def fit(self) -> np.ndarray:
        """What the network says on 41 places from -1 to 1, where training is stopped."""
        return unpack(self._fits, (*SHAPE, len(GRID)))[(*self._run, STEPS.index(self.step))]

    def picture(self):
        """The fit and the two loss curves, drawn by matplotlib."""
        fig, (left, right) = plots.bare_figure(7.4, 3.4, columns=2)
        left.plot(GRID, toolkit.curve(GRID), color=plots.MUTED, marker="", ls="--",
                  label="the curve")  # fmt: skip
        left.plot(GRID, self.fit, color=plots.BLUE, marker="", label="the network")
        left.plot(self._x, self._y, "o", color=plots.INK, ms=5, label="points")
        left.set(xlabel="x", ylabel="y", ylim=(-2.2, 2.2))
        left.set_title(f"{self.width} units after {self.step} steps")
        left.legend(fontsize=8, loc="lower right")
        for kind, color, mark in (
            ("train", plots.BLUE, "o"),
            ("validation", plots.ORANGE, "^"),
        ):
            right.plot(range(len(STEPS)), self.losses(kind), color=color, marker=mark, ms=4,
                       label=kind)  # fmt: skip
        right.axvline(STEPS.index(self.step), color=plots.INK, lw=1)
        right.set_xticks(range(len(STEPS)), STEPS, fontsize=8)
        right.set(xlabel="step", ylabel="loss", ylim=(0, 0.6))
        right.set_title(f"validation loss {self.validation_loss:.3f}")
        right.legend(fontsize=8)
        return fig


OFFERED = {"width": WIDTHS, "decay": DECAYS, "dropout": RATES, "step": STEPS}


def measure(width: int, decay: float, dropout: float, *, rng, start) -> toolkit.Course:
    """Train one network: its points from a copy of ``rng``, its start from one of ``start``.

    >>> seeds = {"rng": np.random.default_rng(0), "start": np.random.default_rng(1)}
    >>> measure(4, 0.0, 0.0, **seeds).fits.shape
    (9, 41)
    """
    data, new = _points(rng)
    tools = {"width": width, "weight_decay": decay, "rate": dropout}
    return toolkit.train(data, new, **tools, steps=STEPS, grid=GRID, rng=deepcopy(start))


def tabulate(*, rng, start) -> dict:
    """Train all 36 on the same points from the same start, by the names of the traits."""
    seeds = {"rng": rng, "start": start}
    runs = [measure(w, d, r, **seeds) for w in WIDTHS for d in DECAYS for r in RATES]
    kinds = {"train": [r.train for r in runs], "validation": [r.validation for r in runs]}
    losses = {k: np.reshape(v, SHAPE).round(4).tolist() for k, v in kinds.items()}
    x, y = _points(rng)[0]
    points = {"x": x[:, 0].round(3).tolist(), "y": y[:, 0].round(3).tolist()}
    return {**points, **losses, "fits": pack([run.fits for run in runs])}


def _points(rng):
    rng = deepcopy(rng)
    return toolkit.points(toolkit.POINTS, rng), toolkit.points(toolkit.VALIDATION, rng)
