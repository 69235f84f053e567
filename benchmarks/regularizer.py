"""Train the networks of the figure ``Regularizer``: ``python benchmarks/regularizer.py``.

Thirty-six of them, about ten seconds; writes ``lib/whynn/data_files/regularizer.json``.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy is loaded

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from whynn.widgets import regularizer

SEED = 10  # points all along the curve, and noise that is easily learnt

if __name__ == "__main__":
    seeds = {"rng": np.random.default_rng(SEED), "start": np.random.default_rng([SEED, 1])}
    table = regularizer.tabulate(**seeds)
    lines = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in table.items()]
    regularizer.FILE.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")
