"""Chapter 01: what one straight cut can do."""

import numpy as np

from whynn import perceptron
from whynn.grading.contract import Question, Wrong, show
from whynn.grading.questions._verdicts import hit

TABLES = {
    "AND": (0, 0, 0, 1),
    "OR": (0, 1, 1, 1),
    "NAND": (1, 1, 1, 0),
    "NOR": (1, 0, 0, 0),
    "XOR": (0, 1, 1, 0),
    "XNOR": (1, 0, 0, 1),
}

_RIGHT = """
w = np.array([1.0, 1.0])
b = -0.5
wrong_row = (1, 1)
best_accuracy = 0.75
cut = {"AND": True, "OR": True, "NAND": True, "NOR": True, "XOR": False, "XNOR": False}
"""

LINE = Question(
    "01-line",
    title="Cut XOR with one line",
    level="easy",
    minutes=5,
    names=("w", "b", "wrong_row", "best_accuracy", "cut"),
    hints=(
        "Start from OR: it differs from XOR in one row only.",
        "OR fires when x1 + x2 is at least 1. Put the line between a sum of 0 and a sum of 1,"
        " then count which row of XOR it gets wrong. Four rows: each is worth a quarter.",
        "w = np.array([1.0, 1.0]), and b lies between -1 and 0.",
    ),
    mutants=(
        (_RIGHT.replace("0.75", "1.0"), "thinks that one line is enough"),
        (_RIGHT.replace("b = -0.5", "b = 0.5"), "the line fires everywhere: two rows"),
        (_RIGHT.replace("(1, 1)", "(0, 0)"), "names a row that the line gets right"),
        (_RIGHT.replace('"XOR": False', '"XOR": True'), "thinks that XOR can be cut"),
        (_RIGHT.replace('"NAND": True', '"NAND": False'), "thinks that NAND cannot be cut"),
    ),
    alternatives=(
        """
w = np.array([-2.0, -2.0])
b = 3.0
wrong_row = np.array([0.0, 0.0])
best_accuracy = 3 / 4
cut = dict.fromkeys(["AND", "OR", "NAND", "NOR"], True)
cut |= {"XOR": False, "XNOR": False}
""",
    ),
)


@LINE.part("w and b get three of the four rows of XOR right")
def _three_rows(s, rng):
    right = _right_rows(s)
    if right.sum() != 3:
        rows = ", ".join(str(tuple(map(int, row))) for row in perceptron.CORNERS[~right])
        raise Wrong(
            f"your line gets {right.sum()} of 4 rows right, expected 3. It is wrong at {rows}:"
            " slide it with b, or turn it with w"
        )


@LINE.part("wrong_row is the row that your line gets wrong")
def _wrong_row(s, rng):
    right = _right_rows(s)
    row = s.array("wrong_row", (2,))
    at = np.flatnonzero((row == perceptron.CORNERS).all(axis=1))
    if not at.size:
        raise Wrong(f"`wrong_row`: expected one of the four inputs, you gave {show(row)}")
    if right[at[0]]:
        raise Wrong(
            f"your line is right at {tuple(map(int, row))}: work out w·x + b for each of the"
            " four rows, and find the one whose sign is not the one wanted"
        )


@LINE.part("best_accuracy is the best that any line can do on XOR")
def _best(s, rng):
    tables, cuttable = perceptron.all_tables(2), perceptron.cuttable(2)
    best = (tables[cuttable] == TABLES["XOR"]).mean(axis=1).max()
    look = "It is the rows that the best line gets right, divided by the four rows there are."
    hit(s.number("best_accuracy"), best, "best_accuracy", look)


@LINE.part("cut says True for each table that one line can cut")
def _can(s, rng):
    _tables(s, True)


@LINE.part("cut says False for each table that no line can cut")
def _cannot(s, rng):
    _tables(s, False)


def _right_rows(s):
    w, b = s.array("w", (2,)), s.number("b")
    if not (np.isfinite(w).all() and np.isfinite(b)):
        raise Wrong("`w` and `b`: expected finite numbers")
    return perceptron.predict(perceptron.CORNERS, w, b) == TABLES["XOR"]


def _tables(s, wanted):
    given = s.table("cut", TABLES)
    tables, cuttable = perceptron.all_tables(2), perceptron.cuttable(2)
    for name, outputs in TABLES.items():
        can = bool(cuttable[(tables == outputs).all(axis=1)][0])
        if not isinstance(given[name], bool):
            raise Wrong(
                f"`cut[{name!r}]`: expected True or False, you gave {show(given[name])}"
            )
        if can == wanted and given[name] != can:
            raise Wrong(
                f"`cut[{name!r}]`: you gave {given[name]}. Mark the four corners with"
                " the outputs of this table, and look for one straight line between 0s and 1s"
            )
