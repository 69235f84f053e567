"""The stepper under the reader's hand: what it shows is what whynn computes."""

import re
from itertools import pairwise

import numpy as np
import pytest
from conftest import PHONE
from figures import Figure
from reading import BOXES, read
from whynn.widgets import BackpropStepper

CHAPTER = "chapters/03_values.html"
TITLE = "One step, forward and back"
TRAITS = ["w1", "b1", "w2", "b2", "x", "y", "alpha", "taken", "stage"]
LABELS = {
    "w1": "w1, the first weight",
    "b1": "b1, the first bias",
    "w2": "w2, the second weight",
    "b2": "b2, the second bias",
    "x": "x, the input",
    "y": "y, the target",
}
KNOB = "Learning rate on the curve"


@pytest.fixture
def stepper(lesson):
    """The figure as its author left it."""
    figure = Stepper(lesson.page)
    figure.restore()
    yield figure
    assert lesson.errors == []


class Stepper(Figure):
    """The figure and what it shows."""

    def __init__(self, page):
        super().__init__(page, TITLE, key="blame", traits=TRAITS)

    def losses(self):
        """The loss now and after one more step, as shown."""
        return read_losses(self.look())

    def said(self):
        self.frame()
        return self.figure.locator("p").nth(1).inner_text()


def read_losses(seen):
    """The two losses out of the sentence."""
    return [read(v) for v in seen["strong"][0].removeprefix("Loss ").split(" → ")]


def expected(state):
    """The two losses out of whynn."""
    figure = BackpropStepper(**state)
    return [figure.loss, figure.loss_after]


def holds(stepper):
    """What is shown now against whynn; gives the state."""
    return agrees(stepper.look())


def agrees(seen):
    """Both losses against whynn."""
    wanted = expected(seen["state"])
    assert read_losses(seen) == pytest.approx(wanted, rel=0.05, abs=6e-5)
    return seen["state"]


def test_the_first_view_shows_the_step_that_goes_uphill(stepper):
    assert stepper.losses() == [2.25, 30.8025]
    text = stepper.figure.inner_text()
    assert "uphill ✗" in text and "uphill above 0.0388" in text and "lowest at 0.0188" in text


@pytest.mark.parametrize("trait", LABELS)
def test_a_slider_moves_its_trait_and_no_other(stepper, trait):
    before = stepper.state()
    slider = stepper.figure.get_by_label(LABELS[trait])
    slider.focus()
    stepper.page.keyboard.press("ArrowRight")
    after = holds(stepper)
    assert after.pop(trait) == pytest.approx(before.pop(trait) + 0.05)
    assert after == before
    slider.fill("-0.5")
    assert holds(stepper)[trait] == -0.5


def test_alpha_moves_by_slider_by_handle_by_keys_and_by_its_marks(stepper):
    seen = [stepper.state()["alpha"]]
    slider = stepper.figure.get_by_label("alpha, the learning rate")
    slider.focus()
    stepper.page.keyboard.press("ArrowLeft")
    seen.append(holds(stepper)["alpha"])
    stepper.drag(KNOB, -90, 0)
    seen.append(holds(stepper)["alpha"])
    for key in ("ArrowLeft", "ArrowRight", "ArrowRight", "ArrowUp"):
        stepper.handle(KNOB).focus()
        stepper.page.keyboard.press(key)
        holds(stepper)
        seen.append(stepper.state()["alpha"])
    stepper.figure.get_by_role("button", name="uphill above").click()
    seen.append(holds(stepper)["alpha"])
    stepper.figure.get_by_role("button", name="lowest at").click()
    seen.append(holds(stepper)["alpha"])
    assert all(a != b for a, b in pairwise(seen))
    assert seen[-2:] == [0.0388, 0.0188] and stepper.losses()[1] < 1e-3


def test_the_handle_follows_the_mouse(stepper):
    x, _ = stepper.grip(KNOB)
    stepper.drag(KNOB, -70, 0)
    assert abs(stepper.grip(KNOB)[0] - (x - 70)) < 4


def test_the_pass_is_walked_forward_and_back(stepper):
    button = stepper.figure.get_by_role("button", name="From the start")
    button.click()
    assert stepper.state()["stage"] == 0 and "x = 2.00" in stepper.said()
    lines = []
    for stage in range(1, 10):
        stepper.figure.get_by_role("button", name="Next").click()
        assert stepper.state()["stage"] == stage
        lines.append(stepper.said())
    assert "= 5.00" in lines[0] and "= 2.25" in lines[3] and "= 3.00" in lines[4]
    assert "= 15.00" in lines[5] and "= 1.50" in lines[6] and "= 3.00" in lines[8]
    stepper.figure.get_by_role("button", name="Back", exact=True).press("Enter")
    assert stepper.state()["stage"] == 8
    stepper.frame()  # a slider steps from where it was drawn
    scrub = stepper.figure.get_by_label("Place in the pass")
    scrub.focus()
    stepper.page.keyboard.press("ArrowLeft")
    assert stepper.state()["stage"] == 7 and stepper.said().startswith("The river.")
    scrub.fill("2")
    assert stepper.said().startswith("h = relu(z)")


