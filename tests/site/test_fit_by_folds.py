"""The fit under the reader's hand: what the page shows is what whynn's least squares gives."""

import json

import numpy as np
import pytest
from conftest import PHONE
from figures import Figure, number
from whynn.widgets import FitByFolds
from whynn.widgets.fit_by_folds import BENDS, TARGETS

CHAPTER = "chapters/02_bends.html"
TITLE = "A curve made of folds"
TRAITS = ["target", "bend", "units", "made", "heights"]
HANDLE = "Height at x = {}"


class Fit(Figure):
    """The figure and what it shows."""

    def __init__(self, page):
        super().__init__(page, TITLE, key="fit", traits=TRAITS)

    def error(self):
        self.frame()
        return number(self.figure.locator("strong").first.inner_text().split()[-1])

    def line(self):
        self.frame()
        return self.figure.locator(".fig-stack > p").last.inner_text()

    def outputs(self):
        return self.texts("output")


@pytest.fixture
def fit(lesson):
    """The figure of chapter 2, as its author left it."""
    figure = Fit(lesson.page)
    figure.restore()
    yield figure
    assert lesson.errors == []


def agrees(fit):
    """Whether the error shown is whynn's, to the three digits that are shown."""
    state = fit.state()
    assert fit.error() == pytest.approx(FitByFolds(**state).worst, rel=5.1e-3)
    return True


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("bend", BENDS)
def test_the_error_is_whynns_for_every_target_and_bend(fit, target, bend):
    fit.figure.get_by_role("radio", name=target, exact=True).check(force=True)
    fit.figure.get_by_role("radio", name=bend, exact=True).check(force=True)
    assert (fit.state()["target"], fit.state()["bend"]) == (target, bend)
    for units in (1, 2, 9, 64):
        fit.figure.get_by_label("units", exact=True).fill(str(units))
        assert fit.state()["units"] == units and agrees(fit)


def test_the_choices_move_by_keys(fit):
    fit.figure.get_by_role("radio", name="waves", exact=True).focus()
    fit.page.keyboard.press("ArrowRight")
    assert fit.state()["target"] == "step" and agrees(fit)
    fit.figure.get_by_role("radio", name="ReLU", exact=True).focus()
    fit.page.keyboard.press("ArrowLeft")
    assert fit.state()["bend"] == "x³" and agrees(fit)


def test_the_number_of_units_moves_by_keys_and_by_mouse(fit):
    slider = fit.figure.get_by_label("units", exact=True)
    slider.focus()
    fit.page.keyboard.press("ArrowRight")
    assert fit.state()["units"] == 6 and agrees(fit)
    box = slider.bounding_box()
    fit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert 30 <= fit.state()["units"] <= 35 and agrees(fit)


def test_folds_are_made_one_after_the_other(fit):
    made = fit.figure.get_by_label("folds made, from the left")
    made.focus()
    fit.page.keyboard.press("Home")
    assert fit.state()["made"] == 0 and fit.line().startswith("No fold yet")
    python = FitByFolds()
    weights = python.weights()[2:]
    for k in range(1, 5):
        fit.page.keyboard.press("ArrowRight")
        assert fit.state()["made"] == k
        said = fit.line()
        assert said.startswith(f"Fold {k} of 5, at x = ")
        assert number(said.split("x = ")[1].split(":")[0]) == pytest.approx(
            python.places[k - 1], abs=0.006
        )
        assert number(said.split("changes by ")[1].split(". To")[0]) == pytest.approx(
            weights[k - 1], abs=0.006
        )
    fit.page.keyboard.press("ArrowRight")
    assert fit.state()["made"] == 64 and fit.outputs() == ["5", "5"]
    strongest = np.sort(np.abs(weights))[-3:].sum() / np.abs(weights).sum()
    assert f"do {100 * strongest:.0f}% of the bending" in fit.line()


def test_all_folds_stay_made_when_units_are_added(fit):
    fit.figure.get_by_label("units", exact=True).fill("20")
    assert fit.outputs() == ["20", "20"]
    fit.figure.get_by_label("folds made, from the left").fill("7")
    fit.figure.get_by_label("units", exact=True).fill("4")
    assert fit.outputs() == ["4", "4"] and fit.state()["made"] == 7


