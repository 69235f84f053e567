"""Find the interpolation peak: where a model has just enough weights to fit every point."""

import numpy as np

from whynn.activations import relu
from whynn.curves import double_descent, ridge
from whynn.grading.contract import Question, Wrong, as_array, as_number, close
from whynn.grading.questions._verdicts import hit

N, D, WIDTHS, TAMED = 40, 10, (10, 20, 40, 80, 400), 5.0


def _given():
    """The data of the exercise: inputs, noisy targets, new inputs, and the truth there."""
    rng = np.random.default_rng(6)
    x, teacher = rng.normal(size=(N, D)), np.ones(D) / np.sqrt(D)
    x_new = rng.normal(size=(500, D))
    first = rng.normal(size=(D, 400)) / np.sqrt(D)
    return x, x @ teacher + 0.5 * rng.normal(size=N), x_new, x_new @ teacher, first


_ALT = """
import numpy as np
def features(x, first):
    return np.where(x @ first > 0, x @ first, 0.0)
def shortest(F, y):
    return np.linalg.pinv(F) @ y
def ridge(F, y, strength):
    return F.T @ np.linalg.solve(F @ F.T + strength * np.eye(len(F)), y)
rng = np.random.default_rng(6)
x, teacher = rng.normal(size=(40, 10)), np.ones(10) / np.sqrt(10)
x_new = rng.normal(size=(500, 10))
first = rng.normal(size=(10, 400)) / np.sqrt(10)
y, y_new = x @ teacher + 0.5 * rng.normal(size=40), x_new @ teacher
def losses(width):
    F, G = features(x, first[:, :width]), features(x_new, first[:, :width])
    w = shortest(F, y)
    return np.mean((F @ w - y) ** 2), np.mean((G @ w - y_new) ** 2)
curve = {width: losses(width)[1] for width in (10, 20, 40, 80, 400)}
fits_all = next((p for p in range(20, 101) if losses(p)[0] < 1e-12), 400)
F, G = features(x, first[:, :40]), features(x_new, first[:, :40])
tamed = np.mean((G @ ridge(F, y, 5.0) - y_new) ** 2)
def peak(n):
    return n
"""

PEAK = Question(
    "05-peak",
    title="Find the interpolation peak",
    level="hard",
    minutes=45,
    names=("features", "shortest", "curve", "fits_all", "ridge", "tamed", "peak"),
    forbids=("torch", "sklearn", "whynn.curves"),
    hints=(
        "With fewer features than points there is one best answer; with more there are many "
        "that fit every point, and the shortest of them is meant. One function of NumPy does "
        "both.",
        "np.linalg.lstsq(F, y, rcond=None)[0] is the shortest least-squares solution. For "
        "ridge solve (F^T F + strength * I) w = F^T y.",
        "features is: `return np.maximum(x @ first, 0)`",
    ),
    mutants=(
        (
            _ALT.replace("np.where(x @ first > 0, x @ first, 0.0)", "x @ first"),
            "leaves out the bend",
        ),
        (
            _ALT.replace("np.linalg.pinv(F) @ y", "np.linalg.pinv(F, rcond=0.1) @ y"),
            "cuts the quiet directions",
        ),
        (
            _ALT.replace(
                "np.linalg.pinv(F) @ y",
                "np.linalg.solve(F.T @ F + 1e-3 * np.eye(F.shape[1]), F.T @ y)",
            ),
            "hides a ridge in it",
        ),
        (_ALT.replace("strength * np.eye", "0.5 * strength * np.eye"), "halves the penalty"),
        (
            _ALT.replace("losses(width)[1]", "losses(width)[0]"),
            "measures on the training points",
        ),
        (_ALT.replace("< 1e-12)", "< 0.1)"), "calls a small error none"),
        (
            _ALT.replace("y, 5.0)", "y, 0.0)").replace(
                "np.linalg.solve(F @ F.T + strength * np.eye(len(F)), y)",
                "np.linalg.pinv(F @ F.T + strength * np.eye(len(F))) @ y",
            ),
            "tames nothing",
        ),
        (
            _ALT.replace("    return n\n", "    return 2 * n\n"),
            "looks for the peak too far out",
        ),
        (_ALT.replace("    return n\n", "    return 40\n"), "reads one peak off for all"),
    ),
    alternatives=(_ALT,),
)


