"""What is often said of optimizers, XOR and overfitting, and what running it shows.

Success rates are compared within four standard errors of a run of this size.
"""

from functools import cache

import numpy as np
import pytest
from whynn import ensemble, rates
from whynn.activations import leaky_relu, leaky_relu_grad, relu
from whynn.clipping import clip_by_global_norm, with_clipping
from whynn.curves import double_descent
from whynn.ensemble import XOR, Networks, dead_units, outputs, start, train
from whynn.gelu import gelu
from whynn.optimizers import adam, adam_l2, adamw, momentum, sgd, with_l2
from whynn.regularization import decay, dropout, dropout_at_test, l2_grad
from whynn.surfaces import Surface, canyon, descend, steps_to

GOAL = 1e-6
CURVATURES = [20.0, 2.0]


def race(opt, steps=500):
    return descend(canyon(), opt, [1.0, 1.0], steps)


def steps_of(opt, steps=500):
    return steps_to(race(opt, steps).losses, GOAL)


def near(rate, n, measured_n=np.inf):
    """A success rate, within four standard errors of two runs."""
    return pytest.approx(rate, abs=4 * np.sqrt(rate * (1 - rate) * (1 / n + 1 / measured_n)))


# 4.2: the canyon


def test_claim_4_2_3_w1_bounces_for_ever_only_at_exactly_two_over_twenty():
    walk = race(sgd(0.1), 5000)
    np.testing.assert_allclose(np.abs(walk.path[:, 0]), 1.0, atol=1e-9)
    np.testing.assert_array_equal(np.sign(walk.path[:5, 0]), [1, -1, 1, -1, 1])
    assert walk.losses[-1] == pytest.approx(10.0)
    assert rates.divergence_limit(CURVATURES) == 0.1
    assert race(sgd(0.099), 5000).losses[-1] < 1e-12
    assert race(sgd(0.101), 5000).diverged_at is not None
    assert race(sgd(0.101), 100).losses[-1] == pytest.approx(525, rel=2e-3)


def test_claim_4_2_4_w2_is_below_a_hundredth_after_21_steps():
    w2 = np.abs(race(sgd(0.1)).path[:, 1])
    np.testing.assert_allclose(w2[1:20] / w2[:19], 0.8)
    assert steps_to(w2, 0.01) == 21


def test_claim_4_2_5_a_step_size_in_between_wins():
    expected = {0.0874: 36, 0.09: 38, 1 / 11: 41, 0.08: 40, 0.05: 66, 0.03: 112, 0.01: 342}
    assert {lr: steps_of(sgd(lr)) for lr in expected} == expected
    assert steps_of(sgd(0.1), 5000) is None
    assert rates.best_step(CURVATURES) == pytest.approx(1 / 11)
    np.testing.assert_allclose(rates.contraction(CURVATURES, 1 / 11), 9 / 11)
    np.testing.assert_allclose(race(sgd(0.05)).path[1], [0.0, 0.9], atol=1e-15)
    scan = [steps_of(sgd(lr), 100) for lr in np.arange(0.08, 0.095, 0.0002)]
    assert min(s for s in scan if s) == 36


def test_claim_4_2_6_momentum_is_a_sum_that_reaches_ten_gradients():
    opt, w = momentum(lr=0.1, beta=0.9), {"w": np.zeros(1)}
    state = opt.init(w)
    for _ in range(200):
        before = w
        w, state = opt.update(w, {"w": np.ones(1)}, state)
    assert state["u"]["w"][0] == pytest.approx(10.0, rel=1e-8)
    assert (before["w"] - w["w"])[0] == pytest.approx(10 * 0.1)


