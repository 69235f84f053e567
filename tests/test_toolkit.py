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
    stack = {k: np.atleast_2d(v)[None] for k, v in params.items()}
    both = Points(*(each[None] for each in one))
    mask = dropout(np.ones((8, 6)), rate, np.random.default_rng(2)).mask
    got = toolkit._gradients(stack, both, mask[None])
    w, hidden = torch_says(params, one.x)
    hidden = hidden * torch.tensor(mask)
    ((hidden @ w["W2"] + w["b2"] - torch.tensor(one.y)) ** 2).mean().backward()
    for name, value in w.items():
        grad = got[name].reshape(value.shape)
        np.testing.assert_allclose(grad, value.grad.numpy(), rtol=1e-9, atol=1e-12)


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


@pytest.mark.parametrize("tools", [{}, {"rate": 0.3, "weight_decay": 0.3}])
def test_networks_trained_together_are_those_trained_alone(tools):
    sets, new, grid = [data(seed=s) for s in (0, 1)], [data(9, s) for s in (2, 3)], [-0.5, 0.5]
    rngs = [np.random.default_rng(s) for s in (4, 5)]
    how = {"width": 6, "steps": [0, 40], **tools}
    both = toolkit.train_all(sets, new, grid=np.transpose([grid, grid]), rngs=rngs, **how)
    for i, course in enumerate(both):
        rng = np.random.default_rng(4 + i)
        alone = train(sets[i], new[i], grid=[grid[i]] * 2, rng=rng, **how)
        for got, want in zip(course, alone, strict=True):
            np.testing.assert_allclose(got, want, rtol=1e-9)
    assert abs(both[0].train[1] - both[1].train[1]) > 1e-3


def test_stopping_is_chosen_on_its_own_points_and_judged_on_others():
    tools = {"nothing": {}, "stop": {"stop": 400}, "few": {"stop": 16}}
    kept = {r.tool: r for r in compare(np.random.default_rng(0), repeats=1, tools=tools)}
    seed = np.random.default_rng(0).integers(2**32, size=1)[0]
    rng = np.random.default_rng(seed)
    choose, judge, own = points(400, rng), points(400, rng), points(16, rng)
    how = {"steps": [25, 50, 100, 200, 400, 1000]}
    seen = [
        train(own, Points(p.x[:n], p.y[:n]), rng=np.random.default_rng([seed, 1]), **how)
        for p, n in ((choose, 400), (choose, 16), (judge, 400))
    ]
    for tool, at in (
        ("nothing", -1),
        ("stop", seen[0].validation.argmin()),
        ("few", seen[1].validation.argmin()),
    ):
        assert kept[tool].train == pytest.approx(seen[2].train[at], rel=1e-9)
        assert kept[tool].validation == pytest.approx(seen[2].validation[at], rel=1e-9)


def test_sets_of_different_sizes_are_named():
    with pytest.raises(ValueError, match="data: expected sets of one size, got \\[16, 8\\]"):
        toolkit.train_all([data(), data(8)], [data(), data()], rngs=[None, None])


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