def test_the_picture_holds_each_value_and_each_blame(stepper):
    texts = set(stepper.figure.locator("svg text").all_text_contents())
    assert {"2.00", "5.00", "2.50", "2.25", "15.00", "3.00", "1.50", "−1.00"} <= texts
    stepper.put(stage=4)
    stepper.frame()
    assert "15.00" not in stepper.figure.locator("svg text").all_text_contents()


def test_steps_follow_whynn_into_the_death_of_the_unit(stepper):
    take = stepper.figure.get_by_role("button", name="Take the step")
    for taken in (1, 2, 3):
        take.click() if taken < 3 else take.press("Enter")
        assert holds(stepper)["taken"] == taken
    text = stepper.figure.inner_text()
    assert "The unit is off" in text and "Steps taken: 3." in text
    assert re.search(r"2\.25 → 30\.8025 → 0\.0361 → 0\.0231", text)


def test_a_change_after_steps_starts_from_where_they_led(stepper):
    stepper.put(taken=1)
    stepper.figure.get_by_label(LABELS["y"]).fill("2")
    state = holds(stepper)
    assert (state["w1"], state["b1"], state["w2"], state["b2"]) == (2.7, -1.15, -1.0, -0.3)
    assert state["taken"] == 0 and state["y"] == 2


def test_both_losses_equal_whynn_for_100_random_states(stepper):
    rng, states = np.random.default_rng(0), []
    for i in range(100):
        weights = np.round(rng.uniform(-2, 2, 6), 2).tolist()
        alpha = float(f"{10 ** rng.uniform(-3, -1):.3g}")
        more = {"alpha": alpha, "taken": i % 3}
        states.append(dict(zip(TRAITS[:6], weights, strict=True)) | more)
    for state, seen in zip(states, stepper.looks(states), strict=True):
        assert agrees(seen).items() >= state.items()


def test_divergence_is_named(stepper):
    stepper.put(w1=10.0, b1=10.0, w2=0.05, b2=-10.0, x=10.0, y=10.0, alpha=1.0, taken=5)
    stepper.frame()
    text = stepper.figure.inner_text()
    assert "NaN" not in text and "Diverged" in text and "at step 2" in text
    assert stepper.figure.get_by_role("button", name="Take the step").is_disabled()


def test_a_right_answer_moves_nothing(stepper):
    stepper.put(w1=1.0, b1=0.0, w2=1.0, b2=0.0, x=1.0, y=1.0)
    stepper.frame()
    assert "nothing moves" in stepper.figure.inner_text()


def test_a_finger_drags_the_handle(visit):
    one = visit(PHONE)
    stepper = Stepper(one.open(CHAPTER))
    page = one.page
    stepper.handle(KNOB).scroll_into_view_if_needed()
    page.evaluate("scrollBy({ top: 200, behavior: 'instant' })")
    touch = page.context.new_cdp_session(page)
    before, scrolled, (x, y) = stepper.state(), page.evaluate("scrollY"), stepper.grip(KNOB)
    points = [[{"x": x - 6 * i, "y": y + 2 * i}] for i in range(11)]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[0]})
    for at in points[1:]:
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": at})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)
    assert holds(stepper)["alpha"] < before["alpha"]
    assert page.evaluate("scrollY") == scrolled and one.errors == []


def test_the_slider_through_the_pass_has_room_for_a_finger(visit):
    one = visit(PHONE)
    slider = Stepper(one.open(CHAPTER)).figure.get_by_label("Place in the pass")
    assert slider.bounding_box()["width"] > 200


def test_a_shared_address_restores_the_state(stepper, visit):
    stepper.figure.get_by_label(LABELS["w2"]).fill("-0.5")
    stepper.figure.get_by_role("button", name="Take the step").click()
    address = stepper.address("#blame=3_-1_-0.5_0_2_1_0.1_1_9")
    friend = visit()
    there = Stepper(friend.open(address.removeprefix(friend.site + "/")))
    assert there.state() == stepper.state() and there.losses() == stepper.losses()
    there.reset()
    friend.page.wait_for_timeout(400)
    assert "#" not in friend.page.url and there.losses() == [2.25, 30.8025]


@pytest.mark.parametrize(
    "hash_", ["blame=9999_1_1", "blame=%E0%A4%A", "blame=a_b_c_d_e_f_g_h_i"]
)
def test_a_spoilt_address_breaks_nothing(visit, hash_):
    one = visit()
    assert Stepper(one.open(f"{CHAPTER}#{hash_}")).losses() == [2.25, 30.8025]
    assert one.errors == []


def test_a_screen_reader_hears_the_losses_once_the_reader_pauses(stepper):
    stepper.put(alpha=0.02)
    stepper.heard("Loss 2.25, after the step 0.0081: downhill.", begins=False)


def test_nothing_moves_while_the_handle_is_held(stepper):
    stepper.page.wait_for_timeout(100)
    x, y = stepper.grip(KNOB)
    stepper.page.mouse.move(x, y)
    stepper.page.mouse.down()
    before = stepper.page.evaluate(BOXES, TITLE)
    for i in range(12):
        stepper.page.mouse.move(x - 20 * i, y + 10 * np.sin(i))
        stepper.frame()
        now = stepper.page.evaluate(BOXES, TITLE)
        assert np.abs(np.array(now) - np.array(before)).max() <= 1
    stepper.page.mouse.up()
