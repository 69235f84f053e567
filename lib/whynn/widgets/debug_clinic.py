"""``DebugClinic``: fourteen sick training runs to diagnose, to treat, and to see treated."""

import json
import re
from pathlib import Path

import numpy as np
import traitlets

from whynn import clinic, plots, precision
from whynn.clinic_cases import FAULTS, HEALTHY, treated
from whynn.widgets.base import Figure
from whynn.widgets.clinic_facts import Shown, facts, optimizer
from whynn.widgets.packed import LIMIT, pack, unpack
from whynn.widgets.ranges import within

FOLDER = Path(clinic.__file__).parent / "data_files"
RUNS, CASES = FOLDER / "clinic_runs.json", FOLDER / "clinic_cases.json"
MARKS, LOOKS, LAYERS = 41, len(clinic.LOOKS), clinic.HIDDEN + 1
ROWS = {"norms": LAYERS, "rms": LAYERS + 1, "dead": LAYERS - 1, "ratio": LAYERS}
CURVES = ("train", "held_out", "gradient")
WORST = 1e4  # a loss in use beyond this is off the scale
GIVEN = re.compile(r"[0-3](,[0-3]){0,3}(\|[0-3](,[0-3]){0,3})?")


class DebugClinic(Figure):
    """Fourteen training runs with one fault each, beside a healthy one.

    ``run`` is 1 to 14 and ``look`` 0 to 7, the place in ``whynn.clinic.LOOKS`` of the step at
    which the layers are shown.  ``given`` holds the answers by the run's name: the diseases
    chosen, a bar, the treatments chosen, as ``{"dead": "2,0|1"}``.  All runs were made by
    :func:`whynn.clinic.run` and stored; every number in a reason is read from them.  Another
    value raises ``traitlets.TraitError`` and changes nothing.

    >>> figure = DebugClinic(run=1)
    >>> figure.log("sick").steps[-1], figure.diagnosis in figure.case["asks"]
    (np.int64(240), True)
    """

    NAME = "debug_clinic"

    run = traitlets.Int(1).tag(sync=True)
    look = traitlets.Int(0).tag(sync=True)
    given = traitlets.Dict().tag(sync=True)
    key = traitlets.Unicode("clinic").tag(sync=True)
    _cases = traitlets.List().tag(sync=True)
    _healthy = traitlets.Unicode().tag(sync=True)
    _use = traitlets.Float().tag(sync=True)  # the healthy run's loss in use
    _steps = traitlets.List().tag(sync=True)
    _looks = traitlets.List().tag(sync=True)
    _lines = traitlets.List().tag(sync=True)  # the losses of guessing, and the floor

    def __init__(self, **traits):
        stored = json.loads(RUNS.read_text(encoding="utf-8"))
        super().__init__(
            _cases=cases(stored),
            _healthy=stored["healthy"]["log"],
            _use=stored["healthy"]["use"],
            _steps=list(range(0, HEALTHY.steps + 1, clinic.EVERY)),
            _looks=list(clinic.LOOKS),
            _lines=[round(clinic.CHANCE, 4), round(clinic.FLOOR, 4)],
            **traits,
        )

    @traitlets.validate("run", "look")
    def _counted(self, proposal):
        return within(
            proposal, *{"run": (1, len(FAULTS)), "look": (0, LOOKS - 1)}[proposal.trait.name]
        )

    @traitlets.validate("given")
    def _answered(self, proposal):
        for name, tries in proposal.value.items():
            if name not in FAULTS or not isinstance(tries, str) or not GIVEN.fullmatch(tries):
                known = "tries such as '2,0|1' by the name of a run"
                raise traitlets.TraitError(f"given: expected {known}, got {name!r}: {tries!r}")
        return dict(proposal.value)

    @property
    def case(self) -> dict:
        """The run shown: its two questions with their options, reasons and keys."""
        return self._cases[self.run - 1]

    @property
    def diagnosis(self) -> str:
        """What this run has."""
        return self.case["asks"][self.case["right"]]

    def log(self, which: str) -> clinic.Log:
        """What the ``sick``, ``treated`` or ``healthy`` run wrote down, as it is drawn."""
        if which == "healthy":
            return opened(self._healthy, self._use)
        return opened(self.case[which], self.case["use"][which == "treated"])

    @property
    def score(self) -> tuple[int, int]:
        """How many runs are cured, and how many of them with no wrong try."""
        done = clean = 0
        for case in self._cases:
            asked, _, cured = self.given.get(case["id"], "").partition("|")
            asked, cured = (t.split(",") for t in (asked, cured))
            if str(case["right"]) in asked and str(case["cure"]) in cured:
                done += 1
                clean += len(asked) == len(cured) == 1
        return done, clean

    def picture(self):
        """The losses, and the layers' gradients and signals, drawn by matplotlib."""
        fig, axes = plots.bare_figure(8.4, 2.9, columns=3)
        sick, healthy, at = self.log("sick"), self.log("healthy"), self.look
        for values, color, mark, name in (
            (sick.train, plots.BLUE, "o", "training"),
            (sick.held_out, plots.ORANGE, "^", "held out"),
            (healthy.held_out, plots.MUTED, "", "healthy"),
        ):
            axes[0].plot(sick.steps, values, color=color, marker=mark, ms=4, markevery=5,
                         ls="-" if mark else "--", label=name)  # fmt: skip
        axes[0].set(xlabel="step", yscale="log")
        axes[0].set_title(f"run {self.run}: loss")
        axes[0].legend(fontsize=8)
        for ax, name, first in ((axes[1], "norms", 1), (axes[2], "rms", 0)):
            for log, color, mark in ((sick, plots.BLUE, "o"), (healthy, plots.MUTED, "")):
                row = np.maximum(getattr(log, name)[at], 1e-12)
                ax.plot(range(first, len(row) + first), row, color=color, marker=mark, ms=4,
                        ls="-" if mark else "--")  # fmt: skip
            ax.set(xlabel="layer", yscale="log")
            ax.set_title(f"{'gradient' if first else 'signal'}, step {clinic.LOOKS[at]}")
        return fig


