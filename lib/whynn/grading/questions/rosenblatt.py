"""Chapter 1: Rosenblatt's rule by hand, in code, and its circle on XOR."""

import numpy as np

from whynn import perceptron
from whynn.data import separable_points
from whynn.grading.contract import Question, Wrong, as_array, as_number, close, show
from whynn.grading.questions._planted import change
from whynn.grading.questions._verdicts import finite

_OTHER = '''
two_passes = [(0, 0, 0)] * 3 + [(1, 1, 1)]
two_passes += [(1, 1, 0), (1, 0, -1), (1, 0, -1), (2, 1, 0)]

def rosenblatt(X, y, passes):
    """Keep the bias as the weight of an input that is always 1."""
    inputs = np.column_stack([X, np.ones(len(X))])
    knobs, mistakes = np.zeros(inputs.shape[1]), []
    for _ in range(passes):
        mistakes.append(0)
        for x, wanted in zip(inputs, y):
            fired = int(x @ knobs > 0)
            if fired != wanted:
                knobs = knobs + (wanted - fired) * x
                mistakes[-1] += 1
        if mistakes[-1] == 0:
            return knobs[:-1], knobs[-1], mistakes
    return knobs[:-1], knobs[-1], mistakes

loop = 4

def bound(X, y, w, b):
    inputs = np.column_stack([X, np.ones(len(X))])
    knife = np.append(w, b) / np.sqrt(w @ w + b**2)
    return (inputs**2).sum(1).max() / np.abs(inputs @ knife).min() ** 2
'''

ROSENBLATT = Question(
    "01-rosenblatt",
    title="Rosenblatt's rule, by hand and by machine",
    level="medium",
    minutes=20,
    names=("two_passes", "rosenblatt", "loop", "bound"),
    forbids=("whynn.perceptron",),
    hints=(
        "After a mistake the example is added (it should have fired) or subtracted (it should"
        " not). `y - answer` is 1, -1 or 0 and says which.",
        "With all knobs at zero every score is 0, and a score of 0 does not fire. So on AND the"
        " first three corners are no mistakes in the first pass. For the loop, print the knobs"
        " after each nudge.",
        "First line of the inner loop: `error = y[i] - int(X[i] @ w + b > 0)`; then"
        " `w = w + error * X[i]` and `b = b + error`.",
    ),
    mutants=(
        (change(_OTHER, ("(wanted - fired)", "(fired - wanted)")), "nudges the wrong way"),
        (change(_OTHER, ("> 0)", ">= 0)")), "fires on the line itself"),
        (
            change(_OTHER, ("        if mistakes[-1] == 0:", "        if False:")),
            "does not stop after a pass without a mistake",
        ),
        (
            change(_OTHER, ("[(0, 0, 0)] * 3 + [(1, 1, 1)]", "[(1, 1, 1)] * 4")),
            "writes down the end of the pass for every corner",
        ),
        (change(_OTHER, ("loop = 4", "loop = 6")), "counts the places on the way to the loop"),
        (
            change(_OTHER, ("inputs @ knife).min() ** 2", "inputs @ knife).min()")),
            "forgets the square of the bound",
        ),
        (
            change(_OTHER, ("range(passes)", "range(min(passes, 3))")),
            "stops before the rule has finished",
        ),
        (
            change(_OTHER, ("knobs + (wanted", "knobs + 0.5 * (wanted")),
            "nudges by half of the example",
        ),
        (
            change(
                _OTHER,
                (
                    "            return knobs[:-1], knobs[-1]",
                    "            return 3 * knobs[:-1], 3 * knobs[-1]",
                ),
            ),
            "makes the knobs three times as large in the end",
        ),
        (
            change(
                _OTHER,
                (
                    "    return knobs[:-1], knobs[-1], mistakes\n\n",
                    "    return 0 * knobs[:-1], 0, mistakes\n\n",
                ),
            ),
            "returns zeros where it has come to no end",
        ),
        (
            change(
                _OTHER,
                ("    knobs, mistakes", "    inputs /= np.abs(X).max()\n    knobs, mistakes"),
            ),
            "brings the inputs to size 1 first",
        ),
        (
            change(
                _OTHER,
                ("(1, 0, -1), (1, 0, -1), (2", "(0, 1, -1), (0, 1, -1), (1"),
                ("1, 0)]\n\n", "2, 0)]\n\n"),
            ),
            "takes the middle corners in another order",
        ),
    ),
    alternatives=(_OTHER,),
)


def _run(s, X, y, passes):
    """The learner's rule on ``(X, y)``: weights, bias and mistakes, in the wanted form."""
    got = s.call("rosenblatt", X, y, passes)
    if not isinstance(got, (list, tuple)) or len(got) != 3:
        raise Wrong(f"rosenblatt should return three things, (w, b, mistakes); got {show(got)}")
    w = as_array(got[0], (X.shape[1],), "the w that rosenblatt returns")
    b = as_number(got[1], "the b that rosenblatt returns")
    finite([*w, b], "what rosenblatt returns, (w, b),")
    return w, b, as_array(got[2], None, "the mistakes that rosenblatt returns")


