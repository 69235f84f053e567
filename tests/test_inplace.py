"""``whynn.inplace`` against PyTorch's own training loop, and its manners."""

import numpy as np
import pytest
import torch
from whynn import losses, mlp
from whynn.inplace import descend

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = np.array([[0.0], [1.0], [1.0], [0.0]])


def problem(sizes, n=7, seed=0):
    rng = np.random.default_rng(seed)
    params = mlp.init(sizes, rng)
    for name in params:  # biases that are not 0
        params[name] = params[name] + 0.1 * rng.normal(size=params[name].shape)
    return params, rng.normal(size=(n, sizes[0])), rng.normal(size=(n, sizes[-1]))


@pytest.mark.parametrize("sizes", [[2, 1], [2, 2, 1], [3, 5, 4, 2], [1, 8, 3]])
def test_thirty_steps_equal_those_of_pytorch(sizes):
    params, x, y = problem(sizes)
    modules = []
    for k in range(1, len(sizes)):
        layer = torch.nn.Linear(sizes[k - 1], sizes[k], dtype=torch.float64)
        layer.weight.data = torch.tensor(params[f"W{k}"].T)
        layer.bias.data = torch.tensor(params[f"b{k}"])
        modules += [layer, torch.nn.ReLU()]
    net = torch.nn.Sequential(*modules[:-1])
    opt = torch.optim.SGD(net.parameters(), lr=0.05)
    seen = []
    for _ in range(30):
        opt.zero_grad()
        loss = torch.nn.MSELoss()(net(torch.tensor(x)), torch.tensor(y))
        loss.backward()
        opt.step()
        seen.append(loss.item())
    ours = descend(params, x, y, lr=0.05, steps=30)
    np.testing.assert_allclose(ours.losses, seen, rtol=1e-10)
    for k, layer in enumerate(modules[::2], start=1):
        theirs = layer.weight.detach().numpy().T, layer.bias.detach().numpy()
        np.testing.assert_allclose(ours.params[f"W{k}"], theirs[0], rtol=1e-10, atol=1e-13)
        np.testing.assert_allclose(ours.params[f"b{k}"], theirs[1], rtol=1e-10, atol=1e-13)


def test_it_is_the_descent_of_the_readable_network():
    params, x, y = problem([2, 6, 1], seed=3)
    slope, p, seen = mlp.objective(losses.mse), params, []
    for _ in range(100):
        value, grads = slope(p, x, y)
        seen.append(value)
        p = {name: w - 0.1 * grads[name] for name, w in p.items()}
    np.testing.assert_allclose(
        descend(params, x, y, lr=0.1, steps=100).losses, seen, rtol=1e-10
    )


def test_nothing_given_is_changed_and_nothing_returned_is_shared():
    params, x, y = problem([2, 2, 1])
    before = {name: value.copy() for name, value in params.items()}
    first = descend(params, x, y, lr=0.1, steps=3)
    again = descend(params, x, y, lr=0.1, steps=3)
    for name, value in before.items():
        assert (params[name] == value).all()
        assert (first.params[name] == again.params[name]).all()
        first.params[name] += 1
        assert not np.shares_memory(first.params[name], again.params[name])
        assert (first.params[name] != again.params[name]).all()


def test_float32_parameters_are_trained_in_float64():
    params, x, y = problem([2, 2, 1])
    low = {name: value.astype(np.float32) for name, value in params.items()}
    high = {name: value.astype(float) for name, value in low.items()}
    ours, wanted = (descend(p, x, y, lr=0.1, steps=5).losses for p in (low, high))
    assert ours.dtype == np.float64 and (ours == wanted).all()


def test_no_steps_give_the_start_back():
    params, x, y = problem([2, 2, 1])
    done = descend(params, x, y, lr=0.1, steps=0)
    assert done.losses.shape == (0,)
    assert all((done.params[name] == params[name]).all() for name in params)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lr": 0}, "lr: expected a number"),
        ({"steps": -1}, "steps: expected a whole number"),
        ({"x": [[np.nan, 0.0]] * 4}, "x: "),
        ({"y": Y[:3]}, r"y: expected shape \(4, m\), got \(3, 1\)"),
        ({"y": np.zeros((4, 2))}, r"y: expected shape \(4, 1\) as the network's output"),
        ({"params": {"W1": np.ones((2, 1))}}, "params: expected W1, b1, W2, b2"),
        ({"params": {}}, "params: expected W1, b1, W2, b2"),
    ],
)
def test_what_is_bad_is_named(change, message):
    good = {"params": mlp.init([2, 2, 1], np.random.default_rng(0)), "x": X, "y": Y, "lr": 0.1}
    args = {**good, "steps": 2, **change}
    with pytest.raises(ValueError, match=message):
        descend(args.pop("params"), args.pop("x"), args.pop("y"), **args)
