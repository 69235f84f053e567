"""Chapter 3: XOR by a network of two layers, every gradient derived by hand."""

import numpy as np

from whynn import ensemble, losses, mlp, perceptron
from whynn.grading.contract import Question, Wrong, as_array, as_number, close, show
from whynn.grading.questions._verdicts import after, finite
from whynn.grading.questions._xor_answers import OTHER, WRONG

XOR_NET = Question(
    "03-xor",
    title="XOR learned, every gradient by hand",
    level="hard",
    minutes=45,
    names=(
        "forward",
        "loss",
        "gradients",
        "gradient_check",
        "train",
        "trained_from",
        "trained",
    ),
    forbids=("torch", "autograd", "jax", "sklearn", "whynn.mlp", "whynn.ensemble"),
    hints=(
        "Go back through the forward pass line by line. Each array's gradient has the array's"
        " own shape: let the shapes tell you which factor is turned on its side.",
        "With `error = 2 * (out - y) / len(y)`: w2 gets `h.T @ error`, b2 the sum of error, and"
        " z gets `np.outer(error, w2) * (z > 0)`. W1 and b1 follow from that.",
        "First lines of gradients: `z = X @ params['W1'] + params['b1']`, `h = np.maximum(z,"
        " 0)` and `error = 2 * (h @ params['w2'] + params['b2'] - y) / len(y)`.",
    ),
    mutants=WRONG,
    alternatives=(OTHER,),
)

KEYS = ("W1", "b1", "w2", "b2")


def _start(rng):
    """A random network of 2 to 5 hidden units, in the learner's form, and two batches."""
    width, n = int(rng.integers(2, 6)), int(rng.integers(3, 7))
    params = {
        "W1": rng.normal(size=(2, width)),
        "b1": rng.normal(size=width),
        "w2": rng.normal(size=width),
        "b2": float(rng.normal()),
    }
    return params, rng.normal(size=(n, 2)), rng.normal(size=n)


def _at_a_corner(params, X, y):
    """Put one example exactly on the fold of a unit that matters to the loss."""
    X[0], params["b1"][0], params["w2"][0] = 0.0, 0.0, 1.0
    y[0] = mlp.forward(_ours(params), X[:1]).logits.item() - 2.0


def _ours(params):
    return {
        "W1": params["W1"],
        "b1": params["b1"],
        "W2": params["w2"][:, None],
        "b2": np.array([params["b2"]]),
    }


def _right(params, X, y):
    value, grads = mlp.objective(losses.mse)(_ours(params), X, y[:, None])
    return value, {
        "W1": grads["W1"],
        "b1": grads["b1"],
        "w2": grads["W2"][:, 0],
        "b2": grads["b2"].item(),
    }


def _dict(got, like, what):
    """A dict of the four arrays, in the shapes of ``like``."""
    if not isinstance(got, dict) or set(KEYS) - set(got):
        raise Wrong(f"{what} should be a dict with the keys W1, b1, w2, b2; got {show(got)}")
    return {
        k: as_array(got[k], np.shape(like[k]), f'{what}["{k}"]')
        if np.ndim(like[k])
        else as_number(got[k], f'{what}["{k}"]')
        for k in KEYS
    }


@XOR_NET.part("forward: the outputs of any such network", points=1)
def _forward(s, rng):
    params, X, _ = _start(rng)
    right = mlp.forward(_ours(params), X).logits[:, 0]
    got = as_array(s.call("forward", params, X), right.shape, "forward(params, X)")
    look = "Column j of W1 belongs to hidden unit j; ReLU comes after the bias"
    close(got, right, "forward(params, X)", look=look)


@XOR_NET.part("loss: the mean squared error", points=1)
def _loss(s, rng):
    params, X, y = _start(rng)
    got = as_number(s.call("loss", params, X, y), "loss(params, X, y)")
    look = "The mean of the squares of forward(params, X) - y, without a half"
    close(got, _right(params, X, y)[0], "loss(params, X, y)", look=look)


@XOR_NET.part("gradients: all four, derived by hand", points=3)
def _gradients(s, rng):
    for corner in (False, False, True):
        params, X, y = _start(rng)
        if corner:
            _at_a_corner(params, X, y)
        _, right = _right(params, X, y)
        got = _dict(s.call("gradients", params, X, y), right, "gradients(params, X, y)")
        for k in KEYS:
            look = "Move that one number by 1e-6 and see how your loss, a mean, changes"
            if corner:
                look = "One sum z is exactly 0 here, and there ReLU's slope counts as 0"
            close(got[k], right[k], f'gradients(params, X, y)["{k}"]', look=look)


