"""What whynn says of random budgets under both laws: splits, losses, the cheapest network."""

import numpy as np
from whynn.scaling import (
    allocation_at_ratio,
    compute_optimal,
    inference_optimal,
    serving_flop,
    training_flop,
)
from whynn.widgets.chinchilla_balance import FLOP, LAWS, RATIO, SERVED


def vectors(n: int = 200) -> list[dict]:
    """Random compute, tokens per parameter and tokens served; a third serves nothing."""
    rng, rows = np.random.default_rng(0), []
    for i in range(n):
        law = list(LAWS.values())[i % 2]
        draw = (10 ** rng.uniform(*np.log10(ends)) for ends in (FLOP, RATIO, SERVED))
        flop, ratio, served = draw
        served = served if i % 3 else 0.0
        yours = allocation_at_ratio(flop, ratio, law)
        low = inference_optimal(yours.loss, served, law)
        rows.append(
            {
                "law": list(law),
                "flop": flop,
                "ratio": ratio,
                "served": served,
                "yours": list(yours),
                "best": list(compute_optimal(flop, law)),
                "cheapest": list(low),
                "cost": training_flop(*low[:2]) + serving_flop(low.parameters, served),
            }
        )
    return rows
