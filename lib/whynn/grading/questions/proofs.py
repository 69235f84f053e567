"""Chapter 1: for any few points, a knife or a proof that there is none."""

import numpy as np

from whynn import perceptron
from whynn.data import separable_points
from whynn.grading.contract import Question, Wrong, as_array, show
from whynn.grading.questions._proof_answers import OTHER, WRONG
from whynn.grading.questions._verdicts import knife

PROOF = Question(
    "01-proof",
    title="A knife, or a proof that there is none",
    level="hard",
    minutes=45,
    names=("xor_shares", "proves", "decide"),
    hints=(
        "A mean of points scores the mean of their scores. So if some mean of the ones lies on"
        " the same spot as some mean of the zeros, that spot would have to fire and not fire.",
        "In the plane, four points are enough to look at (sometimes three, or two on one spot):"
        " find numbers, not all 0, with sum 0, whose weighted sum of the points is 0. If"
        " exactly the ones have the positive numbers, these are the shares. If no such group"
        " exists, Rosenblatt's rule is certain to find a knife.",
        "First lines: `A = np.vstack([X[rows].T, np.ones(len(rows))])` and `_, sizes, turned ="
        " np.linalg.svd(A)`; `turned[-1]` holds the numbers if the rank is `len(rows) - 1`.",
    ),
    mutants=WRONG,
    alternatives=(OTHER,),
)

_TINY = 1e-6


def _fault(X, y, shares) -> str:
    """Why these shares prove nothing, or the empty string."""
    if not (shares >= -_TINY).all():
        return f"share number {int(shares.argmin())} (from 0) is below 0 or no number"
    for label, name in ((1, "ones"), (0, "zeros")):
        total = shares[y == label].sum()
        if not abs(total - 1) <= _TINY:
            return f"the shares of the {name} add up to {show(float(total))}, not to 1"
    ones, zeros = (shares[y == label] @ X[y == label] for label in (1, 0))
    if not np.abs(ones - zeros).max() <= _TINY:
        return (
            f"the ones balance at {show(ones.round(4))}, the zeros at {show(zeros.round(4))},"
            " which is another point"
        )
    return ""


def _says(s, X, y, shares) -> bool:
    """What ``proves`` says of these shares."""
    said = s.call("proves", X, y, shares)
    if isinstance(said, np.ndarray) and said.size == 1:
        said = said.item()
    if not isinstance(said, bool):
        raise Wrong(f"proves: expected one True or False, you gave {show(said)}")
    return said


def _decided(s, X, y, cuttable):
    """Raise unless ``decide`` gives a knife that works or shares that prove."""
    got = s.call("decide", X, y)
    if not isinstance(got, dict) or {"knife", "shares"} - set(got):
        raise Wrong(
            'decide should return a dict with the keys "knife" and "shares", one of them None;'
            f" got {show(got)}"
        )
    where = f"for the points {X.round(3).tolist()} with the labels {y.tolist()}"
    wanted, other = ("knife", "shares") if cuttable else ("shares", "knife")
    if got[wanted] is None or got[other] is not None:
        there = "there is a knife" if cuttable else "no knife exists"
        advice = (
            "walk with Rosenblatt's rule, or look again whether your shares are a proof"
            if cuttable
            else "look at every two, three and four of them for numbers that balance, with"
            " these signs or all of them turned round"
        )
        raise Wrong(f"{there} {where}: {wanted} should be given, {other} be None; {advice}")
    if cuttable:
        w1, w2, b = knife(got["knife"], "the knife from decide")
        wrong = int((perceptron.predict(X, [w1, w2], b) != y).sum())
        if wrong:
            raise Wrong(
                f"your knife leaves {wrong} of {len(X)} points on the wrong side {where}:"
                " w1*x1 + w2*x2 + b must be above 0 for label 1, and 0 or below for label 0"
            )
    elif fault := _fault(X, y, as_array(got["shares"], (len(X),), "the shares from decide")):
        raise Wrong(f"your shares prove nothing {where}: {fault}")


