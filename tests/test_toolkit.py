"""Each tool does what it says, and the table says what the tools do."""

import numpy as np
import pytest
import torch
from whynn import toolkit
from whynn.toolkit import NOISE, Points, compare, curve, mirrored, points, train


def data(n=16, seed=0):
    return points(n, np.random.default_rng(seed))


def test_the_points_are_the_curve_plus_noise_of_the_stated_size():
    many = data(50_000)
    off = many.y - np.sin(np.pi * many.x)
    assert off.std() == pytest.approx(NOISE, rel=0.02)
    assert (np.abs(many.x) <= 1).all()


def test_the_mirror_image_lies_on_the_same_curve():
    clean = points(30, np.random.default_rng(0), noise=0.0)
    both = mirrored(clean)
    np.testing.assert_allclose(both.y, curve(both.x), atol=1e-12)
    assert len(both.x) == 60


def torch_says(params, x):
    w = {k: torch.tensor(v, requires_grad=True) for k, v in params.items()}
    hidden = torch.relu(4 * torch.tensor(x) @ w["W1"] + w["b1"])
    return w, hidden


@pytest.mark.parametrize("rate", [0.0, 0.3])
def test_the_gradient_through_dropout_is_that_of_autograd(rate):
    from whynn import mlp
    from whynn.regularization import dropout

    one = data(8)
    params = mlp.init([1, 6, 1], np.random.default_rng(1), "pytorch_linear")
    got = toolkit._gradients(params, one, rate, True, np.random.default_rng(2))
    w, hidden = torch_says(params, one.x)
    if rate:
        mask = dropout(np.ones((8, 6)), rate, np.random.default_rng(2)).mask
        hidden = hidden * torch.tensor(mask)
    ((hidden @ w["W2"] + w["b2"] - torch.tensor(one.y)) ** 2).mean().backward()
    for name, value in w.items():
        np.testing.assert_allclose(got[name], value.grad.numpy(), rtol=1e-9, atol=1e-12)


def test_plain_training_equals_pytorchs_adam_with_a_falling_rate():
    one, steps = data(), 30
    course = train(one, one, width=5, steps=[steps], grid=[0.3], rng=np.random.default_rng(3))
    from whynn import mlp

    start = mlp.init([1, 5, 1], np.random.default_rng(3), "pytorch_linear")
    w = {k: torch.tensor(v, requires_grad=True) for k, v in start.items()}
    opt = torch.optim.Adam(w.values(), lr=0.03)
    x, y = torch.tensor(one.x), torch.tensor(one.y)

    def say(x):
        return torch.relu(4 * x @ w["W1"] + w["b1"]) @ w["W2"] + w["b2"]

    for step in range(steps):
        opt.param_groups[0]["lr"] = 0.03 * (1 - step / steps)
        opt.zero_grad()
        ((say(x) - y) ** 2).mean().backward()
        opt.step()
    assert course.train[0] == pytest.approx(((say(x) - y) ** 2).mean().item(), rel=1e-8)
    assert course.fits[0, 0] == pytest.approx(
        say(torch.tensor([[0.3]]).double()).item(), rel=1e-8
    )


def test_decay_shrinks_the_weights_and_only_them():
    """A rate so small that the gradient does nothing, and a decay that makes up for it."""
    one = Points(np.zeros((1, 1)), np.zeros((1, 1)))
    plain, decayed = (
        train(one, one, width=8, steps=[1], lr=1e-9, weight_decay=wd, grid=[1.0],
              rng=np.random.default_rng(0)).fits[0, 0]
        for wd in (0.0, 0.5e9)
    )  # fmt: skip
    from whynn import mlp

    p = mlp.init([1, 8, 1], np.random.default_rng(0), "pytorch_linear")
    hidden = np.clip(0.5 * 4 * p["W1"] + p["b1"], 0, None)
    assert decayed == pytest.approx((hidden @ (0.5 * p["W2"]) + p["b2"]).item(), abs=1e-6)
    assert abs(plain - decayed) > 1e-3


def test_the_table_of_tools():
    rows = {r.tool: r for r in compare(np.random.default_rng(0), repeats=2)}
    none = rows["nothing"]
    assert none.train < 0.1 < NOISE**2 < none.validation  # it has learnt the noise
    for better in ("more data", "early stopping", "augmentation", "decay"):
        assert rows[better].validation < none.validation
    assert rows["more data"].train > none.train
    assert rows["dropout, not scaled"].validation > rows["dropout"].validation


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"steps": [5, 5]}, "steps: expected numbers that rise"),
        ({"steps": []}, "steps: expected numbers that rise"),
        ({"rate": 1.0}, "rate: expected a number"),
        ({"weight_decay": -1.0}, "weight_decay: expected a number"),
    ],
)
def test_bad_settings_are_named(settings, words):
    with pytest.raises(ValueError, match=words):
        train(data(), data(), rng=np.random.default_rng(0), **settings)
