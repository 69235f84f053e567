"""The networks under the reader's hand: what the page shows is what is stored, for every tool."""

import numpy as np
import pytest
from conftest import PHONE
from figures import Figure
from reading import BOXES, read
from whynn.widgets import Regularizer
from whynn.widgets.regularizer import OFFERED, STEPS

CHAPTER = "chapters/05_bigger.html"
TITLE = "Sixteen points, full of noise"
KNOB = "Stop, on the curve"
LEGENDS = {"width": "Hidden units", "decay": "Weight decay", "dropout": "Dropout rate"}


@pytest.fixture
def town(lesson):
    """The figure as its author left it."""
    figure = Town(lesson.page)
    figure.restore()
    yield figure
    assert lesson.errors == []


class Town(Figure):
    """The figure and what it shows."""

    def __init__(self, page):
        super().__init__(page, TITLE, key="regular", traits=list(OFFERED))

    def choose(self, trait, value):
        """Click one of a row of choices."""
        row = self.figure.get_by_role("group", name=LEGENDS[trait])
        row.get_by_role("radio", name=f"{value:g}", exact=True).click()

    def holds(self):
        """The table and the sentence say what the file has for this state."""
        state = self.state()
        want = Regularizer(**state)
        columns = {2: (want.train_loss, want.validation_loss)}
        kinds = [want.losses(kind) for kind in ("train", "validation")]
        columns[3] = [k.min() for k in kinds]
        columns[4] = [STEPS[int(k.argmin())] for k in kinds]
        columns[5] = [k[-1] for k in kinds]
        for column, values in columns.items():
            shown = [read(t) for t in self.texts(f"tbody td:nth-child({column})")]
            assert shown == pytest.approx(values, abs=6e-4)
        big = self.texts("strong")[0].removeprefix("Validation loss ")
        assert read(big) == pytest.approx(want.validation_loss, abs=6e-4)
        return state


def test_the_first_view_is_the_wide_network_after_all_its_steps(town):
    assert town.holds() == {"width": 64, "decay": 0, "dropout": 0, "step": 1000}


def test_the_square_on_the_curve_moves_by_mouse_and_by_keys(town):
    town.drag(KNOB, -80, 0)
    stop = town.holds()["step"]
    assert stop < 1000
    for key, move in (("ArrowRight", 1), ("ArrowUp", 1), ("ArrowLeft", -1), ("ArrowDown", -1)):
        before = STEPS.index(town.state()["step"])
        town.handle(KNOB).press(key)
        assert STEPS.index(town.holds()["step"]) == before + move


def test_the_slider_moves_the_stop_and_the_button_finds_the_best(town):
    slider = town.figure.get_by_label("Step at which training stops")
    slider.press("ArrowLeft")
    assert town.holds()["step"] == 700
    slider.press("Home")
    assert town.holds()["step"] == 0
    best = town.figure.get_by_role("button", name="To the best step")
    best.click()
    assert town.holds()["step"] == Regularizer().best_step
    town.choose("decay", 0.3)
    best.press("Enter")
    assert town.holds()["step"] == Regularizer(decay=0.3).best_step


@pytest.mark.parametrize("trait", LEGENDS)
def test_every_choice_is_made_by_mouse_and_by_keys(town, trait):
    before = town.state()
    for value in OFFERED[trait]:
        town.choose(trait, value)
        after = town.holds()
        assert after.pop(trait) == value
        assert after == {k: v for k, v in before.items() if k != trait}
    row = town.figure.get_by_role("group", name=LEGENDS[trait])
    row.get_by_role("radio").nth(1).press("ArrowLeft")
    assert town.holds()[trait] == OFFERED[trait][0]


def test_losses_and_line_equal_the_file_for_12_random_states(town):
    rng = np.random.default_rng(0)
    for _ in range(12):
        state = {name: rng.choice(offered).item() for name, offered in OFFERED.items()}
        town.put(**state)
        assert town.holds() == state
        path = town.figure.locator("svg path[stroke-linejoin=round]").first.get_attribute("d")
        at = np.array([p.split() for p in path.removeprefix("M").split("L")], float)
        fit = Regularizer(**state).fit
        slope, level = np.polyfit(fit, at[:, 1], 1)
        assert slope < 0 and np.abs(slope * fit + level - at[:, 1]).max() < 0.3


def test_a_shared_address_restores_the_state_and_a_spoilt_one_breaks_nothing(town, visit):
    town.figure.get_by_label("Step at which training stops").press("ArrowLeft")
    address = town.address("#regular=64_0_0_700")
    friend = visit()
    there = Town(friend.open(address.removeprefix(friend.site + "/")))
    assert there.holds() == town.state()
    there.reset()
    friend.page.wait_for_timeout(400)
    assert "#" not in friend.page.url and there.state()["step"] == 1000
    stray = visit()
    page = stray.open(f"{CHAPTER}#regular=%E0%A4%A")  # cut short within a letter
    assert Town(page).state()["step"] == 1000 and stray.errors == []
    assert friend.errors == []


def test_a_finger_moves_the_square_and_makes_a_choice(visit):
    phone = visit(PHONE)
    town = Town(phone.open(CHAPTER))
    x, y = town.grip(KNOB)
    touch = phone.page.context.new_cdp_session(phone.page)
    moves = ("touchStart", 0), ("touchMove", -40), ("touchMove", -90), ("touchEnd", None)
    for kind, dx in moves:
        points = [] if dx is None else [{"x": x + dx, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert town.holds()["step"] < 1000
    town.figure.get_by_role("group", name=LEGENDS["width"]).get_by_role(
        "radio", name="16", exact=True
    ).tap()
    assert town.holds()["width"] == 16
    assert phone.errors == []


def test_a_screen_reader_hears_the_losses_once_the_reader_pauses(town):
    town.put(step=100)
    town.heard("64 units, decay 0, dropout 0, stopped after 100 steps. Training loss")


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
