r"""One rule: a weighted sum, a bias and a threshold.

The failure that everything else in the book repairs starts here: one straight cut gives
the right answer for AND and OR and never for XOR.  Rows of ``X`` are examples, ``(n, d)``;
``w`` is ``(d,)``, ``b`` a number; outputs are 0 or 1.
"""

from typing import NamedTuple

import numpy as np

from whynn import check

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
"""The four inputs of a truth table of two inputs, ``(4, 2)``."""

TABLES = {"AND": (0, 0, 0, 1), "OR": (0, 1, 1, 1), "NAND": (1, 1, 1, 0), "XOR": (0, 1, 1, 0)}
"""Wanted outputs at the corners, in the order of ``CORNERS``."""


class Learned(NamedTuple):
    """What the rule did: ``w`` ``(d,)``, ``b``, mistakes per pass, and every (w, b)."""

    w: np.ndarray
    b: float
    mistakes: list[int]
    converged: bool
    visited: np.ndarray  # (updates + 1, d + 1): the weights, then the bias, from the start on


def score(X, w, b) -> np.ndarray:
    r"""Score of each example: its distance from the cut times ``|w|``, above 0 where it fires.

    .. math:: s_i = w \cdot x_i + b

    ``X`` is ``(n, d)``, ``w`` is ``(d,)``; returns ``(n,)``.  Raises ``ValueError`` for
    shapes that do not fit or numbers that are not finite.

    >>> score(CORNERS, [1, 1], -1.5)
    array([-1.5, -0.5, -0.5,  0.5])
    """
    X = check.array("X", X, shape=("n", "d"))
    w = check.array("w", w, shape=(X.shape[1],))
    return X @ w + check.number("b", b, low=-np.inf, open_low=True, open_high=True)


def predict(X, w, b) -> np.ndarray:
    r"""Output of each example: 1 where the score is above 0, else 0.

    .. math:: \hat y_i = [\, w \cdot x_i + b > 0 \,]

    A score of exactly 0 gives 0 (some books say 1; on the line itself it is a convention).
    Shapes and errors as in :func:`score`; returns ``(n,)`` of ints.  Source: Rosenblatt (1958).

    >>> predict(CORNERS, [1, 1], -1.5)  # AND
    array([0, 0, 0, 1])
    """
    return (score(X, w, b) > 0).astype(int)


def accuracy(X, y, w, b) -> float:
    """Fraction of examples with the wanted output ``y``, ``(n,)`` of 0 and 1.

    Raises ``ValueError`` for other labels; see :func:`score` for the rest.

    >>> accuracy(CORNERS, TABLES["XOR"], [1, 1], -0.5)
    0.75
    """
    out = predict(X, w, b)
    return float(np.mean(out == check.labels("y", y, n=len(out), classes=2)))


def distance(w, b) -> float:
    r"""Distance of the cut from the origin, in the units of the inputs.

    .. math:: |b| \, / \, \lVert w \rVert

    Scaling ``w`` alone therefore slides the cut.  Raises ``ValueError`` when every weight
    is 0, because no cut is left.

    >>> [round(distance([k, k], -1.5), 2) for k in (1, 2, 4)]
    [1.06, 0.53, 0.27]
    """
    w = check.array("w", w, shape=("d",))
    if not w.any():
        raise ValueError("w: expected a weight other than 0, got all zeros: there is no cut")
    return abs(check.number("b", b)) / float(np.linalg.norm(w))


