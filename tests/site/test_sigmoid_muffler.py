"""The muffler under the reader's hand: what it shows is what whynn computes."""

import re

import numpy as np
import pytest
from conftest import PHONE
from figures import Figure
from reading import BOXES, read
from whynn.widgets import SigmoidMuffler
from whynn.widgets import sigmoid_muffler as muffler

CHAPTER = "chapters/04_deep.html"
TITLE = "One slope, many layers"
TRAITS = ["bend", "x", "weight", "depth"]
POINT = "Point on the bend"


@pytest.fixture
def figure(lesson):
    """The figure as its author left it."""
    one = Muffler(lesson.page)
    one.restore()
    yield one
    assert lesson.errors == []


class Muffler(Figure):
    """The figure and what it shows."""

    def __init__(self, page):
        super().__init__(page, TITLE, key="muffler", traits=TRAITS)


def holds(figure):
    """What is shown now against whynn; gives the state."""
    return agrees(figure.look())


def agrees(seen):
    """What is left, the slope, and what is left again, as shown, against whynn."""
    state, said = seen["state"], seen["strong"][0].split()
    whynn = SigmoidMuffler(**state)
    _, slope, power, again = seen["numbers"]
    assert said[4] == power and int(power) == whynn.depth
    shown = [read(v.strip()) for v in (said[0], slope, again)]
    np.testing.assert_allclose(shown, [whynn.left, whynn.slope, whynn.left], rtol=0.06)
    return state


def test_the_first_view_shows_the_slope_at_two(figure):
    assert holds(figure)["x"] == 2
    assert "0.105" in figure.figure.inner_text()


def test_the_point_moves_by_mouse_by_keys_and_by_slider(figure):
    figure.drag(POINT, -50, 0)
    seen = [holds(figure)["x"]]
    assert seen[0] < 1.5
    for key, step in (("ArrowRight", 0.1), ("ArrowLeft", -0.1), ("Shift+ArrowUp", 1.0)):
        before = figure.state()["x"]
        figure.handle(POINT).press(key)
        assert holds(figure)["x"] == pytest.approx(before + step)
    for label, trait, end in (
        ("x, the sum that enters the bend", "x", 6.0),
        ("w, the weight of each layer", "weight", 10.0),
        ("n, how many layers", "depth", 30),
    ):
        slider = figure.figure.get_by_label(label)
        slider.focus()
        before = figure.state()
        figure.page.keyboard.press("ArrowRight")
        after = holds(figure)
        assert after.pop(trait) > before.pop(trait) and after == before
        figure.page.keyboard.press("End")
        assert holds(figure)[trait] == end


def test_the_point_moves_by_touch(visit):
    there = Muffler(visit(PHONE).open(CHAPTER))
    there.handle(POINT).evaluate("e => e.scrollIntoView({ block: 'center' })")
    x, y = there.grip(POINT)
    session = there.page.context.new_cdp_session(there.page)
    for kind, points in (
        ("touchStart", [(x, y)]), ("touchMove", [(x - 20, y)]), ("touchMove", [(x - 60, y)]), ("touchEnd", []),
    ):  # fmt: skip
        spots = [{"x": px, "y": py} for px, py in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": spots})
    there.frame()
    assert holds(there)["x"] < 1


def test_all_equals_whynn_for_60_random_states(figure):
    for bend in reversed(muffler.BENDS):
        figure.figure.get_by_role("radio", name=bend, exact=True).check(force=True)
        assert holds(figure)["bend"] == bend
    rng = np.random.default_rng(0)
    states = [
        {
            "bend": muffler.BENDS[i % 3],
            "weight": float(f"{10 ** rng.uniform(-1, 1):.2g}"),
            "x": round(rng.uniform(-6, 6), 1) + 0.0,
            "depth": int(rng.integers(1, 31)),
        }
        for i in range(60)
    ]
    for state, seen in zip(states, figure.looks(states), strict=True):
        assert agrees(seen) == state
        assert not re.search("NaN|Infinity", seen["text"])


def test_a_shared_address_restores_the_state_and_a_spoilt_one_breaks_nothing(figure, visit):
    figure.figure.get_by_label("n, how many layers").fill("4")
    address = figure.address("#muffler=sigmoid_2_1_4")
    friend = visit()
    there = Muffler(friend.open(address.removeprefix(friend.site + "/")))
    assert there.state() == figure.state()
    there.reset()
    friend.page.wait_for_timeout(400)
    assert "#" not in friend.page.url and there.state()["depth"] == 10
    for hash_ in ("muffler=sigmoid", "muffler=%E0%A4%A", "muffler=gelu_1_1_1"):
        friend.page.goto("about:blank")
        assert Muffler(friend.open(f"{CHAPTER}#{hash_}")).state()["depth"] == 10
    assert friend.errors == []


def test_a_screen_reader_hears_what_is_left_once_the_reader_pauses(figure):
    figure.put(x=0.0)
    figure.heard("sigmoid at x 0.0: slope 0.250, weight 1. After 10 layers 9.5×10⁻⁷")


def test_nothing_moves_while_the_point_is_held(figure):
    x, y = figure.grip(POINT)
    figure.page.mouse.move(x, y)
    figure.page.mouse.down()
    before = figure.page.evaluate(BOXES, TITLE)
    for i in range(10):
        figure.page.mouse.move(x + 90 * np.sin(i), y)
        figure.frame()
        now = figure.page.evaluate(BOXES, TITLE)
        assert np.abs(np.array(now) - np.array(before)).max() <= 1
    figure.page.mouse.up()
