"""Time one training step: forward, loss, backward, SGD update, by three means in one run.

Run ``python benchmarks/steps.py``.  One thread everywhere; both sides of a row use the same
number format, the same sizes and the same rule.  Each time is the best of many short
rounds, taken in turn, so that a busy machine disturbs all columns alike.
"""

import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))
from whynn import autodiff, losses, mlp
from whynn.inplace import descend

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = np.array([[0.0], [1.0], [1.0], [0.0]])
LR, RUN = 0.01, 1000


def numpy_step(sizes, x, y, loss, dtype):
    """A function that makes one step of a ``whynn.mlp`` network with ReLU."""
    net = mlp.init(sizes, np.random.default_rng(0))
    params = {name: value.astype(dtype) for name, value in net.items()}
    value_and_grads = mlp.objective(loss)

    def step():
        nonlocal params
        _, grads = value_and_grads(params, x, y)
        # a sum lets NumPy reuse the memory of its right side; a difference does not
        params = {name: p + -LR * grads[name] for name, p in params.items()}

    return step


def numpy_run():
    """A function that makes ``RUN`` XOR steps, with memory allocated once."""
    params = mlp.init([2, 2, 1], np.random.default_rng(0))
    return lambda: descend(params, X, Y, lr=LR, steps=RUN)


def torch_step(sizes, x, y, loss, dtype):
    """The same step in PyTorch's usual eager form."""
    layers = []
    for k, (fan_in, fan_out) in enumerate(pairwise(sizes), start=1):
        layers.append(torch.nn.Linear(fan_in, fan_out, dtype=dtype))
        if k < len(sizes) - 1:
            layers.append(torch.nn.ReLU())
    net = torch.nn.Sequential(*layers)
    opt = torch.optim.SGD(net.parameters(), lr=LR)
    x, y = torch.tensor(x), torch.tensor(y)

    def step():
        opt.zero_grad()
        loss(net(x), y).backward()
        opt.step()

    return step


def scalar_step():
    """The XOR step with ``whynn.autodiff``, one number at a time."""
    net = mlp.init([2, 2, 1], np.random.default_rng(0))
    params = {name: value.ravel().tolist() for name, value in net.items()}

    def step():
        nonlocal params
        v = {name: [autodiff.Value(p) for p in row] for name, row in params.items()}
        loss = autodiff.Value(0.0)
        for (x1, x2), (target,) in zip(X.tolist(), Y.tolist(), strict=True):
            hidden = [
                (v["W1"][j] * x1 + v["W1"][2 + j] * x2 + v["b1"][j]).relu() for j in (0, 1)
            ]
            out = hidden[0] * v["W2"][0] + hidden[1] * v["W2"][1] + v["b2"][0]
            loss = loss + (out - target) ** 2
        (loss * 0.25).backward()
        params = {name: [p.data - LR * p.grad for p in row] for name, row in v.items()}

    return step


def best_times(steps, rounds=15, budget=0.05):
    """Seconds a step, for each of ``steps``: the best of ``rounds`` rounds in turn."""
    best = [np.inf] * len(steps)
    repeats = []
    for step in steps:
        step()
        start = time.perf_counter()
        step()
        repeats.append(max(1, int(budget / (time.perf_counter() - start))))
    for _ in range(rounds):
        for i, step in enumerate(steps):
            start = time.perf_counter()
            for _ in range(repeats[i]):
                step()
            best[i] = min(best[i], (time.perf_counter() - start) / repeats[i])
    return best


def main():
    """Print the table."""
    torch.set_num_threads(1)
    print(f"{'step':28s}{'whynn':>12s}{'PyTorch':>12s}{'scalar':>12s}   faster than")
    steps = [
        numpy_run(),
        numpy_step([2, 2, 1], X, Y, losses.mse, np.float64),
        torch_step([2, 2, 1], X, Y, torch.nn.MSELoss(), torch.float64),
        scalar_step(),
    ]
    run, step, theirs, scalar = best_times(steps)
    for name, ours in (("XOR, whynn.inplace", run / RUN), ("XOR, whynn.mlp", step)):
        print(
            f"{name:28s}{ours * 1e6:9.1f} us{theirs * 1e6:9.1f} us{scalar * 1e6:9.1f} us"
            f"   PyTorch {theirs / ours:.1f} x, scalar {scalar / ours:.1f} x"
        )
    rng = np.random.default_rng(0)
    images, labels = rng.normal(size=(256, 784)), rng.integers(0, 10, 256)
    sizes = [784, 256, 256, 10]
    for dtype, tensor in ((np.float64, torch.float64), (np.float32, torch.float32)):
        x = images.astype(dtype)
        ours, theirs = best_times(
            [
                numpy_step(sizes, x, labels, losses.softmax_cross_entropy, dtype),
                torch_step(sizes, x, labels, torch.nn.CrossEntropyLoss(), tensor),
            ]
        )
        name = f"784-256-256-10, {dtype.__name__}"
        print(
            f"{name:28s}{ours * 1e3:9.2f} ms{theirs * 1e3:9.2f} ms{'':12s}"
            f"   PyTorch {theirs / ours:.2f} x"
        )


if __name__ == "__main__":
    main()
