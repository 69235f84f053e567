"""The waves under the reader's hand: every loss that the page shows is one that whynn measured."""

import numpy as np
import pytest
from conftest import PHONE
from figures import Figure
from reading import BOXES, read
from whynn.descent import NOISES, RIDGES, WIDTHS
from whynn.widgets import DoubleDescent

CHAPTER = "chapters/05_bigger.html"
TITLE = "Twenty points, ever more waves"
TRAITS = ["features", "noise", "ridge"]
KNOB = "Number of waves, on the curve"


@pytest.fixture(scope="module")
def python():
    """The figure as the notebook makes it."""
    return DoubleDescent(np.random.default_rng(0))


@pytest.fixture
def town(lesson, python):
    """The figure as its author left it."""
    figure = Town(lesson.page, python)
    figure.restore()
    yield figure
    assert lesson.errors == []


class Town(Figure):
    """The figure and what it shows."""

    def __init__(self, page, python):
        super().__init__(page, TITLE, key="descent", traits=TRAITS)
        self.python = python

    def holds(self):
        """The table and the sentence say what Python has for this state."""
        state = self.state()
        for name, value in state.items():
            setattr(self.python, name, value)
        shown = [read(t) for t in self.texts("tbody td:nth-child(2)")]
        want = [self.python.train_loss, self.python.test_loss]
        assert shown == pytest.approx(want, rel=0.06, abs=1.1e-6)
        lowest = [read(t) for t in self.texts("tbody td:nth-child(5)")]
        want = [self.python.losses(kind).min() for kind in ("train", "test")]
        assert lowest == pytest.approx(want, rel=0.06, abs=1.1e-6)
        big = self.texts("strong")[0]
        assert read(big.removeprefix("Test loss ")) == pytest.approx(shown[1])
        return state


def test_the_first_view_is_the_peak(town):
    assert town.holds() == {"features": 20, "noise": 0.3, "ridge": "none"}
    assert read(town.texts("strong")[0].removeprefix("Test loss ")) > 10


def test_the_square_on_the_curve_moves_by_mouse_and_by_keys(town):
    town.drag(KNOB, 60, 0)
    right = town.holds()["features"]
    assert right > 20
    x, _ = town.grip(KNOB)
    town.drag(KNOB, -90, 0)
    assert town.holds()["features"] < right and town.grip(KNOB)[0] < x
    for key, move in (("ArrowRight", 1), ("ArrowUp", 1), ("ArrowLeft", -1), ("ArrowDown", -1)):
        before = WIDTHS.index(town.state()["features"])
        town.handle(KNOB).press(key)
        assert WIDTHS.index(town.holds()["features"]) == before + move


@pytest.mark.parametrize(
    ("label", "trait", "offered"),
    [
        ("Number of waves that are fitted", "features", WIDTHS),
        ("Noise on the points", "noise", NOISES),
    ],
)
def test_a_slider_moves_its_trait_and_no_other(town, label, trait, offered):
    before = town.state()
    slider = town.figure.get_by_label(label)
    slider.press("ArrowRight")
    after = town.holds()
    assert offered.index(after.pop(trait)) == offered.index(before.pop(trait)) + 1
    assert after == before
    for key, end in (("Home", offered[0]), ("End", offered[-1])):
        slider.press(key)
        assert town.holds()[trait] == end


def test_the_ridge_is_chosen_by_mouse_and_by_keys(town):
    for ridge in RIDGES[::-1]:
        town.figure.get_by_role("radio", name=ridge, exact=True).click()
        assert town.holds()["ridge"] == ridge
    town.figure.get_by_label("none", exact=True).press("ArrowRight")
    assert town.holds()["ridge"] == "weak"


def test_losses_and_fit_equal_whynn_for_12_random_states(town):
    rng = np.random.default_rng(0)
    for _ in range(12):
        state = {"features": int(rng.choice(WIDTHS)), "noise": float(rng.choice(NOISES)),
                 "ridge": str(rng.choice(RIDGES))}  # fmt: skip
        town.put(**state)
        assert town.holds() == state
        path = town.figure.locator("svg path[stroke-linejoin=round]").first.get_attribute("d")
        at = np.array([p.split() for p in path.removeprefix("M").split("L")], float)
        inside = np.abs(town.python.fit) < 2.4
        slope, level = np.polyfit(town.python.fit[inside], at[inside, 1], 1)
        off = slope * town.python.fit[inside] + level - at[inside, 1]
        assert slope < 0 and np.abs(off).max() < 0.3


def test_a_shared_address_restores_the_state_and_a_spoilt_one_breaks_nothing(town, visit):
    town.figure.get_by_label("Noise on the points").press("ArrowRight")
    address = town.address("#descent=20_0.5_none")
    friend = visit()
    there = Town(friend.open(address.removeprefix(friend.site + "/")), town.python)
    assert there.holds() == {"features": 20, "noise": 0.5, "ridge": "none"}
    there.reset()
    friend.page.wait_for_timeout(400)
    assert "#" not in friend.page.url and there.state()["noise"] == 0.3
    stray = visit()
    page = stray.open(f"{CHAPTER}#descent=%E0%A4%A")  # cut short within a letter
    assert Town(page, town.python).state()["features"] == 20 and stray.errors == []
    assert friend.errors == []


def test_a_finger_moves_the_square_and_the_slider(visit, python):
    phone = visit(PHONE)
    town = Town(phone.open(CHAPTER), python)
    x, y = town.grip(KNOB)
    touch = phone.page.context.new_cdp_session(phone.page)
    for kind, dx in (
        ("touchStart", 0),
        ("touchMove", 30),
        ("touchMove", 60),
        ("touchEnd", None),
    ):
        points = [] if dx is None else [{"x": x + dx, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert town.holds()["features"] > 20
    box = town.figure.get_by_label("Noise on the points").bounding_box()
    phone.page.touchscreen.tap(box["x"] + box["width"] - 12, box["y"] + box["height"] / 2)
    assert town.holds()["noise"] == 0.5
    assert phone.errors == []


def test_a_screen_reader_hears_the_losses_once_the_reader_pauses(town):
    town.put(features=400)
    town.heard("400 waves for 20 points, noise 0.3, ridge none. Training loss < 10⁻⁶")


def test_nothing_moves_while_the_square_is_held(town):
    x, y = town.grip(KNOB)
    town.page.mouse.move(x, y)
    town.page.mouse.down()
    before = town.page.evaluate(BOXES, TITLE)
    for i in range(12):
        town.page.mouse.move(x + 70 * np.cos(i), y)
        town.frame()
        now = town.page.evaluate(BOXES, TITLE)
        assert np.abs(np.array(now) - np.array(before)).max() <= 1
    town.page.mouse.up()