def test_claim_4_2_7_momentum_rings_and_is_slower_than_tuned_plain_descent():
    walk = race(momentum(0.1, 0.9))
    np.testing.assert_allclose(
        walk.losses[1:6], [10.64, 6.6116, 9.6078, 3.9641, 9.252], rtol=1e-4
    )
    np.testing.assert_allclose(rates.contraction(CURVATURES, 0.1, 0.9), 0.9487, atol=5e-5)
    assert steps_to(walk.losses, GOAL) == 159
    assert steps_of(momentum(0.1, 0.3)) == 16
    assert steps_of(momentum(0.1, 0.5)) == 25
    lr, beta = rates.best_heavy_ball(CURVATURES)
    assert (round(lr, 5), round(beta, 5)) == (0.11544, 0.26987)
    assert steps_of(momentum(lr, beta)) == 18
    assert rates.divergence_limit(CURVATURES, beta=0.9) == pytest.approx(0.19)


def test_claim_4_2_8_adams_first_step_is_lr_at_any_gradient():
    for scale in (1e-4, 1.0, 1e4):
        opt, w = adam(lr=0.1), {"w": np.zeros(1)}
        after, _ = opt.update(w, {"w": np.full(1, scale)}, opt.init(w))
        assert after["w"][0] == pytest.approx(-0.1, rel=2e-4)


def test_claim_4_2_9_adam_walks_both_directions_alike_and_is_not_fast():
    walk = race(adam(lr=0.1))
    w1, w2 = walk.path.T
    assert np.abs(w1 - w2).max() == pytest.approx(4.84e-9, rel=0.01)
    assert steps_to(walk.losses, GOAL) == 149
    assert np.argmax(walk.losses < GOAL) == 82  # the first crossing, which does not last
    assert np.sum(np.diff(np.sign(w1[:201])) != 0) == 13
    assert steps_of(adam(lr=0.01), 1000) == 292


def test_claim_4_2_10_adamw_decays_both_weights_and_adam_l2_the_wrong_one():
    """All 200 runs as 200 weights of one array: Adam treats each weight alone."""

    def mean_after(opt, runs=200):
        rng = np.random.default_rng(0)
        w = {"w": np.ones((2, runs))}
        state = opt.init(w)
        for _ in range(500):
            noise = rng.normal(size=(2, runs)) * [[10.0], [0.01]]
            w, state = opt.update(w, {"w": noise}, state)
        return w["w"].mean(axis=1)

    np.testing.assert_allclose(mean_after(adam(1e-3)), [1.0, 0.999], atol=0.008)
    np.testing.assert_allclose(
        mean_after(adam_l2(1e-3, weight_decay=0.1)), [0.995, 0.563], atol=0.008
    )
    np.testing.assert_allclose(
        mean_after(adamw(1e-3, weight_decay=0.1)), [0.951, 0.950], atol=0.008
    )
    pure = (1 - 1e-3 * 0.1) ** 500
    assert pure == pytest.approx(0.951, abs=5e-4)


# 5.2: regularization


def test_claim_5_2_4_weight_decay_is_lambda_w_and_the_penalty_as_written_twice_that():
    w, still = {"w": np.array([3.0])}, {"w": np.zeros(1)}
    opt = with_l2(sgd(1.0), 0.1)
    assert opt.update(w, still, opt.init(w))[0]["w"][0] == pytest.approx(2.7)
    assert decay(w, lr=1.0, weight_decay=0.1)["w"][0] == pytest.approx(2.7)
    as_written = l2_grad(w, 0.1, half=False)
    plain = sgd(1.0)
    assert plain.update(w, as_written, plain.init(w))[0]["w"][0] == pytest.approx(2.4)
    decoupled = adamw(lr=0.1, weight_decay=0.1)
    after = decoupled.update(w, still, decoupled.init(w))[0]["w"][0]
    assert after == pytest.approx(3.0 * (1 - 0.1 * 0.1), rel=1e-14)


