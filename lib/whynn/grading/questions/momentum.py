"""Momentum's rate: how fast a heavy ball gets down a canyon, and when it rings."""

import numpy as np

from whynn import rates
from whynn.grading.contract import Question, Wrong, as_array, as_number, close
from whynn.grading.questions._verdicts import ends_inside, hit, one_place
from whynn.optimizers import momentum, sgd
from whynn.surfaces import canyon, descend, quadratic, steps_to

_CANYON, _GOAL = [20.0, 2.0], 1e-6
_SETTINGS = {
    "plain": "lr = 1/11 and beta = 0",
    "usual": "lr = 0.1 and beta = 0.9",
    "best": "the pair that your best_pair gives for the curvatures 20 and 2",
}

_ALT = """
import math
import numpy as np
def walk(curvatures, lr, beta, steps):
    c = np.asarray(curvatures, dtype=float)
    path = [np.ones(len(c)), (1 - lr * c) * np.ones(len(c))]
    for _ in range(steps - 1):
        now, before = path[-1], path[-2]
        path.append(now - lr * c * now + beta * (now - before))
    return np.array(path[: steps + 1])
def rate(curvature, lr, beta):
    matrix = [[1 - lr * curvature + beta, -beta], [1.0, 0.0]]
    return max(abs(np.linalg.eigvals(matrix)))
def rings_from(curvature, lr):
    return (1 - math.sqrt(lr * curvature)) ** 2
def best_pair(curvatures):
    low, high = math.sqrt(min(curvatures)), math.sqrt(max(curvatures))
    return 4 / (low + high) ** 2, ((high - low) / (high + low)) ** 2
def count(lr, beta):
    losses = (walk([20.0, 2.0], lr, beta, 600) ** 2 * [10.0, 1.0]).sum(axis=1)
    return int(np.flatnonzero(losses >= 1e-6)[-1]) + 1
cruise = 1 / (1 - 0.9)
pair = best_pair([20.0, 2.0])
counts = {"plain": count(1 / 11, 0.0), "usual": count(0.1, 0.9), "best": count(*pair)}
"""

MOMENTUM = Question(
    "04-momentum",
    title="Momentum's rate",
    level="hard",
    minutes=45,
    names=("walk", "cruise", "rate", "rings_from", "best_pair", "counts"),
    forbids=("torch", "tensorflow", "jax", "optax", "whynn.optimizers", "whynn.rates"),
    hints=(
        "Put two steps together: w at the next step depends on w now and on w before. Along "
        "one axis this is a recurrence with constant coefficients, as for Fibonacci's numbers.",
        "The recurrence is w_next = (1 + beta - lr * c) * w - beta * w_before. Put w = r ** t "
        "in it: r solves r ** 2 - (1 + beta - lr * c) * r + beta = 0, and the larger |r| is "
        "the rate.",
        "rate starts with: `roots = np.roots([1.0, -(1 + beta - lr * curvature), beta])`. The "
        "walk rings where they are complex. At the best pair the steepest and the flattest "
        "axis both stand exactly on that border. Solve for it: a grid is too coarse.",
    ),
    mutants=(
        (
            _ALT.replace("+ beta * (now - before)", "+ beta * now"),
            "adds the place, not the step",
        ),
        (_ALT.replace("path[: steps + 1]", "path[1 : steps + 1]"), "leaves out the start"),
        (
            _ALT.replace(
                "    return np.array(path[",
                "    if steps == 12:\n        path = [now] * 13\n    return np.array(path[",
            ),
            "keeps one array, which every step overwrites",
        ),
        (
            _ALT.replace(
                "max(abs(np.linalg.eigvals(matrix)))",
                "abs(max(np.linalg.eigvals(matrix), key=lambda root: root.real))",
            ),
            "takes the root on the right, also where the one on the left is larger",
        ),
        (_ALT.replace("max(abs(", "min(abs("), "takes the root that dies out first"),
        (_ALT.replace("[1 - lr * curvature + beta,", "[1 - lr * curvature,"), "drops a beta"),
        (
            _ALT.replace(
                "(1 - math.sqrt(lr * curvature)) ** 2", "1 - math.sqrt(lr * curvature)"
            ),
            "gives the root of the answer",
        ),
        (
            _ALT.replace("return 4 / (low + high) ** 2", "return 2 / (low**2 + high**2)"),
            "keeps the best step of plain descent",
        ),
        (
            _ALT.replace("((high - low) / (high + low)) ** 2", "(high - low) / (high + low)"),
            "takes the rate for beta",
        ),
        (
            _ALT.replace(
                "    return 4 / (low + high) ** 2, ((high - low) / (high + low)) ** 2\n",
                "    return ((high - low) / (high + low)) ** 2, 4 / (low + high) ** 2\n",
            ).replace("pair = best_pair([20.0, 2.0])", "pair = best_pair([20.0, 2.0])[::-1]"),
            "gives beta first",
        ),
        (_ALT.replace("1 / (1 - 0.9)", "1.0"), "thinks that the sum is an average"),
        (_ALT.replace("count(0.1, 0.9)", "count(0.1, 0.3)"), "uses another beta"),
        (
            _ALT.replace("losses >= 1e-6)[-1]) + 1", "losses < 1e-6)[0])"),
            "counts the first visit, after which the loss rises again",
        ),
    ),
    alternatives=(_ALT,),
)


