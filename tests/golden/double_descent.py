"""What the Python half unpacks and looks up, for random states."""

import numpy as np
from whynn.descent import NOISES, RIDGES, WIDTHS
from whynn.toolkit import curve
from whynn.widgets import DoubleDescent
from whynn.widgets.double_descent import GRID


def vectors(n: int = 60) -> dict:
    """The figure's data, random states of it, and the losses and the fit of each."""
    figure, rng, rows = DoubleDescent(np.random.default_rng(0)), np.random.default_rng(1), []
    for _ in range(n):
        figure.features, figure.noise = int(rng.choice(WIDTHS)), float(rng.choice(NOISES))
        figure.ridge = str(rng.choice(RIDGES))
        rows.append(
            {
                "state": {k: getattr(figure, k) for k in ("features", "noise", "ridge")},
                "train": figure.losses("train").tolist(),
                "test": figure.losses().tolist(),
                "fit": figure.fit.tolist(),
            }
        )
    return {
        "widths": WIDTHS,
        "fits": figure._fits,
        "trainAll": figure._train,
        "testAll": figure._test,
        "grid": GRID.tolist(),
        "curve": curve(GRID).tolist(),
        "rows": rows,
    }
