"""The race under the reader's hand: what it shows is what whynn's optimizers do."""

import csv
from itertools import pairwise

import numpy as np
import pytest
from figures import Figure, number
from reading import BOXES, read
from whynn.widgets import CanyonRace
from whynn.widgets import canyon_race as canyon

CHAPTER = "chapters/04_deep.html"
TITLE = "A race down a canyon"
TRAITS = [*canyon.RANGES, "racers", "step", "chart"]
START = "Start of the race"
SLIDERS = {
    "kappa, the condition number": "a",
    "theta, how far the canyon is turned, in degrees": "angle",
    "alpha, the step size": "alpha",
    "beta, the memory of momentum and of Adam": "beta",
    "beta 2, Adam’s memory of sizes": "beta2",
    "lambda, AdamW’s weight decay": "decay",
    "Step shown": "step",
}


@pytest.fixture
def race(lesson):
    """The figure as its author left it."""
    figure = Race(lesson.page)
    figure.restore()
    yield figure
    assert lesson.errors == []


class Race(Figure):
    """The figure and what it shows."""

    def __init__(self, page):
        super().__init__(page, TITLE, key="canyon", traits=TRAITS)

    def rows(self):
        """w1, w2, loss and steps of each racer, as shown."""
        return read_rows(self.look())

    def slider(self, label):
        return self.figure.get_by_label(label, exact=True)


def read_rows(seen):
    """The table without its racers' names."""
    return [row[1:] for row in seen["rows"]]


def holds(race, *, search=True):
    """What is shown now against whynn; gives the state."""
    return agrees(race.look(), search=search)


def agrees(seen, *, search):
    """Every row against whynn, to the digits shown."""
    state = seen["state"]
    figure = CanyonRace(**state)
    for name, (w1, w2, loss, steps) in zip(canyon.RACERS, read_rows(seen), strict=True):
        if name not in state["racers"]:
            assert [w1, w2, loss, steps] == ["–"] * 4
            continue
        walk = figure.walk(name, state["step"])
        if walk.diverged_at:
            assert loss == "> 10¹²" and steps == "diverges"
            continue
        for text, value in zip((w1, w2), walk.path[-1], strict=True):
            assert text == "off" if abs(value) >= 100 else abs(number(text) - value) < 6e-3
        if loss != "< 10⁻¹²":
            assert read(loss) == pytest.approx(walk.losses[-1], rel=0.06)
        if search:
            want = figure.steps(name)
            kind = {"diverges", "bounces", "> 3000"}
            assert steps == str(want) if want is not None else steps in kind
    return state


def test_the_first_view_shows_the_bounce_and_what_it_is(race):
    state = holds(race)
    assert state["step"] == 30 and race.rows()[0][3] == "bounces"
    assert (
        "SGD bounces for ever: each step w₁ × −1.000, w₂ × 0.800." in race.figure.inner_text()
    )


def test_the_start_moves_by_mouse_and_by_keys(race):
    before = race.state()
    x, y = race.grip(START)
    race.drag(START, 60, 20)
    after = holds(race, search=False)
    assert after["w1"] < before["w1"] and after["w2"] > before["w2"]
    assert np.hypot(*np.subtract(race.grip(START), (x + 60, y + 20))) < 4
    for key, trait, sign in (
        ("ArrowLeft", "w2", -1), ("ArrowRight", "w2", 1), ("ArrowUp", "w1", 1), ("ArrowDown", "w1", -1),
    ):  # fmt: skip
        then = race.state()[trait]
        race.handle(START).press(key)
        assert race.state()[trait] == pytest.approx(then + sign * 0.05)


