"""The stored networks: traits, what they name in the file, and that the file is whynn's."""

import json

import numpy as np
import pytest
import traitlets
from whynn.toolkit import NOISE, curve
from whynn.widgets import Regularizer
from whynn.widgets import regularizer as stored


@pytest.fixture(scope="module")
def figure():
    return Regularizer()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("width", 5, "width: expected one of 4, 16, 64, got 5"),
        ("decay", float("nan"), "decay: expected one of 0.0, 0.1, 0.3, 1.0, got nan"),
        ("dropout", 0.5, "dropout: expected one of 0.0, 0.1, 0.3, got 0.5"),
        ("step", 30, "step: expected one of 0, 10, 25"),
    ],
)
def test_a_bad_trait_is_named_and_nothing_is_lost(figure, name, value, words):
    before = getattr(figure, name)
    with pytest.raises(traitlets.TraitError, match=words):
        setattr(figure, name, value)
    assert getattr(figure, name) == before


@pytest.mark.parametrize("run", [(4, 0.0, 0.0), (64, 0.3, 0.1)])
def test_a_network_of_the_file_is_what_training_gives(run):
    figure = Regularizer(width=run[0], decay=run[1], dropout=run[2])
    seeds = {"rng": np.random.default_rng(10), "start": np.random.default_rng([10, 1])}
    course = stored.measure(*run, **seeds)
    np.testing.assert_allclose(figure.losses("train"), course.train, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(figure.losses(), course.validation, rtol=1e-3, atol=1e-3)
    for step, fit in zip(stored.STEPS, course.fits, strict=True):
        figure.step = step
        np.testing.assert_allclose(figure.fit, fit, atol=2e-3)


def test_the_fits_of_all_networks_have_the_training_losses_that_are_stored(figure):
    """The drawn line, read at the points, against the loss that was measured there."""
    x, y = np.array(figure._x), np.array(figure._y)
    for width in stored.WIDTHS:
        for decay in stored.DECAYS:
            for rate in stored.RATES:
                figure.width, figure.decay, figure.dropout, figure.step = (
                    width,
                    decay,
                    rate,
                    1000,
                )
                read = np.mean((np.interp(x, stored.GRID, figure.fit) - y) ** 2)
                assert read == pytest.approx(figure.train_loss, rel=0.25, abs=0.02)


def test_the_points_are_noisy_ones_of_the_curve(figure):
    off = np.array(figure._y) - curve(figure._x)
    assert len(off) == 16
    assert 0.5 * NOISE < off.std() < 1.5 * NOISE


def test_without_tools_the_wide_network_gets_worse_with_training():
    none = Regularizer(width=64)
    assert none.best_step < 1000
    assert none.validation_loss > 1.15 * none.losses().min()
    assert Regularizer(decay=0.3).validation_loss < none.validation_loss


def test_the_data_are_light_enough_to_travel(figure):
    state = figure.get_state()
    data = {k: v for k, v in state.items() if k not in ("_esm", "_css")}
    assert len(json.dumps(data, default=str)) < 60_000


def test_the_text_holds_no_data_and_the_picture_shows_the_state():
    figure = Regularizer()
    assert repr(figure) == (
        "Regularizer(decay=0.0, dropout=0.0, key='regular', step=1000, width=64)"
    )
    one, again = figure.fallback(), figure.fallback()
    figure.step = 100
    assert one == again != figure.fallback()
