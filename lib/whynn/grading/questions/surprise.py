"""Chapter 3: softmax, cross-entropy, and why the gradient is p - y."""

import numpy as np

from whynn import losses
from whynn.activations import softmax, softmax_jacobian
from whynn.grading.contract import Question, as_array, as_number, close
from whynn.grading.questions._planted import change

_OTHER = '''
def log_probabilities(z):
    """The logarithm of softmax, from which all else follows."""
    shifted = np.asarray(z, float) - np.max(z, axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))

def probabilities(z):
    return np.exp(log_probabilities(z))

def surprise(z, c):
    return -log_probabilities(z)[c]

def slopes(z):
    p = probabilities(z)
    return np.diag(p) - np.outer(p, p)

def gradient(z, c):
    return -slopes(z)[:, c] / probabilities(z)[c]

def batch_gradient(Z, labels):
    return np.array([gradient(z, c) for z, c in zip(Z, labels)]) / len(Z)
'''

SURPRISE = Question(
    "03-surprise",
    title="Derive p − y",
    level="medium",
    minutes=20,
    names=("probabilities", "surprise", "slopes", "gradient", "batch_gradient"),
    forbids=("torch", "autograd", "jax", "scipy", "whynn.softmax", "whynn.losses"),
    hints=(
        "Softmax does not change when the same number is taken from every score. Take the"
        " largest, and nothing can overflow.",
        "Move score j: p_i changes by p_i times (1 if i is j, else 0) minus p_i p_j. Then"
        " -ln p_c changes by minus that, for i = c, divided by p_c.",
        "First line: `e = np.exp(z - z.max())`, then `e / e.sum()`. For the surprise use"
        " `np.log(e.sum()) - (z[c] - z.max())`, which is never the logarithm of 0.",
    ),
    mutants=(
        (
            change(_OTHER, ("- np.max(z, axis=-1, keepdims=True)", "")),
            "overflows at large scores",
        ),
        *(
            (change(_OTHER, ("np.max(z, axis=-1, keepdims=True)", shift)), f"takes away {what}")
            for shift, what in (
                ("np.mean(z)", "the mean"),
                ("np.median(z)", "the median"),
                ("np.max(np.abs(z))", "the largest size"),
                ("700", "a constant"),
                ("z[0]", "the first score"),
            )
        ),
        (
            change(
                _OTHER,
                ("return -log_probabilities(z)[c]", "return -np.log2(probabilities(z)[c])"),
            ),
            "counts in bits, and takes the logarithm of 0",
        ),
        (change(_OTHER, (" - np.outer(p, p)", "")), "forgets that all p share one sum"),
        (
            change(
                _OTHER,
                ("return -slopes(z)[:, c] / probabilities(z)[c]", "return probabilities(z)"),
            ),
            "forgets to take away the truth",
        ),
        (
            change(
                _OTHER,
                (
                    "return -slopes(z)[:, c] / probabilities(z)[c]",
                    "return slopes(z)[:, c] / probabilities(z)[c]",
                ),
            ),
            "has y - p, the way down",
        ),
        (change(_OTHER, (" / len(Z)", "")), "sums where the mean was asked for"),
        (
            change(_OTHER, ("return np.exp(log_probabilities(z))", "return np.exp(z) / 10")),
            "divides by a constant",
        ),
    ),
    alternatives=(_OTHER,),
)


def _text(z):
    """The scores as a learner can type them, to three digits."""
    return str(z.round(3).tolist())


def _scores(rng):
    k = int(rng.integers(3, 7))
    return rng.normal(size=k) * 2, int(rng.integers(k))


@SURPRISE.part("probabilities: softmax", points=1)
def _softmax(s, rng):
    z, _ = _scores(rng)
    p = as_array(s.call("probabilities", z), z.shape, "probabilities(z)")
    what, look = f"probabilities({_text(z)})", "e to the score, divided by the sum of these"
    close(p, softmax(z), what, look=look)


@SURPRISE.part("probabilities and surprise are numbers at scores of a thousand", points=1)
def _large(s, rng):
    high, gap = float(rng.uniform(950, 1050)), float(rng.uniform(0.5, 2))
    for z in (
        rng.permutation([high, high - gap, -high]),
        np.array([0.0, high, 0.0, 0.0, 0.0]),
        np.array([-high, -high + gap, -high - gap]),
        np.full(3, high),
    ):
        p = as_array(s.call("probabilities", z), z.shape, f"probabilities({_text(z)})")
        look = "Take away the largest score first"
        close(p, softmax(z), f"probabilities({_text(z)})", look=look)
        c = int(z.argmin())
        right = losses.softmax_cross_entropy(z[None], [c]).value
        what = f"surprise({_text(z)}, {c})"
        look = "p may be 0 to the computer: take the logarithm before the division"
        close(as_number(s.call("surprise", z, c), what), right, what, look=look)


@SURPRISE.part("surprise: cross-entropy in nats", points=1)
def _surprise(s, rng):
    z, c = _scores(rng)
    right = losses.softmax_cross_entropy(z[None], [c]).value
    what = f"surprise({_text(z)}, {c})"
    close(s.call("surprise", z, c), right, what, look="It is -ln p_c, in nats")


@SURPRISE.part("slopes: how each p changes with each score", points=2)
def _slopes(s, rng):
    z, _ = _scores(rng)
    right = softmax_jacobian(z)
    got = as_array(s.call("slopes", z), right.shape, "slopes(z)")
    look = "Row i, column j says how p_i changes with z_j: all p share one sum"
    close(got, right, f"slopes({_text(z)})", look=look)


@SURPRISE.part("gradient: p − y", points=2)
def _gradient(s, rng):
    for _ in range(3):
        z, c = _scores(rng)
        right = losses.softmax_cross_entropy(z[None], [c]).grad[0]
        got = as_array(s.call("gradient", z, c), z.shape, "gradient(z, c)")
        look = "Move one score by 1e-6 and see how the surprise changes"
        close(got, right, f"gradient({_text(z)}, {c})", look=look)


@SURPRISE.part("batch_gradient: the mean over a batch", points=1)
def _batch(s, rng):
    n, k = int(rng.integers(2, 6)), int(rng.integers(3, 6))
    Z, labels = rng.normal(size=(n, k)), rng.integers(0, k, size=n)
    right = losses.softmax_cross_entropy(Z, labels).grad
    got = as_array(s.call("batch_gradient", Z, labels), Z.shape, "batch_gradient(Z, labels)")
    look = f"The loss is the mean of {n} surprises, and each row of Z moves only one of them"
    close(got, right, "batch_gradient(Z, labels)", look=look)
