"""What whynn says of random knives."""

import numpy as np
from whynn import perceptron


def visited(data, quarters) -> list:
    """Every knife of Rosenblatt's rule in three passes, from this one and from zero."""
    runs = [
        perceptron.learn(perceptron.CORNERS, perceptron.TABLES[data], passes=3, w=w, b=b)
        for w, b in ((quarters[:2], quarters[2]), ([0, 0], 0.0))
    ]
    return [np.round(run.visited, 2).tolist() for run in runs]


def vectors(n: int = 300) -> list[dict]:
    """Random knives with two decimals, some exactly through a corner, and what whynn says."""
    rng, rows = np.random.default_rng(0), []
    for i in range(n):
        w1, w2, b = np.round(rng.uniform([-2, -2, -3], [2, 2, 3]), 2)
        if i % 10 == 0:
            b = round(-w1, 2)  # through (1, 0): the score there is 0, which does not fire
        data = list(perceptron.TABLES)[i % 4]
        s = perceptron.score(perceptron.CORNERS, (w1, w2), b)
        out = (np.round(s, 2) > 0).astype(int)
        right = int((out == perceptron.TABLES[data]).sum())
        rows.append(
            {
                "data": data,
                "w1": w1,
                "w2": w2,
                "b": b,
                "score": s.tolist(),
                "out": out.tolist(),
                "right": right,
                "visited": visited(data, np.round(4 * np.array([w1, w2, b])) / 4),
            }
        )
    return rows
