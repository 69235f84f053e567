"""The knife under the reader's hand: mouse, finger and keys; what it shows is what whynn computes."""

import json
import re

import numpy as np
import pytest
from conftest import PHONE
from figures import Figure, number
from playwright.sync_api import expect
from whynn import perceptron

CHAPTER = "chapters/01_one_rule.html"
TITLE = "One straight cut"
LABELS = {"w1": "w1, the weight of x1", "w2": "w2, the weight of x2", "b": "b, the bias"}


@pytest.fixture
def knife(lesson):
    """The figure of chapter 1, as its author left it."""
    figure = Knife(lesson.page)
    figure.restore()
    yield figure
    assert lesson.errors == []


class Knife(Figure):
    """The figure and what it shows."""

    def __init__(self, page):
        super().__init__(page, TITLE, key="knife", traits=["data", "w1", "w2", "b"])
        # the first knife of the chapter is AND's
        self.figure = page.locator("figure.fig", has_text=TITLE).nth(1)
        self.figure.evaluate("(figure) => figure.scrollIntoViewIfNeeded()")

    def rows(self):
        """The live table: (score, output, wanted, right) at each corner."""
        self.frame()
        texts = self.figure.locator("tbody tr").evaluate_all(
            "rows => rows.map((r) => [...r.cells].map((c) => c.textContent))"
        )
        return read_rows(texts)

    def count(self):
        return int(self.figure.locator("strong").first.inner_text().split()[0])


def read_rows(texts):
    """The table's numbers out of its cells."""
    return [(number(t[2]), int(t[3]), int(t[4][-1]), t[5] == "✓") for t in texts]


def expected(state):
    """The same table out of whynn."""
    s = perceptron.score(perceptron.CORNERS, (state["w1"], state["w2"]), state["b"])
    out, want = (np.round(s, 2) > 0).astype(int), perceptron.TABLES[state["data"]]
    return [
        (round(float(a), 2) + 0.0, int(o), w, o == w)
        for a, o, w in zip(s, out, want, strict=True)
    ]


@pytest.mark.parametrize("name", ["Knife, end 1", "Knife, end 2", "Knife, whole"])
def test_dragging_with_the_mouse_moves_the_traits(knife, name):
    before = knife.state()
    if name == "Knife, whole":
        (x1, y1), (x2, y2) = knife.grip("Knife, end 1"), knife.grip("Knife, end 2")
        x, y = x1 + 0.4 * (x2 - x1), y1 + 0.4 * (y2 - y1)
    else:
        x, y = knife.grip(name)
    knife.page.mouse.move(x, y)
    knife.page.mouse.down()
    knife.page.mouse.move(x + 40, y + 6, steps=8)
    knife.page.mouse.up()
    after = knife.state()
    assert after != before and knife.rows() == expected(after)
    assert (after["w1"], after["w2"]) != (before["w1"], before["w2"]) or name == "Knife, whole"


def test_at_first_no_handle_stands_on_the_name_of_a_corner(knife):
    names = knife.figure.locator(
        "svg.fig-stage text.halo", has_text=re.compile(r"^\([01],[01]\)")
    )
    grips = knife.figure.locator("svg.fig-stage .grip")
    assert names.count() == 4 and grips.count() == 2
    for a in (one.bounding_box() for one in names.all()):
        for b in (one.bounding_box() for one in grips.all()):
            apart_x = max(a["x"] - b["x"] - b["width"], b["x"] - a["x"] - a["width"])
            apart_y = max(a["y"] - b["y"] - b["height"], b["y"] - a["y"] - a["height"])
            assert max(apart_x, apart_y) > 0


def test_the_end_follows_the_mouse(knife):
    x, y = knife.grip("Knife, end 1")
    knife.page.mouse.move(x, y)
    knife.page.mouse.down()
    knife.page.mouse.move(x - 60, y + 10, steps=10)
    knife.page.mouse.up()
    knife.rows()  # one frame later
    end = knife.grip("Knife, end 1")
    assert np.hypot(end[0] - (x - 60), end[1] - (y + 10)) < 4


