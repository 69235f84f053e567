"""Make the clinic's runs: ``python benchmarks/clinic.py`` writes them to the library's data."""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy is loaded: the runs are small

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from whynn.widgets.debug_clinic import RUNS, tabulate


def main() -> None:
    """Make all runs and store them."""
    table = tabulate(np.random.default_rng(6))
    RUNS.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
