"""Chapter 3: how large the starting weights of a ReLU pile should be."""

import math

from whynn import init, mlp
from whynn.diagnostics import activation_rms
from whynn.grading.contract import Question, Wrong, as_number, close, show
from whynn.grading.questions._planted import change

_OTHER = """
def layer_factor(std, fan_in):
    return std * math.sqrt(fan_in) / math.sqrt(2)

def he_std(fan_in):
    return 1 / layer_factor(1.0, fan_in)

def rms_after(std, fan_in, layers):
    rms = 1.0
    for _ in range(layers):
        rms *= layer_factor(std, fan_in)
    return rms

def std_for(fan_in, layers, factor):
    return he_std(fan_in) * math.exp(math.log(factor) / layers)

def layers_until(std, fan_in, limit):
    rms = (rms_after(std, fan_in, layers) for layers in range(1000))
    return next((layers for layers, now in enumerate(rms) if now < limit), -1)
"""

_SEARCH = """    rms = (rms_after(std, fan_in, layers) for layers in range(1000))
    return next((layers for layers, now in enumerate(rms) if now < limit), -1)"""
_LAYERS = """
def _layers(std, fan_in, limit):
    return math.log(limit) / math.log(layer_factor(std, fan_in))
"""

LOUDNESS = Question(
    "03-loudness",
    title="Choose how loud to start",
    level="easy",
    minutes=10,
    names=("layer_factor", "he_std", "rms_after", "std_for", "layers_until"),
    hints=(
        "The chapter's law for one ReLU layer is about mean squares: half of n times s². The"
        " RMS is the root of a mean square.",
        "One layer multiplies the RMS by `std * sqrt(fan_in / 2)`; L layers do it L times. For"
        " std_for ask which factor a layer must have so that L of them give `factor`.",
        "First line: `return std * math.sqrt(fan_in / 2)` is all of layer_factor, and he_std is"
        " the std for which it is 1.",
    ),
    mutants=(
        (change(_OTHER, (" / math.sqrt(2)", "")), "forgets that ReLU throws away half"),
        (change(_OTHER, (" / math.sqrt(2)", " / 2")), "halves the RMS, not the mean square"),
        (
            change(_OTHER, ("return 1 / layer_factor(1.0, fan_in)", "return 2 / fan_in")),
            "gives the variance where the spread was asked for",
        ),
        (
            change(_OTHER, ("    rms = 1.0\n", "    rms = layer_factor(std, fan_in)\n")),
            "counts one layer too many",
        ),
        (
            change(_OTHER, ("math.log(factor) / layers", "math.log(factor)")),
            "pays it all at once",
        ),
        (
            change(_OTHER, ("fan_in, layers) for", "fan_in, layers + 1) for")),
            "stops one layer too soon",
        ),
        (
            change(_OTHER, (_SEARCH, "    return int(_layers(std, fan_in, limit) + 0.5)"))
            + _LAYERS,
            "rounds to the nearest number of layers",
        ),
        (
            change(_OTHER, (_SEARCH, "    return int(1.02 * _layers(std, fan_in, limit)) + 1"))
            + _LAYERS,
            "is off by one layer in fifty",
        ),
        (
            change(_OTHER, (_SEARCH, "    return round(_layers(std, fan_in, limit) + 0.25)"))
            + _LAYERS,
            "rounds up from a quarter of a layer on",
        ),
    ),
    alternatives=(_OTHER,),
)


def _factor(std, fan_in):
    """The law: an independent form, by mean squares."""
    return math.sqrt(0.5 * fan_in * std**2)


def _probe(rng):
    fan_in = int(rng.integers(16, 1000))
    return fan_in, float(rng.uniform(0.4, 1.6) * math.sqrt(2 / fan_in))


