"""What whynn says of random ramps: the loss after k doublings, half of it, and the misses."""

from types import SimpleNamespace

import numpy as np
from whynn.powerlaw import power_law
from whynn.widgets import ScalingRamp


def vectors(n: int = 200) -> list[dict]:
    """Random exponents, floors and doublings; five runs off the ramp in each."""
    rng, rows = np.random.default_rng(0), []
    x = 50.0 * 2.0 ** np.arange(6)
    for i in range(n):
        loss = power_law(x, 3.0, 0.4, 0.05) * np.exp(0.1 * rng.normal(size=6))
        curve = SimpleNamespace(x=x, loss=loss)
        floor = round(float(rng.uniform(0, 0.99)), 3) if i % 4 else 0.0
        ramp = ScalingRamp(
            curve,
            curve,
            show="our sizes",
            exponent=float(10 ** rng.uniform(-2, 0.3)),
            floor=floor,
            doublings=float(rng.uniform(0, 24)),
        )
        start = ramp._series["our sizes"]["start"]
        here, then = ramp.loss([ramp.doublings, ramp.doublings + 1])
        rows.append(
            {
                "state": {k: getattr(ramp, k) for k in ("exponent", "floor", "doublings")},
                "series": ramp._series["our sizes"],
                "share": here / start,
                "next": 1 - then / here,
                "half": ramp.half if np.isfinite(ramp.half) else None,
                "misses": ramp.misses.tolist(),
            }
        )
    return rows
