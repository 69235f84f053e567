"""The folds under the reader's hand: what the page shows is what whynn computes."""

import json
import re

import numpy as np
import pytest
from conftest import PHONE
from figures import Figure, number
from whynn.data import truth_table
from whynn.perceptron import CORNERS
from whynn.widgets import PaperFold

CHAPTER = "chapters/02_bends.html"
TITLE = "Fold the paper"
WANT = truth_table("XOR").y
KNIVES = {
    "Fold 1": ["w11", "w21", "b1"],
    "Fold 2": ["w12", "w22", "b2"],
    "Cut": ["v1", "v2", "c"],
}
NUMBERS = [name for names in KNIVES.values() for name in names]
BENDS = ["none", "ReLU", "tanh", "GELU"]
HANDLES = [(knife, part) for knife in KNIVES for part in ("end 1", "end 2", "whole")]
LABELS = {
    "w11": "w11, from x1 to unit 1",
    "w21": "w21, from x2 to unit 1",
    "b1": "b1, the bias of unit 1",
    "w12": "w12, from x1 to unit 2",
    "w22": "w22, from x2 to unit 2",
    "b2": "b2, the bias of unit 2",
    "v1": "v1, the weight of h1",
    "v2": "v2, the weight of h2",
    "c": "c, the bias of the output",
}


class Fold(Figure):
    """The figure and what it shows."""

    def __init__(self, page):
        super().__init__(page, TITLE, key="fold", traits=["bend", *NUMBERS])

    def rows(self):
        """The live table: (h1, h2, score, output, wanted, right) at each corner."""
        self.frame()
        texts = self.figure.locator("tbody tr").evaluate_all(
            "rows => rows.map((r) => [...r.cells].map((c) => c.textContent))"
        )
        return read_rows(texts)

    def count(self):
        return int(self.figure.locator("strong").first.inner_text().split()[0])

    def verdict(self):
        self.frame()
        return self.figure.locator("p", has_text="s(0,0)").last.inner_text()


def read_rows(texts):
    """The table's numbers out of its cells."""
    return [(*map(number, t[2:5]), int(t[5]), int(t[6][-1]), t[7] == "✓") for t in texts]


@pytest.fixture
def fold(lesson):
    """The figure of chapter 2, as its author left it."""
    figure = Fold(lesson.page)
    figure.restore()
    yield figure
    assert lesson.errors == []


def agrees(rows, state):
    """Whether the table is whynn's, to the two decimals that are shown."""
    run = PaperFold(**state).run(CORNERS)
    values = np.column_stack([run.h[1], run.logits])
    shown = np.array([row[:3] for row in rows])
    out = (np.round(run.logits[:, 0], 2) > 0).astype(int)
    assert np.abs(shown - values).max() <= 0.005 + 1e-9
    assert [row[3:] for row in rows] == [(o, w, o == w) for o, w in zip(out, WANT, strict=True)]
    return True


def random_state(rng, bend):
    top = [2, 2, 3] * 3
    values = np.round(rng.uniform(np.negative(top), top), 2).tolist()
    return {"bend": bend, **dict(zip(NUMBERS, values, strict=True))}


@pytest.mark.parametrize(("knife", "part"), HANDLES)
def test_dragging_with_the_mouse_moves_its_own_traits(fold, knife, part):
    before = fold.state()
    if part == "whole":
        (x1, y1), (x2, y2) = fold.grip(f"{knife}, end 1"), fold.grip(f"{knife}, end 2")
        x, y = x1 + 0.4 * (x2 - x1), y1 + 0.4 * (y2 - y1)
    else:
        x, y = fold.grip(f"{knife}, {part}")
    fold.page.mouse.move(x, y)
    fold.page.mouse.down()
    fold.page.mouse.move(x + 24, y - 14, steps=8)
    fold.page.mouse.up()
    after = fold.state()
    changed = {name for name in NUMBERS if after[name] != before[name]}
    assert changed and changed <= set(KNIVES[knife]) and agrees(fold.rows(), after)


@pytest.mark.parametrize(("knife", "part"), HANDLES)
def test_arrow_keys_move_its_own_traits(fold, knife, part):
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"):
        before = fold.state()
        fold.handle(f"{knife}, {part}").focus()
        told = fold.handle(f"{knife}, {part}").get_attribute("aria-valuetext")
        for _ in range(3):
            fold.page.keyboard.press(key)
            fold.frame()
        after = fold.state()
        changed = {name for name in NUMBERS if after[name] != before[name]}
        assert changed and changed <= set(KNIVES[knife])
        assert fold.handle(f"{knife}, {part}").get_attribute("aria-valuetext") != told
    assert agrees(fold.rows(), after)


