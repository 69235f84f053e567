"""The ramp under the reader's hand: what it shows is what whynn computes, runs included."""

import numpy as np
import pytest
from figures import Figure, number
from reading import BOXES, read
from whynn import sweep
from whynn.widgets import ScalingRamp

CHAPTER = "chapters/05_bigger.html"
TITLE = "A ramp on log-log paper"
TRAITS = ["show", "exponent", "floor", "doublings"]
POINT, FLOOR = "Point on the ramp", "Floor"


@pytest.fixture
def ramp(lesson):
    """The figure as its author left it."""
    figure = Ramp(lesson.page)
    figure.restore()
    yield figure
    assert lesson.errors == []


class Ramp(Figure):
    """The figure and what it shows."""

    def __init__(self, page):
        super().__init__(page, TITLE, key="ramp", traits=TRAITS)

    def rows(self):
        """Loss, share of the start and gain of the next doubling: start, here, floor."""
        return read_rows(self.look()["rows"])

    def told(self):
        return self.look()["strong"][0]


def read_rows(texts):
    """The table's numbers out of its cells."""
    gains = [0.0 if t[4] == "nothing" else float(t[4][:-1]) for t in texts]
    return np.array(
        [[read(t[2]), float(t[3][:-1]), g] for t, g in zip(texts, gains, strict=True)]
    )


def oracle(state):
    data = sweep.stored()
    return ScalingRamp(sweep.curve(data, "size"), sweep.curve(data, "data"), **state)


def holds(ramp):
    """What is shown now against whynn; gives the state."""
    return agrees(ramp.look())


def agrees(seen):
    """Everything shown against whynn, to the digits shown."""
    state, told = seen["state"], seen["strong"][0]
    figure = oracle(state)
    start, k = figure._series[state["show"]]["start"], state["doublings"]
    loss = np.array([figure.loss(0), figure.loss(k), state["floor"] * start])
    gain = [1 - figure.loss(j + 1) / figure.loss(j) for j in (0, k)]
    rows = read_rows(seen["rows"])
    np.testing.assert_allclose(rows[:, 0], loss, rtol=6e-3, atol=6e-5)
    np.testing.assert_allclose(rows[:, 1], 100 * loss / start, atol=0.051)
    np.testing.assert_allclose(rows[:2, 2], 100 * np.array(gain), rtol=6e-3, atol=6e-3)
    if figure.misses.size:
        shown = number(told.removeprefix("Largest miss ").removesuffix("%"))
        assert shown == pytest.approx(100 * np.abs(figure.misses).max(), rel=6e-3, abs=6e-3)
    elif np.isfinite(figure.half):
        assert told == f"Half after {figure.half:.1f} doublings"
    else:
        assert told.startswith("Never half")
    return state


def test_the_first_view_shows_twenty_doublings_that_halve(ramp):
    assert ramp.rows()[1].tolist() == [0.5, 50.0, 3.41]
    assert ramp.told() == "Half after 20.0 doublings"
    assert "1,048,576" in ramp.figure.inner_text()


def test_the_point_moves_by_mouse_and_by_keys(ramp):
    x, y = ramp.grip(POINT)
    ramp.drag(POINT, -80, 30)
    after = holds(ramp)
    assert after["doublings"] < 20 and after["exponent"] > 0.05
    assert np.hypot(*np.subtract(ramp.grip(POINT), (x - 80, y + 30))) < 6
    ramp.handle(POINT).focus()
    for key, trait, sign in (
        ("ArrowLeft", "doublings", -1), ("ArrowRight", "doublings", 1), ("ArrowUp", "exponent", -1), ("ArrowDown", "exponent", 1),
    ):  # fmt: skip
        then = ramp.state()[trait]
        ramp.page.keyboard.press(key)
        assert np.sign(holds(ramp)[trait] - then) == sign


def test_the_floor_moves_by_mouse_and_by_keys_and_stops_the_halving(ramp):
    ramp.handle(FLOOR).focus()
    ramp.page.keyboard.press("Shift+ArrowUp")
    assert holds(ramp)["floor"] == 0.1
    ramp.page.keyboard.press("ArrowDown")
    assert holds(ramp)["floor"] == 0.09
    ramp.drag(FLOOR, 0, -170)
    assert holds(ramp)["floor"] > 0.5 and ramp.told().startswith("Never half")
    ramp.drag(FLOOR, 0, 400)
    assert holds(ramp)["floor"] == 0