def test_claim_5_2_5_dropout_without_scaling_doubles_the_activations_at_test():
    """256 ReLU units and He weights to 64: the mean doubles, the next layer's size grows by
    the root of 2, since with weights of mean 0 sizes add up as squares.  Measured were
    0.549 and 0.732; 500 examples give 0.56 and 0.79."""
    rng = np.random.default_rng(0)
    assert set(dropout(np.ones(1000), 0.5, rng).out) == {0.0, 2.0}
    assert dropout_at_test([1.0], 0.5).tolist() == [1.0]

    hidden = np.maximum(rng.normal(size=(500, 256)), 0)
    w = rng.normal(size=(256, 64)) * np.sqrt(2 / 256)
    unscaled = dropout(hidden, 0.5, rng, inverted=False).out
    assert hidden.mean() / unscaled.mean() == pytest.approx(2.0, rel=0.02)
    in_training, at_test = np.abs(unscaled @ w).mean(), np.abs(hidden @ w).mean()
    assert in_training == pytest.approx(0.549, rel=0.06)
    assert at_test / in_training == pytest.approx(2**0.5, rel=0.04)


@cache
def descent_curve():
    rng = np.random.default_rng(0)
    return double_descent([40, 100, 3000], tests=400, rng=rng)


def test_claim_5_2_9_double_descent_peaks_at_interpolation_and_ridge_removes_the_peak():
    """30 repeats, as measured; the peak is heavy-tailed, so it is held to a factor of 3.

    At 3,000 features 0.233 was measured; here the median of 120 repeats is 0.207, and that
    of 30 scatters about it by 0.008.
    """
    before, peak, last = descent_curve().test
    assert before == pytest.approx(0.515, rel=0.15)
    assert 107.7 / 3 < peak < 107.7 * 3
    assert last == pytest.approx(0.207, abs=4 * 0.008)
    tuned = double_descent([100], strength=10.0, rng=np.random.default_rng(0)).test[0]
    assert tuned == pytest.approx(0.206, rel=0.15)


def test_claim_6_4_16_zero_training_loss_and_the_best_test_loss_of_all():
    """The random features; the network of 274,434 parameters is not run here."""
    curve = descent_curve()
    assert curve.train[-1] < 1e-28
    assert curve.test.argmin() == len(curve.test) - 1


# 6.4: nan at step 1


def test_claim_6_4_2_clipping_does_not_cure_inf_and_does_not_change_adams_first_step():
    clipped = clip_by_global_norm({"w": np.array([np.inf, 1.0, 2.0])}, 1.0).grads["w"]
    np.testing.assert_array_equal(clipped, [np.nan, 0.0, 0.0])
    w, g = {"w": np.zeros(2)}, {"w": np.full(2, 1e4)}
    for opt in (adamw(1e-3), with_clipping(adamw(1e-3), 1.0)):
        np.testing.assert_allclose(opt.update(w, g, opt.init(w))[0]["w"], -1e-3, rtol=1e-6)


# 6.5: the exercises


def tiny_network():
    """One ReLU unit, ``w2 relu(2 w1 + b1) + b2``, on the example x = 2, y = 1."""

    def forward(w):
        z = 2 * w[0] + w[1]
        return z, w[2] * max(z, 0.0) + w[3]

    def grad(w):
        z, out = forward(w)
        through = 2 * (out - 1) * w[2] * (z > 0)
        return np.array([2 * through, through, 2 * (out - 1) * max(z, 0.0), 2 * (out - 1)])

    return Surface(lambda w: (forward(w)[1] - 1) ** 2, grad, None, "tiny network")


def test_claim_6_5_5_the_right_code_raises_the_loss_because_the_step_is_too_long():
    net, begin = tiny_network(), [3.0, -1.0, 0.5, 0.0]
    np.testing.assert_array_equal(net.grad(np.array(begin)), [3.0, 1.5, 15.0, 3.0])
    walk = descend(net, sgd(0.1), begin, steps=10)
    np.testing.assert_allclose(walk.losses[:3], [2.25, 30.8025, 0.0361], atol=1e-10)
    w1, b1 = walk.path[2, :2]
    assert 2 * w1 + b1 < 0  # the unit is dead from here on
    np.testing.assert_array_equal(walk.path[3:, :3], np.tile(walk.path[2, :3], (8, 1)))
    assert descend(net, sgd(0.01), begin, steps=1).losses[1] == pytest.approx(
        0.481289, abs=1e-6
    )

    def after_one(lr):
        return descend(net, sgd(lr), begin, steps=1).losses[1]

    assert after_one(0.03876) < 2.25 < after_one(0.03877)


