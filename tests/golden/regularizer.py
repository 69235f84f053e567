"""What the Python half unpacks and looks up, for random states."""

import numpy as np
from whynn.toolkit import curve
from whynn.widgets import Regularizer
from whynn.widgets.regularizer import GRID, OFFERED


def vectors(n: int = 60) -> dict:
    """The figure's data, random states of it, and the losses, fit and best step of each."""
    figure, rng, rows = Regularizer(), np.random.default_rng(1), []
    for _ in range(n):
        for name, offered in OFFERED.items():
            setattr(figure, name, rng.choice(offered).item())
        rows.append(
            {
                "state": {name: getattr(figure, name) for name in OFFERED},
                "train": figure.losses("train").tolist(),
                "validation": figure.losses().tolist(),
                "best": figure.best_step,
                "fit": figure.fit.tolist(),
            }
        )
    return {
        "offered": OFFERED,
        "fits": figure._fits,
        "trainAll": figure._train,
        "validationAll": figure._validation,
        "grid": GRID.tolist(),
        "curve": curve(GRID).tolist(),
        "rows": rows,
    }
