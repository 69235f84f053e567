"""AdamW against L2: where the decay is put decides what decays."""

import numpy as np

from whynn.grading.contract import Question, Wrong, as_array, as_number, close
from whynn.grading.questions._verdicts import chosen, hit
from whynn.optimizers import adam_l2, adamw, sgd, with_l2
from whynn.regularization import decay, l2_grad

LR, DECAY, STEPS = 1e-3, 0.1, 500
SCALES = (10.0, 0.01)

_ALT = """
import numpy as np
def run(grads, lr, l2, decoupled):
    w = np.ones(grads.shape[1:])
    m, v = np.zeros_like(w), np.zeros_like(w)
    for t, g in enumerate(grads, start=1):
        g = g + l2 * w
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        step = m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        w = w - lr * (step + decoupled * w)
    return w
def adam_l2(grads, lr, wd):
    return run(np.asarray(grads), lr, wd, 0.0)
def adamw(grads, lr, wd):
    return run(np.asarray(grads), lr, 0.0, wd)
def decay_alone(lr, wd, steps):
    return (1 - lr * wd) ** steps
rng = np.random.default_rng(4)
noise = rng.normal(size=(500, 2, 200)) * np.array([[10.0], [0.01]])
l2, w = adam_l2(noise, 1e-3, 0.1).mean(axis=1), adamw(noise, 1e-3, 0.1).mean(axis=1)
left = {"l2_loud": l2[0], "l2_quiet": l2[1], "adamw_loud": w[0], "adamw_quiet": w[1]}
sgd_differs, penalty_factor = "no", 2
"""

DECAY_QUESTION = Question(
    "04-decay",
    title="AdamW against L2",
    level="medium",
    minutes=20,
    names=("adam_l2", "adamw", "decay_alone", "left", "sgd_differs", "penalty_factor"),
    forbids=("torch", "tensorflow", "jax", "optax", "whynn.optimizers"),
    hints=(
        "Both methods shrink the weights a little at each step. They differ in one line: "
        "whether the pull wd * w goes through Adam's division or around it.",
        "L2: add wd * w to the gradient, and then do all that Adam does. AdamW: do all that "
        "Adam does with the plain gradient, and subtract lr * wd * w beside it.",
        "adam_l2 needs, before m and v are updated: `g = g + wd * w`",
    ),
    mutants=(
        (_ALT.replace("lr, wd, 0.0)", "lr, 0.0, wd)"), "decouples both"),
        (_ALT.replace("lr, 0.0, wd)", "lr, wd, 0.0)"), "couples both"),
        (
            _ALT.replace("lr * (step + decoupled * w)", "lr * step - decoupled * w"),
            "the decay forgets the learning rate",
        ),
        (_ALT.replace("g + l2 * w", "g + 2 * l2 * w"), "takes the convention without the half"),
        (_ALT.replace("g = g + l2", "g += l2"), "writes into the gradients it was given"),
        (
            _ALT.replace("(1 - lr * wd) ** steps", "1 - lr * wd * steps"),
            "forgets compound decay",
        ),
        (_ALT.replace("(1 - lr * wd) ** steps", "(1 - wd) ** steps"), "decays without lr"),
        (
            _ALT.replace('l2[0], "l2_quiet": l2[1]', 'l2[1], "l2_quiet": l2[0]'),
            "thinks that loud gradients decay most",
        ),
        (
            _ALT.replace('= "no", 2', '= "yes", 2'),
            "thinks the difference is there without Adam",
        ),
        (_ALT.replace('= "no", 2', '= "no", 1'), "overlooks the factor of the square"),
    ),
    alternatives=(_ALT,),
)


def _run(opt, grads):
    params = {"w": np.ones(grads.shape[1:])}
    state = opt.init(params)
    for g in grads:
        params, state = opt.update(params, {"w": g}, state)
    return params["w"]


