"""Adam's first three steps, by hand."""

import numpy as np

from whynn.grading.contract import Question, as_array, close
from whynn.grading.questions._verdicts import entries, hit, one_place
from whynn.optimizers import adam

GRADIENTS = (4.0, -2.0, 1.0)
_LR, _BETA1, _BETA2, _EPS = 0.1, 0.9, 0.999, 1e-8

_ALT = """
import numpy as np
def adam(grads, lr=0.1, beta1=0.9, beta2=0.999, eps=1e-8):
    grads, out = np.asarray(grads, dtype=float), []
    w = np.zeros(grads.shape[1:])
    for t in range(1, len(grads) + 1):
        age = np.arange(t - 1, -1, -1).reshape((t,) + (1,) * (grads.ndim - 1))
        a, b = beta1**age, beta2**age
        m, v = (a * grads[:t]).sum(0) / a.sum(), (b * grads[:t] ** 2).sum(0) / b.sum()
        w = w - lr * m / (np.sqrt(v) + eps)
        out.append(w)
    return np.array(out)
g = np.array([4.0, -2.0, 1.0])
m = [0.1 * g[0], 0.1 * (0.9 * g[0] + g[1]), 0.1 * (0.81 * g[0] + 0.9 * g[1] + g[2])]
s = g**2
v = [s[0], 0.999 * s[0] + s[1], 0.999**2 * s[0] + 0.999 * s[1] + s[2]]
v = [0.001 * x for x in v]
m_hat = [x / (1 - 0.9 ** (t + 1)) for t, x in enumerate(m)]
v_hat = [x / (1 - 0.999 ** (t + 1)) for t, x in enumerate(v)]
table = {"m": m, "v": v, "m_hat": m_hat, "v_hat": v_hat, "w": adam(g)}
uncorrected = 0.1 / 0.001**0.5
"""

_TWIN = """
import numpy as np
def adam(grads, lr=0.1, beta1=0.9, beta2=0.999, eps=1e-8):
    return run(grads, lr, beta1, beta2, eps)["w"]
def run(grads, lr=0.1, beta1=0.9, beta2=0.999, eps=1e-8):
    w = m = v = 0 * np.asarray(grads[0], dtype=float)
    rows = {"m": [], "v": [], "m_hat": [], "v_hat": [], "w": []}
    for t, g in enumerate(np.asarray(grads, dtype=float), start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
        for name, value in zip(rows, (m, v, m_hat, v_hat, w)):
            rows[name].append(value)
    return {name: np.array(values) for name, values in rows.items()}
table = run([4.0, -2.0, 1.0])
uncorrected = (1 - 0.9) / (1 - 0.999) ** 0.5
"""

ADAM = Question(
    "04-adam",
    title="Adam's first three steps by hand",
    level="medium",
    minutes=15,
    names=("table", "adam", "uncorrected"),
    forbids=("torch", "tensorflow", "jax", "optax", "whynn.optimizers"),
    hints=(
        "Adam keeps two running averages that start at 0: m of the gradients, v of their "
        "squares. Because they start at 0 they are too small at first.",
        "m = 0.9 * m + 0.1 * g and v = 0.999 * v + 0.001 * g ** 2; after step t divide m by "
        "1 - 0.9 ** t and v by 1 - 0.999 ** t. Then w moves by "
        "lr * m_hat / (sqrt(v_hat) + eps).",
        "The first row: `m = 0.1 * 4`, `v = 0.001 * 16`, `m_hat = m / (1 - 0.9)`, "
        "`v_hat = v / (1 - 0.999)`, `w = 0 - 0.1 * m_hat / (np.sqrt(v_hat) + 1e-8)`",
    ),
    mutants=(
        (_TWIN.replace("(1 - beta1) * g\n", "g\n"), "sums the gradients instead of averaging"),
        (_TWIN.replace("(1 - beta2) * g**2", "(1 - beta2) * abs(g)"), "forgets the square"),
        (_TWIN.replace("m / (1 - beta1**t)", "m"), "drops the first correction"),
        (_TWIN.replace("v / (1 - beta2**t)", "v"), "drops the second correction"),
        (_TWIN.replace("beta2**t)", "beta2)"), "corrects as at step 1 for ever"),
        (_TWIN.replace("np.sqrt(v_hat) + eps", "np.sqrt(v_hat + eps)"), "eps inside the root"),
        (_TWIN.replace("np.sqrt(v_hat) + eps", "v_hat + eps"), "forgets the root"),
        (_TWIN.replace("w - lr", "w + lr"), "walks uphill"),
        (_TWIN.replace("(v_hat) + eps", "(v_hat) + 1e-8"), "has an eps of its own"),
        (
            _TWIN.replace("= (1 - 0.9) / (1 - 0.999) ** 0.5", "= 1.0"),
            "corrects both all the same",
        ),
    ),
    alternatives=(_ALT, _TWIN),
)