@PEAK.part("features bends random straight rules", points=1)
def _features(s, rng):
    x, first = rng.normal(size=(6, 3)), rng.normal(size=(3, 5))
    got = as_array(s.call("features", x, first), (6, 5), "the result of features")
    look = "Each column of first is a rule: x @ first, and then everything below 0 becomes 0."
    close(got, relu(x @ first), "features of six inputs and five rules", look=look)


@PEAK.part("shortest is least squares, and of many solutions the shortest", points=2)
def _shortest(s, rng):
    for shape in ((12, 4), (5, 11)):
        F, y = rng.normal(size=shape), rng.normal(size=shape[0])
        got = as_array(s.call("shortest", F, y), (shape[1],), "the result of shortest")
        look = (
            "With more rows than columns it is ordinary least squares. With more columns it "
            "fits every row, and no other such w has a smaller sum of squares."
        )
        close(
            got,
            ridge(F, y),
            f"shortest for F of shape {shape}",
            look=look,
            rtol=1e-5,
            atol=1e-7,
        )


@PEAK.part("ridge pulls the weights towards zero", points=2)
def _ridge(s, rng):
    for shape in ((12, 4), (5, 11)):
        F, y, strength = rng.normal(size=shape), rng.normal(size=shape[0]), rng.uniform(0.5, 5)
        got = s.call("ridge", F, y, float(strength))
        close(
            as_array(got, (shape[1],), "the result of ridge"),
            ridge(F, y, float(strength)),
            f"ridge for F of shape {shape}, strength {strength:.3f}",
            look="It minimizes sum((F @ w - y) ** 2) + strength * sum(w ** 2), with no half.",
            rtol=1e-5,
        )


@PEAK.part("curve has the loss on new points at five widths", points=2)
def _curve(s, rng):
    got = s.table("curve", WIDTHS)
    for width in WIDTHS:
        look = (
            "Fit the 40 points with shortest and as many columns of first as the width says; "
            "measure the mean squared error on x_new and y_new."
        )
        hit(got[width], _losses(width)[1], f"curve[{width}]", look, rtol=0.01)


@PEAK.part("fits_all is the first width that fits every training point", points=2)
def _fits(s, rng):
    got, right = s.number("fits_all"), 1
    while _losses(right)[0] > 1e-9:
        right += 1
    if got != right:
        side = "smaller widths do it too" if got > right else "points are still missed there"
        raise Wrong(f"`fits_all`: you gave {got:g}, and {side}. Count weights against points.")


@PEAK.part("tamed shows what a little ridge does at the peak", points=1)
def _tamed(s, rng):
    right = _losses(N, TAMED)[1]
    look = "Width 40, ridge with strength 5, measured on x_new and y_new as in curve."
    hit(s.number("tamed"), right, "tamed", look, rtol=0.01)


@PEAK.part("peak says where the peak is for any number of points", points=2)
def _peak(s, rng):
    for n in (int(rng.integers(14, 22)), int(rng.integers(50, 60))):
        widths = sorted({n // 4, n // 2, n, 2 * n, 4 * n})
        test = double_descent(widths, n=n, d=5, repeats=9, tests=100, rng=rng).test
        right = widths[int(np.argmax(test))]
        got = as_number(s.call("peak", n), "the result of peak")
        if not abs(got - right) <= 0.1 * right:
            raise Wrong(
                f"`peak({n})`: you gave {got:g}. With {n} training points the loss on new "
                f"points is not highest there. Compare your curve with the "
                f"number of points, {N}."
            )


def _losses(width, strength=0.0):
    x, y, x_new, y_new, first = _given()
    inner, outer = relu(x @ first[:, :width]), relu(x_new @ first[:, :width])
    w = ridge(inner, y, strength)
    return float(np.mean((inner @ w - y) ** 2)), float(np.mean((outer @ w - y_new) ** 2))