def _fresh(s, rng, name, optimizer, look):
    grads = rng.normal(0, 2, size=(8, 3)) * [5.0, 1.0, 0.05]
    lr, wd = float(rng.uniform(0.01, 0.1)), float(rng.uniform(0.1, 0.9))
    got = s.call(name, grads, lr, wd)
    got, changed = as_array(got, (3,), f"the result of {name}"), s.changed
    what = f"for weights that start at 1, {name}(8 gradients, lr={lr:.3f}, wd={wd:.3f})"
    close(got, _run(optimizer(lr, weight_decay=wd), grads), what, look=look)
    if changed:
        raise Wrong(
            f"{name} gives the right weights and has changed the gradients that it was given: "
            "`g += ...` writes into them. Write `g = g + ...`, and then run the cell that "
            "makes `noise` again."
        )


@DECAY_QUESTION.part("adam_l2 sends the decay through Adam", points=2)
def _l2(s, rng):
    look = "Add wd * w to the gradient before m and v see it, and nothing after."
    _fresh(s, rng, "adam_l2", adam_l2, look)


@DECAY_QUESTION.part("adamw sends it around Adam", points=2)
def _w(s, rng):
    look = "m and v see the plain gradient; the step is lr * (m_hat / ... + wd * w)."
    _fresh(s, rng, "adamw", adamw, look)


@DECAY_QUESTION.part("decay_alone says what is left when there are no gradients", points=1)
def _alone(s, rng):
    lr, wd, steps = float(rng.uniform(0.01, 0.1)), float(rng.uniform(0.1, 0.9)), 40
    got = as_number(s.call("decay_alone", lr, wd, steps), "the result of decay_alone")
    left = {"w": np.ones(1)}
    for _ in range(steps):
        left = decay(left, lr, wd)
    look = "Each step keeps the share 1 - lr * wd of what is there."
    close(got, left["w"][0], f"`decay_alone({lr:.3f}, {wd:.3f}, {steps})`", look=look)


@DECAY_QUESTION.part("left shows which weights decayed, loud or quiet", points=2)
def _left(s, rng):
    keys = ("l2_loud", "l2_quiet", "adamw_loud", "adamw_quiet")
    got = s.table("left", keys)
    runs = np.random.default_rng(int(rng.integers(2**32)))
    noise = runs.normal(size=(STEPS, 2, 400)) * np.array(SCALES)[:, None]
    means = [_run(opt(LR, weight_decay=DECAY), noise).mean(axis=1) for opt in (adam_l2, adamw)]
    for key, right in zip(keys, np.ravel(means), strict=True):
        look = (
            "Once both functions hold, run them on the given noise with lr=0.001 and wd=0.1, "
            "and take the mean over the 200 runs, the last axis."
        )
        # nearly five times the spread between means over 200 and over 400 runs
        hit(got[key], float(right), f"left[{key!r}]", look, rtol=0, atol=0.01)


@DECAY_QUESTION.part("sgd_differs says whether plain descent sees a difference", points=1)
def _sgd(s, rng):
    w, g, lr, wd = rng.normal(size=3), rng.normal(size=3), 0.1, 0.3
    through = with_l2(sgd(lr), wd)
    params = {"w": w}
    coupled = through.update(params, {"w": g}, through.init(params))[0]["w"]
    beside = decay(params, lr, wd)["w"] - lr * g
    right = "no" if np.allclose(coupled, beside) else "yes"
    reasons = {"yes": "Write one step of w - lr * (g + wd * w) and multiply it out.", "no": ""}
    chosen(s.choice("sgd_differs", ("yes", "no")), right, "sgd_differs", reasons)


@DECAY_QUESTION.part("penalty_factor compares wd * sum(W ** 2) with weight_decay=wd", points=1)
def _penalty(s, rng):
    w = {"w": rng.normal(size=3)}
    ratio = l2_grad(w, 0.1, half=False)["w"] / l2_grad(w, 0.1)["w"]
    look = "Frameworks add wd * w to the gradient. What is the derivative of wd * w ** 2?"
    hit(s.number("penalty_factor"), float(ratio[0]), "penalty_factor", look)