def inputs(d: int) -> np.ndarray:
    """All rows of 0 and 1 of length ``d``, ``(2**d, d)``, the last input changing fastest.

    Raises ``ValueError`` for fewer than 1 or more than 4.

    >>> inputs(2).tolist() == CORNERS.tolist()
    True
    """
    bits = 2 ** np.arange(check.count("d", d, high=4))[::-1]
    return (np.arange(2**d)[:, None] // bits % 2).astype(float)


def all_tables(d: int = 2) -> np.ndarray:
    """All ways to answer 0 or 1 to every row of :func:`inputs`, ``(2**2**d, 2**d)``.

    Raises ``ValueError`` for fewer than 1 or more than 4 inputs.

    >>> all_tables()[6]  # XOR
    array([0, 1, 1, 0])
    """
    rows = len(inputs(d))
    return np.arange(2**rows)[:, None] // 2 ** np.arange(rows)[::-1] % 2


def cuttable(d: int = 2) -> np.ndarray:
    """Which of :func:`all_tables` one straight cut gives, ``(2**2**d,)`` of bools, by trying.

    Whole weights up to ``d - 1`` (at least 1) with biases in halves are enough for ``d``
    up to 4: any other cut can be turned and slid to one of these without crossing a corner.
    Raises ``ValueError`` for fewer than 1 or more than 4 inputs.  Source: the counts
    4, 14, 104, 1882 are those of the threshold functions (Muroga 1971, Threshold Logic).

    >>> [int(cuttable(d).sum()) for d in (1, 2, 3)]
    [4, 14, 104]
    """
    X = inputs(d)
    weights = np.arange(-max(1, d - 1), max(1, d - 1) + 1)
    W = np.stack(np.meshgrid(*[weights] * d), axis=-1).reshape(-1, d)
    sums = W @ X.T  # (weights, rows)
    place = 2 ** np.arange(len(X))[::-1]  # an answer's bits, read as the number of its table
    found = np.zeros(2 ** len(X), dtype=bool)
    for b in np.arange(-sums.max() - 0.5, sums.max() + 1):
        found[(sums + b > 0) @ place] = True
    return found


def learn(X, y, *, passes: int = 100, w=None, b: float = 0.0) -> Learned:
    r"""Rosenblatt's rule: go through the examples; after each mistake add or subtract it.

    .. math:: w \leftarrow w + (y_i - \hat y_i)\, x_i, \qquad b \leftarrow b + (y_i - \hat y_i)

    The variant with learning rate 1, in the order of the rows, stopping after a pass with
    no mistake.  ``X`` is ``(n, d)``, ``y`` ``(n,)`` of 0 and 1, ``w`` ``(d,)`` (zeros if
    not given).  Raises ``ValueError`` for shapes or labels that do not fit.
    Source: Novikoff (1962).

    >>> learn(CORNERS, TABLES["AND"]).converged, learn(CORNERS, TABLES["XOR"]).converged
    (True, False)
    """
    X = check.array("X", X, shape=("n", "d"))
    y = check.labels("y", y, n=len(X), classes=2)
    w = np.zeros(X.shape[1]) if w is None else check.array("w", w, shape=(X.shape[1],))
    b, mistakes, visited = check.number("b", b), [], [np.append(w, b)]
    for _ in range(check.count("passes", passes)):
        wrong = 0
        for x_i, y_i in zip(X, y, strict=True):
            blame = y_i - int(x_i @ w + b > 0)  # -1, 0 or 1
            if blame:
                w, b, wrong = w + blame * x_i, b + blame, wrong + 1
                visited.append(np.append(w, b))
        mistakes.append(wrong)
        if not wrong:
            break
    return Learned(w, float(b), mistakes, not wrong, np.array(visited))


def mistake_bound(X, y, w, b) -> float:
    r"""Most mistakes that the rule can make, from zeros, if ``(w, b)`` separates the data.

    .. math:: \left( R / \gamma \right)^2, \qquad R = \max_i \lVert (x_i, 1) \rVert, \qquad
        \gamma = \min_i \frac{(2 y_i - 1)(w \cdot x_i + b)}{\lVert (w, b) \rVert}

    The bias counts as the weight of an input that is always 1.  Raises ``ValueError`` if
    ``(w, b)`` leaves an example on the wrong side or on the cut.  Source: Novikoff (1962).

    >>> round(mistake_bound(CORNERS, TABLES["AND"], [1, 1], -1.5), 1)
    51.0
    """
    s = score(X, w, b)
    signs = 2 * check.labels("y", y, n=len(s), classes=2) - 1
    gap = float((signs * s).min())
    if gap <= 0:
        raise ValueError(
            "(w, b): expected a cut with every example on its side, got one that fails"
        )
    longest = float(np.max((np.asarray(X, dtype=float) ** 2).sum(1))) + 1
    size = float(np.sum(np.asarray(w, dtype=float) ** 2)) + float(b) ** 2
    return longest * size / gap**2