def packed(log: clinic.Log) -> str:
    """A log as one short text: logarithms to base 10, with the ends for 0 and infinity."""
    parts = [*(getattr(log, name) for name in CURVES), *(getattr(log, name) for name in ROWS)]
    flat = np.concatenate([np.ravel(part) for part in parts])
    with np.errstate(divide="ignore"):
        return pack(np.log10(np.where(np.isfinite(flat), flat, np.inf)))


def opened(text: str, use: float) -> clinic.Log:
    """The log of a packed text, to three digits."""
    sizes = [MARKS] * 3 + [LOOKS * n for n in ROWS.values()]
    flat = unpack(text, (sum(sizes),))
    flat = np.where(flat <= -LIMIT, 0.0, np.where(flat >= LIMIT, np.inf, 10.0**flat))
    parts = np.split(flat, np.cumsum(sizes)[:-1])
    rows = [np.reshape(p, (LOOKS, n)) for p, n in zip(parts[3:], ROWS.values(), strict=True)]
    return clinic.Log(np.arange(MARKS) * clinic.EVERY, *parts[:3], *rows, use)


def tabulate(rng: np.random.Generator) -> dict:
    """Make every run that the clinic shows or quotes: the file ``clinic_runs.json``."""
    texts = json.loads(CASES.read_text(encoding="utf-8"))
    healthy = clinic.run(HEALTHY, rng)
    table = {"healthy": {"log": packed(healthy), "use": _use(healthy)}, "runs": {}}
    for text in texts:
        fault = text["id"]
        sick = clinic.run(FAULTS[fault], rng)
        entry = {"sick": packed(sick), "use": {"": _use(sick)}}
        for cure in text["cures"]:
            log = clinic.run(treated(fault, cure["is"]), rng)
            entry["use"][cure["is"]] = _use(log)
            if cure["is"] == text["cure"]:
                entry["treated"] = packed(
                    log._replace(**{n: getattr(log, n)[:MARKS] for n in CURVES})
                )
        table["runs"][fault] = entry
    return table


def cases(stored: dict) -> list[dict]:
    """The questions, with the numbers of the stored runs written into their reasons."""
    found = []
    for text in json.loads(CASES.read_text(encoding="utf-8")):
        run = stored["runs"][text["id"]]
        use = {k: Shown(v if v < WORST else np.inf) for k, v in run["use"].items()}
        told = {
            "s": facts(opened(run["sick"], use[""])),
            "t": facts(opened(run["treated"], use[text["cure"]])),
            "h": facts(opened(stored["healthy"]["log"], Shown(stored["healthy"]["use"]))),
            "chance": Shown(clinic.CHANCE),
            "floor": Shown(clinic.FLOOR),
            "batch": clinic.BATCH,
            "by": optimizer(FAULTS[text["id"]]),
            "weight": Shown(FAULTS[text["id"]].weight),
            "tiny": Shown(precision.limits("fp16").smallest_subnormal),
        }
        known = [cure["is"] for cure in text["cures"]]
        found.append({
            "id": text["id"],
            "by": told["by"],
            "asks": [each["text"] for each in text["asks"]],
            "whys": [each["why"].format(**told) for each in text["asks"]],
            "right": [each["is"] for each in text["asks"]].index(text["id"]),
            "cures": [each["text"] for each in text["cures"]],
            "notes": [c["why"].format(**told, use=use[c["is"]]) for c in text["cures"]],
            "cure": known.index(text["cure"]),
            "sick": run["sick"],
            "treated": run["treated"],
            "use": [run["use"][""], run["use"][text["cure"]]],
        })  # fmt: skip
    return found


def _use(log):
    """The loss in use, or what stands for one beyond all bounds."""
    return round(float(log.use), 4) if log.use < WORST else WORST
