"""The whisper under the reader's hand: what it shows is what whynn measured."""

from itertools import product

import numpy as np
import pytest
from conftest import PHONE
from figures import Figure, number
from reading import BOXES, read
from whynn.widgets import WhisperGame
from whynn.widgets import whisper_game as whisper

CHAPTER = "chapters/04_deep.html"
TITLE = "The whisper game"
TRAITS = ["bend", "wiring", "gain", "depth"]


@pytest.fixture(scope="module")
def measured():
    """The same figure made anew by whynn."""
    return WhisperGame(np.random.default_rng(0))


@pytest.fixture
def game(lesson):
    """The figure as its author left it."""
    figure = Game(lesson.page)
    figure.restore()
    yield figure
    assert lesson.errors == []


class Game(Figure):
    """The figure and what it shows."""

    def __init__(self, page):
        super().__init__(page, TITLE, key="whisper", traits=TRAITS)


def holds(game, measured):
    """What is shown now against whynn; gives the state."""
    return agrees(game.look(), measured)


def agrees(seen, measured):
    """The sentence and both rows against whynn."""
    state = seen["state"]
    for name, value in state.items():
        setattr(measured, name, value)
    first = measured.at(1)
    assert read(seen["strong"][0].split()[0]) == pytest.approx(first, rel=0.06)
    for (_, *row), value in zip(seen["rows"], (first, measured.measured[-1]), strict=True):
        assert read(row[0]) == pytest.approx(value, rel=0.06)
        factor = value ** (1 / (state["depth"] - 1))
        assert number(row[1].removeprefix("× ")) == pytest.approx(factor, rel=1e-3, abs=6e-4)
    return state


def test_every_choice_shows_what_whynn_measured(game, measured):
    choices = {"depth": whisper.LAYERS, "bend": whisper.BENDS, "wiring": whisper.WIRINGS}
    for trait, offered in choices.items():
        for choice in reversed(offered):
            game.figure.get_by_role("radio", name=str(choice), exact=True).check(force=True)
            assert holds(game, measured)[trait] == choice
    states = [dict(zip(choices, chosen, strict=True)) for chosen in product(*choices.values())]
    for state, seen in zip(states, game.looks(states), strict=True):
        assert agrees(seen, measured) == {**state, "gain": 1.0}


def test_the_spread_moves_by_keys_mouse_and_name_through_all_that_is_offered(game, measured):
    slider = game.figure.get_by_label("Spread of a weight")
    slider.focus()
    game.page.keyboard.press("Home")
    for gain in whisper.GAINS:
        assert holds(game, measured)["gain"] == gain
        game.page.keyboard.press("ArrowRight")
    box = slider.bounding_box()
    game.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert whisper.GAINS[2] < holds(game, measured)["gain"] < whisper.GAINS[-2]
    for name, gain in (("PyTorch", 0.577), ("Xavier", 1.0), ("He", 1.414)):
        game.figure.get_by_role("button", name=name, exact=True).click()
        assert holds(game, measured)["gain"] == gain


def test_it_works_by_touch(visit, measured):
    there = Game(visit(PHONE).open(CHAPTER))
    there.figure.get_by_role("button", name="He", exact=True).tap()
    there.figure.locator("label", has_text="relu").tap()
    there.figure.get_by_label("Spread of a weight").tap()
    state = holds(there, measured)
    assert state["bend"] == "relu" and state["gain"] not in (1.0, 1.414)


def test_the_fate_is_named(game):
    for state, word in (
        ({"bend": "sigmoid"}, "it is lost"),
        ({"bend": "relu", "gain": 1.414}, "it arrives"),
        ({"bend": "relu", "gain": 8.0, "depth": 30}, "it explodes"),
    ):
        game.put(**state)
        game.frame()
        text = game.figure.inner_text()
        assert word in text and "NaN" not in text


def test_a_shared_address_restores_the_state_and_a_spoilt_one_breaks_nothing(game, visit):
    game.figure.get_by_role("radio", name="residual", exact=True).check(force=True)
    address = game.address("#whisper=sigmoid_residual_1_10")
    friend = visit()
    there = Game(friend.open(address.removeprefix(friend.site + "/")))
    assert there.state() == game.state() and there.look()["rows"] == game.look()["rows"]
    there.reset()
    friend.page.wait_for_timeout(400)
    assert "#" not in friend.page.url and there.state()["wiring"] == "plain"
    for hash_ in ("whisper=relu", "whisper=%E0%A4%A", "whisper=silu_plain_1_10"):
        friend.page.goto("about:blank")
        assert Game(friend.open(f"{CHAPTER}#{hash_}")).state()["wiring"] == "plain"
    assert friend.errors == []


def test_a_screen_reader_hears_the_fate_once_the_reader_pauses(game):
    game.put(bend="relu", gain=0.577)
    said = game.heard("relu, plain, 10 layers, spread 0.0721")
    assert "it is lost" in said


def test_nothing_moves_while_the_slider_is_held(game):
    box = game.figure.get_by_label("Spread of a weight").bounding_box()
    y = box["y"] + box["height"] / 2
    game.page.mouse.move(box["x"] + box["width"] / 2, y)
    game.page.mouse.down()
    before = game.page.evaluate(BOXES, TITLE)
    for i in range(12):
        game.page.mouse.move(box["x"] + box["width"] * (i + 0.5) / 12, y)
        game.frame()
        now = game.page.evaluate(BOXES, TITLE)
        assert np.abs(np.array(now) - np.array(before)).max() <= 1
    game.page.mouse.up()
