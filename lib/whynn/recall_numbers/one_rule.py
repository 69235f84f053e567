"""Numbers of chapter 1: cuts, truth tables, and the loss of guessing."""

from functools import cache

import numpy as np

from whynn import perceptron
from whynn.activations import sigmoid
from whynn.data import truth_table
from whynn.losses import binary_cross_entropy
from whynn.rounding import fmt

__all__ = [
    "and_mistakes",
    "and_room_mistakes",
    "and_worst",
    "chance_loss",
    "even_answer",
    "tables_cut",
    "tables_of_three",
    "tables_of_three_cut",
    "tables_of_two",
    "xor_best",
]


def chance_loss() -> str:
    """The cross-entropy of an answer of a half, whatever the truth is."""
    return fmt(binary_cross_entropy(np.zeros(2), np.array([0.0, 1.0])).value, 4)


def even_answer() -> str:
    """The answer of a network whose score is 0."""
    return fmt(float(sigmoid(0.0)), 1)


def tables_of_two() -> str:
    """How many truth tables two inputs have."""
    return str(len(perceptron.all_tables(2)))


def tables_cut() -> str:
    """How many of those one cut can do."""
    return str(perceptron.cuttable(2).sum())


def tables_of_three() -> str:
    """How many truth tables three inputs have."""
    return str(len(perceptron.all_tables(3)))


def tables_of_three_cut() -> str:
    """How many of those one cut can do."""
    return str(perceptron.cuttable(3).sum())


def xor_best() -> str:
    """The most corners of XOR that one cut gets right: XOR with one corner turned over."""
    cut = perceptron.all_tables(2)[perceptron.cuttable(2)]
    return str((cut == truth_table("XOR").y).sum(axis=1).max())


def and_room_mistakes() -> str:
    """The bound on mistakes for AND, with the cut x1 + x2 = 1.5, inputs and bias together."""
    X, y = truth_table("AND")[:2]
    return fmt(perceptron.mistake_bound(X, y, np.array([1.0, 1.0]), -1.5), 0)


def and_mistakes() -> str:
    """The mistakes that Rosenblatt's rule makes on AND, from zeros, in the table's order."""
    return str(sum(perceptron.learn(*truth_table("AND")[:2]).mistakes))


def and_worst() -> str:
    """The most mistakes that any order of the examples, with repeats, makes on AND."""
    X, y = truth_table("AND")[:2]
    rows = [((1, *map(int, x)), 2 * int(t) - 1) for x, t in zip(X, y, strict=True)]

    @cache
    def longest(w):
        wrong = [(x, t) for x, t in rows if (np.dot(w, x) > 0) != (t > 0)]
        after = (tuple(np.add(w, np.multiply(t, x)).tolist()) for x, t in wrong)
        return max((1 + longest(each) for each in after), default=0)

    return str(longest((0, 0, 0)))
