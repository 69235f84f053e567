"""Chapter 2: XOR by two ReLU units, the fold, and one bend instead of two."""

import numpy as np

from whynn import mlp, perceptron
from whynn.grading.contract import Question, Wrong, as_array, as_number, close, show
from whynn.grading.questions._planted import change

_OTHER = '''
W1 = np.array([[1.0, -1.0], [-1.0, 1.0]])
b1 = np.zeros(2)
w2, b2 = np.array([1.0, 1.0]), 0.0
folded = [[0, 0], [0, 1], [1, 0], [0, 0]]
knife = [1, 1, -0.5]
w2_xnor, b2_xnor = -w2, 1 - b2
single = {"a": [1, -1], "c": 0, "u": [-1, 1], "t": 0, "v": 2}

def network_for(low, high):
    """One unit for each side of the diagonal."""
    return W1 / (high - low), b1, w2, b2
'''

UNITS = Question(
    "02-xor",
    title="XOR by two units and one fold",
    level="medium",
    minutes=20,
    names=(
        *("W1", "b1", "w2", "b2", "folded", "knife"),
        *("w2_xnor", "b2_xnor", "single", "network_for"),
    ),
    hints=(
        "A unit can look at the sum of the two switches, or at their difference. Which values"
        " does each take at the four corners?",
        "Let both units look at `x1 + x2`, one with bias 0 and one with bias -1. Find output"
        " weights by going through the sums 0, 1, 2. The opposite is 1 minus the answer.",
        "First line: `W1 = np.array([[1.0, 1.0], [1.0, 1.0]])`. For other switches shift and"
        " stretch the inputs back to 0 and 1: `(x - low) / (high - low)`, then multiply out.",
    ),
    mutants=(
        (
            change(_OTHER, ("w2, b2 = np.array([1.0, 1.0])", "w2, b2 = np.array([1.0, -1.0])")),
            "gives the two units opposite signs",
        ),
        (change(_OTHER, ("[0, 1], [1, 0]", "[-1, 1], [1, -1]")), "leaves out the bend"),
        (change(_OTHER, ("[1, 1, -0.5]", "[1, 1, -1.5]")), "puts the knife too far out"),
        (change(_OTHER, ("-w2, 1 - b2", "-w2, -b2")), "turns the sign but not the answer"),
        (change(_OTHER, ('"v": 2', '"v": 1')), "flattens where it should turn round"),
        (
            change(_OTHER, ("W1 / (high - low)", "W1")),
            "forgets that the switches have other values",
        ),
    ),
    alternatives=(_OTHER,),
)

XOR = np.array(perceptron.TABLES["XOR"], dtype=float)


def _network(W1, b1, w2, b2):
    return {"W1": W1, "b1": b1, "W2": w2[:, None], "b2": np.array([b2])}


def _own(s):
    """The learner's network, as the library wants it."""
    return _network(
        s.array("W1", (2, 2)), s.array("b1", (2,)), s.array("w2", (2,)), s.number("b2")
    )


def _folded(s):
    """Where the learner's two units send the corners; it takes no output weight."""
    hidden = _network(s.array("W1", (2, 2)), s.array("b1", (2,)), np.zeros(2), 0.0)
    return mlp.forward(hidden, perceptron.CORNERS).h[1]


def _rows(values):
    return show(np.asarray(values).round(4).tolist())


@UNITS.part("the network says exactly 0, 1, 1, 0", points=2)
def _solves(s, rng):
    run = mlp.forward(_own(s), perceptron.CORNERS)
    out = run.logits[:, 0]
    if not np.allclose(out, XOR, atol=1e-9):
        row = int(np.abs(out - XOR).argmax())
        raise Wrong(
            f"at (0,0), (0,1), (1,0), (1,1) your network says {_rows(out)}, expected"
            f" {_rows(XOR)}: look at {tuple(perceptron.CORNERS[row].astype(int).tolist())},"
            f" where the units give {_rows(run.h[1][row])} after the bend (column j of W1"
            " belongs to unit j)"
        )


@UNITS.part("folded: where the four corners land", points=1)
def _folds(s, rng):
    right = _folded(s)
    got = s.array("folded", (4, 2))
    close(
        got,
        right,
        "folded",
        look="One row (h1, h2) a corner, after the bend, by your W1 and b1",
    )


@UNITS.part("knife: one straight cut through the folded sheet", points=1)
def _knife(s, rng):
    v1, v2, c = s.array("knife", (3,))
    hidden = _folded(s)
    got = perceptron.predict(hidden, [v1, v2], c)
    if list(got) != list(XOR):
        raise Wrong(
            f"your knife answers {show(got.tolist())} at the folded corners {_rows(hidden)},"
            f" expected {show(XOR.astype(int).tolist())}: it fires where v1*h1 + v2*h2 + c > 0"
        )


@UNITS.part("w2_xnor, b2_xnor: the opposite of XOR from the same units", points=1)
def _xnor(s, rng):
    net = _own(s)
    opposite = _network(net["W1"], net["b1"], s.array("w2_xnor", (2,)), s.number("b2_xnor"))
    out = mlp.forward(opposite, perceptron.CORNERS).logits[:, 0]
    if not np.allclose(out, 1 - XOR, atol=1e-9):
        raise Wrong(
            f"with w2_xnor and b2_xnor your units give {_rows(out)}, expected"
            f" {_rows(1 - XOR)}: the opposite of an answer is 1 minus it"
        )


@UNITS.part("single: one bend is enough", points=2)
def _one_bend(s, rng):
    given = s.table("single", ("a", "c", "u", "t", "v"))
    a, u = (as_array(given[k], (2,), f'single["{k}"]') for k in "au")
    c, t, v = (as_number(given[k], f'single["{k}"]') for k in "ctv")
    bent = np.maximum(perceptron.CORNERS @ u + t, 0)
    out = perceptron.CORNERS @ a + c + v * bent
    if not np.allclose(out, XOR, atol=1e-9):
        raise Wrong(
            f"a·x + c + v·ReLU(u·x + t) gives {_rows(out)} at the corners, expected"
            f" {_rows(XOR)}; your one bend gives {_rows(bent)}: let the straight part be right"
            " for three corners and the bend mend the fourth"
        )


@UNITS.part("network_for: switches with other values than 0 and 1", points=2)
def _other_switches(s, rng):
    for _ in range(3):
        low = float(rng.uniform(-3, 3))
        high = low + float(rng.uniform(0.5, 4))
        got = s.call("network_for", low, high)
        if not isinstance(got, (list, tuple)) or len(got) != 4:
            raise Wrong(f"network_for should return (W1, b1, w2, b2); got {show(got)}")
        W1, b1, w2 = (
            as_array(value, shape, f"the {name} of network_for")
            for value, shape, name in zip(
                got, ((2, 2), (2,), (2,)), ("W1", "b1", "w2"), strict=False
            )
        )
        net = _network(W1, b1, w2, as_number(got[3], "the b2 of network_for"))
        out = mlp.forward(net, low + (high - low) * perceptron.CORNERS).logits[:, 0]
        if not np.allclose(out, XOR, atol=1e-7):
            raise Wrong(
                f"network_for({low:.3f}, {high:.3f}) gives {_rows(out)} when off is {low:.3f}"
                f" and on is {high:.3f}, expected {_rows(XOR)}: put (x - low) / (high - low) in"
                " the place of x and multiply out"
            )
