"""The drawn double descent: its fits are least squares, its peak stands where theory says."""

import numpy as np
import pytest
from whynn.descent import FIXED, FREQUENCY, NOISES, RIDGES, TUNING, WIDTHS, descend, waves

GRID = np.linspace(-1, 1, 25)


@pytest.fixture(scope="module")
def made():
    return descend(GRID, draws=40, rng=np.random.default_rng(0))


def first_draw(n=20):
    """The first draw of seed 0, drawn again: places, noise, frequencies, phases."""
    rng = np.random.default_rng(0)
    x = (2 * np.arange(n) + 1 + rng.uniform(-0.6, 0.6, n)) / n - 1
    e, omega = rng.normal(size=n), FREQUENCY * rng.normal(size=max(WIDTHS))
    return x, e, omega, rng.uniform(0, 2 * np.pi, max(WIDTHS))


@pytest.mark.parametrize("p", [6, 16, 150])
def test_the_fit_without_ridge_is_least_squares_and_with_it_the_normal_equations(made, p):
    x, e, omega, phi = first_draw()
    for i, noise in enumerate(NOISES):
        y = np.sin(np.pi * x) + noise * e
        np.testing.assert_allclose(made.y[i], y, atol=1e-12)
        f, g = (np.cos(np.outer(at, omega[:p]) + phi[:p]) for at in (x, GRID))
        plain = g @ np.linalg.lstsq(f, y, rcond=None)[0]
        np.testing.assert_allclose(made.fits[i, 0, WIDTHS.index(p)], plain, atol=1e-5)
        strong = g @ np.linalg.solve(f.T @ f + np.eye(p), f.T @ y)
        np.testing.assert_allclose(made.fits[i, 2, WIDTHS.index(p)], strong, atol=1e-8)
        level = made.strengths[i, 3, WIDTHS.index(p)]
        tuned = g @ np.linalg.solve(f.T @ f + level * np.eye(p), f.T @ y)
        np.testing.assert_allclose(made.fits[i, 3, WIDTHS.index(p)], tuned, atol=1e-6)


def test_with_noise_the_peak_is_where_waves_meet_points(made):
    for i in (1, 2, 3):
        test = made.test[i, 0]
        assert WIDTHS[int(np.argmax(test))] in (20, 21)
        assert test.max() > 30 * test[: WIDTHS.index(16)].min()


def test_with_a_little_noise_the_second_valley_is_the_lower_one(made):
    for i in (1, 2):
        test = made.test[i, 0]
        assert test[-1] < test[: WIDTHS.index(20)].min()


def test_without_noise_there_is_no_peak(made):
    test = made.test[0, 0]
    assert test[WIDTHS.index(20)] < 1e-6 < test[0]


def test_a_tuned_ridge_has_no_peak(made):
    for i in range(4):
        test = made.test[i, 3]
        assert test[WIDTHS.index(20)] < 1.5 * test.min() + 1e-3


def test_training_loss_is_none_from_as_many_waves_as_points_on_and_only_there(made):
    for i in (1, 2, 3):
        train = made.train[i, 0]
        assert (train[WIDTHS.index(20) :] < 1e-9).all() and (
            train[: WIDTHS.index(18)] > 1e-6
        ).all()


def test_the_strengths_are_the_fixed_ones_and_one_of_the_eleven(made):
    assert made.test.shape == (len(NOISES), len(RIDGES), len(WIDTHS))
    for j, level in enumerate(FIXED):
        assert (made.strengths[:, j] == level).all()
    assert set(made.strengths[:, 3].ravel()) <= set(TUNING)


def test_waves_are_cosines():
    np.testing.assert_allclose(waves([0.5], [np.pi], [np.pi / 2]), [[-1.0]])
    with pytest.raises(ValueError, match=r"phases: expected shape \(2,\), got \(1,\)"):
        waves([0.0], [1.0, 2.0], [0.0])


def test_too_few_draws_are_named():
    with pytest.raises(ValueError, match="draws: expected a whole number of at least 2"):
        descend(GRID, draws=1, rng=np.random.default_rng(0))
