"""What the Python half unpacks, writes and counts: logs, numbers as texts, scores."""

import numpy as np
from whynn.clinic import LOOKS
from whynn.widgets import DebugClinic
from whynn.widgets.clinic_facts import shown
from whynn.widgets.debug_clinic import CURVES, ROWS


def vectors() -> dict:
    """Every second run's logs, 300 sizes as texts, and the scores of 60 random states."""
    figure, rng, logs, states = DebugClinic(), np.random.default_rng(1), [], []
    for run in range(1, 15, 2):
        figure.run = run
        for which in ("sick", "treated"):
            log = figure.log(which)
            curves = {name: _plain(getattr(log, name)) for name in CURVES}
            rows = {name: [_plain(r) for r in getattr(log, name)] for name in ROWS}
            logs.append({"packed": figure.case[which], **curves, **rows})
    for _ in range(60):
        figure.given = {case["id"]: _tries(case, rng) for case in figure._cases[:9]}
        states.append(
            {"given": figure.given, "done": figure.score[0], "clean": figure.score[1]}
        )
    sizes = [0.0, *(10.0 ** rng.uniform(-11, 11, 300)), 0.9996, 999.6, 0.00099999]
    keys = [{name: case[name] for name in ("id", "right", "cure")} for case in figure._cases]
    return {
        "looks": len(LOOKS),
        "logs": logs,
        "cases": keys,
        "states": states,
        "texts": [[size, shown(size)] for size in sizes],
    }


def _plain(values):
    return [float(v) if np.isfinite(v) else "inf" for v in values]


def _tries(case, rng):
    """Tries at both questions, each ending in the right answer or given up before."""
    asked = _upto(rng.permutation(4).tolist(), case["right"])[: rng.integers(1, 5)]
    if case["right"] not in asked:
        return ",".join(map(str, asked))
    cured = _upto(rng.permutation(4).tolist(), case["cure"])[: rng.integers(1, 5)]
    return f"{','.join(map(str, asked))}|{','.join(map(str, cured))}"


def _upto(tries, key):
    return tries[: tries.index(key) + 1]