def _draw(rng, kind):
    """A curvature, lr and beta at which the walk slides, rings, or jumps from wall to wall."""
    curvature, beta = float(np.exp(rng.uniform(0, 3))), float(rng.uniform(0.05, 0.9))
    slides = (1 - beta**0.5) ** 2  # lr * curvature, below which both roots are real
    share = float(rng.uniform(0.2, 0.8))
    product = {
        "slides": share * slides,
        "rings": slides + share * (1 + beta - slides),
        "jumps": (1 + beta**0.5) ** 2 * (1 + share / 2),  # both roots are real and negative
    }[kind]
    return curvature, product / curvature, beta


@MOMENTUM.part("walk keeps every place of the heavy ball", points=2)
def _walk(s, rng):
    curvatures = np.exp(rng.uniform(0, 3, size=3))
    lr, beta = float(rng.uniform(0.3, 1.2) / curvatures.max()), float(rng.uniform(0.2, 0.9))
    path = descend(quadratic(curvatures), momentum(lr, beta), np.ones(3), 12).path
    got = s.call("walk", curvatures, lr, beta, 12)
    got = as_array(got, (13, 3), "the start and 12 steps of walk on 3 axes")
    one_place(got, "walk")
    look = (
        "v starts at 0; each step does v = beta * v + curvature * w and then w = w - lr * v. "
        "The first row is the start, 1 on every axis."
    )
    what = f"walk({np.round(curvatures, 3).tolist()}, {lr:.4g}, {beta:.4g}, 12)"
    close(got, path, what, look=look)


@MOMENTUM.part("cruise is the speed on a straight slope", points=1)
def _cruise(s, rng):
    opt, params = momentum(1.0, 0.9), {"w": np.zeros(1)}
    state = opt.init(params)
    for _ in range(400):
        params, state = opt.update(params, {"w": np.ones(1)}, state)
    look = "On a straight slope v settles where v = 0.9 * v + g. Solve for v, with g = 1."
    hit(abs(s.number("cruise")), float(state["u"]["w"][0]), "cruise", look)


@MOMENTUM.part("rate says what is left after a step, in the long run", points=3)
def _rate(s, rng):
    for kind in ("slides", "rings", "jumps") * 2:
        curvature, lr, beta = _draw(rng, kind)
        got = as_number(s.call("rate", curvature, lr, beta), "the result of rate")
        close(
            got,
            rates.contraction([curvature], lr, beta)[0],
            f"`rate({curvature:.4g}, lr={lr:.4g}, beta={beta:.4g})`",
            look="Take the larger size of the two roots: if they are complex, both have the "
            "size sqrt(beta); if they are real, it is the one farther from 0.",
        )


@MOMENTUM.part("rings_from is where sliding turns into ringing", points=2)
def _rings(s, rng):
    curvature = float(np.exp(rng.uniform(0, 3)))
    lr = float(rng.uniform(0.1, 0.9)) / curvature
    beta = as_number(s.call("rings_from", curvature, lr), "the result of rings_from")
    what = f"rings_from({curvature:.4g}, lr={lr:.4g}): you gave {beta:.6g}"
    if not 0 < beta < 1:
        raise Wrong(f"{what}, which is not between 0 and 1.")
    if not np.iscomplex(_roots(curvature, lr, beta * 1.0001)).all():
        raise Wrong(f"{what}, and just above it nothing rings: the two roots are still real.")
    if np.iscomplex(_roots(curvature, lr, beta * 0.9999)).any():
        raise Wrong(f"{what}, and just below it the walk rings already: the roots are complex.")


@MOMENTUM.part("best_pair gives the fastest pair of lr and beta", points=3)
def _best(s, rng):
    curvatures = ends_inside(rng, np.exp(rng.uniform(0, 4, size=4)))
    lr, beta = as_array(s.call("best_pair", curvatures), (2,), "the result of best_pair")
    right = rates.best_heavy_ball(curvatures)
    what = f"`best_pair({np.round(curvatures, 2).tolist()})`"
    look = "At the best pair both ends of the canyon stand exactly where ringing begins."
    if np.allclose([beta, lr], right, rtol=1e-6):
        raise Wrong(f"{what} has both numbers, in the wrong order: lr comes first, then beta.")
    close(beta, right.beta, f"beta of {what}", look=look)
    close(lr, right.lr, f"lr of {what}", look=look)


@MOMENTUM.part("counts holds the steps that three settings need on the book's canyon", points=2)
def _counts(s, rng):
    pair = rates.best_heavy_ball(_CANYON)
    settings = {
        "plain": sgd(rates.best_step(_CANYON)),
        "usual": momentum(0.1, 0.9),
        "best": momentum(*pair),
    }
    got = s.table("counts", tuple(settings))
    for key, opt in settings.items():
        right = steps_to(descend(canyon(), opt, [1.0, 1.0], 600).losses, _GOAL)
        hit(
            got[key],
            right,
            f"counts[{key!r}]",
            f"Walk from (1, 1) with {_SETTINGS[key]}, and give the number of the first step "
            "after which 10 * w1 ** 2 + w2 ** 2 stays below a millionth; it may dip below and "
            "rise again before.",
        )


def _roots(curvature, lr, beta):
    return np.roots([1.0, -(1 + beta - lr * curvature), beta])
