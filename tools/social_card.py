"""Draw the picture that a shared link shows: ``python tools/social_card.py``.

It is the book's first failure: four corners, two of each class, and the best line there is.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "lib"))

import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
from whynn import perceptron, plots  # noqa: E402

OUT = ROOT / "assets" / "card.png"
# what sites that show links ask for, in pixels
WIDTH, HEIGHT = 1200, 630


def main() -> None:
    """Draw and save."""
    w, b = np.array([1.0, 1.0]), -0.5
    x, y = perceptron.CORNERS, np.array(perceptron.TABLES["XOR"])
    said = perceptron.predict(x, w, b)
    with plt.rc_context(plots.STYLE):
        figure = plt.figure(figsize=(WIDTH / 200, HEIGHT / 200), dpi=200, facecolor="white")
        text = {"color": plots.INK, "transform": figure.transFigure}
        figure.text(0.06, 0.66, "Why Neural\nNetworks Work", size=21, weight="bold", **text)
        figure.text(
            0.06,
            0.34,
            "Every formula mends a failure.\nEvery number was run.\nDrag the figures.",
            size=10.5,
            linespacing=1.6,
            **text,
        )
        ax = figure.add_axes((0.58, 0.12, 0.39, 0.74))
        plots.cut(ax, w, b)
        plots.corners(ax, y, wrong=np.flatnonzero(said != y), small=True)
        ax.set_title(f"{int((said == y).sum())} of {len(y)} right", size=11)
        figure.savefig(OUT)


if __name__ == "__main__":
    main()
