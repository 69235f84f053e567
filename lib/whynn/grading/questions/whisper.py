"""The gradient on its way back: why it is not 0.25 to the tenth power."""

import numpy as np

from whynn import mlp
from whynn.activations import sigmoid_grad
from whynn.grading.contract import Question, Wrong, as_number, close
from whynn.grading.questions._verdicts import chosen, hit

_ALT = """
import math
def whisper(weights, sums):
    factor = 1.0
    for w, z in zip(weights, sums):
        p = 1 / (1 + math.exp(-z))
        factor *= w * p * (1 - p)
    return factor
def wide(slopes, std):
    return std * math.sqrt(sum(float(s) ** 2 for s in slopes))
factors, carries, bound = 9, 4, "no"
"""

WHISPER = Question(
    "04-whisper",
    title="Why 0.25 to the tenth is not what happens",
    level="easy",
    minutes=5,
    names=("factors", "whisper", "carries", "wide", "bound"),
    hints=(
        "Follow the blame one step back: h goes through a weight, then through a bend. "
        "The chain rule multiplies both slopes, and one of the two is often forgotten.",
        "From layer 10 back to layer 9 is one factor, to layer 8 two. Each factor is a "
        "weight times the slope p * (1 - p) of the sigmoid p at that layer's weighted sum.",
        "whisper starts with: `p = 1 / (1 + np.exp(-np.asarray(sums)))`. For carries, weight "
        "times steepest slope is 1. For wide, n terms of both signs add up like this: add "
        "their squares, and take the root at the end.",
    ),
    mutants=(
        (_ALT.replace("factor *= w * p", "factor *= p"), "leaves the weights out"),
        (_ALT.replace("factor *= w * p", "factor *= abs(w) * p"), "drops the signs"),
        (_ALT.replace("factors, carries, bound = 9", "factors, carries, bound = 10"), "ten"),
        (_ALT.replace("= 9, 4,", "= 9, 0.25,"), "takes the slope for the weight"),
        (_ALT.replace("p * (1 - p)", "p"), "multiplies by the output, not its slope"),
        (
            _ALT.replace("math.sqrt(sum(float(s) ** 2 for s in slopes))", "sum(slopes)"),
            "adds the slopes, as if all blame had one sign",
        ),
        (
            _ALT.replace("for s in slopes))", "for s in slopes) / len(slopes))"),
            "forgets that a unit hears the blame of a whole layer",
        ),
        (_ALT.replace('"no"', '"yes"'), "believes the famous number"),
        (_ALT.replace("= 9, 4,", "= 9, -4,"), "turns the blame round"),
    ),
    alternatives=(_ALT,),
)


def _line(rng, layers, scale):
    """A line of single sigmoid units: what ``whisper`` is given, and the true factor."""
    params = mlp.init([1] * (layers + 2), rng, lambda i, o, r: r.normal(0, scale, (i, o)))
    cache = mlp.forward(params, rng.normal(size=(1, 1)), "sigmoid")
    # as the verdict shows them, so that they give the factor which it names
    weights = [round(params[f"W{k}"].item(), 3) for k in range(2, layers + 1)]
    sums = [round(z.item(), 3) for z in cache.z[1:]]
    factor = float(np.prod(np.array(weights) * sigmoid_grad(np.array(sums))))
    # a sign that is lost shows only where the factor has one
    return (weights, sums, factor) if factor < 0 else _line(rng, layers, scale)


@WHISPER.part("factors counts the steps from layer 10 back to layer 1", points=1)
def _factors(s, rng):
    got, layers = s.number("factors"), 10
    if got != layers - 1:
        raise Wrong(
            f"`factors`: you gave {got:g}, which is not the number of steps between layer "
            f"{layers} and layer 1. Count the gaps of a fence with {layers} posts."
        )


@WHISPER.part("whisper follows the blame through two units", points=2)
def _short(s, rng):
    weights, sums, factor = _line(rng, 3, 2.0)
    got = s.call("whisper", np.array(weights), np.array(sums))
    close(
        as_number(got, "the result of whisper"),
        factor,
        f"`whisper({np.round(weights, 3).tolist()}, {np.round(sums, 3).tolist()})`",
        look="Each unit multiplies by its weight and by the slope of the bend at its sum.",
        atol=1e-12,
    )


@WHISPER.part("whisper follows the blame through eleven units", points=1)
def _long(s, rng):
    weights, sums, factor = _line(rng, 12, 4.0)
    got = s.call("whisper", np.array(weights), np.array(sums))
    close(
        as_number(got, "the result of whisper") / factor,
        1.0,
        "your factor divided by the right one, in a line of eleven units",
        look="Nothing is added on the way back: all weights and all slopes are multiplied.",
    )


@WHISPER.part("carries is the weight that makes up for the steepest slope", points=1)
def _carries(s, rng):
    got = s.number("carries")
    right = 1 / float(sigmoid_grad(np.array(0.0)))
    look = "Weight times slope must be 1, and the slope of the sigmoid is largest at 0."
    hit(got, right, "carries", look)


@WHISPER.part("wide gives the factor of a layer with random weights", points=2)
def _wide(s, rng):
    slopes, std = sigmoid_grad(rng.normal(0, 2, size=int(rng.integers(40, 80)))), 0.3
    std += float(rng.random())
    got = as_number(s.call("wide", slopes, std), "the result of wide")
    close(
        got,
        std * float(np.linalg.norm(slopes)),
        f"`wide(slopes of {slopes.size} units, std={std:.3f})`",
        look="Each unit hears n terms of both signs: their squares add up, not their sizes. "
        "Take the root at the end.",
    )


@WHISPER.part("bound says whether the famous number is a limit", points=1)
def _bound(s, rng):
    # a line of units at sum 0 whose weights are large: what arrives beats 0.25 ** 9
    arrives = (6.0 * float(sigmoid_grad(np.array(0.0)))) ** 9
    right = "no" if arrives > 0.25**9 else "yes"
    reasons = {"yes": "Put weights of 4 into whisper, with all sums 0, and compare.", "no": ""}
    chosen(s.choice("bound", ("yes", "no")), right, "bound", reasons)
