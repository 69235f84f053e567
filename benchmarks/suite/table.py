"""The table of all results, from the data alone."""

import math

from suite.plan import GROUPS, HOW

HEAD = """# Benchmark results

Written by `make bench` from [results.json](results.json); do not edit. A ratio is theirs / ours
of one round, measured side by side: **above 1, ours is faster or lighter**. The table shows
medians over the rounds, and the lowest and the highest ratio of a round.

![Every ratio as a dot with its spread, by group; 1 is equal.](results.svg)
"""
COLUMNS = "| what | ours | theirs | ratio | lowest to highest | rounds | bar | note |"
QUICK = "**A quick run, with few rounds: only a sketch. A full run overwrites it.**"


def amount(value: float, unit: str) -> str:
    """A value with three digits and the unit that suits it.

    >>> amount(0.00123, "s"), amount(412_345, "byte"), amount(95.0, "s")
    ('1.23 ms', '412 kB', '95.0 s')
    """
    if unit == "byte":
        return f"{value / 1000:.0f} kB"
    for size, name in ((1, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if value >= size:
            return f"{digits(value / size)} {name}"
    return f"{digits(value / 1e-9)} ns"


def digits(value: float) -> str:
    """Three significant digits, without an exponent.

    >>> digits(0.0456), digits(3.14159), digits(27.0), digits(2873.3)
    ('0.0456', '3.14', '27.0', '2,873')
    """
    places = 2 - math.floor(math.log10(value)) if value > 0 else 0
    return f"{value:,.{max(places, 0)}f}"


def line(row: dict) -> str:
    """One row of the table."""
    if "missing" in row:
        told = [row["what"], *row["names"], "", "", "", "", row["missing"]]
    else:
        told = cells(row, row["ours"], row["theirs"])
    return f"| {' | '.join(told)} |"


def cells(row: dict, ours: dict, theirs: dict) -> list[str]:
    """The cells of a row that was measured."""
    unit, bar = row["unit"], ""
    if row["bar"] is not None:
        held = "held" if ours["median"] <= row["bar"] else "**over**"
        bar = f"{amount(row['bar'], unit)}: {held}"
    return [
        row["what"],
        f"{row['names'][0]} {amount(ours['median'], unit)}",
        f"{row['names'][1]} {amount(theirs['median'], unit)}",
        digits(row["ratio"]),
        f"{digits(row['low'])} to {digits(row['high'])}",
        str(row["rounds"]),
        bar,
        row["note"],
    ]


def written(groups: dict) -> str:
    """The whole page."""
    parts = [HEAD]
    for name, group in groups.items():
        where = group["environment"]
        versions = ", ".join(f"{k} {v}" for k, v in where["versions"].items())
        parts.append(f"## {GROUPS[name]}\n\n{HOW[name]}\n")
        if group["quick"]:
            parts.append(f"{QUICK}\n")
        parts.append("\n".join([COLUMNS, "|---|---|---|---|---|---|---|---|"]))
        parts.append("\n".join(map(line, group["rows"])) + "\n")
        if all("missing" in row for row in group["rows"]):
            continue
        parts.append(
            f"Measured {group['date']} in {group['seconds']} s; {where['system']},"
            f" {where['cores']} cores, {where['threads']} thread; {versions}.\n"
        )
    return "\n".join(parts)
