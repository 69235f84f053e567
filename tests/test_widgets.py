"""The figures' Python half: traits are checked, shown as text and drawn as a picture."""

import base64
import struct

import numpy as np
import pytest
import traitlets
from whynn import perceptron
from whynn.widgets import Calibration, Predict, XorKnife

OPTIONS = {"2": "Too few.", 'a "quoted" `3`': "Right, *because*."}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("w1", 2.01, "w1: expected a number from -2 to 2, got 2.01"),
        ("w2", -3, "w2: expected a number from -2 to 2, got -3"),
        ("b", float("nan"), "b: expected a number from -3 to 3, got nan"),
        ("data", "NOR", "data: expected one of AND, OR, NAND, XOR, got 'NOR'"),
    ],
)
def test_a_bad_trait_is_named_and_nothing_is_lost(name, value, words):
    knife = XorKnife()
    before = getattr(knife, name)
    with pytest.raises(traitlets.TraitError, match=words):
        setattr(knife, name, value)
    assert getattr(knife, name) == before


def test_what_is_shown_is_what_is_used():
    knife = XorKnife(w1=0.123, b=-0.001)
    assert (knife.w1, knife.b) == (0.12, 0.0)
    assert "-0.0" not in repr(knife)


def test_right_counts_the_corners():
    rng = np.random.default_rng(0)
    for data, want in perceptron.TABLES.items():
        knife = XorKnife(
            data=data, w1=rng.uniform(-2, 2), w2=rng.uniform(-2, 2), b=rng.uniform(-3, 3)
        )
        s = perceptron.score(perceptron.CORNERS, (knife.w1, knife.w2), knife.b)
        assert knife.right == sum((s > 0) == np.array(want))


def test_the_text_names_the_state_and_nothing_that_varies():
    assert repr(XorKnife()) == repr(XorKnife())
    assert (
        repr(XorKnife())
        == "XorKnife(b=-0.4, data='XOR', key='knife', learn=False, w1=1.0, w2=-0.25)"
    )


def test_the_output_holds_a_view_a_text_and_the_same_picture_every_time():
    (first, _), (again, _) = (XorKnife()._repr_mimebundle_() for _ in range(2))
    assert "application/vnd.jupyter.widget-view+json" in first
    assert first["text/plain"].startswith("XorKnife(")
    png = base64.b64decode(first["image/png"])
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", png[16:24]) > (400, 400)
    assert first["image/png"] == again["image/png"]


def test_the_picture_shows_the_state():
    shown, other = XorKnife().fallback(), XorKnife(w1=-1).fallback()
    assert shown["image/png"] != other["image/png"]


def test_a_figure_without_a_picture_says_so():
    with pytest.raises(NotImplementedError, match="Calibration has no picture"):
        Calibration().picture()


def test_a_choice_card_holds_its_key_and_reasons():
    card = Predict("t-1", "How many?", options=OPTIONS, answer='a "quoted" `3`')
    assert card.options == list(OPTIONS) and card.reasons == list(OPTIONS.values())
    assert card.answer == 1 and "answer='a \"quoted\" `3`'" in repr(card)


def test_a_number_card_shows_its_key_rounded():
    card = Predict("t-2", "How far?", number=-1.0606, tolerance=0.01, unit="cm", reason="So.")
    assert card.shown == "−1.06" and card.number == -1.0606
    assert repr(card).endswith("answer='−1.06 cm')")


def test_the_fallback_asks_first_and_folds_the_answer():
    html = Predict("t-3", "Is `a < b`?", options=OPTIONS, answer="2").fallback()["text/html"]
    before, folded = html.split("<details>")
    assert "<code>a &lt; b</code>" in before and "Too few." not in before
    assert "<strong>Right.</strong> Too few." in folded and "<em>because</em>" in folded


def test_the_fallback_of_a_number_card_folds_the_number():
    html = Predict("t-4", "How far?", number=2, unit="m", reason="So.").fallback()["text/html"]
    assert "2.00 m" in html.split("<details>")[1] and "2.00" not in html.split("<details>")[0]


def test_calibration_says_where_its_numbers_are():
    assert "predictions" in Calibration().fallback()["text/html"]
    assert repr(Calibration()) == "Calibration()"


@pytest.mark.parametrize(
    ("kwargs", "words"),
    [
        ({"card": "Bad id", "number": 1, "reason": "r"}, "card: expected a name such as"),
        (
            {"number": 1, "options": OPTIONS, "reason": "r"},
            "options, number: expected one of the two",
        ),
        ({}, "options, number: expected one of the two"),
        ({"number": float("nan"), "reason": "r"}, "number: expected a number"),
        ({"number": 1}, "reason: expected a text, got ''"),
        ({"number": 1, "tolerance": -1, "reason": "r"}, "tolerance: expected a number"),
        ({"options": {"a": "b"}, "answer": "a"}, "number of options: .* at least 2, got 1"),
        ({"options": OPTIONS, "answer": "9"}, "answer: expected one of 2, .* got '9'"),
        ({"options": {"a": "", "b": "r"}, "answer": "a"}, "reason of 'a': expected a text"),
        ({"question": " ", "number": 1, "reason": "r"}, "question: expected a text"),
    ],
)
def test_a_card_that_cannot_be_asked_is_refused(kwargs, words):
    arguments = {"card": "t-5", "question": "How many?", **kwargs}
    with pytest.raises(ValueError, match=words):
        Predict(arguments.pop("card"), arguments.pop("question"), **arguments)
