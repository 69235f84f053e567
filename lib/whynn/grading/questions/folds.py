"""Chapter 2: any curve of straight pieces is a sum of folds."""

import numpy as np

from whynn.activations import relu
from whynn.grading.contract import Question, Wrong, as_array, as_number, close, show
from whynn.grading.questions._planted import change

_OTHER = '''
def folds(xs, ys):
    """Solve for the line and the folds at once."""
    places = xs[1:-1]
    columns = [np.ones(len(xs)), xs] + [np.maximum(xs - t, 0) for t in places]
    a, m, *bends = np.linalg.solve(np.array(columns).T, ys)
    return a, m, places, bends

def curve(a, m, places, bends, x):
    y = a + m * x
    for t, v in zip(places, bends):
        y = y + v * np.where(x > t, x - t, 0)
    return y

def pieces_needed(tolerance):
    """The largest gap of a piece is where the sine is as steep as the piece."""
    n = 1
    while True:
        t = np.linspace(0, np.pi, n + 1)
        m = np.diff(np.sin(t)) / np.diff(t)
        at = np.arccos(m)
        if (np.sin(at) - np.sin(t[:-1]) - m * (at - t[:-1])).max() <= tolerance:
            return n
        n += 1

def tent(x, layers):
    for _ in range(layers):
        x = 1 - np.abs(2 * x - 1)
    return x

def creases(layers):
    return 2**layers - 1
'''

FOLDS = Question(
    "02-folds",
    title="Fit a curve fold by fold",
    level="hard",
    minutes=45,
    names=("folds", "curve", "pieces_needed", "tent", "creases"),
    forbids=("scipy", "torch"),
    hints=(
        "Walk along the knots from the left. A fold at a knot changes the slope there and"
        " touches nothing on its left. So each fold is a change of slope.",
        "The slopes of the pieces are `np.diff(ys) / np.diff(xs)`. The first one is m, their"
        " differences are the bends, and a makes the curve pass through the first knot.",
        "First lines: `slopes = np.diff(ys) / np.diff(xs)` and `a = ys[0] - slopes[0] * xs[0]`."
        " For the tent: `x = 2 * np.maximum(x, 0) - 4 * np.maximum(x - 0.5, 0)`, once for each"
        " layer.",
    ),
    mutants=(
        (change(_OTHER, ("return a, m, places", "return ys[0], m, places")), "starts too high"),
        (
            change(
                _OTHER,
                ("places = xs[1:-1]", "places = xs[:-2]"),
                ("np.linalg.solve(np.array(columns).T, ys)", "ys[0], 0, *np.diff(ys, 2)"),
            ),
            "takes differences of heights for differences of slopes",
        ),
        (
            change(
                _OTHER,
                ("return a, m, places, bends", "return a, m, [*places, xs[-1]], [*bends, -m]"),
            ),
            "bends flat after the last knot",
        ),
        (
            change(
                _OTHER,
                (
                    "return a, m, places, bends",
                    "return a, m, [*places] * 2, [v / 2 for v in bends] * 2",
                ),
            ),
            "uses twice as many folds as it needs",
        ),
        (change(_OTHER, ("x > t, x - t, 0", "x > t, x, 0")), "lets the curve jump at a fold"),
        (change(_OTHER, ("np.pi, n + 1", "np.pi, n + 2")), "takes knots for pieces"),
        (
            _OTHER + "\ndef pieces_needed(tolerance):\n"
            "    return int(np.ceil(np.pi / np.sqrt(8 * tolerance)))\n",
            "takes a formula for many pieces",
        ),
        (change(_OTHER, ("in range(layers)", "in range(1)")), "folds only once"),
        (change(_OTHER, ("2**layers - 1", "2 * layers")), "adds creases, as one layer does"),
    ),
    alternatives=(_OTHER,),
)


CHANGES = (
    "The line a + m x makes the first piece; each fold then adds its bend to the slope of all"
    " that lies right of it, and nothing else"
)
STRAIGHT = "Go on from the first and the last knot with the slope of the piece next to it"


def _fit(s, xs, ys):
    """The learner's folds through the knots, and their curve as a function."""
    got = s.call("folds", xs, ys)
    if not isinstance(got, (list, tuple)) or len(got) != 4:
        raise Wrong(f"folds should return four things, (a, m, places, bends); got {show(got)}")
    a, m = as_number(got[0], "the a of folds"), as_number(got[1], "the m of folds")
    places = as_array(got[2], None, "the places of folds")
    if places.ndim != 1:
        raise Wrong(f"places should be a list of numbers, it has shape {show(places.shape)}")
    bends = as_array(got[3], places.shape, "the bends of folds")
    return places, lambda x: _value(a, m, places, bends, x)


def _value(a, m, places, bends, x):
    return a + m * x + relu(x[:, None] - places) @ bends


def _knots(rng):
    n = int(rng.integers(5, 9))
    xs = np.cumsum(rng.uniform(0.3, 1.5, size=n)) + rng.uniform(-4, 1)
    return xs, rng.normal(size=n)