# init: networks here, success in % with the mean and with the sum, of 20,000 networks.
# N(0, 1) is not run: with two inputs and two hidden units He's law is the same.
ROWS = {
    "he_normal": (4000, 22.88, 8.79),
    "normal_0.1": (1500, 21.04, 14.61),
    "uniform_-1_1": (1500, 23.22, 13.59),
    "uniform_0_1": (1500, 32.95, 15.72),
    "pytorch": (1500, 24.75, 14.11),
}
ENDS = np.cumsum([count for count, _, _ in ROWS.values()])
BLOCKS = {name: slice(end - ROWS[name][0], end) for name, end in zip(ROWS, ENDS, strict=True)}
HE = BLOCKS["he_normal"]


@cache
def starts():
    """All inits side by side: one training run serves every row."""
    parts = [
        start(count, 2, init=name, rng=np.random.default_rng(i))
        for i, (name, (count, _, _)) in enumerate(ROWS.items())
    ]
    return Networks(*(np.concatenate(p, axis=-1) for p in zip(*parts, strict=True)))


@cache
def hard_exercise(reduction):
    return train(starts(), *XOR, reduction=reduction)


def rows_of(nets, which):
    return Networks(*(p[..., which] for p in nets))


@pytest.mark.parametrize(("column", "reduction"), [(1, "mean"), (2, "sum")])
def test_claim_6_5_6_three_in_four_or_six_in_seven_starts_fail(column, reduction):
    got = hard_exercise(reduction)
    for name, row in ROWS.items():
        rate = got.success[BLOCKS[name]].mean()
        assert rate == near(row[column] / 100, row[0], 20_000), name


@pytest.mark.parametrize(("biases", "expected"), [("hidden", 0.2330), ("none", 0.2089)])
def test_more_on_6_5_6_fewer_biases_do_not_help(biases, expected):
    nets = start(800, 2, rng=np.random.default_rng(10))
    assert train(nets, *XOR, biases=biases).success.mean() == near(expected, 800, 20_000)


def test_more_on_6_5_6_more_steps_solve_no_more():
    """10,000 more of 500 failures; 45,000 more were measured."""
    got = hard_exercise("mean")
    failed = np.flatnonzero(~got.success[HE])[:500]
    more = train(rows_of(got.networks, failed), *XOR, steps=10_000)
    assert more.success.sum() == 0


@pytest.mark.parametrize(
    ("width", "count", "expected"), [(3, 1000, 0.4965), (4, 1000, 0.6939), (8, 500, 0.9672)]
)
def test_claim_6_5_7_wider_networks_get_stuck_less(width, count, expected):
    nets = start(count, width, rng=np.random.default_rng(width))
    assert train(nets, *XOR).success.mean() == near(expected, count, 10_000)


def test_claim_6_5_7_sixteen_units_nearly_always_succeed():
    """A fifth of the steps: all but a few are there by then."""
    nets = start(1000, 16, rng=np.random.default_rng(16))
    assert train(nets, *XOR, steps=1000).success.mean() == near(0.995, 1000, 10_000)


def test_claim_6_5_8_most_failures_have_three_points_off_not_two():
    got = hard_exercise("mean")
    failed = np.flatnonzero(~got.success[HE])
    off = (np.abs(got.outputs[:, failed] - XOR[1][:, None]) > 0.1).sum(axis=0)
    share = np.bincount(off, minlength=5) / failed.size
    for points, expected in ((3, 0.537), (4, 0.355), (2, 0.108)):
        assert share[points] == near(expected, failed.size, 15_424)
    assert np.unique(got.losses[failed].round(4)).tolist() == [0.125, 0.1667, 0.25]