@XOR_NET.part("gradient_check: passes a right gradient and finds a planted fault", points=2)
def _check(s, rng):
    params, X, y = _start(rng)
    _, grads = _right(params, X, y)
    with after(_loss, s, rng, "loss"):
        quiet = as_number(s.call("gradient_check", params, grads, X, y), "gradient_check")
        if not 0 <= quiet < 1e-5:
            raise Wrong(
                f"for a right gradient gradient_check should be nearly 0, it is {show(quiet)}:"
                " move one number at a time by 1e-6, up and down, and divide by 2e-6"
            )
    for key, sign in zip(KEYS, rng.permutation([1, 1, -1, -1]), strict=True):
        fault = float(sign * rng.uniform(0.01, 0.1))
        bad = {k: np.array(v) for k, v in grads.items()}
        bad[key].flat[int(rng.integers(bad[key].size))] += fault
        bad["b2"] = float(bad["b2"])
        found = as_number(s.call("gradient_check", params, bad, X, y), "gradient_check")
        if not abs(found - abs(fault)) <= 1e-4:
            raise Wrong(
                f"we made one entry of the gradient of {key} wrong by {fault:.4f};"
                f" gradient_check says {show(found)}. It is the largest difference over all"
                " entries, its sign left out"
            )
    _at_a_corner(params, X, y)
    _, grads = _right(params, X, y)
    if not as_number(s.call("gradient_check", params, grads, X, y), "gradient_check") > 1e-3:
        raise Wrong(
            "where one sum z is exactly 0, a small step up and one down change the loss at"
            " different rates, and gradient_check sees nothing of it: let it see how `loss`"
            " changes, and not what gradients of your own say"
        )


@XOR_NET.part("train: many small steps down", points=2)
def _train(s, rng):
    params, _, _ = _start(rng)
    X, y = ensemble.XOR
    steps, alpha = int(rng.integers(5, 30)), float(rng.uniform(0.02, 0.1))
    right = _descend(params, X, y, steps, alpha)
    got = s.call("train", params, X, y, steps, alpha)
    got, changed = _dict(got, right, f"train(..., {steps}, {alpha:.3f})"), s.changed
    with after(_gradients, s, rng, "gradients"):
        for k in KEYS:
            what = f'after {steps} steps of {alpha:.3f}, "{k}"'
            look = "Each step moves all four at once, against the gradients at the old place"
            close(got[k], right[k], what, rtol=1e-5, look=look)
    if changed:
        raise Wrong(
            "train ends at the right place and has changed the parameters that it was given:"
            " take a copy first, or write `w - alpha * g` in place of `w -= alpha * g`"
        )


def _network(s, name):
    """A network of any width that the learner gave."""
    given = s.table(name, KEYS)
    W1 = as_array(given["W1"], None, f'{name}["W1"]')
    if W1.ndim != 2 or len(W1) != 2 or not W1.size:
        raise Wrong(f'{name}["W1"]: expected shape (2, k), you gave shape {show(W1.shape)}')
    return _dict(given, {"W1": W1, "b1": W1[0], "w2": W1[0], "b2": 0.0}, name)


def _descend(params, X, y, steps, alpha):
    """Plain descent by the library, in the learner's form."""
    nets = ensemble.Networks(
        params["W1"][..., None],
        params["b1"][:, None],
        params["w2"][:, None],
        np.array([params["b2"]]),
    )
    end = ensemble.train(nets, X, y, lr=alpha, steps=steps).networks
    return {"W1": end.w1[..., 0], "b1": end.b1[:, 0], "w2": end.w2[:, 0], "b2": end.b2[0]}


@XOR_NET.part("trained: 5,000 steps from trained_from solve XOR to within 0.1", points=2)
def _trained(s, rng):
    start, params = _network(s, "trained_from"), _network(s, "trained")
    finite([v for k in KEYS for v in np.ravel(start[k])], "trained_from")
    X, y = ensemble.XOR
    if np.array_equal(start["W1"], start["W1"].round(3)):
        raise Wrong('every number of trained_from["W1"] is a round one: draw it at random')
    if _right(start, X, y)[0] < 0.01:
        raise Wrong("trained_from solves XOR before any training: draw it at random")
    out = mlp.forward(_ours(params), perceptron.CORNERS).logits[:, 0]
    wanted = np.array(perceptron.TABLES["XOR"])
    if not (np.abs(out - wanted) < 0.1).all():
        stuck = "Once train holds, it is stuck: try another seed, for most do not come through"
        wild = "It went off the scale: does each step go against the gradient?"
        look = stuck if np.isfinite(out).all() else wild
        raise Wrong(
            f"your trained network says {show(out.round(3).tolist())} at the four corners,"
            f" expected {show(wanted.tolist())} to within 0.1. {look}"
        )
    end = _descend(start, X, y, 5000, 0.1)
    off = max(np.abs(params[k] - end[k]).max() for k in KEYS)
    if not off < 1e-6:
        raise Wrong(
            "trained solves XOR, but it is not what 5,000 steps with alpha 0.1 make of"
            f" trained_from: one number is off by {show(float(off))}. Write `trained ="
            " train(trained_from, X, y, 5000, 0.1)`, and leave trained_from as it was"
        )
