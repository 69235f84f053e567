"""What whynn says of random piles of two units and a cut."""

import numpy as np
from whynn import linear, mlp
from whynn.perceptron import CORNERS
from whynn.widgets import PaperFold

BENDS = {"none": "identity", "ReLU": "relu", "tanh": "tanh", "GELU": "gelu"}
NAMES = ("w11", "w21", "b1", "w12", "w22", "b2", "v1", "v2", "c")


def learned(bend, p) -> list[dict]:
    """The numbers and the loss after 0, 1 and 30 nudges."""
    fold, rows = PaperFold(bend=bend, **p), []
    for steps in (0, 1, 30):
        to, loss = fold.learned(steps)
        numbers = [*to["W1"][:, 0], to["b1"][0], *to["W1"][:, 1], to["b1"][1]]
        numbers = [float(v) for v in (*numbers, *to["W2"][:, 0], to["b2"][0])]
        rows.append({"steps": steps, "numbers": numbers, "loss": loss})
    return rows


def vectors(n: int = 240) -> list[dict]:
    """Random piles with two decimals, at the corners and elsewhere, and what whynn says."""
    rng, rows = np.random.default_rng(0), []
    top = np.array([2, 2, 3, 2, 2, 3, 2, 2, 3])
    for i in range(n):
        bend = list(BENDS)[i % 4]
        p = dict(zip(NAMES, np.round(rng.uniform(-top, top), 2).tolist(), strict=True))
        params = {
            "W1": np.array([[p["w11"], p["w12"]], [p["w21"], p["w22"]]]),
            "b1": np.array([p["b1"], p["b2"]]),
            "W2": np.array([[p["v1"]], [p["v2"]]]),
            "b2": np.array([p["c"]]),
        }
        run = mlp.forward(params, CORNERS, BENDS[bend])
        x = np.round(rng.uniform(-0.45, 1.45, size=(5, 2)), 3)
        one = linear.collapse([(params["W1"], params["b1"]), (params["W2"], params["b2"])])
        rows.append(
            {
                "p": {"bend": bend, **p},
                "h": run.h[1].tolist(),
                "score": run.logits[:, 0].tolist(),
                "out": (np.round(run.logits[:, 0], 2) > 0).astype(int).tolist(),
                "x": x.tolist(),
                "elsewhere": mlp.forward(params, x, BENDS[bend]).logits[:, 0].tolist(),
                "flattened": (np.round(run.z[0], 2) < 0).sum(axis=0).tolist(),
                "learned": learned(bend, p),
                "layer": [*one.W[:, 0].tolist(), one.b.item()] if bend == "none" else None,
            }
        )
    return rows