def test_more_on_6_5_8_a_third_of_the_failures_is_no_local_minimum():
    """200 random directions of length scale 1e-3; the measured share is 31% of 3,082."""
    got, rng = hard_exercise("mean"), np.random.default_rng(1)
    failed = np.flatnonzero(~got.success[HE])[:1500]
    nets = rows_of(got.networks, failed)

    def loss(nets):
        return ((outputs(nets, XOR[0]) - XOR[1][:, None]) ** 2).mean(axis=0)

    lower, here = np.zeros(failed.size, bool), loss(nets)
    for _ in range(200):
        near_by = Networks(*(p + 1e-3 * rng.normal(size=p.shape) for p in nets))
        lower |= loss(near_by) < here - 1e-9
    assert lower.mean() == near(957 / 3082, failed.size, 3082)


def test_claim_6_5_9_a_unit_dead_at_birth_means_no_success():
    dead = dead_units(starts(), XOR[0])[HE] > 0
    success = hard_exercise("mean").success[HE]
    assert dead.mean() == near(1 - 9 / 16, dead.size)
    assert success[dead].sum() == 0
    assert success[~dead].mean() == near(0.41, (~dead).sum(), 11_160)


LEAKY = (lambda z: leaky_relu(z, 0.1), lambda z: leaky_relu_grad(z, 0.1))
CORNERS = np.array([-3, -0.75, 0, 0.75, 3])
SLOPES = np.r_[0, np.diff(gelu(CORNERS)) / np.diff(CORNERS), 1]
IN_PIECES = (  # along GELU's curve
    lambda z: np.interp(z, CORNERS, gelu(CORNERS)) + relu(z - 3),
    lambda z: SLOPES[np.searchsorted(CORNERS, z)],
)


@pytest.mark.parametrize(
    ("bend", "expected", "count", "steps"),
    [
        ("leaky_relu", 0.301, 600, 5000),
        (LEAKY, 0.509, 600, 5000),
        (IN_PIECES, 0.772, 300, 5000),
        ("gelu", 0.999, 150, 3000),
        ("silu", 0.9995, 150, 3000),
    ],
)
def test_claim_6_3_3_slopes_left_of_zero_help_and_most_of_the_gain_needs_no_smoothness(
    bend, expected, count, steps
):
    """ReLU has 25.8% here, see 6.5.6.  The smooth ones get 3,000 steps in place of 5,000."""
    nets = start(count, 2, init="pytorch", rng=np.random.default_rng(20))
    rate = train(nets, *XOR, activation=bend, steps=steps).success.mean()
    assert rate == near(expected, count, 2000)


# 3.1 and 3.3


def test_claim_3_1_1_zero_weights_stay_at_one_half():
    nets = start(3, 2, init="zeros", rng=np.random.default_rng(0))
    got = train(nets, *XOR)
    np.testing.assert_array_equal(got.networks.w1, 0.0)
    np.testing.assert_array_equal(got.networks.w2, 0.0)
    np.testing.assert_allclose(got.outputs, 0.5, rtol=1e-12)
    np.testing.assert_allclose(got.losses, 0.25, rtol=1e-12)


def test_claim_3_3_8_noise_does_not_revive_dead_units():
    """One random example a step, at the drift of the full batch: a quarter of lr, 4 times the
    steps.  400 networks a row: He 22.6% -> 21.0%, PyTorch's 25.2% -> 30.9%."""
    both = [
        start(400, 2, init=i, rng=np.random.default_rng(30)) for i in ("he_normal", "pytorch")
    ]
    nets = Networks(*(np.concatenate(p, axis=-1) for p in zip(*both, strict=True)))
    noisy = train(nets, *XOR, lr=0.025, steps=20_000, one_sample=np.random.default_rng(31))
    assert noisy.success[:400].mean() == near(0.2096, 400, 10_000)
    assert noisy.success[400:].mean() == near(0.3085, 400, 10_000)
    born_dead = ensemble.dead_units(nets, XOR[0]) > 0
    assert noisy.success[born_dead].sum() == 0
