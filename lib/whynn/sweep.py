r"""A scaling law measured: many small students of one teacher, larger and larger.

What fails without it: "bigger is better" is said of networks that no reader can train.  Here
the same question is put to networks of 13 to 4,609 parameters (:mod:`whynn.students`), and
the answer is the data file that ``benchmarks/scaling_law.py`` writes and :func:`stored` reads.
"""

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np

from whynn import check
from whynn.powerlaw import PowerFit, fit_power_law, forecast
from whynn.students import Job, Run, Settings, key, plan, run

__all__ = [
    "FILE",
    "Curve",
    "HeldOut",
    "Job",
    "Run",
    "Settings",
    "Sweep",
    "curve",
    "held_out",
    "key",
    "plan",
    "run",
    "store",
    "stored",
]

FILE = Path(__file__).parent / "data_files" / "scaling_law.json"
AXES = {"size": "parameters", "data": "examples"}


class Sweep(NamedTuple):
    """The settings and all runs."""

    settings: Settings
    runs: tuple[Run, ...]


class Curve(NamedTuple):
    """Medians over the seeds by ``x``, parameters or examples; each ``(m,)``."""

    x: np.ndarray
    loss: np.ndarray
    low: np.ndarray  # the best seed's loss
    high: np.ndarray  # the worst seed's loss
    excess: np.ndarray


class HeldOut(NamedTuple):
    """A law fitted without the largest sizes, and what it said of them; arrays ``(last,)``."""

    fit: PowerFit
    x: np.ndarray
    predicted: np.ndarray
    low: np.ndarray
    high: np.ndarray
    measured: np.ndarray
    inside: np.ndarray  # True where low <= measured <= high


def curve(sweep: Sweep, kind: str) -> Curve:
    """Gather the runs of ``kind``, ``"size"`` or ``"data"``: medians over the seeds.

    Raises ``ValueError`` for another kind.

    >>> curve(stored(), "size").x
    array([  13,   25,   37,   73,  145,  289,  577, 1153, 2305, 4609])
    """
    axis = AXES[check.choice("kind", kind, AXES)]
    runs = [r for r in sweep.runs if r.kind == kind]
    x = np.unique([getattr(r, axis) for r in runs])
    groups = [[r for r in runs if getattr(r, axis) == each] for each in x]
    losses = [[r.loss for r in group] for group in groups]
    excess = [np.median([r.excess for r in group]) for group in groups]
    low, middle, high = (np.array([f(each) for each in losses]) for f in (min, np.median, max))
    return Curve(x, middle, low, high, np.array(excess))


def held_out(curve: Curve, last: int = 1, confidence: float = 0.95) -> HeldOut:
    """Fit a law with a floor without the ``last`` sizes, then compare them with it.

    The interval is that of :func:`whynn.powerlaw.forecast`.  Raises ``ValueError`` if fewer
    than four sizes are left.

    >>> check = held_out(curve(stored(), "size"))
    >>> check.predicted.shape, check.inside.shape
    ((1,), (1,))
    """
    m = len(curve.x) - check.count("last", last)
    fit = fit_power_law(curve.x[:m], curve.loss[:m], floor=True, confidence=confidence)
    x, measured = curve.x[m:], curve.loss[m:]
    predicted, low, high = forecast(fit, curve.x[:m], x, confidence)
    inside = (low <= measured) & (measured <= high)
    return HeldOut(fit, x, predicted, low, high, measured, inside)


def stored(path: Path | None = None) -> Sweep:
    """Read the runs that the script made, the book's own if no ``path`` is given.

    >>> stored().settings.noise ** 2  # the floor that no student can get below
    0.04000000000000001
    """
    data = json.loads((path or FILE).read_text(encoding="utf-8"))
    settings = {k: tuple(v) if isinstance(v, list) else v for k, v in data["settings"].items()}
    return Sweep(Settings(**settings), tuple(Run(*row) for row in data["runs"]))


def store(sweep: Sweep, path: Path) -> None:
    """Write a sweep as JSON, one line a run; what stood there is replaced at once."""
    settings = json.dumps(sweep.settings._asdict(), indent=1)
    rows = ",\n".join(json.dumps(list(each)) for each in sorted(sweep.runs))
    fields = json.dumps(Run._fields)
    text = f'{{"settings": {settings},\n"fields": {fields},\n"runs": [\n{rows}\n]}}\n'
    half = path.with_name(path.name + ".part")
    half.write_text(text, encoding="utf-8")
    half.replace(path)
