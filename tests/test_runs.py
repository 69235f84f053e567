"""Each illness must show in the log as its name says, at every seed, and in no other run."""

import numpy as np
import pytest
from whynn.runs import ILLNESSES, record

SEEDS = range(6)


def logs(illness):
    return [record(illness, np.random.default_rng(seed)) for seed in SEEDS]


def flat(log):
    return abs(log.validation[-1] / log.chance - 1) < 0.05


def risen(log):
    return log.train[-1] > 1e3 * log.train[0]


def memorised(log):
    return log.train[-1] < 0.05 * log.validation[-1] and log.validation[-1] > 0.3 * log.chance


def faded(log):
    return 0 < log.first_norm < 1e-3 * log.last_norm


SIGNS = {
    "healthy": lambda log: log.validation[-1] < 0.5 * log.chance,
    "vanishing": lambda log: flat(log) and faded(log) and log.dead == 0,
    "step too long": risen,
    "dead units": lambda log: flat(log) and log.dead == 1 and log.last_norm == 0,
    "overfitting": memorised,
}


@pytest.mark.parametrize("illness", ILLNESSES)
def test_an_illness_shows_its_own_sign_and_no_other(illness):
    for log in logs(illness):
        assert [name for name, sign in SIGNS.items() if sign(log)] == [illness]


def test_chance_is_the_loss_of_the_mean():
    """The targets have spread 1 and a little noise, so chance is a little above 1."""
    chances = [log.chance for log in logs("healthy")]
    assert np.mean(chances) == pytest.approx(1.01, abs=0.2)


def test_one_seed_gives_one_run():
    one, two = (record("overfitting", np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(one.train, two.train)
    assert one.train[-1] < 1e-2 * one.train[0]


def test_what_is_no_illness_or_no_generator_is_named():
    with pytest.raises(ValueError, match="illness: expected"):
        record("tired", np.random.default_rng(0))
    with pytest.raises(ValueError, match="rng: expected"):
        record("healthy", 0)