def test_the_start_and_a_slider_move_by_touch(visit):
    from conftest import PHONE

    one = visit(PHONE)
    there = Race(one.open(CHAPTER))
    there.handle(START).evaluate("e => e.scrollIntoView({ block: 'center' })")
    before, (x, y) = there.state(), there.grip(START)
    session = there.page.context.new_cdp_session(there.page)

    def touch(kind, *points):
        spots = [{"x": px, "y": py} for px, py in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": spots})

    touch("touchStart", (x, y))
    for i in range(1, 6):
        touch("touchMove", (x + 10 * i, y))
    touch("touchEnd")
    there.frame()
    assert there.state()["w2"] > before["w2"] + 0.3
    there.slider("Step shown").tap()
    assert there.state()["step"] != before["step"] and one.errors == []


@pytest.mark.parametrize(("label", "trait"), SLIDERS.items())
def test_a_slider_moves_its_trait_and_no_other(race, label, trait):
    race.put(angle=1)  # so that it can go down
    before = race.state()
    slider = race.slider(label)
    slider.focus()
    race.page.keyboard.press("ArrowLeft")
    after = holds(race, search=False)
    assert after.pop(trait) < before.pop(trait) and after == before
    race.page.keyboard.press("End")
    high = canyon.SHOWN if trait == "step" else canyon.RANGES[trait][1]
    assert holds(race, search=False)[trait] == high


def test_a_racer_can_be_chosen_and_the_chart(race):
    for name in ("Nesterov", "AdamW"):
        race.figure.get_by_role("checkbox", name=name, exact=True).check()
    race.figure.get_by_role("checkbox", name="SGD", exact=True).press("Space")
    assert holds(race, search=False)["racers"] == list(canyon.RACERS[1:])
    for what in ("distance", "loss"):
        race.figure.get_by_role("radio", name=what, exact=True).check(force=True)
        assert race.state()["chart"] == what


def test_the_marks_set_the_best_step_and_the_limit(race):
    race.figure.get_by_role("button", name="SGD fastest").click()
    assert holds(race)["alpha"] == 0.0909
    race.figure.get_by_role("button", name="diverges above").press("Enter")
    assert holds(race)["alpha"] == 0.1
    edges = race.figure.locator(".fig-mark, .fig-zone").evaluate_all(
        "marks => marks.map((m) => m.getBoundingClientRect().bottom)"
    )
    assert edges[1] != edges[0]  # the two marks stand at different heights


def test_one_step_on_and_play(race):
    race.figure.get_by_role("button", name="+1").click()
    assert holds(race, search=False)["step"] == 31
    play = race.figure.get_by_role("button", name="Play", exact=True)
    play.click()
    race.page.wait_for_timeout(400)
    race.figure.get_by_role("button", name="Pause", exact=True).click()
    assert holds(race, search=False)["step"] > 31


def test_races_equal_whynn_for_12_random_states(race):
    rng, states = np.random.default_rng(0), []
    for _ in range(12):
        a, alpha = 10 ** rng.uniform(0, 3), 10 ** rng.uniform(-3, 0)
        figure = CanyonRace(
            a=a, alpha=alpha, beta=rng.uniform(0, 0.95), beta2=rng.uniform(0.5, 0.999),
            decay=rng.uniform(0, 0.5), w1=rng.uniform(-1.4, 1.4), w2=rng.uniform(-2.5, 2.5),
            step=int(rng.integers(0, 301)), racers=list(canyon.RACERS),
        )  # fmt: skip
        states.append({name: getattr(figure, name) for name in TRAITS})
    for state, seen in zip(states, race.looks(states), strict=True):
        assert agrees(seen, search=False) == state and "NaN" not in seen["text"]


def test_a_turned_canyon_is_walked_as_whynn_walks_it(race):
    rng, states = np.random.default_rng(1), []
    for angle in (1, 30, 45, 60, 89, 90):
        figure = CanyonRace(
            a=10 ** rng.uniform(0, 3), alpha=10 ** rng.uniform(-3, -1), angle=angle, step=20,
            w1=rng.uniform(-1.4, 1.4), racers=list(canyon.RACERS),
        )  # fmt: skip
        states.append({name: getattr(figure, name) for name in TRAITS})
    for state, seen in zip(states, race.looks(states), strict=True):
        assert agrees(seen, search=False) == state and "NaN" not in seen["text"]


def test_turning_keeps_plain_descent_and_slows_adam(race):
    steps = {}
    for angle in (0, 45, 90):
        race.put(a=1000, alpha=0.1, angle=angle, step=0)
        steps[angle] = int(holds(race) and race.rows()[3][3])
        said = "Adam rescales w₁ and w₂, and the canyon runs along neither."
        race.put(a=10)
        race.frame()
        assert (said in race.figure.inner_text()) == (angle == 45)
        # the bottom lies along the canyon: a circle of contours is turned as the walks are
        turned = race.figure.locator("g[transform^=rotate]").first.get_attribute("transform")
        assert turned.startswith(f"rotate({angle},")
    assert steps[45] > 5 * steps[0] and steps[90] < 1.2 * steps[0]


def test_divergence_is_named_and_explained(race):
    race.put(alpha=0.25, step=300, racers=list(canyon.RACERS))
    holds(race)
    text = race.figure.inner_text()
    assert "SGD diverges: in the long run each step multiplies its distance by 4.000." in text
    assert "NaN" not in text and "Infinity" not in text


def test_the_step_table_downloads_and_equals_whynn(race, tmp_path):
    race.put(alpha=0.3, step=5, racers=list(canyon.RACERS))
    race.frame()
    with race.page.expect_download() as download:
        race.figure.get_by_role("button", name="Steps as CSV").click()
    download.value.save_as(tmp_path / "steps.csv")
    rows = list(csv.DictReader((tmp_path / "steps.csv").open()))
    figure = CanyonRace(**race.state())
    for name in canyon.RACERS:
        walk = figure.walk(name)
        mine = [
            [float(r[c]) for c in ("w1", "w2", "loss")] for r in rows if r["optimizer"] == name
        ]
        want = np.column_stack([walk.path, walk.losses])
        np.testing.assert_allclose(mine, want, rtol=1e-10, atol=1e-10)
    assert figure.walk("sgd").diverged_at  # a divergent walk is among them


def test_a_shared_address_restores_the_state(race, visit):
    race.slider("beta, the memory of momentum and of Adam").fill("0.3")
    address = race.address("#canyon=10_0.1_0.3_0.999_0.1_1_-2_30_loss_sma_0")
    friend = visit()
    there = Race(friend.open(address.removeprefix(friend.site + "/")))
    assert there.state() == race.state() and there.rows() == race.rows()
    there.reset()
    friend.page.wait_for_timeout(400)
    assert "#" not in friend.page.url and there.state()["beta"] == 0.9


def test_a_spoilt_address_breaks_nothing(visit):
    one = visit()
    for hash_ in ("canyon=1_2", "canyon=%E0%A4%A", "canyon=a_1_1_1_1_1_1_1_loss_s"):
        one.page.goto("about:blank")
        assert Race(one.open(f"{CHAPTER}#{hash_}")).state()["step"] == 30
    assert one.errors == []


def test_a_screen_reader_hears_how_the_race_stands_once_the_reader_pauses(race):
    race.put(step=159, w2=1.0)
    said = race.heard("Step 159. SGD loss 10.0, w1")
    assert "bouncing" in said
    assert "below the goal for good from step 159" in said and "step 149" in said


def test_nothing_moves_while_the_start_is_held(race):
    x, y = race.grip(START)
    race.page.mouse.move(x, y)
    race.page.mouse.down()
    boxes = []
    for i in range(10):
        race.page.mouse.move(x + 50 * np.cos(i), y + 40 * np.sin(i))
        race.frame()
        boxes.append(race.page.evaluate(BOXES, TITLE))
    race.page.mouse.up()
    for before, now in pairwise(boxes):
        assert np.abs(np.array(now) - np.array(before)).max() <= 1
