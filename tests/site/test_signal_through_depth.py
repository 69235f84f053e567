"""The signal under the reader's hand: what it shows is what whynn measured."""

import numpy as np
import pytest
from figures import Figure, number
from reading import BOXES, read
from whynn.widgets import SignalThroughDepth
from whynn.widgets import signal_through_depth as depth

CHAPTER = "chapters/03_values.html"
TITLE = "A signal through fifty layers"
TRAITS = ["bend", "width", "gain", "layer"]


@pytest.fixture(scope="module")
def measured():
    """The same figure made anew by whynn."""
    return SignalThroughDepth(np.random.default_rng(0))


@pytest.fixture
def signal(lesson):
    """The figure as its author left it."""
    figure = Signal(lesson.page)
    figure.restore()
    yield figure
    assert lesson.errors == []


class Signal(Figure):
    """The figure and what it shows."""

    def __init__(self, page):
        super().__init__(page, TITLE, key="depth", traits=TRAITS)

    def shown(self):
        """The layer looked at and its RMS, in large type."""
        self.frame()
        _, rms, _, _, layer = self.figure.locator("strong").first.inner_text().split()
        return int(layer), read(rms)


def holds(signal, measured):
    """Everything shown against whynn; gives the state."""
    seen = signal.look()
    state = seen["state"]
    for name, value in state.items():
        setattr(measured, name, value)
    _, rms, _, _, layer = seen["strong"][0].split()
    assert int(layer) == state["layer"]
    assert read(rms) == pytest.approx(measured.rms(state["layer"]), rel=0.06)
    rows = seen["rows"]
    assert [int(r[0]) for r in rows] == [1, state["layer"], 50]
    for row in rows:
        size = measured.rms(int(row[0]))
        assert read(row[1]) == pytest.approx(size, rel=0.06)
        assert number(row[2].removeprefix("× ")) == pytest.approx(
            size ** (1 / int(row[0])), rel=1e-3, abs=6e-4
        )
        run = measured._runs[f"{state['bend']}_{state['width']}"]
        at = run[0 if state["bend"] == "relu" else depth.GAINS.index(state["gain"])]
        share = at["spread"][depth.LAYERS.index(int(row[0]))]
        seen = 0.0 if row[3] == "none" else read(row[3].removesuffix("%")) / 100
        assert seen == pytest.approx(share, rel=0.06, abs=1e-12)
    return state


def test_every_choice_shows_what_whynn_measured(signal, measured):
    for width in depth.WIDTHS:
        signal.figure.get_by_role("radio", name=str(width), exact=True).check(force=True)
        for bend in depth.BENDS:
            signal.figure.get_by_role("radio", name=bend, exact=True).check(force=True)
            state = holds(signal, measured)
            assert (state["width"], state["bend"]) == (width, bend)


def test_the_sliders_move_by_mouse_and_keys_through_all_that_is_offered(signal, measured):
    for label, trait, offered in (
        ("Spread of a weight", "gain", depth.GAINS),
        ("Layer looked at", "layer", depth.LAYERS),
    ):
        slider = signal.figure.get_by_label(label)
        slider.focus()
        signal.page.keyboard.press("Home")
        for value in offered:
            assert holds(signal, measured)[trait] == value
            signal.page.keyboard.press("ArrowRight")
        box = slider.bounding_box()
        signal.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        assert offered[1] < holds(signal, measured)[trait] < offered[-2]


@pytest.mark.parametrize(
    ("name", "gain"), [("PyTorch", 0.577), ("Xavier, Keras", 1.0), ("He", 1.414)]
)
def test_a_scheme_can_be_chosen_by_its_name(signal, measured, name, gain):
    signal.put(gain=4.0)
    signal.figure.get_by_role("button", name=name, exact=True).click()
    assert holds(signal, measured)["gain"] == gain


def test_the_fate_is_named(signal):
    for state, word in (
        ({"gain": 1.414}, "keeps its size"),
        ({"gain": 16.0, "layer": 5}, "overflows in fp16"),
        ({"gain": 0.577, "layer": 50}, "is 0 in fp16"),
        ({"bend": "sigmoid", "gain": 1.0, "layer": 20}, "has forgotten its input"),
    ):
        signal.put(**state)
        signal.frame()
        text = signal.figure.inner_text()
        assert word in text and "NaN" not in text


def test_a_shared_address_restores_the_state(signal, visit):
    signal.figure.get_by_role("radio", name="tanh", exact=True).check(force=True)
    address = signal.address("#depth=tanh_256_1.414_5")
    friend = visit()
    there = Signal(friend.open(address.removeprefix(friend.site + "/")))
    assert there.state() == signal.state() and there.shown() == signal.shown()
    there.reset()
    friend.page.wait_for_timeout(400)
    assert "#" not in friend.page.url and there.state()["bend"] == "relu"


@pytest.mark.parametrize("hash_", ["depth=relu", "depth=%E0%A4%A", "depth=gelu_64_1_1"])
def test_a_spoilt_address_breaks_nothing(visit, hash_):
    one = visit()
    assert Signal(one.open(f"{CHAPTER}#{hash_}")).shown()[0] == 5 and one.errors == []


def test_a_screen_reader_hears_the_fate_once_the_reader_pauses(signal):
    signal.put(gain=16.0)
    signal.heard("it overflows in fp16. A value exceeds fp16 by layer 4.", begins=False)


def test_nothing_moves_while_a_slider_is_held(signal):
    box = signal.figure.get_by_label("Spread of a weight").bounding_box()
    y = box["y"] + box["height"] / 2
    signal.page.mouse.move(box["x"] + box["width"] / 2, y)
    signal.page.mouse.down()
    before = signal.page.evaluate(BOXES, TITLE)
    for i in range(12):
        signal.page.mouse.move(box["x"] + box["width"] * (i + 0.5) / 12, y)
        signal.frame()
        now = signal.page.evaluate(BOXES, TITLE)
        assert np.abs(np.array(now) - np.array(before)).max() <= 1
    signal.page.mouse.up()
