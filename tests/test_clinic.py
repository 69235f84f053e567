"""The sick runs: each fault shows its own sign, the treatment cures it, and PyTorch agrees."""

import numpy as np
import pytest
import torch
from whynn import clinic, mlp
from whynn.clinic import CHANCE, FLOOR, Plan
from whynn.clinic_cases import FAULTS, TREATMENTS, treated


def run(plan, seed=6):
    return clinic.run(plan, np.random.default_rng(seed))


@pytest.fixture(scope="module")
def healthy():
    return run(Plan())


def test_guessing_and_the_noise_of_the_labels_bound_an_honest_run(healthy):
    """The floor, counted: the entropy of a label given the right answer, in 10^6 draws."""
    rng = np.random.default_rng(1)
    drawn = np.where(rng.random(10**6) < 0.1, rng.integers(0, 4, 10**6), 0)
    share = np.bincount(drawn) / 10**6
    assert pytest.approx(-(share * np.log(share)).sum(), abs=2e-3) == FLOOR
    assert pytest.approx(np.log(4)) == CHANCE
    assert FLOOR < healthy.held_out[-1] < 0.6 * CHANCE
    assert healthy.use == pytest.approx(healthy.held_out[-1], rel=0.2)


def test_the_panel_of_the_first_step_is_that_of_pytorch(monkeypatch):
    """Gradient norms, sizes and the first update, from the weights that the run began with."""
    seen = {}
    begin = clinic._start
    monkeypatch.setattr(clinic, "_start", lambda *a: seen.setdefault("params", begin(*a)))
    objective = mlp.objective

    def watched(*args):
        slope = objective(*args)

        def keep(params, x, y):
            seen.setdefault("batch", (x, y))
            return slope(params, x, y)

        return keep

    monkeypatch.setattr(mlp, "objective", watched)
    log = run(Plan(steps=6))
    p = {k: torch.tensor(v, requires_grad=True) for k, v in seen["params"].items()}
    x, y = map(torch.tensor, seen["batch"])
    h = x
    for k in range(1, 7):
        h = torch.relu(h @ p[f"W{k}"] + p[f"b{k}"])
    torch.nn.functional.cross_entropy(h @ p["W7"] + p["b7"], y).backward()
    grads = {k: v.grad for k, v in p.items()}
    norms = [grads[f"W{k}"].norm().item() for k in range(1, 8)]
    np.testing.assert_allclose(log.norms[0], norms, rtol=1e-10)
    whole = torch.cat([g.ravel() for g in grads.values()]).norm().item()
    assert log.gradient[0] == pytest.approx(whole)
    ratios = [0.1 * n / p[f"W{k}"].norm().item() for k, n in enumerate(norms, 1)]
    np.testing.assert_allclose(log.ratio[0], ratios, rtol=1e-10)


def early(log):
    """The first panel is of a healthy kind: signal, gradients, units, loss."""
    level = log.rms[0].min() > 0.2 and log.rms[0].max() < 5
    even = log.norms[0][5] < 5 * log.norms[0][0] < 25 * log.norms[0][5]
    return level and even and log.dead[0].max() < 0.3 and log.train[0] < 2 * CHANCE


SIGNS = {
    "lr-low": lambda g, h: early(g) and g.ratio[0].max() < 0.01 * h.ratio[0].max(),
    "dead": lambda g, h: g.dead[0][2:].min() == 1 and g.norms[0][0] == 0,
    "lr-high": lambda g, h: early(g) and (g.ratio[0] > 5 * h.ratio[0]).all(),
    "init-small": lambda g, h: 0 < g.rms[0][6] < 1e-3 * g.rms[0][1],
    "overfit": lambda g, h: (
        g.held_out.min() < 0.85 * CHANCE < g.held_out[-1] and g.train[-1] < FLOOR
    ),
    "sigmoid": lambda g, h: 0 < g.norms[0][0] < 0.02 * g.norms[0][5] and g.rms[0][6] > 0.3,
    "sum": lambda g, h: g.train[0] == pytest.approx(64 * h.train[0]) and g.rms[0].max() < 5,
    "shuffled": lambda g, h: early(g) and g.held_out.min() > 0.99 * CHANCE > g.train[-1] * 1.05,
    "spike": lambda g, h: (
        g.gradient[21] > 20 * g.gradient[:21].max() and g.held_out[-1] > 1.5 * h.held_out[-1]
    ),
    "zero-grad": lambda g, h: (
        early(g)
        and g.gradient[0] == h.gradient[0]
        and g.gradient[3] > 1.5 * h.gradient[:4].max()
    ),
    "raw": lambda g, h: g.rms[0][0] > 20 * h.rms[0][0] and g.train[0] > 5 * CHANCE,
    "leak": lambda g, h: g.held_out[-1] < 0.8 * FLOOR and g.use > CHANCE,
    "fp16": lambda g, h: g.rms[0].min() > 0.2 and (g.norms[0] == 0).sum() >= 4,
    "decay": lambda g, h: (
        early(g) and g.rms[-1][6] < 0.05 * g.rms[0][6] and g.gradient.max() < 2
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_shows_its_sign_and_no_other_faults(fault, healthy):
    log = run(FAULTS[fault])
    assert [name for name, sign in SIGNS.items() if sign(log, healthy)] == [fault]


def test_a_healthy_run_shows_no_sign(healthy):
    assert [name for name, sign in SIGNS.items() if sign(healthy, healthy)] == []


def test_a_run_that_leaves_the_scale_ends_and_is_marked():
    log = run(Plan(lr=1e6, steps=60))
    assert np.isinf(log.train[-1]) and len(log.steps) == len(log.train) == 11
    assert np.isinf(log.norms[-1]).all() and log.norms.shape == (5, 7)


def test_one_state_of_the_generator_gives_one_run_and_is_left_alone():
    rng = np.random.default_rng(3)
    one, two = clinic.run(Plan(steps=12), rng), clinic.run(Plan(steps=12), rng)
    np.testing.assert_array_equal(one.train, two.train)
    assert not np.array_equal(one.train, run(Plan(steps=12), 4).train)


def test_a_treatment_changes_only_what_it_treats():
    for name in TREATMENTS:
        for fault in FAULTS:
            assert isinstance(treated(fault, name), Plan)
    assert treated("sum", "mean") == treated("zero-grad", "zero") == Plan()
    with pytest.raises(ValueError, match="treatment: expected one of"):
        treated("sum", "prayer")
    with pytest.raises(ValueError, match="fault: expected one of"):
        treated("gout", "mean")
    with pytest.raises(ValueError, match="rng: expected"):
        clinic.run(Plan(), 0)
