"""Power-law fits, against exact laws, SciPy's own fits and the coverage they promise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import curve_fit
from scipy.stats import linregress
from scipy.stats import t as student
from whynn.powerlaw import fit_power_law, forecast, power_law

X = np.logspace(6, 10, 9)


def noisy(seed, floor=0.0, noise=0.02):
    rng = np.random.default_rng(seed)
    return power_law(X, 20.0, 0.3, floor) * np.exp(noise * rng.standard_normal(X.size))


@settings(max_examples=40, derandomize=True, deadline=None)
@given(
    x=st.floats(1e-3, 1e12),
    scale=st.floats(1e-3, 1e3),
    exponent=st.floats(0, 2),
    floor=st.floats(0, 5),
)
def test_above_its_floor_it_is_a_straight_line_on_log_axes(x, scale, exponent, floor):
    above = power_law([x, 2 * x, 4 * x], scale, exponent, floor=0.0)
    slopes = np.diff(np.log(above)) / np.log(2)
    assert slopes == pytest.approx([-exponent] * 2, abs=1e-12)
    assert power_law(x, scale, exponent, floor) == pytest.approx(floor + above[0])
    assert power_law(1.0, scale, exponent, floor) == pytest.approx(floor + scale)


@settings(max_examples=25, derandomize=True, deadline=None)
@given(
    scale=st.floats(0.1, 500),
    exponent=st.floats(0.05, 0.6),
    share=st.floats(0.05, 0.9),
    shift=st.floats(-3, 6),
)
def test_a_law_without_noise_is_found_exactly_at_any_units(scale, exponent, share, shift):
    x = np.logspace(shift, shift + 5, 12)
    straight = fit_power_law(x, power_law(x, scale, exponent))
    assert straight[:3] == pytest.approx((scale, exponent, 0.0), rel=1e-9)
    assert straight.spread < 1e-12
    floor = share * power_law(x, scale, exponent).min()
    bent = fit_power_law(x, power_law(x, scale, exponent, floor), floor=True)
    assert bent[:3] == pytest.approx((scale, exponent, floor), rel=1e-4)


@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.99])
def test_without_a_floor_it_is_linear_regression_of_the_logs(confidence):
    y = noisy(0)
    fit, line = fit_power_law(X, y, confidence=confidence), linregress(np.log(X), np.log(y))
    half = student.ppf((1 + confidence) / 2, X.size - 2)
    assert fit.exponent == pytest.approx(-line.slope, rel=1e-12)
    assert np.log(fit.scale) == pytest.approx(line.intercept, rel=1e-12)
    ends = -line.slope + np.array([-1, 1]) * half * line.stderr
    assert fit.exponent_interval == pytest.approx(ends, rel=1e-9)
    ends = line.intercept + np.array([-1, 1]) * half * line.intercept_stderr
    assert np.log(fit.scale_interval) == pytest.approx(ends, rel=1e-9)
    assert fit.floor == 0
    assert fit.floor_interval == (0, 0)


def test_with_a_floor_it_is_nonlinear_regression_of_the_logs():
    y = noisy(1, floor=1.5, noise=0.002)

    def log_law(x, log_scale, exponent, floor):
        return np.log(floor + np.exp(log_scale) * x**-exponent)

    q, covariance = curve_fit(
        log_law, X, np.log(y), [np.log(10.0), 0.25, 1.0], xtol=1e-14, ftol=1e-14
    )
    fit = fit_power_law(X, y, floor=True)
    assert (np.log(fit.scale), fit.exponent, fit.floor) == pytest.approx(q, rel=1e-6)
    half = student.ppf(0.975, X.size - 3) * np.sqrt(np.diag(covariance))
    assert np.log(fit.scale_interval) == pytest.approx(
        [q[0] - half[0], q[0] + half[0]], rel=1e-4
    )
    assert fit.exponent_interval == pytest.approx([q[1] - half[1], q[1] + half[1]], rel=1e-4)
    assert fit.floor_interval == pytest.approx([q[2] - half[2], q[2] + half[2]], rel=1e-4)
    error = np.log(y) - log_law(X, *q)
    assert fit.spread == pytest.approx(np.sqrt(np.sum(error**2) / (X.size - 3)), rel=1e-6)


@pytest.mark.parametrize(("floor", "noise", "runs"), [(False, 0.05, 600), (True, 0.001, 100)])
def test_an_interval_holds_the_truth_as_often_as_it_says(floor, noise, runs):
    level = 1.5 if floor else 0.0
    fits = [fit_power_law(X, noisy(s, level, noise), floor, 0.9) for s in range(runs)]
    held = np.mean([f.exponent_interval[0] <= 0.3 <= f.exponent_interval[1] for f in fits])
    assert held == pytest.approx(0.9, abs=4 * np.sqrt(0.09 / runs))


def test_a_straight_line_through_a_bent_law_misses_the_floor_and_fits_worse():
    y = noisy(2, floor=1.5, noise=0.001)
    straight, bent = fit_power_law(X, y), fit_power_law(X, y, floor=True)
    assert straight.exponent < bent.exponent
    assert bent.spread < straight.spread / 10
    assert bent.floor_interval[0] > 1


@pytest.mark.parametrize("exponent", [0.16, 0.3, 0.45])
def test_a_floor_a_hundred_times_what_falls_is_still_found(exponent):
    x = np.logspace(6, 10, 9)
    y = power_law(x, x[0] ** exponent, exponent, 100.0)  # from 101 down to 100
    fit = fit_power_law(x, y, floor=True)
    assert (fit.exponent, fit.floor) == pytest.approx((exponent, 100.0), rel=1e-6)


def test_an_interval_of_a_scale_that_says_nothing_reaches_to_infinity():
    y = np.array([1.0, 3.0, 0.1, 4.0])
    fit = fit_power_law([1e20, 2e20, 3e20, 4e20], y, confidence=0.999)
    assert fit.scale_interval == (0.0, np.inf)


def test_the_floor_is_never_below_zero():
    y = power_law(X, 20.0, 0.3) * np.exp(-1e-3 * np.linspace(-2, 2, X.size) ** 2)
    assert 0 <= fit_power_law(X, y, floor=True).floor < 1e-3


def test_the_arguments_are_not_changed():
    x, y = X.copy(), noisy(3)
    before = y.copy()
    fit_power_law(x, y, floor=True)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(y, before)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: power_law([1.0, 0.0], 1, 1), "x: expected numbers above 0, got 0.0"),
        (lambda: power_law(-1.0, 1, 1), "x: expected numbers above 0, got -1.0"),
        (lambda: power_law([np.nan], 1, 1), "x: expected finite numbers"),
        (lambda: power_law(1.0, 0, 1), "scale: expected a number in"),
        (lambda: power_law(1.0, 1, -0.1), "exponent: expected a number in"),
        (lambda: power_law(1.0, 1, 1, -1.0), "floor: expected a number in"),
        (lambda: fit_power_law([[1.0]], [1.0]), r"x: expected shape \(n,\)"),
        (lambda: fit_power_law([1.0, 2.0, 3.0], [1.0, 2.0]), r"y: expected shape \(3,\) as x"),
        (
            lambda: fit_power_law([1.0, 2.0, 3.0], [1.0, 0.0, 1.0]),
            "y: expected numbers above 0",
        ),
        (lambda: fit_power_law([1.0, 2.0], [1.0, 2.0]), "x: expected more than 2 different"),
        (lambda: fit_power_law([1, 2, 2, 3], [1, 1, 1, 1], True), "x: expected more than 3"),
        (lambda: fit_power_law(X, X, confidence=1.0), r"confidence: .* in \(0, 1\), got 1.0"),
    ],
)
def test_a_bad_argument_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_forecast_without_a_floor_is_the_prediction_interval_of_a_regression_line():
    """Against the textbook formula for one new point of a straight line in the logs."""
    rng = np.random.default_rng(0)
    x = np.geomspace(1e2, 1e6, 9)
    y = power_law(x, 3.0, 0.3) * np.exp(0.05 * rng.normal(size=9))
    u, v, new = np.log(x), np.log(y), np.log(1e8)
    slope, level = np.polyfit(u, v, 1)
    s = np.sqrt(np.sum((v - level - slope * u) ** 2) / 7)
    half = student.ppf(0.95, 7) * s
    half *= np.sqrt(1 + 1 / 9 + (new - u.mean()) ** 2 / np.sum((u - u.mean()) ** 2))
    ahead = forecast(fit_power_law(x, y), x, [1e8], confidence=0.9)
    middle = level + slope * new
    got = [float(np.log(each[0])) for each in (ahead.low, ahead.predicted, ahead.high)]
    assert got == pytest.approx([middle - half, middle, middle + half], rel=1e-9)


@pytest.mark.parametrize("floor", [False, True])
def test_ninety_of_a_hundred_new_points_lie_in_a_ninety_percent_forecast(floor):
    rng, x, inside = np.random.default_rng(1), np.geomspace(1e2, 1e5, 8), 0
    for _ in range(200):
        y = power_law([*x, 1e6], 20.0, 0.4, 0.5 * floor) * np.exp(0.03 * rng.normal(size=9))
        ahead = forecast(fit_power_law(x, y[:8], floor=floor), x, [1e6], confidence=0.9)
        inside += int(ahead.low[0] <= y[8] <= ahead.high[0])
    assert 165 <= inside <= 195


def test_a_forecast_names_what_is_wrong():
    x = np.array([1.0, 2.0, 4.0, 8.0])
    fit = fit_power_law(x, 1 / x)
    with pytest.raises(ValueError, match="x_new: expected numbers above 0, got -1"):
        forecast(fit, x, [-1.0])
    with pytest.raises(ValueError, match="confidence: expected a number"):
        forecast(fit, x, [16.0], confidence=1.0)