def test_polynomial_units_offer_no_folds_and_never_get_better(fit):
    fit.figure.get_by_role("radio", name="x²", exact=True).check(force=True)
    seen = set()
    for units in (1, 8, 64):
        fit.figure.get_by_label("units", exact=True).fill(str(units))
        seen.add(fit.error())
    assert seen == {1.18} and "one parabola" in fit.line()
    assert not fit.figure.get_by_label("folds made, from the left").is_visible()


@pytest.mark.parametrize("i", range(9))
def test_each_height_is_drawn_by_mouse_and_by_keys(fit, i):
    fit.figure.get_by_role("radio", name="yours", exact=True).check(force=True)
    name = HANDLE.format(f"{-2 + i / 2:.1f}".replace("-", "−"))
    before = fit.state()["heights"]
    x, y = fit.grip(name)
    fit.drag(name, 5, 30 if before[i] > 1 else -30)
    after = fit.state()["heights"]
    assert [k for k in range(9) if after[k] != before[k]] == [i] and agrees(fit)
    assert abs(fit.grip(name)[0] - x) < 1 and abs(abs(fit.grip(name)[1] - y) - 30) < 2
    fit.handle(name).focus()
    for key, change in [("ArrowUp", 0.05), ("ArrowDown", -0.05), ("ArrowRight", 0.05)]:
        start = fit.state()["heights"][i]
        fit.page.keyboard.press(key)
        assert fit.state()["heights"][i] == pytest.approx(np.clip(start + change, -1, 3))
        fit.frame()
    assert agrees(fit)
    now = fit.state()["heights"][i]
    told = fit.handle(name).get_attribute("aria-valuetext")
    assert number(told.split()[1]) == pytest.approx(now, abs=0.006)


def test_a_height_stays_in_its_range(fit):
    fit.put(target="yours")
    fit.frame()
    fit.drag(HANDLE.format("0.0"), 0, -600)
    assert fit.state()["heights"][4] == 3
    fit.drag(HANDLE.format("0.0"), 0, 900)
    assert fit.state()["heights"][4] == -1 and agrees(fit)


def test_the_heights_can_be_held_only_where_the_target_is_the_readers(fit):
    assert not fit.handle(HANDLE.format("0.0")).is_visible()
    fit.put(target="yours")
    fit.frame()
    assert fit.handle(HANDLE.format("0.0")).is_visible()


def test_the_error_equals_whynn_for_100_random_states(fit):
    rng = np.random.default_rng(0)
    states = [
        {
            "target": TARGETS[i % 3],
            "bend": list(BENDS)[i % 4],
            "units": int(rng.integers(1, 65)),
            "made": int(rng.integers(0, 65)),
            "heights": np.round(rng.uniform(-1, 3, size=9), 2).tolist(),
        }
        for i in range(100)
    ]
    for state, seen in zip(states, fit.looks(states), strict=True):
        shown = number(seen["strong"][0].split()[-1])
        assert seen["state"] == state
        assert shown == pytest.approx(FitByFolds(**state).worst, rel=5.1e-3)


def test_the_curve_drawn_is_whynns(fit):
    fit.put(units=7, made=64)
    fit.frame()
    path = fit.figure.locator("svg.fig-stage").first.locator("g > path").last
    points = [
        tuple(map(float, p.split())) for p in path.get_attribute("d").lstrip("M").split("L")
    ]
    x = np.linspace(-3, 3, len(points))
    python = FitByFolds(units=7)
    y = python.features(x) @ python.weights()
    pixels = np.array(points)[:, 1]
    inside = np.abs(y) < 3
    slope, start = np.polyfit(y[inside], pixels[inside], 1)
    assert slope < 0 and np.abs(slope * y + start - pixels)[inside].max() < 0.2


