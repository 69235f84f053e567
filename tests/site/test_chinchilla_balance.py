"""The balance under the reader's hand: every number it shows is the one whynn computes."""

import numpy as np
import pytest
from figures import Figure
from reading import BOXES, read
from whynn.widgets import ChinchillaBalance

CHAPTER = "chapters/05_bigger.html"
TITLE = "Parameters against tokens"
TRAITS = ["law", "flop", "ratio", "served"]
YOU, BEAM = "Your network", "End of the beam"
UNITS = {"M": 1e6, "B": 1e9, "T": 1e12}


@pytest.fixture
def balance(lesson):
    """The figure as its author left it."""
    figure = Balance(lesson.page)
    figure.restore()
    yield figure
    assert lesson.errors == []


def count(text):
    return float(text[:-1]) * UNITS[text[-1]]


class Balance(Figure):
    """The figure and what it shows."""

    def __init__(self, page):
        super().__init__(page, TITLE, key="balance", traits=TRAITS)

    def rows(self):
        """Parameters, tokens, tokens per parameter, loss and cost of the three networks."""
        return read_rows(self.look()["rows"])


def read_rows(texts):
    """The table's numbers out of its cells."""
    return np.array(
        [[count(t[1]), count(t[2]), float(t[3]), float(t[4]), read(t[5])] for t in texts]
    )


def holds(balance):
    """What is shown now against whynn; gives the state."""
    return agrees(balance.look())


def agrees(seen):
    """Everything shown against whynn, to the digits shown."""
    figure = ChinchillaBalance(**seen["state"])
    want = [
        [one.parameters, one.tokens, one.tokens / one.parameters, one.loss, figure.cost(one)]
        for one in (figure.yours, figure.best, figure.cheapest)
    ]
    np.testing.assert_allclose(read_rows(seen["rows"]), want, rtol=6e-3)
    shown = seen["strong"][0].split()[1]
    assert float(shown) == pytest.approx(figure.yours.loss, abs=6e-4)
    return seen["state"]


def test_the_first_view_shows_gpt_3_top_heavy(balance):
    rows = balance.rows()
    assert rows[0, 0] == 175e9 and rows[0, 2] == 1.714
    text = balance.figure.inner_text()
    assert "too many parameters" in text and "floor 1.817" in text


def test_your_network_moves_by_mouse_and_by_keys(balance):
    before = balance.state()
    x, y = balance.grip(YOU)
    balance.drag(YOU, -60, -50)
    after = holds(balance)
    assert after["ratio"] > 5 * before["ratio"]
    assert np.hypot(*np.subtract(balance.grip(YOU), (x - 60, y - 50))) < 4
    for key, n, d in (
        ("ArrowLeft", -1, 0), ("ArrowRight", 1, 0), ("ArrowUp", 0, 1), ("ArrowDown", 0, -1),
    ):  # fmt: skip
        then = balance.rows()[0]
        balance.handle(YOU).focus()
        balance.page.keyboard.press(key)
        holds(balance)
        moved = np.log10(balance.rows()[0] / then)[:2]
        np.testing.assert_allclose(moved, [0.05 * n, 0.05 * d], atol=0.01)


def test_the_beam_sinks_under_parameters_and_rises_with_tokens(balance):
    before = balance.state()
    balance.drag(BEAM, 0, -25)
    after = holds(balance)
    assert after["ratio"] > 3 * before["ratio"] and after["flop"] == before["flop"]
    balance.handle(BEAM).focus()
    for key, sign in (("ArrowUp", 1), ("ArrowDown", -1)):
        then = balance.state()["ratio"]
        balance.page.keyboard.press(key)
        assert holds(balance)["ratio"] == pytest.approx(then * 1.1**sign, rel=1e-3)


@pytest.mark.parametrize(
    ("label", "trait", "end"),
    [
        ("C, the training compute in FLOP", "flop", 1e25),
        ("Tokens per parameter", "ratio", 5000),
        ("Tokens served later", "served", 1e16),
    ],
)
def test_a_slider_moves_its_trait_and_no_other(balance, label, trait, end):
    before = balance.state()
    slider = balance.figure.get_by_label(label, exact=True)
    slider.focus()
    balance.page.keyboard.press("ArrowRight")
    after = holds(balance)
    assert after.pop(trait) > before.pop(trait) and after == before
    balance.page.keyboard.press("End")
    assert holds(balance)[trait] == pytest.approx(end, rel=1e-3)
    balance.page.keyboard.press("Home")
    holds(balance)


