"""What whynn's activations make of random points, and of many layers at them."""

import numpy as np
from whynn.activations import ACTIVATIONS
from whynn.widgets import SigmoidMuffler
from whynn.widgets import sigmoid_muffler as muffler


def vectors(n: int = 90) -> dict:
    """Random states of the figure and what they give."""
    rng, rows = np.random.default_rng(0), []
    for i in range(n):
        figure = SigmoidMuffler(
            bend=muffler.BENDS[i % 3],
            x=rng.uniform(-6, 6),
            weight=10 ** rng.uniform(-1, 1),
            depth=int(rng.integers(1, 31)),
        )
        rows.append(
            {
                "state": {k: getattr(figure, k) for k in ("bend", "x", "weight", "depth")},
                "value": float(ACTIVATIONS[figure.bend].f(figure.x)),
                "slope": figure.slope,
                "slopes": figure.slope**figure.depth,
                "left": figure.left,
            }
        )
    return {"rows": rows, "bends": muffler.BENDS}