def _list(counts):
    """The first of some counts, as text."""
    dots = ", ..." if len(counts) > 8 else ""
    return "[" + ", ".join(f"{count:g}" for count in counts[:8]) + dots + "]"


def _same_mistakes(got, right, what):
    if got.ndim != 1:
        raise Wrong("the mistakes that rosenblatt returns should be a list of whole numbers")
    if got.shape != (len(right),) or (got != right).any():
        raise Wrong(
            f"the mistakes of each pass {what} should be {_list(right)}, yours are"
            f" {_list(got)}: take the rows in order, do not fire at a score of exactly 0, use"
            " the new knobs at once, and stop after a pass without a mistake or at `passes`"
        )


def _same_knobs(w, b, right, what):
    mine, wanted = np.append(w, b), np.append(right.w, right.b)
    if not np.allclose(mine, wanted, rtol=1e-9, atol=1e-9):
        raise Wrong(
            f"{what} you have the right number of mistakes, but the knobs (w, b) end at"
            f" {show(mine.round(4).tolist())}, not at {show(wanted.round(4).tolist())}: a nudge"
            " adds the whole example to w, and 1 to b, or takes as much away"
        )


@ROSENBLATT.part("two_passes: the knobs after each corner of AND, twice", points=1)
def _by_hand(s, rng):
    X, y = np.tile(perceptron.CORNERS, (2, 1)), 2 * perceptron.TABLES["AND"]
    knobs, got = np.zeros(3), s.array("two_passes", (8, 3))
    for row, (x, wanted, mine) in enumerate(zip(X, y, got, strict=True)):
        before = show(knobs.astype(int).tolist())
        error = wanted - perceptron.predict([x], knobs[:2], knobs[2])[0]
        knobs = knobs + error * np.append(x, 1)
        if not np.array_equal(knobs, mine):
            raise Wrong(
                f"in pass {1 + row // 4}, after the corner {tuple(x.astype(int).tolist())},"
                " your knobs (w1, w2, b) are"
                f" {show(mine.tolist())}, which is not it. Before it they are {before}: does"
                f" the rule fire there, should it ({wanted} is wanted), and what does that do"
                " to the knobs? A score of exactly 0 does not fire"
            )


@ROSENBLATT.part("the rule finds a knife for points that have one", points=2)
def _separates(s, rng):
    for d in (2, 3):
        X, y, _ = separable_points(30, d, margin=0.2, rng=rng)
        w, b, _ = _run(s, X, y, 500)
        wrong = np.flatnonzero(perceptron.predict(X, w, b) != y)
        if wrong.size:
            raise Wrong(
                f"on {len(X)} points that a knife can separate, yours ends with {wrong.size} on"
                " the wrong side: after a mistake, w becomes w + (y - answer) * x, b becomes"
                " b + (y - answer), and it goes on until a pass has none (passes is 500 here)"
            )


@ROSENBLATT.part("mistakes counts the nudges of each pass, and the knobs are theirs", points=1)
def _mistakes(s, rng):
    X, y, _ = separable_points(20, 3, margin=0.1, rng=rng)
    right = perceptron.learn(X, y, passes=1000)
    w, b, mistakes = _run(s, X, y, 1000)
    _same_mistakes(mistakes, right.mistakes, "until one has none")
    _same_knobs(w, b, right, f"on {len(X)} points")


@ROSENBLATT.part("on XOR it goes on to the last pass that you allow", points=1)
def _circles(s, rng):
    passes = int(rng.integers(6, 30))
    X, y = perceptron.CORNERS, np.array(perceptron.TABLES["XOR"])
    right = perceptron.learn(X, y, passes=passes)
    w, b, mistakes = _run(s, X, y, passes)
    _same_mistakes(mistakes, right.mistakes, f"on XOR with passes={passes}")
    _same_knobs(w, b, right, f"on XOR with passes={passes}")


@ROSENBLATT.part("loop: how many nudges one round of the circle on XOR has", points=1)
def _loop(s, rng):
    visited = perceptron.learn(
        perceptron.CORNERS, perceptron.TABLES["XOR"], passes=50
    ).visited.tolist()
    last = len(visited) - 1
    right = next(k for k in range(1, last) if visited[last - k] == visited[last])
    got = s.number("loop")
    if got != right:
        raise Wrong(
            f"loop is {got:g}, which is not it: go far along, note the knobs after each"
            " nudge, and count the nudges until the same knobs come back (the places visited"
            " only at the start are not part of the circle)"
        )


@ROSENBLATT.part("bound: the most nudges that the rule can need", points=2)
def _bound(s, rng):
    X, y, w = separable_points(15, 3, margin=0.1, rng=rng)
    b = float(rng.uniform(-0.05, 0.05))
    right = perceptron.mistake_bound(X, y, w, b)
    got = as_number(s.call("bound", X, y, w, b), "bound(X, y, w, b)")
    look = (
        "It is (R / gamma) ** 2. Both are measured with one more clue that is always 1, and"
        " gamma is a distance: the score divided by the length of (w, b)"
    )
    close(got, right, "bound(X, y, w, b)", look=look)
