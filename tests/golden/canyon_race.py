"""What whynn's optimizers make of random settings on the canyon, divergent ones included."""

import numpy as np
from whynn import rates, surfaces
from whynn.widgets import CanyonRace
from whynn.widgets import canyon_race as canyon

STEPS, SEARCHED = 500, 6  # of the settings of a racer, so many are walked to the horizon


def raw_walk(figure, name) -> np.ndarray:
    """500 steps without any stop, ``(501, 2)``: a walk that diverges may end in inf or nan."""
    opt, w = figure.optimizer(name), {"w": np.array([figure.w1, figure.w2])}
    grad, state, path = figure.surface().grad, opt.init(w), [w["w"]]
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(STEPS):
            w, state = opt.update(w, {"w": grad(w["w"])}, state)
            path.append(w["w"])
    return np.array(path)


def written(value: float):
    """The value, or the name of one that JSON cannot hold."""
    return value if np.isfinite(value) else str(value)


def settings(rng) -> dict:
    """A random state of the figure; three in ten may step far too long for plain descent."""
    a = 10 ** rng.uniform(0, 3)
    longest = 2.0 if rng.random() < 0.3 else min(2.0, 1.9 / a)
    return {
        "a": a,
        "alpha": 10 ** rng.uniform(-3.5, np.log10(longest)),
        "beta": rng.uniform(0, 0.99),
        "beta2": 1 - 10 ** rng.uniform(-3, -0.3),
        "decay": rng.uniform(0, 1),
        "w1": rng.uniform(-1.4, 1.4),
        "w2": rng.uniform(-2.5, 2.5),
        "angle": rng.choice([0, rng.uniform(0, 90)]),
    }


def row(figure, name, search) -> dict:
    """One racer in one setting: its places, its closed forms, and how its race ends."""
    curvatures = [2 * figure.a, 2.0]
    beta = {"sgd": 0.0, "momentum": figure.beta}.get(name)
    # near the bottom of a turned canyon Adam's steps hang on the last bit of a sine
    search = search and not (figure.angle and name.startswith("adam"))
    walk = figure.walk(name, canyon.HORIZON if search else 1)
    settled = search and walk.diverged_at is None
    return {
        "name": name,
        "state": {k: getattr(figure, k) for k in canyon.RANGES},
        "path": [[written(v) for v in axis] for axis in raw_walk(figure, name).T.tolist()],
        "searched": search,
        "steps": surfaces.steps_to(walk.losses, canyon.GOAL) if settled else None,
        "blown": walk.diverged_at,
        "best": rates.best_step(curvatures),
        "limit": rates.divergence_limit(curvatures),
        "rate": None
        if beta is None
        else float(rates.contraction(curvatures, figure.alpha, beta).max()),
    }


def vectors(n: int = 50) -> dict:
    """Every optimizer in ``n`` settings, and the losses still to come of one race."""
    rng = np.random.default_rng(0)
    rows = [
        row(CanyonRace(**settings(rng)), name, i < SEARCHED)
        for name in canyon.RACERS
        for i in range(n)
    ]
    trailing = CanyonRace(w1=1, w2=1).walk("momentum", canyon.HORIZON).losses
    return {
        "rows": rows,
        "worst": np.maximum.accumulate(trailing[::-1])[::-1][: canyon.SHOWN + 1].tolist(),
        "ranges": {k: v[:2] for k, v in canyon.RANGES.items()},
        "racers": canyon.RACERS,
    }
