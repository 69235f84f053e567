"""What the exercise's own words say of some fixes, for the figure in the browser."""

import re

from whynn.grading.questions.chain import ROWS
from whynn.widgets import FinalRetrieval

SAID = (
    "a hidden layer", "Many Rules", "HE", "the hen", "Xavier", "chain rule", "mini-batches",
    "SGD", "log loss", "ReLU", "skip connections", "heavy ball", "Adam", "log-log paper",
    "power law", "about 20 tokens", "120", "early stopping", "weight decay", "", "nothing",
    "a better learning rate", "non linear", "nonlinearity", "dropout", "optimiser",
)  # fmt: skip


def vectors() -> dict:
    """The rows, and for each text the rows whose fix it names."""
    fits = {t: [n - 1 for n in ROWS if re.search(ROWS[n][0], t.casefold())] for t in SAID}
    return {"rows": FinalRetrieval().rows, "fits": fits}
