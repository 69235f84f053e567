"""The waves' Python half: traits, the losses and the fit that they name, and the picture."""

import json

import numpy as np
import pytest
import traitlets
from whynn.descent import NOISES, RIDGES, WIDTHS, descend
from whynn.widgets import DoubleDescent
from whynn.widgets.double_descent import GRID


@pytest.fixture(scope="module")
def figure():
    return DoubleDescent(np.random.default_rng(0))


@pytest.fixture(scope="module")
def made():
    return descend(GRID, rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("features", 15, "features: expected one of 2, 4, 6"),
        ("noise", 0.2, "noise: expected one of 0.0, 0.1, 0.3, 0.5, got 0.2"),
        ("ridge", "strongest", "ridge: expected one of none, weak, strong, tuned"),
    ],
)
def test_a_bad_trait_is_named_and_nothing_is_lost(figure, name, value, words):
    before = getattr(figure, name)
    with pytest.raises(traitlets.TraitError, match=words):
        setattr(figure, name, value)
    assert getattr(figure, name) == before


def test_every_state_shows_what_whynn_computed(figure, made):
    for i, noise in enumerate(NOISES):
        for j, ridge in enumerate(RIDGES):
            for k, width in enumerate(WIDTHS):
                figure.noise, figure.ridge, figure.features = noise, ridge, width
                assert figure.test_loss == pytest.approx(made.test[i, j, k], rel=6e-3, abs=2e-6)
                assert figure.train_loss == pytest.approx(
                    made.train[i, j, k], rel=6e-3, abs=2e-6
                )
                want = np.clip(made.fits[i, j, k], -30, 30)
                np.testing.assert_allclose(figure.fit, want, atol=6e-4)
    np.testing.assert_allclose(figure._y, made.y, atol=6e-4)


def test_the_peak_is_at_as_many_waves_as_points(figure):
    figure.noise, figure.ridge = 0.3, "none"
    assert figure.peak == 20
    figure.ridge = "tuned"
    assert figure.losses().max() < 1


def test_the_data_are_light_enough_to_travel(figure):
    state = figure.get_state()
    data = {k: v for k, v in state.items() if k not in ("_esm", "_css")}
    assert len(json.dumps(data, default=str)) < 60_000


def test_the_text_holds_no_data_and_the_picture_shows_the_state(figure):
    figure.features, figure.noise, figure.ridge = 20, 0.3, "none"
    assert repr(figure) == (
        "DoubleDescent(features=20, key='descent', noise=0.3, ridge='none')"
    )
    one, again = figure.fallback(), figure.fallback()
    figure.features = 400
    assert one == again != figure.fallback()
