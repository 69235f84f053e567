"""Chapter 2: a pile of straight layers is one straight layer."""

import itertools

from whynn import linear
from whynn.grading.contract import Question, Wrong, as_array, as_number, close, show
from whynn.grading.questions._planted import change
from whynn.grading.questions._verdicts import entries

_OTHER = '''
by_hand = {"W": 15, "b": -6}

def collapse(layers):
    """Send 0 and the unit vectors through the pile and see where they land."""
    size = layers[0][0].shape[0]
    x = np.vstack([np.zeros(size), np.eye(size)])
    for W, b in layers:
        x = x @ W + b
    return x[1:] - x[0], x[0]

def count_numbers(sizes):
    total = 0
    for k in range(1, len(sizes)):
        total += (sizes[k - 1] + 1) * sizes[k]
    return total
'''

COLLAPSE = Question(
    "02-collapse",
    title="Collapse a pile of straight layers",
    level="easy",
    minutes=5,
    names=("by_hand", "collapse", "count_numbers"),
    forbids=("whynn.linear",),
    hints=(
        "Multiply it out: the second layer multiplies everything that the first one hands it,"
        " its bias too.",
        "`(x W1 + b1) W2 + b2` is `x (W1 W2) + (b1 W2 + b2)`. For a taller pile do this again"
        " with the next layer.",
        "First lines: `W, b = layers[0]`, then `for W_next, b_next in layers[1:]:`.",
    ),
    mutants=(
        (change(_OTHER, ("-6}", "2}")), "adds the biases and multiplies none"),
        (change(_OTHER, ('"W": 15', '"W": 8')), "adds the weights"),
        (
            change(_OTHER, ("return x[1:] - x[0], x[0]", "return x[1:], x[0]")),
            "leaves the bias in the weights",
        ),
        (
            change(_OTHER, ("return x[1:] - x[0], x[0]", "return x[1:] - x[0], layers[-1][1]")),
            "keeps only the last bias",
        ),
        (
            change(_OTHER, ("x[0], x[0]", "x[0], sum(b for _, b in layers)")),
            "sends no bias through the later weights",
        ),
        (change(_OTHER, ("in layers:", "in layers[:2]:")), "stops after two layers"),
        (change(_OTHER, ("(sizes[k - 1] + 1)", "sizes[k - 1]")), "counts no biases"),
    ),
    alternatives=(_OTHER,),
)


def _pile(rng, sizes):
    """Layers of these widths with entries that keep the signal's size."""
    return [
        (rng.normal(size=(m, n)) / m**0.5, rng.normal(size=n))
        for m, n in itertools.pairwise(sizes)
    ]


def _collapsed(s, layers, what):
    """The learner's one layer for ``layers``, compared with the right one."""
    got = s.call("collapse", [list(layer) for layer in layers])
    if not isinstance(got, (list, tuple)) or len(got) != 2:
        raise Wrong(f"collapse should return two things, (W, b); got {show(got)}")
    right = linear.collapse(layers)
    W = as_array(got[0], right.W.shape, f"for {what}, W")
    b = as_array(got[1], right.b.shape, f"for {what}, b")
    look = "It is the product of the weights alone, in the order of the layers: W1 @ W2 ..."
    close(W, right.W, f"for {what}, W", 1e-5, look=look)
    look = "Each bias goes through the weights of all later layers, and all of them add up"
    close(b, right.b, f"for {what}, b", 1e-5, look=look)


@COLLAPSE.part("by_hand: the weight of the one layer", points=1)
def _weight(s, rng):
    right = linear.collapse([([[3.0]], [-2.0]), ([[5.0]], [4.0])]).W.item()
    got = as_number(entries(s, "by_hand", ("W",))["W"], 'by_hand["W"]')
    if got != right:
        raise Wrong(
            f'by_hand["W"] is {show(got)}, which is not it: send x = 0 and x = 1 through both'
            " layers; W is how far apart they come out"
        )


@COLLAPSE.part("by_hand: its bias", points=1)
def _bias(s, rng):
    right = linear.collapse([([[3.0]], [-2.0]), ([[5.0]], [4.0])]).b.item()
    got = as_number(entries(s, "by_hand", ("b",))["b"], 'by_hand["b"]')
    if got != right:
        raise Wrong(
            f'by_hand["b"] is {show(got)}, which is not it: send x = 0 through both layers and'
            " see where it comes out"
        )


@COLLAPSE.part("collapse: two layers become one", points=2)
def _two(s, rng):
    # of equal widths first: there a wrong order or a bias left as it is still has a shape
    for sizes in ([3, 3, 3], [3, 4, 2]):
        what = f"a pile with widths {', '.join(map(str, sizes))}"
        _collapsed(s, _pile(rng, sizes), what)


@COLLAPSE.part("collapse: a taller pile, of any widths", points=2)
def _tall(s, rng):
    sizes = [int(v) for v in rng.permutation([2, 3, 4, 5, 6, 7])]
    _collapsed(s, _pile(rng, sizes), f"a pile with widths {', '.join(map(str, sizes))}")


@COLLAPSE.part("collapse: a pile of one layer is that layer", points=1)
def _one(s, rng):
    _collapsed(s, _pile(rng, [4, 3]), "a pile of one layer")


@COLLAPSE.part("count_numbers: the weights and biases of a pile", points=1)
def _count(s, rng):
    sizes = [int(v) for v in rng.integers(1, 12, size=5)]
    right = sum(W.size + b.size for W, b in _pile(rng, sizes))
    got = as_number(s.call("count_numbers", sizes), f"count_numbers({sizes})")
    if got != right:
        raise Wrong(
            f"count_numbers({sizes}) should be {right}, it is {got:g}: a layer from m"
            " inputs to n rules has m times n weights and n biases"
        )