def _rows(grads, lr=_LR):
    """What Adam holds after each step, one number a step."""
    opt, params = adam(lr, _BETA1, _BETA2, _EPS), {"w": np.zeros(1)}
    state, rows = opt.init(params), []
    for g in grads:
        params, state = opt.update(params, {"w": np.array([g])}, state)
        rows.append([state["m"]["w"][0], state["v"]["w"][0], params["w"][0]])
    return np.array(rows).T


def _column(s, name, expected, look):
    got = as_array(entries(s, "table", (name,))[name], (3,), f"`table[{name!r}]`")
    for step, (value, right) in enumerate(zip(got, expected, strict=True)):
        hit(value, right, f"table[{name!r}][{step}]", look, rtol=2e-3)


@ADAM.part("m and v are the running averages", points=2)
def _averages(s, rng):
    m, v, _ = _rows(GRADIENTS)
    _column(s, "m", m, "Each new m is 0.9 of the old one and 0.1 of the gradient.")
    _column(s, "v", v, "Each new v is 0.999 of the old one and 0.001 of the squared gradient.")


@ADAM.part("m_hat and v_hat undo the start at zero", points=2)
def _corrected(s, rng):
    m, v, _ = _rows(GRADIENTS)
    t = np.arange(1, len(GRADIENTS) + 1)
    _column(s, "m_hat", m / (1 - _BETA1**t), "Divide m by 1 - 0.9 ** t; t is 1, 2, 3.")
    _column(s, "v_hat", v / (1 - _BETA2**t), "Divide v by 1 - 0.999 ** t; t is 1, 2, 3.")


@ADAM.part("w is where the weight stands after each step", points=1)
def _weights(s, rng):
    look = "Each step starts where the last one ended, and takes off lr * m_hat / sqrt(v_hat)."
    _column(s, "w", _rows(GRADIENTS)[2], look)


@ADAM.part("adam repeats it for any gradients", points=2)
def _any(s, rng):
    grads, lr = rng.normal(0, 3, size=(6, 3)), float(rng.uniform(0.01, 0.5))
    beta1, beta2 = float(rng.uniform(0.5, 0.95)), float(rng.uniform(0.9, 0.99))
    eps = float(10 ** rng.uniform(-3, 0))
    opt, params = adam(lr, beta1, beta2, eps), {"w": np.zeros(3)}
    state, path = opt.init(params), []
    for g in grads:
        params, state = opt.update(params, {"w": g}, state)
        path.append(params["w"])
    got = as_array(s.call("adam", grads, lr, beta1, beta2, eps), (6, 3), "the result of adam")
    what = f"adam(6 gradients of 3 weights, {lr:.3g}, {beta1:.3g}, {beta2:.3g}, {eps:.3g})"
    one_place(got, "adam")
    look = (
        "One row a step. First see whether adam(gradients) gives your table['w']; then check "
        "that t starts at 1 and that the lr, the betas and the eps that are given are used."
    )
    close(got, np.array(path), what, look=look)


@ADAM.part("the first step has length lr, and eps sits where the paper has it", points=2)
def _tiny(s, rng):
    lr = float(rng.uniform(0.01, 0.5))
    looks = (
        "At the first step the corrections make m_hat the gradient and v_hat its square: what "
        "is left of lr * m_hat / sqrt(v_hat)?",
        "eps is added to the root of v_hat, after the correction: not to v, and not inside the "
        "root.",
    )
    scales = 10.0 ** rng.uniform(2, 4), 10.0 ** rng.uniform(-8.5, -7.5)
    for scale, look in zip(scales, looks, strict=True):
        expected = _rows([scale], lr)[2]
        got = as_array(
            s.call("adam", np.array([scale]), lr, _BETA1, _BETA2, _EPS),
            (1,),
            "the result of adam",
        )
        close(
            got,
            expected,
            f"`adam([{scale:.3g}], lr={lr:.3g})`",
            look=look,
        )


@ADAM.part("uncorrected is how long the first step would be without the corrections", points=1)
def _uncorrected(s, rng):
    m, v, _ = _rows([float(rng.uniform(1, 9))])
    hit(
        abs(s.number("uncorrected")),
        float(m[0] / np.sqrt(v[0])),
        "uncorrected",
        "Put m and v of the first step, without hats, into m / sqrt(v): the gradient cancels. "
        "Give the length in units of lr.",
    )
