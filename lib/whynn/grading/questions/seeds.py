"""Chapter 3: why most small XOR networks get stuck, and what mends it."""

import math
from functools import lru_cache

import numpy as np

from whynn import ensemble
from whynn.grading.contract import Question, Wrong, as_array, as_number, close, show
from whynn.grading.questions._seed_answers import OTHER, WRONG
from whynn.grading.questions._verdicts import hit

SEEDS = Question(
    "03-seeds",
    title="Why small networks get stuck",
    level="hard",
    minutes=45,
    names=(
        *("dead_units", "chance_both", "plateau", "rate", "rate_alive"),
        *("why_stuck", "width", "bend", "start"),
    ),
    hints=(
        "Look at the failures one by one: print their outputs, their loss and the number of"
        " dead units before training. There are only a few kinds.",
        "A unit with bias 0 is dead on all four corners when both its weights are below 0: one"
        " chance in four. Corners that must share one output are best served by the mean of"
        " their targets.",
        "First lines: `z = X @ W1 + b1` and `(z <= 0).all(axis=0).sum()`. For the many"
        " networks: `done = ensemble.train(nets, X, y)`, then `done.success.mean()`; with"
        " another bend: `ensemble.train(nets, X, y, activation=bend)`.",
    ),
    mutants=WRONG,
    alternatives=(OTHER,),
)

CORNERS, TARGETS = ensemble.XOR
STEPS = 1000  # by then a ReLU network has come through or is stuck; smooth bends need longer


@lru_cache(maxsize=16)
def _measured(width, bend, count, steps=STEPS):
    """Success rates of ``count`` He starts: all, those with a dead unit, the others."""
    nets = ensemble.start(count, width, rng=np.random.default_rng(0))
    dead = ensemble.dead_units(nets, CORNERS) > 0
    done = ensemble.train(nets, CORNERS, TARGETS, activation=bend, steps=steps).success
    return tuple(float(some.mean()) for some in (done, done[dead], done[~dead]))


@SEEDS.part("dead_units: counts the units that are off on all four corners", points=1)
def _dead(s, rng):
    for k in range(7):
        width = int(rng.integers(2, 7)) if k < 4 else 2
        W1, b1 = rng.normal(size=(2, width)), (rng.normal(size=width) - 0.6) * (k % 2) / 2
        W1[:, 0] = -np.abs(W1[:, 0])  # with a bias of 0 it is exactly 0 at one corner
        if k >= 4:  # one that its weights alone do not judge, and one that they do
            w, b = (((1, -1), -2.0), ((-1, -2), 0.5), ((1, 1), -1.5))[k - 4]
            size = rng.uniform(0.8, 1.2)
            W1, b1 = size * np.array([w, (1, 1)]).T, size * np.array([b, 0.0])
        nets = ensemble.Networks(W1[..., None], b1[:, None], np.ones((width, 1)), np.zeros(1))
        right = int(ensemble.dead_units(nets, CORNERS)[0])
        got = as_number(s.call("dead_units", W1, b1), "dead_units(W1, b1)")
        if got != right:
            raise Wrong(
                f"dead_units should be {right}, it is {got:g}, for W1 ="
                f" {W1.round(2).tolist()} and b1 = {b1.round(2).tolist()}: a unit is dead if"
                " its sum is 0 or below at all four corners"
            )


@SEEDS.part("chance_both: how likely two units are alive at the start", points=1)
def _chance(s, rng):
    alive, look = (
        1 - _dead_chance(),
        "By a formula: take away from 1 the chances that none or one is alive",
    )
    for n in (2, int(rng.integers(3, 9))):
        right = sum(
            math.comb(n, k) * alive**k * (1 - alive) ** (n - k) for k in range(2, n + 1)
        )
        got = as_number(s.call("chance_both", n), f"chance_both({n})")
        close(got, right, f"chance_both({n})", look=look)


def _dead_chance():
    """One unit's chance: the signs of two weights are four equally likely cases."""
    signs = np.array([[a, b] for a in (-1.0, 1.0) for b in (-1.0, 1.0)])
    # with signs that differ, one of the corners (0, 1) and (1, 0) is above 0
    return float((signs @ CORNERS.T <= 0).all(axis=1).mean())


@SEEDS.part("plateau: what corners that share an output settle at", points=2)
def _plateau(s, rng):
    for labels in (np.array([0, 0, 0, 1]), *rng.integers(0, 3, size=(2, 4))):
        groups = [np.flatnonzero(labels == k).tolist() for k in np.unique(labels)]
        shared = (labels[:, None] == np.unique(labels)).astype(float)  # (4, groups)
        best = shared @ np.linalg.lstsq(shared, TARGETS, rcond=None)[0]
        got = s.call("plateau", groups)
        if not isinstance(got, (list, tuple)) or len(got) != 2:
            raise Wrong(f"plateau should return two things, (outputs, loss); got {show(got)}")
        out = as_array(got[0], (4,), "the outputs of plateau")
        look = "Corners that share one output do best with the mean of their targets"
        close(out, best, f"the outputs of plateau({groups})", look=look)
        right = float(((best - TARGETS) ** 2).mean())
        look = "It is the mean over all four corners"
        close(got[1], right, f"the loss of plateau({groups})", look=look)