def _crossed(rng, ones_sum=1.0, zeros_sum=1.0, below=0.0):
    """Points in no special place that no knife separates, with shares that prove it.

    Other sums, or a share ``below`` 0, give shares that prove nothing, though both classes'
    weighted sums agree.
    """
    ones, zeros = ones_sum * rng.dirichlet([4, 4, 4]), zeros_sum * rng.dirichlet([4, 4])
    X = rng.normal(size=(7, 2))
    ones *= (ones_sum + below) / ones_sum
    X[4] = (ones @ X[:3] - below * X[5] - zeros[0] * X[3]) / zeros[1]
    y, shares = np.array([1, 1, 1, 0, 0, 1, 0]), np.concatenate([ones, zeros, [-below, 0.0]])
    order = rng.permutation(7)
    return X[order], y[order], shares[order]


@PROOF.part("xor_shares: the shares that prove it for XOR", points=1)
def _xor(s, rng):
    X, y = perceptron.CORNERS, np.array(perceptron.TABLES["XOR"])
    if fault := _fault(X, y, s.array("xor_shares", (4,))):
        raise Wrong(
            f"xor_shares proves nothing: {fault}. Where do the two diagonals of the square"
            " meet?"
        )


@PROOF.part("proves accepts a proof", points=1)
def _accepts(s, rng):
    for _ in range(3):
        X, y, shares = _crossed(rng)
        if not _says(s, X, y, shares):
            raise Wrong(
                "proves refuses shares that are at least 0, add up to 1 for the ones and for"
                " the zeros, and balance both at one point: try each condition on its own, and"
                " allow for rounding, 1e-9 or so"
            )


@PROOF.part("proves refuses what is no proof", points=2)
def _refuses(s, rng):
    X, y, shares = _crossed(rng)
    false = [
        (
            *_crossed(rng, *sums),
            f"shares that add up to {sums[0]} for the ones and {sums[1]} for the zeros",
        )
        for sums in ((0.5, 0.5), (1, 0.5), (0.5, 1), (1.4, 0.6), (1.01, 1.01), (1, 0.99))
    ]
    ones, apart = y[:, None], "shares whose two balance points differ"
    for way in ([1, 0], [0, 1], [1, -1], [-1, 0], [0, -1], [-1, 1], [1, 1], [-1, -1]):
        for size in (rng.uniform(0.1, 0.3), 1e-3):
            false.append((X + ones * size * np.array(way), y, shares, f"{apart} by {size:.2g}"))
    for mirror in ([-1, 1], [1, -1], [-1, -1]):
        false.append((np.where(ones, X * mirror, X), y, shares, apart))
    false.append((np.where(ones, X[:, ::-1], X), y, shares, apart))
    X, y, shares = _crossed(rng, below=0.01)
    false += [(X, which, shares, "a share of -0.01") for which in (y, 1 - y)]
    line, labels = np.array([[0, 0], [1, 0], [2, 0], [3, 0]], float), np.array([0, 0, 1, 1])
    for which in (labels, 1 - labels):
        false.append((line, which, np.array([-1.0, 2.0, 1.0, 0.0]), "a share below 0"))
    for points, labels, given, what in false:
        if _says(s, points, labels, given):
            raise Wrong(
                f"proves accepts {what}: that proves nothing. Three things have to hold: each"
                " share is at least 0, each class adds up to 1, and both balance at one point"
            )


@PROOF.part("decide finds a knife where there is one", points=2)
def _knives(s, rng):
    for _ in range(4):
        X, y, _ = separable_points(8, 2, margin=0.1, rng=rng)
        if y.min() != y.max():
            _decided(s, X + rng.uniform(-0.5, 0.5, size=2), y, cuttable=True)


@PROOF.part("decide proves that there is none where points lie across", points=2)
def _no_knives(s, rng):
    for _ in range(4):
        X, y, _ = _crossed(rng)
        _decided(s, X, y, cuttable=False)


@PROOF.part("decide sees points in a row, and two on one spot", points=2)
def _special(s, rng):
    ends, far = rng.uniform(-1, 1, size=(2, 2)), rng.uniform(3, 4, size=(1, 2))
    ends = ends.round(2)  # the middle then shows all its digits in a message
    middle = ends.mean(axis=0, keepdims=True)
    _decided(s, np.vstack([ends, middle]), np.array([1, 1, 0]), cuttable=False)
    _decided(s, np.vstack([ends, ends[:1], far]), np.array([1, 0, 0, 1]), cuttable=False)


@PROOF.part("decide is right about all 16 truth tables", points=1)
def _tables(s, rng):
    for y, cuttable in zip(perceptron.all_tables(), perceptron.cuttable(), strict=True):
        _decided(s, perceptron.CORNERS.copy(), y, cuttable=bool(cuttable))
