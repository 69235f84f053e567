"""Chapter 3, why networks get stuck: a right answer of another kind, and wrong ones."""

from whynn.grading.questions._planted import change

OTHER = '''
def dead_units(W1, b1):
    return sum(all(x @ W1[:, j] + b1[j] <= 0 for x in X) for j in range(len(b1)))

def chance_both(width):
    """By counting all patterns of units that are on or dead."""
    total = 0.0
    for pattern in range(2**width):
        alive = bin(pattern).count("1")
        if alive >= 2:
            total += 0.75**alive * 0.25 ** (width - alive)
    return total

def plateau(groups):
    outputs = np.zeros(4)
    for group in groups:
        for corner in group:
            outputs[corner] = sum(y[k] for k in group) / len(group)
    return outputs, sum((outputs[k] - y[k]) ** 2 for k in range(4)) / 4

rate = 0.22
rate_alive = {"a unit dead": 0, "both alive": 0.4}
why_stuck = "flat"
width = 10
bend = "gelu"

def start(seed):
    """Units that look at the switches from two sides, and add up."""
    rng = np.random.default_rng(seed)
    size = 0.5 + rng.random((2, 2))
    return size * [[1, -1], [-1, 1]], np.zeros(2), 0.5 + rng.random(2), 0.0
'''

WRONG = (
    (change(OTHER, ("all(x @", "any(x @")), "calls a unit dead that is off somewhere"),
    (change(OTHER, ("b1[j] <= 0", "b1[j] < 0")), "calls a unit alive that is exactly 0"),
    (change(OTHER, ("+ b1[j] <= 0", "<= 0")), "leaves the biases out"),
    (change(OTHER, ("for x in X)", "for x in X[1:])")), "leaves a corner out"),
    (
        change(
            OTHER,
            ("all(x @ W1[:, j] + b1[j] <= 0 for x in X)", "max(W1[:, j]) + b1[j] <= 0"),
        ),
        "looks at one switch at a time",
    ),
    (change(OTHER, ("alive >= 2", "alive >= 1")), "asks for one living unit"),
    (
        change(OTHER, ("sum(y[k] for k in group) / len(group)", "0.5")),
        "thinks that all the stuck say one half",
    ),
    (change(OTHER, ("rate = 0.22", "rate = 0.5")), "guesses the rate"),
    (change(OTHER, ("rate = 0.22", "rate = 0.15")), "measures too few networks"),
    (change(OTHER, ("rate = 0.22", "rate = 0.3")), "measures too few networks, with luck"),
    (
        change(OTHER, ('"both alive": 0.4', '"both alive": 1.0')),
        "thinks living units are enough",
    ),
    (
        change(OTHER, ('"flat"', '"slow"'), ("width = 10", "width = 3")),
        "hopes for more steps, or for one more unit",
    ),
    (change(OTHER, ('"gelu"', '"leaky_relu"')), "takes a bend with too small a slope"),
    (
        change(
            OTHER,
            ("size * [[1, -1], [-1, 1]]", "rng.normal(size=(2, 2))"),
            ("0.5 + rng.random(2), 0.0", "rng.normal(size=2), 0.0"),
        ),
        "starts anywhere",
    ),
    (
        change(OTHER, ("np.random.default_rng(seed)", "np.random.default_rng(0)")),
        "starts every network in the same place",
    ),
    (
        change(
            OTHER,
            ("0.5 + rng.random((", "1 + 1e-6 * rng.random(("),
            ("0.5 + rng.random(2), 0.0", "np.ones(2), 0.0"),
        ),
        "starts at a solution",
    ),
)