@pytest.mark.parametrize(
    ("label", "trait", "end"),
    [
        ("alpha, the exponent", "exponent", 2.0),
        ("Floor, as a share of the start", "floor", 0.99),
        ("k, the doublings", "doublings", 24.0),
    ],
)
def test_a_slider_moves_its_trait_and_no_other(ramp, label, trait, end):
    if trait == "doublings":
        ramp.put(doublings=10.0)
    before = ramp.state()
    slider = ramp.figure.get_by_label(label)
    slider.focus()
    ramp.page.keyboard.press("ArrowRight")
    after = holds(ramp)
    assert after.pop(trait) > before.pop(trait) and after == before
    ramp.page.keyboard.press("End")
    assert holds(ramp)[trait] == end


def test_our_runs_can_be_shown_and_fitted(ramp):
    for show in ("our sizes", "our data"):
        ramp.figure.get_by_role("radio", name=show, exact=True).check(force=True)
        holds(ramp)
        straight = np.abs(oracle(ramp.state()).misses).max()
        ramp.figure.get_by_role("button", name="fitted, with a floor").press("Enter")
        fitted = np.abs(oracle(holds(ramp)).misses).max()
        assert fitted < straight
        ramp.figure.get_by_role("button", name="straight").click()
        assert np.abs(oracle(holds(ramp)).misses).max() == straight
    ramp.figure.get_by_role("radio", name="on paper", exact=True).check(force=True)
    ramp.figure.get_by_role("button", name="Chinchilla, from 70B").click()
    assert holds(ramp)["floor"] == 0.957 and ramp.told().startswith("Never half")


def test_everything_equals_whynn_for_60_random_states(ramp):
    rng = np.random.default_rng(0)
    states = [
        {
            "show": ("on paper", "our sizes", "our data")[i % 3],
            "exponent": round(float(10 ** rng.uniform(-2, 0.3)), 3),
            "floor": round(float(rng.uniform(0, 0.99)), 3) if i % 2 else 0.0,
            "doublings": round(float(rng.uniform(0, 12)), 1),
        }
        for i in range(60)
    ]
    for state, seen in zip(states, ramp.looks(states), strict=True):
        assert agrees(seen) == state and "NaN" not in seen["text"]


def test_a_finger_moves_the_point(visit):
    from conftest import PHONE

    one = visit(PHONE)
    phone = Ramp(one.open(CHAPTER))
    x, y = phone.grip(POINT)
    session = one.page.context.new_cdp_session(one.page)

    def touch(kind, *points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    for i in range(1, 6):
        touch("touchMove", {"x": x - 10 * i, "y": y + 3 * i})
    touch("touchEnd")
    assert holds(phone)["doublings"] < 18 and one.errors == []


def test_a_shared_address_restores_the_state(ramp, visit):
    ramp.figure.get_by_label("alpha, the exponent").fill("200")
    address = ramp.address("#ramp=paper_0.1_0_20")
    friend = visit()
    there = Ramp(friend.open(address.removeprefix(friend.site + "/")))
    assert there.state() == ramp.state() and there.told() == "Half after 10.0 doublings"
    there.reset()
    friend.page.wait_for_timeout(400)
    assert "#" not in friend.page.url and there.told() == "Half after 20.0 doublings"


@pytest.mark.parametrize("hash_", ["ramp=paper_1", "ramp=%E0%A4%A", "ramp=wall_1_0_1"])
def test_a_spoilt_address_breaks_nothing(visit, hash_):
    one = visit()
    assert Ramp(one.open(f"{CHAPTER}#{hash_}")).told() == "Half after 20.0 doublings"
    assert one.errors == []


def test_a_screen_reader_hears_the_ramp_once_the_reader_pauses(ramp):
    ramp.put(floor=0.5)
    ramp.heard("Exponent 0.050, floor 0.500: after 20.0 doublings the loss is 0.750")


def test_nothing_moves_while_a_handle_is_held(ramp):
    x, y = ramp.grip(POINT)
    ramp.page.mouse.move(x, y)
    ramp.page.mouse.down()
    before = ramp.page.evaluate(BOXES, TITLE)
    for i in range(12):
        ramp.page.mouse.move(x - 100 + 90 * np.sin(i), y + 60 * np.cos(i))
        ramp.frame()
        now = ramp.page.evaluate(BOXES, TITLE)
        assert np.abs(np.array(now) - np.array(before)).max() <= 1
    ramp.page.mouse.up()
