"""The three walkers under the reader's hand: where they stand is where whynn leads them."""

import numpy as np
import pytest
from figures import Figure, number
from reading import BOXES
from whynn.widgets import BatchNoise

CHAPTER = "chapters/03_values.html"
TITLE = "Three ways down one bowl"
TRAITS = ["w1", "w2", "alpha", "size", "seen"]
START = "Start of the walks"


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
        super().__init__(page, TITLE, key="noise", traits=TRAITS)

    def rows(self):
        """Steps and loss of each walker, as shown."""
        return read_rows(self.look()["rows"])


def read_rows(texts):
    """Steps and loss out of the table's cells."""
    return [(int(t[1]), t[2]) for t in texts]


def holds(town):
    """What is shown now against whynn; gives the state."""
    return agrees(town.look())


def agrees(seen):
    """The walkers' steps and losses against whynn."""
    state, rows = seen["state"], read_rows(seen["rows"])
    figure = BatchNoise(np.random.default_rng(0), **state)
    for (steps, loss), size in zip(rows, (128, state["size"], 1), strict=True):
        path = figure.walk(size)
        assert steps == len(path) - 1
        if loss == "diverges":
            assert steps < state["seen"] // size
        elif loss != "> 1000":
            assert number(loss) == pytest.approx(figure.loss(path[-1]), abs=6e-4)
    return state


def test_the_first_view_shows_two_sixteen_and_256_steps(town):
    assert [steps for steps, _ in town.rows()] == [2, 16, 256]
    holds(town)


def test_the_start_moves_by_mouse_and_by_keys(town):
    before = town.state()
    x, y = town.grip(START)
    town.drag(START, 60, -30)
    after = holds(town)
    assert after["w1"] > before["w1"] and after["w2"] > before["w2"]
    assert np.hypot(*np.subtract(town.grip(START), (x + 60, y - 30))) < 4
    for key, trait, sign in (
        ("ArrowLeft", "w1", -1), ("ArrowRight", "w1", 1), ("ArrowUp", "w2", 1), ("ArrowDown", "w2", -1),
    ):  # fmt: skip
        then = town.state()[trait]
        town.handle(START).focus()
        town.page.keyboard.press(key)
        assert holds(town)[trait] == pytest.approx(then + sign * 0.05)


@pytest.mark.parametrize(
    ("label", "trait", "end"),
    [
        ("Examples looked at", "seen", 512),
        ("alpha, the learning rate", "alpha", 1.0),
        ("Size of the mini-batch", "size", 64),
    ],
)
def test_a_slider_moves_its_trait_and_no_other(town, label, trait, end):
    before = town.state()
    slider = town.figure.get_by_label(label)
    slider.focus()
    town.page.keyboard.press("ArrowRight")
    after = holds(town)
    assert after.pop(trait) > before.pop(trait) and after == before
    town.page.keyboard.press("End")
    assert holds(town)[trait] == end


def test_the_buttons_go_to_the_start_and_on_by_passes(town):
    town.figure.get_by_role("button", name="To the start", exact=True).click()
    assert holds(town)["seen"] == 0
    more = town.figure.get_by_role("button", name="+1 pass")
    for seen in (128, 256, 384, 512, 512):
        more.press("Enter")
        assert holds(town)["seen"] == seen


def test_walks_equal_whynn_for_40_random_states(town):
    rng, states = np.random.default_rng(0), []
    for _ in range(40):
        w1, w2 = np.round(rng.uniform([-2, -1.5], [2, 1.5]), 2).tolist()
        alpha, size = float(f"{10 ** rng.uniform(-3, -0.5):.2g}"), int(2 ** rng.integers(1, 7))
        where = {"w1": w1, "w2": w2, "seen": int(rng.integers(0, 513))}
        states.append({**where, "alpha": alpha, "size": size})
    for state, seen in zip(states, town.looks(states), strict=True):
        assert agrees(seen) == state


def test_divergence_is_named(town):
    town.put(alpha=1.0, seen=512)
    holds(town)
    text = town.figure.inner_text()
    assert "diverges" in text and "NaN" not in text


def test_a_shared_address_restores_the_state(town, visit):
    town.figure.get_by_label("Size of the mini-batch").fill("1")
    address = town.address("#noise=-1.6_-1.2_0.05_4_256")
    friend = visit()
    there = Town(friend.open(address.removeprefix(friend.site + "/")))
    assert there.state() == town.state() and there.rows() == town.rows()
    there.reset()
    friend.page.wait_for_timeout(400)
    assert "#" not in friend.page.url and there.state()["size"] == 16


@pytest.mark.parametrize("hash_", ["noise=1_2", "noise=%E0%A4%A", "noise=a_1_1_1_1"])
def test_a_spoilt_address_breaks_nothing(visit, hash_):
    one = visit()
    assert Town(one.open(f"{CHAPTER}#{hash_}")).state()["seen"] == 256 and one.errors == []


def test_a_screen_reader_hears_where_the_walkers_stand_once_the_reader_pauses(town):
    town.put(seen=128)
    town.heard("128 examples looked at. all 128 a step: 1 steps, loss")


def test_nothing_moves_while_the_start_is_held(town):
    x, y = town.grip(START)
    town.page.mouse.move(x, y)
    town.page.mouse.down()
    before = town.page.evaluate(BOXES, TITLE)
    for i in range(12):
        town.page.mouse.move(x + 50 * np.cos(i), y + 40 * np.sin(i))
        town.frame()
        now = town.page.evaluate(BOXES, TITLE)
        assert np.abs(np.array(now) - np.array(before)).max() <= 1
    town.page.mouse.up()