@SEEDS.part("rate: the share of seeds that solve XOR", points=2)
def _rate(s, rng):
    look = (
        "Train 1,000 or more networks from He's weights and biases of 0, and take the mean of"
        " `.success`"
    )
    right = _measured(2, "relu", 10_000, 1500)[0]
    hit(s.number("rate"), right, "rate", look, rtol=0, atol=0.05)


@SEEDS.part("rate_alive: the same, with and without a dead unit at the start", points=2)
def _rate_alive(s, rng):
    _, dead, alive = _measured(2, "relu", 10_000, 1500)
    given = s.table("rate_alive", ("a unit dead", "both alive"))
    for key, right in (("a unit dead", dead), ("both alive", alive)):
        look = "Divide the successes among these networks by the number of these, not of all"
        hit(given[key], right, f'rate_alive["{key}"]', look, rtol=0, atol=0.1)


@SEEDS.part("why_stuck: what keeps the failures where they are", points=1)
def _why(s, rng):
    got = s.choice("why_stuck", ("flat", "slow", "small", "gradient"))
    if got != "flat":
        reason = {
            "slow": "train the failures ten times as long and see whether any comes through",
            "small": "two units can represent XOR, and some networks find it",
            "gradient": "check the gradients of a failure: they are right, and what are they?",
        }
        raise Wrong(f'not "{got}": {reason[got]}')


@SEEDS.part("width: more ReLU units mend it", points=1)
def _width(s, rng):
    got = s.number("width")
    if got not in range(2, 17):
        raise Wrong(f"width should be a whole number from 2 to 16, it is {show(got)}")
    share = _measured(int(got), "relu", 100)[0]
    if share < 0.75:
        raise Wrong(
            f"with {int(got)} ReLU units {share:.2f} of our networks solve XOR, expected 0.8 or"
            " more: measure a few widths"
        )


@SEEDS.part("bend: another bend mends it, with two units", points=1)
def _bend(s, rng):
    got = s.choice("bend", ("leaky_relu", "sigmoid", "tanh", "silu", "gelu"))
    share = _measured(2, got, 40, 2 * STEPS)[0]
    if share < 0.9:  # perhaps only slow: allow it all the steps
        share = _measured(2, got, 40, 5 * STEPS)[0]
    if share < 0.9:
        why = "it is flat on both sides, and a unit far out is slow to tell corners apart"
        if got == "leaky_relu":
            why = "a unit that is off hears a little of the blame, and it is too little"
        raise Wrong(
            f'with two units and the bend "{got}" {share:.2f} of our networks solve XOR,'
            f" expected 0.9 or more: {why}"
        )


@SEEDS.part("start: a random start that mends it, with two ReLU units", points=2)
def _start(s, rng):
    drawn = [s.call("start", int(seed)) for seed in rng.choice(10**6, 200, replace=False)]
    nets = []
    for got in drawn:
        if not isinstance(got, (list, tuple)) or len(got) != 4:
            raise Wrong(f"start should return (W1, b1, w2, b2); got {show(got)}")
        shapes = (("W1", (2, 2)), ("b1", (2,)), ("w2", (2,)))
        arrays = [
            as_array(v, shape, f"the {name} of start")
            for v, (name, shape) in zip(got, shapes, strict=False)
        ]
        nets.append([*arrays, as_number(got[3], "the b2 of start")])
    W1 = np.array([net[0] for net in nets])
    if len(np.unique(W1.round(9), axis=0)) < len(drawn):
        raise Wrong(
            "start(seed) gives the same W1 for different seeds: draw from default_rng(seed)"
        )
    stacked = ensemble.Networks(*(np.stack(part, axis=-1) for part in zip(*nets, strict=True)))
    before = np.mean((ensemble.outputs(stacked, CORNERS) - TARGETS[:, None]) ** 2, axis=0)
    if np.median(before) < 0.05:
        raise Wrong(
            f"before any training half of your networks have a loss below"
            f" {show(float(np.median(before)))}: such a start is a solution that was put in."
            " It has to be 0.05 or more, and training has to do the rest"
        )
    share = ensemble.train(stacked, CORNERS, TARGETS, steps=STEPS).success.mean()
    if share < 0.77:  # a start that reaches 0.8 in the long run may miss it here
        raise Wrong(
            f"from your start {share:.2f} of 200 networks solve XOR, expected 0.8 or more:"
            " choose signs so that no unit is dead, and so that each unit looks at another"
            " corner"
        )
