"""ShortAnswer's Python half: keys and nudges are checked before a reader meets them."""

import pytest
from whynn.widgets import Predict, ShortAnswer
from whynn.widgets.card import Card

OPTIONS = {"`w @ x`": 'The "dot" alone.', "`w @ x + b`": "Right, *with* the bias."}
NUDGES = {"high": "Half of it.", "low": "All of it.", 4.5: "No half."}


def number_card(**changes):
    traits = {"number": 2.25, "nudges": NUDGES, "reason": "Half of 4.5."}
    return ShortAnswer("t-1", "What is *L*?", **(traits | changes))


def test_both_cards_ask_and_show_alike():
    assert issubclass(ShortAnswer, Card) and issubclass(Predict, Card)
    asked = ("t-2", "Which *score*?")
    cards = [c(*asked, options=OPTIONS, answer="`w @ x + b`") for c in (Predict, ShortAnswer)]
    folded = [c.fallback()["text/html"].partition("</strong> ")[2] for c in cards]
    assert folded[0] == folded[1]
    assert "<code>w @ x + b</code>" in folded[1].split("<details>")[0]


def test_the_text_names_the_key():
    assert repr(number_card()) == "ShortAnswer('t-1', 'What is *L*?', answer='2.25')"


def test_nudges_and_slips_travel_as_traits():
    card = number_card(tolerance=0.01)
    assert (card.high, card.low) == ("Half of it.", "All of it.")
    assert (card.slips, card.slip_nudges, card.near) == ([4.5], ["No half."], 0.01)
    assert (card.given, card.revealed) == ("", False)


def test_a_slip_is_matched_to_the_digits_shown():
    assert number_card(digits=1, tolerance=0.05).near == 0.05
    assert number_card(digits=2).near == 0.005
    assert number_card(number=3, digits=0, nudges={**NUDGES, 2: "Two."}).near == 0.5


@pytest.mark.parametrize(
    ("kwargs", "words"),
    [
        ({"nudges": None}, "nudge 'high': expected a text, got ''"),
        ({"nudges": {"high": "x"}}, "nudge 'low': expected a text, got ''"),
        ({"nudges": {**NUDGES, 9: " "}}, "nudge 9: expected a text, got ' '"),
        ({"nudges": {**NUDGES, "hihg": "x"}}, "expected 'high', 'low' or a wrong number"),
        ({"nudges": {**NUDGES, 2.25: "x"}}, "expected .* a wrong number, got 2.25"),
        ({"nudges": {**NUDGES, 2.3: "x"}, "tolerance": 0.1}, "a wrong number, got 2.3"),
        ({"number": None}, "nudges: expected none, for each option has its reason"),
        ({"number": None, "nudges": None}, "options, number: expected one of the two"),
        ({"options": OPTIONS}, "options, number: expected one of the two"),
        ({"reason": ""}, "reason: expected a text, got ''"),
        ({"number": float("nan")}, "number: expected a number"),
        ({"digits": -1}, "digits: expected a whole number"),
    ],
)
def test_a_card_that_cannot_be_asked_is_refused(kwargs, words):
    with pytest.raises(ValueError, match=words):
        number_card(**kwargs)


def test_a_key_that_would_be_wrong_as_it_is_shown_is_refused():
    with pytest.raises(ValueError, match=r"tolerance: as shown, 0\.67, the key itself"):
        number_card(number=2 / 3)
    assert number_card(number=2 / 3, tolerance=0.005).shown == "0.67"