@pytest.mark.parametrize("name", ["Knife, end 1", "Knife, end 2", "Knife, whole"])
@pytest.mark.parametrize("key", ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"])
def test_arrow_keys_move_the_traits(knife, name, key):
    before = knife.state()
    knife.handle(name).focus()
    told = knife.handle(name).get_attribute("aria-valuetext")
    for _ in range(4):
        knife.page.keyboard.press(key)
        knife.rows()
    after = knife.state()
    assert after != before and knife.rows() == expected(after)
    assert knife.handle(name).get_attribute("aria-valuetext") != told


@pytest.mark.parametrize("trait", LABELS)
def test_a_slider_moves_its_trait_and_no_other(knife, trait):
    before = knife.state()
    slider = knife.figure.get_by_label(LABELS[trait])
    slider.focus()
    knife.page.keyboard.press("ArrowRight")
    after = knife.state()
    assert after.pop(trait) == pytest.approx(before.pop(trait) + 0.05)
    assert after == before and knife.rows() == expected(knife.state())
    slider.fill("0.5")
    assert knife.state()[trait] == 0.5


def test_a_finger_on_a_handle_drags_and_elsewhere_scrolls(visit):
    one = visit(PHONE)
    knife = Knife(one.open("chapters/01_one_rule.html"))
    page = one.page
    # below the theme's bar, which lies over the top of the page
    knife.figure.locator("svg.fig-stage").evaluate(
        "(stage) => scrollBy({ top: stage.getBoundingClientRect().top - 200, behavior: 'instant' })"
    )
    touch = page.context.new_cdp_session(page)

    def swipe(x, y, dx, dy):
        touch.send(
            "Input.dispatchTouchEvent",
            {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]},
        )
        for i in range(1, 11):
            point = {"x": x + dx * i / 10, "y": y + dy * i / 10}
            touch.send(
                "Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]}
            )
            page.wait_for_timeout(16)
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.wait_for_timeout(300)

    before, scrolled = knife.state(), page.evaluate("scrollY")
    swipe(*knife.grip("Knife, end 1"), -50, 30)
    after = knife.state()
    assert after != before and knife.rows() == expected(after)
    assert page.evaluate("scrollY") == scrolled
    box = knife.figure.locator("svg.fig-stage").bounding_box()
    swipe(box["x"] + 60, box["y"] + 150, 0, -90)
    assert page.evaluate("scrollY") > scrolled and knife.state() == after


def test_the_table_equals_whynn_for_200_random_states(knife):
    rng, states = np.random.default_rng(0), []
    for i in range(200):
        w1, w2, b = np.round(rng.uniform([-2, -2, -3], [2, 2, 3]), 2).tolist()
        states.append({"data": list(perceptron.TABLES)[i % 4], "w1": w1, "w2": w2, "b": b})
    for state, seen in zip(states, knife.looks(states), strict=True):
        assert seen["state"] == state and read_rows(seen["rows"]) == expected(state)
        right = sum(row[3] for row in expected(state))
        assert seen["strong"][0] == f"{right} of 4 right"


def test_on_xor_ten_thousand_states_never_show_four(knife):
    most, seen = knife.page.evaluate("""async () => {
      const m = [...(await whynn.page).models.values()].find((m) => m.get('key') === 'knife');
      const f = [...document.querySelectorAll('figure.fig')].filter((f) => f.textContent.includes('One straight cut'))[1];
      const strong = f.querySelector('strong'); let most = 0, seen = 0; const real = requestAnimationFrame; let due = [];
      globalThis.requestAnimationFrame = (g) => due.push(g); // draw at once, not sixty times a second
      for (let i = -12; i <= 12; i++) for (let j = -12; j <= 12; j++) for (let k = -8; k <= 8; k++) {
        m.set({ w1: i / 6, w2: j / 6, b: k / 3 });
        for (const g of due.splice(0)) g(0);
        most = Math.max(most, parseInt(strong.textContent)); seen++;
      }
      globalThis.requestAnimationFrame = real;
      return [most, seen];
    }""")
    assert seen > 10_000 and most == 3


@pytest.mark.parametrize("data", ["AND", "OR", "NAND"])
def test_a_reader_can_solve_what_can_be_solved(knife, data):
    knife.figure.get_by_role("radio", name=data, exact=True).check(force=True)
    weights = {"AND": (1, 1, -1.5), "OR": (1, 1, -0.5), "NAND": (-1, -1, 1.5)}[data]
    for trait, value in zip(LABELS, weights, strict=True):
        knife.figure.get_by_label(LABELS[trait]).fill(str(value))
    knife.rows()
    assert knife.count() == 4
    assert "best so far: 4" in knife.figure.inner_text()