def _near(got, right, x, where, look=CHANGES):
    off = ~(np.abs(got - right) <= 1e-7)
    if off.any():
        i = int(off.argmax())
        raise Wrong(
            f"{where} x = {x[i]:.4g} your curve is at {show(float(got[i]))}, expected"
            f" {right[i]:.6g}. {look}"
        )


@FOLDS.part("folds: the curve goes through every knot", points=2)
def _through(s, rng):
    xs, ys = _knots(rng)
    _near(_fit(s, xs, ys)[1](xs), ys, xs, "at the knot")


@FOLDS.part("folds: it is straight from knot to knot", points=1)
def _between(s, rng):
    xs, ys = _knots(rng)
    x = np.sort(rng.uniform(xs[0], xs[-1], size=40))
    _near(_fit(s, xs, ys)[1](x), np.interp(x, xs, ys), x, "between two knots, at")


@FOLDS.part("folds: it goes straight on outside the knots", points=1)
def _outside(s, rng):
    xs, ys = _knots(rng)
    far = rng.uniform(0.5, 5, size=4) * np.array([-1, -1, 1, 1])
    x = np.where(far < 0, xs[0], xs[-1]) + far
    slopes = np.diff(ys) / np.diff(xs)
    right = np.where(far < 0, ys[0] + slopes[0] * far, ys[-1] + slopes[-1] * far)
    _near(_fit(s, xs, ys)[1](x), right, x, "outside the knots, at", STRAIGHT)


@FOLDS.part("folds: one fold for each inner knot, no more", points=1)
def _count(s, rng):
    xs, ys = _knots(rng)
    places, f = _fit(s, xs, ys)
    _near(f(xs), ys, xs, "at the knot")
    if len(places) > len(xs) - 2:
        raise Wrong(
            f"for {len(xs)} knots you use {len(places)} folds, {len(xs) - 2} are enough: at the"
            " two ends nothing has to change"
        )


@FOLDS.part("curve: the value of any sum of folds", points=1)
def _curve(s, rng):
    a, m = (float(v) for v in rng.normal(size=2))
    places, bends, x = rng.normal(size=4), rng.normal(size=4), rng.normal(size=9) * 2
    got = as_array(s.call("curve", a, m, places, bends, x), x.shape, "curve(...)")
    look = "To a + m x each fold adds v * ReLU(x - t), which is 0 up to t and grows from there"
    _near(got, _value(a, m, places, bends, x), x, "curve: at", look)


def _worst(n):
    """Largest gap between the sine on [0, pi] and n equal straight pieces, by a fine grid."""
    knots, x = np.linspace(0, np.pi, n + 1), np.linspace(0, np.pi, 400 * n + 1)
    return np.abs(np.sin(x) - np.interp(x, knots, np.sin(knots))).max()


@FOLDS.part("pieces_needed: how many pieces follow the sine", points=2)
def _pieces(s, rng):
    drawn = [int(n) for n in rng.integers([2, 8], [8, 20])]
    asked = [(n, float(np.sqrt(_worst(n) * _worst(n - 1)))) for n in drawn]
    # a little more than few pieces miss it by: there formulas for many pieces give one too many
    asked += [(n, 1.02 * float(_worst(n))) for n in (1, 2, 3)]
    for n, tolerance in asked:
        got = as_number(s.call("pieces_needed", tolerance), "pieces_needed")
        if got != n:
            reached = f"pieces and what they miss it by: {n}, {_worst(n):.4g}"
            if n > 1:
                reached += f"; {n - 1}, {_worst(n - 1):.4g}"
            raise Wrong(
                f"pieces_needed({tolerance:.4g}) should be {n}, it is {got:g}: {reached};"
                " n pieces have n + 1 knots"
            )


@FOLDS.part("tent: folding what is already folded", points=1)
def _tent(s, rng):
    layers, x = int(rng.integers(3, 7)), rng.uniform(size=12)
    right = x
    for _ in range(layers):
        right = 2 * relu(right) - 4 * relu(right - 0.5)
    got = as_array(s.call("tent", x, layers), x.shape, "tent(x, layers)")
    look = "What comes out of one tent goes into the next"
    _near(got, right, x, f"tent with {layers} layers: at", look)


@FOLDS.part("creases: what one layer would need for the same curve", points=1)
def _creases(s, rng):
    layers = int(rng.integers(3, 11))
    y = np.arange(2 ** (layers + 2) + 1) / 2 ** (layers + 2)
    for _ in range(layers):
        y = 2 * relu(y) - 4 * relu(y - 0.5)
    right = np.count_nonzero(np.diff(y, 2))
    got = as_number(s.call("creases", layers), f"creases({layers})")
    look = "Count the places where the tent changes its slope, for 1, 2 and 3 layers"
    close(got, right, f"creases({layers})", rtol=0, look=look)
