"""The chain of failures and fixes, from memory."""

import re

import numpy as np

from whynn import init, mlp, rates, scaling
from whynn.activations import gelu_grad
from whynn.diagnostics import activation_rms, silence
from whynn.grading.contract import NotWritten, Question, Wrong, as_number, show
from whynn.grading.questions._chain_words import ASTRAY, INSTEAD, ROWS
from whynn.grading.questions._verdicts import entries

LONGEST = 60  # letters of one fix: a few words, not all words

SHOWN = {"A": 8, "B": 1, "C": 7, "D": 11, "E": 3, "F": 2}

_ALT = """
fixes = {1: "more than one layer", 2: "nonlinearity", 3: "initialise with Glorot or Kaiming",
         4: "chain rule", 5: "stochastic batches", 6: "log loss", 7: "residual connections",
         8: "momentum", 9: "extrapolate on log-log paper", 10: "compute-optimal balance",
         11: "early stopping"}
shown_by = dict(A=8, B=1, C=7, D=11, E=3, F=2)
claims = dict(gelu=False, half=True, canyon=True, endless=False, spread=False)
"""

# in the pictures of the second hint, and in words of the chapters
_WORDS = (
    _ALT.replace("fixes =", "other =")
    + """
fixes = {1: "a hidden layer, not one more rule", 2: "a kink",
         3: "random weights of the right size",
         4: "send the error backwards", 5: "a sample, not the full batch",
         6: "minus the log of the probability", 7: "a bend with slope 1 and weights to match",
         8: "remember the last pushes, own scale for each weight",
         9: "forecast from small networks", 10: "split the compute between size and data",
         11: "switch units off at random"}
"""
)
_PICTURES = (
    _ALT.replace("fixes =", "other =")
    + """
fixes = {1: "rules in rows", 2: "paper and fold", 3: "divide by what you add up",
         4: "blame upstream", 5: "a smaller look at the data", 6: "a price for surprise",
         7: "a bend that does not muffle", 8: "a step size for every weight", 9: "a ramp",
         10: "a balance", 11: "knobs"}
"""
)

CHAIN = Question(
    "06-chain",
    title="The chain of failures and fixes, from memory",
    level="medium",
    minutes=15,
    names=("fixes", "shown_by", "claims"),
    hints=(
        "Walk through the book in order: two fixes in chapters 1 and 2, four in chapter 3, two "
        "in chapter 4, three in chapter 5. Write what you remember, then check.",
        "The pictures may help: a pile of rules, paper and fold, whispers, blame upstream, a "
        "smaller look at the data, surprise, a bend that does not muffle, a heavy ball, a "
        "ramp, a balance, and knobs.",
        'fixes starts with: `{1: "a hidden layer", 2: "a bend between the layers", ...}`',
    ),
    mutants=(
        (_ALT.replace('"more than one layer"', '"a better learning rate"'), "row 1 wrong"),
        (_ALT.replace('4: "chain rule"', '4: "try at random"'), "row 4 wrong"),
        (_ALT.replace('7: "residual connections"', '7: "smaller steps"'), "row 7 wrong"),
        (_ALT.replace('"compute-optimal balance"', '"a larger model"'), "row 10 wrong"),
        (
            _ALT.replace('"compute-optimal balance"', '"even more parameters"'),
            "row 10: what fails, and not what mends",
        ),
        (_ALT.replace('"more than one layer"', '"more training steps"'), "row 1: more of it"),
        (_ALT.replace('"initialise with Glorot or Kaiming"', '"scale the inputs"'), "row 3"),
        (_ALT.replace('"stochastic batches"', '"a bigger batch"'), "row 5: what fails there"),
        (
            _ALT.replace('"stochastic batches"', '"all examples for each step"'),
            "row 5: what fails there, in other words",
        ),
        (_ALT.replace('"log loss"', '"log-log plot"'), "row 6: another logarithm"),
        (_ALT.replace('8: "momentum"', '8: "a step for each batch"'), "row 8: another step"),
        (
            _ALT.replace('"extrapolate on log-log paper"', '"use a smaller model"'),
            "row 9: what it would spare",
        ),
        (
            _ALT.replace('"compute-optimal balance"', '"split the data"'),
            "row 10: another split",
        ),
        (_ALT.replace('"early stopping"', '"learning rate decay"'), "row 11: another decay"),
        (_ALT.replace("A=8", "A=5"), "takes the bouncing walk for a batch too large"),
        (_ALT.replace("gelu=False", "gelu=True"), "believes that a slope is at most 1"),
        (_ALT.replace("half=True", "half=False"), "takes silence for death"),
        (_ALT.replace("endless=False", "endless=True"), "forgets the floor"),
        (
            "fixes = {k: 'layer bend init nudge batch entropy relu adam ramp ratio dropout' "
            "for k in range(1, 12)}\n"
            "shown_by = dict.fromkeys('ABCDEF', 7)\n"
            "claims = dict.fromkeys(('gelu', 'half', 'canyon', 'endless', 'spread'), True)",
            "says everything everywhere",
        ),
    ),
    alternatives=(_ALT, _PICTURES, _WORDS),
)