@LOUDNESS.part("layer_factor: what one ReLU layer does to the RMS", points=1)
def _one_layer(s, rng):
    fan_in, std = _probe(rng)
    what = f"layer_factor({std:.4f}, {fan_in})"
    look = "The mean square becomes n s² / 2 times as large; the RMS is its root"
    close(s.call("layer_factor", std, fan_in), _factor(std, fan_in), what, look=look)


@LOUDNESS.part("he_std: the spread that keeps it", points=1)
def _he(s, rng):
    fan_in = int(rng.integers(16, 1000))
    what = f"he_std({fan_in})"
    got = as_number(s.call("he_std", fan_in), what)
    look = "With it layer_factor must be 1. A spread is the root of a variance"
    close(got, 1 / _factor(1.0, fan_in), what, look=look)


@LOUDNESS.part("rms_after: what a whole pile does", points=1)
def _pile(s, rng):
    fan_in, std = _probe(rng)
    layers = int(rng.integers(3, 40))
    what = f"rms_after({std:.4f}, {fan_in}, {layers})"
    right = _factor(std, fan_in) ** layers
    look = "The RMS is 1 at the start, and each layer multiplies it by its layer_factor"
    close(s.call("rms_after", std, fan_in, layers), right, what, look=look)


@LOUDNESS.part("std_for: the spread for a wanted loudness at a depth", points=2)
def _wanted(s, rng):
    fan_in, layers = int(rng.integers(16, 1000)), int(rng.integers(3, 40))
    factor = float(rng.uniform(0.05, 20))
    what = f"std_for({fan_in}, {layers}, {factor:.4f})"
    got = as_number(s.call("std_for", fan_in, layers, factor), what)
    reached = _factor(abs(got), fan_in) ** layers
    if got <= 0 or not math.isclose(reached, factor, rel_tol=1e-6):
        raise Wrong(
            f"{what} is {show(got)}: after {layers} layers the RMS is then {reached:.4g} times"
            f" as large, expected {factor:.4g}. Each layer has to give the same share of the"
            " factor"
        )


@LOUDNESS.part("layers_until: how deep until it is quieter than a limit", points=2)
def _depth(s, rng):
    for low, high, least in ((0.1, 0.2, 20), (0.2, 0.4, 4), (0.6, 0.8, 4), (0.8, 0.9, 4)):
        fan_in = int(rng.integers(16, 1000))
        std = float(rng.uniform(0.3, 0.8) * math.sqrt(2 / fan_in))
        factor, right = _factor(std, fan_in), int(rng.integers(least, 30))
        limit = factor ** (right - rng.uniform(low, high))
        what = f"layers_until({std:.4f}, {fan_in}, {limit:.3g})"
        got = as_number(s.call("layers_until", std, fan_in, float(limit)), what)
        if got != right:
            raise Wrong(
                f"{what} should be {right}, it is {got:g}: after {right} layers the RMS is"
                f" {factor**right:.3g}, after {right - 1} it is {factor ** (right - 1):.3g}"
            )


@LOUDNESS.part("a real pile with your std_for is as loud as you said", points=1)
def _measured(s, rng):
    layers, width, factor = 8, 256, float(rng.choice([0.1, 10.0]))
    what = f"std_for({width}, {layers}, {factor})"
    std = as_number(s.call("std_for", width, layers, factor), what)
    if not 0 < std < 1e3:
        raise Wrong(f"{what} is {show(std)}, expected a small number above 0")
    he = 1 / _factor(1.0, width)
    net = mlp.init([width] * (layers + 1) + [1], rng, init.he_normal, bias=False)
    net = {name: W * (std / he) for name, W in net.items()}
    rms = activation_rms(mlp.forward(net, rng.normal(size=(64, width))))[layers - 1]
    if not factor / 2 < rms < factor * 2:
        raise Wrong(
            f"we started a pile of {layers} layers of {width} units with {what} = {show(std)}:"
            f" the RMS at the end was {rms:.3g}, expected about {factor:.3g}. Mend std_for"
        )