def test_a_name_or_the_best_split_can_be_pressed_and_the_law_chosen(balance):
    for name, n, ratio in (
        ("Chinchilla", 70e9, 20),
        ("Llama 3 8B", 8e9, 1875),
        ("Gopher", 280e9, 1.071),
    ):
        balance.figure.get_by_role("button", name=name, exact=True).press("Enter")
        holds(balance)
        assert balance.rows()[0, 0] == n and balance.rows()[0, 2] == ratio
    for law, best in (("2022 fit", 91.5), ("2024 re-fit", 18.5)):
        balance.figure.get_by_role("radio", name=law, exact=True).check(force=True)
        assert holds(balance)["law"] == law
        button = balance.figure.get_by_role("button", name=f"best {best}")
        button.click()
        assert holds(balance)["ratio"] == pytest.approx(best, abs=0.06)
        rows = balance.rows()
        np.testing.assert_allclose(rows[0, 3], rows[1, 3], atol=1e-3)
    assert "balanced" in balance.figure.inner_text()


def test_everything_equals_whynn_for_60_random_states(balance):
    rng = np.random.default_rng(0)
    states = [
        {
            "flop": float(f"{10 ** rng.uniform(21, 25):.2e}"),
            "ratio": float(f"{10 ** rng.uniform(-0.6, 3.6):.3e}"),
            "served": float(f"{10 ** rng.uniform(11, 16):.1e}") if i % 3 else 0.0,
            "law": ("2024 re-fit", "2022 fit")[i % 2],
        }
        for i in range(60)
    ]
    for state, seen in zip(states, balance.looks(states), strict=True):
        assert agrees(seen) == state and "NaN" not in seen["text"]


def test_a_finger_moves_the_network(visit):
    from conftest import PHONE

    one = visit(PHONE)
    phone = Balance(one.open(CHAPTER))
    before = phone.state()
    x, y = phone.grip(YOU)
    session = one.page.context.new_cdp_session(one.page)

    def touch(kind, *points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    for i in range(1, 6):
        touch("touchMove", {"x": x - 8 * i, "y": y - 8 * i})
    touch("touchEnd")
    assert holds(phone)["ratio"] > before["ratio"] and one.errors == []


def test_a_shared_address_restores_the_state(balance, visit):
    balance.put(flop=7.2e23, ratio=1875.0)
    balance.figure.get_by_label("Tokens served later", exact=True).fill("14")
    address = balance.address("#balance=2024_7.2e23_1875_100000000000000")
    friend = visit()
    there = Balance(friend.open(address.removeprefix(friend.site + "/")))
    assert there.state() == balance.state()
    np.testing.assert_array_equal(there.rows(), balance.rows())
    there.reset()
    friend.page.wait_for_timeout(400)
    assert "#" not in friend.page.url and there.rows()[0, 0] == 175e9


@pytest.mark.parametrize("hash_", ["balance=1_2", "balance=%E0%A4%A", "balance=2024_x_20_0"])
def test_a_spoilt_address_breaks_nothing(visit, hash_):
    one = visit()
    assert Balance(one.open(f"{CHAPTER}#{hash_}")).rows()[0, 0] == 175e9
    assert one.errors == []


def test_a_screen_reader_hears_the_split_once_the_reader_pauses(balance):
    balance.put(ratio=20.0)
    balance.heard("51.2B parameters, 1.02T tokens, 20.00 tokens per parameter: balanced")


def test_nothing_moves_while_a_handle_is_held(balance):
    x, y = balance.grip(YOU)
    balance.page.mouse.move(x, y)
    balance.page.mouse.down()
    before = balance.page.evaluate(BOXES, TITLE)
    for i in range(12):
        balance.page.mouse.move(x + 70 * np.sin(i), y + 90 * np.cos(i))
        balance.frame()
        now = balance.page.evaluate(BOXES, TITLE)
        assert np.abs(np.array(now) - np.array(before)).max() <= 1
    balance.page.mouse.up()