def _named(s, rows):
    """Each of these rows must name its fix in a few words of its own."""
    fixes = entries(s, "fixes", rows)
    for row in rows:
        text = fixes[row]
        if not isinstance(text, str):
            raise Wrong(
                f"`fixes[{row}]`: expected a few words in quotes, you gave {show(text)}"
            )
        if not text.strip():
            raise NotWritten(f"`fixes[{row}]` is empty: write a few words")
        if len(text) > LONGEST:
            raise Wrong(
                f"`fixes[{row}]`: a few words are enough, at most {LONGEST} letters; yours has "
                f"{len(text)}"
            )
        pattern, thought = ROWS[row]
        if not re.search(pattern, text.casefold()):
            raise Wrong(
                f"`fixes[{row}]`: {show(text)} does not name the fix that the book uses, or "
                f"not in words that are known here. Think of: {thought}."
            )
        if astray := re.search(ASTRAY.get(row, "(?!)"), INSTEAD.sub("", text.casefold())):
            raise Wrong(
                f"`fixes[{row}]`: {show(text)} is not what mends this row ({astray[0]!r} leads "
                f"elsewhere). Think of: {thought}."
            )


@CHAIN.part("rows 1 and 2: rules and bends", points=2)
def _bends(s, rng):
    _named(s, (1, 2))


@CHAIN.part("rows 3 to 6: how weights get their values", points=4)
def _values(s, rng):
    _named(s, (3, 4, 5, 6))


@CHAIN.part("rows 7 and 8: why deep nets are hard", points=2)
def _deep(s, rng):
    _named(s, (7, 8))


@CHAIN.part("rows 9 to 11: bigger, and when it does not help", points=3)
def _bigger(s, rng):
    _named(s, (9, 10, 11))


@CHAIN.part("shown_by finds the failure behind each measurement", points=3)
def _shown(s, rng):
    got = s.table("shown_by", tuple(SHOWN))
    for letter, row in SHOWN.items():
        if as_number(got[letter], f"`shown_by[{letter!r}]`") not in ROWS:
            raise Wrong(
                f"`shown_by[{letter!r}]`: expected the number of a row, 1 to {len(ROWS)}, you "
                f"gave {show(got[letter])}"
            )
        if got[letter] != row:
            raise Wrong(
                f"`shown_by[{letter!r}]`: you gave {show(got[letter])}, and the failure of "
                f"that row looks different. Read measurement {letter} again: what was "
                "measured, and what would a healthy value be?"
            )


@CHAIN.part("claims tells what is true from what is only often said", points=3)
def _claims(s, rng):
    right, got = _truths(rng), s.table("claims", tuple(_truths(rng)))
    for name, truth in right.items():
        if not isinstance(got[name], bool):
            raise Wrong(
                f"`claims[{name!r}]`: expected True or False, you gave {show(got[name])}"
            )
        if got[name] != truth:
            raise Wrong(
                f"`claims[{name!r}]`: you gave {got[name]}. We ran it, and it came out "
                f"otherwise: {_REASONS[name]}"
            )


_REASONS = {
    "gelu": "compute the slope of GELU between 1 and 2.",
    "half": "a ReLU is off where its weighted sum is negative. How often is that by chance?",
    "canyon": "the limit for the step size is 2 over the largest curvature.",
    "endless": "which term of the law does not depend on N or D?",
    "spread": "a sum over more inputs is larger: what must the weights do?",
}


def _truths(rng):
    """The five claims, each decided by running it."""
    x = rng.normal(size=(200, 64))
    healthy = mlp.forward(mlp.init([64, 64, 1], rng), x).h[1]
    fixed = [
        activation_rms(mlp.forward(mlp.init([d] * 6, rng, _fixed), rng.normal(size=(50, d))))[
            -1
        ]
        for d in (16, 64)
    ]
    endless = scaling.chinchilla_loss(np.inf, np.inf, scaling.CHINCHILLA_REFIT)
    return {
        "gelu": bool((gelu_grad(np.linspace(-4, 4, 801)) <= 1).all()),
        "half": abs(silence(healthy).zeros - 0.5) < 0.1,
        "canyon": rates.divergence_limit([2.0, 2.0 * 10 ** rng.uniform(1, 4)]) > 0,
        "endless": bool(endless < 0.1),
        "spread": bool(max(fixed) < 2 * min(fixed)),
    }


def _fixed(fan_in, fan_out, rng):
    return init.normal(fan_in, fan_out, rng, std=0.2)
