"""One loss in three units: nats, bits, perplexity."""

import numpy as np

from whynn.facts import fact
from whynn.grading.contract import Question, as_number, close
from whynn.grading.questions._verdicts import hit
from whynn.losses import nll

_ALT = """
import math
import numpy as np
def nats(logits, label):
    p = np.exp(np.asarray(logits) - max(logits))
    return -math.log(p[label] / p.sum())
def bits(nats):
    return nats * math.log2(math.e)
def perplexity(nats):
    return 2.0 ** bits(nats)
def bits_per_byte(nats, tokens, size):
    return bits(nats) * tokens / size
guess = math.log(50257)
"""

NATS = Question(
    "06-nats",
    title="Nats, bits and perplexity",
    level="easy",
    minutes=10,
    names=("nats", "bits", "perplexity", "guess", "bits_per_byte"),
    forbids=("torch", "scipy", "whynn.losses"),
    hints=(
        "All of these are one number: how surprised the model was by what came. Only the base "
        "of the logarithm changes, or it is undone.",
        "nats is -log of the softmax probability of the label; bits divides by log(2); "
        "perplexity is exp(nats). Somebody who guesses evenly gives each token 1 / vocabulary.",
        "nats starts with: `p = np.exp(logits - np.max(logits))`, then `p = p / p.sum()`",
    ),
    mutants=(
        (_ALT.replace("return -math.log", "return math.log"), "loses the minus"),
        (
            _ALT.replace("np.asarray(logits) - max(logits)", "np.asarray(logits)"),
            "overflows at large logits",
        ),
        (
            _ALT.replace("- max(logits)", "- np.mean(logits)"),
            "takes the mean from all logits, which leaves some too large",
        ),
        (_ALT.replace("- max(logits)", "- min(logits)"), "takes the smallest from all logits"),
        (
            _ALT.replace("nats * math.log2(math.e)", "nats * math.log(2)"),
            "turns the factor round",
        ),
        (_ALT.replace("2.0 ** bits(nats)", "2.0 ** nats"), "mixes the bases"),
        (_ALT.replace("math.log(50257)", "math.log2(50257)"), "gives bits"),
        (_ALT.replace("tokens / size", "size / tokens"), "turns the ratio round"),
        (
            _ALT.replace("return bits(nats) * tokens", "return nats * tokens"),
            "gives nats a byte",
        ),
    ),
    alternatives=(_ALT,),
)


@NATS.part("nats is the surprise at the label", points=2)
def _nats(s, rng):
    logits, label = rng.normal(0, 3, size=6), int(rng.integers(6))
    got = as_number(s.call("nats", logits, label), "the result of nats")
    look = "Minus the log of the probability that softmax gives to the label."
    what = f"`nats({logits.round(3).tolist()}, {label})`"
    close(got, nll(logits[None], [label]).nats, what, look=look)


@NATS.part("nats survives logits of a thousand", points=1)
def _large(s, rng):
    # whatever is taken from all logits but their maximum, one of them stays too large
    large, small = np.sort(rng.uniform(980, 1000, size=2)), rng.uniform(-1000, -900, size=2)
    logits = rng.permutation(np.append(large, small))
    label = int(np.flatnonzero(logits == large[0])[0])
    got = as_number(s.call("nats", logits, label), "the result of nats")
    look = (
        "exp(1000) is too large for any float. Softmax does not change if one number is taken "
        "from all logits."
    )
    what = f"`nats({logits.round(3).tolist()}, {label})`"
    close(got, nll(logits[None], [label]).nats, what, look=look)


@NATS.part("bits changes the unit", points=1)
def _bits(s, rng):
    cost = nll(rng.normal(0, 2, size=(1, 5)), [0])
    look = "How many halvings of the probability make one factor e?"
    got = as_number(s.call("bits", cost.nats), "the result of bits")
    close(got, cost.bits, f"`bits({cost.nats:.4f})`", look=look)


@NATS.part("perplexity is the number of equal doors", points=1)
def _perplexity(s, rng):
    cost = nll(rng.normal(0, 2, size=(1, 5)), [0])
    look = "It undoes the natural log: guessing evenly among k doors has perplexity k."
    got = as_number(s.call("perplexity", cost.nats), "the result of perplexity")
    close(got, cost.perplexity, f"`perplexity({cost.nats:.4f})`", look=look)


@NATS.part("guess is the loss before the first step", points=1)
def _guess(s, rng):
    # the loss of equal logits, measured on a vocabulary small enough to hold
    size = fact("gpt2_vocabulary")
    right = nll(np.zeros((1, size)), [0]).nats
    look = "A model that knows nothing gives each token of the vocabulary the same probability."
    hit(s.number("guess"), right, "guess", look)


@NATS.part("bits_per_byte makes two tokenizers comparable", points=2)
def _byte(s, rng):
    cost = nll(rng.normal(0, 2, size=(1, 5)), [0])
    tokens, size = int(rng.integers(100, 200)), int(rng.integers(500, 900))
    got = as_number(
        s.call("bits_per_byte", cost.nats, tokens, size), "the result of bits_per_byte"
    )
    what = f"`bits_per_byte({cost.nats:.4f}, tokens={tokens}, size={size})`"
    look = "All the bits of the text, which is bits of one token times tokens, over its bytes."
    close(got, cost.bits * tokens / size, what, look=look)