@pytest.mark.parametrize("trait", NUMBERS)
def test_a_slider_moves_its_trait_and_no_other(fold, trait):
    slider = fold.figure.get_by_label(LABELS[trait])
    slider.fill("0.5")
    before = fold.state()
    assert before[trait] == 0.5
    slider.focus()
    fold.page.keyboard.press("ArrowRight")
    after = fold.state()
    assert after.pop(trait) == pytest.approx(0.55) and before.pop(trait) == 0.5
    assert after == before and agrees(fold.rows(), fold.state())


@pytest.mark.parametrize("bend", BENDS)
def test_the_bend_is_chosen_by_mouse_and_by_keys(fold, bend):
    fold.figure.get_by_role("radio", name=bend, exact=True).check(force=True)
    assert fold.state()["bend"] == bend and agrees(fold.rows(), fold.state())
    fold.figure.get_by_role("radio", name=bend, exact=True).focus()
    fold.page.keyboard.press("ArrowRight")
    following = BENDS[(BENDS.index(bend) + 1) % 4]
    assert fold.state()["bend"] == following and agrees(fold.rows(), fold.state())


def test_the_table_equals_whynn_for_200_random_states(fold):
    rng = np.random.default_rng(0)
    states = [random_state(rng, BENDS[i % 4]) for i in range(200)]
    for state, seen in zip(states, fold.looks(states), strict=True):
        assert seen["state"] == state and agrees(read_rows(seen["rows"]), state)
        assert int(seen["strong"][0].split()[0]) == PaperFold(**state).right


def test_the_opening_is_solved_by_sliding_one_fold(fold):
    assert fold.count() == 2
    slider = fold.figure.get_by_label(LABELS["b2"])
    slider.focus()
    for _ in range(13):
        fold.page.keyboard.press("ArrowLeft")
    fold.rows()
    assert fold.count() == 4 and fold.state()["b2"] == pytest.approx(-0.85)
    fold.figure.get_by_role("radio", name="none", exact=True).check(force=True)
    fold.rows()
    assert fold.count() < 4 and "Without a bend this pile is the single layer" in fold.verdict()


def test_a_single_layer_is_named_exactly_when_the_diagonals_agree(fold):
    rng, named = np.random.default_rng(1), 0
    states = [random_state(rng, BENDS[i % 2]) for i in range(60)]
    for state, seen in zip(states, fold.looks(states), strict=True):
        s, said = PaperFold(**state).run(CORNERS).logits[:, 0], seen["text"]
        assert ("single layer W = (" in said) == (abs(s[0] + s[3] - s[1] - s[2]) < 1e-9)
        if "single layer W = (" in said:
            named += 1
            found = re.search(r"W = \((\S+), (\S+)\), b = (\S+\d)", said).groups()
            w1, w2, b = map(number, found)
            assert np.allclose([b, w2 + b, w1 + b, w1 + w2 + b], s, atol=0.021)
    assert named > 30


def test_without_a_bend_two_thousand_states_never_show_four(fold):
    most, seen = fold.page.evaluate("""async () => {
      const m = [...(await whynn.page).models.values()].find((m) => m.get('key') === 'fold');
      const f = [...document.querySelectorAll('figure.fig')].find((f) => f.textContent.includes('Fold the paper'));
      const strong = f.querySelector('strong'); let most = 0, seen = 0, r = 7; const real = requestAnimationFrame; let due = [];
      globalThis.requestAnimationFrame = (g) => due.push(g); // draw at once, not sixty times a second
      const draw = (top) => { r = (r * 48271) % 2147483647; return Math.round(100 * top * (2 * r / 2147483647 - 1)) / 100; };
      for (let i = 0; i < 2000; i++) {
        m.set({ bend: 'none', w11: draw(2), w21: draw(2), b1: draw(3), w12: draw(2), w22: draw(2), b2: draw(3), v1: draw(2), v2: draw(2), c: draw(3) });
        for (const g of due.splice(0)) g(0);
        most = Math.max(most, parseInt(strong.textContent)); seen++;
      }
      globalThis.requestAnimationFrame = real;
      return [most, seen];
    }""")
    assert seen == 2000 and most == 3


def test_what_lies_outside_the_picture_is_held_at_its_border(fold):
    fold.put(bend="none", w11=2.0, w21=2.0, b1=3.0)
    fold.frame()
    arrows = fold.figure.locator("svg.fig-stage").nth(1).locator("path[visibility=visible]")
    assert arrows.count() == 4
    box = fold.figure.locator("svg.fig-stage").nth(1).bounding_box()
    for i in range(4):
        arrow = arrows.nth(i).bounding_box()
        assert box["x"] <= arrow["x"] <= box["x"] + box["width"]


