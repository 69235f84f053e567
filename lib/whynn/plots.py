"""Drawing helpers in the book's one style.  Each takes an ``Axes``, draws and returns it."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from whynn import check, perceptron

# The same colours as the movable figures, on a light card.
INK, MUTED, LINE, GRID = "#1f2530", "#56606f", "#c9ced6", "#e6e9ed"
BLUE, ORANGE, GREEN, PLUM = "#1467c4", "#b4500b", "#006b4f", "#5a1047"
ACCENTS = (BLUE, ORANGE, GREEN, PLUM)
ZERO, ONE, WRONG = BLUE, ORANGE, "#b3103f"
TINT, HATCH = 0.09, "#e7c9b5"
MARKERS = ("o", "^", "D", "s")

STYLE = {
    "axes.axisbelow": True,
    "axes.edgecolor": LINE,
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.prop_cycle": plt.cycler(color=ACCENTS, marker=MARKERS),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "figure.dpi": 120,
    "font.size": 10.5,
    "grid.color": GRID,
    "legend.frameon": False,
    "lines.linewidth": 2,
    "lines.markersize": 6,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
}


def subplots(columns=1, *, rows=1, width=6.4, height=3.2, **kwargs):
    """Axes in the book's style: ``(figure, axes)`` as from ``plt.subplots``.

    ``width`` and ``height`` are in inches.  Raises ``ValueError`` for no column or no row.

    >>> fig, ax = subplots()
    >>> plt.close(fig)
    """
    check.count("columns", columns)
    check.count("rows", rows)
    with plt.rc_context(STYLE):
        return plt.subplots(
            rows, columns, figsize=(width, height), layout="constrained", **kwargs
        )


def bare_figure(width: float, height: float, columns: int = 1) -> tuple[Figure, Axes]:
    """A figure that pyplot does not know, so no cell shows it by accident, and its axes.

    With several ``columns`` the axes are an array.  Raises ``ValueError`` for no column.
    """
    check.count("columns", columns)
    with plt.rc_context(STYLE):
        fig = Figure(figsize=(width, height), layout="constrained")
        return fig, fig.subplots(1, columns)


def pair(failure: str, fix: str, *, width: float = 4.6, height: float = 1.35):
    """Two small axes, what fails and what mends it: ``(figure, (left, right))``.

    The titles carry a cross and a tick, so that colour does not work alone; the axes have no
    ticks and small labels, so that eleven pairs fit on one printed page.

    >>> fig, (left, right) = pair("one knife", "two knives")
    >>> left.get_title("left"), right.get_title("left")
    ('✗ one knife', '✓ two knives')
    >>> plt.close(fig)
    """
    fig, axes = subplots(2, width=width, height=height)
    words = (f"✗ {failure}", WRONG), (f"✓ {fix}", GREEN)
    for ax, (title, color) in zip(axes, words, strict=True):
        ax.set_title(title, color=color, fontsize=9, loc="left")
        ax.tick_params(which="both", length=0, labelbottom=False, labelleft=False)
        ax.grid(False)
        for label in (ax.xaxis.label, ax.yaxis.label):
            label.set_size(8.5)
    return fig, axes


def cut(
    ax: Axes, w, b, *, low: float = -0.45, high: float = 1.45, color: str = INK, label=None
):
    """Draw the line ``w . x + b = 0`` and tint the side that fires; ``w`` is ``(2,)``.

    Raises ``ValueError`` for other shapes.  With both weights 0 there is no line to draw.

    >>> fig, ax = bare_figure(3, 3)
    >>> cut(ax, [1, 1], -0.5) is ax
    True
    """
    w = check.array("w", w, shape=(2,))
    at = np.linspace(low, high, 241)
    x1, x2 = np.meshgrid(at, at)
    s = w[0] * x1 + w[1] * x2 + check.number("b", b)
    ax.contourf(x1, x2, s, levels=[-np.inf, 0, np.inf], colors=[ZERO, ONE], alpha=TINT)
    # the firing side is hatched too, so that colour does not work alone
    with plt.rc_context({"hatch.color": HATCH, "hatch.linewidth": 0.8}):
        ax.contourf(x1, x2, s, levels=[0, np.inf], colors="none", hatches=["//"])
    if w.any():
        line = ax.contour(x1, x2, s, levels=[0], colors=[color], linewidths=2.5)
        if label:
            ax.clabel(line, fmt=label, fontsize=9)
    return ax


def corners(ax: Axes, y, wrong=(), *, small: bool = False):
    """Draw the four corners: hollow wants 0, filled wants 1, a dashed ring is wrong.

    ``y`` is ``(4,)`` of 0 and 1, ``wrong`` the indices to ring.  ``small`` fits them into one
    of a ``pair``, where the title says what the ring means.  Raises ``ValueError`` for other
    labels.

    >>> fig, ax = bare_figure(3, 3)
    >>> corners(ax, [0, 1, 1, 0], wrong=[3]) is ax
    True
    """
    y = check.labels("y", y, n=4, classes=2)
    dot, ring_size = (7, 14) if small else (13, 25)
    for i, (x1, x2) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)]):
        color = ONE if y[i] else ZERO
        ax.plot(
            x1, x2, "o", ms=dot, mfc=color if y[i] else "white", mec=color, mew=2.5, zorder=4
        )
        if i in wrong:
            ring = {
                "facecolors": "none",
                "edgecolors": WRONG,
                "linewidths": 2,
                "linestyles": "--",
            }
            ax.scatter(x1, x2, s=ring_size**2, zorder=3, **ring)
            if not small:
                ax.annotate("wrong", (x1, x2), (0, 17 if x2 else -26), color=WRONG, ha="center",
                            textcoords="offset points", fontweight="bold")  # fmt: skip
    ax.set(xlim=(-0.45, 1.45), ylim=(-0.45, 1.45), aspect="equal", xticks=[0, 1], yticks=[0, 1])
    if not small:
        ax.set_xlabel("$x_1$")
        ax.set_ylabel("$x_2$", rotation=0)
    return ax


def knife(name: str, w, b, *, width: float = 2.8, height: float = 3.0):
    """One rule on the table ``name``: its cut, the wrong corners ringed, how many are right.

    Returns ``(figure, axes)``.  Raises ``ValueError`` for ``w`` not of shape ``(2,)`` and
    ``KeyError`` for an unknown table.

    >>> fig, ax = knife("XOR", [1, 0], -0.5)
    >>> ax.get_title()
    'XOR: 2 of 4 right'
    >>> plt.close(fig)
    """
    y = np.array(perceptron.TABLES[name])
    fig, ax = subplots(width=width, height=height)
    cut(ax, w, b)
    wrong = np.flatnonzero(perceptron.predict(perceptron.CORNERS, w, b) != y)
    corners(ax, y, wrong=wrong)
    ax.set_title(f"{name}: {4 - len(wrong)} of 4 right")
    return fig, ax
