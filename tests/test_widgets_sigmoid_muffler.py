"""The muffler's Python half: traits, the slope and its product, and the picture."""

import pytest
import torch
import traitlets
from whynn.widgets import SigmoidMuffler


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("bend", "gelu", "bend: expected one of sigmoid, tanh, relu, got 'gelu'"),
        ("x", 6.5, "x: expected a number from -6 to 6, got 6.5"),
        ("x", float("nan"), "x: expected a number from -6 to 6, got nan"),
        ("weight", 0.01, "weight: expected a number from 0.1 to 10, got 0.01"),
        ("depth", 31, "depth: expected a count from 1 to 30, got 31"),
    ],
)
def test_a_bad_trait_is_named_and_nothing_is_lost(name, value, words):
    figure = SigmoidMuffler()
    before = getattr(figure, name)
    with pytest.raises(traitlets.TraitError, match=words):
        setattr(figure, name, value)
    assert getattr(figure, name) == before


@pytest.mark.parametrize("bend", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("x", [-3.2, 0.4, 5.1])
def test_what_is_left_is_the_gradient_that_pytorch_sends_through_such_a_chain(bend, x):
    """A chain in which every layer sees x: its bias makes up for what came in."""
    figure = SigmoidMuffler(bend=bend, x=x, weight=1.7, depth=6)
    start = torch.zeros((), dtype=torch.float64, requires_grad=True)
    h = start
    for _ in range(figure.depth):
        z = 1.7 * h
        h = getattr(torch, bend)(z - z.detach() + x)
    h.backward()
    assert figure.left == pytest.approx(start.grad.item(), rel=1e-12)


def test_what_is_shown_is_what_is_used():
    figure = SigmoidMuffler(x=-0.04, weight=0.1234)
    assert (figure.x, figure.weight) == (0.0, 0.12) and figure.slope == 0.25


def test_the_text_and_the_picture_show_the_state():
    assert repr(SigmoidMuffler()) == (
        "SigmoidMuffler(bend='sigmoid', depth=10, key='muffler', weight=1.0, x=2.0)"
    )
    one, again, other = (SigmoidMuffler(x=x).fallback() for x in (2, 2, 3))
    assert one == again != other