def test_a_unit_without_weights_has_no_fold_to_hold(fold):
    fold.put(w11=0.0, w21=0.0)
    assert agrees(fold.rows(), fold.state())
    assert not fold.handle("Fold 1, end 1").is_visible()
    assert fold.handle("Fold 2, end 1").is_visible()


def test_a_finger_on_a_handle_drags_and_elsewhere_scrolls(visit):
    one = visit(PHONE)
    fold = Fold(one.open(CHAPTER))
    page = one.page
    page.evaluate(
        "scrollBy({ top: [...document.querySelectorAll('figure.fig')].find((f) => f.textContent.includes('Fold the paper')).querySelector('svg.fig-stage').getBoundingClientRect().top - 200, behavior: 'instant' })"
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

    before, scrolled = fold.state(), page.evaluate("scrollY")
    swipe(*fold.grip("Fold 2, end 2"), -30, -20)
    after = fold.state()
    assert after != before and agrees(fold.rows(), after)
    assert page.evaluate("scrollY") == scrolled
    box = fold.figure.locator("svg.fig-stage").first.bounding_box()
    swipe(box["x"] + 200, box["y"] + 120, 0, -90)
    assert page.evaluate("scrollY") > scrolled and fold.state() == after
    slider = fold.figure.get_by_label(LABELS["b2"])
    page.evaluate(
        "(e) => e.scrollIntoView({ block: 'center', behavior: 'instant' })",
        slider.element_handle(),
    )
    box, scrolled = slider.bounding_box(), page.evaluate("scrollY")
    swipe(box["x"] + 0.9 * box["width"], box["y"] + 20, 0, -120)
    assert page.evaluate("scrollY") > scrolled and fold.state() == after


def test_a_shared_address_restores_the_state(fold, visit):
    fold.figure.get_by_label(LABELS["b2"]).fill("-0.9")
    address = fold.address("#fold=ReLU_1_0.7_0.3_0.7_1_-0.9_1_-2_-0.5")
    friend = visit()
    page = friend.open(address.removeprefix(friend.site + "/"))
    there = Fold(page)
    there.rows()
    assert there.state() == fold.state() and there.count() == 4
    there.figure.get_by_role("button", name="Reset").click()
    page.wait_for_timeout(400)
    assert "#" not in page.url and there.state()["b2"] == -0.2


@pytest.mark.parametrize("hash_", ["fold=ReLU_9_9", "fold=%E0%A4%A", "fold=sine_1_1", "fold="])
def test_a_spoilt_address_breaks_nothing(visit, hash_):
    one = visit()
    fold = Fold(one.open(f"{CHAPTER}#{hash_}"))
    assert one.errors == [] and fold.state()["b2"] == -0.2


def test_a_screen_reader_hears_the_state_once_the_reader_pauses(fold):
    fold.put(b2=-0.9)
    said = fold.heard("Bend ReLU: 4 of 4 right.")
    assert "No single layer" in said


def test_two_views_of_one_model_move_together_and_leave_nothing(fold):
    found = fold.page.evaluate("""async () => {
      const place = document.createElement('div'); document.querySelector('article').append(place);
      const model = new whynn.Model({ key: 'twin' }), frame = () => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
      const stop = [0, 1].map(() => whynn.figures.paper_fold.render({ model, el: place }));
      await frame(); model.set('w11', 2); await frame();
      const shown = [...place.querySelectorAll('.fig')].map((f) => f.querySelector('output').textContent);
      const ids = [...document.querySelectorAll('[id]')].map((e) => e.id).filter((i) => /^(fig|hatch|clip|tip|seg)-/.test(i));
      stop.forEach((f) => f());
      return { shown, ids: ids.length, distinct: new Set(ids).size, left: place.children.length };
    }""")
    assert found["shown"] == ["2.00", "2.00"] and found["left"] == 0
    assert found["ids"] == found["distinct"] > 0


@pytest.mark.parametrize("name", ["Fold 2, end 1", "Cut, end 2"])
def test_nothing_moves_while_a_handle_is_held(fold, name):
    boxes = """() => JSON.stringify([...document.querySelectorAll('.fig :is(svg.fig-stage, .fig-slider, .fig-table td, output, button, figcaption)')]
      .map((e) => { const r = e.getBoundingClientRect(); return [r.x, r.y + scrollY, r.width, r.height].map(Math.round); }))"""
    x, y = fold.grip(name)
    fold.page.mouse.move(x, y)
    fold.page.mouse.down()
    before = np.array(json.loads(fold.page.evaluate(boxes)))
    for i in range(12):
        fold.page.mouse.move(x + 50 * np.sin(i), y + 40 * np.cos(i))
        now = np.array(json.loads(fold.page.evaluate(boxes)))
        assert now.shape == before.shape and np.abs(now - before).max() <= 1
    fold.page.mouse.up()