def test_at_three_the_contradiction_unfolds_with_the_readers_own_numbers(knife):
    knife.put(data="XOR", w1=1.0, w2=0.8, b=-0.6)
    knife.rows()
    expect(knife.figure.locator(".fig-fold button")).to_have_attribute("aria-expanded", "true")
    expect(knife.figure.locator(".fig-fold button")).to_have_text("Hide")
    s = perceptron.score(perceptron.CORNERS, (1.0, 0.8), -0.6)
    fold = knife.figure.locator(".fig-fold")
    expect(fold).to_contain_text("wanted > 0 ✓", use_inner_text=True)  # it opens in a while
    text = fold.inner_text()
    assert f"−0.60 + {s[3]:.2f}" in text and f"{s[1]:.2f} + {s[2]:.2f}" in text
    assert text.count("0.60\n") >= 2 and "wanted ≤ 0 ✗" in text and "wanted > 0 ✓" in text


def test_a_shared_address_restores_the_state(knife, visit):
    for trait, value in zip(LABELS, (1, 1, -0.5), strict=True):
        knife.figure.get_by_label(LABELS[trait]).fill(str(value))
    knife.page.wait_for_url("**/*#knife=XOR_1_1_-0.5")
    address = knife.page.url
    friend = visit()
    page = friend.open(address.removeprefix(friend.site + "/"))
    there = Knife(page)
    assert there.state() == knife.state() and there.count() == 3
    there.figure.get_by_role("button", name="Reset").click()
    page.wait_for_url(lambda url: "#" not in url)
    assert there.state()["w2"] == -0.25


@pytest.mark.parametrize(
    "hash_", ["knife=XOR_9999_1_1", "knife=%E0%A4%A", "knife=", "knife=NOR_1_1_1", "x"]
)
def test_a_spoilt_address_breaks_nothing(visit, hash_):
    one = visit()
    page = one.open(f"chapters/01_one_rule.html#{hash_}")
    state = Knife(page).state()
    assert one.errors == [] and abs(state["w1"]) <= 2 and state["data"] == "XOR"


def test_a_screen_reader_hears_the_state_once_the_reader_pauses(knife):
    knife.put(data="AND", w1=1.0, w2=1.0, b=-1.5)
    knife.heard("AND: 4 of 4 right.")


def test_without_weights_no_knife_is_left(knife):
    knife.put(w1=0.0, w2=0.0)
    knife.rows()
    assert "no knife is left" in knife.figure.inner_text()
    assert not knife.handle("Knife, end 1").is_visible()


def test_two_views_of_one_model_move_together_and_leave_nothing(knife):
    found = knife.page.evaluate("""async () => {
      const place = document.createElement('div'); document.querySelector('article').append(place);
      const model = new whynn.Model({ key: 'twin' }), frame = () => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
      const stop = [0, 1].map(() => whynn.figures.xor_knife.render({ model, el: place }));
      await frame(); model.set('w1', 2); await frame();
      const shown = [...place.querySelectorAll('.fig')].map((f) => f.querySelector('output').textContent);
      const ids = [...document.querySelectorAll('[id]')].map((e) => e.id).filter((i) => /^(fig|hatch|tip|seg|fold)-/.test(i));
      stop.forEach((f) => f());
      return { shown, ids: ids.length, distinct: new Set(ids).size, left: place.children.length };
    }""")
    assert found["shown"] == ["2.00", "2.00"] and found["left"] == 0
    assert found["ids"] == found["distinct"] > 0


def test_nothing_moves_while_a_handle_is_held(knife):
    boxes = """() => JSON.stringify([...document.querySelectorAll('.fig :is(svg.fig-stage, .fig-slider, .fig-table td, output, button, figcaption)')]
      .filter((e) => !e.closest('.fig-fold')).map((e) => { const r = e.getBoundingClientRect(); return [r.x, r.y + scrollY, r.width, r.height].map(Math.round); }))"""
    x, y = knife.grip("Knife, end 1")
    knife.page.mouse.move(x, y)
    knife.page.mouse.down()
    before = np.array(json.loads(knife.page.evaluate(boxes)))
    for i in range(12):
        knife.page.mouse.move(x + 50 * np.sin(i), y + 40 * np.cos(i))
        now = np.array(json.loads(knife.page.evaluate(boxes)))
        assert now.shape == before.shape and np.abs(now - before).max() <= 1
    knife.page.mouse.up()
