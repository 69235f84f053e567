"""The ramp's Python half: its traits, the law that it draws, and the runs it is held to."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
import traitlets
from whynn.widgets import ScalingRamp

X = 64.0 * 2.0 ** np.arange(9)
CURVE = SimpleNamespace(x=X, loss=0.1 + 4.0 * X**-0.6)


def ramp(**traits):
    return ScalingRamp(CURVE, CURVE, **traits)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("show", "theirs", "show: expected one of on paper, our sizes, our data, got 'theirs'"),
        ("exponent", 0.0, "exponent: expected a number from 0.01 to 2, got 0.0"),
        ("floor", 1.0, "floor: expected a number from 0 to 0.99, got 1.0"),
        ("doublings", 24.5, "doublings: expected a number from 0 to 24, got 24.5"),
        ("doublings", float("nan"), "doublings: expected a number from 0 to 24, got nan"),
    ],
)
def test_a_bad_trait_is_named_and_nothing_is_lost(name, value, words):
    figure = ramp()
    before = getattr(figure, name)
    with pytest.raises(traitlets.TraitError, match=words):
        setattr(figure, name, value)
    assert getattr(figure, name) == before


def test_what_is_shown_is_what_is_used():
    figure = ramp(exponent=0.04961, floor=0.12345, doublings=19.96)
    assert (figure.exponent, figure.floor, figure.doublings) == (0.05, 0.123, 20.0)


def test_twenty_doublings_halve_without_a_floor_and_never_with_a_high_one():
    figure = ramp()
    assert figure.loss(20) == pytest.approx(0.5, rel=1e-12) and figure.half == 20
    figure.floor = 0.3
    assert figure.loss(figure.half) == pytest.approx(0.5, rel=1e-12)
    figure.floor = 0.5
    assert figure.half == math.inf and figure.loss(1000) == pytest.approx(0.5)


def test_the_fitted_ramp_goes_through_clean_runs_and_a_straight_one_misses_them():
    series = ramp()._series["our sizes"]
    straight, fitted = ({"exponent": a, "floor": f} for _, a, f in series["presets"])
    assert fitted["exponent"] == pytest.approx(0.6, abs=1e-3)
    assert fitted["floor"] == pytest.approx(0.1 / CURVE.loss[0], abs=1e-3)
    assert np.abs(ramp(show="our sizes", **fitted).misses).max() < 0.01
    assert np.abs(ramp(show="our sizes", **straight).misses).max() > 0.1


def test_on_paper_there_is_no_run_to_miss():
    assert ramp().misses.size == 0


def test_the_text_and_the_picture_show_the_state():
    expected = (
        "ScalingRamp(doublings=20.0, exponent=0.05, floor=0.0, key='ramp', show='on paper')"
    )
    assert repr(ramp()) == expected
    one, again, other = (ramp(exponent=a).fallback() for a in (0.05, 0.05, 0.2))
    assert one == again != other
    assert ramp(show="our data", floor=0.1).fallback() != one
