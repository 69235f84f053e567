"""One network trained in several libraries: the same start, data, loss, rule and batch.

A side has ``run(steps)``, which goes on from where it stood, and ``weights()``, the list
``[W1, b1, W2, ...]`` in the shapes of ``whynn.mlp``.
"""

from itertools import pairwise
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
from whynn import autodiff, losses, mlp
from whynn.inplace import descend

LOSSES = {
    "squared error": losses.mse,
    "sigmoid cross-entropy": losses.binary_cross_entropy,
    "softmax cross-entropy": losses.softmax_cross_entropy,
}


class Work(NamedTuple):
    """What every side does: a ReLU network, trained by plain gradient descent."""

    sizes: list
    x: np.ndarray
    y: np.ndarray
    loss: str
    lr: float

    def start(self) -> dict:
        """The same parameters for every side, in the format of the data."""
        params = mlp.init(self.sizes, np.random.default_rng(1))
        return {name: value.astype(self.x.dtype) for name, value in params.items()}


def xor(loss: str) -> Work:
    """2-2-1 on the four corners."""
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return Work([2, 2, 1], x, np.array([[0.0], [1.0], [1.0], [0.0]]), loss, 0.05)


def large(dtype) -> Work:
    """784-256-256-10 on 256 random pictures of ten classes."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(256, 784)).astype(dtype), rng.integers(0, 10, 256)
    return Work([784, 256, 256, 10], x, y, "softmax cross-entropy", 0.01)


def ordered(params: dict) -> list:
    """The parameters as a list."""
    return [params[f"{kind}{k}"] for k in range(1, mlp.depth(params) + 1) for kind in "Wb"]


def whynn_mlp(work: Work):
    """``whynn.mlp``, a step at a time."""
    side = SimpleNamespace(params=work.start())
    value_and_grads = mlp.objective(LOSSES[work.loss])

    def run(steps):
        for _ in range(steps):
            _, grads = value_and_grads(side.params, work.x, work.y)
            # a sum lets NumPy reuse the memory of its right side; a difference does not
            side.params = {k: p + -work.lr * grads[k] for k, p in side.params.items()}

    side.run, side.weights = run, lambda: ordered(side.params)
    return side


def whynn_inplace(work: Work):
    """``whynn.inplace``: the run as a whole, memory allocated once."""
    side = SimpleNamespace(params=work.start())

    def run(steps):
        side.params = descend(side.params, work.x, work.y, lr=work.lr, steps=steps).params

    side.run, side.weights = run, lambda: ordered(side.params)
    return side


def whynn_autodiff(work: Work):
    """``whynn.autodiff``, one number at a time, for one hidden layer and one output."""
    side = SimpleNamespace(params={k: p.tolist() for k, p in work.start().items()})
    data = list(zip(work.x.tolist(), work.y.ravel().tolist(), strict=True))

    def step():
        W1, b1, W2, b2 = map(_values, ordered_lists(side.params))
        loss = autodiff.Value(0.0)
        for x, target in data:
            out = b2[0]
            for j, bias in enumerate(b1):
                z = bias
                for i, clue in enumerate(x):
                    z = z + W1[i][j] * clue
                out = out + z.relu() * W2[j][0]
            loss = loss + (out - target) ** 2
        (loss * (1 / len(data))).backward()
        moved = [_moved(p, work.lr) for p in (W1, b1, W2, b2)]
        side.params = dict(zip(("W1", "b1", "W2", "b2"), moved, strict=True))

    def run(steps):
        for _ in range(steps):
            step()

    side.run = run
    side.weights = lambda: [np.array(p) for p in ordered_lists(side.params)]
    return side


def ordered_lists(params):
    """The four parameters of a network with one hidden layer."""
    return [params[name] for name in ("W1", "b1", "W2", "b2")]


def _values(numbers):
    if isinstance(numbers, list):
        return [_values(number) for number in numbers]
    return autodiff.Value(numbers)


def _moved(values, lr):
    if isinstance(values, list):
        return [_moved(value, lr) for value in values]
    return values.data - lr * values.grad


def pytorch(work: Work):
    """PyTorch in its usual eager form: modules, ``backward()``, ``torch.optim.SGD``."""
    import torch

    torch.set_num_threads(1)
    start, layers, linear = work.start(), [], []
    for k, (fan_in, fan_out) in enumerate(pairwise(work.sizes), start=1):
        layer = torch.nn.Linear(fan_in, fan_out)
        layer.weight = torch.nn.Parameter(torch.tensor(start[f"W{k}"].T.copy()))
        layer.bias = torch.nn.Parameter(torch.tensor(start[f"b{k}"]))
        linear.append(layer)
        layers += [layer, torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers[:-1])
    opt = torch.optim.SGD(net.parameters(), lr=work.lr)
    loss = {
        "squared error": torch.nn.MSELoss,
        "sigmoid cross-entropy": torch.nn.BCEWithLogitsLoss,
        "softmax cross-entropy": torch.nn.CrossEntropyLoss,
    }[work.loss]()
    x, y = torch.tensor(work.x), torch.tensor(work.y)

    def run(steps):
        for _ in range(steps):
            opt.zero_grad()
            loss(net(x), y).backward()
            opt.step()

    def weights():
        pairs = [(layer.weight.T, layer.bias) for layer in linear]
        return [p.detach().numpy().copy() for pair in pairs for p in pair]

    return SimpleNamespace(run=run, weights=weights)


def micrograd(work: Work):
    """micrograd's own MLP, trained as its demo does."""
    from micrograd.nn import MLP

    net, start = MLP(work.sizes[0], work.sizes[1:]), work.start()
    for k, layer in enumerate(net.layers, start=1):
        for j, neuron in enumerate(layer.neurons):
            neuron.b.data = float(start[f"b{k}"][j])
            for i, w in enumerate(neuron.w):
                w.data = float(start[f"W{k}"][i, j])
    rows, targets = work.x.tolist(), work.y.ravel().tolist()

    def run(steps):
        for _ in range(steps):
            errors = [(net(x) - y) ** 2 for x, y in zip(rows, targets, strict=True)]
            loss = sum(errors) * (1 / len(rows))
            net.zero_grad()
            loss.backward()
            for p in net.parameters():
                p.data -= work.lr * p.grad

    def weights():
        found = []
        for layer in net.layers:
            found.append(np.array([[w.data for w in n.w] for n in layer.neurons]).T)
            found.append(np.array([n.b.data for n in layer.neurons]))
        return found

    return SimpleNamespace(run=run, weights=weights)


def scikit_learn(work: Work):
    """scikit-learn's MLPClassifier: one epoch is one full batch, so ``max_iter`` is steps."""
    from sklearn.neural_network import MLPClassifier

    labels, start = work.y.ravel().astype(int), ordered(work.start())
    net = MLPClassifier(
        work.sizes[1:-1], solver="sgd", learning_rate_init=work.lr, momentum=0, alpha=0,
        nesterovs_momentum=False, batch_size=len(work.x), shuffle=False, warm_start=True,
        n_iter_no_change=10**9, tol=0, max_iter=1, random_state=0,
    )  # fmt: skip
    net.fit(work.x, labels)  # it has to have been fitted once before it takes weights
    net.coefs_ = [W.copy() for W in start[0::2]]
    net.intercepts_ = [b.copy() for b in start[1::2]]

    def run(steps):
        net.set_params(max_iter=steps).fit(work.x, labels)

    def weights():
        pairs = zip(net.coefs_, net.intercepts_, strict=True)
        return [p for pair in pairs for p in pair]

    return SimpleNamespace(run=run, weights=weights)
