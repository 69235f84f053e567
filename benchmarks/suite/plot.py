"""The picture of all ratios: one dot a row with its spread, readable on light and on dark."""

from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter, LogLocator
from whynn import plots

from suite.plan import GROUPS
from suite.table import digits

# as far from white as from the dark page, about 4:1 on both
INK, LINE, BETTER, WORSE = "#737e8f", "#737e8f55", "#2b7fd3", "#c9661a"
LEFT_OUT = ("tests",)  # parts of a whole, not rivals
ROW, EDGE, WIDTH = 0.19, 0.75, 8.5  # inches
WIDE = 200  # from here on an axis has its powers of ten alone


def panels(groups: dict) -> list[tuple[str, list[tuple[str, dict]]]]:
    """Title and labelled rows of each panel; the pages' rows get a panel for each kind."""
    found = []
    for name, group in groups.items():
        rows = [row for row in group["rows"] if "missing" not in row]
        if name in LEFT_OUT or not rows:
            continue
        if name != "pages":
            labelled = [(f"{row['what']}: {row['names'][1]}", row) for row in rows]
            found.append((GROUPS[name], labelled))
            continue
        kinds = {}
        for row in rows:
            page, _, kind = row["what"].partition(": ")
            title = f"{kind[0].upper()}{kind[1:]}, against {row['names'][1]}"
            kinds.setdefault(title, []).append((page, row))
        found += kinds.items()
    return found


def draw(groups: dict, file: Path) -> None:
    """Write the picture as SVG."""
    shown = panels(groups)
    sizes = [ROW * len(rows) + EDGE for _, rows in shown]
    style = plots.STYLE | {
        "svg.fonttype": "none", "svg.hashsalt": "bench", "text.color": INK,
        "axes.edgecolor": LINE, "axes.labelcolor": INK, "grid.color": LINE,
        "xtick.color": INK, "ytick.color": INK, "font.family": "sans-serif", "font.size": 9,
    }  # fmt: skip
    with plt.rc_context(style):
        fig, axes = plt.subplots(
            len(shown), figsize=(WIDTH, sum(sizes)), height_ratios=sizes,
            layout="constrained", squeeze=False,
        )  # fmt: skip
        for ax, (title, rows) in zip(axes[:, 0], shown, strict=True):
            panel(ax, title, rows)
        axes[-1, 0].set_xlabel("theirs / ours: right of 1, ours is faster or lighter")
        fig.savefig(file, transparent=True, metadata={"Date": None})
    plt.close(fig)


def panel(ax, title: str, rows: list) -> None:
    """One group: dots by row from the top, whiskers from the lowest to the highest ratio."""
    for at, (_, row) in enumerate(rows):
        better = row["ratio"] >= 1
        color = BETTER if better else WORSE
        ax.plot([row["low"], row["high"]], [at, at], color=color, linewidth=1.6, marker="")
        ax.plot(row["ratio"], at, color=color, marker="o" if better else "D", markersize=5)
        ax.annotate(
            digits(row["ratio"]), (row["high"], at), (5, 0), textcoords="offset points",
            va="center", fontsize=8, color=INK,
        )  # fmt: skip
    ax.set_title(title, fontsize=10)
    ax.set_yticks(range(len(rows)), [label for label, _ in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.axvline(1, color=INK, linewidth=1.2, linestyle="--", marker="")
    low = min(1, *(row["low"] for _, row in rows))
    high = max(1, *(row["high"] for _, row in rows))
    ax.set_xscale("log")
    ax.set_xlim(low / 1.3, high * 1.9)
    steps = (1,) if high / low > WIDE else (1, 2, 5)
    ax.xaxis.set_major_locator(LogLocator(subs=steps, numticks=12))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,g}"))
    ax.xaxis.minorticks_off()
    ax.tick_params(length=0)
    ax.grid(axis="y", visible=False)
