"""The ramp of scaling laws: compute, doublings, and the floor under the line."""

import math

import numpy as np

from whynn import scaling
from whynn.facts import fact
from whynn.grading.contract import Question, Wrong, as_number, close, show
from whynn.grading.questions._verdicts import hit

_ALT = """
import math
def train_flop(parameters, tokens):
    forward = 2 * parameters * tokens
    return forward + 2 * forward
def doublings_to_halve(exponent):
    return math.log(0.5) / math.log(2**-exponent)
def lowest_loss(parameters):
    return 1.8172 + 482.01 / parameters**0.3478
tokens_each = {"gpt3": 300 / 175, "chinchilla": 1400 / 70}
flop_ratio = (70 * 1400) / (175 * 300)
floor_share = 1.8172 / (lowest_loss(70e9) + 2085.43 / 1.4e12**0.3658)
"""

RAMP = Question(
    "05-ramp",
    title="Compute, doublings and the floor",
    level="easy",
    minutes=5,
    names=(
        "train_flop",
        "tokens_each",
        "flop_ratio",
        "doublings_to_halve",
        "lowest_loss",
        "floor_share",
    ),
    hints=(
        "Each training token meets each parameter: once on the way forward, and twice on the "
        "way back. Each meeting is one multiplication and one addition.",
        "Compute is 6 * N * D. For the doublings solve 2 ** (-exponent * k) = 1/2. For the "
        "lowest loss let the tokens go to infinity: which term of the law disappears?",
        "train_flop is: `return 6 * parameters * tokens`",
    ),
    mutants=(
        (_ALT.replace("forward + 2 * forward", "forward"), "counts the forward pass only"),
        (_ALT.replace("1400 / 70}", "70 / 1400}"), "turns the ratio round"),
        (_ALT.replace("(70 * 1400) / (175 * 300)", "1.0"), "repeats: the same compute"),
        (
            _ALT.replace("math.log(2**-exponent)", "math.log(1 - exponent)"),
            "takes the exponent for the loss of one doubling",
        ),
        (_ALT.replace("return 1.8172 + 482.01", "return 482.01"), "leaves the floor out"),
        (_ALT.replace("1.8172 / (lowest", "1 - 1.8172 / (lowest"), "gives the other share"),
    ),
    alternatives=(_ALT,),
)
_LAW = scaling.CHINCHILLA_REFIT


def _size(name):
    return fact(f"{name}_parameters"), fact(f"{name}_tokens")


@RAMP.part("train_flop counts the compute of a training run", points=1)
def _flop(s, rng):
    n, d = 10.0 ** rng.uniform(8, 11), 10.0 ** rng.uniform(10, 12)
    got = as_number(s.call("train_flop", n, d), "the result of train_flop")
    look = "Two operations for each parameter and token forward, and twice that backward."
    close(got, scaling.training_flop(n, d), f"`train_flop({n:.3g}, {d:.3g})`", look=look)


@RAMP.part("tokens_each gives the tokens of each parameter", points=1)
def _tokens(s, rng):
    got = s.table("tokens_each", ("gpt3", "chinchilla"))
    for name, value in got.items():
        right = scaling.tokens_per_parameter(*_size(name))
        hit(value, right, f"tokens_each[{name!r}]", "Divide tokens by parameters.", rtol=0.01)


@RAMP.part("flop_ratio compares the two training runs", points=1)
def _ratio(s, rng):
    right = scaling.training_flop(*_size("chinchilla")) / scaling.training_flop(*_size("gpt3"))
    look = "Divide Chinchilla's 6 * N * D by GPT-3's. It is often said to be 1."
    hit(s.number("flop_ratio"), right, "flop_ratio", look, rtol=0.01)


@RAMP.part("doublings_to_halve follows the line down", points=2)
def _halve(s, rng):
    for exponent in rng.uniform(0.04, 0.4, size=3):
        got = as_number(
            s.call("doublings_to_halve", float(exponent)), "the result of doublings_to_halve"
        )
        if not 0 < got < 1000:
            raise Wrong(
                f"`doublings_to_halve({exponent:.3f})`: you gave {show(got)}, expected a "
                "number of doublings above 0. One doubling multiplies the loss by "
                "2 ** -exponent."
            )
        # the law itself: after that many doublings half of the loss must be left
        left = scaling.power_law(np.array([2.0**got]), 1.0, float(exponent))[0]
        close(
            left,
            0.5,
            f"what a line of exponent {exponent:.3f} leaves after your {got:.4g} doublings",
            look="One doubling multiplies the loss by 2 ** -exponent. How many make it half?",
        )


@RAMP.part("lowest_loss is what no amount of data gets below", points=1)
def _lowest(s, rng):
    n = 10.0 ** rng.uniform(8, 12)
    got = as_number(s.call("lowest_loss", n), "the result of lowest_loss")
    look = "With endless tokens the term of the data is 0. The floor E and A / N ** alpha stay."
    right = float(scaling.chinchilla_loss(n, math.inf, _LAW))
    close(got, right, f"`lowest_loss({n:.3g})`", look=look)


@RAMP.part("floor_share is the part of the loss that nothing removes", points=1)
def _share(s, rng):
    right = _LAW.E / float(scaling.chinchilla_loss(*_size("chinchilla"), _LAW))
    look = "Divide the floor E by the loss that the law gives for Chinchilla's size and data."
    hit(s.number("floor_share"), right, "floor_share", look, rtol=0.01)
