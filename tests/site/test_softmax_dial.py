"""The dial under the reader's hand: what it shows is what whynn computes."""

from itertools import pairwise

import numpy as np
import pytest
from figures import Figure
from reading import BOXES, read
from whynn.losses import mse_on_softmax, softmax_cross_entropy
from whynn.widgets import SoftmaxDial

CHAPTER = "chapters/03_values.html"
TITLE = "From scores to a loss"
TRAITS = ["z1", "z2", "z3", "temperature", "truth"]
CLASSES = ("cat", "dog", "bird")


@pytest.fixture
def dial(lesson):
    """The figure as its author left it."""
    figure = Dial(lesson.page)
    figure.restore()
    yield figure
    assert lesson.errors == []


class Dial(Figure):
    """The figure and what it shows."""

    def __init__(self, page):
        super().__init__(page, TITLE, key="softmax", traits=TRAITS)

    def rows(self):
        """Columns p, y, cross-entropy's and squared error's gradient of the three classes."""
        self.frame()
        texts = self.figure.locator("tbody tr").evaluate_all(
            "rows => rows.map((r) => [...r.cells].map((c) => c.textContent))"
        )
        return read_rows(texts)

    def loss(self):
        self.frame()
        return read(self.figure.locator("strong").first.inner_text().split()[1])


def read_rows(texts):
    """The table's numbers out of its cells."""
    return np.array([[read(t) for t in row[2:]] for row in texts[:3]])


def holds(dial):
    """Everything shown against whynn, to the digits shown."""
    state = dial.state()
    return agrees(state, dial.rows(), dial.loss())


def agrees(state, rows, loss):
    """These rows and this loss against whynn; gives the state back."""
    figure, label = SoftmaxDial(**state), CLASSES.index(state["truth"])
    seen = figure.logits[None]
    want = np.column_stack(
        [
            figure.probabilities,
            np.eye(3)[label],
            softmax_cross_entropy(seen, [label]).grad[0] / figure.temperature,
            mse_on_softmax(seen, [label]).grad[0] / figure.temperature,
        ]
    )
    np.testing.assert_allclose(rows, want, rtol=0.05, atol=6e-4)
    assert loss == pytest.approx(figure.loss, rel=1e-3, abs=6e-4)
    return state


def test_the_first_view_shows_the_worked_example(dial):
    assert dial.rows()[:, 0].tolist() == [0.665, 0.245, 0.09] and dial.loss() == 0.408
    text = dial.figure.inner_text()
    assert "7.39" in text and "11.11" in text and "0.588 bits" in text


@pytest.mark.parametrize("i", [0, 1, 2])
def test_a_score_moves_by_slider_by_handle_and_by_keys(dial, i):
    trait, name = f"z{i + 1}", f"Score of {CLASSES[i]}"
    before = dial.state()
    slider = dial.figure.get_by_label(f"z{i + 1}, the score of {CLASSES[i]}")
    slider.focus()
    dial.page.keyboard.press("ArrowRight")
    after = holds(dial)
    assert after.pop(trait) == pytest.approx(before.pop(trait) + 0.1) and after == before
    seen = [dial.state()[trait]]
    dial.drag(name, 0, -40)
    seen.append(holds(dial)[trait])
    for key in ("ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft", "Shift+ArrowDown"):
        dial.handle(name).focus()
        dial.page.keyboard.press(key)
        seen.append(holds(dial)[trait])
    assert seen[1] > seen[0] + 1 and all(a != b for a, b in pairwise(seen))
    assert seen[-1] == pytest.approx(seen[1] - 1)


def test_the_temperature_and_the_truth_can_be_chosen(dial):
    slider = dial.figure.get_by_label("T, the temperature")
    slider.focus()
    dial.page.keyboard.press("ArrowRight")
    assert holds(dial)["temperature"] > 1
    slider.fill("-1")
    assert holds(dial)["temperature"] == 0.1
    for name in ("bird", "dog", "cat"):
        dial.figure.get_by_role("radio", name=name, exact=True).check(force=True)
        assert holds(dial)["truth"] == name


def test_everything_equals_whynn_for_100_random_states(dial):
    rng = np.random.default_rng(0)
    states = []
    for i in range(100):
        z = np.round(rng.uniform(-6, 6, 3), 1).tolist()
        t = float(f"{10 ** rng.uniform(-0.5, 1):.2g}")
        heads = {"temperature": t, "truth": CLASSES[i % 3]}
        states.append({"z1": z[0], "z2": z[1], "z3": z[2], **heads})
    for state, seen in zip(states, dial.looks(states), strict=True):
        assert seen["state"] == state
        agrees(state, read_rows(seen["rows"]), read(seen["strong"][0].split()[1]))


def test_at_the_ends_nothing_overflows(dial):
    dial.put(z1=10.0, z2=-10.0, z3=-10.0, temperature=0.1, truth="bird")
    holds(dial)
    text = dial.figure.inner_text()
    assert "NaN" not in text and "Loss 200.000 nats" in text


def test_a_shared_address_restores_the_state(dial, visit):
    dial.figure.get_by_label("z1, the score of cat").fill("-3.5")
    address = dial.address("#softmax=-3.5_1_0_1_cat")
    friend = visit()
    there = Dial(friend.open(address.removeprefix(friend.site + "/")))
    assert there.state() == dial.state() and there.loss() == dial.loss()
    there.reset()
    friend.page.wait_for_timeout(400)
    assert "#" not in friend.page.url and there.loss() == 0.408


@pytest.mark.parametrize("hash_", ["softmax=1_2", "softmax=%E0%A4%A", "softmax=1_2_3_1_cow"])
def test_a_spoilt_address_breaks_nothing(visit, hash_):
    one = visit()
    assert Dial(one.open(f"{CHAPTER}#{hash_}")).loss() == 0.408
    assert one.errors == []


def test_a_screen_reader_hears_the_probabilities_once_the_reader_pauses(dial):
    dial.put(truth="bird")
    dial.heard("True class bird. Probabilities cat 0.665")


def test_nothing_moves_while_a_handle_is_held(dial):
    x, y = dial.grip("Score of dog")
    dial.page.mouse.move(x, y)
    dial.page.mouse.down()
    before = dial.page.evaluate(BOXES, TITLE)
    for i in range(12):
        dial.page.mouse.move(x, y + 90 * np.sin(i))
        dial.frame()
        now = dial.page.evaluate(BOXES, TITLE)
        assert np.abs(np.array(now) - np.array(before)).max() <= 1
    dial.page.mouse.up()