def test_a_finger_on_a_handle_draws_and_elsewhere_scrolls(visit):
    one = visit(PHONE)
    fit = Fit(one.open(f"{CHAPTER}#fit=yours_3_5_64_0_0_1_1_1_1_1_0_0"))
    page = one.page
    page.wait_for_timeout(600)
    page.evaluate(
        "scrollBy({ top: [...document.querySelectorAll('figure.fig')].find((f) => f.textContent.includes('A curve made')).querySelector('svg.fig-stage').getBoundingClientRect().top - 200, behavior: 'instant' })"
    )
    touch = page.context.new_cdp_session(page)

    def swipe(x, y, dx, dy):
        at = [{"x": x + dx * i / 10, "y": y + dy * i / 10} for i in range(11)]
        for kind, points in [
            ("touchStart", at[:1]),
            *(("touchMove", [p]) for p in at[1:]),
            ("touchEnd", []),
        ]:
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            page.wait_for_timeout(16)
        page.wait_for_timeout(300)

    before, scrolled = fit.state(), page.evaluate("scrollY")
    assert before["heights"] == [0, 0, 1, 1, 1, 1, 1, 0, 0]
    swipe(*fit.grip(HANDLE.format("0.0")), 0, -40)
    after = fit.state()
    assert after["heights"][4] > 1.3 and agrees(fit)
    assert page.evaluate("scrollY") == scrolled
    box = fit.figure.locator("svg.fig-stage").first.bounding_box()
    swipe(box["x"] + 200, box["y"] + 230, 0, -90)
    assert page.evaluate("scrollY") > scrolled and fit.state() == after


def test_a_shared_address_restores_the_state(fit, visit):
    fit.figure.get_by_role("radio", name="yours", exact=True).check(force=True)
    fit.figure.get_by_label("units", exact=True).fill("12")
    fit.frame()  # 6 folds can be chosen once there are 12 units
    fit.figure.get_by_label("folds made, from the left").fill("6")
    address = fit.address("#fit=yours_3_12_6_0_0.2_2.2_1.2_1_1.2_2.2_0.2_0")
    friend = visit()
    page = friend.open(address.removeprefix(friend.site + "/"))
    there = Fit(page)
    assert there.state() == fit.state() and there.error() == fit.error()
    there.figure.get_by_role("button", name="Reset").click()
    page.wait_for_timeout(400)
    assert "#" not in page.url and there.state()["units"] == 5


@pytest.mark.parametrize(
    "hash_", ["fit=waves_9_1_1", "fit=%E0%A4%A", "fit=yours_3_8_64", "fit="]
)
def test_a_spoilt_address_breaks_nothing(visit, hash_):
    one = visit()
    fit = Fit(one.open(f"{CHAPTER}#{hash_}"))
    assert one.errors == [] and fit.state()["units"] == 5 and agrees(fit)


def test_a_screen_reader_hears_the_state_once_the_reader_pauses(fit):
    fit.put(units=9, bend="x²")
    fit.heard("Target waves, bend x², 9 units: largest error 1.18 at x = ")


def test_two_views_of_one_model_move_together_and_leave_nothing(fit):
    found = fit.page.evaluate("""async () => {
      const place = document.createElement('div'); document.querySelector('article').append(place);
      const model = new whynn.Model({ key: 'twin' }), frame = () => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
      const stop = [0, 1].map(() => whynn.figures.fit_by_folds.render({ model, el: place }));
      await frame(); model.set('units', 7); await frame();
      const shown = [...place.querySelectorAll('.fig')].map((f) => f.querySelector('output').textContent);
      const ids = [...document.querySelectorAll('[id]')].map((e) => e.id).filter((i) => /^(fig|hatch|clip|seg)-/.test(i));
      stop.forEach((f) => f());
      return { shown, ids: ids.length, distinct: new Set(ids).size, left: place.children.length };
    }""")
    assert found["shown"] == ["7", "7"] and found["left"] == 0
    assert found["ids"] == found["distinct"] > 0


def test_nothing_moves_while_a_handle_is_held(fit):
    fit.put(target="yours")
    fit.frame()
    boxes = """() => JSON.stringify([...document.querySelectorAll('.fig :is(svg.fig-stage, .fig-slider, output, button, figcaption)')]
      .map((e) => { const r = e.getBoundingClientRect(); return [r.x, r.y + scrollY, r.width, r.height].map(Math.round); }))"""
    x, y = fit.grip(HANDLE.format("−1.0"))
    fit.page.mouse.move(x, y)
    fit.page.mouse.down()
    before = np.array(json.loads(fit.page.evaluate(boxes)))
    for i in range(12):
        fit.page.mouse.move(x + 20 * np.sin(i), y + 60 * np.cos(i))
        now = np.array(json.loads(fit.page.evaluate(boxes)))
        assert now.shape == before.shape and np.abs(now - before).max() <= 1
    fit.page.mouse.up()
