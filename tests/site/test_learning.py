"""Figures that learn by themselves: each nudge is the one that whynn would take."""

import re

import numpy as np
import pytest
from figures import Figure
from playwright.sync_api import expect
from reading import read
from whynn import perceptron
from whynn.widgets import PaperFold, XorKnife
from whynn.widgets import paper_fold as fold
from whynn.widgets.xor_knife import LIMIT

FOLD, KNIFE = "Fold the paper, then cut", "One straight cut"
NUMBERS = ["w11", "w21", "b1", "w12", "w22", "b2", "v1", "v2", "c"]


class Learner(Figure):
    """A figure with buttons."""

    def press(self, name):
        self.figure.get_by_role("button", name=name, exact=name != "Nudge").first.click()
        self.frame()

    def words(self):
        return self.figure.locator(".fig-row p").first


@pytest.fixture
def pile(visit):
    one = visit()
    yield Learner(
        one.open("chapters/02_bends.html"), FOLD, key="found", traits=["bend", *NUMBERS]
    )
    assert one.errors == []


@pytest.fixture
def knife(visit):
    one = visit()
    yield Learner(
        one.open("chapters/01_one_rule.html"), KNIFE, key="rule", traits=["data", *LIMIT]
    )
    assert one.errors == []


def numbers(params):
    """The figure's nine traits, out of a network's parameters."""
    first, second = params["W1"].T, params["W2"][:, 0]
    return [*first[0], params["b1"][0], *first[1], params["b1"][1], *second, params["b2"][0]]


def agrees(pile, start):
    """What is shown after some nudges from ``start`` against whynn."""
    state, said = pile.state(), pile.words().inner_text()
    nudges = int(re.match(r"Nudge (\d+),", said)[1])
    params, loss = PaperFold(**start).learned(nudges)
    np.testing.assert_allclose([state[n] for n in NUMBERS], numbers(params), atol=0.0051)
    assert read(re.search(r"loss ([^ ]+?)\.(?: |$)", said)[1]) == pytest.approx(loss, rel=0.03)
    return nudges


def test_nudges_and_a_play_are_whynns_and_find_xor(pile):
    start = pile.state()
    for _ in range(3):
        pile.press("Nudge")
    assert agrees(pile, start) == 3
    pile.press("Play")
    expect(pile.words()).to_contain_text("Found. Runs so far: 1, with four right: 1.")
    assert 100 < agrees(pile, start) < 300
    assert pile.texts("strong")[0] == "4 of 4 right"


def test_a_random_start_is_played_from_and_counted_and_a_hand_begins_anew(pile):
    pile.press("Random start")
    start = pile.state()
    assert all(abs(start[n]) <= 1 for n in NUMBERS) and start["b1"] == start["c"] == 0
    pile.press("Play")
    pile.press("Pause")
    agrees(pile, start)
    pile.figure.get_by_label("c, the bias of the output", exact=True).focus()
    pile.page.keyboard.press("ArrowUp")
    expect(pile.words()).to_contain_text("Not nudged yet, loss")
    pile.reset()
    expect(pile.words()).not_to_contain_text("Runs")


def test_without_motion_a_play_is_one_jump(visit):
    one = visit()
    one.page.emulate_media(reduced_motion="reduce")
    there = Learner(
        one.open("chapters/02_bends.html"), FOLD, key="found", traits=["bend", *NUMBERS]
    )
    start = there.state()
    there.press("To the end")
    assert "Found." in there.words().inner_text() and agrees(there, start) > 100


def test_the_rule_walks_in_a_circle_on_xor_as_whynns_does(knife):
    knife.put(data="XOR", w1=0, w2=0, b=0)
    knife.frame()
    visited = perceptron.learn(perceptron.CORNERS, perceptron.TABLES["XOR"], passes=4).visited
    for nudge, (w1, w2, b) in enumerate(visited[1:], 1):
        knife.press("Nudge")
        state, said = knife.state(), knife.words().inner_text()
        assert (state["w1"], state["w2"], state["b"]) == (w1, w2, b)
        assert said.startswith(f"Nudge {nudge}: corner")
        circle = (
            "was here 4 nudges ago, and the same corner comes next: the rule runs in a circle"
        )
        assert (circle in said) == (nudge >= 7)
    assert len(visited) > 12  # twice round


def test_the_rule_ends_where_nothing_is_wrong_and_never_leaves_the_sliders(knife):
    knife.put(data="AND", w1=1, w2=1, b=1)
    knife.press("From zero")
    assert [knife.state()[n] for n in LIMIT] == [0, 0, 0]
    for _ in range(12):
        knife.press("Nudge")
    assert "No corner is wrong" in knife.words().inner_text()
    assert XorKnife(**knife.state()).right == 4
    knife.put(data="NAND", w1=2, w2=2, b=1.5)
    for _ in range(8):
        knife.press("Nudge")
        assert all(abs(knife.state()[n]) <= most for n, most in LIMIT.items())
    knife.put(data="AND", w1=-2, w2=-2, b=-3)
    knife.press("Nudge")
    knife.put(data="AND", w1=2, w2=1.5, b=-3)
    expect(knife.words()).to_have_text("Each press looks for the next wrong corner and nudges.")


def test_the_rate_of_the_figure_is_the_libraries():
    assert fold.RATE == 0.1
